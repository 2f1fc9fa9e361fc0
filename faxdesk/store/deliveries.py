"""The work that delivery has before it, and what came of it. The database is the queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from faxdesk.core.lifecycle import AT_SERVICE, Event, State
from faxdesk.core.times import from_ms, to_ms
from faxdesk.store.database import marks
from faxdesk.store.moves import move, note
from faxdesk.store.submissions import recipient_of, when

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta

    from faxdesk.core.model import Recipient
    from faxdesk.core.times import Now
    from faxdesk.store.database import Database

_READY = """
    FROM recipient r JOIN submission s USING (job) LEFT JOIN recipient old ON old.id = s.replaces
    WHERE r.state = 'queued' AND (s.replaces IS NULL OR old.state = 'cancelled')
    AND (s.account IS NULL OR s.account = :account)
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to hand a submission over: its mark at the service and the documents that are uploaded for it."""

    mark: str
    job: str
    created_at: datetime
    posted_at: datetime | None
    uploads: dict[int, str]

    @property
    def tag(self) -> str:
        """The tag of the comment that the fax carries at the service."""
        return f"faxdesk:{self.mark}"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is known of a fax that is to be found at the service."""

    recipient: Recipient
    attempt: Attempt | None
    sender: str
    comment: str
    checks: int
    send_at: datetime | None = None


class Deliveries:
    """The queue of submissions, the attempts to hand them over, and the faxes to be followed."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    # ------------------------------------------------------------------------------------------ the queue

    def next_job(self, account: str) -> str | None:
        """Return the job that has waited longest and may go out now for this account, or None."""
        job: str | None = self._database.value(
            f"SELECT r.job {_READY} AND r.not_before <= :now ORDER BY s.created_at, r.id LIMIT 1",
            {"account": account, "now": to_ms(self._now())},
        )
        return job

    def next_time(self, account: str) -> datetime | None:
        """Return when the next queued recipient may go out, or None where none waits for a time."""
        at = self._database.value(f"SELECT min(r.not_before) {_READY}", {"account": account})
        return None if at is None else from_ms(at)

    def queued(self, job: str) -> tuple[Recipient, ...]:
        """Return the recipients of a job that may go out now."""
        rows = self._database.rows(
            "SELECT * FROM recipient WHERE job = ? AND state = 'queued' AND not_before <= ? ORDER BY id",
            (job, to_ms(self._now())),
        )
        return tuple(recipient_of(row) for row in rows)

    def foreign(self, account: str) -> int:
        """Return how many queued recipients belong to another account than this one."""
        count: int = self._database.value(
            "SELECT count(*) FROM recipient JOIN submission USING (job)"
            " WHERE state = 'queued' AND account IS NOT NULL AND account != ?",
            (account,),
        )
        return count

    # --------------------------------------------------------------------------------------- one attempt

    def begin(self, job: str, recipients: Sequence[int], account: str, sender: str) -> Attempt:
        """Start, or go on with, an attempt to hand over these recipients of a job, and settle who sends it."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE submission SET account = coalesce(account, ?), sender = coalesce(sender, ?) WHERE job = ?",
                (account or None, sender, job),
            )
            mark = connection.execute("SELECT mark FROM attempt WHERE job = ? AND posted_at IS NULL", (job,)).fetchone()
            if mark is None:
                count = connection.execute("SELECT count(*) FROM attempt WHERE job = ?", (job,)).fetchone()[0]
                mark = (f"{job}-{count + 1}",)
                connection.execute(
                    "INSERT INTO attempt (mark, job, created_at) VALUES (?, ?, ?)", (mark[0], job, to_ms(self._now()))
                )
            for recipient in recipients:
                move(connection, recipient, Event.UPLOAD_STARTED, self._now(), attempt=mark[0])
        return self.attempt(mark[0])

    def attempt(self, mark: str) -> Attempt:
        """Return an attempt with its uploads."""
        row = self._database.row("SELECT * FROM attempt WHERE mark = ?", (mark,))
        if row is None:
            raise KeyError(mark)
        uploads = self._database.rows("SELECT position, path FROM upload WHERE mark = ?", (mark,))
        posted = row["posted_at"]
        return Attempt(
            mark,
            row["job"],
            from_ms(row["created_at"]),
            None if posted is None else from_ms(posted),
            {upload["position"]: upload["path"] for upload in uploads},
        )

    def uploaded(self, mark: str, position: int, path: str) -> None:
        """A document of the attempt is at the service, under this path."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO upload (mark, position, path, uploaded_at) VALUES (?, ?, ?, ?)",
                (mark, position, path, to_ms(self._now())),
            )

    def forget_uploads(self, mark: str, older_than: timedelta | None = None) -> None:
        """Forget uploads that the service may have dropped, so that the documents are uploaded again."""
        limit = to_ms(self._now() - older_than) if older_than is not None else to_ms(self._now()) + 1
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM upload WHERE mark = ? AND uploaded_at < ?", (mark, limit))

    def in_hand(self, mark: str) -> tuple[Recipient, ...]:
        """Return the recipients that an attempt is uploading or submitting for."""
        rows = self._database.rows(
            "SELECT * FROM recipient WHERE attempt = ? AND state IN ('uploading', 'submitting') ORDER BY id", (mark,)
        )
        return tuple(recipient_of(row) for row in rows)

    def posting(self, mark: str) -> tuple[Recipient, ...]:
        """Commit that the request is about to leave, for all of the attempt that nobody wished to cancel."""
        with self._database.transaction() as connection:
            for recipient in self.in_hand(mark):
                event = Event.CANCELLED if recipient.cancel_wished else Event.SUBMIT_STARTED
                move(connection, recipient.id, event, self._now())
            connection.execute("UPDATE attempt SET posted_at = ? WHERE mark = ?", (to_ms(self._now()), mark))
        return self.in_hand(mark)

    def not_sent(self, mark: str, event: Event, reason: str, pause: timedelta) -> None:
        """The attempt certainly did not reach the service: queue its recipients again, with its uploads kept."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE attempt SET posted_at = NULL WHERE mark = ?", (mark,))
            for recipient in self.in_hand(mark):
                move(
                    connection,
                    recipient.id,
                    event if not recipient.cancel_wished else _CANCEL_INSTEAD.get(event, event),
                    self._now(),
                    reason=reason,
                    not_before=to_ms(self._now() + pause),
                )

    def moved(self, recipients: Iterable[int], event: Event, reason: str = "", **facts: Any) -> None:
        """Let an event happen to several recipients, all or none."""
        with self._database.transaction() as connection:
            for recipient in recipients:
                move(connection, recipient, event, self._now(), reason=reason, **facts)

    def recover(self) -> None:
        """Settle what a dead process left behind. Only for the process that has just got the turn."""
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT * FROM recipient WHERE state IN ('uploading', 'submitting')").fetchall()
            for row in rows:
                uploading = row["state"] == State.UPLOADING
                move(
                    connection,
                    row["id"],
                    Event.UPLOAD_INTERRUPTED if uploading else Event.ANSWER_LOST,
                    self._now(),
                    reason="FaxDesk was stopped in the middle of it.",
                )

    # ------------------------------------------------------------------------------------- faxes to follow

    def claims(
        self, states: Iterable[State], *, due_only: bool = False, since: datetime | None = None
    ) -> tuple[Claim, ...]:
        """Return the recipients in these states, with what is known for finding them at the service.

        `due_only` leaves out those that are to be looked at later; `since` those that have not changed since then.
        """
        wanted = tuple(states)
        rows = self._database.rows(
            f"SELECT r.*, s.sender, s.comment, s.send_at FROM recipient r JOIN submission s USING (job)"
            f" WHERE r.state IN ({marks(wanted)}) AND r.not_before <= ? AND r.changed_at >= ? ORDER BY r.id",
            (*wanted, to_ms(self._now()) if due_only else _NEVER, to_ms(since) if since else 0),
        )
        attempts = {row["attempt"] for row in rows if row["attempt"] is not None}
        known = {mark: self.attempt(mark) for mark in attempts}
        return tuple(
            Claim(
                recipient_of(row),
                known.get(row["attempt"]),
                row["sender"] or "",
                row["comment"],
                row["checks"],
                when(row["send_at"]),
            )
            for row in rows
        )

    def recently_ended(self, since: datetime) -> tuple[Claim, ...]:
        """Return failed, partial and cancelled faxes that changed lately: the service may still correct itself."""
        claims = self.claims((State.FAILED, State.PARTIAL, State.CANCELLED), since=since)
        return tuple(claim for claim in claims if claim.recipient.outbox_id)

    def taken(self, ids: Iterable[str], but: int) -> set[str]:
        """Return which of these ids of the service belong to another recipient than `but`."""
        wanted = tuple(ids)
        found: set[str] = set()
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            for column in ("fax_id", "outbox_id"):
                rows = self._database.rows(
                    f"SELECT {column} FROM recipient WHERE {column} IN ({marks(part)}) AND id != ?", (*part, but)
                )
                found.update(row[0] for row in rows)
        return found

    def next_look(self) -> datetime | None:
        """Return when a fax of unknown fate is to be looked for again, or None where there is none."""
        at = self._database.value("SELECT min(not_before) FROM recipient WHERE state = 'unknown'")
        return None if at is None else from_ms(at)

    def looked_in_vain(self, recipient: int, again_at: datetime, *, ask: bool = False, reason: str = "") -> None:
        """A look at the service did not find the fax. `ask` marks that only the user can settle it now."""
        with self._database.transaction() as connection:
            row = connection.execute("SELECT * FROM recipient WHERE id = ?", (recipient,)).fetchone()
            connection.execute(
                "UPDATE recipient SET checks = checks + 1, not_before = ?, asked = ?,"
                " reason = CASE WHEN ? = '' THEN reason ELSE ? END WHERE id = ?",
                (to_ms(again_at), int(ask or row["asked"]), reason, reason, recipient),
            )
            if ask and not row["asked"]:
                note(connection, recipient, to_ms(self._now()), "asked", State(row["state"]), reason)

    def seen(self, recipient: int) -> None:
        """The fax is where it should be: earlier looks in vain do not count."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE recipient SET checks = 0 WHERE id = ? AND checks > 0", (recipient,))

    def cancel_wishes(self) -> tuple[Recipient, ...]:
        """Return the faxes at the service that the user wants cancelled."""
        return self._wishes("cancel_wished = 1")

    def comment_wishes(self) -> tuple[tuple[Recipient, str], ...]:
        """Return the faxes at the service that shall have another comment, with it."""
        found = self._wishes("comment_wished IS NOT NULL")
        return tuple(
            (recipient, self._database.value("SELECT comment_wished FROM recipient WHERE id = ?", (recipient.id,)))
            for recipient in found
        )

    def _wishes(self, condition: str) -> tuple[Recipient, ...]:
        states = tuple(AT_SERVICE)
        rows = self._database.rows(
            f"SELECT * FROM recipient WHERE {condition} AND outbox_id IS NOT NULL"
            f" AND state IN ({marks(states)}) AND not_before <= ? ORDER BY id",
            (*states, to_ms(self._now())),
        )
        return tuple(recipient_of(row) for row in rows)

    def late_replacements(self) -> tuple[Recipient, ...]:
        """Return queued recipients whose predecessor went out after all, so that they must not."""
        rows = self._database.rows(
            "SELECT r.* FROM recipient r JOIN submission s USING (job) JOIN recipient old ON old.id = s.replaces"
            " WHERE r.state = 'queued' AND old.state IN ('delivered', 'partial', 'failed', 'rejected')"
        )
        return tuple(recipient_of(row) for row in rows)

    def counts(self) -> dict[State, int]:
        """Return how many recipients are in each state."""
        rows = self._database.rows("SELECT state, count(*) FROM recipient GROUP BY state")
        return {State(row[0]): row[1] for row in rows}


_NEVER = 1 << 62
"""Later than every time in the database."""

_CANCEL_INSTEAD = {Event.UPLOAD_INTERRUPTED: Event.CANCELLED}
"""A fax that the user wished to cancel while it was uploading is cancelled when the upload breaks off."""
