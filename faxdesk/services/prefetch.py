"""Fetching the pages and the report of each fax soon after its end: the service may not keep them for long.

What it tells of an account does not include a company's retention, so they are fetched of every fax, one at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core import backoff
from faxdesk.core.errors import Paused, ServiceError, SignInNeeded
from faxdesk.core.model import DocumentType
from faxdesk.core.times import Now, utc_now
from faxdesk.services.events import Changed, EventSink
from faxdesk.services.step_supervisor import SIGNED_OUT
from faxdesk.store.copies import CopyPart, CopyState

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.fetch import Fetcher
    from faxdesk.store.copies import Copy
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)

PAUSES = (timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=1))
"""When the service is asked again for what it does not have: a report may take a moment to be made."""
PAUSES_NOT_STORED = PAUSES[:1]
"""The same where it stores no sent faxes, and most likely has nothing."""
GENTLY = 1.0
"""Seconds between two faxes: nobody waits for this, and many may have ended at once."""


class Prefetcher:
    """Fetches what is due of one fax a step. Its troubles are its own: what cannot be had is tried again later.

    `wanted` tells whether the user wants it.
    """

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        report: EventSink,
        wanted: Callable[[], bool],
        now: Now = utc_now,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._report = report
        self._wanted = wanted
        self._now = now
        self._failures = 0
        self._resume_at = now()

    def step(self, cancel: CancelToken) -> float | None:
        """Fetch what is due of one fax; return the seconds until the next, or None where nothing is wanted."""
        rest = (self._resume_at - self._now()).total_seconds()
        if 0 < rest <= backoff.LONGEST_ASKED * 2:
            return rest
        copy = self._store.copies.due()
        if copy is not None and self._wanted():
            return self._fetch_all(copy, cancel)
        again = self._store.copies.next_time() if copy is None else None
        return None if again is None else max(GENTLY, (again - self._now()).total_seconds())

    def _fetch_all(self, copy: Copy, cancel: CancelToken) -> float:
        try:
            missing = [part for part in copy.wanted if not self._fetch(copy.key, part, cancel)]
        except (Paused, SignInNeeded) as error:
            # Another fax would fare no better now: the line has it, the service, or the sign-in.
            self._failures += 1
            asked = error.retry_after if isinstance(error, Paused) else SIGNED_OUT
            pause = timedelta(seconds=backoff.delay(self._failures, asked))
            self._resume_at = self._now() + pause
            self._store.copies.put_off(copy.key, self._resume_at, in_vain=False)
            return pause.total_seconds()
        self._failures = 0
        if missing:
            self._in_vain(copy, missing)
        self._report(Changed())
        return GENTLY

    def _fetch(self, key: str, part: CopyPart, cancel: CancelToken) -> bool:
        """Fetch one of the two; return False where the service does not have it, or gives something else."""
        try:
            if part is CopyPart.PAGES:
                self._fetcher.document(key, DocumentType.PDF, cancel)
            else:
                self._fetcher.report(key, cancel)
        except ServiceError as error:
            if isinstance(error, Paused) or (isinstance(error, SignInNeeded) and error.right is None):
                raise
            _log.info("the %s of a fax could not be fetched: %s", part, error)
            return False
        self._store.copies.settle(key, part, CopyState.KEPT)
        return True

    def _in_vain(self, copy: Copy, missing: Sequence[CopyPart]) -> None:
        account = self._store.service_mirror.account()
        pauses = PAUSES_NOT_STORED if account is not None and account.stores_faxes is False else PAUSES
        if copy.tries < len(pauses):
            self._store.copies.put_off(copy.key, self._now() + pauses[copy.tries], in_vain=True)
            return
        for part in missing:
            self._store.copies.settle(copy.key, part, CopyState.NONE)
