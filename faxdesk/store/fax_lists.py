"""What the window and the command line list: one view over what the user asked for and the mirror of the service.

A list is an array of keys and a way to read the rows of some keys, so that a window over 100,000 faxes holds eight
bytes for each and reads only what is on the screen. A key is even for a record of the mirror and odd for a recipient.
"""

from __future__ import annotations

import json
from array import array
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

from faxdesk.core.lifecycle import ENDED_BADLY, FINAL, NEVER_SENT, OPEN, REPORTS, State
from faxdesk.core.service_status import Remedy, explain, of_archive, of_outbox, remedy_of
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.contact_names import names_of, plain_number
from faxdesk.store.copy_state import CopyState
from faxdesk.store.database import listed, placeholders
from faxdesk.store.duplicate_state import TO_BE_TOLD, DuplicateState
from faxdesk.store.key_set import KeySet, blocks

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from faxdesk.store.database import Database


class Listing(StrEnum):
    """The two lists of the window."""

    OUTBOX = "outbox"
    SENT = "sent"


class IndexedList(IntEnum):
    """All lists that are searched. The numbers are in the search index."""

    OUTBOX = 0
    SENT = 1
    INBOX = 2


INDEXED_LISTS = {Listing.OUTBOX: IndexedList.OUTBOX, Listing.SENT: IndexedList.SENT}


class Column(StrEnum):
    """What a list can be sorted by. The values are the names of the columns in the queries below."""

    TIME = "at"
    TO = "number"
    COMMENT = "comment"
    STATE = "state"
    PAGES = "pages"
    SENDER = "sender"
    NAME = "name"
    DOCUMENTS = "documents"
    COST = "cost"


class Row(NamedTuple):
    """One line of a list. `recipient` and `job` are None for a fax that was not sent from this data folder.

    `not_before` is when FaxDesk tries or looks again, where it has put that off; `held_until` the end of the time in
    which the user can take the fax back. `earlier_attempts` is how many tries came to nothing before the present one;
    `tried` the service's word for the last of them while the next has not begun. `remedy` is what has to become
    another before it can get through. `follows` is True where the fax takes the place of one that is not proven
    cancelled yet, `in_turn` where it waits for the end of another. `pages_copy` and `report_copy` say how it stands
    with what is fetched of it unasked, None where that is nothing. `resend_at` is when a fax without a trace is sent
    again by itself, or cancelled where that is requested; `turned_up_at` when an earlier sending of it showed up that
    had been taken for lost, so that it may arrive twice; `earlier_cancellable` whether that may still be cancelled.
    `foreign` is True where it belongs to another account than the one that is signed in. `documents` are the names of
    what was sent, in their order, where that is known here; `name` is that of the contact who has the number, with the
    company, "" where nobody has; `cost` is in the unit of the account, None as long as Fax.Plus has not told it.
    `heard_at` is when something new was heard of a fax in the outbox, None where nobody knows; `service_retries` how
    often Fax.Plus itself may call again. `sent_pages` is how many pages were sent of a fax that arrived in part, where
    `pages` can only be how many of them arrived, else 0.
    """

    key: int
    to: str
    state: State
    status: str
    reason: str
    comment: str
    pages: int
    sender: str
    at: datetime
    send_at: datetime | None = None
    recipient: int | None = None
    job: str | None = None
    outbox_id: str | None = None
    fax_id: str | None = None
    remedy: Remedy = Remedy.NOTHING
    asked: bool = False
    cancel_requested: bool = False
    not_before: datetime | None = None
    held_until: datetime | None = None
    earlier_attempts: int = 0
    tried: str = ""
    follows: bool = False
    in_turn: bool = False
    pages_copy: CopyState | None = None
    report_copy: CopyState | None = None
    resend_at: datetime | None = None
    turned_up_at: datetime | None = None
    earlier_cancellable: bool = False
    foreign: bool = False
    documents: tuple[str, ...] = ()
    name: str = ""
    cost: float | None = None
    heard_at: datetime | None = None
    service_retries: int = 0
    sent_pages: int = 0

    @property
    def copy_key(self) -> str:
        """The id by which pages and report are asked for, "" where there is none."""
        return self.fax_id or self.outbox_id or ""


_OURS = """
    SELECT r.id * 2 + 1 AS key, r.number, r.state, r.status, r.reason,
        coalesce(r.comment_requested, r.comment, s.comment) AS comment, coalesce(s.sender, '') AS sender,
        coalesce(r.pages, (SELECT sum(pages) FROM document d WHERE d.job = r.job)) AS pages,
        {at} AS at, s.send_at, r.id AS recipient, r.job, r.outbox_id, r.fax_id, r.asked, r.cancel_requested,
        r.remedy, r.not_before, s.held_until, r.resend_at, {waits},
        s.account <> (SELECT value FROM fact WHERE name = 'account.uid') AS foreign_account, NULL AS cost
    FROM recipient r JOIN submission s USING (job)
"""
_NO_NEWS = "'' AS tried, 0 AS follows, 0 AS in_turn, NULL AS heard_at, 0 AS service_retries"
_NO_WAIT = f"0 AS earlier_attempts, {_NO_NEWS}"
_EARLIER_ATTEMPTS = "(SELECT count(*) FROM earlier_attempt e WHERE e.recipient = r.id) AS earlier_attempts"
SERVICE_RETRIES = (
    "CAST(coalesce(iif(json_valid(s.options), json_extract(s.options, '$.retry_count'), 0), 0) AS INTEGER)"
)
"""How often Fax.Plus itself may call again for a submission `s`, also where its options are damaged."""
_WAITS = f"""
    {_EARLIER_ATTEMPTS}, iif(r.attempt IS NULL, (
        SELECT e.status FROM earlier_attempt e WHERE e.recipient = r.id ORDER BY e.position DESC LIMIT 1
    ), '') AS tried,
    EXISTS (
        SELECT 1 FROM recipient old WHERE old.id = s.replaces AND old.state NOT IN {listed(NEVER_SENT)}
    ) AS follows,
    EXISTS (
        SELECT 1 FROM turn t JOIN recipient e ON e.id = t.recipient WHERE t.job = s.job AND e.state IN {listed(OPEN)}
    ) AS in_turn,
    r.changed_at AS heard_at, {SERVICE_RETRIES} AS service_retries
"""
# What waits for its time is listed by that time, everything else by when it was written.
_QUEUED = _OURS.format(
    at=f"iif(r.state = '{State.SCHEDULED}', coalesce(s.send_at, s.created_at), s.created_at)", waits=_WAITS
)
_ENDED = _OURS.format(at="r.changed_at", waits=_NO_WAIT)
_NEEDING = _OURS.format(at="r.changed_at", waits=f"{_EARLIER_ATTEMPTS}, {_NO_NEWS}")
_FOREIGN_OUTBOX = f"""
    SELECT o.rowid * 2 AS key, o.recipients AS number, '' AS state, o.status, '' AS reason, o.comment, o.sender,
        o.pages, coalesce(o.send_at, o.submitted_at, 0) AS at, o.send_at, NULL AS recipient, NULL AS job,
        o.id AS outbox_id, NULL AS fax_id, 0 AS asked, 0 AS cancel_requested, '' AS remedy,
        0 AS not_before, NULL AS held_until, NULL AS resend_at, {_NO_WAIT}, 0 AS foreign_account, NULL AS cost
    FROM outbox_fax o
"""
_ARCHIVE = f"""
    SELECT f.row * 2 AS key, f.number, '' AS state, f.status, f.description AS reason, f.comment, f.sender, f.pages,
        f.at, NULL AS send_at, r.id AS recipient, r.job, r.outbox_id, f.id AS fax_id, 0 AS asked,
        0 AS cancel_requested, '' AS remedy, 0 AS not_before, NULL AS held_until, NULL AS resend_at, {_NO_WAIT},
        0 AS foreign_account, f.cost
    FROM fax f LEFT JOIN recipient r ON r.fax_id = f.id
"""
_NOT_OURS = "NOT EXISTS (SELECT 1 FROM recipient r WHERE r.outbox_id = o.id)"
_NOT_ARCHIVED = f"r.archived = 0 AND +r.state IN {listed(FINAL)}"
"""Not by the index of the states: all that was ever sent is in these."""


_LISTS = {
    Listing.OUTBOX: (
        f"{_QUEUED} WHERE r.state IN {listed(OPEN)}",
        f"{_FOREIGN_OUTBOX} WHERE {_NOT_OURS}",
    ),
    Listing.SENT: (
        f"{_ENDED} WHERE {_NOT_ARCHIVED}",
        f"{_ARCHIVE} WHERE 1",
    ),
}
_KEYS = {
    # The two lists by time need no more than these columns, which are in an index.
    Listing.SENT: (
        f"SELECT r.id * 2 + 1 AS key, r.changed_at AS at FROM recipient r WHERE {_NOT_ARCHIVED}"
        " UNION ALL SELECT row * 2, at FROM fax ORDER BY at DESC"
    ),
}
_TURNED_UP = f"FROM earlier_attempt e WHERE {TO_BE_TOLD} AND e.dismissed_at IS NULL"
_UNSETTLED = f"r.dealt_with IS NULL AND r.state IN {listed(ENDED_BADLY)}"
_NEAR = 2000
"""So many lines of a list are at its beginning: they are read in 20 to 50 ms, in the order of any column."""
_FEW = 20_000
"""Of so many keys the rows are looked up one by one to be sorted; of more the whole list is sorted and gone through."""


class FaxLists:
    """Reads the two lists. Makes no change."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keys(
        self, listing: Listing, *, column: Column = Column.TIME, descending: bool = True, limit: int | None = None
    ) -> array[int]:
        """Return the keys of a list in order: all, or the first `limit`."""
        if limit is not None and listing is Listing.SENT and not (column is Column.TIME and descending):
            return self._first_sent(column, descending=descending, limit=limit)
        if listing in _KEYS and column is Column.TIME and descending:
            sql = _KEYS[listing]
        else:
            sql = _ordered(" UNION ALL ".join(_LISTS[listing]), column, descending=descending)
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        return array("q", self._database.column(sql))

    def _first_sent(self, column: Column, *, descending: bool, limit: int) -> array[int]:
        """Return the first keys of the sent faxes: those of both halves of the list, put in order together."""
        from faxdesk.store.archive_order import first_rows

        mine = _ordered(_LISTS[Listing.SENT][0], column, descending=descending)
        keys = [row * 2 for row in first_rows(self._database, column, descending=descending, limit=limit)]
        keys += self._database.column(f"{mine} LIMIT ?", (limit,))
        return self.sorted_keys(Listing.SENT, keys, column, descending=descending)[:limit]

    def sorted_keys(self, listing: Listing, keys: Sequence[int], column: Column, *, descending: bool) -> array[int]:
        """Return some keys of a list in the order of a column. One that the list does not have is left out."""
        if len(keys) > _FEW:
            wanted = KeySet(keys)
            return array(
                "q", (key for key in self.keys(listing, column=column, descending=descending) if key in wanted)
            )
        mine, mirrored = _LISTS[listing]
        row = "o.rowid" if listing is Listing.OUTBOX else "f.row"
        some = "(SELECT value >> 1 FROM json_each(?) WHERE value & 1 = {})"
        union = f"{mine} AND r.id IN {some.format(1)} UNION ALL {mirrored} AND {row} IN {some.format(0)}"
        given = json.dumps(list(keys))
        sql = _ordered(union, column, descending=descending)
        return array("q", self._database.column(sql, (given, given)))

    def first_of(
        self, listing: Listing, keys: Sequence[int], column: Column, *, descending: bool, limit: int
    ) -> array[int]:
        """Return the first of many keys in the order of a column, `limit` at most: those that are near its beginning.

        That takes no longer the more there are. Where none of them is near it, nothing is returned.
        """
        front = self.keys(listing, column=column, descending=descending, limit=_NEAR)
        near, found = set(front), set[int]()
        for block in blocks(keys):
            found |= near.intersection(block)
        return array("q", (key for key in front if key in found))[:limit]

    def count(self, listing: Listing) -> int:
        """Return how many lines a list has."""
        if listing is Listing.SENT:
            ours = self._database.value(f"SELECT count(*) FROM recipient r WHERE {_NOT_ARCHIVED}")
            return int(ours + self._database.value("SELECT count(*) FROM fax"))
        return sum(int(self._database.value(f"SELECT count(*) FROM ({part})")) for part in _LISTS[listing])

    def rows(self, listing: Listing, keys: Sequence[int]) -> dict[int, Row]:
        """Return the lines of some keys. A key that is gone is left out."""
        ours = [key // 2 for key in keys if key % 2]
        theirs = [key // 2 for key in keys if not key % 2]
        mine, mirrored = _LISTS[listing]
        found: list[sqlite3.Row] = []
        if ours:
            found += self._database.rows(f"{mine} AND r.id IN ({placeholders(ours)})", ours)
        if theirs:
            key = "o.rowid" if listing is Listing.OUTBOX else "f.row"
            found += self._database.rows(f"{mirrored} AND {key} IN ({placeholders(theirs)})", theirs)
        rows = self._with_names(self._with_documents(self._with_turned_up([_row(listing, row) for row in found])))
        return {row.key: row for row in (self._with_copies(rows) if listing is Listing.SENT else rows)}

    def _with_names(self, rows: Sequence[Row]) -> list[Row]:
        """Return the lines with the names of who has their numbers. Apart from the list, which is sorted without."""
        names = names_of(self._database, (row.to for row in rows))
        return [row._replace(name=names[row.to]) if row.to in names else row for row in rows]

    def _with_documents(self, rows: Sequence[Row]) -> list[Row]:
        """Return the lines with the names of their documents. Apart from the list, which is sorted without that."""
        jobs = [row.job for row in rows if row.job is not None]
        sql = f"SELECT job, name FROM document WHERE job IN ({placeholders(jobs)}) ORDER BY job, position"
        names: dict[str, list[str]] = {}
        for found in self._database.rows(sql, jobs):
            names.setdefault(found["job"], []).append(found["name"])
        rows = self._with_sent_pages(rows)
        return [row._replace(documents=tuple(names[row.job])) if row.job in names else row for row in rows]

    def _with_sent_pages(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return the lines with how many pages were sent, where the archive tells how many of them arrived.

        What it counts of a fax that arrived in part is not known (docs/api-notes.md, section 5): less than was sent can
        only be what arrived. Of a cover page nobody knows whether it is counted.
        """
        jobs = [row.job for row in rows if row.state is State.PARTIAL and row.job is not None and not row.key % 2]
        if not jobs:
            return rows
        sql = (
            "SELECT d.job, sum(d.pages) AS pages FROM document d JOIN submission s USING (job)"
            f" WHERE s.cover_page IS NULL AND d.job IN ({placeholders(jobs)}) GROUP BY d.job"
        )
        sent = {found["job"]: found["pages"] for found in self._database.rows(sql, jobs)}
        return [
            row._replace(sent_pages=sent[row.job])
            if row.state is State.PARTIAL and not row.key % 2 and 0 < row.pages < sent.get(row.job, 0)
            else row
            for row in rows
        ]

    def _with_turned_up(self, rows: Sequence[Row]) -> list[Row]:
        """Return the lines with when an earlier sending of them turned up."""
        ids = [row.recipient for row in rows if row.recipient is not None]
        sql = (
            "SELECT e.recipient, max(e.turned_up_at) AS at,"
            f" max(e.cancel = '{DuplicateState.REFUSED}') AS cancellable FROM earlier_attempt e"
            f" WHERE {TO_BE_TOLD} AND e.recipient IN ({placeholders(ids)}) GROUP BY e.recipient"
        )
        found = {
            row["recipient"]: (cells.instant(row["at"]), bool(row["cancellable"]))
            for row in self._database.rows(sql, ids)
        }
        # To copy each row of a long list would take as long as to read it.
        return [
            row if known is None else row._replace(turned_up_at=known[0], earlier_cancellable=known[1])
            for row in rows
            for known in (found.get(row.recipient or 0),)
        ]

    def _with_copies(self, rows: Sequence[Row]) -> list[Row]:
        """Return the lines with what is fetched of them. Apart from the list, which is sorted without that."""
        keys = [row.copy_key for row in rows]
        sql = f"SELECT key, pages, report FROM copy WHERE key IN ({placeholders(keys)})"
        states = {
            found["key"]: (cells.word(CopyState, found["pages"]), cells.word(CopyState, found["report"]))
            for found in self._database.rows(sql, keys)
        }
        return [
            row if known is None else row._replace(pages_copy=known[0], report_copy=known[1])
            for row in rows
            for known in (states.get(row.copy_key),)
        ]

    def all(self, listing: Listing) -> list[Row]:
        """Return a whole list, newest first."""
        keys = self.keys(listing)
        lines: list[Row] = []
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            found = self.rows(listing, part)
            lines += [found[key] for key in part if key in found]
        return lines

    def ended(self, since: datetime) -> list[Row]:
        """Return the faxes of this data folder that came to their end at `since` or later, the latest first."""
        found = self._database.rows(
            f"{_ENDED} WHERE r.changed_at >= ? AND r.state IN {listed(FINAL)} ORDER BY r.changed_at DESC, r.id DESC",
            (to_ms(since),),
        )
        return self._with_names([_row(Listing.SENT, row) for row in found])

    def place(self, recipient: int) -> tuple[Listing, int] | None:
        """Return the list that a recipient is in now, and its key there; None where there is no such recipient."""
        row = self._database.row(
            "SELECT r.state, f.row FROM recipient r LEFT JOIN fax f ON f.id = r.fax_id WHERE r.id = ?", (recipient,)
        )
        if row is None:
            return None
        if cells.state(row["state"]) in OPEN:
            return Listing.OUTBOX, recipient * 2 + 1
        return Listing.SENT, recipient * 2 + 1 if row["row"] is None else row["row"] * 2

    def asked(self) -> tuple[int, ...]:
        """Return the recipients that wait for the user's word on what became of them, the oldest first."""
        return tuple(
            self._database.column(
                "SELECT id FROM recipient WHERE asked = 1 AND state = ? ORDER BY id", (State.UNKNOWN,)
            )
        )

    def unsettled(self) -> tuple[int, ...]:
        """Return the recipients that did not get their fax, or not all of it, and that the user has not dealt with.

        The latest come first.
        """
        sql = f"SELECT r.id FROM recipient r WHERE {_UNSETTLED} ORDER BY r.changed_at DESC, r.id DESC"
        return tuple(self._database.column(sql))

    def needing(self, limit: int) -> list[Row]:
        """Return the faxes that need the user, `limit` at most: first what only the user can settle."""
        ids = tuple(dict.fromkeys((*self.asked(), *self.turned_up(), *self.unsettled())))[:limit]
        found = self._database.rows(f"{_NEEDING} WHERE r.id IN ({placeholders(ids)})", ids)
        lines = self._with_names(self._with_turned_up([_row(Listing.SENT, row) for row in found]))
        rows = {row.recipient: row for row in lines}
        return [rows[recipient] for recipient in ids]

    def turned_up(self) -> tuple[int, ...]:
        """Return the recipients whose fax was sent again and turned up after all, of which the user has to know."""
        return tuple(self._database.column(f"SELECT DISTINCT e.recipient {_TURNED_UP} ORDER BY e.recipient"))

    def need_count(self) -> int:
        """Return how many faxes need the user."""
        unsettled = self._database.value(f"SELECT count(*) FROM recipient r WHERE {_UNSETTLED}")
        others = {*self.asked(), *self.turned_up()}
        if others:
            listed_twice = f"SELECT count(*) FROM recipient r WHERE {_UNSETTLED} AND r.id IN ({placeholders(others)})"
            unsettled -= self._database.value(listed_twice, tuple(others))
        return len(others) + int(unsettled)

    def find(self, key: str) -> list[Row]:
        """Return the lines that a job, outbox or fax id names, in either list."""
        return [row for listing in Listing for row in self.all(listing) if key in (row.job, row.outbox_id, row.fax_id)]


def _ordered(union: str, column: Column, *, descending: bool) -> str:
    way = "DESC" if descending else "ASC"
    order = _ORDERS.get(column, column.value)
    # What is not known comes last, whichever way.
    return f"SELECT key FROM ({union}) AS list ORDER BY {order} {way} NULLS LAST, at DESC, key DESC"


_ORDERS = {
    Column.STATE: "coalesce(nullif(state, ''), status)",
    Column.NAME: (
        "(SELECT coalesce(nullif(c.name, ''), c.company) FROM contact_number n JOIN contact c ON c.id = n.contact"
        f" WHERE n.number = {plain_number('list.number')} ORDER BY c.id LIMIT 1) COLLATE NOCASE"
    ),
    Column.DOCUMENTS: (
        "(SELECT d.name FROM document d WHERE d.job = list.job ORDER BY d.position LIMIT 1) COLLATE NOCASE"
    ),
    Column.COST: "cost",
}
"""What the columns are sorted by that are not one of the queries."""


def _row(listing: Listing, row: sqlite3.Row) -> Row:
    status = row["status"]
    state = row["state"]
    reason = row["reason"]
    number = row["number"]
    if not state and listing is Listing.OUTBOX:
        state, reason = REPORTS[of_outbox(status).event], of_outbox(status).sentence
        number = cells.parsed(number, ", ".join)
    elif not state:
        meaning = of_archive(status)
        state, reason = REPORTS[meaning.event] if meaning else State.UNKNOWN, explain(status, reason)
    return Row(
        key=row["key"],
        to=number,
        state=cells.state(state),
        status=status,
        reason=reason,
        comment=row["comment"],
        pages=row["pages"] or 0,
        sender=row["sender"],
        at=cells.instant(row["at"]),
        send_at=None if row["send_at"] is None else cells.instant(row["send_at"]),
        recipient=row["recipient"],
        job=row["job"],
        outbox_id=row["outbox_id"],
        fax_id=row["fax_id"],
        remedy=Remedy(row["remedy"]) if state == State.REJECTED else remedy_of(status),
        asked=bool(row["asked"]),
        cancel_requested=bool(row["cancel_requested"]),
        not_before=cells.instant(row["not_before"]) if row["not_before"] else None,
        held_until=None if row["held_until"] is None else cells.instant(row["held_until"]),
        earlier_attempts=row["earlier_attempts"],
        tried=row["tried"] or "",
        follows=bool(row["follows"]),
        in_turn=bool(row["in_turn"]),
        resend_at=None if row["resend_at"] is None else cells.instant(row["resend_at"]),
        foreign=bool(row["foreign_account"]),
        cost=row["cost"],
        heard_at=None if row["heard_at"] is None else cells.instant(row["heard_at"]),
        service_retries=row["service_retries"],
    )
