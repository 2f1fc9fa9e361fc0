"""What the chosen fax waits for, and the way to hasten it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from faxdesk.ui.widgets.plain_labels import text_label

if TYPE_CHECKING:
    from faxdesk.ui.widgets.wait_texts import WaitText


class WaitBox(QWidget):
    """There while it is known what the fax waits for."""

    hasten = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text_label()
        self._button = QPushButton(self.tr("Try now"))
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self.hasten)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._text)
        box.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_wait(self, wait: WaitText | None) -> None:
        """Show what is waited for, or nothing."""
        if wait is not None:
            self._text.setText(wait.text)
            self._button.setVisible(wait.can_try)
        self.setVisible(wait is not None and bool(wait.text))
