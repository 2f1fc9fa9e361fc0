"""What the user has to know of the account before pressing Send, at the top of the dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.account_notes import Weight, notes
from faxdesk.core.errors import AccountBlocked
from faxdesk.services.events import Link
from faxdesk.ui.widgets.account_texts import note_text
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from faxdesk.ui.backend.backend import Backend


class AccountLine(InlineNote):
    """There while the account keeps a fax from going out, or changes it. It follows what the services learn."""

    def __init__(self, backend: Backend, parent: QWidget) -> None:
        super().__init__(parent)
        self._backend = backend
        backend.changed.connect(self.look)
        backend.condition_changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Say what there is to say now."""
        found = [note for note in notes(self._backend.store.service_mirror.state()) if note.weight is not Weight.TOLD]
        lines = [note_text(note) for note in found]
        error = self._backend.condition.error
        if isinstance(error, AccountBlocked):
            lines.insert(0, self.tr("{reason} What you send is kept here until then.").format(reason=error.title))
        elif self._backend.condition.link is Link.SIGN_IN:
            lines.insert(0, self.tr("FaxDesk is not signed in. What you send is kept here until it is."))
        blocked = bool(lines) and (len(lines) > len(found) or found[0].weight is Weight.BLOCKS)
        self.say("\n".join(lines), Severity.ERROR if blocked else Severity.WARNING)
