"""Finished outgoing faxes, one record for each attempt, and incoming faxes: the archive."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from faxdesk.practice.simulation.outcomes import SUCCESS
from faxdesk.practice.state.outbox import StoredFile, files_from_json, files_to_json, new_id

if TYPE_CHECKING:
    from faxdesk.practice.database import PracticeDatabase
    from faxdesk.practice.simulation.contract_switches import ContractSwitches

Category = Literal["inbox", "sent", "spam", "all"]
CATEGORIES = ("inbox", "sent", "spam")
RECEIVING, PARTIALLY_RECEIVED = "in_progress", "partially_received"
SORTS = ("date", "from", "to", "comment", "pages")


@dataclass(frozen=True)
class ArchivedFax:
    """One record of the archive. Times in seconds since 1970 (UTC)."""

    id: str
    session: str
    """The id that the fax had in the outbox, which stands for all its attempts."""
    uid: str
    direction: str
    number: int
    source: str
    destination: str
    status: str
    pages: int
    pages_sent: int
    accepted: float
    send_at: float | None
    start: float
    finished: float
    visible: float
    """When the record shows up in the archive."""
    last: bool
    """Whether no further attempt follows."""
    comment: str
    is_read: bool
    is_spam: bool
    files: tuple[StoredFile, ...]
    cover: dict[str, Any] | None
    retry: dict[str, int]
    bare: bool = False
    """Whether the record is all that is left: its document and report were not stored, or purged."""

    @property
    def incoming(self) -> bool:
        """Whether the fax was received."""
        return self.direction == "incoming"

    @property
    def delivered(self) -> bool:
        """Whether all pages went through."""
        return self.status == SUCCESS

    @property
    def has_document(self) -> bool:
        """Whether the documents could be read and are still there, so that there is something to show."""
        return not self.bare and not any(file.problem for file in self.files)


@dataclass(frozen=True)
class Query:
    """What an archive list is asked for. `after` and `before` are whole seconds since 1970 (UTC)."""

    category: Category = "all"
    after: float | None = None
    before: float | None = None
    limit: int = 50
    offset: int = 0
    sort_by: str = "date"
    descending: bool = True


class Archive:
    """The ledger of finished faxes."""

    def __init__(self, database: PracticeDatabase) -> None:
        self._database = database

    def page(self, uid: str, query: Query, switches: ContractSwitches, now: float) -> list[ArchivedFax]:
        """Return one page of the archive of a user."""
        conditions, values = _range(query, switches)
        conditions += _CATEGORY[query.category]
        direction = "DESC" if query.descending else "ASC"
        columns = (_SORT[query.sort_by], "a.start", "a.submission", "a.number")
        order = ", ".join(f"{column} {direction}" for column in columns)
        with self._database.read() as db:
            rows = db.execute(
                f"{_listed(switches)} AND a.uid = :uid {conditions} ORDER BY {order}, a.id LIMIT :limit OFFSET :offset",
                {"now": now, "uid": uid, "limit": query.limit, "offset": query.offset, **values},
            )
            return [_archived(row) for row in rows]

    def get(
        self, fax_id: str, uid: str, switches: ContractSwitches, now: float, *, by_session: bool
    ) -> ArchivedFax | None:
        """Return a record by its own id or, with `by_session`, by the one that its fax had in the outbox."""
        asked = {"now": now, "uid": uid, "id": fax_id}
        own = f"{_listed(switches)} AND a.uid = :uid"
        with self._database.read() as db:
            row = db.execute(f"{own} AND a.id = :id", asked).fetchone()
            if row is None and by_session:
                row = db.execute(f"{own} AND a.fax = :id ORDER BY a.number DESC LIMIT 1", asked).fetchone()
        return None if row is None else _archived(row)

    def change(self, fax_id: str, comment: str, is_read: bool) -> None:
        """Set the comment and the read flag of a record."""
        with self._database.write() as db:
            db.execute("UPDATE attempt SET comment = ?, is_read = ? WHERE id = ?", (comment, is_read, fax_id))

    def delete(self, fax_id: str) -> None:
        """Take a record out of the archive."""
        with self._database.write() as db:
            db.execute("UPDATE attempt SET deleted = 1 WHERE id = ?", (fax_id,))

    def next_untold(self, switches: ContractSwitches) -> float | None:
        """Return when the next attempt has to be told to webhooks, or None."""
        with self._database.read() as db:
            found: float | None = db.execute(_NEXT_UNTOLD[switches.webhook_time]).fetchone()[0]
        return found

    def take_untold(self, now: float, switches: ContractSwitches) -> list[ArchivedFax]:
        """Return the attempts that webhooks have to be told of by now. Each is returned once, to one process."""
        due = self.next_untold(switches)
        if due is None or due > now:
            return []
        told_at = _TOLD_AT[switches.webhook_time]
        with self._database.write() as db:
            rows = db.execute(
                f"{_select('0', f'{told_at} <= :now')} AND a.told = 0 ORDER BY {told_at}, a.submission, a.number",
                {"now": now},
            ).fetchall()
            db.execute(_TOLD[switches.webhook_time], (now,))
        return [_archived(row) for row in rows]

    def receive(
        self,
        uid: str,
        source: str,
        destination: str,
        file: StoredFile,
        now: float,
        *,
        seconds: float = 0.0,
        status: str = SUCCESS,
    ) -> str:
        """Add an incoming fax and return its id. Its call takes `seconds`, and `source` is "" for a withheld number."""
        with self._database.write() as db:
            submission = db.execute(
                "INSERT INTO submission (uid, at, files, cover, tags, options, retry)"
                " VALUES (?, ?, ?, NULL, '[]', '{}', '{\"count\": 0, \"delay\": 0}')",
                (uid, now, files_to_json([file])),
            ).lastrowid
            fax_id = new_id(db, now)
            pages_got = file.pages if status == SUCCESS else file.pages // 2
            db.execute(
                "INSERT INTO attempt (id, fax, submission, uid, direction, number, last, source, destination, status,"
                " pages, pages_sent, accepted, start, finished, visible, comment)"
                " VALUES (?, ?, ?, ?, 'incoming', 0, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
                (
                    fax_id,
                    fax_id,
                    submission,
                    uid,
                    source,
                    destination,
                    status,
                    file.pages,
                    pages_got,
                    now,
                    now,
                    now + seconds,
                    now + seconds,
                ),
            )
        return fax_id


_UNSAVED = (
    "(a.direction = 'outgoing' AND coalesce((SELECT NOT stores FROM storing WHERE storing.uid = a.uid"
    " AND storing.at <= a.finished ORDER BY storing.id DESC LIMIT 1), 0))"
)
"""Whether the account stored no sent faxes when a fax ended."""
_RECEIVED_SOON = "(a.visible <= :now OR (a.direction = 'incoming' AND a.start <= :now))"
"""What has ended, and what is being received."""
_DAY = 86400
_COLUMNS = "SELECT a.*, coalesce(a.comment, f.comment, '') AS text, f.send_at, s.files, s.cover, s.retry"
_TABLES = "FROM attempt a JOIN submission s ON s.id = a.submission LEFT JOIN fax f ON f.id = a.fax"
_TOLD_AT = {"visible": "a.visible", "finished": "a.finished"}
_NEXT_UNTOLD = {
    "visible": "SELECT min(visible) FROM attempt WHERE told = 0",
    "finished": "SELECT min(finished) FROM attempt WHERE told = 0",
}
_TOLD = {
    "visible": "UPDATE attempt SET told = 1 WHERE told = 0 AND visible <= ?",
    "finished": "UPDATE attempt SET told = 1 WHERE told = 0 AND finished <= ?",
}


def _select(bare: str, ended: str = "a.visible <= :now") -> str:
    """Return the query of everything that has `ended` by `:now`; `bare` tells which of it has no document."""
    return f"{_COLUMNS}, {bare} AS bare, a.visible > :now AS receiving {_TABLES} WHERE {ended}"


def _listed(switches: ContractSwitches) -> str:
    """Return the query of what the archive shows."""
    begins = {"finished": "a.finished", "accepted": "a.accepted"}[switches.retention_start]
    purged = f"({begins} + {switches.retention_days * _DAY} <= :now)" if switches.retention_days else "0"
    fates = ((switches.unsaved_fax, _UNSAVED), (switches.purged_fax, purged))
    gone, bare = (
        " OR ".join(condition for fate, condition in fates if fate == kind) or "0"
        for kind in ("no_record", "bare_record")
    )
    shown = _RECEIVED_SOON if switches.receiving_shown else "a.visible <= :now"
    return f"{_select(f'({bare} OR a.visible > :now)', shown)} AND a.recorded AND NOT a.deleted AND NOT ({gone})"


_CATEGORY: dict[Category, str] = {
    "all": "",
    "sent": " AND a.direction = 'outgoing'",
    "inbox": " AND a.direction = 'incoming' AND NOT a.is_spam",
    "spam": " AND a.is_spam",
}
_SORT = {"date": "a.start", "from": "a.source", "to": "a.destination", "comment": "text", "pages": "a.pages"}
_RANGE_COLUMN = {"start_time": "a.start", "submit_time": "a.accepted", "last_update": "a.finished"}


def _range(query: Query, switches: ContractSwitches) -> tuple[str, dict[str, float]]:
    """Return the conditions for `after` and `before`, which compare whole seconds as records show them."""
    equal = "=" if switches.range_inclusive else ""
    column = f"CAST({_RANGE_COLUMN[switches.range_time]} AS INTEGER)"
    conditions, values = "", {}
    for name, bound, sign in (("after", query.after, ">"), ("before", query.before, "<")):
        if bound is not None:
            conditions += f" AND {column} {sign}{equal} :{name}"
            values[name] = bound
    return conditions, values


def _archived(row: sqlite3.Row) -> ArchivedFax:
    receiving = row["direction"] == "incoming" and bool(row["receiving"])
    return ArchivedFax(
        id=row["id"],
        session=row["fax"],
        uid=row["uid"],
        direction=row["direction"],
        number=row["number"],
        source=row["source"],
        destination=row["destination"],
        status=RECEIVING if receiving else row["status"],
        pages=0 if receiving else row["pages"],
        pages_sent=0 if receiving else row["pages_sent"],
        accepted=row["accepted"],
        send_at=row["send_at"],
        start=row["start"],
        finished=row["finished"],
        visible=row["visible"],
        last=bool(row["last"]),
        comment=row["text"],
        is_read=bool(row["is_read"]),
        is_spam=bool(row["is_spam"]),
        files=files_from_json(row["files"]),
        cover=json.loads(row["cover"]) if row["cover"] else None,
        retry=json.loads(row["retry"]),
        bare=bool(row["bare"]),
    )
