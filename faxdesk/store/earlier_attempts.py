"""The tries of a fax that came to nothing and were followed by another: kept for ever, with their ids."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from faxdesk.core.lifecycle import Event
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.transitions import move

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime, timedelta

    from faxdesk.core.times import Now
    from faxdesk.store.database import Database

_FORGOTTEN: dict[str, Any] = {"attempt": None, "outbox_id": None, "fax_id": None, "pages": None, "status": ""}
"""What the next try does not take over from the last."""


@dataclass(frozen=True, slots=True)
class EarlierAttempt:
    """One of them. `status` is the service's raw word; `attempt` is the id of its attempt."""

    attempt: str | None
    outbox_id: str | None
    fax_id: str | None
    status: str
    ended_at: datetime


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

    def send_again(self, recipient: int) -> None:
        """The user has decided that a fax of unknown fate shall be sent again."""
        with self._database.transaction() as connection:
            _keep(connection, recipient, self._now())
            move(
                connection,
                recipient,
                Event.SEND_AGAIN,
                self._now(),
                timeline="You decided to send it again.",
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
        row["attempt"], row["outbox_id"], row["fax_id"], row["status"], cells.instant(row["ended_at"])
    )


def _keep(connection: sqlite3.Connection, recipient: int, now: datetime) -> None:
    connection.execute(
        "INSERT INTO earlier_attempt (recipient, position, attempt, outbox_id, fax_id, status, ended_at)"
        " SELECT id, (SELECT count(*) FROM earlier_attempt e WHERE e.recipient = r.id), attempt, outbox_id, fax_id,"
        " status, ? FROM recipient r WHERE id = ?",
        (to_ms(now), recipient),
    )
