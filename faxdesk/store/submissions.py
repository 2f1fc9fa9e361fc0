"""What users asked for: submissions with their documents, recipients and timelines."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.cover import CoverFlag, CoverPage
from faxdesk.core.lifecycle import AT_SERVICE, OPEN, Event, State
from faxdesk.core.model import (
    Document,
    DocumentType,
    Options,
    Recipient,
    Submission,
    TimelineEvent,
)
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.database import listed, placeholders
from faxdesk.store.transitions import EVENTS, WORDS, move, note, timeline

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from faxdesk.core.times import Now
    from faxdesk.store.database import Database


_LEFT = "You left the fax that this one was to replace as it is. Send this one again if it is still wanted."
CANCELLED_BY_USER = "Cancelled by you."
REPLACED = "Replaced by a changed fax."
"""Why the fax is cancelled that the user has changed."""
CANCEL_TAKES = timedelta(minutes=5)
"""A fax that is due sooner is cancelled at once: the service may need some time for that, or not be reached."""
COMMENT_CHANGED = "The comment was changed."
NOT_CANCELLED = "not cancelled"
"""The timeline's word for a cancellation that did not come about."""


class Submissions:
    """What was asked for. Every method that writes does so in one transaction, joined to the one that is open."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def add(self, submission: Submission, replaces: int | None = None, after: Iterable[int] = ()) -> None:
        """Keep a submission. Its recipients are queued from this moment on; `recipients` need only `to`.

        `replaces` is the id of a recipient that must be proven cancelled before this submission goes out, `after` those
        of recipients that must have come to their end.
        """
        now = to_ms(self._now())
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO submission (job, created_at, sender, comment, send_at, options, cover_page, replaces,"
                " held_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    submission.job,
                    to_ms(submission.created_at),
                    submission.sender,
                    submission.comment,
                    milliseconds(submission.send_at),
                    json.dumps(asdict(submission.options)),
                    json.dumps(asdict(submission.cover_page)) if submission.cover_page else None,
                    replaces,
                    milliseconds(submission.held_until),
                ),
            )
            connection.executemany(
                "INSERT INTO document (job, position, name, type, sha256, size, pages, parts)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (submission.job, position, d.name, d.type, d.sha256, d.size, d.pages, _in_json(d.parts))
                    for position, d in enumerate(submission.documents)
                ],
            )
            connection.executemany(
                "INSERT INTO turn (job, recipient) VALUES (?, ?)", [(submission.job, one) for one in set(after)]
            )
            for recipient in submission.recipients:
                row = connection.execute(
                    "INSERT INTO recipient (job, number, state, changed_at) VALUES (?, ?, ?, ?)",
                    (submission.job, recipient.to, State.QUEUED, now),
                )
                note(
                    connection,
                    int(row.lastrowid or 0),
                    now,
                    "kept",
                    State.QUEUED,
                    "Saved here, waiting to be uploaded.",
                )

    def get(self, job: str) -> Submission | None:
        """Return a submission whole, or None."""
        row = self._database.row("SELECT * FROM submission WHERE job = ?", (job,))
        if row is None:
            return None
        documents = self._database.rows("SELECT * FROM document WHERE job = ? ORDER BY position", (job,))
        return Submission(
            job=job,
            created_at=cells.instant(row["created_at"]),
            sender=row["sender"],
            comment=row["comment"],
            send_at=cells.when(row["send_at"]),
            options=options_of(row["options"]),
            cover_page=cover_page_of(row["cover_page"]),
            documents=tuple(_document(document) for document in documents),
            recipients=self.recipients(job),
            held_until=cells.when(row["held_until"]),
        )

    def to_number(self, number: str, states: Iterable[State]) -> tuple[Recipient, ...]:
        """Return the faxes to a number (E.164) that are in one of these states, the oldest first."""
        rows = self._database.rows(
            f"SELECT * FROM recipient WHERE number = ? AND state IN {listed(states)} ORDER BY id", (number,)
        )
        return tuple(recipient_of(row) for row in rows)

    def recipients(self, job: str) -> tuple[Recipient, ...]:
        """Return the recipients of a submission, in the order in which they were given."""
        rows = self._database.rows("SELECT * FROM recipient WHERE job = ? ORDER BY id", (job,))
        return tuple(recipient_of(row) for row in rows)

    def pages(self, job: str) -> int:
        """Return how many pages the documents of a submission have."""
        return int(self._database.value("SELECT sum(pages) FROM document WHERE job = ?", (job,)) or 0)

    def recipient(self, number: int) -> Recipient | None:
        """Return one recipient by its row id, or None."""
        row = self._database.row("SELECT * FROM recipient WHERE id = ?", (number,))
        return None if row is None else recipient_of(row)

    def numbers_of(self, person: str) -> tuple[str, ...]:
        """Return the numbers of faxes whose cover page was for somebody of this name, the last one first.

        Upper and lower case are the same.
        """
        rows = self._database.rows(
            "SELECT r.number, json_extract(s.cover_page, '$.name_to') AS name FROM submission s"
            " JOIN recipient r USING (job) WHERE s.cover_page IS NOT NULL ORDER BY r.id DESC"
        )
        wanted = person.strip().casefold()
        found = (row["number"] for row in rows if str(row["name"] or "").strip().casefold() == wanted)
        return tuple(dict.fromkeys(found))

    def find(self, key: str) -> tuple[Recipient, ...]:
        """Return the recipients that an id names: all of a job, or the one that has or had this id."""
        rows = self._database.rows(
            "SELECT * FROM recipient WHERE job = :key OR outbox_id = :key OR fax_id = :key OR id IN"
            " (SELECT recipient FROM earlier_attempt WHERE outbox_id = :key OR fax_id = :key) ORDER BY id",
            {"key": key},
        )
        return tuple(recipient_of(row) for row in rows)

    def timeline(self, recipient: int) -> tuple[TimelineEvent, ...]:
        """Return what happened to a recipient, oldest first."""
        return timeline(self._database.rows(EVENTS, (recipient,)))

    def request_cancel(
        self, recipients: Sequence[int], reason: str = CANCELLED_BY_USER, until: datetime | None = None
    ) -> None:
        """Ask for a cancellation. What waits here is cancelled at once; what has ended stays as it is.

        `until` is when the service is asked to cancel what waits there for a later time: before, the user can take the
        cancellation back.
        """
        with self._database.transaction() as connection:
            for number in recipients:
                row = connection.execute("SELECT * FROM recipient WHERE id = ?", (number,)).fetchone()
                recipient = recipient_of(row)
                if recipient.state is State.QUEUED:
                    # When it was to be tried again counts once more where the cancellation is taken back.
                    then = row["not_before"]
                    move(connection, number, Event.CANCELLED, self._now(), reason=reason, not_before=then)
                elif recipient.state in OPEN:
                    connection.execute(
                        "UPDATE recipient SET cancel_requested = 1, not_before = ? WHERE id = ?",
                        (to_ms(until) if until is not None and self._waits_until(number, until) else 0, number),
                    )
                    note(
                        connection,
                        number,
                        to_ms(self._now()),
                        "cancel requested",
                        recipient.state,
                        "You asked to cancel.",
                    )

    def _waits_until(self, recipient: int, until: datetime) -> bool:
        """True where a fax waits at the service for a time that is well behind another."""
        sql = "SELECT s.send_at, r.state FROM recipient r JOIN submission s USING (job) WHERE r.id = ?"
        row = self._database.row(sql, (recipient,))
        if row is None or row["send_at"] is None or row["state"] not in AT_SERVICE - {State.SENDING}:
            return False
        return cells.instant(row["send_at"]) >= until + CANCEL_TAKES

    def restorable(self, recipients: Sequence[int]) -> tuple[int, ...]:
        """Return of which faxes the cancellation can be taken back: nobody has been told of it yet.

        It waited here and nothing of it has left, or the service is not to be asked before later.
        """
        found = self._database.rows(
            f"SELECT r.id FROM recipient r WHERE r.id IN ({placeholders(recipients)}) AND ("
            f" (r.state = '{State.CANCELLED}' AND r.reason = ? AND r.outbox_id IS NULL AND NOT EXISTS"
            "   (SELECT 1 FROM attempt a WHERE a.id = r.attempt AND a.posted_at IS NOT NULL)"
            "  AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.replaces = r.id))"
            f" OR (r.state IN {listed(AT_SERVICE)} AND r.cancel_requested = 1 AND r.not_before > ?))",
            (*recipients, CANCELLED_BY_USER, to_ms(self._now())),
        )
        return tuple(row["id"] for row in found)

    def restore(self, recipients: Sequence[int]) -> tuple[int, ...]:
        """Take cancellations back where that is possible; return of which faxes."""
        with self._database.transaction() as connection:
            restored = self.restorable(recipients)
            for number in restored:
                row = connection.execute("SELECT * FROM recipient WHERE id = ?", (number,)).fetchone()
                if row["state"] == State.CANCELLED:
                    move(connection, number, Event.RESTORED, self._now(), not_before=row["not_before"])
                    continue
                connection.execute("UPDATE recipient SET cancel_requested = 0, not_before = 0 WHERE id = ?", (number,))
                words = WORDS[Event.RESTORED]
                note(connection, number, to_ms(self._now()), Event.RESTORED, cells.state(row["state"]), words)
        return restored

    def why_cancelled(self, recipient: int) -> str:
        """Return why a fax is cancelled: the user changed it and another takes its place, or did not want it sent."""
        changed = self._database.row("SELECT 1 FROM submission WHERE replaces = ?", (recipient,)) is not None
        return REPLACED if changed else CANCELLED_BY_USER

    def replacement_of(self, recipient: int) -> str | None:
        """Return the submission that takes the place of a fax, the last of several; None where none does."""
        job: str | None = self._database.value(
            "SELECT job FROM submission WHERE replaces = ? ORDER BY rowid DESC LIMIT 1", (recipient,)
        )
        return job

    def must_end_first(self, recipient: int) -> int:
        """Return which fax must be proven cancelled before another takes the place of this one.

        It is this one, except where this one was itself to take the place of another and never got its chance.
        """
        row = self._database.row(
            "SELECT r.attempt, s.replaces FROM recipient r JOIN submission s USING (job) WHERE r.id = ?", (recipient,)
        )
        waits = row is not None and row["attempt"] is None and row["replaces"] is not None
        return int(row["replaces"]) if row is not None and waits else recipient

    def drop_cancel(self, recipient: int, reason: str) -> None:
        """The cancellation did not come about: keep the reason, and do not try again.

        A fax that has come to its end meanwhile keeps the reason of that.
        """
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE recipient SET cancel_requested = 0, reason = ? WHERE id = ? AND cancel_requested = 1",
                (reason, recipient),
            )
            state = connection.execute("SELECT state FROM recipient WHERE id = ?", (recipient,)).fetchone()[0]
            note(connection, recipient, to_ms(self._now()), NOT_CANCELLED, cells.state(state), reason)

    def request_comment(self, recipient: int, comment: str) -> None:
        """Ask for another comment on a waiting fax. What waits here gets it at once."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE recipient SET comment_requested = :comment, user_comment = :comment WHERE id = :id",
                {"comment": comment, "id": recipient},
            )
            state = connection.execute("SELECT state FROM recipient WHERE id = ?", (recipient,)).fetchone()[0]
            if state == State.QUEUED:
                self.settle_comment(recipient, comment, COMMENT_CHANGED, changed=True)

    def comment(self, recipient: int) -> str:
        """Return the comment that a recipient's fax carries."""
        sql = "SELECT coalesce(r.comment, s.comment) FROM recipient r JOIN submission s USING (job) WHERE r.id = ?"
        return str(self._database.value(sql, (recipient,)))

    def requested_comment(self, recipient: int) -> str | None:
        """Return the comment that the user last asked for, or None where the fax carries it.

        It stands when the service did not take it as well: what is sent in the place of the fax gets it.
        """
        sql = (
            "SELECT user_comment FROM recipient r JOIN submission s USING (job)"
            " WHERE r.id = ? AND user_comment IS NOT coalesce(r.comment, s.comment)"
        )
        found: str | None = self._database.value(sql, (recipient,))
        return found

    def successors(self, recipient: int) -> tuple[int, ...]:
        """Return the faxes that wait here to take the place of this one."""
        sql = (
            "SELECT r.id FROM submission s JOIN recipient r ON r.job = s.job"
            f" WHERE s.replaces = ? AND r.state = '{State.QUEUED}' ORDER BY r.id"
        )
        return tuple(self._database.column(sql, (recipient,)))

    def settle_comment(self, recipient: int, asked: str, reason: str, *, changed: bool) -> None:
        """The request for the comment `asked` is answered; `reason` says how, `changed` whether it stands now.

        Where the user has asked for yet another one meanwhile, that request goes on.
        """
        with self._database.transaction() as connection:
            row = connection.execute("SELECT * FROM recipient WHERE id = ?", (recipient,)).fetchone()
            connection.execute(
                "UPDATE recipient SET comment_requested = NULL WHERE id = ? AND comment_requested = ?",
                (recipient, asked),
            )
            if changed:
                connection.execute("UPDATE recipient SET comment = ? WHERE id = ?", (asked, recipient))
                # The comment of the only recipient is that of the submission.
                connection.execute(
                    "UPDATE submission SET comment = ? WHERE job = ?"
                    " AND (SELECT count(*) FROM recipient r WHERE r.job = submission.job) = 1",
                    (asked, row["job"]),
                )
            note(connection, recipient, to_ms(self._now()), "comment", cells.state(row["state"]), reason)

    def deal_with(self, recipients: Sequence[int], job: str = "") -> None:
        """The user has dealt with faxes that ended badly: by sending them again as `job`, or by leaving them.

        That an earlier sending of them has turned up is known as well by then.
        """
        with self._database.transaction() as connection:
            connection.executemany(
                "UPDATE earlier_attempt SET dismissed_at = ? WHERE recipient = ? AND turned_up_at IS NOT NULL"
                " AND dismissed_at IS NULL",
                [(to_ms(self._now()), recipient) for recipient in recipients],
            )
            connection.executemany(
                "UPDATE recipient SET dealt_with = ? WHERE id = ? AND dealt_with IS NULL",
                [(job, recipient) for recipient in recipients],
            )

    def give_up(self, recipient: int) -> None:
        """The user has decided that a fax of unknown fate needs nothing more.

        That proves of nothing that it was not sent, so what was to take its place is not sent either.
        """
        with self._database.transaction() as connection:
            move(connection, recipient, Event.CANCELLED, self._now(), reason="You settled it: not to be sent again.")
            for successor in self.successors(recipient):
                move(connection, successor, Event.CANCELLED, self._now(), reason=_LEFT)


def recipient_of(row: sqlite3.Row) -> Recipient:
    """Return the recipient in a row of the table."""
    return Recipient(
        id=row["id"],
        job=row["job"],
        to=row["number"],
        state=cells.state(row["state"]),
        status=row["status"],
        reason=row["reason"],
        outbox_id=row["outbox_id"],
        fax_id=row["fax_id"],
        pages=row["pages"],
        cancel_requested=bool(row["cancel_requested"]),
        asked=bool(row["asked"]),
        changed_at=cells.instant(row["changed_at"]),
        comment=row["comment"] if row["user_comment"] is None else row["user_comment"],
    )


def options_of(text: str) -> Options:
    """Return the options in a column."""
    return cells.parsed(text, lambda values: Options(**values))


def milliseconds(instant: datetime | None) -> int | None:
    """Return what such a column holds, the reverse of `cells.when`."""
    return None if instant is None else to_ms(instant)


def _in_json(names: Sequence[str]) -> str:
    """Return names as a column holds them, with letters of every script as they are, so that they can be searched."""
    return json.dumps(names, ensure_ascii=False) if names else ""


def _document(row: sqlite3.Row) -> Document:
    parts = cells.parsed(row["parts"] or "[]", _names)
    kind = cells.word(DocumentType, row["type"])
    return Document(row["name"], kind, row["sha256"], row["size"], row["pages"], parts)


def _names(value: list[object]) -> tuple[str, ...]:
    return tuple(map(str, value))


def cover_page_of(text: str | None) -> CoverPage | None:
    """Return the cover page in a column."""
    if text is None:
        return None
    return cells.parsed(
        text, lambda values: CoverPage(**{**values, "flags": tuple(CoverFlag(flag) for flag in values["flags"])})
    )
