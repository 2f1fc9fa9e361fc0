"""Lost requests that the service has carried out later than FaxDesk waited for: recognised, and told.

A fax that was sent again may then arrive twice. What was taken for lost is adopted where it can still take the place of
the other; where both have left, the late one is cancelled as long as it waits, else the user is told.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import AT_SERVICE, FINAL, State

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.core.model import OutboxFax
    from faxdesk.core.times import Now
    from faxdesk.services.fault_guard import FaultGuard
    from faxdesk.services.record_finder import RecordFinder
    from faxdesk.store.delivery_queue import LostAttempt, TrackedFax
    from faxdesk.store.store import Store

WATCHED = timedelta(days=7)
"""How long the two lists are looked through for what was taken for lost."""

ALIKE = timedelta(days=1)
"""How late an equal fax in the archive is taken for one of them. It may be another of the account all the same."""

TURNED_UP = "An earlier sending of this fax has turned up at Fax.Plus after all."
CANCELLED_THERE = "It is being cancelled there."
_ALIKE = "Fax.Plus shows another fax like this one, which may be an earlier sending of it."
_TWICE = "The recipient may get it twice."
_ALL_THE_SAME = "The recipient may get it all the same."
_ENDED_WITHOUT = frozenset({State.CANCELLED, State.FAILED, State.REJECTED})


class LateArrivals:
    """Looks for lost requests in what was read of the service's two lists. A fault with one fax is left to `guard`."""

    def __init__(self, store: Store, now: Now, guard: FaultGuard) -> None:
        self._store = store
        self._now = now
        self._guard = guard

    def look(self, finder: RecordFinder, account: str = "") -> None:
        """Look through the lists that `finder` has read."""
        since = self._now() - WATCHED
        for lost in self._store.delivery_queue.lost_attempts(since, account):
            with self._guard.one(lost.fax.recipient.id):
                self._look_for(lost, finder)
        for claim in self._store.delivery_queue.cancelled_unseen(since, account):
            with self._guard.one(claim.recipient.id):
                self._look_for_cancelled(claim, finder)

    def _look_for(self, lost: LostAttempt, finder: RecordFinder) -> None:
        record = finder.waiting_record(lost.fax)
        if record is not None:
            self._in_the_outbox(lost, record)
        elif lost.fax.recipient.state in FINAL:
            self._in_the_archive(lost, finder)

    def _look_for_cancelled(self, claim: TrackedFax, finder: RecordFinder) -> None:
        with self._store.database.transaction():
            if not finder.adopt_waiting(claim):
                return
            # The user did not want it, and may still be in time.
            self._store.lost_faxes.cancel_after_all(claim.recipient.id)
        self._keep_delay(claim.attempt.posted_at if claim.attempt is not None else None)

    def _in_the_outbox(self, lost: LostAttempt, record: OutboxFax) -> None:
        recipient = lost.fax.recipient
        with self._store.database.transaction():
            now = self._store.submissions.recipient(recipient.id)
            if now is None or now.state is not recipient.state:
                return
            if now.state is State.UNKNOWN and now.outbox_id is None:
                self._store.lost_faxes.take_up(now.id, lost.position, record.id, TURNED_UP)
            elif now.state in AT_SERVICE | FINAL | {State.UNKNOWN}:
                alone = now.state is not State.UNKNOWN and self._is_alone(now.id, record)
                said = f"{TURNED_UP} {CANCELLED_THERE if alone else consequence(now.state)}"
                self._store.lost_faxes.turned_up(now.id, lost.position, said, outbox_id=record.id, unwanted=alone)
            else:
                # About to leave: that is checked before its request is made.
                return
        self._keep_delay(lost.fax.attempt.posted_at if lost.fax.attempt is not None else None)

    def _is_alone(self, recipient: int, record: OutboxFax) -> bool:
        """Return whether a record stands for nothing but an earlier attempt of this recipient."""
        owners = self._store.delivery_queue.owners((record.id,)).get(record.id, set())
        return len(record.to) == 1 and owners <= {-recipient}

    def _in_the_archive(self, lost: LostAttempt, finder: RecordFinder) -> None:
        """Recognise one that was through before it was seen to wait. There only likeness tells."""
        found = finder.alike_late(lost.fax, ALIKE)
        if not found:
            return
        said = f"{_ALIKE} {consequence(lost.fax.recipient.state)}"
        with self._store.database.transaction():
            self._store.lost_faxes.turned_up(lost.fax.recipient.id, lost.position, said, fax_id=found[0].id)
        attempt, at = lost.fax.attempt, found[0].submitted_at or found[0].started_at
        if attempt is not None and attempt.posted_there is not None and at is not None:
            self._store.service_mirror.keep_late_act(at - attempt.posted_there)

    def _keep_delay(self, posted_at: datetime | None) -> None:
        if posted_at is not None:
            self._store.service_mirror.keep_late_act(self._now() - posted_at)


def consequence(state: State) -> str:
    """Return what an earlier attempt means that goes out though the fax is in this state."""
    return _ALL_THE_SAME if state in _ENDED_WITHOUT else _TWICE
