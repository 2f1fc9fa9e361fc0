"""The data folder: where everything is, and who may read it."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import raised_rights
from faxdesk.core.errors import InputRefused, StoreTrouble
from faxdesk.core.file_names import is_folder
from faxdesk.core.settings import APP_ID
from faxdesk.core.shared_files import discard, make_private_folder
from faxdesk.store.delivery_lock import DeliveryLock, cannot_lock, cannot_write, has_locks
from faxdesk.store.profiles import Profiles

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_PATH = 500
"""Bytes of the database's path. SQLite takes 512, with what it adds to the name (MAX_PATHNAME of its os_unix.c)."""

OPTION, VARIABLE = "--data-dir", "FAXDESK_DATA_DIR"


def standard_folder() -> Path:
    """Return the folder that the operating system wants FaxDesk's data in. Does not make it."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_ID, appauthor=False))


def chosen_folder(option: str | None, environment: Mapping[str, str], profile: str | None = None) -> Path:
    """Return the absolute path that `--data-dir` names, else `FAXDESK_DATA_DIR`, else the standard folder.

    A `~` at its beginning is the home folder: shells leave it alone in `--data-dir=~/faxes` and in files of variables.
    Raises `InputRefused` where the option is empty, as it is when the variable of a script was never set: the faxes of
    another account would go out of the standard folder. An empty environment variable is one that is not set.
    `profile` is the name of one of the profiles that belong to that folder; `InputRefused` says which there are.
    """
    folder = _chosen(option, environment)
    return folder if profile is None else Profiles(folder).find(profile).folder


def _chosen(option: str | None, environment: Mapping[str, str]) -> Path:
    if option is not None and not option.strip():
        raise InputRefused(OPTION, "The name of the folder is empty.", "Name a folder, or leave the option out.")
    if option is not None:
        return _named(OPTION, option)
    named = environment.get(VARIABLE)
    return _named(VARIABLE, named) if named else standard_folder()


def _named(where: str, name: str) -> Path:
    if "\0" in name or not _is_encodable(name):
        raise InputRefused(where, "No folder can have such a name.", "Name another folder.")
    # Not of `Path`, for which `./~` is `~`.
    whole = os.path.expanduser(name)  # noqa: PTH111
    if whole.startswith("~"):
        raise InputRefused(
            where, f"It is not known whose home folder “{name}” begins with.", "Write the whole path of the folder."
        )
    try:
        return Path(whole).absolute()
    except OSError as error:
        raise InputRefused(
            where, f"The folder “{name}” cannot be found: the present folder is gone.", "Write its whole path."
        ) from error


def _is_encodable(name: str) -> bool:
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return True


PRACTICE = "practice"
"""The folder in it that is the data folder of the practice account."""
DATABASE = "faxdesk.sqlite3"
"""The file in it that has the faxes."""


class DataFolder:
    """The files of one data folder.

    What is not there is made, for its owner alone; a folder that is there is used as it is. Raises `StoreTrouble` where
    that is not possible.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = path / DATABASE
        self.spool = path / "spool"
        self.cache = path / "cache"
        self.log = path / "faxdesk.log"
        self.settings = path / "settings.json"
        self.covers = path / "cover-pages.json"
        self.templates = path / "fax-templates.json"
        self.releases = path / "releases.json"
        self.webhooks = path / "webhooks.sqlite3"
        self.search = path / "search"
        self.practice = path / PRACTICE
        if len(os.fsencode(self.database)) > _LONGEST_PATH:
            raise _too_long()
        self._is_new = not is_folder(path)
        for folder in (path, self.spool, self.cache):
            _make(folder)
        if make_private_file(self.database) and not has_locks(path):
            discard(self.database)
            raise cannot_lock(path)
        self.delivery_lock = DeliveryLock(path / "deliverer.lock")

    def locked_away(self) -> str:
        """Return a sentence where this has made the folder, and its user may not open it, else an empty text."""
        return raised_rights.warning(self.path) if self._is_new else ""

    def exposed(self) -> str:
        """Return a sentence where other users of this computer may look into the folder, else an empty text.

        Windows keeps others out by the rights of the profile, which a mode does not tell.
        """
        if os.name == "nt" or not _mode(self.path) & 0o077:
            return ""
        return (
            f"Other users of this computer can look into {self.path}, where faxes are kept. If it is for you alone, let"
            " nobody else in (chmod 700), or choose another folder with --data-dir."
        )


def why_not_writable(folder: Path) -> StoreTrouble:
    """Return what to say of a folder in which a file could not be made, found out by making one."""
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(4096))
            file.flush()
    except OSError as error:
        return _cannot_make(folder, error)
    return cannot_write(folder)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _make(folder: Path) -> None:
    try:
        make_private_folder(folder, parents=True, exist_ok=False)
    except FileExistsError as error:
        if not is_folder(folder):
            raise _in_the_way(folder) from error
    except NotADirectoryError as error:
        raise _in_the_way(_first(folder, lambda path: not is_folder(path))) from error
    except (OSError, ValueError) as error:
        raise _cannot_make(folder, error) from error


def _first(path: Path, is_it: Callable[[Path], bool]) -> Path:
    return next((parent for parent in (*reversed(path.parents), path) if is_it(parent)), path)


def _in_the_way(path: Path) -> StoreTrouble:
    return StoreTrouble(
        f"{path} is a file, or leads nowhere: it is no folder.", "Choose a folder with --data-dir, or remove the file."
    )


def _cannot_make(folder: Path, error: Exception) -> StoreTrouble:
    number = getattr(error, "errno", None)
    if number == errno.ENAMETOOLONG or isinstance(error, ValueError):
        return _too_long()
    if number in (errno.ENOSPC, errno.EDQUOT):
        return StoreTrouble("The disk is full.", f"Make room on the disk that holds {folder}.")
    return cannot_write(folder)


def _too_long() -> StoreTrouble:
    return StoreTrouble("The path of the data folder is too long.", "Choose a shorter one with --data-dir.")


def make_private_file(path: Path) -> bool:
    """Make an empty file for its owner alone; return False where there is one, or none can be made.

    SQLite itself would let everybody in whom the mask lets in. Called before there is a connection to the file: to
    close a file takes away the locks that SQLite has on it.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError:
        # Where it cannot be made, SQLite says why.
        return False
    return True
