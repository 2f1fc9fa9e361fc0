"""A window of one subject, which is worked in and not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QShowEvent


class PageDialog(QDialog):
    """Enter presses the button that has the focus, and no other: it also ends what is typed, and opens a row."""

    _pressed_at: QWidget | None = None
    """What had the focus when Enter was pressed: what that does may give it to a button."""

    def showEvent(self, event: QShowEvent) -> None:
        """Let no button look as if Enter pressed it: else Qt makes the first of them the default once it is shown."""
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
            button.setDefault(False)
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        """Note where Enter is pressed, before anybody has it."""
        if event.type() == QEvent.Type.ShortcutOverride:
            self._pressed_at = self.focusWidget()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter, which the widget with the focus has had by now; a button leaves it to the dialog."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        button, self._pressed_at = self._pressed_at, None
        if isinstance(button, QPushButton) and button is self.focusWidget():
            button.click()
        event.accept()
