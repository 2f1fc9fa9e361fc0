"""The mirror of the service: its outbox, its archive of sent faxes, its numbers. Changed only by its answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from faxdesk.core.model import Account, Fax, Number, OutboxFax
from faxdesk.store.submissions import milliseconds, when

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from faxdesk.store.database import Database

_FAX_COLUMNS = [
    "id",
    "at",
    "status",
    "number",
    "sender",
    "description",
    "comment",
    "pages",
    "cost",
    "duration",
    "submitted_at",
    "started_at",
    "updated_at",
]
_UPSERT_FAX = (
    f"INSERT INTO fax ({', '.join(_FAX_COLUMNS)}) VALUES ({', '.join('?' for _ in _FAX_COLUMNS)})"
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in _FAX_COLUMNS[1:])}"
    # An unchanged record is not written again, so that a poll without news is silent.
    f" WHERE ({', '.join(f'fax.{c}' for c in _FAX_COLUMNS[1:])})"
    f" IS NOT ({', '.join(f'excluded.{c}' for c in _FAX_COLUMNS[1:])})"
)


class ServiceMirror:
    """What the service said last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep_outbox(self, faxes: Iterable[OutboxFax]) -> None:
        """Make the mirror of the outbox equal to the whole list that the service gave."""
        listed = {fax.id: fax for fax in faxes}
        with self._database.transaction() as connection:
            known = {row["id"]: tuple(row) for row in connection.execute("SELECT * FROM outbox_fax")}
            connection.executemany(
                "DELETE FROM outbox_fax WHERE id = ?", [(name,) for name in known if name not in listed]
            )
            fresh = [row for row in map(_outbox_row, listed.values()) if known.get(row[0]) != row]
            connection.executemany(
                "INSERT INTO outbox_fax VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " status = excluded.status, recipients = excluded.recipients, sender = excluded.sender,"
                " comment = excluded.comment, pages = excluded.pages, send_at = excluded.send_at,"
                " submitted_at = excluded.submitted_at",
                fresh,
            )

    def keep_faxes(self, faxes: Iterable[Fax]) -> int:
        """Add or renew records of the archive; return how many were new or had changed."""
        with self._database.transaction() as connection:
            before = connection.total_changes
            connection.executemany(_UPSERT_FAX, [_fax_row(fax) for fax in faxes])
            return connection.total_changes - before

    def fax(self, fax_id: str) -> Fax | None:
        """Return a record of the archive, or None."""
        row = self._database.row("SELECT * FROM fax WHERE id = ?", (fax_id,))
        return None if row is None else _fax(row)

    def keep_numbers(self, numbers: Iterable[Number]) -> None:
        """Keep the numbers of the account, in the service's order."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM number")
            connection.executemany(
                "INSERT INTO number VALUES (?, ?, ?, ?)",
                [(place, n.number, n.status, int(n.cancelled)) for place, n in enumerate(numbers)],
            )

    def numbers(self) -> tuple[Number, ...]:
        """Return the numbers of the account as they were last seen."""
        rows = self._database.rows("SELECT * FROM number ORDER BY position")
        return tuple(Number(row["number"], row["status"], bool(row["cancelled"])) for row in rows)

    def keep_account(self, account: Account) -> None:
        """Keep who the account is."""
        self.keep_fact("account.uid", account.uid)
        self.keep_fact("account.title", account.title)
        self.keep_fact("account.phone", account.phone)

    def account(self) -> Account | None:
        """Return the account as it was last seen, or None before the first sign-in."""
        uid = self.fact("account.uid")
        if not uid:
            return None
        return Account(uid=uid, company=self.fact("account.title"), phone=self.fact("account.phone"))

    def keep_fact(self, name: str, value: str) -> None:
        """Keep a small fact about the service, such as how far the archive has been read."""
        if self.fact(name) == value:
            return
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
            )

    def fact(self, name: str) -> str:
        """Return a fact, or an empty text."""
        return str(self._database.value("SELECT value FROM fact WHERE name = ?", (name,)) or "")


def _outbox_row(fax: OutboxFax) -> tuple[str | int | None, ...]:
    return (
        fax.id,
        fax.status,
        json.dumps(fax.to),
        fax.sender,
        fax.comment,
        fax.pages,
        milliseconds(fax.send_at),
        milliseconds(fax.submitted_at),
    )


def _fax_row(fax: Fax) -> tuple[str | int | float | None, ...]:
    at = fax.started_at or fax.submitted_at or fax.changed_at
    return (
        fax.id,
        milliseconds(at) or 0,
        fax.status,
        fax.to,
        fax.sender,
        fax.description,
        fax.comment,
        fax.pages,
        fax.cost,
        fax.duration,
        milliseconds(fax.submitted_at),
        milliseconds(fax.started_at),
        milliseconds(fax.changed_at),
    )


def _fax(row: sqlite3.Row) -> Fax:
    return Fax(
        id=row["id"],
        status=row["status"],
        to=row["number"],
        sender=row["sender"],
        description=row["description"],
        comment=row["comment"],
        pages=row["pages"],
        cost=row["cost"],
        duration=row["duration"],
        submitted_at=when(row["submitted_at"]),
        started_at=when(row["started_at"]),
        changed_at=when(row["updated_at"]),
    )
