"""What a watched folder tells: values for the command line and the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class FileEvent(StrEnum):
    """What has happened to a file.

    `WAITING`: it is not taken yet, for a reason. `QUEUED`: it is a fax now, which is kept. `DRAFT`: it is a draft that
    somebody has to look at. `SENT`: its fax has arrived. `FAILED`: it was not sent, or has not arrived everywhere.
    `GONE`: somebody has taken it away.
    """

    WAITING = "waiting"
    QUEUED = "queued"
    DRAFT = "draft"
    SENT = "sent"
    FAILED = "failed"
    GONE = "gone"


class FileReport(NamedTuple):
    """Something has happened to a file of a watched folder.

    `name` is the file's name in the folder, `place` where it is now, `reason` why that is so, in words. `to` are
    numbers in E.164 form; `jobs` the submissions that it became, `draft` the id of the draft.
    """

    folder: Path
    name: str
    event: FileEvent
    reason: str = ""
    place: Path | None = None
    to: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    draft: int | None = None


class FolderState(NamedTuple):
    """How a watched folder was found last.

    `problem` is why nothing is taken out of it, a sentence or two, else empty; `waiting` the files that are waited for,
    each with the reason. `looked_at` is when it could be read last, None where it never could.
    """

    folder: Path
    problem: str = ""
    waiting: tuple[tuple[str, str], ...] = ()
    looked_at: datetime | None = None
    elsewhere: bool = False
    rule: str = ""
    """What becomes of files there, in words; empty while that is not known."""


FolderSink = Callable[[FileReport], None]
