"""The tries of a fax that came to nothing and were followed by another: kept for ever, with their ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from faxdesk.core.lifecycle import Event
from faxdesk.core.quantities import count_text
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.transitions import move

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from faxdesk.core.times import Now
    from faxdesk.store.database import Database

_FORGOTTEN: dict[str, Any] = {"attempt": None, "outbox_id": None, "fax_id": None, "pages": None, "status": ""}
"""What the next try does not take over from the last."""


@dataclass(frozen=True, slots=True)
class EarlierAttempt:
    """One of them. `status` is the service's raw word; `attempt` is the id of its attempt.

    `turned_up_at` is when the service showed it after all, though the fax had been sent again.
    """

    attempt: str | None
    outbox_id: str | None
    fax_id: str | None
    status: str
    ended_at: datetime
    turned_up_at: datetime | None = None


class EarlierAttempts:
    """Sends faxes back to the queue, and tells what there was before."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def redial(self, recipient: int, pause: timedelta, reason: str) -> None:
        """A fax that failed shall be sent again after `pause`; `reason` says why it failed and what comes next."""
        with self._database.transaction() as connection:
            _keep(connection, recipient, self._now())
            move(
                connection,
                recipient,
                Event.REDIAL,
                self._now(),
                reason=reason,
                not_before=to_ms(self._now() + pause),
                **_FORGOTTEN,
            )

    def send_again(self, recipient: int, unseen: timedelta | None = None) -> None:
        """A fax of unknown fate is sent again, as the user has decided.

        `unseen` where that was decided in the settings: for how long there has been no trace of it.
        """
        event, said = Event.SEND_AGAIN, "You decided to send it again."
        if unseen is not None:
            event = Event.RESEND
            said = f"No trace of it at Fax.Plus for {_minutes(unseen)}: sent again, as you chose in the settings."
        with self._database.transaction() as connection:
            _keep(connection, recipient, self._now(), unseen)
            move(
                connection,
                recipient,
                event,
                self._now(),
                timeline=said,
                cancel_requested=0,
                **_FORGOTTEN,
            )

    def redials(self, recipient: int) -> int:
        """Return how often FaxDesk has sent a fax again by itself."""
        count: int = self._database.value(
            "SELECT count(*) FROM event WHERE recipient = ? AND event = ?", (recipient, Event.REDIAL)
        )
        return count

    def of(self, recipient: int) -> tuple[EarlierAttempt, ...]:
        """Return the earlier tries of a fax, oldest first."""
        rows = self._database.rows("SELECT * FROM earlier_attempt WHERE recipient = ? ORDER BY position", (recipient,))
        return tuple(_earlier_attempt(row) for row in rows)

    def of_job(self, job: str) -> dict[int, tuple[EarlierAttempt, ...]]:
        """Return the earlier tries of the recipients of a job that had any, by their row ids, oldest first."""
        rows = self._database.rows(
            "SELECT e.* FROM earlier_attempt e JOIN recipient r ON r.id = e.recipient WHERE r.job = ?"
            " ORDER BY e.recipient, e.position",
            (job,),
        )
        return {
            recipient: tuple(_earlier_attempt(row) for row in own)
            for recipient, own in groupby(rows, key=itemgetter("recipient"))
        }


def _earlier_attempt(row: sqlite3.Row) -> EarlierAttempt:
    return EarlierAttempt(
        row["attempt"],
        row["outbox_id"],
        row["fax_id"],
        row["status"],
        cells.instant(row["ended_at"]),
        cells.when(row["turned_up_at"]),
    )


def _minutes(time: timedelta) -> str:
    return count_text(round(time / timedelta(minutes=1)), "minute")


def _keep(connection: sqlite3.Connection, recipient: int, now: datetime, unseen: timedelta | None = None) -> None:
    connection.execute(
        "INSERT INTO earlier_attempt (recipient, position, attempt, outbox_id, fax_id, status, ended_at, unseen_ms)"
        " SELECT id, (SELECT count(*) FROM earlier_attempt e WHERE e.recipient = r.id), attempt, outbox_id, fax_id,"
        " status, ?, ? FROM recipient r WHERE id = ?",
        (to_ms(now), None if unseen is None else round(unseen / timedelta(milliseconds=1)), recipient),
    )
