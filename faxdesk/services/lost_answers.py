"""After a lost answer: is the fax at the service or not? Found means adopt it; not found means look again.

What never shows up the user is asked about, or it is sent again, as `core.resend_decision` says.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import Event, State
from faxdesk.core.resend_decision import (
    CHOICE,
    OBSTACLES,
    OLDEST,
    PASSING,
    TAGS_TRUSTED,
    Decision,
    LostFax,
    Moment,
    NextStep,
    Obstacle,
    decide,
)
from faxdesk.core.times import Now, utc_now
from faxdesk.services.events import Changed, EventSink
from faxdesk.services.fault_guard import FaultGuard
from faxdesk.services.late_arrivals import LateArrivals
from faxdesk.services.record_finder import RecordFinder
from faxdesk.services.user_requests import resend
from faxdesk.services.vanished import NOT_STORED

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.api.client import FaxApi
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.account import AccountCache
    from faxdesk.store.delivery_queue import TrackedFax
    from faxdesk.store.lost_faxes import LostFaxState
    from faxdesk.store.store import Store

LOOKS = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between the looks before the user is asked: half a minute covers what the service needs to show a fax."""
LATER = 120.0
"""Seconds until the look after that, in which a fax that shows up late is still adopted; doubling up to `RARELY`."""
UNSEEN = "Fax.Plus shows no trace of this fax. FaxDesk goes on looking for it."
CANCELLED_UNSEEN = "Cancelled by you. Fax.Plus has shown no trace of this fax."
UNCONFIRMED = (
    "This fax was being handed to Fax.Plus, but no confirmation came, and Fax.Plus does not show it: it may have been"
    " sent, or not."
)
"""What is said of a fax whose answer was lost, whatever broke: the connection, the service, or FaxDesk itself."""
_UNCONFIRMED_AND_NOT_STORED = (
    "This fax was being handed to Fax.Plus, but no confirmation came. Fax.Plus does not show it, and would not if it"
    " were sent: it stores no sent faxes for this account."
)
_NO_TRACE = "Fax.Plus shows no trace of it."
_SENT_THEN = "It is sent again by itself, as you chose in the settings, unless it turns up."
_CANCELLED_THEN = "It is cancelled by itself, as you wanted, unless it turns up."
RARELY = 3600.0
"""The most seconds between two looks at a fax that the user does not decide about."""


INTERRUPTED = timedelta(minutes=10)
"""A look that comes so late means that the service was out of reach, or the computer asleep: what the service had left
to do then may still be under way."""


def _never() -> timedelta | None:
    """Say that the user is asked."""
    return None


class LostAnswerSettler:
    """Looks for every fax of unknown fate, all of them with one reading of the service's two lists."""

    def __init__(
        self,
        store: Store,
        api: FaxApi,
        account: AccountCache,
        report: EventSink,
        now: Now = utc_now,
        jitter: Callable[[], float] = random.random,
        patience: Callable[[], timedelta | None] = _never,
    ) -> None:
        """`patience` tells what the user has set: for how long a trace is waited for, None to ask."""
        self._store = store
        self._api = api
        self._account = account
        self._report = report
        self._now = now
        self._jitter = jitter
        self._guard = FaultGuard(store, self._look_later)
        self._patience = patience
        self._late = LateArrivals(store, now, self._guard)
        self._since = now()

    def step(self, cancel: CancelToken) -> float | None:
        """Look once for all that are due; return the seconds until the next look, or None where none is unknown."""
        queue = self._store.delivery_queue
        account = self._account.uid()
        due = queue.claims((State.UNKNOWN,), due_only=True, account=account)
        if due:
            self._look(due, cancel)
            self._report(Changed())
        again = queue.next_look(account)
        return None if again is None else max(0.05, (again - self._now()).total_seconds())

    def _look(self, due: tuple[TrackedFax, ...], cancel: CancelToken) -> None:
        patience = self._patience()
        finder = RecordFinder(self._store, self._api, self._now, self._guard)
        missing = finder.find_waiting((*due, *self._others(due)), self._api.outbox())
        looked_for = {claim.recipient.id for claim in due}
        if not any(claim.recipient.id in looked_for for claim in missing):
            return
        finder.read_archive(missing, cancel)
        vain = [claim for claim in finder.link(missing, cancel) if claim.recipient.id in looked_for]
        self._late.look(finder, self._account.uid())
        stored = self._account.stores_faxes()
        with self._store.database.transaction():
            for claim in vain:
                if not self._store.delivery_queue.stands(claim):
                    continue
                with self._guard.one(claim.recipient.id), self._store.database.savepoint():
                    self._in_vain(claim, stored, finder, patience)

    def _look_later(self, recipient: int) -> None:
        """Leave a fax with which something goes wrong alone for a while: it would be due again at once."""
        self._store.delivery_queue.put_off(recipient, self._now() + timedelta(seconds=LATER))

    def _others(self, due: tuple[TrackedFax, ...]) -> list[TrackedFax]:
        """Return the lost faxes whose own look comes later: what is listed of them is no trace of one that is due."""
        known, since = {claim.recipient.id for claim in due}, self._now() - OLDEST
        return [
            claim
            for claim in self._store.delivery_queue.claims((State.UNKNOWN,), account=self._account.uid(), since=since)
            if claim.recipient.id not in known and not claim.recipient.outbox_id
        ]

    def _in_vain(
        self, claim: TrackedFax, stored: bool | None, finder: RecordFinder, patience: timedelta | None
    ) -> None:
        if stored is False and self._has_ended(claim):
            self._store.delivery_queue.moved((claim.recipient.id,), Event.ENDED_UNREPORTED, NOT_STORED)
            return
        late = claim.checks - len(LOOKS)
        pause = LOOKS[claim.checks] * (1 + self._jitter() / 4) if late < 0 else min(RARELY, LATER * 2.0 ** min(late, 9))
        again_at = self._now() + timedelta(seconds=pause)
        if late < 0:
            self._store.delivery_queue.looked_in_vain(claim.recipient.id, again_at)
            return
        kept = self._store.lost_faxes.state(claim.recipient.id)
        fax = self._evidence(claim, kept, finder)
        decision = decide(fax, patience)
        if decision.step is NextStep.ASK:
            # What may pass by the next look is no reason yet to bother anybody.
            ask = late > 0 or decision.obstacle not in PASSING
            reason = _question(claim, stored, decision.obstacle) if ask else ""
            self._store.delivery_queue.looked_in_vain(claim.recipient.id, again_at, ask=ask, reason=reason)
        elif decision.step is NextStep.WAIT:
            self._count_down(claim, kept, decision, again_at)
        else:
            self._act(claim, decision, patience or timedelta())

    # -------------------------------------------------------------------------------------- what never shows up

    def _evidence(self, claim: TrackedFax, kept: LostFaxState, finder: RecordFinder) -> LostFax:
        now, offset = self._now(), self._api.clock_offset
        attempt = claim.attempt
        there = attempt.posted_there if attempt is not None else None
        here = attempt.posted_at if attempt is not None else None
        tags_at = self._store.service_mirror.tags_shown_at()
        recipient = claim.recipient
        return LostFax(
            now=Moment(now, now + offset) if self._api.tells_time else None,
            posted=Moment(here, there) if here is not None and there is not None else None,
            counted=None if self._was_interrupted(kept) else kept.counted,
            taken=bool(recipient.outbox_id or recipient.fax_id or recipient.status or kept.accepted or kept.late),
            declined=kept.declined,
            stored=self._account.stores_faxes() is True and not self._account.stored_none_since(claim),
            lists_whole=finder.whole,
            tags_shown=tags_at is not None and abs(now - tags_at) <= TAGS_TRUSTED,
            trace=finder.has_trace(claim),
            equal_unsettled=kept.equal_unsettled,
            resent=kept.resent,
            latest_act=self._store.service_mirror.latest_act(),
            unwanted=kept.unwanted,
        )

    def _was_interrupted(self, kept: LostFaxState) -> bool:
        """Return whether this process was to look for a fax long ago, and could not until now."""
        return kept.looks_at >= self._since and self._now() - kept.looks_at > INTERRUPTED

    def _count_down(self, claim: TrackedFax, kept: LostFaxState, decision: Decision, again_at: datetime) -> None:
        if decision.counted is None or decision.due is None:
            raise ValueError("a fax waits from some moment until another")
        said = f"{_NO_TRACE} {_CANCELLED_THEN if kept.unwanted else _SENT_THEN}"
        self._store.lost_faxes.count_down(
            claim.recipient.id, decision.counted, decision.due, min(again_at, decision.due), UNSEEN, said
        )

    def _act(self, claim: TrackedFax, decision: Decision, patience: timedelta) -> None:
        if decision.step is NextStep.CANCEL:
            self._store.lost_faxes.give_up(claim.recipient.id, CANCELLED_UNSEEN)
        else:
            resend(self._store, claim.recipient.id, patience)

    def _has_ended(self, claim: TrackedFax) -> bool:
        """Return whether a fax was accepted and its time has come, so that there is only nothing more to see of it."""
        fax = claim.recipient
        due = claim.send_at is None or claim.send_at <= self._now()
        return bool(fax.outbox_id) and not fax.fax_id and not fax.asked and due


def _question(claim: TrackedFax, stored: bool | None, obstacle: Obstacle | None) -> str:
    """Return what the user is asked about a fax that was looked for in vain."""
    if claim.recipient.outbox_id:
        known = "Fax.Plus had taken this fax and does not show it any more: it may have been sent, or removed there."
    elif stored is False:
        known = _UNCONFIRMED_AND_NOT_STORED
    else:
        known = UNCONFIRMED
    return " ".join(part for part in (known, OBSTACLES[obstacle or Obstacle.NOT_CHOSEN], CHOICE) if part)
