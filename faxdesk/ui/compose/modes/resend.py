"""The mode of the compose dialog for sending an earlier fax again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import State
from faxdesk.core.model import MOST_RECIPIENTS
from faxdesk.services.written_drafts import DraftRecord
from faxdesk.ui.compose.modes.mode import kept_text, tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from PySide6.QtCore import QObject

    from faxdesk.core.model import Draft, Recipient, Submission
    from faxdesk.core.written_draft import WrittenDraft
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.modes.mode import Done, Failed


class ResendMode:
    """The documents of an earlier fax once more, to the same recipients or others."""

    def __init__(
        self, backend: Backend, submission: Submission, recipients: Sequence[Recipient], grace: timedelta
    ) -> None:
        self._backend = backend
        self._grace = grace
        self._recipients = tuple(recipients)
        self.title = tr("Send again")
        self.action = tr("&Send")
        unknown = any(recipient.state is State.UNREPORTED for recipient in recipients)
        self.hint = tr("It is not known whether this fax arrived: the recipient may get it twice.") if unknown else ""
        self.outcome = ""
        self.draft = submission.draft(self._recipients, backend.factory.now())
        self.fixed_documents = True
        self.most_recipients = MOST_RECIPIENTS
        self.written: WrittenDraft | None = None
        self.again = tuple((one.id, one.to) for one in self._recipients)
        self.record: DraftRecord | None = DraftRecord()

    def keep(self, owner: QObject, draft: Draft, done: Done, failed: Failed) -> None:
        """Keep a new submission with the documents that are kept already; several where the cover pages differ."""
        self.outcome = kept_text(draft)
        self._backend.commands.send_again(
            owner, self._recipients, draft, done, failed, grace=self._grace, record=self.record
        )
