"""The inbox: a mirror of the faxes that the service has received, and what the user has asked for about them.

A read mark, a comment and a deletion count here at once. They wait in the row of their fax until the service has been
told; what it says of the fax meanwhile does not undo them. What it refuses stays there, with the reason.
"""

from __future__ import annotations

from array import array
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from faxdesk.core.received_fax import ReceivedFax
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.contact_names import names_of
from faxdesk.store.copies import want_received
from faxdesk.store.copy_state import CopyState
from faxdesk.store.database import due, placeholders

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from faxdesk.core.model import Fax
    from faxdesk.core.times import Now
    from faxdesk.store.database import Database


class ReceivedColumn(StrEnum):
    """What the inbox can be sorted by. The values are columns, or expressions over them."""

    TIME = "at"
    SENDER = "sender"
    COMMENT = "coalesce(comment_requested, comment)"
    PAGES = "pages"
    NUMBER = "number"
    READ = "coalesce(read_requested, read)"


class InboxRequest(NamedTuple):
    """What the service is to be told of one fax; None stands for what stays as it is."""

    id: str
    read: bool | None
    comment: str | None
    delete: bool


_READ, _COMMENT = ReceivedColumn.READ.value, ReceivedColumn.COMMENT.value
_SHOWN = "delete_at IS NULL"
_ASKED = "(read_requested IS NOT NULL OR comment_requested IS NOT NULL OR delete_at IS NOT NULL)"
_WAITING = f"{_ASKED} AND trouble = ''"
_ROW = f"""
    SELECT f.*, {_READ} AS read_now, {_COMMENT} AS comment_now,
        EXISTS (SELECT 1 FROM copy c WHERE c.key = f.id AND c.pages = '{CopyState.KEPT}') AS pages_kept
    FROM received_fax f
"""
_ARRIVING = "in_progress"
"""The service's word for a fax that is being received (docs/api-notes.md, section 5)."""
_EARLIER = timedelta(days=1)
"""By how much a fax may have begun before another that was listed earlier: more than any call takes."""
_LAST_KEY = "inbox.last_key"
"""The fact that has the last key. SQLite would give that of a fax that was deleted to the next, which then is no news
(`ReceivedFaxes.arrived`)."""
_NEXT_KEY = """
    SELECT 1 + max(
        coalesce((SELECT max(row) FROM received_fax), 0),
        coalesce((SELECT CAST(value AS INTEGER) FROM fact WHERE name = ?), 0)
    )
"""
_MIRRORED = ("at", "status", "description", "sender", "number", "comment", "pages", "duration", "read")


class ReceivedFaxes:
    """The inbox. Every method that writes does so in one transaction, joined to the one that is open."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    # ------------------------------------------------------------------------------------------------ the mirror

    def keep(self, faxes: Iterable[Fax], account: str, *, arrived: bool) -> int:
        """Add or renew records of the inbox of an account; return how many were new.

        Where they have `arrived` just now, their pages are to be fetched before the service can purge them.
        """
        fresh = 0
        with self._database.transaction() as connection:
            for fax in faxes:
                if not fax.incoming:
                    continue
                known = connection.execute("SELECT * FROM received_fax WHERE id = ?", (fax.id,)).fetchone()
                if known is not None:
                    self._renew(connection, fax, known)
                elif self._add(connection, fax, account):
                    fresh += 1
                    if arrived:
                        want_received(connection, fax.id, account, self._now())
        return fresh

    def _add(self, connection: sqlite3.Connection, fax: Fax, account: str) -> bool:
        """Add a record; return False where the fax was forgotten."""
        at = fax.started_at or fax.submitted_at or fax.changed_at or self._now()
        cells_of_fax = (to_ms(at), *_said(fax), int(bool(fax.read)))
        key = connection.execute(_NEXT_KEY, (_LAST_KEY,)).fetchone()[0]
        added = connection.execute(
            f"INSERT INTO received_fax (row, id, account, {', '.join(_MIRRORED)})"
            f" VALUES (?, ?, ?, {placeholders(_MIRRORED)})",
            (key, fax.id, account, *cells_of_fax),
        )
        if added.rowcount != 1:
            return False
        connection.execute(
            "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (_LAST_KEY, str(key)),
        )
        return True

    def _renew(self, connection: sqlite3.Connection, fax: Fax, known: sqlite3.Row) -> None:
        """Renew a record that has changed, so that a poll without news writes nothing."""
        at = fax.started_at or fax.submitted_at or fax.changed_at
        read = known["read"] if fax.read is None else int(fax.read)
        said = (known["at"] if at is None else to_ms(at), *_said(fax), read)
        if said != tuple(known[column] for column in _MIRRORED):
            changes = ", ".join(f"{column} = ?" for column in _MIRRORED)
            connection.execute(f"UPDATE received_fax SET {changes} WHERE id = ?", (*said, fax.id))

    # ------------------------------------------------------------------------------------------------- the list

    def keys(
        self,
        *,
        column: ReceivedColumn = ReceivedColumn.TIME,
        descending: bool = True,
        unread: bool = False,
        limit: int | None = None,
    ) -> array[int]:
        """Return the keys of the inbox in order: all, or the first `limit`; `unread`: those that nobody has read."""
        way = "DESC" if descending else "ASC"
        order = "at DESC, row DESC" if column is ReceivedColumn.TIME and descending else f"{column} {way}, at DESC, row"
        sql = f"SELECT row FROM received_fax WHERE {_SHOWN}{f' AND {_READ} = 0' if unread else ''}"
        sql += f" ORDER BY {order}" + (f" LIMIT {int(limit)}" if limit is not None else "")
        return array("q", self._database.column(sql))

    def rows(self, keys: Sequence[int]) -> dict[int, ReceivedFax]:
        """Return the faxes of some keys. A key that is gone is left out."""
        found = self._database.rows(f"{_ROW} WHERE row IN ({placeholders(keys)}) AND {_SHOWN}", tuple(keys))
        names = names_of(self._database, (row["sender"] for row in found if row["sender"]))
        return {row["row"]: _fax(row, names.get(row["sender"], "")) for row in found}

    def count(self) -> int:
        """Return how many faxes the inbox has."""
        return int(self._database.value(f"SELECT count(*) FROM received_fax WHERE {_SHOWN}"))

    def unread_count(self) -> int:
        """Return how many of them nobody has read."""
        return int(self._database.value(f"SELECT count(*) FROM received_fax WHERE {_READ} = 0 AND {_SHOWN}"))

    def latest(self) -> datetime | None:
        """Return when the latest fax of the inbox came, None where it has none."""
        at = self._database.value("SELECT max(at) FROM received_fax")
        return None if at is None else cells.instant(at)

    def last_settled(self) -> int:
        """Return the last key that there is; where faxes are still arriving, the one before the first of them."""
        arriving = self._database.value("SELECT min(row) FROM received_fax WHERE status = ?", (_ARRIVING,))
        if arriving is not None:
            return int(arriving) - 1
        return int(self._database.value("SELECT max(row) FROM received_fax") or 0)

    def arrived(self, after: int, since: datetime, most: int) -> tuple[ReceivedFax, ...]:
        """Return the last `most` faxes behind a key that came at that time or later, have arrived, and are not read.

        Keys are in the order in which faxes were heard of: pages of the inbox that are read later have older faxes.
        Time is compared by the day before, since a call may be listed before another that began earlier.
        """
        sql = f"SELECT row FROM received_fax WHERE row > ? AND at >= ? AND status <> ? AND {_READ} = 0 AND {_SHOWN}"
        sql += " ORDER BY row DESC LIMIT ?"
        keys = list(self._database.column(sql, (after, to_ms(since - _EARLIER), _ARRIVING, most)))
        found = self.rows(keys)
        return tuple(found[key] for key in keys if key in found)

    def get(self, fax_id: str) -> ReceivedFax | None:
        """Return the fax with this id, None where there is none, or it was deleted."""
        row = self._database.row(f"SELECT row FROM received_fax WHERE id = ? AND {_SHOWN}", (fax_id,))
        return None if row is None else self.rows((row["row"],)).get(row["row"])

    # ---------------------------------------------------------------------------------------- what the user asks

    def request_read(self, ids: Sequence[str], *, read: bool) -> None:
        """Mark faxes as read or unread. Those that are so already are left alone."""
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE received_fax SET read_requested = ?, not_before = 0, trouble = ''"
                f" WHERE id IN ({placeholders(ids)}) AND {_READ} <> ?",
                (int(read), *ids, int(read)),
            )

    def request_comment(self, fax_id: str, comment: str) -> None:
        """Give a fax another comment."""
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE received_fax SET comment_requested = ?, not_before = 0, trouble = ''"
                f" WHERE id = ? AND {_COMMENT} <> ?",
                (comment, fax_id, comment),
            )

    def request_delete(self, ids: Sequence[str], at: datetime) -> tuple[str, ...]:
        """Delete faxes: here at once, and then, at the service; return those that were there."""
        with self._database.transaction() as connection:
            found = connection.execute(
                f"UPDATE received_fax SET delete_at = ?, not_before = ?, trouble = ''"
                f" WHERE id IN ({placeholders(ids)}) AND {_SHOWN} RETURNING id",
                (to_ms(at), to_ms(at), *ids),
            )
            return tuple(row["id"] for row in found)

    def restore(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Take deletions back that the service has not been asked for; return of which faxes."""
        with self._database.transaction() as connection:
            found = connection.execute(
                f"UPDATE received_fax SET delete_at = NULL, not_before = 0"
                f" WHERE id IN ({placeholders(ids)}) AND delete_at > ? RETURNING id",
                (*ids, to_ms(self._now())),
            )
            return tuple(row["id"] for row in found)

    # ------------------------------------------------------------------------------------- telling the service

    def next_request(self, account: str) -> InboxRequest | None:
        """Return what the service is to be told next of the faxes of this account, None where nothing is due."""
        row = self._database.row(
            f"SELECT * FROM received_fax WHERE {_WAITING} AND {due('not_before')} AND account = :account"
            " ORDER BY not_before, row LIMIT 1",
            {"now": to_ms(self._now()), "account": account},
        )
        if row is None:
            return None
        read = None if row["read_requested"] is None else bool(row["read_requested"])
        return InboxRequest(row["id"], read, row["comment_requested"], row["delete_at"] is not None)

    def next_request_time(self, account: str) -> datetime | None:
        """Return when the next request of this account is due, None where there is none."""
        at = self._database.value(
            f"SELECT min(not_before) FROM received_fax WHERE {_WAITING} AND account = ?", (account,)
        )
        return None if at is None else cells.instant(at)

    def settle(self, request: InboxRequest) -> None:
        """The service has been told, or no longer has the fax. What was asked for meanwhile still waits."""
        with self._database.transaction() as connection:
            if request.delete:
                connection.execute("DELETE FROM received_fax WHERE id = ? AND delete_at IS NOT NULL", (request.id,))
                connection.execute("DELETE FROM copy WHERE key = ?", (request.id,))
                return
            for column, value in (("read", request.read), ("comment", request.comment)):
                if value is not None:
                    connection.execute(
                        f"UPDATE received_fax SET {column} = :value,"
                        f" {column}_requested = nullif({column}_requested, :value) WHERE id = :id",
                        {"value": value, "id": request.id},
                    )

    def refuse(self, request: InboxRequest, trouble: str) -> None:
        """The service does not do it, for `trouble`. A mark and a comment count here; a deleted fax is back."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE received_fax SET trouble = ?, delete_at = NULL WHERE id = ?", (trouble, request.id)
            )

    def refuse_all(self, account: str, trouble: str) -> None:
        """The same for all that this account has asked for: it may change nothing."""
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE received_fax SET trouble = ?, delete_at = NULL WHERE {_ASKED} AND account = ?",
                (trouble, account),
            )

    def ask_again(self, account: str) -> None:
        """Ask the service once more for what it refused: another token may be allowed to."""
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE received_fax SET trouble = '' WHERE {_ASKED} AND trouble <> '' AND account = ?", (account,)
            )

    def put_off(self, fax_id: str, until: datetime) -> None:
        """Go on with the request about a fax then."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE received_fax SET not_before = ? WHERE id = ?", (to_ms(until), fax_id))


def _said(fax: Fax) -> tuple[Any, ...]:
    """Return what a record says, between the time and the read mark."""
    return fax.status, fax.description, fax.sender, fax.to, fax.comment, fax.pages, fax.duration


def _fax(row: sqlite3.Row, name: str) -> ReceivedFax:
    return ReceivedFax(
        key=row["row"],
        id=row["id"],
        status=row["status"],
        description=row["description"],
        sender=row["sender"],
        number=row["number"],
        comment=row["comment_now"],
        pages=row["pages"],
        duration=row["duration"],
        read=bool(row["read_now"]),
        at=cells.instant(row["at"]),
        told=row["read_requested"] is None and row["comment_requested"] is None,
        trouble=row["trouble"],
        pages_kept=bool(row["pages_kept"]),
        name=name,
    )
