"""Taking back what waits at the service, and changing its comment. Cancelled means proven cancelled."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.errors import Conflict, NotThere, Refused
from faxdesk.core.lifecycle import Event
from faxdesk.core.status import of_archive
from faxdesk.core.times import Now, utc_now
from faxdesk.services.reports import Changed, Report

if TYPE_CHECKING:
    from faxdesk.api.client import FaxApi
    from faxdesk.core.cancel import Cancel as Stop
    from faxdesk.core.model import Recipient
    from faxdesk.store.store import Store

LOOK_AGAIN = timedelta(seconds=2)
"""Pause before the service is asked again whether a cancelled fax is gone."""


class Cancel:
    """Carries out the wishes to cancel and to change the comment of faxes that the service has."""

    def __init__(self, store: Store, api: FaxApi, report: Report, now: Now = utc_now) -> None:
        self._store = store
        self._api = api
        self._report = report
        self._now = now

    def step(self, cancel: Stop) -> float | None:
        """Carry out one wish."""
        for recipient in self._store.deliveries.cancel_wishes():
            self._cancel(recipient)
            self._report(Changed())
            return 0.0
        for recipient, comment in self._store.deliveries.comment_wishes():
            self._comment(recipient, comment)
            self._report(Changed())
            return 0.0
        _ = cancel
        return None

    def _cancel(self, recipient: Recipient) -> None:
        outbox_id = recipient.outbox_id or ""
        try:
            self._api.cancel_fax(outbox_id)
        except NotThere:
            pass
        except Conflict:
            self._too_late(recipient, "The fax is being sent right now and can no longer be cancelled.")
            return
        except Refused as error:
            self._too_late(recipient, f"Fax.Plus did not cancel the fax. {error}")
            return
        self._prove(recipient, outbox_id)

    def _prove(self, recipient: Recipient, outbox_id: str) -> None:
        """Gone from the outbox and not in the archive: only then is a fax cancelled."""
        try:
            self._api.outbox_fax(outbox_id)
        except NotThere:
            pass
        else:
            self._store.deliveries.looked_in_vain(recipient.id, self._now() + LOOK_AGAIN)
            return
        try:
            fax = self._api.fax(outbox_id)
        except NotThere:
            self._store.deliveries.moved((recipient.id,), Event.CANCELLED, recipient.reason or "Cancelled by you.")
            return
        if of_archive(fax.status) is None:
            self._store.deliveries.moved((recipient.id,), Event.CANCELLED, recipient.reason or "Cancelled by you.")
            return
        self._too_late(recipient, "The fax had already been sent when the cancellation came.")

    def _too_late(self, recipient: Recipient, reason: str) -> None:
        self._store.submissions.drop_cancel(recipient.id, reason)

    def _comment(self, recipient: Recipient, comment: str) -> None:
        try:
            self._api.change_comment(recipient.outbox_id or "", comment)
        except (NotThere, Conflict):
            self._store.submissions.settle_comment(recipient.id, "The comment could not be changed: it is too late.")
        except Refused as error:
            self._store.submissions.settle_comment(recipient.id, f"The comment could not be changed. {error}")
        else:
            self._store.submissions.settle_comment(recipient.id, "The comment was changed.", comment)
