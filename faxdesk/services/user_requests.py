"""What the user asks for about faxes that exist already. It is committed here and carried out by the other services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import FINAL, OPEN, State
from faxdesk.core.resend_decision import CHOICE, OBSTACLES, Obstacle
from faxdesk.core.times import Now, utc_now
from faxdesk.store.drafts import DISCARDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.model import Recipient, Submission
    from faxdesk.store.store import Store


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A submission that the user has taken back, with the recipients that were. `again` are those it had dealt with."""

    submission: Submission
    again: tuple[int, ...] = ()


class UserRequests:
    """Cancellations, changed comments, and the user's word on faxes of unknown fate."""

    def __init__(self, store: Store, now: Now = utc_now) -> None:
        self._store = store
        self._now = now

    def cancel(self, recipients: Sequence[int], grace: timedelta = timedelta()) -> tuple[Recipient, ...]:
        """Ask that these faxes are not sent; return those that can still be cancelled.

        For `grace` the service is not asked to cancel what waits there for a later time, and the cancellation can be
        taken back. Raises `InputRefused` where all of them have come to their end.
        """
        found = [self._store.submissions.recipient(number) for number in recipients]
        waiting = tuple(recipient for recipient in found if recipient is not None and recipient.state in OPEN)
        if not waiting:
            raise InputRefused("Cancel", "This fax can no longer be cancelled.", "It has come to its end already.")
        self._store.submissions.request_cancel(
            [recipient.id for recipient in waiting], until=self._now() + grace if grace else None
        )
        return waiting

    def restore(self, recipients: Sequence[int]) -> tuple[int, ...]:
        """Take cancellations back; return of which faxes. Raises `InputRefused` where it is too late for all."""
        restored = self._store.submissions.restore(recipients)
        if not restored:
            raise InputRefused(
                "Undo",
                "It is too late to take the cancellation back.",
                "Choose the fax in the list and press Send again.",
            )
        return restored

    def change_comment(self, recipient: int, comment: str) -> None:
        """Ask for another comment. Raises `InputRefused` where the fax has come to its end."""
        found = self._store.submissions.recipient(recipient)
        if found is None or found.state in FINAL:
            raise InputRefused("Comment", "The comment can no longer be changed.", "The fax has come to its end.")
        self._store.submissions.request_comment(recipient, comment)

    def send_again(self, recipient: int) -> None:
        """The user has decided: a fax of unknown fate is sent once more."""
        with self._store.database.transaction():
            self._unknown(recipient)
            resend(self._store, recipient)

    def decide_myself(self, recipient: int) -> None:
        """The user does not want that a fax of unknown fate is sent again by itself, and decides about it later."""
        with self._store.database.transaction():
            self._unknown(recipient)
            self._store.lost_faxes.decline(recipient, f"{OBSTACLES[Obstacle.DECLINED]} {CHOICE}")

    def choice_changed(self) -> None:
        """The settings say otherwise what becomes of faxes without a trace."""
        self._store.lost_faxes.reconsider()

    def leave(self, recipient: int) -> None:
        """The user has decided: a fax of unknown fate is left as it is."""
        with self._store.database.transaction():
            self._unknown(recipient)
            self._store.submissions.give_up(recipient)

    def cancel_earlier(self, recipient: int) -> None:
        """The user wants an earlier sending of a fax cancelled that Fax.Plus did not want to cancel before."""
        self._store.lost_faxes.cancel_refused_duplicates(recipient)

    def take_back(self, job: str) -> TakenBack:
        """Take back a whole submission that has not left yet. Raises `InputRefused` where that is too late."""
        with self._store.database.transaction():
            recipients, again = self._store.undo_holds.take_back(job)
            submission = self._store.submissions.get(job)
        if submission is None or not recipients:
            raise InputRefused(
                "Undo",
                "It is too late to take this fax back.",
                "FaxDesk has begun to hand it over. If it waits at Fax.Plus, choose it in the outbox and cancel it.",
            )
        return TakenBack(replace(submission, recipients=recipients), again)

    def take_back_all(self, jobs: Sequence[str]) -> tuple[TakenBack, ...]:
        """Take back of several submissions those that have not left yet. Raises `InputRefused` where all have."""
        taken = []
        late: InputRefused | None = None
        with self._store.database.transaction():
            for job in jobs:
                try:
                    taken.append(self.take_back(job))
                except InputRefused as error:
                    late = error
        if late is not None and not taken:
            raise late
        return tuple(taken)

    def dismiss(self, recipients: Sequence[int]) -> None:
        """The user knows that these faxes ended badly, and wants nothing more done about them."""
        self._store.submissions.deal_with(recipients)

    def discard_draft(self, draft: int) -> None:
        """The user does not want to send a draft. Raises `InputRefused` where it was settled before."""
        self._store.drafts.settle(draft, DISCARDED)

    def restore_draft(self, draft: int) -> None:
        """The user wants it after all."""
        self._store.drafts.restore(draft)

    def try_now(self, recipient: int) -> None:
        """A fax that waits here for its next try shall be tried at once."""
        with self._store.database.transaction():
            found = self._store.submissions.recipient(recipient)
            if found is not None and found.state is State.QUEUED:
                self._store.delivery_queue.put_off(recipient, self._now())

    def _unknown(self, recipient: int) -> None:
        found = self._store.submissions.recipient(recipient)
        if found is None or found.state is not State.UNKNOWN:
            raise InputRefused("Fax", "Its fate is known by now.", "Look at its state in the list.")


def resend(store: Store, recipient: int, unseen: timedelta | None = None) -> None:
    """Put a fax of unknown fate back into the queue, in the caller's transaction.

    `unseen` is for how long the service has shown no trace of it, where that decided it and not the user.
    """
    wanted = store.submissions.requested_comment(recipient)
    store.earlier_attempts.send_again(recipient, unseen)
    if wanted is not None:
        # What is sent in the place of the fax gets the comment that the user asked for last.
        store.submissions.request_comment(recipient, wanted)
