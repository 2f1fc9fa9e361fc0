"""The page of the settings that says whether Fax.Plus calls this computer, and leads to where that is looked after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from faxdesk.core.settings import Settings


class WebhooksSettings(QWidget):
    """Says how it stands. Receiver and registrations are in a window of their own."""

    advanced = True

    wanted = Signal()
    """The user wants to see that window."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Webhooks")
        self.widget: QWidget = self
        state = (
            self.tr("The receiver runs while FaxDesk is open, at port {port}.").format(port=settings.webhook_port)
            if settings.webhook_receiver
            else self.tr("The receiver is off.")
        )
        hint = self.tr(
            "Fax.Plus can call this computer when a fax is done, so that FaxDesk shows it within a second. Without that"
            " it asks every now and then."
        )
        self.button = QPushButton(self.tr("&Look after webhooks…"))
        self.button.clicked.connect(self.wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_M)
        for text in (hint, state):
            label = QLabel(text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
