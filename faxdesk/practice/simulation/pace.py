"""How long each step of a fax takes, and from it the whole course of a fax, known when it is accepted.

States are not set by a timer: the course is computed once and stored with the fax, and what the service says at any
moment is read off the clock. So a service that was stopped goes on where its clock says, and two processes agree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from faxdesk.practice.simulation.outcomes import CONVERSION_FAILURES, FINAL_FAILURES, SUCCESS, Outcome

SUBMITTED = "submitted"
CONVERTING = "converting"
SCHEDULED = "scheduled_for_sending"
SENDING = "sending"


@dataclass(frozen=True)
class Pace:
    """Seconds of service time for each step. The default is quick, yet slow enough for people to watch."""

    submitted: float = 1.0
    """From the moment a fax is accepted until its documents are being converted."""
    converting: float = 1.0
    """For the conversion of all documents."""
    scheduled: float = 0.5
    """Waiting for a free line, even when the time of sending has come."""
    per_page: float = 1.0
    """For a page on the line. A real page takes 30 to 60 seconds."""
    longest_call: float = 8.0
    """No call takes longer than this, so that nobody waits minutes for forty pages."""
    gap: float = 0.5
    """Between leaving the outbox and showing up in the archive, where a fax is in neither."""

    @classmethod
    def instant(cls) -> Pace:
        """Return a pace without any delay: a fax without a time of sending is in the archive when it is accepted."""
        return cls(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    def call(self, pages: float, outcome: Outcome, delivered: bool) -> float:
        """Return the seconds that a call takes which transmits `pages`."""
        if outcome.seconds_per_page is not None:
            return outcome.seconds_per_page * pages
        ringing = 0.0 if delivered else outcome.ringing
        return min((pages + ringing) * self.per_page, self.longest_call)


@dataclass(frozen=True)
class CallAttempt:
    """One call, or one conversion that failed before any call. Times are seconds since 1970 (UTC)."""

    status: str
    start: float
    end: float
    pages_sent: int


@dataclass(frozen=True)
class FaxCourse:
    """All that will happen to one fax unless somebody cancels it."""

    changes: tuple[tuple[float, str], ...]
    """When the fax takes each outbox status, in order."""
    attempts: tuple[CallAttempt, ...]
    """At least one; the last decides."""
    converted: float
    """When the documents are ready to be sent, or were found not to be."""

    @property
    def end(self) -> float:
        """When the fax leaves the outbox."""
        return self.attempts[-1].end


@dataclass(frozen=True)
class CourseRequest:
    """What is known of a fax when it is accepted.

    `problem` is the status that its documents will fail with, or "". `retry_delay` is in seconds. `tried` is how often
    its number was called lately. `converts_late` where its documents are converted only when its time has come.
    """

    accepted: float
    send_at: float
    pages: int
    problem: str
    outcome: Outcome
    retry_count: int
    retry_delay: float
    tried: int = 0
    converts_late: bool = False


def course(request: CourseRequest, pace: Pace) -> FaxCourse:
    """Return the course of a fax."""
    ready = request.accepted + pace.submitted
    changes = [(request.accepted, SUBMITTED)]
    converting = max(ready, request.send_at) if request.converts_late else ready
    if converting > ready:
        changes.append((ready, SCHEDULED))
    converted = converting + pace.converting
    changes.append((converting, CONVERTING))
    problem = request.problem or _conversion_failure(request.outcome)
    if problem:
        return FaxCourse(tuple(changes), (CallAttempt(problem, converting, converted, 0),), converted)
    attempts: list[CallAttempt] = []
    start = max(converted + pace.scheduled, request.send_at)
    changes.append((converted, SCHEDULED))
    while True:
        attempt = _attempt(request, pace, len(attempts), start)
        changes.append((start, SENDING))
        attempts.append(attempt)
        if not _tries_again(request, attempts):
            return FaxCourse(tuple(changes), tuple(attempts), converted)
        changes.append((attempt.end, SCHEDULED))
        start = attempt.end + request.retry_delay


def _conversion_failure(outcome: Outcome) -> str:
    result = outcome.result(0)
    return result if result in CONVERSION_FAILURES else ""


def _attempt(request: CourseRequest, pace: Pace, index: int, start: float) -> CallAttempt:
    status = request.outcome.result(request.tried + index)
    delivered = status == SUCCESS
    sent = request.pages if delivered else _part(request.pages, request.outcome.pages_sent)
    return CallAttempt(status, start, start + pace.call(sent, request.outcome, delivered), sent)


def _part(pages: int, share: float) -> int:
    """Return the pages that got through, always fewer than all."""
    return min(math.ceil(pages * share), max(pages - 1, 0))


def _tries_again(request: CourseRequest, attempts: list[CallAttempt]) -> bool:
    status = attempts[-1].status
    return status != SUCCESS and status not in FINAL_FAILURES and len(attempts) <= request.retry_count


def status_at(changes: tuple[tuple[float, str], ...], now: float) -> str:
    """Return the outbox status at the time `now`."""
    return [status for at, status in changes if at <= now][-1] if changes[0][0] <= now else changes[0][1]
