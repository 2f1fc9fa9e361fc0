"""Whether the program has more rights than its user usually has."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _TOKEN_QUERY, _ELEVATION_TYPE, _FULL = 0x8, 18, 2
    """TOKEN_QUERY, TokenElevationType and TokenElevationTypeFull (winnt.h)."""

    def are_raised() -> bool:
        """True where the user has confirmed that this program may do what an administrator may.

        False for who is always an administrator: nothing is different for them the next time.
        """
        kernel, advapi = ctypes.WinDLL("kernel32"), ctypes.WinDLL("advapi32")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        advapi.OpenProcessToken.argtypes = (wintypes.HANDLE, wintypes.DWORD, ctypes.c_void_p)
        advapi.GetTokenInformation.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            ctypes.c_void_p,
            wintypes.DWORD,
            ctypes.c_void_p,
        )
        token, kind, length = wintypes.HANDLE(), wintypes.DWORD(), wintypes.DWORD()
        if not advapi.OpenProcessToken(kernel.GetCurrentProcess(), _TOKEN_QUERY, ctypes.byref(token)):
            return False
        try:
            told = advapi.GetTokenInformation(
                token, _ELEVATION_TYPE, ctypes.byref(kind), ctypes.sizeof(kind), ctypes.byref(length)
            )
        finally:
            kernel.CloseHandle(token)
        return bool(told) and kind.value == _FULL

else:

    def are_raised() -> bool:
        """True for root, as which a program runs with sudo."""
        return os.geteuid() == 0


def warning(folder: Path) -> str:
    """Return a sentence where a folder was just made with rights that its user will not have, else an empty text."""
    if not are_raised():
        return ""
    if sys.platform == "win32":
        return (
            "FaxDesk runs as administrator, which it never needs: documents cannot be dragged into its window, and what"
            " it keeps may not open later. Close it and start it as usual."
        )
    if _owner(folder.parent) in (0, None):
        return ""
    return (
        f"FaxDesk runs as root, and so {folder} belongs to root: its user cannot open it. Give it to them (chown -R),"
        " and start FaxDesk without sudo."
    )


def _owner(folder: Path) -> int | None:
    try:
        return folder.stat().st_uid
    except OSError:
        return None
