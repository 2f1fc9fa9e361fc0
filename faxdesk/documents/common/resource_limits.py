"""Limits that a process sets to itself before it opens a hostile file."""

from __future__ import annotations

import signal
import subprocess
import sys

from faxdesk.core.child_environment import for_tool


def end_after(seconds: float) -> None:
    """End this process in so many seconds, whatever it does then; with 0 take back that it is to end."""
    if sys.platform == "win32":
        _end_after(seconds)
        return
    # The system's own timer: the thread of `faulthandler` would have to be started and waited for with each call.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def limit_memory(memory: int) -> None:
    """Let this process take `memory` bytes at most; beyond that it ends, or a request for memory fails.

    Linux counts the address space, Windows the committed memory of a job. macOS knows no such limit: there, whoever
    started the process watches it with `resident`.
    """
    if sys.platform == "win32":
        _limit_job_memory(memory)
        return
    import resource

    for limit, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(limit, (allowed, hard))
        except (OSError, ValueError):
            # macOS refuses a limit below what is in use already.
            continue


def limited(command: list[str], memory: int) -> list[str]:
    """Return the command so that its program takes `memory` bytes of address space at most, where a shell can do that.

    A shell, as setting limits between fork and exec is not safe in a program with threads.
    """
    if sys.platform == "win32":
        return command
    return ["/bin/sh", "-c", f'ulimit -v {memory // 1024} 2>/dev/null; ulimit -c 0; exec "$@"', "sh", *command]


def resident(pid: int) -> int:
    """Return the bytes of memory that the process `pid` has now, 0 where that is not known."""
    try:
        told = subprocess.run(  # noqa: S603  a tool of the system, with a number
            ["/bin/ps", "-o", "rss=", "-p", str(pid)], capture_output=True, timeout=2, check=False, env=for_tool()
        ).stdout
        return int(told) * 1024
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return 0


if sys.platform == "win32":
    import ctypes
    import faulthandler
    import os
    from ctypes import wintypes
    from pathlib import Path

    _nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  as long as the process lives

    def _end_after(seconds: float) -> None:
        if seconds:
            faulthandler.dump_traceback_later(seconds, exit=True, file=_nowhere)
        else:
            faulthandler.cancel_dump_traceback_later()

    class _BasicLimits(ctypes.Structure):
        """JOBOBJECT_BASIC_LIMIT_INFORMATION (winnt.h)."""

        _fields_ = (
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Limits(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION (winnt.h)."""

        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    _EXTENDED_LIMITS = 9
    _DIE_ON_FAULT, _PROCESS_MEMORY = 0x400, 0x100
    """JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION (no box that asks the user) and JOB_OBJECT_LIMIT_PROCESS_MEMORY."""

    def _limit_job_memory(memory: int) -> None:
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        limits = _Limits()
        limits.BasicLimitInformation.LimitFlags = _DIE_ON_FAULT | _PROCESS_MEMORY
        limits.ProcessMemoryLimit = memory
        # The job lives as long as its process: the handle is never closed.
        job = kernel.CreateJobObjectW(None, None)
        kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
