"""What the user asks for. Each command is written into the database off the main thread, and then carried out.

    backend.commands.cancel([recipient])

A command that fails tells the window, unless its caller takes the error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QObject

    from faxdesk.core.account_notes import AccountState
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.model import Draft, Recipient, Submission
    from faxdesk.core.written_draft import WrittenDraft
    from faxdesk.services.local_services import LocalServices
    from faxdesk.services.user_requests import TakenBack
    from faxdesk.services.written_drafts import DraftRecord

    Done = Callable[[None], None]

    Kept = Callable[[tuple[Submission, ...]], None]
    """Called when all is safely on disk: only then may a dialog close."""
    Failed = Callable[[FaxDeskError], None]

T = TypeVar("T")


class RequestWriter(Protocol):
    """Whoever writes requests into the database: the backend."""

    def request(
        self,
        owner: QObject | None,
        job: Callable[[LocalServices], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[FaxDeskError], None] | None = None,
    ) -> None: ...


class FaxCommands:
    """The commands on faxes: new ones, and those of the lists."""

    def __init__(self, writer: RequestWriter) -> None:
        self._writer = writer

    # ------------------------------------------------------------------------------------------- from a dialog

    def submit(
        self,
        owner: QObject,
        draft: Draft,
        done: Kept,
        failed: Failed,
        *,
        grace: timedelta = timedelta(),
        deals_with: Sequence[int] = (),
        record: DraftRecord | None = None,
    ) -> None:
        """Keep a draft as new submissions, all of them or none; together they deal with some earlier recipients.

        Where it was kept under a number (`record`), it is settled with that, once.
        """

        def submit(services: LocalServices) -> tuple[Submission, ...]:
            with services.written_drafts.sending(record) as settle:
                return services.submitter.submit_all(draft, grace=grace, deals_with=deals_with, also=settle)

        self._writer.request(owner, submit, done, failed)

    def keep_draft(
        self, owner: QObject | None, record: DraftRecord, written: WrittenDraft, done: Done, failed: Failed
    ) -> None:
        """Keep what a dialog says as its draft."""
        self._writer.request(owner, lambda services: services.written_drafts.keep(record, written), done, failed)

    def drop_draft(self, record: DraftRecord) -> None:
        """Nothing is left of a dialog that would have to be kept."""
        self._writer.request(None, lambda services: services.written_drafts.discard(record))

    def send_again(
        self,
        owner: QObject,
        recipients: Sequence[Recipient],
        draft: Draft,
        done: Kept,
        failed: Failed,
        *,
        grace: timedelta = timedelta(),
        record: DraftRecord | None = None,
    ) -> None:
        """Send the documents of an earlier fax once more, as the draft says: all of it or nothing.

        Where the draft was kept (`record`), it is settled with that.
        """

        def send(services: LocalServices) -> tuple[Submission, ...]:
            with services.written_drafts.sending(record) as settle:
                return services.submitter.again_all(recipients, draft, grace=grace, also=settle)

        self._writer.request(owner, send, done, failed)

    def send_all_again(
        self,
        owner: QObject,
        faxes: Sequence[tuple[Sequence[Recipient], Draft]],
        done: Kept,
        failed: Failed,
        *,
        grace: timedelta = timedelta(),
    ) -> None:
        """Send several faxes once more, each to its recipients as its draft says: all of them or none."""

        def send(services: LocalServices) -> tuple[Submission, ...]:
            with services.store.database.transaction():
                return tuple(
                    kept
                    for recipients, draft in faxes
                    for kept in services.submitter.again_all(recipients, draft, grace=grace)
                )

        self._writer.request(owner, send, done, failed)

    def replace(self, owner: QObject, recipient: Recipient, draft: Draft, done: Kept, failed: Failed) -> None:
        """Cancel a waiting fax and send a changed one in its place, once that is proven."""
        self._writer.request(owner, lambda services: (services.submitter.replace(recipient, draft),), done, failed)

    def change_comment(
        self, owner: QObject, recipient: int, comment: str, done: Callable[[None], None], failed: Failed
    ) -> None:
        """Change the comment of a fax that waits at Fax.Plus."""
        self._writer.request(
            owner, lambda services: services.user_requests.change_comment(recipient, comment), done, failed
        )

    def take_back(
        self, owner: QObject, jobs: Sequence[str], done: Callable[[tuple[TakenBack, ...]], None], failed: Failed
    ) -> None:
        """Take back what has just been sent, before it leaves."""
        self._writer.request(owner, lambda services: services.user_requests.take_back_all(jobs), done, failed)

    def keep_account(self, state: AccountState) -> None:
        """Keep what a token showed of its account when it was connected."""
        self._writer.request(None, lambda services: services.store.service_mirror.keep_state(state, probed=True))

    # ------------------------------------------------------------------------------------------ from the lists

    def cancel(
        self,
        owner: QObject,
        recipients: Sequence[int],
        done: Callable[[tuple[int, ...]], None],
        grace: timedelta = timedelta(),
    ) -> None:
        """Cancel faxes that have not been sent; `done` is given those whose cancellation can be taken back."""

        def cancel(services: LocalServices) -> tuple[int, ...]:
            services.user_requests.cancel(recipients, grace)
            return services.store.submissions.restorable(recipients) if grace else ()

        self._writer.request(owner, cancel, done)

    def restore(
        self, owner: QObject, recipients: Sequence[int], done: Callable[[tuple[int, ...]], None], failed: Failed
    ) -> None:
        """Take cancellations back."""
        self._writer.request(owner, lambda services: services.user_requests.restore(recipients), done, failed)

    def mark_received(self, ids: Sequence[str], *, read: bool) -> None:
        """Mark received faxes as read, or as not read."""
        self._writer.request(None, lambda services: services.inbox_requests.mark(ids, read=read))

    def comment_received(self, fax_id: str, comment: str) -> None:
        """Give a received fax another comment."""
        self._writer.request(None, lambda services: services.inbox_requests.comment(fax_id, comment))

    def delete_received(
        self, owner: QObject, ids: Sequence[str], done: Callable[[tuple[str, ...]], None], grace: timedelta
    ) -> None:
        """Delete received faxes; `done` is given those that were there. For `grace` that can be taken back."""
        self._writer.request(owner, lambda services: services.inbox_requests.delete(ids, grace), done)

    def restore_received(
        self, owner: QObject, ids: Sequence[str], done: Callable[[tuple[str, ...]], None], failed: Failed
    ) -> None:
        """Take the deletion of received faxes back."""
        self._writer.request(owner, lambda services: services.inbox_requests.restore(ids), done, failed)

    def try_now(self, recipient: int) -> None:
        """Try a fax that waits here at once."""
        self._writer.request(None, lambda services: services.user_requests.try_now(recipient))

    def send_unknown_again(self, recipient: int) -> None:
        """The user's decision on a fax of unknown fate: send it once more."""
        self._writer.request(None, lambda services: services.user_requests.send_again(recipient))

    def leave_unknown(self, recipient: int) -> None:
        """The user's decision on a fax of unknown fate: leave it."""
        self._writer.request(None, lambda services: services.user_requests.leave(recipient))

    def cancel_earlier(self, recipient: int) -> None:
        """Have the earlier sending of a fax that may arrive twice cancelled at Fax.Plus."""
        self._writer.request(None, lambda services: services.user_requests.cancel_earlier(recipient))

    def decide_unknown_myself(self, recipient: int) -> None:
        """The user's decision on a fax without a trace: it is not sent again by itself."""
        self._writer.request(None, lambda services: services.user_requests.decide_myself(recipient))

    def lost_answers_choice_changed(self) -> None:
        """The settings say otherwise what becomes of faxes without a trace."""
        self._writer.request(None, lambda services: services.user_requests.choice_changed())

    def discard_draft(self, number: int) -> None:
        """The user does not want to send a draft."""
        self._writer.request(None, lambda services: services.user_requests.discard_draft(number))

    def restore_draft(self, number: int) -> None:
        """The user wants a draft after all."""
        self._writer.request(None, lambda services: services.user_requests.restore_draft(number))

    def watch_folders(self, added: Sequence[Path], removed: Sequence[Path]) -> None:
        """Watch more folders, and others no longer."""
        self._writer.request(None, lambda services: services.store.watched_files.change_folders(added, removed))

    def dismiss(self, recipients: Sequence[int]) -> None:
        """Nothing more is to be done about these faxes, which ended badly."""
        self._writer.request(None, lambda services: services.user_requests.dismiss(recipients))
