"""The work that delivery has before it, and what came of it. The database is the queue."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from faxdesk.core.lifecycle import AT_SERVICE, CORRECTABLE, NEVER_SENT, OPEN, Event, State
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.database import due, listed, ours, placeholders
from faxdesk.store.submissions import options_of, recipient_of
from faxdesk.store.transitions import move, note
from faxdesk.store.undo_holds import LONGEST

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from faxdesk.core.model import Options, Recipient
    from faxdesk.core.times import Now
    from faxdesk.store.attempts import Attempt, Attempts
    from faxdesk.store.database import Database

_QUEUED = f"state = '{State.QUEUED}'"
_READY = f"""
    FROM recipient r JOIN submission s USING (job) LEFT JOIN recipient old ON old.id = s.replaces
    WHERE r.{_QUEUED} AND (s.replaces IS NULL OR old.state IN {listed(NEVER_SENT)})
    AND (s.account IS NULL OR s.account = :account)
    AND NOT EXISTS (
        SELECT 1 FROM turn t JOIN recipient e ON e.id = t.recipient WHERE t.job = s.job AND e.state IN {listed(OPEN)}
    )
"""
_MOVING = (State.UPLOADING, State.SUBMITTING, State.ACCEPTED, State.SUBMITTED, State.CONVERTING, State.SENDING)
"""States that end by themselves within minutes, other than one that waits for a time or for the user."""
_REPORTED = (State.DELIVERED, State.PARTIAL, State.FAILED)
"""States that the service leads to, and that webhooks tell of."""
_DUE = due("r.not_before")
_NOT_HELD = (
    "(r.attempt IS NULL OR s.held_until IS NULL OR s.held_until <= :now"
    f" OR s.held_until > :now + {round(LONGEST.total_seconds() * 1000)})"
)
"""What is held may be uploaded, which an attempt has done, and then stays in the queue."""
_OURS = ours("s.account")

_TRACKED = """
    SELECT r.*, s.sender, coalesce(r.comment, s.comment) AS text, s.send_at, s.options
    FROM recipient r JOIN submission s USING (job)
"""
_EARLIER = """
    SELECT r.id, r.job, r.number, r.state, e.status, r.reason, e.outbox_id, e.fax_id, r.pages,
        r.cancel_requested, r.asked, r.changed_at, r.checks, r.missing_since, r.comment, r.user_comment,
        e.attempt, e.position, s.sender, s.send_at, s.options, coalesce(r.comment, s.comment) AS text
    FROM recipient r JOIN submission s USING (job) JOIN earlier_attempt e ON e.recipient = r.id
"""


@dataclass(frozen=True, slots=True)
class TrackedFax:
    """What is known of a fax that is to be found at the service: `missing_since` when it was first in neither list."""

    recipient: Recipient
    attempt: Attempt | None
    sender: str
    comment: str
    checks: int
    options: Options
    send_at: datetime | None = None
    missing_since: datetime | None = None

    @property
    def attempt_id(self) -> str | None:
        """The id of its attempt, where there is one."""
        return self.attempt.id if self.attempt else None


class LostAttempt(NamedTuple):
    """An earlier attempt whose answer was lost, by its position, as the fax it was; its recipient stands as now."""

    position: int
    fax: TrackedFax


class ReportedFax(NamedTuple):
    """A fax whose end the service has told: its ids there, and when that was learned."""

    ids: tuple[str, ...]
    at: datetime


class DeliveryQueue:
    """The queue of submissions, and the faxes to be followed at the service."""

    def __init__(self, database: Database, attempts: Attempts, now: Now) -> None:
        self._database = database
        self._attempts = attempts
        self._now = now

    # ------------------------------------------------------------------------------------------ the queue

    def next_job(self, account: str) -> str | None:
        """Return the job that has waited longest and may go out now for this account, or None."""
        job: str | None = self._database.value(
            f"SELECT r.job {_READY} AND {_DUE} AND {_NOT_HELD} ORDER BY s.created_at, r.id LIMIT 1",
            {"account": account, "now": to_ms(self._now())},
        )
        return job

    def next_time(self, account: str) -> datetime | None:
        """Return when the next queued recipient may go out, or None where none waits for a time."""
        held = "iif(r.attempt IS NULL, 0, coalesce(s.held_until, 0))"
        at = self._database.value(f"SELECT min(max(r.not_before, {held})) {_READY}", {"account": account})
        return None if at is None else cells.instant(at)

    def in_motion(self) -> bool:
        """Return whether a fax is on its way: it may go out now, is handed over, or is being sent by the service."""
        return bool(
            self._database.value(
                f"SELECT EXISTS (SELECT 1 FROM recipient r "
                f"WHERE r.state IN {listed(_MOVING)} OR (r.{_QUEUED} AND {_DUE}))",
                {"now": to_ms(self._now())},
            )
        )

    def queued(self, job: str) -> tuple[Recipient, ...]:
        """Return the recipients of a job that may go out now in one request: those with the comment of the first."""
        rows = self._database.rows(
            f"SELECT * FROM recipient r WHERE r.job = :job AND r.{_QUEUED} AND {_DUE} ORDER BY r.id",
            {"job": job, "now": to_ms(self._now())},
        )
        return tuple(recipient_of(row) for row in rows if row["comment"] == rows[0]["comment"])

    def explain(self, job: str, reason: str, until: datetime | None = None) -> None:
        """Say why the recipients of a job that are queued still are, and leave them alone until then."""
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE recipient SET reason = ?, not_before = max(not_before, ?) WHERE job = ? AND {_QUEUED}",
                (reason, to_ms(until) if until else 0, job),
            )

    def remark(self, recipient: int, reason: str) -> None:
        """Say something of a fax whatever its state; saying it again changes nothing."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE recipient SET reason = ? WHERE id = ? AND reason != ?", (reason, recipient, reason)
            )

    def foreign(self, account: str) -> int:
        """Return how many queued recipients belong to another account than this one."""
        count: int = self._database.value(
            "SELECT count(*) FROM recipient JOIN submission USING (job)"
            f" WHERE {_QUEUED} AND account IS NOT NULL AND account != ?",
            (account,),
        )
        return count

    def moved(self, recipients: Iterable[int], event: Event, reason: str = "", **facts: Any) -> None:
        """Let an event happen to several recipients, all or none."""
        with self._database.transaction() as connection:
            for recipient in recipients:
                move(connection, recipient, event, self._now(), reason=reason, **facts)

    # ------------------------------------------------------------------------------------- faxes to follow

    def claims(
        self,
        states: Iterable[State],
        *,
        due_only: bool = False,
        since: datetime | None = None,
        account: str = "",
        number: str = "",
        job: str = "",
        recipient: int = 0,
    ) -> tuple[TrackedFax, ...]:
        """Return the recipients in these states, with what is known for finding them at the service.

        `due_only` leaves out those that are to be looked at later; `since` those that have not changed since then;
        `account` those that are known to belong to another; `number` those to another number; `job` those of another;
        `recipient` all but that one.
        """
        rows = self._database.rows(
            f"{_TRACKED} WHERE r.state IN {listed(states)} AND {_OURS}"
            + (f" AND {_DUE}" if due_only else "")
            + (" AND r.changed_at >= :since" if since else "")
            + (" AND r.number = :number" if number else "")
            + (" AND r.job = :job" if job else "")
            + (" AND r.id = :recipient" if recipient else "")
            + " ORDER BY r.id",
            {
                "account": account,
                "now": to_ms(self._now()),
                "since": to_ms(since) if since else 0,
                "number": number,
                "job": job,
                "recipient": recipient,
            },
        )
        return self._claims_of(rows)

    def lost_earlier_attempts(self, number: str, since: datetime | None = None) -> tuple[TrackedFax, ...]:
        """Return the earlier tries to a number of which no record at the service is known, as the claims they were.

        `since` leaves out those that were given up before.
        """
        rows = self._database.rows(
            f"{_EARLIER} WHERE r.number = ? AND e.fax_id IS NULL AND e.turned_up_at IS NULL AND e.ended_at >= ?"
            " ORDER BY r.id, e.position",
            (number, to_ms(since) if since else 0),
        )
        return self._claims_of(rows)

    def lost_attempts(self, since: datetime, account: str = "", *, recipient: int = 0) -> tuple[LostAttempt, ...]:
        """Return the earlier attempts whose answer was lost, and that have not turned up: those given up since then.

        `recipient` leaves out all but those of that one.
        """
        rows = self._database.rows(
            f"{_EARLIER} WHERE e.outbox_id IS NULL AND e.fax_id IS NULL AND e.turned_up_at IS NULL"
            f" AND e.attempt IS NOT NULL AND e.ended_at >= :since AND {_OURS}"
            + (" AND r.id = :recipient" if recipient else "")
            + " ORDER BY r.id, e.position",
            {"since": to_ms(since), "account": account, "recipient": recipient},
        )
        return tuple(LostAttempt(row["position"], fax) for row, fax in zip(rows, self._claims_of(rows), strict=True))

    def cancelled_unseen(self, since: datetime, account: str = "") -> tuple[TrackedFax, ...]:
        """Return the faxes that were cancelled since then because there was no trace of them."""
        rows = self._database.rows(
            f"{_TRACKED} WHERE +r.state = '{State.CANCELLED}' AND r.outbox_id IS NULL AND r.fax_id IS NULL"
            f" AND r.changed_at >= :since AND {_OURS} AND EXISTS"
            " (SELECT 1 FROM event e WHERE e.recipient = r.id AND e.event = :event) ORDER BY r.id",
            {"since": to_ms(since), "account": account, "event": Event.CANCELLED_UNSEEN},
        )
        return self._claims_of(rows)

    def _claims_of(self, rows: Iterable[sqlite3.Row]) -> tuple[TrackedFax, ...]:
        attempts = {row["attempt"] for row in rows if row["attempt"] is not None}
        options = {text: options_of(text) for text in {row["options"] for row in rows}}
        known = self._attempts.attempts(attempts)
        return tuple(
            TrackedFax(
                recipient_of(row),
                known.get(row["attempt"]),
                row["sender"] or "",
                row["text"],
                row["checks"],
                options[row["options"]],
                cells.when(row["send_at"]),
                cells.when(row["missing_since"]),
            )
            for row in rows
        )

    def recently_ended(self, since: datetime, account: str = "") -> tuple[TrackedFax, ...]:
        """Return failed, partial and cancelled faxes that changed lately: the service may still correct itself."""
        claims = self.claims(CORRECTABLE, since=since, account=account)
        return tuple(claim for claim in claims if claim.recipient.outbox_id)

    def last_reported(self, since: datetime, until: datetime, account: str = "") -> ReportedFax | None:
        """Return the fax whose end the service has told last in that time, or None where there is none."""
        row = self._database.row(
            # The plus keeps the states, which most faxes share, from being looked up instead of the times.
            "SELECT r.outbox_id, r.fax_id, r.changed_at FROM recipient r JOIN submission s USING (job)"
            f" WHERE r.changed_at BETWEEN :since AND :until AND +r.state IN {listed(_REPORTED)}"
            f" AND r.outbox_id IS NOT NULL AND {_OURS} ORDER BY r.changed_at DESC, r.id DESC LIMIT 1",
            {"since": to_ms(since), "until": to_ms(until), "account": account},
        )
        if row is None:
            return None
        ids = tuple(dict.fromkeys(name for name in (row["outbox_id"], row["fax_id"]) if name))
        return ReportedFax(ids, cells.instant(row["changed_at"]))

    def without_record(self, ids: Iterable[str], account: str = "") -> tuple[TrackedFax, ...]:
        """Return the faxes at their end that have one of these ids, and are not linked to the record of that id."""
        rows = self._database.rows(
            # The plus keeps the states, which most faxes share, from being looked up instead of the ids.
            f"{_TRACKED} WHERE r.outbox_id IN (SELECT value FROM json_each(:ids)) AND r.fax_id IS NULL"
            f" AND +r.state IN {listed(CORRECTABLE | {State.DELIVERED})} AND {_OURS}",
            {"account": account, "ids": json.dumps(list(ids))},
        )
        return self._claims_of(rows)

    def has_record(self, recipient: int, fax_id: str) -> None:
        """Note which record is that of a fax whose last word stands."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE recipient SET fax_id = ? WHERE id = ?", (fax_id, recipient))

    def stands(self, claim: TrackedFax) -> bool:
        """Return False where the user or another thread has moved the fax since the claim was read.

        What was learned about it then no longer counts. To be asked in the transaction that writes what was learned.
        """
        row = self._database.row("SELECT state, attempt FROM recipient WHERE id = ?", (claim.recipient.id,))
        return row is not None and row["state"] == claim.recipient.state and row["attempt"] == claim.attempt_id

    def owners(self, ids: Iterable[str]) -> dict[str, set[int]]:
        """Return whose these ids of the service are, as outbox id or fax id: recipients by their row id.

        An earlier try is another fax than the present one of the same recipient, and told by the negative of that; 0
        stands for a fax that was forgotten, which is nobody's any more and no other.
        """
        wanted = tuple(ids)
        found: dict[str, set[int]] = {}
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            for column in ("fax_id", "outbox_id"):
                known = f"{column} IN ({placeholders(part)})"
                sql = (
                    f"SELECT {column}, id FROM recipient WHERE {known}"
                    f" UNION ALL SELECT {column}, -recipient FROM earlier_attempt WHERE {known}"
                )
                for name, recipient in self._database.rows(sql, (*part, *part)):
                    found.setdefault(name, set()).add(recipient)
            for (name,) in self._database.rows(
                f"SELECT id FROM forgotten_fax WHERE id IN ({placeholders(part)})", part
            ):
                found.setdefault(name, set()).add(0)
        return found

    def next_look(self, account: str = "") -> datetime | None:
        """Return when a fax of unknown fate is to be looked for again, or None where there is none."""
        at = self._database.value(
            "SELECT min(r.not_before) FROM recipient r JOIN submission s USING (job)"
            f" WHERE r.state = '{State.UNKNOWN}' AND {_OURS}",
            {"account": account},
        )
        return None if at is None else cells.instant(at)

    def looked_in_vain(self, recipient: int, again_at: datetime, *, ask: bool = False, reason: str = "") -> None:
        """A look at the service did not find the fax. `ask` says that only the user can settle it now."""
        with self._database.transaction() as connection:
            row = connection.execute("SELECT * FROM recipient WHERE id = ?", (recipient,)).fetchone()
            connection.execute(
                "UPDATE recipient SET checks = checks + 1, not_before = ?, asked = ?, unseen_since = NULL,"
                " unseen_since_there = NULL, resend_at = NULL,"
                " reason = CASE WHEN ? = '' THEN reason ELSE ? END WHERE id = ?",
                (to_ms(again_at), int(ask or row["asked"]), reason, reason, recipient),
            )
            if ask and not row["asked"]:
                note(connection, recipient, to_ms(self._now()), "asked", cells.state(row["state"]), reason)

    def missing(self, recipient: int) -> datetime:
        """A fax at the service is in neither of its lists; return since when."""
        now = to_ms(self._now())
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE recipient SET checks = checks + 1,"
                " missing_since = CASE WHEN missing_since <= :now THEN missing_since ELSE :now END WHERE id = :id",
                {"now": now, "id": recipient},
            )
            row = connection.execute("SELECT missing_since FROM recipient WHERE id = ?", (recipient,)).fetchone()
        return cells.instant(row[0])

    def seen(self, recipient: int) -> None:
        """The fax is where it should be: earlier looks in vain do not count."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE recipient SET checks = 0, missing_since = NULL"
                " WHERE id = ? AND (checks > 0 OR missing_since IS NOT NULL)",
                (recipient,),
            )

    # ------------------------------------------------------------------------------- requests of the user

    def cancel_requests(self, account: str = "") -> tuple[Recipient, ...]:
        """Return the faxes at the service that the user wants cancelled."""
        return self._requests("r.cancel_requested = 1", account)

    def comment_requests(self, account: str = "") -> tuple[tuple[Recipient, str], ...]:
        """Return the faxes at the service that shall have another comment, with it."""
        found = self._requests("r.comment_requested IS NOT NULL", account)
        return tuple(
            (recipient, self._database.value("SELECT comment_requested FROM recipient WHERE id = ?", (recipient.id,)))
            for recipient in found
        )

    def next_request(self, account: str = "") -> datetime | None:
        """Return when the next request for a fax at the service is to be tried, or None where there is none."""
        at = self._database.value(
            f"SELECT min(r.not_before) {_REQUESTED} AND (r.cancel_requested = 1 OR r.comment_requested IS NOT NULL)",
            {"account": account},
        )
        return None if at is None else cells.instant(at)

    def put_off(self, recipient: int, until: datetime) -> None:
        """Leave the requests for this fax alone until then."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE recipient SET not_before = ? WHERE id = ?", (to_ms(until), recipient))

    def _requests(self, condition: str, account: str) -> tuple[Recipient, ...]:
        rows = self._database.rows(
            f"SELECT r.* {_REQUESTED} AND {condition} AND {_DUE} ORDER BY r.not_before, r.id",
            {"account": account, "now": to_ms(self._now())},
        )
        return tuple(recipient_of(row) for row in rows)

    def end_late_replacements(self) -> bool:
        """Cancel queued faxes whose predecessor was tried after all; return whether there were any."""
        sql = (
            "SELECT r.id, old.state FROM recipient r JOIN submission s USING (job) JOIN recipient old"
            f" ON old.id = s.replaces WHERE r.{_QUEUED} AND old.state IN {listed(_TOO_LATE)}"
        )
        if not self._database.rows(sql):
            return False
        with self._database.transaction() as connection:
            for row in connection.execute(sql).fetchall():
                move(connection, row["id"], Event.CANCELLED, self._now(), reason=_TOO_LATE[cells.state(row["state"])])
        return True


_REQUESTED = f"FROM recipient r JOIN submission s USING (job) WHERE r.state IN {listed(AT_SERVICE)} AND {_OURS}"

_GONE_OUT = "The fax had already gone out, so the change came too late."
_TOO_LATE = {
    State.DELIVERED: _GONE_OUT,
    State.PARTIAL: _GONE_OUT,
    State.UNREPORTED: "The fax may have gone out already, so the change came too late.",
    State.FAILED: "The fax was tried before the change, and failed. Send it again with the change.",
}
