"""Faxes whose answer was lost: since when there is no trace of them, when they are sent again, what turned up late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from faxdesk.core.lifecycle import OPEN, Event, State
from faxdesk.core.resend_decision import Moment
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.database import due, listed, ours
from faxdesk.store.duplicate_state import TO_BE_TOLD, TOLD, DuplicateState
from faxdesk.store.transitions import move, note

if TYPE_CHECKING:
    import sqlite3

    from faxdesk.core.times import Now
    from faxdesk.store.database import Database

_UNKNOWN = f"state = '{State.UNKNOWN}'"
_DOCUMENTS = "(SELECT group_concat(sha256) FROM (SELECT sha256 FROM document WHERE job = {job} ORDER BY position))"
_PAGES = "(SELECT sum(pages) FROM document WHERE job = {job})"
_EQUAL_UNSETTLED = f"""
    SELECT 1 FROM recipient r JOIN submission s ON s.job = r.job
    JOIN recipient o ON o.number = r.number AND o.id <> r.id JOIN submission os ON os.job = o.job
    WHERE r.id = ? AND o.state IN {listed(OPEN)} AND os.replaces IS NOT r.id AND (
        {_DOCUMENTS.format(job="o.job")} = {_DOCUMENTS.format(job="r.job")}
        OR (
            {_PAGES.format(job="o.job")} = {_PAGES.format(job="r.job")}
            AND coalesce(o.comment, os.comment) = coalesce(r.comment, s.comment)
        )
    ) LIMIT 1
"""
"""Another fax under way that would look the same at the service. One that waits to take its place is none."""


@dataclass(frozen=True, slots=True)
class LostFaxState:
    """What is kept of a fax of unknown fate.

    `counted` is since when the service shows no trace of it, `looks_at` when it was to be looked for, `accepted`
    whether the service had said yes to its request, `unwanted` whether it is to be cancelled or replaced, `resent` how
    often it was sent again by itself, and `late` whether an earlier one of those has turned up since.
    """

    counted: Moment | None
    looks_at: datetime
    declined: bool
    accepted: bool
    unwanted: bool
    equal_unsettled: bool
    resent: int
    late: bool


class Duplicate(NamedTuple):
    """An earlier attempt that is to be cancelled at the service, by its recipient and position."""

    recipient: int
    position: int
    outbox_id: str
    state: DuplicateState
    send_at: datetime | None


_PENDING = (DuplicateState.WANTED, DuplicateState.AGREED, DuplicateState.MISSING)
_DUPLICATES = (
    "FROM earlier_attempt e JOIN recipient r ON r.id = e.recipient JOIN submission s USING (job)"
    f" WHERE e.cancel IN ({', '.join(repr(str(state)) for state in _PENDING)}) AND {ours('s.account')}"
)


class LostFaxTimes(NamedTuple):
    """When a fax without a trace is sent again by itself, and when an earlier sending of it turned up after all."""

    resend_at: datetime | None
    turned_up_at: datetime | None


class LostFaxes:
    """Keeps what is known of them. Every method that writes does so in one transaction, joined to the open one."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def state(self, recipient: int) -> LostFaxState:
        """Return what is kept of a fax. Raises KeyError where there is none."""
        row = self._database.row(
            "SELECT r.*, a.accepted_at, EXISTS (SELECT 1 FROM submission s WHERE s.replaces = r.id) AS replaced,"
            " EXISTS (SELECT 1 FROM earlier_attempt e WHERE e.recipient = r.id AND e.turned_up_at IS NOT NULL) AS late"
            " FROM recipient r LEFT JOIN attempt a ON a.id = r.attempt WHERE r.id = ?",
            (recipient,),
        )
        if row is None:
            raise KeyError(recipient)
        return LostFaxState(
            _counted(row),
            cells.instant(row["not_before"]),
            bool(row["resend_declined"]),
            row["accepted_at"] is not None,
            bool(row["cancel_requested"] or row["replaced"]),
            self._database.value(_EQUAL_UNSETTLED, (recipient,)) is not None,
            self._resent(recipient),
            bool(row["late"]),
        )

    def times(self, recipient: int) -> LostFaxTimes:
        """Return when a fax is sent again by itself, and when an earlier sending of it turned up."""
        row = self._database.row(
            f"SELECT r.resend_at, (SELECT max(turned_up_at) FROM earlier_attempt e WHERE e.recipient = r.id"
            f" AND {TO_BE_TOLD}) AS late"
            " FROM recipient r WHERE r.id = ?",
            (recipient,),
        )
        return (
            LostFaxTimes(None, None)
            if row is None
            else LostFaxTimes(cells.when(row["resend_at"]), cells.when(row["late"]))
        )

    def _resent(self, recipient: int) -> int:
        """Return how often a fax has left again by itself: without what was called off before."""
        count: int = self._database.value(
            "SELECT total(CASE event WHEN ? THEN 1 WHEN ? THEN -1 END) FROM event WHERE recipient = ?",
            (Event.RESEND, Event.RESEND_CALLED_OFF, recipient),
        )
        return int(count)

    # ------------------------------------------------------------------------------------------ the countdown

    def count_down(
        self, recipient: int, counted: Moment, due: datetime, again_at: datetime, reason: str, said: str
    ) -> None:
        """There is no trace of a fax since `counted`: it is sent again, or given up, when it is `due`, without asking.

        `reason` is what the user reads beside the state, `said` the entry in the timeline as the counting begins.
        """
        with self._database.transaction() as connection:
            row = connection.execute("SELECT * FROM recipient WHERE id = ?", (recipient,)).fetchone()
            connection.execute(
                "UPDATE recipient SET checks = checks + 1, not_before = ?, asked = 0, reason = ?, unseen_since = ?,"
                " unseen_since_there = ?, resend_at = ? WHERE id = ?",
                (to_ms(again_at), reason, to_ms(counted.here), to_ms(counted.there), to_ms(due), recipient),
            )
            if row["resend_at"] is None:
                note(connection, recipient, to_ms(self._now()), "counting", State(row["state"]), said)

    def decline(self, recipient: int, reason: str) -> None:
        """The user wants to decide about a fax of unknown fate, which is not sent again by itself then."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE recipient SET resend_declined = 1, resend_at = NULL, unseen_since = NULL,"
                f" unseen_since_there = NULL, asked = 1, reason = ? WHERE id = ? AND {_UNKNOWN}",
                (reason, recipient),
            )
            note(connection, recipient, to_ms(self._now()), "asked", State.UNKNOWN, reason)

    def reconsider(self) -> None:
        """Another choice counts from now on: look at once for what is counted down, or asked about."""
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE recipient SET not_before = 0 WHERE {_UNKNOWN} AND (asked = 1 OR resend_at IS NOT NULL)"
            )

    def give_up(self, recipient: int, reason: str) -> None:
        """The user wanted to cancel a fax, and there is no trace of it."""
        with self._database.transaction() as connection:
            move(connection, recipient, Event.CANCELLED_UNSEEN, self._now(), reason=reason)

    # --------------------------------------------------------------------------------- sent again by itself

    def resent_unseen(self, recipient: int) -> int | None:
        """Return the position of the earlier attempt in whose place a queued fax is sent again by itself, or None."""
        row = self._database.row(
            "SELECT position, unseen_ms, turned_up_at FROM earlier_attempt WHERE recipient = ?"
            " ORDER BY position DESC LIMIT 1",
            (recipient,),
        )
        if row is None or row["unseen_ms"] is None or row["turned_up_at"] is not None:
            return None
        return int(row["position"])

    def call_off(self, recipient: int, position: int) -> None:
        """A fax that is about to be sent again may be at the service: look for that attempt of it again."""
        with self._database.transaction() as connection:
            state = connection.execute("SELECT state FROM recipient WHERE id = ?", (recipient,)).fetchone()[0]
            if state == State.QUEUED:
                earlier = self._take_out(connection, recipient, position)
                move(connection, recipient, Event.RESEND_CALLED_OFF, self._now(), attempt=earlier["attempt"])

    def take_up(self, recipient: int, position: int, outbox_id: str, reason: str) -> None:
        """An earlier attempt has turned up while the fate of the present one is unknown: they change places."""
        with self._database.transaction() as connection:
            present = connection.execute("SELECT * FROM recipient WHERE id = ?", (recipient,)).fetchone()
            if present["state"] != State.UNKNOWN or present["outbox_id"] is not None:
                return
            earlier = self._take_out(connection, recipient, position)
            connection.execute(
                "INSERT INTO earlier_attempt (recipient, position, attempt, status, ended_at) VALUES (?, ?, ?, ?, ?)",
                (recipient, position, present["attempt"], present["status"], to_ms(self._now())),
            )
            move(
                connection,
                recipient,
                Event.FOUND,
                self._now(),
                timeline=reason,
                attempt=earlier["attempt"],
                outbox_id=outbox_id,
            )

    def turned_up(
        self,
        recipient: int,
        position: int,
        reason: str,
        *,
        outbox_id: str | None = None,
        fax_id: str | None = None,
        unwanted: bool = False,
    ) -> None:
        """An earlier attempt whose answer was lost has turned up, though the fax was sent again.

        `unwanted` where it is to be cancelled at the service.
        """
        cancel = DuplicateState.WANTED if unwanted else ""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE earlier_attempt SET outbox_id = ?, fax_id = ?, turned_up_at = ?, cancel = ?, cancel_at = 0"
                " WHERE recipient = ? AND position = ?",
                (outbox_id, fax_id, to_ms(self._now()), cancel, recipient, position),
            )
            state = connection.execute("SELECT state FROM recipient WHERE id = ?", (recipient,)).fetchone()[0]
            note(connection, recipient, to_ms(self._now()), "turned up", State(state), reason)

    # ------------------------------------------------------------------- duplicates, to be cancelled at the service

    def cancel_refused_duplicates(self, recipient: int) -> None:
        """The user wants that the service is asked once more to cancel what it did not want to cancel."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE earlier_attempt SET cancel = ?, cancel_at = 0, dismissed_at = NULL"
                " WHERE recipient = ? AND cancel = ?",
                (DuplicateState.WANTED, recipient, DuplicateState.REFUSED),
            )

    def next_duplicate(self, account: str = "") -> Duplicate | None:
        """Return the earlier attempt whose cancellation is to be gone on with now, or None."""
        row = self._database.row(
            f"SELECT e.*, s.send_at {_DUPLICATES} AND {due('e.cancel_at')} ORDER BY e.cancel_at, e.recipient LIMIT 1",
            {"account": account, "now": to_ms(self._now())},
        )
        if row is None:
            return None
        state = cells.word(DuplicateState, row["cancel"])
        return Duplicate(row["recipient"], row["position"], row["outbox_id"] or "", state, cells.when(row["send_at"]))

    def next_duplicate_time(self, account: str = "") -> datetime | None:
        """Return when the next of them is gone on with, or None where there is none."""
        at = self._database.value(f"SELECT min(e.cancel_at) {_DUPLICATES}", {"account": account})
        return None if at is None else cells.instant(at)

    def duplicate_is(
        self, recipient: int, position: int, state: DuplicateState, reason: str = "", again_at: datetime | None = None
    ) -> None:
        """So far the cancellation of an earlier attempt is; `reason` is the entry in the timeline, where it has one."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE earlier_attempt SET cancel = ?, cancel_at = ?, dismissed_at = iif(?, NULL, dismissed_at)"
                " WHERE recipient = ? AND position = ?",
                # What the user dismissed before that was known was something else.
                (state, to_ms(again_at) if again_at else 0, state in TOLD, recipient, position),
            )
            if reason:
                now = connection.execute("SELECT state FROM recipient WHERE id = ?", (recipient,)).fetchone()[0]
                note(connection, recipient, to_ms(self._now()), "turned up", State(now), reason)

    def cancel_after_all(self, recipient: int) -> None:
        """A fax that was cancelled without a trace has turned up: it is to be cancelled there."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE recipient SET cancel_requested = 1, not_before = 0 WHERE id = ?", (recipient,))

    @staticmethod
    def _take_out(connection: sqlite3.Connection, recipient: int, position: int) -> sqlite3.Row:
        key = (recipient, position)
        earlier: sqlite3.Row = connection.execute(
            "SELECT * FROM earlier_attempt WHERE recipient = ? AND position = ?", key
        ).fetchone()
        connection.execute("DELETE FROM earlier_attempt WHERE recipient = ? AND position = ?", key)
        return earlier


def _counted(row: sqlite3.Row) -> Moment | None:
    here, there = cells.when(row["unseen_since"]), cells.when(row["unseen_since_there"])
    return None if here is None or there is None else Moment(here, there)
