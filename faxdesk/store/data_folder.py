"""The data folder: where everything is, and who may read it."""

from __future__ import annotations

from pathlib import Path

from faxdesk.core.settings import APP_ID
from faxdesk.store.delivery_lock import DeliveryLock, cannot_write


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


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise cannot_write(folder) from error
