"""The mode of the compose dialog for a draft that was kept for somebody to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.model import MOST_RECIPIENTS
from faxdesk.ui.compose.modes.mode import kept_text, tr

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from faxdesk.core.model import Draft
    from faxdesk.core.settings import Settings
    from faxdesk.store.drafts import KeptDraft
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.modes.mode import Done, Failed


class DraftMode:
    """A draft, all of which can be changed. It stays as it was kept where the dialog is closed without sending it."""

    def __init__(self, backend: Backend, settings: Settings, kept: KeptDraft) -> None:
        self._backend, self._kept, self._grace = backend, kept, settings.grace
        self.title = tr("New fax")
        self.action = tr("&Send")
        self.hint = tr("{reason} It is from {folder}.").format(reason=kept.reason, folder=kept.origin)
        self.outcome = ""
        self.draft = kept.draft
        self.fixed_documents = False
        self.most_recipients = MOST_RECIPIENTS

    def keep(self, owner: QObject, draft: Draft, done: Done, failed: Failed) -> None:
        """Keep it as a new submission, or several; the draft is settled with it."""
        self.outcome = kept_text(draft)
        self._backend.commands.send_draft(owner, self._kept.id, draft, done, failed, grace=self._grace)
