"""What the user has to know of the account before pressing Send, at the top of the dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.account_notes import NOT_STORED_CODE, AccountNote, Weight, notes
from faxdesk.core.errors import AccountBlocked
from faxdesk.services.events import Link
from faxdesk.ui.widgets.account_texts import note_text
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from faxdesk.core.errors import FaxDeskError
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
        found = [note for note in notes(self._backend.store.service_mirror.state()) if _concerns_a_fax(note)]
        error, signed_out = self._backend.condition.error, self._backend.condition.link is Link.SIGN_IN
        gravest = max((note.weight for note in found), default=Weight.TOLD)
        # What keeps everything back is said alone: the rest matters once that is settled.
        lines = [note_text(note) for note in (found[:1] if gravest is Weight.BLOCKS else found)]
        if signed_out and gravest is not Weight.BLOCKS:
            gravest = Weight.BLOCKS
            lines = [self._why_nothing_goes_out(error)]
        self.say("\n".join(lines), _SEVERITIES[gravest])

    def _why_nothing_goes_out(self, error: FaxDeskError | None) -> str:
        if isinstance(error, AccountBlocked):
            return self.tr("{reason} What you send is saved here until it changes.").format(reason=error.title)
        return self.tr("FaxDesk is not signed in. What you send is saved here until it is.")


_SEVERITIES = {Weight.TOLD: Severity.MUTED, Weight.MATTERS: Severity.WARNING, Weight.BLOCKS: Severity.ERROR}


def _concerns_a_fax(note: AccountNote) -> bool:
    """Return whether a note is about the fax that is being written: what becomes of it, or what is known of that."""
    return note.weight is not Weight.TOLD or note.code == NOT_STORED_CODE
