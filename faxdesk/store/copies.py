"""What is fetched of finished faxes before anybody asks for it: their pages and their reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.copy_state import CopyPart, CopyState
from faxdesk.store.database import due, ours

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from faxdesk.core.times import Now
    from faxdesk.store.database import Database


@dataclass(frozen=True, slots=True)
class Copy:
    """What is still to be fetched of one fax.

    `key` is the id by which the service is asked, `tries` how often it was asked in vain.
    """

    key: str
    wanted: tuple[CopyPart, ...]
    tries: int


_WANTED = f"(pages = '{CopyState.WANTED}' OR report = '{CopyState.WANTED}')"


class Copies:
    """The queue of what is to be fetched, in the order in which the faxes ended: the first may be purged first."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def due(self, account: str = "") -> Copy | None:
        """Return what is to be fetched next of the faxes of this account, or None where nothing is due now."""
        row = self._database.row(
            f"SELECT * FROM copy WHERE {_WANTED} AND {due('not_before')} AND {ours('account')}"
            " ORDER BY ended_at, key LIMIT 1",
            {"now": to_ms(self._now()), "account": account},
        )
        if row is None:
            return None
        wanted = tuple(part for part in CopyPart if row[part] == CopyState.WANTED)
        return Copy(row["key"], wanted, row["tries"])

    def next_time(self, account: str = "") -> datetime | None:
        """Return when the next one of this account is due, or None where none is wanted."""
        at = self._database.value(
            f"SELECT min(not_before) FROM copy WHERE {_WANTED} AND {ours('account')}", {"account": account}
        )
        return None if at is None else cells.instant(at)

    def settle(self, key: str, part: CopyPart, state: CopyState) -> bool:
        """One of the two has been fetched, or is not to be had. Return False where it is not wanted any more.

        That is so where the fax was forgotten meanwhile.
        """
        with self._database.transaction() as connection:
            return connection.execute(f"UPDATE copy SET {part} = ? WHERE key = ?", (state, key)).rowcount == 1

    def put_off(self, key: str, until: datetime, *, in_vain: bool) -> None:
        """Try again then; `in_vain` where the service was there and had nothing."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE copy SET not_before = ?, tries = tries + ? WHERE key = ?", (to_ms(until), int(in_vain), key)
            )


def folder_name(key: str) -> str:
    """Return the name of the folder in the cache that holds what was fetched of a fax, by the id it is asked for by.

    An id comes from the network and is never a file name.
    """
    # Not above: it loads all of OpenSSL, and the lists need only the states of copies.
    from hashlib import sha256

    return sha256(key.encode()).hexdigest()[:32]


def want_received(connection: sqlite3.Connection, key: str, account: str, now: datetime) -> None:
    """Put a fax that was just received into the queue. The service makes no report of it."""
    connection.execute(
        "INSERT OR IGNORE INTO copy (key, account, ended_at, not_before, report) VALUES (?, ?, ?, ?, ?)",
        (key, account, to_ms(now), to_ms(now), CopyState.NONE),
    )


def want(connection: sqlite3.Connection, key: str, account: str | None, now: datetime) -> None:
    """Put a fax that has just come to its end into the queue; what was not to be had before is asked for anew.

    `account` is the one that it was sent from, None where that is not known.
    """
    connection.execute(
        "INSERT INTO copy (key, account, ended_at, not_before) VALUES (:key, :account, :now, :now)"
        " ON CONFLICT (key) DO UPDATE SET"
        f" pages = iif(pages = '{CopyState.NONE}', '{CopyState.WANTED}', pages),"
        f" report = iif(report = '{CopyState.NONE}', '{CopyState.WANTED}', report), tries = 0, not_before = :now,"
        " account = coalesce(:account, account)",
        {"key": key, "account": account, "now": to_ms(now)},
    )
