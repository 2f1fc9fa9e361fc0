"""The mode of the compose dialog for sending an earlier fax again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import State
from faxdesk.ui.compose.modes.earlier_fax import EarlierFaxMode
from faxdesk.ui.compose.modes.mode import kept_text, tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from PySide6.QtCore import QObject

    from faxdesk.core.model import Draft, Recipient, Submission
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.modes.mode import Done, Failed


class ResendMode(EarlierFaxMode):
    """The documents of an earlier fax once more, to the same recipients or others."""

    def __init__(
        self, backend: Backend, submission: Submission, recipients: Sequence[Recipient], grace: timedelta
    ) -> None:
        unknown = any(recipient.state is State.UNREPORTED for recipient in recipients)
        hint = tr("It is not known whether this fax arrived: the recipient may get it twice.") if unknown else ""
        title = tr("Send again")
        super().__init__(backend, grace, submission, recipients, title=title, hint=hint, fixed_documents=True)

    def keep(self, owner: QObject, draft: Draft, done: Done, failed: Failed) -> None:
        """Keep a new submission with the documents that are kept already; several where the cover pages differ."""
        self.outcome = kept_text(draft)
        self._backend.commands.send_again(
            owner, self._recipients, draft, done, failed, grace=self._grace, record=self.record
        )
