"""The data folder: where everything is, who may read it, and whose turn it is to deliver."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.errors import StoreTrouble
from faxdesk.core.settings import APP_ID

if TYPE_CHECKING:
    from filelock import BaseFileLock


def standard_folder() -> Path:
    """Return the folder that the operating system wants FaxDesk's data in. Does not make it."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_ID, appauthor=False))


class DataFolder:
    """The files of one data folder. The folder is made, for its owner alone, when it is not there.

    Raises `StoreTrouble` where that is not possible.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = path / "faxdesk.sqlite3"
        self.spool = path / "spool"
        self.cache = path / "cache"
        self.log = path / "faxdesk.log"
        self.settings = path / "settings.json"
        self.covers = path / "cover-pages.json"
        self.practice = path / "practice"
        for folder in (path, self.spool, self.cache):
            _make(folder)
        self.delivery_lock = DeliveryLock(path / "deliverer.lock")


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
        except OSError as error:
            raise _cannot_write(self._path.parent) from error
        return True

    def release(self) -> None:
        """Let another process have it."""
        self._lock().release(force=True)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise _cannot_write(folder) from error


def _cannot_write(folder: Path) -> StoreTrouble:
    return StoreTrouble(
        f"FaxDesk cannot write to {folder}.",
        "Choose another folder with --data-dir, or change who may write there.",
    )
