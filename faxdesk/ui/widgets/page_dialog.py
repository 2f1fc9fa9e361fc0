"""A window of one subject, which is worked in and not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QShowEvent


class PageDialog(QDialog):
    """Enter presses the button that has the focus, and no other: it also ends what is typed, and opens a row."""

    def showEvent(self, event: QShowEvent) -> None:
        """Let no button look as if Enter pressed it."""
        buttons = self.findChildren(QPushButton)
        # Qt chooses one of those that Enter presses when they have the focus.
        for button in buttons:
            button.setAutoDefault(False)
            button.setDefault(False)
        super().showEvent(event)
        for button in buttons:
            button.setAutoDefault(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter, which the widget with the focus has had by now."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)
