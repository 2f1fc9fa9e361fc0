"""What the calls of webhooks are good for: to look earlier, and to ask less often while they can be relied on.

A call says nothing that is believed. One that was forged, repeated, late or made up costs a look at Fax.Plus, and ever
fewer of them the more come that bring nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from faxdesk.core.errors import StoreTrouble
from faxdesk.core.times import Now, from_ms, utc_now
from faxdesk.core.webhook_events import FAX_RECEIVED

if TYPE_CHECKING:
    from faxdesk.store.delivery_queue import TrackedFax
    from faxdesk.store.store import Store
    from faxdesk.store.webhook_calls import WebhookCalls

_log = logging.getLogger(__name__)

FIRST_GAP, GAP_GROWTH, LONGEST_GAP = 1.0, 1.4, 20.0
"""Seconds between two looks that calls ask for, growing as long as these find nothing new: no oftener than without
webhooks (`follow.Cadence`)."""
ANNOUNCED_WITHIN = timedelta(seconds=60)
"""How long after the end of a fax its call counts as having announced it."""
TRUSTED_FOR = timedelta(hours=24)
"""How long the last fax that was announced vouches for the next: a router may be changed over a weekend."""
EARLIEST_CALL = timedelta(days=1)
"""How long before FaxDesk learned of the end of a fax its call may have come: the computer may have slept since."""
CALLED_LATELY = timedelta(minutes=10)
"""How long a fax that a call was about, and that Fax.Plus does not show as ended, is asked about as usual."""
HOOKED_PAUSE = 600.0
"""Seconds between two polls while webhooks can be relied on."""
START_TIME, PAGE_TIME = timedelta(seconds=60), timedelta(seconds=60)
"""What a fax takes, at most, before its first page, and for each page: 30 to 60 s (docs/api-notes.md, section 4)."""
_LONG_AGO = from_ms(0)


class WakingCalls:
    """Tells whether calls have come that are worth a look at Fax.Plus. For whoever runs a follower.

    Not each call gets one: they may come by the hundred, from anybody. Those of the event `apart_from` are for another
    follower; a call whose event cannot be read is for both.
    """

    def __init__(
        self, store: Store, clock: Callable[[], float] = time.monotonic, apart_from: str = FAX_RECEIVED
    ) -> None:
        self._store, self._clock, self._apart_from = store, clock, apart_from
        self._gap = FIRST_GAP
        self._next = clock()
        self._seen: int | None = None
        self._failing = False

    def due(self) -> bool:
        """Return whether to look now, for calls that nobody has looked for yet.

        What was heard before the first question is no news: the follower begins with a look.
        """
        newest = self._newest()
        if self._seen is None:
            self._seen = newest
        # A smaller number: the file was moved away and begun anew.
        if newest == self._seen or self._clock() < self._next:
            return False
        self._seen = newest
        self._next = self._clock() + self._gap
        self._gap = min(LONGEST_GAP, self._gap * GAP_GROWTH)
        return True

    def _newest(self) -> int:
        """Return the number of the last call; the one that was seen where the file cannot be read."""
        try:
            calls = self._store.heard_webhooks()
            return 0 if calls is None else calls.newest(self._apart_from)
        except StoreTrouble as error:
            if not self._failing:
                _log.warning("the calls of webhooks cannot be read: %s", error)
            self._failing = True
            return self._seen or 0

    def found_news(self) -> None:
        """A look has found something new: the next call gets one as soon."""
        self._gap = FIRST_GAP
        self._next = min(self._next, self._clock() + self._gap)


class WebhookTrust:
    """Tells the follower how long it may wait because calls would wake it.

    They are relied on while the fax that ended last was announced by one. So neither a registration nor a call makes
    FaxDesk ask less often, only calls that have come true; and one fax that ends in silence ends it.
    """

    def __init__(self, store: Store, now: Now = utc_now) -> None:
        self._store, self._now = store, now

    def pause(self, usual: float, live: tuple[TrackedFax, ...], account: str) -> float:
        """Return the seconds until the next poll, `usual` where nothing can be relied on. `live` is at the service.

        A fax that should be done by now is asked about as usual.
        """
        try:
            calls = self._store.heard_webhooks()
            if calls is None or not self._trusted(calls, account):
                return usual
            now = self._now()
            called = calls.named_since(now - CALLED_LATELY)
        except StoreTrouble as error:
            _log.info("the calls of webhooks cannot be read: %s", error)
            return usual
        until = min(((self._done_by(fax, called) - now).total_seconds() for fax in live), default=HOOKED_PAUSE)
        return max(usual, min(HOOKED_PAUSE, until))

    def _trusted(self, calls: WebhookCalls, account: str) -> bool:
        now = self._now()
        ended = self._store.delivery_queue.last_reported(now - TRUSTED_FOR, now - ANNOUNCED_WITHIN, account)
        newer = self._store.delivery_queue.last_reported(now - ANNOUNCED_WITHIN, now, account)
        if newer is not None and calls.announced(newer.ids, newer.at - EARLIEST_CALL, newer.at + ANNOUNCED_WITHIN):
            ended = newer
        if ended is None:
            return False
        return calls.announced(ended.ids, ended.at - EARLIEST_CALL, ended.at + ANNOUNCED_WITHIN)

    def _done_by(self, fax: TrackedFax, called: frozenset[str]) -> datetime:
        """Return when a fax should be done; long ago where it is not where it should be, and where it was called of."""
        posted = fax.attempt.posted_at if fax.attempt is not None else None
        if posted is None or fax.missing_since is not None or {fax.recipient.outbox_id, fax.recipient.fax_id} & called:
            return _LONG_AGO
        begins = posted if fax.send_at is None else max(posted, fax.send_at)
        pages = fax.recipient.pages or self._store.submissions.pages(fax.recipient.job)
        return begins + START_TIME + PAGE_TIME * pages
