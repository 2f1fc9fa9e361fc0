"""The right to deliver from a data folder."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.errors import StoreTrouble

if TYPE_CHECKING:
    from filelock import BaseFileLock

_NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL)
"""What a file system without locks answers (flock(2), fcntl(2))."""


class DeliveryLock:
    """The right to deliver: at most one process per data folder has it, and the operating system takes it back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._made: dict[str, BaseFileLock] = {}

    def _lock(self) -> BaseFileLock:
        """Return the one lock, made when it is first asked for: its module is loaded after the window has appeared."""
        made = self._made.get("lock")
        if made is not None:
            return made
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
        except NotImplementedError as error:
            # What filelock says of a file system without locks (ENOSYS).
            raise cannot_lock(self._path.parent) from error
        except OSError as error:
            raise (cannot_lock if error.errno in _NO_LOCKS else cannot_write)(self._path.parent) from error
        return True

    def release(self) -> None:
        """Let another process have it."""
        self._lock().release(force=True)


def has_locks(folder: Path) -> bool:
    """Return False where the file system of a folder has no locks, as some network drives have none.

    Both kinds are tried: those of `flock`, which the delivery lock is, and those of POSIX, which SQLite uses. SQLite
    cannot tell the lack from a database that somebody else holds (`sqliteErrorFromPosixError` of its os_unix.c).
    """
    if sys.platform == "win32":
        return True
    import fcntl
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _NO_LOCKS
    return True


def cannot_lock(folder: Path) -> StoreTrouble:
    """Return what to say of a data folder on a drive without locks."""
    return StoreTrouble(
        f"The drive that holds {folder} cannot lock files, so FaxDesk cannot keep a fax from being sent twice there.",
        "Choose a folder on a disk of this computer with --data-dir.",
    )


def cannot_write(folder: Path) -> StoreTrouble:
    """Return what to say of a data folder that FaxDesk cannot write to."""
    advice = "Choose another folder with --data-dir, or change who may write there."
    if _may_not(folder):
        advice += " It may have been made by FaxDesk as it ran as administrator: then it belongs to the administrators."
    return StoreTrouble(f"FaxDesk cannot write to {folder}.", advice)


def _may_not(folder: Path) -> bool:
    """True where the folder is there, and its user may not even look into it."""
    try:
        next(folder.iterdir(), None)
    except PermissionError:
        return True
    except OSError:
        return False
    return False
