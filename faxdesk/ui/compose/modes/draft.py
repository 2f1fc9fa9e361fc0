"""The mode of the compose dialog for a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.model import MOST_RECIPIENTS
from faxdesk.core.written_draft import dealt_with
from faxdesk.services.written_drafts import DraftRecord
from faxdesk.ui.compose.modes.mode import kept_text, tr

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from faxdesk.core.model import Draft
    from faxdesk.core.settings import Settings
    from faxdesk.core.written_draft import WrittenDraft
    from faxdesk.store.drafts import KeptDraft
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.modes.mode import Done, Failed


class DraftMode:
    """A draft that somebody began to write, or that was kept for somebody to look at. All of it can be changed."""

    def __init__(self, backend: Backend, settings: Settings, kept: KeptDraft) -> None:
        self._backend, self._grace = backend, settings.grace
        self.title = tr("New fax")
        self.action = tr("&Send")
        self.hint = (
            tr("{reason} It is from {folder}.").format(reason=kept.reason, folder=kept.origin) if kept.origin else ""
        )
        self.outcome = ""
        self.draft = kept.draft
        self.fixed_documents = False
        self.most_recipients = MOST_RECIPIENTS
        self.written: WrittenDraft | None = kept.written
        self.again = kept.written.again if kept.written is not None else ()
        self.record: DraftRecord | None = DraftRecord(kept.id)

    def keep(self, owner: QObject, draft: Draft, done: Done, failed: Failed) -> None:
        """Keep it as a new submission, or several; the draft is settled with it."""
        self.outcome = kept_text(draft)
        again = dealt_with(self.again, draft.recipients)
        self._backend.commands.submit(
            owner, draft, done, failed, grace=self._grace, deals_with=again, record=self.record
        )
