"""The mode of the compose dialog for a new fax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.model import MOST_RECIPIENTS, MOST_REDIALS, Draft, Options
from faxdesk.services.written_drafts import DraftRecord
from faxdesk.ui.compose.modes.mode import kept_text, tr

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from faxdesk.core.settings import Settings
    from faxdesk.core.written_draft import WrittenDraft
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.modes.mode import Done, Failed


class NewMode:
    """A fax that has not been there before."""

    def __init__(self, backend: Backend, settings: Settings) -> None:
        self._backend = backend
        redials = min(MOST_REDIALS, max(0, settings.redials))
        options = Options(enhancement=settings.enhancement, redials=redials)
        self._grace = settings.grace
        self.title = tr("New fax")
        self.action = tr("&Send")
        self.hint = ""
        self.outcome = ""
        self.draft = Draft(sender=settings.sender or None, options=options)
        self.fixed_documents = False
        self.most_recipients = MOST_RECIPIENTS
        self.written: WrittenDraft | None = None
        self.again: tuple[tuple[int, str], ...] = ()
        self.record: DraftRecord | None = DraftRecord()

    def keep(self, owner: QObject, draft: Draft, done: Done, failed: Failed) -> None:
        """Keep a new submission, or several."""
        self.outcome = kept_text(draft)
        self._backend.commands.submit(owner, draft, done, failed, grace=self._grace, record=self.record)
