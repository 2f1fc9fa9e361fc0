"""After a lost answer: is the fax at the service or not? Found means adopt it; not found means look again, then ask."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import Event, State
from faxdesk.core.times import Now, utc_now
from faxdesk.services.events import Changed, EventSink
from faxdesk.services.fault_guard import FaultGuard
from faxdesk.services.record_finder import RecordFinder
from faxdesk.services.vanished import NOT_STORED

if TYPE_CHECKING:
    from faxdesk.api.client import FaxApi
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.account import AccountCache
    from faxdesk.store.delivery_queue import TrackedFax
    from faxdesk.store.store import Store

LOOKS = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between the looks before the user is asked: half a minute covers what the service needs to show a fax."""
LATER = 120.0
"""Seconds until the look after that, in which a fax that shows up late is still adopted; doubling up to `RARELY`."""
RARELY = 3600.0
"""The most seconds between two looks at a fax that the user does not decide about."""


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
    ) -> None:
        self._store = store
        self._api = api
        self._account = account
        self._report = report
        self._now = now
        self._jitter = jitter
        self._guard = FaultGuard(store)

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
        linker = RecordFinder(self._store, self._api, self._now, self._guard)
        missing = linker.find_waiting(due, self._api.outbox())
        if not missing:
            return
        linker.read_archive(missing, cancel)
        vain = linker.link(missing, cancel)
        stored = self._account.stores_faxes()
        with self._store.database.transaction():
            for claim in vain:
                self._in_vain(claim, stored)

    def _in_vain(self, claim: TrackedFax, stored: bool | None) -> None:
        if not self._store.delivery_queue.stands(claim):
            return
        if stored is False and self._has_ended(claim):
            self._store.delivery_queue.moved((claim.recipient.id,), Event.ENDED_UNREPORTED, NOT_STORED)
            return
        late = claim.checks - len(LOOKS)
        pause = LOOKS[claim.checks] * (1 + self._jitter() / 4) if late < 0 else min(RARELY, LATER * 2.0 ** min(late, 9))
        self._store.delivery_queue.looked_in_vain(
            claim.recipient.id,
            self._now() + timedelta(seconds=pause),
            ask=late >= 0,
            reason=_question(claim, stored) if late >= 0 else "",
        )

    def _has_ended(self, claim: TrackedFax) -> bool:
        """Return whether a fax was accepted and its time has come, so that there is only nothing more to see of it."""
        fax = claim.recipient
        due = claim.send_at is None or claim.send_at <= self._now()
        return bool(fax.outbox_id) and not fax.fax_id and not fax.asked and due


def _question(claim: TrackedFax, stored: bool | None) -> str:
    """Return what the user is asked about a fax that was looked for in vain."""
    if claim.recipient.outbox_id:
        known = "Fax.Plus had taken this fax and does not show it any more: it may have been sent, or removed there."
    elif stored is False:
        known = (
            "Fax.Plus does not show this fax, and would not if it were sent: it stores no sent faxes for this account."
        )
    else:
        known = "Fax.Plus does not show this fax, but may have taken it."
    return f"{known} Check with the recipient or at Fax.Plus, then choose: send it again, or leave it."
