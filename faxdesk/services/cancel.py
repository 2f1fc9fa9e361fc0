"""Taking back what waits at the service, and changing its comment. Cancelled means proven cancelled."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from faxdesk.core.errors import BadAnswer, Conflict, FaxDeskError, NotThere, Refused, ServiceDown, SignInNeeded
from faxdesk.core.lifecycle import AT_SERVICE, Event
from faxdesk.core.service_status import is_cancellation, of_archive
from faxdesk.core.times import Now, utc_now
from faxdesk.services.duplicates import DuplicateCanceller
from faxdesk.services.events import Changed, EventSink
from faxdesk.services.follow import GONE_TIME
from faxdesk.store.submissions import COMMENT_CHANGED

if TYPE_CHECKING:
    from faxdesk.api.client import FaxApi
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import Fax, Recipient
    from faxdesk.services.account import AccountCache
    from faxdesk.store.store import Store

LOOK_AGAIN = timedelta(seconds=2)
"""Pause before the service is asked again whether a cancelled fax is gone."""
OTHERS_FIRST = timedelta(seconds=30)
"""How long a request that the service chokes on stands back behind the others."""
_UNPROVEN = (
    "Fax.Plus no longer has this fax, and does not say whether it was sent before the cancellation came: it stores no"
    " sent faxes for this account, or this token may not ask."
)
_NOT_ALONE = "Fax.Plus lists this fax only together with others, so FaxDesk cannot {} it alone. Do it at Fax.Plus."


class Canceller:
    """Carries out what the user asked for: to cancel faxes that the service has, and to change their comments."""

    def __init__(self, store: Store, api: FaxApi, account: AccountCache, report: EventSink, now: Now = utc_now) -> None:
        self._store = store
        self._api = api
        self._account = account
        self._report = report
        self._now = now
        self._duplicates = DuplicateCanceller(store, api, account, now)

    def step(self, cancel: CancelToken) -> float | None:  # noqa: ARG002  a request is short, and every service has this shape
        """Carry out one request of the user; return the seconds until the next, or None where there is none."""
        queue, lost = self._store.delivery_queue, self._store.lost_faxes
        if queue.next_request() is None and lost.next_duplicate_time() is None:
            return None
        account = self._account.uid()
        for recipient in queue.cancel_requests(account):
            return self._carry_out(recipient, None)
        for recipient, comment in queue.comment_requests(account):
            return self._carry_out(recipient, comment)
        if self._duplicates.step(account):
            self._report(Changed())
            return 0.0
        times = [at for at in (queue.next_request(account), lost.next_duplicate_time(account)) if at is not None]
        return max(0.05, (min(times) - self._now()).total_seconds()) if times else None

    def _carry_out(self, recipient: Recipient, comment: str | None) -> float:
        try:
            if comment is None:
                self._cancel(recipient)
            else:
                self._comment(recipient, comment)
        except BaseException as error:
            if isinstance(error, ServiceDown | BadAnswer) or not isinstance(error, FaxDeskError | KeyboardInterrupt):
                # It may be this fax that the service, or FaxDesk, chokes on.
                self._store.delivery_queue.put_off(recipient.id, self._now() + OTHERS_FIRST)
            raise
        self._report(Changed())
        return 0.0

    def _cancel(self, recipient: Recipient) -> None:
        if not self._has_an_id_alone(recipient):
            self._too_late(recipient, _NOT_ALONE.format("cancel"))
            return
        try:
            self._api.cancel_fax(recipient.outbox_id or "")
        except NotThere:
            self._prove(recipient, taken_back=False)
        except Conflict:
            self._too_late(recipient, "The fax is being sent right now and can no longer be cancelled.")
        except Refused as error:
            self._too_late(recipient, f"Fax.Plus did not cancel the fax. {error}")
        else:
            self._prove(recipient, taken_back=True)

    def _has_an_id_alone(self, recipient: Recipient) -> bool:
        name = recipient.outbox_id
        return name is not None and self._store.delivery_queue.owners((name,)).get(name, set()) <= {recipient.id}

    def _prove(self, recipient: Recipient, *, taken_back: bool) -> None:
        """Gone from the outbox and not sent by the archive: only then is a fax cancelled.

        `taken_back` says whether the service has just said so. If not, it may be on its way from one list to the
        other, and only time can tell.
        """
        if self._is_waiting(recipient.outbox_id or ""):
            self._store.delivery_queue.put_off(recipient.id, self._now() + LOOK_AGAIN)
            return
        fax = self._archived(recipient.outbox_id or "")
        if fax is None:
            self._prove_by_time(recipient, taken_back=taken_back)
            return
        meaning = of_archive(fax.status)
        failed = meaning is not None and meaning.event is Event.REPORTED_FAILED
        if is_cancellation(fax.status) or (taken_back and failed):
            self._cancelled(recipient)
        elif meaning is None:
            self._store.delivery_queue.put_off(recipient.id, self._now() + LOOK_AGAIN)
        else:
            self._too_late(recipient, "The fax had already been sent when the cancellation came.")

    def _prove_by_time(self, recipient: Recipient, *, taken_back: bool) -> None:
        queue = self._store.delivery_queue
        if taken_back:
            self._cancelled(recipient)
        elif self._now() - queue.missing(recipient.id) < GONE_TIME:
            queue.put_off(recipient.id, self._now() + LOOK_AGAIN)
        elif self._absence_proves(recipient):
            self._cancelled(recipient)
        else:
            self._end(recipient, Event.ENDED_UNREPORTED, _UNPROVEN)

    def _absence_proves(self, recipient: Recipient) -> bool:
        """Return whether a fax that is in neither list cannot have been sent.

        That is so where sent faxes are stored, and where its time has not come.
        """
        (claim,) = self._store.delivery_queue.claims(AT_SERVICE, recipient=recipient.id) or (None,)
        if claim is None or (claim.send_at is not None and claim.send_at > self._now()):
            return True
        return self._account.stores_faxes() is True and not self._account.stored_none_since(claim)

    def _is_waiting(self, name: str) -> bool:
        try:
            self._api.outbox_fax(name)
        except NotThere:
            return False
        return True

    def _archived(self, name: str) -> Fax | None:
        try:
            return self._api.fax(name)
        except (Refused, SignInNeeded):
            # Some services refuse an id that means nothing to their archive.
            return None

    def _cancelled(self, recipient: Recipient) -> None:
        self._end(recipient, Event.CANCELLED, self._store.submissions.why_cancelled(recipient.id))

    def _end(self, recipient: Recipient, event: Event, reason: str) -> None:
        with self._store.database.transaction():
            now = self._store.submissions.recipient(recipient.id)
            if now is not None and now.state in AT_SERVICE:
                self._store.delivery_queue.moved((recipient.id,), event, reason)

    def _too_late(self, recipient: Recipient, reason: str) -> None:
        self._store.submissions.drop_cancel(recipient.id, reason)

    def _comment(self, recipient: Recipient, comment: str) -> None:
        settle = partial(self._store.submissions.settle_comment, recipient.id, comment)
        if not self._has_an_id_alone(recipient):
            settle(_NOT_ALONE.format("change"), changed=False)
            return
        try:
            self._api.change_comment(recipient.outbox_id or "", comment)
        except (NotThere, Conflict):
            settle("The comment could not be changed: it is too late.", changed=False)
        except Refused as error:
            settle(f"The comment could not be changed. {error}", changed=False)
        else:
            settle(COMMENT_CHANGED, changed=True)
