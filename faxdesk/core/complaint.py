"""The last way to tell why FaxDesk cannot start, where nothing that draws windows is there."""

from __future__ import annotations

import sys

_ERROR_ICON = 0x10
"""MB_ICONERROR of MessageBoxW (winuser.h)."""


def print_error(sentence: str) -> int:
    """Write a sentence to standard error, where there is one, and return the exit code 1."""
    # A windowed program on Windows has no standard error.
    if sys.stderr is not None:
        sys.stderr.write(sentence + "\n")
    return 1


def complain(sentence: str) -> int:
    """Say a sentence on standard error and, on Windows, in a box of the system's own; return the exit code 1."""
    code = print_error(sentence)
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, sentence, "FaxDesk", _ERROR_ICON)
    return code
