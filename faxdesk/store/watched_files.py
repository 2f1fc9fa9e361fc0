"""The folders that are watched, and each file that was ever taken out of one.

A file is written down before it is touched, and with what it became in one transaction: whenever the program ends,
the next one knows how far it was. Names are kept as the bytes that the system has for them.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from faxdesk.core.lifecycle import FINAL
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.database import listed

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from faxdesk.core.times import Now
    from faxdesk.store.database import Database


class FileState(StrEnum):
    """How far a file has come.

    `CLAIMED`: it is being moved away from the others, or was, and has become nothing yet. `KEPT`: it is a fax, or
    several. `DRAFTED`: it is a draft that somebody has to look at. `REFUSED`: it cannot be sent. `ENDED`: nothing is to
    be done with it any more.
    """

    CLAIMED = "claimed"
    KEPT = "kept"
    DRAFTED = "drafted"
    REFUSED = "refused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A file that was taken. `place` is where it is in `folder`, `target` where it is being moved to.

    `size` (bytes) and `modified` (nanoseconds) are as they were when it was found. `jobs` are the submissions that it
    became, `draft` the id of the draft.
    """

    id: int
    folder: Path
    name: str
    sidecar: str | None
    place: PurePath
    target: PurePath | None
    size: int
    modified: int
    sha256: str
    state: FileState
    jobs: tuple[str, ...]
    draft: int | None
    reason: str
    claimed_at: datetime


class WatchedFiles:
    """The record. Every method that writes does so in one transaction, joined to the one that is open."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    # ------------------------------------------------------------------------------------------------- folders

    def folders(self) -> tuple[Path, ...]:
        """Return the folders that the window watches, in the order in which they were added."""
        rows = self._database.rows("SELECT path FROM watched_folder ORDER BY added_at, path")
        return tuple(Path(os.fsdecode(row["path"])) for row in rows)

    def knows(self, folder: Path) -> bool:
        """Return whether a folder is watched by the window, or a file was ever taken out of it."""
        sql = (
            "SELECT EXISTS (SELECT 1 FROM watched_folder WHERE path = :path)"
            " OR EXISTS (SELECT 1 FROM watched_file WHERE folder = :path)"
        )
        return bool(self._database.value(sql, {"path": os.fsencode(folder)}))

    def change_folders(self, added: Sequence[Path], removed: Sequence[Path]) -> None:
        """Watch more folders, and others no longer. What was taken out of these goes on."""
        with self._database.transaction() as connection:
            connection.executemany(
                "DELETE FROM watched_folder WHERE path = ?", [(os.fsencode(path),) for path in removed]
            )
            connection.executemany(
                "INSERT OR IGNORE INTO watched_folder (path, added_at) VALUES (?, ?)",
                [(os.fsencode(path), to_ms(self._now()) + place) for place, path in enumerate(added)],
            )

    # --------------------------------------------------------------------------------------------------- files

    def claim(
        self, folder: Path, name: str, sidecar: str | None, place: PurePath, size: int, modified: int
    ) -> WatchedFile:
        """Write down that a file is about to be moved to `place`."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "INSERT INTO watched_file (folder, name, sidecar, place, size, modified, state, claimed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    os.fsencode(folder),
                    os.fsencode(name),
                    None if sidecar is None else os.fsencode(sidecar),
                    os.fsencode(place),
                    size,
                    modified,
                    FileState.CLAIMED,
                    to_ms(self._now()),
                ),
            )
            made = connection.execute("SELECT * FROM watched_file WHERE id = ?", (row.lastrowid,)).fetchone()
        return _file(made)

    def forget(self, number: int) -> None:
        """A file was not moved after all, or was put back."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM watched_file WHERE id = ? AND state = ?", (number, FileState.CLAIMED))

    def get(self, number: int) -> WatchedFile | None:
        """Return a file by its id, or None."""
        row = self._database.row("SELECT * FROM watched_file WHERE id = ?", (number,))
        return None if row is None else _file(row)

    def unfinished(self, folder: Path) -> tuple[WatchedFile, ...]:
        """Return the files of a folder with which something is still to be done, in the order of their claims."""
        rows = self._database.rows(
            "SELECT * FROM watched_file WHERE folder = ? AND state <> 'ended' ORDER BY id", (os.fsencode(folder),)
        )
        return tuple(_file(row) for row in rows)

    def due(self, folder: Path, most: int) -> tuple[WatchedFile, ...]:
        """Return files of a folder with which something can be done now, the oldest first, so many at the most.

        They were claimed and are nothing yet; they have become something and are not where they belong; their draft was
        settled, or all their faxes have come to their end.
        """
        rows = self._database.rows(
            "SELECT * FROM watched_file AS w WHERE folder = ? AND state <> 'ended' AND (state IN ('claimed', 'refused')"
            " OR (state = 'drafted' AND EXISTS (SELECT 1 FROM draft d WHERE d.id = w.draft AND d.state <> 'open'))"
            " OR (state = 'kept' AND (substr(place, 1, 5) = CAST('taken' AS BLOB) OR NOT EXISTS (SELECT 1"
            f" FROM json_each(w.jobs) j JOIN recipient r ON r.job = j.value WHERE r.state NOT IN {listed(FINAL)}))))"
            " ORDER BY id LIMIT ?",
            (os.fsencode(folder), most),
        )
        return tuple(_file(row) for row in rows)

    def became(
        self, number: int, state: FileState, *, jobs: Sequence[str] = (), draft: int | None = None, reason: str = "",
        sha256: str = "",
    ) -> None:  # fmt: skip
        """A file has become something. What is empty stays as it was."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE watched_file SET state = :state, jobs = CASE WHEN :jobs = '[]' THEN jobs ELSE :jobs END,"
                " draft = coalesce(:draft, draft), reason = CASE WHEN :reason = '' THEN reason ELSE :reason END,"
                " sha256 = coalesce(nullif(:sha256, ''), sha256),"
                " ended_at = CASE WHEN :state = 'ended' THEN :now ELSE NULL END WHERE id = :id",
                {
                    "id": number,
                    "state": state,
                    "jobs": json.dumps(jobs),
                    "draft": draft,
                    "reason": reason,
                    "sha256": sha256,
                    "now": to_ms(self._now()),
                },
            )

    def moving(self, number: int, target: PurePath) -> None:
        """A file is about to be moved."""
        self._set(number, "target = ?", os.fsencode(target))

    def moved(self, number: int, place: PurePath) -> None:
        """A file has been moved."""
        self._set(number, "place = ?, target = NULL", os.fsencode(place))

    def has_sidecar(self, number: int, sidecar: str) -> None:
        """A file has got a sidecar after it was taken."""
        self._set(number, "sidecar = ?", os.fsencode(sidecar))

    def _set(self, number: int, what: str, value: Any) -> None:
        with self._database.transaction() as connection:
            connection.execute(f"UPDATE watched_file SET {what} WHERE id = ?", (value, number))

    def of_content(self, sha256: str, but: int) -> tuple[WatchedFile, ...]:
        """Return the files of the same content that became a fax or a draft, the last first, besides one."""
        rows = self._database.rows(
            "SELECT * FROM watched_file WHERE sha256 = ? AND id <> ? AND (jobs <> '[]' OR draft IS NOT NULL)"
            " ORDER BY id DESC",
            (sha256, but),
        )
        return tuple(_file(row) for row in rows)


def _file(row: sqlite3.Row) -> WatchedFile:
    return WatchedFile(
        row["id"],
        Path(os.fsdecode(row["folder"])),
        os.fsdecode(row["name"]),
        None if row["sidecar"] is None else os.fsdecode(row["sidecar"]),
        PurePath(os.fsdecode(row["place"])),
        None if row["target"] is None else PurePath(os.fsdecode(row["target"])),
        row["size"],
        row["modified"],
        row["sha256"] or "",
        cells.word(FileState, row["state"]),
        cells.parsed(row["jobs"], _texts),
        row["draft"],
        row["reason"],
        cells.instant(row["claimed_at"]),
    )


def _texts(values: list[object]) -> tuple[str, ...]:
    return tuple(map(str, values))
