"""What the system says of an error: in its own language, and on Windows in either of two ways."""

from __future__ import annotations

import errno
import os
import re
import sys

if sys.platform == "win32":
    import ctypes

    # The codes of Windows (winerror.h) that become these numbers; what it says of them, and what its C library says of
    # the number, are different sentences.
    _CODES = {
        errno.ENOENT: (2, 3),
        errno.EEXIST: (80, 183),
        errno.ENOTDIR: (3, 267),
        errno.ECONNREFUSED: (10061,),
    }

    def said_of(number: int) -> str:
        """Return a pattern for the words of the error `number` (of `errno`)."""
        # Python leaves out the stop at the end.
        words = [os.strerror(number), *(ctypes.FormatError(code).rstrip(".\r\n ") for code in _CODES[number])]
        return "|".join(map(re.escape, words))

else:

    def said_of(number: int) -> str:
        """Return a pattern for the words of the error `number` (of `errno`)."""
        return re.escape(os.strerror(number))
