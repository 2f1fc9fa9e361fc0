"""Attempts to hand a submission over: begun, uploaded, posted, and what becomes of those that did not get there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import Event, State
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.database import listed, placeholders
from faxdesk.store.submissions import CANCELLED_BY_USER, recipient_of
from faxdesk.store.transitions import move

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from faxdesk.core.model import Recipient
    from faxdesk.core.times import Now
    from faxdesk.store.database import Database

_IN_HAND = (State.UPLOADING, State.SUBMITTING)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One handing over of a submission: its id, which travels in its tag, and the documents uploaded for it.

    `posted_at` is when its request left, by our clock, `posted_there` by the service's. `uploaded_at` is when the first
    of its uploads was made. `denied` is True where the service has answered an earlier request of it with a no.
    """

    id: str
    job: str
    posted_at: datetime | None
    posted_there: datetime | None
    uploads: dict[int, str]
    uploaded_at: datetime | None = None
    denied: bool = False

    @property
    def tag(self) -> str:
        """The tag of the comment that the fax carries at the service."""
        return f"faxdesk:{self.id}"


class Attempts:
    """What has left for the service, and what was about to."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def begin(self, job: str, recipients: Sequence[int], account: str, sender: str) -> Attempt:
        """Start, or go on with, an attempt to hand over those of these recipients that are still queued.

        Settles who sends the job. Nothing has left yet, so a power cut may undo it.
        """
        with self._database.transaction(lasting=False) as connection:
            connection.execute(
                "UPDATE submission SET account = coalesce(account, ?), sender = coalesce(sender, ?) WHERE job = ?",
                (account or None, sender, job),
            )
            found = connection.execute("SELECT id FROM attempt WHERE job = ? AND posted_at IS NULL", (job,)).fetchone()
            if found is None:
                count = connection.execute("SELECT count(*) FROM attempt WHERE job = ?", (job,)).fetchone()[0]
                found = (f"{job}-{count + 1}",)
                connection.execute(
                    "INSERT INTO attempt (id, job, created_at) VALUES (?, ?, ?)", (found[0], job, to_ms(self._now()))
                )
            for recipient in recipients:
                if self._state(recipient) is State.QUEUED:
                    move(connection, recipient, Event.UPLOAD_STARTED, self._now(), attempt=found[0])
        return self.attempt(found[0])

    def attempt(self, attempt_id: str) -> Attempt:
        """Return an attempt with its uploads. Raises KeyError where there is none."""
        return self.attempts((attempt_id,))[attempt_id]

    def attempts(self, wanted: Iterable[str]) -> dict[str, Attempt]:
        """Return the attempts with these ids, by their ids."""
        ids = tuple(wanted)
        found: dict[str, Attempt] = {}
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            uploads: dict[str, list[sqlite3.Row]] = {}
            for upload in self._database.rows(f"SELECT * FROM upload WHERE attempt IN ({placeholders(part)})", part):
                uploads.setdefault(upload["attempt"], []).append(upload)
            for row in self._database.rows(f"SELECT * FROM attempt WHERE id IN ({placeholders(part)})", part):
                found[row["id"]] = _attempt(row, uploads.get(row["id"], ()))
        return found

    def any_denied(self, job: str) -> bool:
        """Return whether the service has answered a request of an attempt for a job with a no."""
        return bool(
            self._database.value(
                "SELECT EXISTS (SELECT 1 FROM attempt WHERE job = ? AND denied_at IS NOT NULL)", (job,)
            )
        )

    def uploaded(self, attempt_id: str, position: int, path: str) -> None:
        """A document of the attempt is at the service, under this path. After a power cut it is uploaded once more."""
        with self._database.transaction(lasting=False) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO upload (attempt, position, path, uploaded_at) VALUES (?, ?, ?, ?)",
                (attempt_id, position, path, to_ms(self._now())),
            )

    def forget_uploads(self, attempt_id: str, older_than: timedelta | None = None) -> None:
        """Forget uploads that the service may have dropped, so that the documents are uploaded again.

        Of one from the future, nobody knows how old it is.
        """
        limit = to_ms(self._now() - older_than) if older_than is not None else to_ms(self._now()) + 1
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM upload WHERE attempt = ? AND (uploaded_at < ? OR uploaded_at > ?)",
                (attempt_id, limit, to_ms(self._now())),
            )

    def in_hand(self, attempt_id: str) -> tuple[Recipient, ...]:
        """Return the recipients that an attempt is uploading or submitting for."""
        rows = self._database.rows(
            f"SELECT * FROM recipient WHERE attempt = ? AND state IN {listed(_IN_HAND)} ORDER BY id", (attempt_id,)
        )
        return tuple(recipient_of(row) for row in rows)

    def posting(self, attempt_id: str, ahead: timedelta = timedelta()) -> tuple[Recipient, ...]:
        """Commit that the request is about to leave, for all of the attempt that nobody asked to cancel.

        `ahead` is how far the service's clock is ahead of ours at this moment: either may be set before the fax is
        looked for.
        """
        with self._database.transaction() as connection:
            for recipient in self.in_hand(attempt_id):
                if recipient.cancel_requested:
                    move(connection, recipient.id, Event.CANCELLED, self._now(), reason=CANCELLED_BY_USER)
                else:
                    move(connection, recipient.id, Event.SUBMIT_STARTED, self._now())
            now = self._now()
            connection.execute(
                "UPDATE attempt SET posted_at = ?, posted_there = ? WHERE id = ?",
                (to_ms(now), to_ms(now + ahead), attempt_id),
            )
        return self.in_hand(attempt_id)

    def not_sent(self, attempt_id: str, event: Event, reason: str, pause: timedelta, *, denied: bool = False) -> None:
        """The attempt did not reach the service: queue its recipients again, with its uploads kept.

        `denied` where it did, and the service said no.
        """
        with self._database.transaction() as connection:
            connection.execute("UPDATE attempt SET posted_at = NULL, posted_there = NULL WHERE id = ?", (attempt_id,))
            if denied:
                connection.execute("UPDATE attempt SET denied_at = ? WHERE id = ?", (to_ms(self._now()), attempt_id))
            # Without a pause there is no time to wait for, not even where the clock is set back.
            not_before = to_ms(self._now() + pause) if pause else 0
            for recipient in self.in_hand(attempt_id):
                self._back_in_the_queue(connection, recipient.id, event, reason, not_before)

    def of(self, recipients: Sequence[Recipient]) -> tuple[str, ...]:
        """Return the ids of the present attempts of some recipients."""
        ids = [recipient.id for recipient in recipients]
        sql = f"SELECT DISTINCT attempt FROM recipient WHERE attempt IS NOT NULL AND id IN ({placeholders(ids)})"
        return tuple(row[0] for row in self._database.rows(sql, ids))

    def accepted(self, attempt_id: str) -> None:
        """The service said yes to the request of an attempt, whatever ids it gave or did not give."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE attempt SET accepted_at = ? WHERE id = ?", (to_ms(self._now()), attempt_id))

    def obeyed(self, attempt_id: str, ahead: timedelta) -> None:
        """The service did what it had said no to: the attempt is spent, and left when that was said."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE attempt SET posted_at = denied_at, posted_there = denied_at + ?"
                " WHERE id = ? AND posted_at IS NULL",
                (round(ahead.total_seconds() * 1000), attempt_id),
            )

    def _back_in_the_queue(
        self, connection: sqlite3.Connection, recipient: int, event: Event, reason: str, not_before: int = 0
    ) -> None:
        move(connection, recipient, event, self._now(), reason=reason, not_before=not_before)
        if connection.execute("SELECT cancel_requested FROM recipient WHERE id = ?", (recipient,)).fetchone()[0]:
            move(connection, recipient, Event.CANCELLED, self._now(), reason=CANCELLED_BY_USER)

    def recover(self) -> None:
        """Settle what a dead process or a full disk left in the middle. Only for the deliverer, between steps."""
        sql = f"SELECT * FROM recipient WHERE state IN {listed(_IN_HAND)}"
        if not self._database.rows(sql):
            return
        reason = "FaxDesk was stopped in the middle of it."
        with self._database.transaction() as connection:
            for row in connection.execute(sql).fetchall():
                if row["state"] == State.UPLOADING:
                    self._back_in_the_queue(connection, row["id"], Event.UPLOAD_INTERRUPTED, reason)
                else:
                    move(connection, row["id"], Event.ANSWER_LOST, self._now(), reason=reason)

    def _state(self, recipient: int) -> State:
        return cells.state(self._database.value("SELECT state FROM recipient WHERE id = ?", (recipient,)))


def _attempt(row: sqlite3.Row, uploads: Sequence[sqlite3.Row]) -> Attempt:
    return Attempt(
        row["id"],
        row["job"],
        cells.when(row["posted_at"]),
        cells.when(row["posted_there"]),
        {upload["position"]: upload["path"] for upload in uploads},
        cells.when(min((upload["uploaded_at"] for upload in uploads), default=None)),
        row["denied_at"] is not None,
    )
