"""The mirror of the service: its outbox, its archive of sent faxes, its numbers. Changed only by its answers."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.account_notes import AccountState
from faxdesk.core.model import Account, Fax, Number, OutboxFax
from faxdesk.core.rights import Right
from faxdesk.core.times import Now, to_ms, utc_now
from faxdesk.store import cells
from faxdesk.store.submissions import milliseconds

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from faxdesk.store.database import Database

_TITLE = "account.title."
"""Begins the names of facts that tell what accounts are called, by their uids."""
_DENIED, _NOT_STORING, _NUMBERS_KNOWN = "account.denied", "account.not_storing_at", "numbers.known"
_TAGS, _LATEST_ACT = "tags.shown", "late.longest"
_TAGS_GRAIN_MS = 3600 * 1000
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


def _kept(column: str) -> str:
    """Return what becomes of a column of a record that is known. A time that was read once is not lost to none."""
    if column == "at":
        return "iif(excluded.at = 0, fax.at, excluded.at)"
    return f"coalesce(excluded.{column}, fax.{column})" if column.endswith("_at") else f"excluded.{column}"


_UPSERT_FAX = (
    f"INSERT INTO fax ({', '.join(_FAX_COLUMNS)}) VALUES ({', '.join('?' for _ in _FAX_COLUMNS)})"
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{c} = {_kept(c)}' for c in _FAX_COLUMNS[1:])}"
    # An unchanged record is not written again, so that a poll without news is silent.
    f" WHERE ({', '.join(f'fax.{c}' for c in _FAX_COLUMNS[1:])})"
    f" IS NOT ({', '.join(map(_kept, _FAX_COLUMNS[1:]))})"
)
_SEEN_NOW = "UPDATE fax SET at = ? WHERE at = 0"
"""What has no time that can be read has that of its first sight, not the year 1970."""


class ServiceMirror:
    """What the service said last."""

    def __init__(self, database: Database, now: Now = utc_now) -> None:
        self._database = database
        self._now = now

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
        """Add or renew records of sent faxes; return how many were new or had changed."""
        with self._database.transaction() as connection:
            # Not by `total_changes`, which counts what triggers write.
            kept = connection.executemany(_UPSERT_FAX, [_fax_row(fax) for fax in faxes if not fax.incoming])
            timed = connection.execute(_SEEN_NOW, (milliseconds(self._now()),))
            return max(0, kept.rowcount) + max(0, timed.rowcount)

    def fax(self, fax_id: str) -> Fax | None:
        """Return a record of the archive, or None."""
        row = self._database.row("SELECT * FROM fax WHERE id = ?", (fax_id,))
        return None if row is None else _fax(row)

    def keep_numbers(self, numbers: Iterable[Number]) -> None:
        """Keep the numbers of the account, in the service's order."""
        fresh = [
            (place, n.number, n.status, int(n.cancelled), milliseconds(n.expires_at)) for place, n in enumerate(numbers)
        ]
        with self._database.transaction() as connection:
            known = [tuple(row) for row in connection.execute("SELECT * FROM number ORDER BY position")]
            if fresh != known:
                connection.execute("DELETE FROM number")
                connection.executemany("INSERT INTO number VALUES (?, ?, ?, ?, ?)", fresh)
            self.keep_fact(_NUMBERS_KNOWN, "yes")

    def numbers(self) -> tuple[Number, ...]:
        """Return the numbers of the account as they were last seen, and as of now."""
        return tuple(self._number(row) for row in self._database.rows("SELECT * FROM number ORDER BY position"))

    def _number(self, row: sqlite3.Row) -> Number:
        number = Number(row["number"], row["status"], bool(row["cancelled"]), cells.when(row["expires_at"]))
        return number.as_of(self._now())

    def keep_account(self, account: Account) -> None:
        """Keep who the account is, and what it allows."""
        self.keep_fact("account.uid", account.uid)
        self.keep_fact("account.title", account.title)
        self.keep_fact(f"{_TITLE}{account.uid}", account.title)
        self.keep_fact("account.phone", account.phone)
        self.keep_fact("account.kind", account.kind)
        self.keep_fact("account.status", account.status)
        self.keep_fact("account.reason", account.reason)
        self.keep_fact("account.stores", {True: "yes", False: "no", None: ""}[account.stores_faxes])
        if account.stores_faxes is False:
            self.keep_fact(_NOT_STORING, str(to_ms(self._now())))

    def account(self) -> Account | None:
        """Return the account as it was last seen, or None before the first sign-in."""
        uid = self.fact("account.uid")
        if not uid:
            return None
        return Account(
            uid=uid,
            company=self.fact("account.title"),
            phone=self.fact("account.phone"),
            kind=self.fact("account.kind"),
            status=self.fact("account.status") or "active",
            reason=self.fact("account.reason"),
            stores_faxes={"yes": True, "no": False}.get(self.fact("account.stores")),
        )

    def accounts(self) -> tuple[tuple[str, str], ...]:
        """Return the accounts that faxes were sent from or came to: the uid of each, and its name, "" where unknown."""
        rows = self._database.rows(
            "SELECT name, value FROM fact WHERE name > ? AND name < ? ORDER BY value, name", (_TITLE, f"{_TITLE}\uffff")
        )
        return tuple((row["name"].removeprefix(_TITLE), row["value"]) for row in rows)

    def not_storing_at(self) -> datetime | None:
        """Return when the service was last seen to store no sent faxes for the account, or None."""
        at = self.fact(_NOT_STORING)
        return cells.when(int(at)) if at.isdecimal() else None

    def keep_tags(self, *, shown: bool) -> None:
        """Keep whether the tags of faxes of ours have just come back, to the hour: a poll without news writes nothing.

        What one account shows says nothing of another.
        """
        before = self._tags()
        now = to_ms(self._now())
        if before is None or before[0] != shown or abs(now - before[1]) >= _TAGS_GRAIN_MS:
            self.keep_fact(_TAGS, f"{int(shown)} {now} {self.fact('account.uid')}".strip())

    def tags_shown_at(self) -> datetime | None:
        """Return when tags were seen to come back; None where they never were, or were missing since."""
        known = self._tags()
        return cells.when(known[1]) if known is not None and known[0] else None

    def _tags(self) -> tuple[bool, int] | None:
        shown, _, rest = self.fact(_TAGS).partition(" ")
        at, _, account = rest.partition(" ")
        if not at.isdecimal() or account != self.fact("account.uid"):
            return None
        return shown == "1", int(at)

    def keep_late_act(self, late: timedelta) -> None:
        """The service has carried out a request whose answer was lost so long after it."""
        if late > self.latest_act():
            self.keep_fact(_LATEST_ACT, f"{round(late.total_seconds())} {self.fact('account.uid')}".strip())

    def latest_act(self) -> timedelta:
        """Return the longest after which the service has done that for this account; 0 where it never has."""
        seconds, _, account = self.fact(_LATEST_ACT).partition(" ")
        known = seconds.isdecimal() and account == self.fact("account.uid")
        return timedelta(seconds=int(seconds)) if known else timedelta()

    def keep_state(self, state: AccountState, *, probed: bool = False) -> None:
        """Keep what a token shows of its account. Unless `probed`, it says nothing of whether the token may send."""
        with self._database.transaction():
            if state.account is not None:
                self.keep_account(state.account)
            if state.numbers is not None:
                self.keep_numbers(state.numbers)
            known = frozenset() if probed else self._denied() & {Right.SENDING}
            self.keep_fact(_DENIED, " ".join(sorted(state.denied | known)))

    def keep_right(self, right: Right, *, allowed: bool) -> None:
        """Keep whether the token has a right."""
        denied = self._denied()
        self.keep_fact(_DENIED, " ".join(sorted(denied - {right} if allowed else denied | {right})))

    def _denied(self) -> frozenset[Right]:
        names = self.fact(_DENIED).split()
        return frozenset(right for right in Right if right in names)

    def state(self) -> AccountState:
        """Return what the token was last seen to show of its account."""
        denied = self._denied()
        account = None if Right.ACCOUNT in denied else self.account()
        known = self.fact(_NUMBERS_KNOWN) and Right.NUMBERS not in denied
        return AccountState(account, self.numbers() if known else None, denied)

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
        submitted_at=cells.when(row["submitted_at"]),
        started_at=cells.when(row["started_at"]),
        changed_at=cells.when(row["updated_at"]),
    )
