"""The button "Send as shown", where other programs may show documents of the fax otherwise than FaxDesk does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from faxdesk.documents.common.findings import FindingRemedy
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faxdesk.documents.inspection.examine import Examined


class AsShownOffer(QWidget):
    """Offers to send the pages as they are shown, and says so once that is chosen. Without need it takes no room."""

    accepted = Signal()
    """The user wants the pages sent as they are shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.note = InlineNote(self)
        self.button = QPushButton(self.tr("Send as s&hown"), self)
        self.button.setAccessibleName(self.tr("Send as shown"))
        self.button.setAutoDefault(False)
        self.button.setToolTip(self.tr("FaxDesk makes the pages black and white, and Fax.Plus gets them that way."))
        self.button.clicked.connect(self.accepted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.note, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def renew(self, documents: Iterable[Examined], *, prepared: bool) -> None:
        """Show what holds for these documents; `prepared` where they are sent as they are shown."""
        needed = any(
            finding.remedy is FindingRemedy.SEND_AS_SHOWN for document in documents for finding in document.findings
        )
        self.setVisible(needed)
        self.button.setVisible(not prepared)
        if not needed:
            # What nobody sees is not announced either.
            self.note.say("")
            return
        if prepared:
            text = self.tr("The pages are sent as FaxDesk shows them: see Pages…")
            self.note.say(text)
        else:
            text = self.tr("Fax.Plus may show pages otherwise than you see them here.")
            self.note.say(text, Severity.WARNING)
        self.button.setAccessibleDescription(text)
