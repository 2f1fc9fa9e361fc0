"""Waiting for a child process to say something, for a limited time."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import BinaryIO

from faxdesk.core.pipes import is_readable

if sys.platform == "win32":
    import contextlib
    import time

    NO_WINDOW = subprocess.CREATE_NO_WINDOW
    """Flag of a process that is started without the black window of a terminal."""

    def readable(process: subprocess.Popen[bytes], seconds: float) -> bool:
        """True as soon as there is something to read from `process`, or it has ended; False after `seconds`."""
        until = time.monotonic() + seconds
        while not waiting(process.stdout):
            if time.monotonic() > until:
                return False
            # Pipes cannot be waited for. The end of the process can: a pause that its death cuts short.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.001)
        return True

    def shared_memory(_size: int) -> BinaryIO | None:
        """Return None: on Windows, pictures come through the pipe."""
        return None

else:
    import select

    NO_WINDOW = 0
    """Flag of a process that is started without the black window of a terminal, on Windows."""

    def readable(process: subprocess.Popen[bytes], seconds: float) -> bool:
        """True as soon as there is something to read from `process`, or it has ended; False after `seconds`."""
        poll = select.poll()
        poll.register(process.stdout.fileno(), select.POLLIN | select.POLLHUP)  # type: ignore[union-attr]  # a pipe
        return bool(poll.poll(seconds * 1000))

    def shared_memory(size: int) -> BinaryIO | None:
        """Return a file of `size` bytes that is in memory only, for a child to inherit; None where there is no such.

        It is read as any file, not mapped: the child may cut it short at any time.
        """
        if sys.platform != "linux":
            return None
        file = os.fdopen(os.memfd_create("faxdesk"), "r+b", buffering=0)
        file.truncate(size)
        return file


def waiting(pipe: BinaryIO) -> bool:
    """True where there is something to read from `pipe` now, or its other end is closed."""
    return is_readable(pipe.fileno())
