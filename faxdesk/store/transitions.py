"""The only place where a recipient's state changes: by the table in `core.lifecycle`, with an entry in the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from faxdesk.core import timeline_chain
from faxdesk.core.lifecycle import AT_SERVICE, CALLED, FINAL, REPORTS, SENTENCES, Event, State, after
from faxdesk.core.service_status import Remedy
from faxdesk.core.times import from_ms, to_ms
from faxdesk.store import cells
from faxdesk.store.copies import want
from faxdesk.store.database import listed

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from faxdesk.core.model import TimelineEvent

_COLUMNS = frozenset(
    {"status", "attempt", "outbox_id", "fax_id", "pages", "not_before", "asked", "cancel_requested", "remedy"}
)

WORDS: dict[Event, str] = {
    Event.UPLOAD_STARTED: "Uploading.",
    Event.UPLOAD_INTERRUPTED: "The upload was interrupted; waiting to go on.",
    Event.HELD: "Uploaded, and not yet handed over to Fax.Plus.",
    Event.SUBMIT_STARTED: "Uploaded. Handing over to Fax.Plus.",
    Event.NOT_SENT: "Not handed over yet; waiting to try again.",
    Event.REFUSED: "Refused.",
    Event.ACCEPTED: "Fax.Plus accepted the fax.",
    Event.ANSWER_LOST: "The answer of Fax.Plus was lost. Looking for the fax there.",
    Event.FOUND: "Found at Fax.Plus.",
    Event.LOST_SIGHT: "Fax.Plus no longer lists this fax.",
    Event.ENDED_UNREPORTED: SENTENCES[State.UNREPORTED],
    Event.SEND_AGAIN: "To be sent again.",
    Event.RESEND: "To be sent again.",
    Event.RESEND_CALLED_OFF: "Not sent again: Fax.Plus may have it after all. Looking for it there.",
    Event.REDIAL: "To be tried again.",
    Event.CANCELLED: "Cancelled.",
    Event.RESTORED: "You took the cancellation back.",
    Event.CANCELLED_UNSEEN: "Cancelled.",
    **{event: SENTENCES[state] for event, state in REPORTS.items()},
}
"""What the timeline says where nothing more telling is known."""


def move(
    connection: sqlite3.Connection,
    recipient: int,
    event: Event,
    now: datetime,
    *,
    reason: str = "",
    timeline: str = "",
    **columns: Any,
) -> State:
    """Let an event happen to a recipient, inside the caller's transaction, and return the state that follows.

    `reason` is what the user reads beside the state; `timeline` the entry, where it differs. `columns` are the facts
    that came with the event. Nothing is written where neither the state nor any fact is new, so that repeated polls
    leave no trace. Raises `core.lifecycle.IllegalMove`.
    """
    strangers = set(columns) - _COLUMNS
    if strangers:
        raise TypeError(f"not facts of a recipient: {sorted(strangers)}")
    row = connection.execute("SELECT * FROM recipient WHERE id = ?", (recipient,)).fetchone()
    before = cells.state(row["state"])
    state = after(before, event)
    if state is before:
        # What was said about this state, such as a cancellation that came too late, stands until the state changes.
        reason = reason or row["reason"]
    known = reason == row["reason"] and all(row[name] == value for name, value in columns.items())
    if state is before and known:
        return state
    values = {
        "state": state,
        "reason": reason,
        "changed_at": to_ms(now),
        "checks": 0,
        "asked": 0,
        # A cancellation that can be taken back waits for its time, whatever the service says meanwhile.
        "not_before": row["not_before"] if row["cancel_requested"] and state in AT_SERVICE else 0,
        "missing_since": None,
        "unseen_since": None,
        "unseen_since_there": None,
        "resend_at": None,
        "resend_declined": 0,
        "remedy": Remedy.NOTHING,
        **({"cancel_requested": 0, "comment_requested": None} if state in FINAL else {}),
        **columns,
    }
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(f"UPDATE recipient SET {assignments} WHERE id = :id", {**values, "id": recipient})
    key = values.get("fax_id") or row["fax_id"] or row["outbox_id"]
    if state in CALLED and key:
        account = connection.execute("SELECT account FROM submission WHERE job = ?", (row["job"],)).fetchone()[0]
        want(connection, key, account, now)
    if state is not before:
        _ask_for_proofs(connection, recipient, state)
    if state is not before or reason or timeline:
        note(connection, recipient, to_ms(now), event, state, timeline or reason or WORDS[event])
    return state


def _ask_for_proofs(connection: sqlite3.Connection, recipient: int, state: State) -> None:
    """Have proofs made of a result where they are wanted; of one that was corrected, once more."""
    if state in CALLED:
        connection.execute(
            "UPDATE proof_request SET filed = '', not_before = 0, tries = 0 WHERE recipient = ? AND filed IN"
            f" {listed(CALLED)}",
            (recipient,),
        )
    if state in FINAL:
        connection.execute(
            "UPDATE batch SET proof_open = 1, proof_not_before = 0, proof_tries = 0 WHERE proof_folder IS NOT NULL"
            " AND proof_open = 0 AND id IN (SELECT batch FROM batch_row WHERE recipient = ?)",
            (recipient,),
        )


def note(connection: sqlite3.Connection, recipient: int, at: int, event: str, state: State, text: str) -> None:
    """Add an entry to a recipient's timeline, and to its chain. `at` is in milliseconds since 1970."""
    link = timeline_chain.link(_last_link(connection, recipient), from_ms(at), str(event), state, text)
    connection.execute(
        "INSERT INTO event (recipient, at, event, state, text, link) VALUES (?, ?, ?, ?, ?, ?)",
        (recipient, at, str(event), state, text, link),
    )


def timeline(rows: Iterable[sqlite3.Row]) -> tuple[TimelineEvent, ...]:
    """Return rows of the table of events as entries of a timeline."""
    # Here: the lists, which the window is drawn with first, have no timelines.
    from faxdesk.core.model import TimelineEvent

    return tuple(
        TimelineEvent(cells.instant(row["at"]), cells.state(row["state"]), row["text"], row["event"], row["link"] or "")
        for row in rows
    )


EVENTS = "SELECT at, state, text, event, link FROM event WHERE recipient = ? ORDER BY id"
"""The entries of a recipient's timeline, oldest first."""


def _last_link(connection: sqlite3.Connection, recipient: int) -> str:
    """Return what the next entry of a recipient's timeline follows."""
    last = connection.execute(
        "SELECT link FROM event WHERE recipient = ? ORDER BY id DESC LIMIT 1", (recipient,)
    ).fetchone()
    if last is not None and last["link"]:
        return str(last["link"])
    fax = connection.execute("SELECT job, number FROM recipient WHERE id = ?", (recipient,)).fetchone()
    # What an earlier version wrote down without a link goes into the first that has one.
    entries = timeline(connection.execute(EVENTS, (recipient,))) if last is not None else ()
    job, number = str(fax["job"]), str(fax["number"])
    return (timeline_chain.start(job, number), *timeline_chain.links(job, number, entries))[-1]
