"""The line that offers a fax number of the documents as recipient, and holds it against the number that was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from faxdesk.documents.inspection.fax_numbers import Certainty, FoundNumber
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.number_text import number_text
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence


class SuggestionLine(QWidget):
    """Names the number of the document, with a button that makes it the recipient."""

    wanted = Signal(str)
    """This number shall be the recipient, instead of the one that was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = ""
        self.note = InlineNote(self)
        self.note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = QPushButton(self)
        self.button.setAutoDefault(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.note, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.button.clicked.connect(self._use)
        self.hide()

    def compare(self, found: Sequence[FoundNumber], typed: Sequence[str]) -> None:
        """Show what the documents name beside the recipients (E.164) that were typed; nothing where they agree."""
        if not found or len(typed) > 1 or any(number.number in typed for number in found):
            self._number = ""
            self.hide()
            return
        self._number = found[0].number
        shown = number_text(self._number)
        if typed:
            self._show_difference(found[0], shown, number_text(typed[0]))
        else:
            self.note.say(self.tr("The letter names the fax number {number}.").format(number=shown))
            self._name_button(self.tr("Send it there"))
        self.show()

    def _show_difference(self, found: FoundNumber, shown: str, typed: str) -> None:
        text = self.tr("The letter names {number}; you typed {typed}.").format(number=shown, typed=typed)
        # A number that may be none of a fax is no reason to doubt what somebody typed.
        self.note.say(text, Severity.WARNING if found.sure >= Certainty.LIKELY else Severity.MUTED)
        self._name_button(self.tr("Use the number of the letter"))

    def _name_button(self, text: str) -> None:
        self.button.setText(text)
        self.button.setAccessibleName(text)

    def _use(self) -> None:
        if self._number:
            self.wanted.emit(self._number)
