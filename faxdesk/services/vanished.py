"""What becomes of a fax that Fax.Plus has had, and lists neither as waiting nor as sent any more.

Where the service stores no sent faxes, or has purged them, that is how every fax ends: it is not lost, only its result
is. What is still there of it is asked for first. Everything else is lost from sight, and the user is asked in the end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from faxdesk.core.errors import BadAnswer, ServiceError
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.matching import same_number
from faxdesk.core.model import Fax
from faxdesk.core.service_status import explain, of_archive
from faxdesk.core.times import Now, from_ms
from faxdesk.services import redial
from faxdesk.services.record_finder import TELLS_NOTHING, says_no

if TYPE_CHECKING:
    from faxdesk.api.client import FaxApi
    from faxdesk.core.model import OutboxFax
    from faxdesk.services.account import AccountCache
    from faxdesk.services.fault_guard import FaultGuard
    from faxdesk.store.delivery_queue import TrackedFax
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)

LONG_UNSEEN = timedelta(days=1)
"""After this long without a look, a record may have come and been purged meanwhile: what companies purge is counted in
days (help.alohi.com, article 10338417625884)."""

RECORD_TIME = timedelta(hours=1)
"""How long the record of a fax is waited for that has ended by what the outbox says of it, and how long the outbox is
asked again whose answers tell nothing of it."""

NOT_STORED = (
    "Fax.Plus is done with this fax and keeps no record of it: it stores no sent faxes for this account. Whether the"
    " fax arrived is not known here."
)
_PURGED = (
    "Fax.Plus is done with this fax and shows no record of it any more: FaxDesk had not looked for more than a day, and"
    " some companies have their faxes purged. Whether the fax arrived is not known here."
)
_IN_ITS_CALL = "It was last seen in its call."
_GONE = "Fax.Plus lists this fax neither as waiting nor as sent. It may have been removed there. FaxDesk keeps looking."
_GONE_EARLY = (
    "Fax.Plus no longer lists this fax, though its time has not come. It may have been removed there. FaxDesk keeps"
    " looking."
)


class Trace(NamedTuple):
    """What is still told of a fax that is in neither list.

    `status` is the service's word. `proof` is False where it did not come from the service's own API, as with a
    callback that anybody could have sent: then it is told, and proves nothing.
    """

    status: str
    pages: int = 0
    proof: bool = True


TraceSource = Callable[["TrackedFax"], Trace | None]
"""Where to ask for a trace: the outbox, by the id of the fax; what callbacks have told can be another one."""


class OutboxTraces:
    """Asks the outbox for a single fax, which it may still know when it lists it no longer."""

    def __init__(self, api: FaxApi) -> None:
        self._api = api

    def __call__(self, claim: TrackedFax) -> Trace | None:
        """Return the last that the outbox says of a fax; None where it has no such fax.

        Raises one of `TELLS_NOTHING` where its answer leaves that open.
        """
        if claim.recipient.outbox_id is None:
            return None
        try:
            record = self._api.outbox_fax(claim.recipient.outbox_id)
        except ServiceError as error:
            if says_no(error):
                return None
            raise
        if not any(same_number(to, claim.recipient.to) for to in record.to):
            raise BadAnswer("Fax.Plus answered about a fax to another number, or to none.")
        if len(record.to) != 1:
            return None
        return Trace(_last_status(record), record.pages)


def _last_status(record: OutboxFax) -> str:
    """Return the status of a record, or the latest of its changes where only that is a last word."""
    # Of changes within one second the last one counts.
    changes = sorted(record.history, key=lambda change: change.at or from_ms(0))
    words = [record.status, *(change.status for change in changes[-1:])]
    return next((word for word in words if of_archive(word) is not None), record.status)


def long_unseen(claim: TrackedFax, looked_at: datetime | None, now: datetime) -> bool:
    """Return whether a fax that is missing could have been seen for more than a day, and nobody had looked.

    `looked_at` is when the service was looked at before it was missing.
    """
    if looked_at is None:
        return False
    handed_over = claim.attempt.posted_at if claim.attempt is not None else None
    seen = max(looked_at, handed_over or looked_at, claim.send_at or looked_at)
    return (claim.missing_since or now) - seen > LONG_UNSEEN


class VanishedFaxes:
    """Says what has become of faxes that are in neither list, and have been for long enough to be sure."""

    def __init__(
        self, store: Store, account: AccountCache, sources: Sequence[TraceSource], now: Now, guard: FaultGuard
    ) -> None:
        self._store = store
        self._account = account
        self._sources = tuple(sources)
        self._now = now
        self._guard = guard

    def settle(self, claim: TrackedFax, looked_at: datetime | None, *, answered: bool = True) -> None:
        """Move a fax to what is known of it, or leave it where that may still be told.

        `looked_at` is when the service was looked at before the fax was missing. `answered` is False where the archive
        gave no answer about it.
        """
        if claim.send_at is not None and claim.send_at > self._now():
            with self._about(claim):
                self._move(claim, Event.LOST_SIGHT, _GONE_EARLY)
            return
        # The database is not kept busy while Fax.Plus is asked.
        traces, all_answered = self._ask(claim)
        why = self._why_unreported(claim, looked_at)
        with self._about(claim):
            self._decide(claim, traces, why, answered=answered and all_answered)

    @contextmanager
    def _about(self, claim: TrackedFax) -> Iterator[None]:
        with self._guard.one(claim.recipient.id), self._store.database.savepoint():
            yield

    def _decide(self, claim: TrackedFax, traces: Sequence[Trace], why: str, *, answered: bool) -> None:
        ended = next((one for one in traces if one.proof and of_archive(one.status) is not None), None)
        if ended is not None:
            # Where sent faxes are stored, its record is on its way.
            if why or self._waited_for(claim):
                self._adopt(claim, ended)
        elif not answered and not self._waited_for(claim):
            return
        elif why:
            told = [f"Fax.Plus has called it “{trace.status}”, unconfirmed." for trace in traces if not trace.proof]
            calling = [_IN_ITS_CALL] if claim.recipient.state is State.SENDING else []
            self._move(claim, Event.ENDED_UNREPORTED, " ".join((why, *calling, *told)))
        else:
            self._move(claim, Event.LOST_SIGHT, _GONE)

    def _ask(self, claim: TrackedFax) -> tuple[list[Trace], bool]:
        """Ask every source; return what they tell, and whether each gave an answer."""
        traces, all_answered = [], True
        for source in self._sources:
            try:
                trace = source(claim)
            except TELLS_NOTHING as error:
                _log.info("the outbox did not answer about a single fax: %s", error)
                all_answered = False
                continue
            if trace is not None:
                traces.append(trace)
        return traces, all_answered

    def _waited_for(self, claim: TrackedFax) -> bool:
        """Return whether a fax has been missing for so long that nothing more is to be expected."""
        return (claim.missing_since or self._now()) <= self._now() - RECORD_TIME

    def _why_unreported(self, claim: TrackedFax, looked_at: datetime | None) -> str:
        if self._account.stored_none_since(claim):
            return NOT_STORED
        return _PURGED if long_unseen(claim, looked_at, self._now()) else ""

    def _adopt(self, claim: TrackedFax, trace: Trace) -> None:
        """Take a trace for the last word, which it is."""
        meaning, recipient = of_archive(trace.status), claim.recipient
        with self._store.database.transaction():
            if meaning is None or not self._store.delivery_queue.stands(claim):
                return
            fax = Fax(recipient.outbox_id or "", trace.status)
            wanted = redial.wanted(self._store, claim, fax)
            facts = {"status": trace.status, "pages": trace.pages or recipient.pages}
            self._store.delivery_queue.moved((recipient.id,), meaning.event, explain(trace.status), **facts)
            if wanted is not None:
                redial.plan(self._store, claim, wanted)

    def _move(self, claim: TrackedFax, event: Event, reason: str) -> None:
        with self._store.database.transaction():
            if self._store.delivery_queue.stands(claim):
                self._store.delivery_queue.moved((claim.recipient.id,), event, reason)
