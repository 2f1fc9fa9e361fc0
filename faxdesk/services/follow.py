"""Following faxes at the service from the outbox to their final word, and mirroring its archive."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.cancel_token import check
from faxdesk.core.lifecycle import AT_SERVICE, State
from faxdesk.core.times import Now, from_ms, to_ms, utc_now
from faxdesk.services.archive_reader import OlderRecords
from faxdesk.services.events import Changed, EventSink
from faxdesk.services.fault_guard import FaultGuard
from faxdesk.services.late_arrivals import LateArrivals
from faxdesk.services.record_finder import MOST_ASKED, TELLS_NOTHING, RecordFinder
from faxdesk.services.vanished import TraceSource, VanishedFaxes, long_unseen
from faxdesk.services.webhook_hints import WebhookTrust

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.api.client import FaxApi
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import OutboxFax
    from faxdesk.services.account import AccountCache
    from faxdesk.store.delivery_queue import TrackedFax
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)

GONE_POLLS = 5
GONE_TIME = timedelta(seconds=60)
"""A fax that is in neither list for so many polls and so long is lost from sight. Between leaving the outbox and
showing up in the archive there may be a moment with neither (docs/api-notes.md, section 4)."""
SECOND_THOUGHTS = timedelta(hours=1)
"""How long after a failure or a cancellation the service is still asked whether it stands by it."""
LOOK_GRAIN = timedelta(hours=1)
"""How exactly it is kept when the service was last looked at."""
_LOOKED_AT = "follow.looked_at"
_READ_TO = "archive.read_to"


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often to poll, in seconds: `first` after something moved, then `growth` times longer up to `most`.

    `idle` is the pause where nothing of ours is at the service, `waiting` where everything there waits for its time,
    `unseen` either of them while nobody looks. An idle poll is two requests, so `unseen` means less than one a minute.
    """

    first: float = 3.0
    growth: float = 1.4
    most: float = 20.0
    waiting: float = 60.0
    idle: float = 90.0
    unseen: float = 240.0


SPARING = 3.0
"""How many times longer the pauses are where the user wants that: a fax is seen to be done within a minute then."""
NEAR = Cadence(first=0.25, growth=1.25, most=2.0)
"""For a service on this machine, which need not be spared while something moves."""


def _never() -> bool:
    """Say that nothing is to be spared."""
    return False


def _always() -> bool:
    """Say that somebody looks: a command that follows a fax has somebody who waits for it."""
    return True


class Follower:
    """Polls the service's two lists and moves our faxes by what they say. One poll is one step.

    `watched` tells whether somebody sees the lists; whoever lets it change wakes the poll when they are seen again.
    `traces` are asked for what has left both lists.
    """

    def __init__(
        self,
        store: Store,
        api: FaxApi,
        account: AccountCache,
        report: EventSink,
        now: Now = utc_now,
        cadence: Cadence | None = None,
        traces: Sequence[TraceSource] = (),
    ) -> None:
        self._store = store
        self._api = api
        self._account = account
        self._report = report
        self._now = now
        self.cadence = cadence or Cadence()
        self.watched: Callable[[], bool] = _always
        self.sparing: Callable[[], bool] = _never
        """Tells whether the user wants fewer polls."""
        self._guard = FaultGuard(store)
        self._vanished = VanishedFaxes(store, account, traces, now, self._guard)
        self._late = LateArrivals(store, now, self._guard)
        self._webhooks = WebhookTrust(store, now)
        self._older = OlderRecords(store.service_mirror, api, "sent", _READ_TO, store.service_mirror.keep_faxes)
        self._quiet = 0
        self._last_outbox: tuple[OutboxFax, ...] | None = None

    def step(self, cancel: CancelToken) -> float | None:
        """Poll once."""
        account = self._account.uid()
        before = self._store.database.total_changes()
        live = self._store.delivery_queue.claims(AT_SERVICE, account=account)
        outbox = self._api.outbox()
        if outbox is not self._last_outbox:
            self._store.service_mirror.keep_outbox(outbox)
            self._last_outbox = outbox
        finder = RecordFinder(self._store, self._api, self._now, self._guard)
        gone = finder.find_waiting(live, outbox)
        ended = self._store.delivery_queue.recently_ended(self._now() - SECOND_THOUGHTS, account)
        missing = self._read_archive(finder, gone, ended, cancel)
        self._late.look(finder, account)
        more = not cancel.is_set() and self._older.step()
        if self._store.database.total_changes() != before:
            self._quiet = 0
            self._report(Changed())
        else:
            self._quiet += 1
        self._remember_look(missing)
        return 0.0 if more else self._pause(account)

    # ---------------------------------------------------------------------------------------------- two lists

    def _read_archive(
        self, finder: RecordFinder, gone: list[TrackedFax], ended: tuple[TrackedFax, ...], cancel: CancelToken
    ) -> list[TrackedFax]:
        """Link what has left the outbox, and hear whether the service stands by what it said of others.

        What failed is in the archive and soon found there. What was cancelled should not be, nor what is not stored:
        nobody searches for it. Returns what is in neither list.
        """
        failed = [claim for claim in ended if claim.recipient.state not in (State.CANCELLED, State.UNREPORTED)]
        finder.read_archive([*gone, *failed], cancel)
        account = self._store.service_mirror.account()
        # Where nothing is stored, asking for single faxes again and again finds nothing.
        missing = finder.link(gone, cancel, by_id=account is None or account.stores_faxes is not False)
        finder.renew(ended, self._account.uid())
        with self._store.database.transaction():
            vanished = [claim for claim in missing if self._is_gone(claim)]
        looked_at = self._looked_at()
        for claim in vanished[:MOST_ASKED]:
            check(cancel)
            self._settle(finder, claim, looked_at)
        return missing

    def _settle(self, finder: RecordFinder, claim: TrackedFax, looked_at: datetime | None) -> None:
        answered = True
        try:
            if finder.ask_for(claim):
                return
        except TELLS_NOTHING as error:
            _log.info("the archive did not answer about a single fax: %s", error)
            answered = False
        self._vanished.settle(claim, looked_at, answered=answered)

    def _is_gone(self, claim: TrackedFax) -> bool:
        """Count one more look in vain; return whether that was enough of them."""
        queue = self._store.delivery_queue
        if not queue.stands(claim):
            return False
        missing_for = self._now() - queue.missing(claim.recipient.id)
        # A fax that is being cancelled is supposed to vanish: the canceller has the word.
        return claim.checks + 1 >= GONE_POLLS and missing_for >= GONE_TIME and not claim.recipient.cancel_requested

    def _looked_at(self) -> datetime | None:
        kept = self._store.service_mirror.fact(_LOOKED_AT)
        return from_ms(int(kept)) if kept.isdecimal() else None

    def _remember_look(self, missing: Sequence[TrackedFax]) -> None:
        """Keep when the service was looked at, to the hour: a poll without news shall write nothing.

        Not while a fax is missing that was last looked for long before: the time of that look tells why.
        """
        now, before = self._now(), self._looked_at()
        if any(long_unseen(claim, before, now) for claim in missing):
            return
        if before is None or abs(now - before) >= LOOK_GRAIN:
            self._store.service_mirror.keep_fact(_LOOKED_AT, str(to_ms(now)))

    # ------------------------------------------------------------------------------------------------ cadence

    def _pause(self, account: str) -> float:
        live = self._store.delivery_queue.claims(AT_SERVICE, account=account)
        usual = self._usual_pause(live) * (SPARING if self.sparing() else 1)
        return self._webhooks.pause(usual, live, account)

    def _usual_pause(self, live: tuple[TrackedFax, ...]) -> float:
        cadence, watched = self.cadence, self.watched()
        if not live:
            return cadence.idle if watched else cadence.unseen
        moving = min(cadence.most, cadence.first * cadence.growth ** min(self._quiet, 50))
        if all(claim.recipient.state is State.SCHEDULED for claim in live):
            return min(cadence.waiting if watched else cadence.unseen, max(moving, self._until_next(live)))
        return moving

    def _until_next(self, live: tuple[TrackedFax, ...]) -> float:
        """Return the seconds until the first of the scheduled faxes is due."""
        times = [claim.send_at for claim in live if claim.send_at is not None]
        if len(times) < len(live):
            return 0.0
        return max(0.0, (min(times) - self._now()).total_seconds())
