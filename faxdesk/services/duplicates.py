"""Cancelling what turned up at the service after its fax was sent again, as long as it waits there.

It is requested in the database until the service has proven it or nothing can be done any more: then the user is told.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.errors import Conflict, NotThere, Refused, SignInNeeded
from faxdesk.core.lifecycle import Event
from faxdesk.core.service_status import is_cancellation, of_archive
from faxdesk.services.follow import GONE_TIME
from faxdesk.services.late_arrivals import consequence
from faxdesk.store.duplicate_state import DuplicateState

if TYPE_CHECKING:
    from faxdesk.api.client import FaxApi
    from faxdesk.core.times import Now
    from faxdesk.services.account import AccountCache
    from faxdesk.store.lost_faxes import Duplicate
    from faxdesk.store.store import Store

LOOK_AGAIN = timedelta(seconds=2)
"""Pause before the service is asked again whether it has cancelled one."""
OTHERS_FIRST = timedelta(seconds=30)
"""How long one that the service chokes on stands back behind the others."""
CANCELLED = "The earlier sending of this fax was cancelled at Fax.Plus."
NOT_CANCELLED = "The earlier sending of this fax could not be cancelled at Fax.Plus."


class DuplicateCanceller:
    """Goes on with the cancellation of one of them a step."""

    def __init__(self, store: Store, api: FaxApi, account: AccountCache, now: Now) -> None:
        self._store = store
        self._api = api
        self._account = account
        self._now = now

    def step(self, account: str) -> bool:
        """Go on with one; return whether there was one."""
        duplicate = self._store.lost_faxes.next_duplicate(account)
        if duplicate is None:
            return False
        try:
            self._cancel(duplicate)
        except BaseException as error:
            if not isinstance(error, KeyboardInterrupt):
                self._go_on_later(duplicate, duplicate.state, OTHERS_FIRST)
            raise
        return True

    def _cancel(self, duplicate: Duplicate) -> None:
        try:
            self._api.cancel_fax(duplicate.outbox_id)
        except NotThere:
            self._look_where_it_is(duplicate)
        except Conflict:
            self._end(duplicate, DuplicateState.LATE)
        except Refused as error:
            self._end(duplicate, DuplicateState.REFUSED, str(error))
        except SignInNeeded as error:
            if error.right is None:
                raise
            self._end(duplicate, DuplicateState.REFUSED, str(error))
        else:
            # Gone only when the service does not know it any more.
            self._go_on_later(duplicate, DuplicateState.AGREED, LOOK_AGAIN)

    def _look_where_it_is(self, duplicate: Duplicate) -> None:
        """It does not wait any more: cancelled, or on its way, as only the archive can say, or time."""
        status = self._archived(duplicate.outbox_id)
        meaning = of_archive(status)
        agreed = duplicate.state is DuplicateState.AGREED
        failed = meaning is not None and meaning.event is Event.REPORTED_FAILED
        if status and (is_cancellation(status) or (agreed and failed)):
            self._end(duplicate, DuplicateState.CANCELLED)
        elif status:
            self._end(duplicate, DuplicateState.LATE)
        elif agreed or (duplicate.state is DuplicateState.MISSING and self._absence_proves(duplicate)):
            self._end(duplicate, DuplicateState.CANCELLED)
        elif duplicate.state is DuplicateState.MISSING:
            self._end(duplicate, DuplicateState.LATE)
        else:
            self._go_on_later(duplicate, DuplicateState.MISSING, GONE_TIME)

    def _archived(self, name: str) -> str:
        try:
            return self._api.fax(name).status
        except (Refused, SignInNeeded):
            # Some services refuse an id that means nothing to their archive.
            return ""

    def _absence_proves(self, duplicate: Duplicate) -> bool:
        """Return whether one that is in neither list cannot have been sent."""
        early = duplicate.send_at is not None and duplicate.send_at > self._now()
        return early or self._account.stores_faxes() is True

    def _go_on_later(self, duplicate: Duplicate, state: DuplicateState, pause: timedelta) -> None:
        again_at = self._now() + pause
        self._store.lost_faxes.duplicate_is(duplicate.recipient, duplicate.position, state, again_at=again_at)

    def _end(self, duplicate: Duplicate, state: DuplicateState, reason: str = "") -> None:
        with self._store.database.transaction():
            fax = self._store.submissions.recipient(duplicate.recipient)
            said = CANCELLED
            if state is not DuplicateState.CANCELLED and fax is not None:
                said = " ".join(part for part in (NOT_CANCELLED, reason, consequence(fax.state)) if part)
            self._store.lost_faxes.duplicate_is(duplicate.recipient, duplicate.position, state, said)
