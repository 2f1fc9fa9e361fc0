"""What is fetched of finished faxes before anybody asks for it: their pages and their reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from faxdesk.core.times import to_ms
from faxdesk.store import cells

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from faxdesk.core.times import Now
    from faxdesk.store.database import Database


class CopyState(StrEnum):
    """How it stands with one of the two. The values are in the database."""

    WANTED = "wanted"
    KEPT = "kept"
    NONE = "none"
    """The service has none, however often it was asked."""


class CopyPart(StrEnum):
    """What there is to fetch. The values are the columns."""

    PAGES = "pages"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Copy:
    """What is wanted of one fax. `key` is the id by which the service is asked, `tries` how often it was in vain."""

    key: str
    pages: CopyState
    report: CopyState
    tries: int

    @property
    def wanted(self) -> tuple[CopyPart, ...]:
        """What is still to be fetched."""
        states = {CopyPart.PAGES: self.pages, CopyPart.REPORT: self.report}
        return tuple(part for part, state in states.items() if state is CopyState.WANTED)


_LONGEST_PAUSE_MS = 2 * 3600 * 1000
"""Nothing is put off for longer, in milliseconds. What seems to be, was put off before the clock was set back."""
_WANTED = f"(pages = '{CopyState.WANTED}' OR report = '{CopyState.WANTED}')"


class Copies:
    """The queue of what is to be fetched, in the order in which the faxes ended: the first may be purged first."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def due(self) -> Copy | None:
        """Return what is to be fetched next, or None where nothing is due now."""
        row = self._database.row(
            f"SELECT * FROM copy WHERE {_WANTED} AND (not_before <= :now OR not_before > :now + {_LONGEST_PAUSE_MS})"
            " ORDER BY ended_at, key LIMIT 1",
            {"now": to_ms(self._now())},
        )
        if row is None:
            return None
        return Copy(row["key"], cells.word(CopyState, row["pages"]), cells.word(CopyState, row["report"]), row["tries"])

    def next_time(self) -> datetime | None:
        """Return when the next one is due, or None where none is wanted."""
        at = self._database.value(f"SELECT min(not_before) FROM copy WHERE {_WANTED}")
        return None if at is None else cells.instant(at)

    def settle(self, key: str, part: CopyPart, state: CopyState) -> None:
        """One of the two has been fetched, or is not to be had."""
        with self._database.transaction() as connection:
            connection.execute(f"UPDATE copy SET {part} = ? WHERE key = ?", (state, key))

    def put_off(self, key: str, until: datetime, *, in_vain: bool) -> None:
        """Try again then; `in_vain` where the service was there and had nothing."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE copy SET not_before = ?, tries = tries + ? WHERE key = ?", (to_ms(until), int(in_vain), key)
            )


def want(connection: sqlite3.Connection, key: str, now: datetime) -> None:
    """Put a fax that has just come to its end into the queue; what was not to be had before is asked for anew."""
    connection.execute(
        "INSERT INTO copy (key, ended_at, not_before) VALUES (:key, :now, :now) ON CONFLICT (key) DO UPDATE SET"
        f" pages = iif(pages = '{CopyState.NONE}', '{CopyState.WANTED}', pages),"
        f" report = iif(report = '{CopyState.NONE}', '{CopyState.WANTED}', report), tries = 0, not_before = :now",
        {"key": key, "now": to_ms(now)},
    )
