"""The calls that the receiver of webhooks has heard, in a file of their own.

The receiver is open to whoever finds it. So it has neither the database of the faxes nor the keyring, and whatever is
sent to it can fill, lock or damage nothing but this file.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from faxdesk.core.model import WebhookCall
from faxdesk.core.phone import comparable
from faxdesk.core.times import Now, to_ms, utc_now
from faxdesk.store import cells
from faxdesk.store.data_folder import make_private_file
from faxdesk.store.database import Database, placeholders

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable
    from pathlib import Path

_FIRST = """
CREATE TABLE call (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    heard_at    INTEGER NOT NULL,                           -- milliseconds since 1970, UTC
    event       TEXT NOT NULL,
    fax_id      TEXT NOT NULL,
    session_id  TEXT NOT NULL,
    status      TEXT NOT NULL,
    sender      TEXT NOT NULL,
    number      TEXT NOT NULL,
    pages       INTEGER NOT NULL,
    told_at     INTEGER,
    target      TEXT NOT NULL,
    body        BLOB NOT NULL                               -- as it came
) STRICT;
CREATE INDEX call_fax ON call (fax_id);
CREATE INDEX call_session ON call (session_id);

-- When each registration was last heard, also where its calls are no longer kept.
CREATE TABLE heard (
    event       TEXT NOT NULL,
    target      TEXT NOT NULL,
    at          INTEGER NOT NULL,
    calls       INTEGER NOT NULL,
    PRIMARY KEY (event, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
    name        TEXT PRIMARY KEY,
    value       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
MIGRATIONS = (_FIRST,)
"""As in `store.schema`, for this file."""

MOST_CALLS = 500
"""How many calls are kept, the newest: with the largest bodies that are taken, 32 MB."""
MOST_TARGETS = 100
"""How many registrations it is kept of when they were last heard."""
_SECRET_BYTES = 24
"""Of the path: 192 random bits, as many as the tokens of common services have."""
_PATH, _ADDRESS = "path", "address"


@dataclass(frozen=True, slots=True)
class HeardCall:
    """A call as it was heard, with its number, which grows from call to call."""

    id: int
    heard_at: datetime
    call: WebhookCall
    body: bytes


@dataclass(frozen=True, slots=True)
class Hearing:
    """When a registration, an event and its target, was last heard, and how often."""

    event: str
    target: str
    at: datetime
    calls: int


class WebhookCalls:
    """One connection to the file of the calls. Raises `StoreTrouble` as `Database` does.

    A call outlives the death of the program that has heard it. Not each a power cut: that costs nothing, because
    FaxDesk asks for all faxes when it starts.
    """

    def __init__(self, path: Path, now: Now = utc_now, *, any_thread: bool = False) -> None:
        make_private_file(path)
        self._database = Database(path, MIGRATIONS, synchronous="NORMAL", any_thread=any_thread)
        self._now = now

    def wait_at_most(self, seconds: float) -> None:
        """Wait no longer than this for another connection from now on."""
        self._database.wait_at_most(seconds)

    def close(self) -> None:
        """Give the connection back."""
        self._database.close()

    # ------------------------------------------------------------------------------------------- the receiver

    def path(self) -> str:
        """Return the path that calls come to, which nobody can guess: made once, the same from then on."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO fact VALUES (?, ?)", (_PATH, f"/hook/{secrets.token_urlsafe(_SECRET_BYTES)}")
            )
        return self._fact(_PATH)

    def keep_address(self, address: str) -> None:
        """Keep the address that was last offered for registering."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (_ADDRESS, address))

    def address(self) -> str:
        """Return that address, an empty text where the receiver has never run."""
        return self._fact(_ADDRESS)

    def _fact(self, name: str) -> str:
        return str(self._database.value("SELECT value FROM fact WHERE name = ?", (name,)) or "")

    def keep(self, call: WebhookCall, body: bytes) -> int:
        """Write a call down and return its number. The oldest make room."""
        now = to_ms(self._now())
        told_at = None if call.told_at is None else to_ms(call.told_at)
        values = (now, call.event, call.fax_id, call.session_id, call.status, call.sender, call.to, call.pages)
        with self._database.transaction() as connection:
            number = connection.execute(
                "INSERT INTO call (heard_at, event, fax_id, session_id, status, sender, number, pages, told_at, target,"
                " body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, told_at, call.target, body),
            ).lastrowid
            assert number is not None  # noqa: S101  for the type checker: a row was inserted
            connection.execute("DELETE FROM call WHERE id <= ?", (number - MOST_CALLS,))
            connection.execute(
                "INSERT INTO heard VALUES (?, ?, ?, 1)"
                " ON CONFLICT (event, target) DO UPDATE SET at = excluded.at, calls = calls + 1",
                (call.event, call.target, now),
            )
            connection.execute(
                "DELETE FROM heard WHERE (event, target) NOT IN"
                " (SELECT event, target FROM heard ORDER BY at DESC LIMIT ?)",
                (MOST_TARGETS,),
            )
        return number

    # ----------------------------------------------------------------------------------------------- the others

    def newest(self, apart_from: str | None = None) -> int:
        """Return the number of the call that was heard last, 0 before the first. Cheap enough to be asked often.

        Calls of the event `apart_from` do not count.
        """
        found = self._database.value("SELECT id FROM call WHERE event IS NOT ? ORDER BY id DESC LIMIT 1", (apart_from,))
        return int(found or 0)

    def call(self, number: int) -> HeardCall | None:
        """Return the call with a number, or None where it is not kept any more, or never was."""
        row = self._database.row("SELECT * FROM call WHERE id = ?", (number,))
        return None if row is None else _heard_call(row)

    def latest(self, most: int, after: int = 0) -> tuple[HeardCall, ...]:
        """Return the calls that were heard last, of those with a number above `after`; the oldest of them first."""
        rows = self._database.rows("SELECT * FROM call WHERE id > ? ORDER BY id DESC LIMIT ?", (after, most))
        return tuple(_heard_call(row) for row in reversed(rows))

    def announced(self, ids: Iterable[str], since: datetime, until: datetime) -> bool:
        """Return whether a call that was heard in that time names one of these ids of the service."""
        wanted = tuple(ids)
        marks = placeholders(wanted)
        return bool(
            self._database.value(
                f"SELECT EXISTS (SELECT 1 FROM call WHERE (fax_id IN ({marks}) OR session_id IN ({marks}))"
                " AND heard_at BETWEEN ? AND ?)",
                (*wanted, *wanted, to_ms(since), to_ms(until)),
            )
        )

    def named_since(self, since: datetime) -> frozenset[str]:
        """Return all ids that calls have named since then."""
        rows = self._database.rows("SELECT fax_id, session_id FROM call WHERE heard_at >= ?", (to_ms(since),))
        return frozenset(name for row in rows for name in row)

    def about(self, digits: Collection[str], ids: Collection[str]) -> list[int]:
        """Return which calls name one of some numbers, by their digits, or one of these ids of faxes."""
        rows = self._database.rows("SELECT id, fax_id, session_id, sender, number FROM call ORDER BY id")
        return [
            row["id"]
            for row in rows
            if {comparable(row["sender"]), comparable(row["number"])} & set(digits)
            or {row["fax_id"], row["session_id"]} & set(ids)
        ]

    def forget(self, calls: Iterable[int]) -> None:
        """Remove calls, so that nothing of them is left in the file."""
        self._database.value("PRAGMA secure_delete = ON")
        with self._database.transaction() as connection:
            connection.executemany("DELETE FROM call WHERE id = ?", [(number,) for number in calls])
        self._database.value("PRAGMA wal_checkpoint(TRUNCATE)")

    def hearings(self) -> tuple[Hearing, ...]:
        """Return when each registration was last heard, the latest first."""
        rows = self._database.rows("SELECT * FROM heard ORDER BY at DESC, event, target")
        return tuple(Hearing(row["event"], row["target"], cells.instant(row["at"]), row["calls"]) for row in rows)


def _heard_call(row: sqlite3.Row) -> HeardCall:
    call = WebhookCall(
        event=row["event"],
        fax_id=row["fax_id"],
        session_id=row["session_id"],
        status=row["status"],
        sender=row["sender"],
        to=row["number"],
        pages=row["pages"],
        told_at=cells.when(row["told_at"]),
        target=row["target"],
    )
    return HeardCall(row["id"], cells.instant(row["heard_at"]), call, bytes(row["body"]))
