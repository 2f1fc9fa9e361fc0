"""Pipes that are looked at before they are read.

On Windows nothing else of the program may touch a standard stream while a thread waits inside a read of it: each
library that is loaded then asks what kind of files the standard streams are, and waits with it.
"""

from __future__ import annotations

import os
import sys

_MOST = 4096

if sys.platform == "win32":
    import _winapi
    import ctypes
    import msvcrt

    _CHARACTERS, _PIPE = 2, 3
    """FILE_TYPE_CHAR and FILE_TYPE_PIPE (fileapi.h, GetFileType)."""

    def is_readable(stream: int) -> bool:
        """True where a read of a pipe would not wait: there is something, or its other end is closed."""
        try:
            return bool(_winapi.PeekNamedPipe(msvcrt.get_osfhandle(stream), 0)[0])
        except OSError:
            return True

    def _is_read_at_once(stream: int) -> bool:
        handle = msvcrt.get_osfhandle(stream)
        kind = _winapi.GetFileType(handle)
        if kind == _CHARACTERS:
            # A console waits for a key; NUL is at its end.
            return not ctypes.windll.kernel32.GetConsoleMode(ctypes.c_void_p(handle), ctypes.byref(ctypes.c_ulong()))
        return kind != _PIPE or is_readable(stream)

else:
    import select

    def is_readable(stream: int) -> bool:
        """True where a read of a pipe would not wait: there is something, or its other end is closed."""
        return bool(select.select([stream], [], [], 0)[0])

    _is_read_at_once = is_readable


def has_ended(stream: int) -> bool:
    """True where a stream is at its end, or is none; what comes before is thrown away. Never waits.

    A console of Windows has no end.
    """
    try:
        return _is_read_at_once(stream) and not os.read(stream, _MOST)
    except (OSError, ValueError):
        return True
