"""From the queue to the service's hands: upload, submit, and settle what became of a lost answer."""

from __future__ import annotations

from dataclasses import replace as changed
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core import backoff
from faxdesk.core.errors import (
    BadAnswer,
    FaxDeskError,
    InputRefused,
    InternalFault,
    Offline,
    Paused,
    Refused,
    ServiceError,
    SignInNeeded,
    Stopped,
    StoreTrouble,
    in_words,
)
from faxdesk.core.lifecycle import Event
from faxdesk.core.matching import ids_by_number
from faxdesk.core.model import Shipment
from faxdesk.core.service_status import Remedy
from faxdesk.core.times import Now, utc_now
from faxdesk.services.events import Changed, EventSink, Progress
from faxdesk.services.pre_send_check import PreSendCheck
from faxdesk.store.cells import UnreadableRecord
from faxdesk.store.transitions import WORDS

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.api.client import FaxApi
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import Recipient, Submission
    from faxdesk.services.account import AccountCache
    from faxdesk.services.lost_answers import LostAnswerSettler
    from faxdesk.store.attempts import Attempt
    from faxdesk.store.store import Store

FRESH = timedelta(minutes=1)
"""A path that was this old at the most when the step began, or was made in it, cannot have expired: a refusal then has
another reason."""
LONGER = 1.5
"""So many times as long as the whole delivery a fax pauses whose own the fault may be: more than the quarter that
chance adds to either pause, so that another fax is the next to go."""
UPLOAD_KEEPS = timedelta(minutes=30)
"""How long an uploaded path is trusted: half of the only lifetime that the vendor names, on a page about something else
(docs/api-notes.md, section 15)."""

READ_AGAIN = timedelta(seconds=5)
"""Until a fax whose record cannot be read is tried again: somebody may bring a backup at any time."""


_MAY_BE_ITS_OWN = (BadAnswer, Refused, StoreTrouble, InternalFault)


class Deliverer:
    """Takes one submission a step from the queue, uploads its documents and hands it over, oldest first."""

    def __init__(
        self,
        store: Store,
        api: FaxApi,
        account: AccountCache,
        settle: LostAnswerSettler,
        report: EventSink,
        now: Now = utc_now,
    ) -> None:
        self._store = store
        self._api = api
        self._account = account
        self._settle = settle
        self._report = report
        self._now = now
        self._beforehand = PreSendCheck(store, api, now)
        self._swept = False
        self._unwritten: tuple[tuple[Recipient, ...], dict[str, str]] | None = None
        self._troubles: dict[str, int] = {}

    def step(self, cancel: CancelToken) -> float | None:
        """Hand over the next submission, or look for one whose answer was lost."""
        queue = self._store.delivery_queue
        self._tidy_up()
        if queue.end_late_replacements():
            self._report(Changed())
        account = self._account.uid()
        job = queue.next_job(account)
        if job is not None:
            try:
                self._hand_over(job, account, cancel)
            except UnreadableRecord as error:
                # It must not keep the others back.
                queue.explain(job, str(error), self._now() + READ_AGAIN)
            except (FaxDeskError, KeyboardInterrupt):
                raise
            except BaseException as error:
                # The others go on meanwhile.
                words = in_words(error)
                queue.explain(job, str(words), self._now() + self._pause(job, words))
                raise
            return 0.0
        pauses = [self._settle.step(cancel)]
        next_time = queue.next_time(account)
        if next_time is not None:
            pauses.append(max(0.05, (next_time - self._now()).total_seconds()))
        return min((pause for pause in pauses if pause is not None), default=None)

    def _tidy_up(self) -> None:
        """Settle what an earlier step could not write down, or what a dead process left in the middle."""
        if self._unwritten is not None:
            self._write_down()
        self._store.attempts.recover()
        if not self._swept:
            self._store.spool.sweep()
            self._swept = True
            self._report(Changed())

    def _hand_over(self, job: str, account: str, cancel: CancelToken) -> None:
        attempts = self._store.attempts
        recipients = self._cleared(job, account, cancel)
        submission = self._store.submissions.get(job)
        if submission is None or not recipients:
            self._report(Changed())
            return
        sender = submission.sender or self._account.sender()
        attempt = attempts.begin(job, [recipient.id for recipient in recipients], account, sender)
        self._report(Changed())
        mine = attempts.in_hand(attempt.id)
        if not mine:
            return
        # From here on another comment is a request, which is carried out at the service.
        comment = self._store.submissions.comment(mine[0].id)
        began = self._now()
        try:
            paths = self._upload(submission, attempt, cancel)
            if not self._held(attempt) and not self._called_off(attempt, account, cancel):
                self._submit(changed(submission, sender=sender, comment=comment), attempt, paths, began)
        except SignInNeeded as error:
            self._account.sending_refused(error)
            raise
        except (Refused, InputRefused) as error:
            self._account.doubt_numbers()
            refused = [recipient.id for recipient in attempts.in_hand(attempt.id)]
            code, remedy = (error.code, error.remedy) if isinstance(error, Refused) else ("", Remedy.ANYTHING)
            self._store.delivery_queue.moved(refused, Event.REFUSED, str(error), status=code, remedy=remedy)
        finally:
            self._report(Changed())

    def _cleared(self, job: str, account: str, cancel: CancelToken) -> tuple[Recipient, ...]:
        try:
            return self._beforehand.cleared(job, account, cancel)
        except ServiceError as error:
            pause = self._pause(job, error)
            self._store.delivery_queue.explain(job, str(error), self._now() + pause if pause else None)
            raise

    # ------------------------------------------------------------------------------------------------ upload

    def _upload(self, submission: Submission, attempt: Attempt, cancel: CancelToken) -> tuple[str, ...]:
        attempts = self._store.attempts
        known = dict(attempt.uploads)
        if known:
            attempts.forget_uploads(attempt.id, UPLOAD_KEEPS)
            known = attempts.attempt(attempt.id).uploads
        total = sum(document.size for document in submission.documents)
        done = 0
        try:
            for position, document in enumerate(submission.documents):
                if position not in known:
                    known[position] = self._api.upload(
                        self._store.spool.path(document.sha256),
                        document.name,
                        document.type,
                        ProgressReport(self._report, submission.job, done, total),
                        cancel,
                        document.sha256,
                    )
                    attempts.uploaded(attempt.id, position, known[position])
                done += document.size
        except Stopped:
            attempts.not_sent(attempt.id, Event.UPLOAD_INTERRUPTED, "", timedelta())
            raise
        except (Refused, InputRefused, KeyboardInterrupt):
            raise
        except BaseException as error:
            self._not_sent(submission.job, attempt, Event.UPLOAD_INTERRUPTED, in_words(error))
            raise
        return tuple(known[position] for position in range(len(submission.documents)))

    def _not_sent(self, job: str, attempt: Attempt, event: Event, error: FaxDeskError) -> None:
        """Queue the recipients again."""
        pause = self._pause(job, error)
        answered = event is Event.NOT_SENT and not isinstance(error, Offline)
        self._store.attempts.not_sent(attempt.id, event, str(error), pause, denied=answered)

    def _pause(self, job: str, error: FaxDeskError) -> timedelta:
        """Return for how long a job stands back. A fault that may be its own lets the next fax go first."""
        self._troubles[job] = self._troubles.get(job, 0) + 1
        own = isinstance(error, _MAY_BE_ITS_OWN) or getattr(error, "may_have_acted", False)
        asked = error.retry_after if isinstance(error, Paused) else None
        return timedelta(seconds=LONGER * backoff.delay(self._troubles[job], asked) if own else 0)

    def _held(self, attempt: Attempt) -> bool:
        """Put an attempt back into the queue where the user may still take it back; it is uploaded by now."""
        # A hold is never begun again.
        if self._store.undo_holds.until(attempt.job) is None:
            return False
        with self._store.database.transaction():
            held = self._store.undo_holds.until(attempt.job) is not None
            if held:
                self._store.attempts.not_sent(attempt.id, Event.HELD, WORDS[Event.HELD], timedelta())
        return held

    def _called_off(self, attempt: Attempt, account: str, cancel: CancelToken) -> bool:
        """Put an attempt back where a fax that is sent again by itself has turned up, which an upload gives time to."""
        attempts = self._store.attempts
        try:
            doubted = self._beforehand.doubted(attempts.in_hand(attempt.id), account, cancel)
        except Stopped:
            attempts.not_sent(attempt.id, Event.UPLOAD_INTERRUPTED, "", timedelta())
            raise
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self._not_sent(attempt.job, attempt, Event.UPLOAD_INTERRUPTED, in_words(error))
            raise
        if doubted:
            with self._store.database.transaction():
                # The others of the attempt go on from the queue, with what is uploaded.
                attempts.not_sent(attempt.id, Event.HELD, WORDS[Event.HELD], timedelta())
                self._beforehand.call_off(doubted)
        return bool(doubted)

    # ------------------------------------------------------------------------------------------------ submit

    def _submit(self, submission: Submission, attempt: Attempt, paths: tuple[str, ...], began: datetime) -> None:
        attempts = self._store.attempts
        recipients = attempts.posting(attempt.id, self._api.clock_offset)
        try:
            self._report(Changed())
            shipment = self._shipment(submission, attempt, paths, recipients)
        except BaseException as error:
            # Nothing has left.
            words = in_words(error)
            attempts.not_sent(attempt.id, Event.NOT_SENT, str(words), self._pause(submission.job, words))
            raise
        if not recipients:
            return
        try:
            answer = self._api.send(shipment)
        except Refused as error:
            uploaded_at = attempts.attempt(attempt.id).uploaded_at
            attempts.forget_uploads(attempt.id)
            if uploaded_at is None or began - uploaded_at < FRESH:
                raise
            # The service may have dropped the documents since they were uploaded: once more, with fresh ones.
            attempts.not_sent(attempt.id, Event.NOT_SENT, f"Uploading again. {error}", timedelta(), denied=True)
            return
        except ServiceError as error:
            if error.may_have_acted:
                self._answer_lost(attempt, str(error))
            else:
                self._not_sent(submission.job, attempt, Event.NOT_SENT, error)
            raise
        except BaseException:
            # Whatever happened here, the request may have left: nothing may send it again blindly.
            self._answer_lost(attempt, "FaxDesk had a fault while handing the fax over.")
            raise
        self._troubles.pop(submission.job, None)
        self._account.sending_allowed()
        self._unwritten = recipients, answer
        self._write_down()

    def _shipment(
        self, submission: Submission, attempt: Attempt, paths: tuple[str, ...], recipients: tuple[Recipient, ...]
    ) -> Shipment:
        return Shipment(
            sender=submission.sender or "",
            to=tuple(recipient.to for recipient in recipients),
            files=paths,
            tag=attempt.tag,
            comment=submission.comment,
            # A time that has passed while the fax waited here means: as soon as possible.
            send_at=submission.send_at if submission.send_at and submission.send_at > self._now() else None,
            options=submission.options,
            cover_page=submission.cover_page,
        )

    def _answer_lost(self, attempt: Attempt, reason: str) -> None:
        lost = [recipient.id for recipient in self._store.attempts.in_hand(attempt.id)]
        self._store.delivery_queue.moved(
            lost, Event.ANSWER_LOST, f"Not known yet whether Fax.Plus has the fax. {reason}"
        )

    def _write_down(self) -> None:
        """Write down the answer to a request. Where the disk does not take it, the next step writes it."""
        try:
            self._accept()
        except StoreTrouble:
            raise
        except BaseException:
            # It cannot be written at all: what became of the fax is looked for, as after a lost answer.
            self._unwritten = None
            raise

    def _accept(self) -> None:
        if self._unwritten is None:
            return
        recipients, answer = self._unwritten
        ids = self._new_ids(recipients, answer)
        with self._store.database.transaction():
            for attempt_id in self._store.attempts.of(recipients):
                self._store.attempts.accepted(attempt_id)
            for recipient in recipients:
                if recipient.to in ids:
                    self._store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id=ids[recipient.to])
                else:
                    self._store.delivery_queue.moved(
                        (recipient.id,), Event.ANSWER_LOST, "Fax.Plus gave no id for this fax. Looking for it there."
                    )
        self._unwritten = None

    def _new_ids(self, recipients: tuple[Recipient, ...], answer: dict[str, str]) -> dict[str, str]:
        """Return number -> id, without ids that belong to faxes of other requests: those cannot be true."""
        ids = ids_by_number(answer, [recipient.to for recipient in recipients])
        mine = {recipient.id for recipient in recipients}
        owners = self._store.delivery_queue.owners(ids.values())
        return {number: name for number, name in ids.items() if owners.get(name, set()) <= mine}


class ProgressReport:
    """Adds up the bytes of several documents and reports about a hundred times for a job, however large it is."""

    def __init__(self, report: EventSink, job: str, before: int, total: int) -> None:
        self._report = report
        self._job = job
        self._before = before
        self._total = total
        self._next = 0

    def __call__(self, sent: int, _size: int) -> None:
        """Report that `sent` bytes of the present document are on their way."""
        if sent >= self._next:
            self._next = sent + max(1, self._total // 100)
            self._report(Progress(self._job, min(self._before + sent, self._total), self._total))
