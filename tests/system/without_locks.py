"""Runs a program to which every lock of a file is refused, as on network drives without locks: ERRNO PROGRAM...

The kernel itself answers so, by a filter of system calls that the program inherits (seccomp(2), Linux).
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_NUMBER, _SECOND_ARGUMENT = 0, 24
"""Where `struct seccomp_data` has the number of the call, and the low half of its second argument."""
_CALLS = {"x86_64": (73, 72), "aarch64": (32, 25)}
"""The numbers of flock and fcntl."""
_SETTING_LOCKS = (6, 7, 37, 38)
"""F_SETLK, F_SETLKW, F_OFD_SETLK and F_OFD_SETLKW (fcntl.h)."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def is_possible() -> bool:
    return sys.platform == "linux" and platform.machine() in _CALLS


def refuse_locks(error: int) -> None:
    """Let every lock of this process, and of what it starts, end with this error."""
    flock, fcntl = _CALLS[platform.machine()]
    refusals = len(_SETTING_LOCKS)
    steps = [
        (_LOAD, 0, 0, _NUMBER),
        (_EQUAL, refusals + 3, 0, flock),
        (_EQUAL, 0, refusals + 1, fcntl),
        (_LOAD, 0, 0, _SECOND_ARGUMENT),
        *((_EQUAL, refusals - place, 0, command) for place, command in enumerate(_SETTING_LOCKS)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERROR | error),
    ]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    library = ctypes.CDLL(None, use_errno=True)
    program = _Program(len(steps), ctypes.cast(ctypes.create_string_buffer(code), ctypes.c_char_p))
    for words in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)):
        if library.prctl(*words):
            raise OSError(ctypes.get_errno(), "the filter could not be set")


if __name__ == "__main__":
    refuse_locks(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606  a program of the test
