"""The mode of the compose dialog for a new fax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.cover import Cover
from faxdesk.core.model import MOST_RECIPIENTS, MOST_REDIALS, Draft, Options
from faxdesk.core.settings import LAST_COVER, TEMPLATE_COVER
from faxdesk.ui.compose.modes.mode import kept_text, tr

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QObject

    from faxdesk.core.settings import Settings
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.modes.mode import Done, Failed


class NewMode:
    """A fax that has not been there before."""

    def __init__(self, backend: Backend, settings: Settings, recipients: tuple[str, ...] = ()) -> None:
        """`recipients` are the numbers that it begins with."""
        self._backend = backend
        redials = min(MOST_REDIALS, max(0, settings.redials))
        options = Options(enhancement=settings.enhancement, redials=redials)
        self._grace = settings.grace
        self.title = tr("New fax")
        self.action = tr("&Send")
        self.hint = ""
        self.outcome = ""
        self.draft = Draft(
            recipients=recipients,
            sender=settings.first_sender,
            options=options,
            cover=_first_cover(backend.factory.folder.covers, settings.default_cover),
        )
        self.fixed_documents = False
        self.most_recipients = MOST_RECIPIENTS

    def keep(self, owner: QObject, draft: Draft, done: Done, failed: Failed) -> None:
        """Keep a new submission, or several."""
        self.outcome = kept_text(draft)
        self._backend.commands.submit(owner, draft, done, failed, grace=self._grace)


def _first_cover(path: Path, wanted: str) -> Cover | None:
    """Return the cover page that the settings want; None for none, and for a template that is no longer there."""
    if not wanted:
        return None
    from faxdesk.store.cover_templates import CoverTemplates

    covers = CoverTemplates(path)
    page = covers.last if wanted == LAST_COVER else covers.templates.get(wanted.removeprefix(TEMPLATE_COVER))
    return None if page is None else Cover(page)
