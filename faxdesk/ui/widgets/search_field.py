"""A field for what is looked for, with its sign and a button that clears it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from faxdesk.ui.widgets.icons import icon

_CLEAR = "_q_qlineeditclearaction"
"""Qt's name of the action that clears a field (qlineedit.cpp)."""


def let_clear(field: QLineEdit) -> None:
    """Put a button into a field that clears it. Qt's own has no name for screen readers."""
    field.setClearButtonEnabled(True)
    action = field.findChild(QAction, _CLEAR)
    if action is not None:
        action.setText(QCoreApplication.translate("SearchField", "Clear"))


class SearchField(QLineEdit):
    """A field that says by `name` what is searched: as long as it is empty, and to screen readers."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        let_clear(self)
        self._sign = self.addAction(icon("search", self.palette()), QLineEdit.ActionPosition.LeadingPosition)
        self._sign.setText(self.tr("Search"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._sign.setIcon(icon("search", self.palette()))
