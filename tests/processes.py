"""Other processes, as every system knows them: whether one runs, and its end without a word."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

if sys.platform == "win32":
    import ctypes

    _SYNCHRONIZE = 0x0010_0000
    """Enough to ask whether a process has ended (winnt.h)."""
    _TIMEOUT = 0x0000_0102
    """WAIT_TIMEOUT (winbase.h): what is waited for has not come."""

    def alive(pid: int) -> bool:
        """True where a process runs. `os.kill(pid, 0)` would send it Ctrl-C here."""
        kernel = ctypes.WinDLL("kernel32")
        kernel.OpenProcess.restype = ctypes.c_void_p
        handle = ctypes.c_void_p(kernel.OpenProcess(_SYNCHRONIZE, False, pid))
        if not handle:
            return False
        try:
            return bool(kernel.WaitForSingleObject(handle, 0) == _TIMEOUT)
        finally:
            kernel.CloseHandle(handle)

    def kill(pid: int) -> None:
        """End a process at once; it is told nothing."""
        # Any signal but the two of the keyboard is TerminateProcess.
        os.kill(pid, signal.SIGTERM)

else:

    def alive(pid: int) -> bool:
        """True where a process runs; one that has ended and waits for its parent does not."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        state = Path(f"/proc/{pid}/stat")
        return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")

    def kill(pid: int) -> None:
        """End a process at once; it is told nothing."""
        os.kill(pid, signal.SIGKILL)
