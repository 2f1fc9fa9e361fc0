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

    Linux counts the address space. macOS knows no such limit: there, whoever started the process watches it with
    `resident`. Windows sets none to a process that runs: there, whoever starts it has put it into a job.
    """
    if sys.platform == "win32":
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
    import faulthandler
    import os
    from pathlib import Path

    _nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  as long as the process lives

    def _end_after(seconds: float) -> None:
        if seconds:
            faulthandler.dump_traceback_later(seconds, exit=True, file=_nowhere)
        else:
            faulthandler.cancel_dump_traceback_later()
