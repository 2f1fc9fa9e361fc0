"""Faxes that were accepted and are not finished: the outbox."""

from __future__ import annotations

import json
import math
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from faxdesk.core.times import from_seconds
from faxdesk.practice.simulation.outcomes import NO_CREDIT, outcome_for
from faxdesk.practice.simulation.pace import SENDING, CallAttempt, CourseRequest, FaxCourse, Pace, course, status_at

if TYPE_CHECKING:
    from faxdesk.practice.database import PracticeDatabase
    from faxdesk.practice.simulation.contract_switches import ContractSwitches

CANCELLED_STATUS = "failed_originator_cancel"
"""Status of a cancelled fax in the archive, where the switches let it get there."""


@dataclass(frozen=True)
class StoredFile:
    """A document that the service holds.

    `path` is what the client knows, `file` the name in the folder of the account. `problem` is the status that a fax
    with this document fails with, or "".
    """

    path: str
    file: str
    name: str
    mime: str
    size: int
    sha256: str
    pages: int
    problem: str


@dataclass(frozen=True)
class PageLimits:
    """How many pages may be sent in a month, by the user and by all of the company. None is without limit."""

    user: int | None = None
    company: int | None = None


@dataclass(frozen=True)
class SendRequest:
    """A checked request to send. Times in seconds since 1970 (UTC), `retry_delay` in seconds."""

    uid: str
    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    files: tuple[StoredFile, ...]
    comment: str
    tags: tuple[str, ...]
    options: dict[str, Any]
    retry: dict[str, int]
    retry_delay: float
    send_at: float | None
    cover: dict[str, Any] | None
    ip: str
    limits: PageLimits = PageLimits()

    @property
    def pages(self) -> int:
        """All pages on the line, with the cover page."""
        return sum(file.pages for file in self.files) + (self.cover is not None)


@dataclass(frozen=True)
class OutgoingFax:
    """A fax as the outbox knows it. Times in seconds since 1970 (UTC)."""

    id: str
    submission: int
    uid: str
    source: str
    destination: str
    comment: str
    tags: tuple[str, ...]
    files: tuple[StoredFile, ...]
    cover: dict[str, Any] | None
    options: dict[str, Any]
    retry: dict[str, int]
    accepted: float
    send_at: float | None
    pages: int
    converted: float
    changes: tuple[tuple[float, str], ...]
    ends: float
    cancelled: float | None
    ip: str

    def waits(self, now: float) -> bool:
        """Return whether the fax is in the outbox at `now`."""
        return self.cancelled is None and self.accepted <= now < self.ends

    def status(self, now: float) -> str:
        """Return the outbox status at `now`."""
        return status_at(self.changes, now)


class Outbox:
    """The ledger of outgoing faxes."""

    def __init__(self, database: PracticeDatabase) -> None:
        self._database = database

    def accept(self, order: SendRequest, switches: ContractSwitches, pace: Pace, now: float) -> list[tuple[str, str]]:
        """Take an order and return the destination and the id of each fax it makes."""
        gap = pace.gap if switches.archive_gap is None else switches.archive_gap
        destinations: Iterable[str] = order.destinations
        if switches.repeated_destination == "once":
            destinations = dict.fromkeys(destinations)
        with self._database.write() as db:
            submission = _add_submission(db, order, now)
            accepted = []
            for rank, destination in enumerate(destinations):
                source = order.sources[rank % len(order.sources)]
                tried = _tried(db, order.uid, destination, now)
                pays = order.pages <= _pages_left(db, order, now)
                entry = _Entry(order, submission, rank, source, destination, now, gap, tried, pays)
                accepted.append((destination, _add_fax(db, entry, switches, pace)))
            return accepted

    def pays(self, order: SendRequest, now: float) -> bool:
        """Return whether there are pages left for all of an order."""
        with self._database.read() as db:
            return order.pages * len(order.destinations) <= _pages_left(db, order, now)

    def ending(self, fax_id: str, now: float) -> tuple[float, str] | None:
        """Return when and how a fax ended; None where it has not, or was cancelled."""
        with self._database.read() as db:
            row = db.execute(
                "SELECT finished, status FROM attempt WHERE fax = ? AND last AND finished <= ?", (fax_id, now)
            ).fetchone()
        return None if row is None else (row["finished"], row["status"])

    def waiting(self, uid: str, now: float) -> list[OutgoingFax]:
        """Return the faxes of a user that are not finished, oldest first."""
        with self._database.read() as db:
            rows = db.execute(
                _SELECT + "WHERE fax.ends > :now AND fax.accepted <= :now AND fax.cancelled IS NULL AND fax.uid = :uid"
                " ORDER BY submission, fax.rank",
                {"now": now, "uid": uid},
            )
            return [_fax(row) for row in rows]

    def get(self, fax_id: str, uid: str) -> OutgoingFax | None:
        """Return a fax, finished or not, or None."""
        with self._database.read() as db:
            row = db.execute(_SELECT + "WHERE fax.id = ? AND fax.uid = ?", (fax_id, uid)).fetchone()
        return None if row is None else _fax(row)

    def all(self) -> list[OutgoingFax]:
        """Return every fax that was ever accepted, oldest first."""
        with self._database.read() as db:
            return [_fax(row) for row in db.execute(_SELECT + "ORDER BY submission, fax.rank")]

    def comment(self, fax_id: str, text: str) -> None:
        """Change the text of the comment."""
        with self._database.write() as db:
            db.execute("UPDATE fax SET comment = ? WHERE id = ?", (text, fax_id))

    def cancel(self, fax_id: str, now: float, *, archived: bool) -> bool:
        """Take a fax out of the outbox; attempts that have not ended never do. Return False if it had ended.

        With `archived` the last attempt stays as one that failed.
        """
        with self._database.write() as db:
            changed = db.execute(
                "UPDATE fax SET cancelled = ? WHERE id = ? AND cancelled IS NULL AND ends > ?", (now, fax_id, now)
            )
            if changed.rowcount == 0:
                return False
            if archived:
                db.execute(
                    "UPDATE attempt SET status = ?, pages_sent = 0, start = min(start, ?), finished = ?, visible = ?"
                    " WHERE fax = ? AND last AND finished > ?",
                    (CANCELLED_STATUS, now, now, now, fax_id, now),
                )
            db.execute("DELETE FROM attempt WHERE fax = ? AND finished > ?", (fax_id, now))
            db.execute(
                "DELETE FROM attempt WHERE direction = 'incoming' AND finished > ?"
                " AND (submission, number) = (SELECT submission, rank FROM fax WHERE id = ?)",
                (now, fax_id),
            )
            return True


_SELECT = (
    "SELECT fax.*, s.files, s.cover, s.tags, s.options, s.retry FROM fax JOIN submission s ON s.id = fax.submission "
)


@dataclass(frozen=True)
class _Entry:
    order: SendRequest
    submission: int
    rank: int
    source: str
    destination: str
    now: float
    gap: float
    tried: int
    pays: bool


_REMEMBERED = 3600.0
"""How long a call to a number counts for the next one, in seconds."""


def _tried(db: sqlite3.Connection, uid: str, destination: str, now: float) -> int:
    """Return how many calls to a number have ended lately: a line that was busy is free when it is called again."""
    if len(outcome_for(destination).results) == 1:
        return 0
    (count,) = db.execute(
        "SELECT count(*) FROM attempt WHERE uid = ? AND direction = 'outgoing' AND destination = ?"
        " AND start > ? AND finished <= ?",
        (uid, destination, now - _REMEMBERED, now),
    ).fetchone()
    return int(count)


def _pages_left(db: sqlite3.Connection, order: SendRequest, now: float) -> float:
    """Return how many pages a user may still send in this month. What waits counts as sent."""
    left = math.inf
    for limit, uid in ((order.limits.user, order.uid), (order.limits.company, None)):
        if limit is not None:
            (used,) = db.execute(
                "SELECT coalesce(sum(CASE WHEN finished <= :now THEN pages_sent ELSE pages END), 0) FROM attempt"
                " WHERE direction = 'outgoing' AND accepted >= :month AND (:uid IS NULL OR uid = :uid)",
                {"now": now, "month": _month(now), "uid": uid},
            ).fetchone()
            left = min(left, limit - used)
    return left


def _month(now: float) -> float:
    """Return the beginning of the month of a moment, in UTC."""
    return from_seconds(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0).timestamp()


def _add_submission(db: sqlite3.Connection, order: SendRequest, now: float) -> int:
    (number,) = db.execute(
        "INSERT INTO submission (uid, at, files, cover, tags, options, retry) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " RETURNING id",
        (
            order.uid,
            now,
            files_to_json(order.files),
            None if order.cover is None else json.dumps(order.cover),
            json.dumps(order.tags),
            json.dumps(order.options),
            json.dumps(order.retry),
        ),
    ).fetchone()
    return int(number)


def _add_fax(db: sqlite3.Connection, entry: _Entry, switches: ContractSwitches, pace: Pace) -> str:
    order = entry.order
    fax_id = new_id(db, entry.now)
    way = course(_request(entry, switches), pace)
    db.execute(
        "INSERT INTO fax VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
        (
            fax_id,
            entry.submission,
            entry.rank,
            order.uid,
            entry.source,
            entry.destination,
            order.comment,
            entry.now,
            order.send_at,
            order.pages,
            way.converted,
            json.dumps(way.changes),
            way.end,
            order.ip,
        ),
    )
    _add_attempts(db, entry, fax_id, way, switches)
    return fax_id


def _request(entry: _Entry, switches: ContractSwitches) -> CourseRequest:
    order = entry.order
    return CourseRequest(
        accepted=entry.now,
        send_at=entry.now if order.send_at is None else order.send_at,
        pages=order.pages,
        problem=next((file.problem for file in order.files if file.problem), ""),
        outcome=outcome_for(entry.destination) if entry.pays else NO_CREDIT,
        retry_count=order.retry["count"],
        retry_delay=order.retry_delay,
        tried=entry.tried,
        converts_late=switches.conversion == "at_send_time",
    )


def _add_attempts(
    db: sqlite3.Connection, entry: _Entry, fax_id: str, way: FaxCourse, switches: ContractSwitches
) -> None:
    for index, attempt in enumerate(way.attempts):
        last = index == len(way.attempts) - 1
        keeps_id = (switches.archive_id == "same" and last) or (switches.archive_id == "first_same" and index == 0)
        db.execute(
            "INSERT INTO attempt (id, fax, submission, uid, direction, number, last, source, destination, status,"
            " pages, pages_sent, accepted, start, finished, visible, recorded)"
            " VALUES (?, ?, ?, ?, 'outgoing', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                fax_id if keeps_id else new_id(db, entry.now),
                fax_id,
                entry.submission,
                entry.order.uid,
                index,
                last,
                entry.source,
                entry.destination,
                attempt.status,
                entry.order.pages,
                attempt.pages_sent,
                entry.now,
                attempt.start,
                attempt.end,
                attempt.end + entry.gap,
                switches.archive_id != "same" or last,
            ),
        )
        if attempt.status in _GOT_THROUGH:
            _arrive_here(db, entry, attempt)


def _arrive_here(db: sqlite3.Connection, entry: _Entry, attempt: CallAttempt) -> None:
    """What is sent to a number of the account itself is received there as the call ends."""
    own = db.execute(
        "SELECT owner FROM number WHERE number = ? AND status = 'active' AND NOT cancelled", (entry.destination,)
    ).fetchone()
    if own is None:
        return
    fax_id, order = new_id(db, entry.now), entry.order
    db.execute(
        "INSERT INTO attempt (id, fax, submission, uid, direction, number, last, source, destination, status,"
        " pages, pages_sent, accepted, start, finished, visible, comment)"
        " VALUES (?, ?, ?, ?, 'incoming', ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
        (
            fax_id,
            fax_id,
            entry.submission,
            own["owner"],
            entry.rank,
            "" if entry.source == "no_number" else entry.source,
            entry.destination,
            _GOT_THROUGH[attempt.status],
            order.pages,
            attempt.pages_sent,
            attempt.start,
            attempt.start,
            attempt.end,
            attempt.end + entry.gap,
        ),
    )


_GOT_THROUGH = {"success": "success", "partially_sent": "partially_received"}
"""What an attempt that got pages through is called at the other end."""


def new_id(db: sqlite3.Connection, now: float) -> str:
    """Return an id of 24 hexadecimal digits that was never given out; the table of ids refuses a second one."""
    fresh = f"{int(now) & 0xFFFFFFFF:08x}{secrets.token_hex(8)}"
    db.execute("INSERT INTO issued VALUES (?)", (fresh,))
    return fresh


def files_to_json(files: Sequence[StoredFile]) -> str:
    """Return the files of a submission as they are kept."""
    return json.dumps([vars(file) for file in files])


def files_from_json(text: str) -> tuple[StoredFile, ...]:
    """Return the files of a submission, the reverse of `files_to_json`."""
    return tuple(StoredFile(**entry) for entry in json.loads(text))


def _fax(row: sqlite3.Row) -> OutgoingFax:
    return OutgoingFax(
        id=row["id"],
        submission=row["submission"],
        uid=row["uid"],
        source=row["source"],
        destination=row["destination"],
        comment=row["comment"],
        tags=tuple(json.loads(row["tags"])),
        files=files_from_json(row["files"]),
        cover=json.loads(row["cover"]) if row["cover"] else None,
        options=json.loads(row["options"]),
        retry=json.loads(row["retry"]),
        accepted=row["accepted"],
        send_at=row["send_at"],
        pages=row["pages"],
        converted=row["converted"],
        changes=tuple((at, status) for at, status in json.loads(row["changes"])),
        ends=row["ends"],
        cancelled=row["cancelled"],
        ip=row["ip"],
    )


def is_sending(fax: OutgoingFax, now: float) -> bool:
    """Return whether the call is in progress."""
    return fax.waits(now) and fax.status(now) == SENDING
