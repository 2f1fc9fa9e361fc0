"""Fetching the pages and the report of each fax soon after its end: the service may not keep them for long.

What it tells of an account does not include a company's retention, so they are fetched of every fax, one at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core import backoff, shared_files
from faxdesk.core.errors import FaxDeskError, Paused, ServiceError, SignInNeeded, Stopped, in_words
from faxdesk.core.model import DocumentType
from faxdesk.core.times import Now, utc_now
from faxdesk.services.events import Changed, EventSink
from faxdesk.services.step_supervisor import SIGNED_OUT
from faxdesk.store.copy_state import CopyPart, CopyState

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.account import AccountCache
    from faxdesk.services.fetch import Fetcher
    from faxdesk.store.copies import Copy
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)

PAUSES = (timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=1))
"""When the service is asked again for what it does not have: a report may take a moment to be made."""
PAUSES_NOT_STORED = PAUSES[:1]
"""The same where it stores no sent faxes, and most likely has nothing."""
SPOILT = timedelta(hours=1)
"""Pause before a fax is tried again with which something is wrong here; the others go on meanwhile."""
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
        account: AccountCache,
        report: EventSink,
        wanted: Callable[[], bool],
        now: Now = utc_now,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._account = account
        self._report = report
        self._wanted = wanted
        self._now = now
        self._failures = 0
        self._resume_at = now()
        self._logged: set[tuple[str, type[BaseException]]] = set()

    def step(self, cancel: CancelToken) -> float | None:
        """Fetch what is due of one fax; return the seconds until the next, or None where nothing is wanted."""
        rest = (self._resume_at - self._now()).total_seconds()
        if 0 < rest <= backoff.LONGEST_ASKED * 2:
            return rest
        copies = self._store.copies
        if not self._wanted() or copies.next_time() is None:
            return None
        try:
            account = self._account.uid()
        except ServiceError as error:
            return self._rest(error)
        copy = copies.due(account)
        if copy is not None:
            return self._fetch_all(copy, cancel)
        again = copies.next_time(account)
        return None if again is None else max(GENTLY, (again - self._now()).total_seconds())

    def _rest(self, error: ServiceError) -> float:
        """Leave all alone for a while: the line has it, the service, or the sign-in."""
        self._failures += 1
        asked = error.retry_after if isinstance(error, Paused) else SIGNED_OUT
        pause = timedelta(seconds=backoff.delay(self._failures, asked))
        self._resume_at = self._now() + pause
        return pause.total_seconds()

    def _fetch_all(self, copy: Copy, cancel: CancelToken) -> float:
        missing, spoilt = [], False
        for part in copy.wanted:
            try:
                if not self._fetch(copy.key, part, cancel):
                    missing.append(part)
            except (Paused, SignInNeeded) as error:
                pause = self._rest(error)
                self._store.copies.put_off(copy.key, self._resume_at, in_vain=False)
                return pause
            except (Stopped, KeyboardInterrupt):
                raise
            except BaseException as error:  # noqa: BLE001  libraries raise more than `Exception`
                self._write_to_log(copy, part, error)
                spoilt = True
        self._failures = 0
        if missing:
            self._in_vain(copy, missing)
        if spoilt:
            self._store.copies.put_off(copy.key, self._now() + SPOILT, in_vain=False)
        self._report(Changed())
        return GENTLY

    def _write_to_log(self, copy: Copy, part: CopyPart, error: BaseException) -> None:
        """Write a fault down once; what has words of its own, such as a full disk, without where it was raised."""
        if (copy.key, type(error)) in self._logged:
            return
        self._logged.add((copy.key, type(error)))
        trace = None if isinstance(error, FaxDeskError) else error
        _log.error("a fault with the %s of one fax: %s", part, in_words(error), exc_info=trace)

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
        if not self._store.copies.settle(key, part, CopyState.KEPT):
            shared_files.remove_folder(self._fetcher.folder(key))
        return True

    def _in_vain(self, copy: Copy, missing: Sequence[CopyPart]) -> None:
        account = self._store.service_mirror.account()
        pauses = PAUSES_NOT_STORED if account is not None and account.stores_faxes is False else PAUSES
        if copy.tries < len(pauses):
            self._store.copies.put_off(copy.key, self._now() + pauses[copy.tries], in_vain=True)
            return
        for part in missing:
            self._store.copies.settle(copy.key, part, CopyState.NONE)
