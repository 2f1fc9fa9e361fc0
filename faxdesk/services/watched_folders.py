"""The watched folders of a data folder: which can be, and all of them watched by one thread."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused
from faxdesk.core.file_names import is_folder
from faxdesk.core.visible_text import visible
from faxdesk.core.watch_rules import FAILED, RULE_FILE, SENT, TAKEN
from faxdesk.services.events import Changed, EventSink
from faxdesk.services.watched_folder import WatchedFolder

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.times import Now
    from faxdesk.services.container import Services
    from faxdesk.services.folder_events import FileReport, FolderState

FIELD = "Folder"


def checked_folder(path: Path, data_folder: Path, others: Sequence[Path] = ()) -> Path:
    """Return the real path of a folder that can be watched, whether it can be reached now or not.

    `others` are those that are watched already. Raises `InputRefused` for what would be watched for ever, or would send
    what nobody means to send: the data folder, what is around it or in it, `taken`, `sent` and `failed` of another, the
    root of a drive, a home folder, and what is no folder.
    """
    shown = visible(str(path))
    if not str(path).strip() or "\0" in str(path):
        raise InputRefused(FIELD, "The name of the folder is empty.", "Name a folder.")
    real, data = Path(os.path.realpath(path)), Path(os.path.realpath(data_folder))
    _check_not_a_file(real, shown)
    if real == data or real in data.parents or data in real.parents:
        raise InputRefused(
            FIELD, f"{shown} has FaxDesk's own data in it, or is in it.", "Choose a folder that is for faxes alone."
        )
    if real.parent == real or real == Path(os.path.realpath(Path.home())):
        raise InputRefused(
            FIELD,
            f"{shown} is for more than faxes: all PDFs in it would be taken.",
            "Make a folder of its own for faxes.",
        )
    if real.name.casefold() in {TAKEN, SENT, FAILED} and _is_watched(real.parent, others):
        raise InputRefused(
            FIELD, f"{shown} belongs to a watched folder: what was sent would be sent again.", "Choose another folder."
        )
    return real


def _is_watched(folder: Path, others: Sequence[Path]) -> bool:
    return folder in others or (folder / RULE_FILE).exists() or (folder / TAKEN).is_dir()


def _check_not_a_file(path: Path, shown: str) -> None:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return
    if not stat.S_ISDIR(mode):
        raise InputRefused(FIELD, f"{shown} is no folder.", "Name the folder that the file is in.")


def check_is_there(path: Path) -> None:
    """Raise `InputRefused` where a folder is not there, or cannot be reached."""
    if not is_folder(path):
        raise InputRefused(FIELD, f"There is no folder {visible(str(path))}.", "Check its name, or connect its drive.")


class WatchedFolders:
    """Watches all folders that the user has chosen, in the bounded steps of one thread.

    `heard` is told what happens to files, and `keep` how the folders were found last.
    """

    def __init__(
        self,
        services: Services,
        now: Now,
        report: EventSink,
        heard: Callable[[FileReport], None],
        keep: Callable[[tuple[FolderState, ...]], None],
    ) -> None:
        self._services, self._now, self._report, self._heard, self._keep = services, now, report, heard, keep
        self._folders: dict[Path, WatchedFolder] = {}

    def step(self, cancel: CancelToken) -> float | None:
        """Do a step of each folder; return the seconds until the next, None where none is watched."""
        self._renew()
        if not self._folders:
            return None
        pauses = []
        for folder in self._folders.values():
            pause = folder.step(cancel)
            if cancel.is_set():
                return None
            pauses.append(pause if pause is not None else 0.0)
        self._keep(tuple(folder.state for folder in self._folders.values()))
        return min(pauses)

    def _renew(self) -> None:
        """Begin with folders that are new, and let go of those that are watched no longer."""
        wanted = self._services.store.watched_files.folders()
        for path in [path for path in self._folders if path not in wanted]:
            self._folders.pop(path).close()
            self._keep(tuple(folder.state for folder in self._folders.values()))
        for path in wanted:
            if path not in self._folders:
                store, fetcher = self._services.store, self._services.fetcher
                self._folders[path] = WatchedFolder(path, store, fetcher, self._tell, self._now)

    def _tell(self, said: FileReport) -> None:
        self._report(Changed())
        self._heard(said)

    def close(self) -> None:
        """Let go of all folders, and close the services."""
        for folder in self._folders.values():
            folder.close()
        self._services.close()
