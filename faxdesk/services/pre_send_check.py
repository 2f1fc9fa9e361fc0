"""What is ruled out before a fax is tried again: that the service has it, or that it arrived after all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.cancel_token import check
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.service_status import explain, of_archive
from faxdesk.core.times import from_ms
from faxdesk.services import archive_reader
from faxdesk.services.record_finder import MOST_PAGES, SKEW, RecordFinder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faxdesk.api.client import FaxApi
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import Fax, Recipient
    from faxdesk.core.times import Now
    from faxdesk.store.delivery_queue import LostAttempt
    from faxdesk.store.earlier_attempts import EarlierAttempt
    from faxdesk.store.store import Store

NOT_OVER = timedelta(minutes=2)
"""Pause until the next look at an earlier try about which the service says anything but how it ended."""

_EVER = from_ms(0)
_GOES_ON = "Fax.Plus is still trying."


class PreSendCheck:
    """Looks at the service for faxes that are about to leave not for the first time."""

    def __init__(self, store: Store, api: FaxApi, now: Now) -> None:
        self._store = store
        self._api = api
        self._now = now

    def cleared(self, job: str, account: str, cancel: CancelToken) -> tuple[Recipient, ...]:
        """Return the recipients of a job that may go out now. A fax that is found at the service is moved there."""
        self._find_denied(job, account)
        recipients = self._store.delivery_queue.queued(job)
        earlier_attempts = self._store.earlier_attempts.of_job(job)
        due = tuple(recipient for recipient in recipients if recipient.id in earlier_attempts)
        if due and self._call_off(due, account, cancel):
            recipients = self._store.delivery_queue.queued(job)
            due = tuple(recipient for recipient in recipients if recipient.id in earlier_attempts)
        if due:
            self._find_late_successes(due, earlier_attempts, cancel)
            recipients = self._store.delivery_queue.queued(job)
        return recipients

    def _call_off(self, recipients: tuple[Recipient, ...], account: str, cancel: CancelToken) -> bool:
        """Do not send again by itself what may be at the service after all; return whether there was any.

        It was not when that was decided, but the fax may have waited here since.
        """
        doubted = self.doubted(recipients, account, cancel)
        self.call_off(doubted)
        return bool(doubted)

    def doubted(self, recipients: tuple[Recipient, ...], account: str, cancel: CancelToken) -> tuple[LostAttempt, ...]:
        """Return the lost attempts in whose place some recipients are sent again by itself, if they may be there."""
        lost = []
        for recipient in recipients:
            position = self._store.lost_faxes.resent_unseen(recipient.id)
            if position is None:
                continue
            known = self._store.delivery_queue.lost_attempts(_EVER, account, recipient=recipient.id)
            lost += [one for one in known if one.position == position]
        if not lost:
            return ()
        finder = RecordFinder(self._store, self._api, self._now)
        finder.read_outbox(self._api.outbox())
        finder.read_archive([one.fax for one in lost], cancel)
        return tuple(one for one in lost if not finder.whole or finder.has_trace(one.fax))

    def call_off(self, doubted: Iterable[LostAttempt]) -> None:
        """Look again for these attempts instead of sending their faxes, which are in the queue, once more."""
        with self._store.database.transaction():
            for one in doubted:
                self._store.lost_faxes.call_off(one.fax.recipient.id, one.position)

    def _find_denied(self, job: str, account: str) -> None:
        """Look in the outbox for what an earlier request asked for, which was answered with a no.

        A gateway before the service may say no to what the service does all the same. Only its tag and its uploads
        tell: an equal fax in the archive may be any other.
        """
        if not self._store.attempts.any_denied(job):
            return
        queued = self._store.delivery_queue.claims((State.QUEUED,), due_only=True, account=account, job=job)
        denied = [claim for claim in queued if claim.attempt is not None and claim.attempt.denied]
        if denied:
            RecordFinder(self._store, self._api, self._now).find_waiting(denied, self._api.outbox())

    def _find_late_successes(
        self,
        recipients: tuple[Recipient, ...],
        earlier_attempts: dict[int, tuple[EarlierAttempt, ...]],
        cancel: CancelToken,
    ) -> None:
        """Ask the archive whether it stands by what it said of the earlier tries."""
        by_id = {recipient.id: recipient for recipient in recipients}
        wanted = {one.fax_id: number for number in by_id for one in earlier_attempts[number] if one.fax_id}
        if not wanted:
            return
        since = min(one.ended_at for number in by_id for one in earlier_attempts[number])
        for count, page in enumerate(archive_reader.pages(self._api, since - SKEW), 1):
            self._store.service_mirror.keep_faxes(page)
            for fax in page:
                number = wanted.pop(fax.id, None)
                if number is not None:
                    self._take_over(by_id[number], earlier_attempts[number], fax)
            if not wanted or count >= MOST_PAGES:
                return
            check(cancel)

    def _take_over(self, recipient: Recipient, earlier_attempts: tuple[EarlierAttempt, ...], fax: Fax) -> None:
        meaning = of_archive(fax.status)
        if meaning is not None and meaning.event is Event.REPORTED_FAILED:
            return
        with self._store.database.transaction():
            now = self._store.submissions.recipient(recipient.id)
            if now is None or now.state is not State.QUEUED:
                return
            if meaning is None:
                said = _GOES_ON if fax.status == "in_progress" else explain(fax.status, fax.description)
                reason = f"{said} FaxDesk waits with the next try."
                self._store.delivery_queue.looked_in_vain(recipient.id, self._now() + NOT_OVER, reason=reason)
                return
            outbox_id = next((one.outbox_id for one in earlier_attempts if one.fax_id == fax.id), None)
            self._store.delivery_queue.moved(
                (recipient.id,),
                meaning.event,
                explain(fax.status, fax.description),
                outbox_id=outbox_id,
                fax_id=fax.id,
                status=fax.status,
                pages=fax.pages or recipient.pages,
            )
