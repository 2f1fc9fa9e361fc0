"""What the modes of the compose dialog have in common in which an earlier fax is sent once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.model import MOST_RECIPIENTS
from faxdesk.services.written_drafts import DraftRecord
from faxdesk.ui.compose.modes.mode import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from faxdesk.core.model import Recipient, Submission
    from faxdesk.core.written_draft import WrittenDraft
    from faxdesk.ui.backend.backend import Backend


class EarlierFaxMode:
    """Starts with a fax as it was, to some of its recipients. How it is kept is for the mode."""

    def __init__(
        self,
        backend: Backend,
        grace: timedelta,
        submission: Submission,
        recipients: Sequence[Recipient],
        *,
        title: str,
        hint: str,
        fixed_documents: bool,
    ) -> None:
        self._backend = backend
        self._grace = grace
        self._recipients = tuple(recipients)
        self.title = title
        self.action = tr("&Send")
        self.hint = hint
        self.outcome = ""
        self.draft = submission.draft(self._recipients, backend.factory.now())
        self.fixed_documents = fixed_documents
        self.most_recipients = MOST_RECIPIENTS
        self.written: WrittenDraft | None = None
        self.again = tuple((one.id, one.to) for one in self._recipients)
        self.record: DraftRecord | None = DraftRecord()
