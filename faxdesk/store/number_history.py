"""What became of the faxes to a number: those of this data folder, and those that the service's archive has besides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import CALLED, REPORTS, State
from faxdesk.core.phone import comparable
from faxdesk.core.service_status import of_archive
from faxdesk.store import cells
from faxdesk.store.database import listed, placeholders

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

    from faxdesk.store.database import Database

LATEST = 300
"""Faxes of each list that count as recent."""
_RESULTS = CALLED | {State.REJECTED}
"""States that say something about the number, or may."""
_NAME = "iif(json_valid(s.cover_page), coalesce(json_extract(s.cover_page, '$.name_to'), ''), '')"
_NOT_OURS = "NOT EXISTS (SELECT 1 FROM recipient r WHERE r.fax_id = f.id)"


@dataclass(frozen=True, slots=True)
class RecentNumber:
    """A number (E.164) that a fax went to lately; `name` is that on its cover page, "" where it has none."""

    number: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FaxResult:
    """How a fax to a number ended; `status` is the service's own word."""

    state: State
    status: str
    at: datetime


class NumberHistory:
    """Reads what is known of numbers in E.164 form. Makes no change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._recent: tuple[tuple[int, int], tuple[RecentNumber, ...]] | None = None

    def recent(self) -> tuple[RecentNumber, ...]:
        """Return the numbers of the latest faxes, each once, the last one first."""
        version = (self._database.data_version(), self._database.total_changes())
        if self._recent is None or self._recent[0] != version:
            self._recent = version, self._read_recent()
        return self._recent[1]

    def _read_recent(self) -> tuple[RecentNumber, ...]:
        ours = self._database.rows(
            f"SELECT r.number, r.changed_at AS at, {_NAME} AS name FROM recipient r JOIN submission s USING (job)"
            f" ORDER BY r.changed_at DESC LIMIT {LATEST}"
        )
        theirs = self._database.rows(
            f"SELECT f.number, f.at, '' AS name FROM fax f WHERE {_NOT_OURS} ORDER BY f.at DESC LIMIT {LATEST}"
        )
        found: dict[str, RecentNumber] = {}
        for row in sorted((*ours, *theirs), key=lambda row: -int(row["at"])):
            number = f"+{comparable(row['number'])}"
            known = found.setdefault(number, RecentNumber(number, str(row["name"]), cells.instant(row["at"])))
            if row["name"] and not known.name:
                found[number] = RecentNumber(number, str(row["name"]), known.at)
        return tuple(found.values())

    def results(self, number: str, most: int) -> tuple[FaxResult, ...]:
        """Return how the last faxes to a number ended, the last one first, so many at the most."""
        ours = self._database.rows(
            "SELECT r.state, r.status, r.changed_at AS at FROM recipient r WHERE r.number = ?"
            f" AND r.state IN {listed(_RESULTS)} ORDER BY r.changed_at DESC LIMIT ?",
            (number, most),
        )
        theirs = self._database.rows(
            f"SELECT '' AS state, f.status, f.at FROM fax f WHERE f.number IN (?, ?) AND {_NOT_OURS}"
            " ORDER BY f.at DESC LIMIT ?",
            (*_spellings((number,)), most),
        )
        found = [result for result in map(_result, (*ours, *theirs)) if result is not None]
        return tuple(sorted(found, key=lambda result: result.at, reverse=True)[:most])

    def delivered(self, numbers: Collection[str]) -> frozenset[str]:
        """Return those of some numbers that a fax was delivered to."""
        spellings = _spellings(numbers)
        ours = self._database.rows(
            f"SELECT DISTINCT number FROM recipient WHERE number IN ({placeholders(numbers)})"
            f" AND state = '{State.DELIVERED}'",
            tuple(numbers),
        )
        theirs = self._database.rows(
            f"SELECT DISTINCT number FROM fax WHERE number IN ({placeholders(spellings)}) AND +status = 'success'",
            spellings,
        )
        return frozenset(f"+{comparable(row['number'])}" for row in (*ours, *theirs))


def _spellings(numbers: Iterable[str]) -> tuple[str, ...]:
    """Return how the service may spell numbers: with their plus, and without (docs/api-notes.md, section 4)."""
    return tuple(spelling for number in numbers for spelling in (number, number.removeprefix("+")))


def _result(row: sqlite3.Row) -> FaxResult | None:
    if row["state"]:
        return FaxResult(cells.state(row["state"]), row["status"], cells.instant(row["at"]))
    meaning = of_archive(row["status"])
    return None if meaning is None else FaxResult(REPORTS[meaning.event], row["status"], cells.instant(row["at"]))
