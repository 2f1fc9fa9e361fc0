"""The life of one fax to one recipient: every state, every event, and the one table of legal moves.

Nothing else decides which state follows. A service performs an effect (an upload, a request) and feeds what happened
back as an event; `after` gives the state that follows, or raises `IllegalMove`, which is a fault in FaxDesk.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """Where a fax stands. The values are what the command line prints."""

    QUEUED = "queued"
    UPLOADING = "uploading"
    SUBMITTING = "submitting"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SUBMITTED = "submitted"
    CONVERTING = "converting"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    DELIVERED = "delivered"
    PARTIAL = "partial"
    FAILED = "failed"
    UNREPORTED = "unreported"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


SENTENCES: Mapping[State, str] = MappingProxyType(
    {
        State.QUEUED: "Saved on this computer. FaxDesk uploads it as soon as it can.",
        State.UPLOADING: "The documents are on their way to Fax.Plus.",
        State.SUBMITTING: "Uploaded. Fax.Plus is being asked to send it.",
        State.UNKNOWN: "Fax.Plus has not confirmed that it took the fax. FaxDesk is looking there for it.",
        State.ACCEPTED: "Fax.Plus has the fax and will send it. It is not delivered yet.",
        State.SUBMITTED: "Fax.Plus has the fax and will send it. It is not delivered yet.",
        State.CONVERTING: "Fax.Plus is preparing the pages. It is not delivered yet.",
        State.SCHEDULED: "The fax waits at Fax.Plus for its time or for a line.",
        State.SENDING: "The call is in progress.",
        State.DELIVERED: "All pages were delivered.",
        State.PARTIAL: "Only the first pages were delivered.",
        State.FAILED: "The fax was not delivered.",
        State.UNREPORTED: "Fax.Plus is done with the fax and tells no result.",
        State.CANCELLED: "The fax was not sent.",
        State.REJECTED: "Fax.Plus did not take the fax.",
    }
)
"""What is said of a fax in each state where nothing more telling is known."""


class Event(StrEnum):
    """What can happen to a fax."""

    UPLOAD_STARTED = "upload started"
    UPLOAD_INTERRUPTED = "upload interrupted"
    HELD = "held"
    SUBMIT_STARTED = "submit started"
    NOT_SENT = "not sent"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    ANSWER_LOST = "answer lost"
    FOUND = "found"
    LOST_SIGHT = "lost sight"
    ENDED_UNREPORTED = "ended unreported"
    SEND_AGAIN = "send again"
    RESEND = "resend"
    RESEND_CALLED_OFF = "resend called off"
    REDIAL = "redial"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    CANCELLED_UNSEEN = "cancelled unseen"
    REPORTED_SUBMITTED = "reported submitted"
    REPORTED_CONVERTING = "reported converting"
    REPORTED_SCHEDULED = "reported scheduled"
    REPORTED_SENDING = "reported sending"
    REPORTED_OTHER = "reported other"
    REPORTED_DELIVERED = "reported delivered"
    REPORTED_PARTIAL = "reported partial"
    REPORTED_FAILED = "reported failed"


HERE = frozenset({State.QUEUED, State.UPLOADING})
"""Certainly not at Fax.Plus yet: can be cancelled without asking anybody."""

NOT_HANDED_OVER = HERE | {State.SUBMITTING}
"""Not in the service's hands as far as anybody knows, and may still get there."""

AT_SERVICE = frozenset({State.ACCEPTED, State.SUBMITTED, State.CONVERTING, State.SCHEDULED, State.SENDING})
"""Fax.Plus has the fax and is not finished with it."""

FINAL = frozenset({State.DELIVERED, State.PARTIAL, State.FAILED, State.UNREPORTED, State.CANCELLED, State.REJECTED})
"""The final word has been spoken, or none will come. Only the service itself can still correct it."""

ENDED_BADLY = frozenset({State.FAILED, State.PARTIAL, State.REJECTED})
"""At its end, and the recipient did not get all of it: the user has to know, and to decide what to do."""

NEVER_SENT = frozenset({State.CANCELLED, State.REJECTED})
"""At its end without a call: another fax can take its place."""

TRIED = frozenset({State.DELIVERED, State.PARTIAL, State.FAILED})
"""At its end after a call, about which the service writes a confirmation report."""

CALLED = TRIED | {State.UNREPORTED}
"""At its end, after a call as far as is known: the service may have pages and a report, while it keeps them."""

CORRECTABLE = frozenset({State.FAILED, State.PARTIAL, State.UNREPORTED, State.CANCELLED})
"""At its end, of which the service may still say otherwise: its own retries speak after a first failure, a record can
come late, and a cancellation a moment too late."""

RESULT_UNKNOWN = frozenset({State.UNKNOWN, State.UNREPORTED})
"""The recipient may have got it, and nobody here knows."""

OPEN = frozenset(State) - FINAL
"""Not finished: belongs in the outbox."""

REPORTS: Mapping[Event, State] = MappingProxyType(
    {
        Event.REPORTED_SUBMITTED: State.SUBMITTED,
        Event.REPORTED_CONVERTING: State.CONVERTING,
        Event.REPORTED_SCHEDULED: State.SCHEDULED,
        Event.REPORTED_SENDING: State.SENDING,
        Event.REPORTED_OTHER: State.ACCEPTED,
        Event.REPORTED_DELIVERED: State.DELIVERED,
        Event.REPORTED_PARTIAL: State.PARTIAL,
        Event.REPORTED_FAILED: State.FAILED,
    }
)
"""The service's own words. It may say any of them about any fax that it has, in any order
(docs/api-notes.md, section 4)."""


def _table() -> dict[tuple[State, Event], State]:
    moves = {
        (State.QUEUED, Event.UPLOAD_STARTED): State.UPLOADING,
        (State.QUEUED, Event.CANCELLED): State.CANCELLED,
        (State.QUEUED, Event.REFUSED): State.REJECTED,
        # A request that was answered with a no, and obeyed all the same; a try whose failure was no last word.
        (State.QUEUED, Event.FOUND): State.ACCEPTED,
        (State.QUEUED, Event.REPORTED_DELIVERED): State.DELIVERED,
        (State.QUEUED, Event.REPORTED_PARTIAL): State.PARTIAL,
        (State.UPLOADING, Event.UPLOAD_INTERRUPTED): State.QUEUED,
        (State.UPLOADING, Event.HELD): State.QUEUED,
        (State.UPLOADING, Event.SUBMIT_STARTED): State.SUBMITTING,
        (State.UPLOADING, Event.CANCELLED): State.CANCELLED,
        (State.UPLOADING, Event.REFUSED): State.REJECTED,
        (State.SUBMITTING, Event.ACCEPTED): State.ACCEPTED,
        (State.SUBMITTING, Event.NOT_SENT): State.QUEUED,
        (State.SUBMITTING, Event.REFUSED): State.REJECTED,
        (State.SUBMITTING, Event.ANSWER_LOST): State.UNKNOWN,
        (State.UNKNOWN, Event.FOUND): State.ACCEPTED,
        (State.UNKNOWN, Event.SEND_AGAIN): State.QUEUED,
        # Sent again by itself, which a trace of the first can still stop.
        (State.UNKNOWN, Event.RESEND): State.QUEUED,
        (State.QUEUED, Event.RESEND_CALLED_OFF): State.UNKNOWN,
        (State.UNKNOWN, Event.CANCELLED): State.CANCELLED,
        (State.UNKNOWN, Event.CANCELLED_UNSEEN): State.CANCELLED,
        (State.UNKNOWN, Event.ENDED_UNREPORTED): State.UNREPORTED,
        (State.FAILED, Event.REDIAL): State.QUEUED,
        # The user has taken back the cancellation of what had not left.
        (State.CANCELLED, Event.RESTORED): State.QUEUED,
    }
    for state in AT_SERVICE:
        moves[state, Event.CANCELLED] = State.CANCELLED
        moves[state, Event.LOST_SIGHT] = State.UNKNOWN
        moves[state, Event.ENDED_UNREPORTED] = State.UNREPORTED
        moves.update({(state, report): result for report, result in REPORTS.items()})
    for state in CORRECTABLE:
        moves.update({(state, report): result for report, result in REPORTS.items()})
    return moves


MOVES: Mapping[tuple[State, Event], State] = MappingProxyType(_table())
"""(state, event) -> the state that follows. What is not here cannot happen."""


class IllegalMove(Exception):
    """An event that cannot happen in this state was fed to a fax."""

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f"{event.value!r} cannot happen to a fax that is {state.value!r}")


def after(state: State, event: Event) -> State:
    """Return the state that follows; raise `IllegalMove` where the table has none."""
    try:
        return MOVES[state, event]
    except KeyError:
        raise IllegalMove(state, event) from None
