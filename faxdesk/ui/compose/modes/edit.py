"""The mode of the compose dialog for changing a fax that waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import AT_SERVICE, FINAL, State
from faxdesk.ui.compose.modes.mode import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from faxdesk.core.model import Draft, Recipient, Submission
    from faxdesk.core.written_draft import WrittenDraft
    from faxdesk.services.written_drafts import DraftRecord
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.modes.mode import Done, Failed


class EditMode:
    """Another time, number or comment for a fax that waits."""

    def __init__(self, backend: Backend, submission: Submission, recipient: Recipient) -> None:
        self._backend = backend
        self._submission = submission
        self._recipient = recipient
        self._opened: Draft | None = None
        self.title = tr("Change fax")
        self.action = tr("&Save changes")
        self.hint = tr(
            "FaxDesk takes the waiting fax back and sends the changed one in its place, once it is certain that the"
            " first will not go out. If that is too late, the first stays as it is."
        )
        self.outcome = ""
        self.draft = submission.draft((recipient,), backend.factory.now())
        self.fixed_documents = True
        self.most_recipients = 1
        self.written: WrittenDraft | None = None
        self.again: tuple[tuple[int, str], ...] = ()
        self.record: DraftRecord | None = None

    def opened_with(self, draft: Draft) -> None:
        """Take what the dialog shows before anybody has changed it."""
        self._opened = draft

    def keep(self, owner: QObject, draft: Draft, done: Done, failed: Failed) -> None:
        """Replace the waiting fax; where only the comment is another, have that changed at the service."""
        if draft == self._opened:
            done(())
            return
        recipient = self._backend.store.submissions.recipient(self._recipient.id)
        if recipient is None or recipient.state in FINAL or recipient.state is State.SENDING:
            failed(_too_late())
            return
        if self._only_comment(draft) and recipient.state in AT_SERVICE:
            self._change_comment(owner, draft.comment, done, failed)
            return
        self.outcome = tr("Change saved. The waiting fax is taken back first.")
        self._backend.commands.replace(owner, recipient, draft, done, failed)

    def _only_comment(self, draft: Draft) -> bool:
        return self._opened is not None and replace(draft, comment="") == replace(self._opened, comment="")

    def _change_comment(self, owner: QObject, comment: str, done: Done, failed: Failed) -> None:
        self.outcome = tr("The comment will be changed at Fax.Plus.")

        def change(_result: None) -> None:
            # The only one of its fax that it is about.
            done((replace(self._submission, recipients=(self._recipient,)),))

        self._backend.commands.change_comment(owner, self._recipient.id, comment, change, failed)


def _too_late() -> InputRefused:
    return InputRefused(
        "Fax",
        tr("It is too late to change this fax: it is being sent, or has come to its end."),
        tr("Press Cancel. If it has to go out again, choose Send again in the list."),
    )
