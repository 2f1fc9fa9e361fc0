"""Sending batches: a bounded step hands the next rows to the queue, from which they go out as any other fax.

A row becomes a fax in one transaction with its mark in the list, so that neither a crash nor a second program can send
it twice or lose it. Delivery does the rest.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.batch import BatchState, Counts, StoredRow, draft_of
from faxdesk.core.cancel_token import check
from faxdesk.core.errors import InputRefused
from faxdesk.core.times import Now, utc_now
from faxdesk.services.events import Changed, EventSink

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.submit import Submitter
    from faxdesk.store.batch_records import Batch
    from faxdesk.store.store import Store

WINDOW = 20
"""Faxes of a batch that may be queued here at a time: enough for delivery never to wait, and few enough for a pause to
mean one and for a fax that somebody writes meanwhile to go out soon."""
PART = 2
"""A window is filled again when half of it is empty: the rows of a batch are counted for each filling."""
AGAIN = 0.1
"""Seconds until it is looked whether delivery has made room: it hands over fewer than half a window in that time."""
WAITS = 2.0
"""The same where rows wait for faxes that are on the line, or for the first results."""
_SENDER = "From"


class BatchSender:
    """Hands the rows of running batches to the queue, each in its order and at its pace."""

    def __init__(self, store: Store, submitter: Submitter, report: EventSink, now: Now = utc_now) -> None:
        self._store = store
        self._submitter = submitter
        self._report = report
        self._now = now

    def step(self, cancel: CancelToken) -> float | None:
        """Submit the rows that may go now, of each batch some; return the seconds until more may."""
        pauses = []
        for batch in self._store.batches.running():
            check(cancel)
            pause = self._advance(batch)
            if pause is not None:
                pauses.append(pause)
        return min(pauses, default=None)

    def _advance(self, batch: Batch) -> float | None:
        window = _window(batch)
        if self._store.batches.queued_here(batch.id) > window - max(1, window // PART):
            return AGAIN
        counts = self._store.batches.counts(batch)
        if counts.too_many_failed(batch.request.stop_at):
            self._end(batch, BatchState.STOPPED, stop_text(counts, batch.request.stop_at))
            return None
        if counts.finished:
            self._end(batch, BatchState.DONE)
            return None
        if not counts.waiting:
            return None
        by_result = counts.room(batch.request.stop_at)
        room = window - counts.here if by_result is None else min(window - counts.here, by_result)
        if room <= 0:
            return WAITS
        sender = self._sender(batch)
        wait = self._until_next(batch, sender)
        if wait > 0:
            return wait
        if not self._submit(batch, 1 if batch.request.pace else room, sender):
            return WAITS if counts.in_the_air else None
        self._report(Changed())
        return self._until_next(batch, sender)

    def _sender(self, batch: Batch) -> str:
        """Return the number that a batch goes out from, as far as is known: "" before the first sign-in."""
        numbers = self._store.service_mirror.numbers()
        return batch.request.sender or next((number.number for number in numbers if number.usable), "")

    def _until_next(self, batch: Batch, sender: str) -> float:
        """Return in how many seconds the pace lets the next fax of this sender go."""
        if not batch.request.pace:
            return 0.0
        last = self._store.batches.last_submission(sender)
        if last is None:
            return 0.0
        gap = timedelta(minutes=1) / batch.request.pace
        # Where the clock was set back, what was sent last seems to lie ahead.
        return max(0.0, min(gap, last + gap - self._now()).total_seconds())

    def _submit(self, batch: Batch, count: int, sender: str) -> int:
        """Make faxes of up to `count` rows, all in one transaction; return of how many."""
        with self._store.database.transaction():
            current = self._store.batches.get(batch.id)
            # Another program may have paused it since it was read.
            if current is None or current.state is not BatchState.RUNNING:
                return 0
            rows = self._store.batches.ready(batch.id, count)
            for row in rows:
                if not self._submit_row(current, row, sender):
                    break
        return len(rows)

    def _submit_row(self, batch: Batch, row: StoredRow, sender: str) -> bool:
        """Make a fax of a row; return False where nothing of its batch can be sent."""
        documents = batch.documents if row.documents is None else row.documents
        try:
            with self._store.database.savepoint():
                submission = self._submitter.submit_kept(draft_of(row.row, batch.request, documents, self._now()))
                self._store.batches.submitted(batch.id, row.position, submission.recipients[0].id, sender)
        except InputRefused as error:
            if error.field == _SENDER:
                # It is the same for all rows.
                self._store.batches.set_state(batch.id, BatchState.STOPPED, str(error), expected=(BatchState.RUNNING,))
                return False
            self._store.batches.refuse(batch.id, row.position, f"{error.title} {error.advice}".strip())
        return True

    def _end(self, batch: Batch, state: BatchState, reason: str = "") -> None:
        if self._store.batches.set_state(batch.id, state, reason, expected=(BatchState.RUNNING,)):
            self._report(Changed())


def _window(batch: Batch) -> int:
    """Return how many faxes of a batch may be queued here: at its pace those of a second, and one more."""
    return WINDOW if not batch.request.pace else min(WINDOW, batch.request.pace // 60 + 1)


def stop_text(counts: Counts, stop_at: int) -> str:
    """Return why a batch has stopped itself, and what to do."""
    failed = counts.failed if counts.recently_failed is None else counts.recently_failed
    return (
        f"{failed} of {counts.ended} faxes failed, more than the limit of {stop_at} percent, so nothing more was sent."
        " Look at the reasons, then resume it or cancel the rest."
    )
