"""What the user asks for. Each command is written into the database off the main thread, and then carried out.

    backend.commands.cancel([recipient])

A command that fails tells the window, unless its caller takes the error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from faxdesk.core.account_notes import AccountState
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.model import Draft, Recipient, Submission
    from faxdesk.services.local_services import LocalServices
    from faxdesk.services.user_requests import TakenBack

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
    ) -> None:
        """Keep a draft as new submissions, all of them or none; together they deal with some earlier recipients."""
        self._writer.request(
            owner,
            lambda services: services.submitter.submit_all(draft, grace=grace, deals_with=deals_with),
            done,
            failed,
        )

    def send_again(
        self,
        owner: QObject,
        recipients: Sequence[Recipient],
        draft: Draft,
        done: Kept,
        failed: Failed,
        *,
        grace: timedelta = timedelta(),
    ) -> None:
        """Send the documents of an earlier fax once more, as the draft says: all of it or nothing."""
        self._writer.request(
            owner, lambda services: services.submitter.again_all(recipients, draft, grace=grace), done, failed
        )

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

    def cancel(self, recipients: Sequence[int]) -> None:
        """Cancel faxes that have not been sent."""
        self._writer.request(None, lambda services: services.user_requests.cancel(recipients))

    def try_now(self, recipient: int) -> None:
        """Try a fax that waits here at once."""
        self._writer.request(None, lambda services: services.user_requests.try_now(recipient))

    def send_unknown_again(self, recipient: int) -> None:
        """The user's decision on a fax of unknown fate: send it once more."""
        self._writer.request(None, lambda services: services.user_requests.send_again(recipient))

    def leave_unknown(self, recipient: int) -> None:
        """The user's decision on a fax of unknown fate: leave it."""
        self._writer.request(None, lambda services: services.user_requests.leave(recipient))

    def dismiss(self, recipients: Sequence[int]) -> None:
        """Nothing more is to be done about these faxes, which ended badly."""
        self._writer.request(None, lambda services: services.user_requests.dismiss(recipients))
