"""The right to deliver from a data folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.errors import StoreTrouble

if TYPE_CHECKING:
    from filelock import BaseFileLock


class DeliveryLock:
    """The right to deliver: at most one process per data folder has it, and the operating system takes it back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._made: dict[str, BaseFileLock] = {}

    def _lock(self) -> BaseFileLock:
        """Return the one lock, made when it is first asked for: its module is loaded after the window has appeared."""
        from filelock import FileLock

        # The threads of one window share it, whichever of them asked first.
        return self._made.setdefault("lock", FileLock(self._path, thread_local=False, mode=0o600))

    def acquire(self) -> bool:
        """Return True where this process has it, now or already."""
        from filelock import Timeout

        lock = self._lock()
        if lock.is_locked:
            return True
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return False
        except (OSError, NotImplementedError) as error:
            raise cannot_write(self._path.parent) from error
        return True

    def release(self) -> None:
        """Let another process have it."""
        self._lock().release(force=True)


def cannot_write(folder: Path) -> StoreTrouble:
    """Return what to say of a data folder that FaxDesk cannot write to."""
    return StoreTrouble(
        f"FaxDesk cannot write to {folder}.",
        "Choose another folder with --data-dir, or change who may write there.",
    )
