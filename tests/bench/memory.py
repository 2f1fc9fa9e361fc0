"""The peak memory of this process."""

from __future__ import annotations

import resource
from pathlib import Path


def peak() -> int:
    """Return the most memory that this program has had, in KB.

    On Linux `ru_maxrss` begins with the memory of the process that started this one (exec keeps the mark), so a small
    program under a large pytest looks large; `VmHWM` is of this program alone.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    line = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1])
