"""Lines that ask for the password of their document.

A password goes to the intake and to nowhere else: it is not kept in the line, not shown and not written to any file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStyleOptionViewItem, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.line_delegate import LINE, LineDelegate

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListWidget

    from faxdesk.ui.widgets.line_delegate import LineItem

_GAP = tokens.SPACE_S
"""Pixels between the parts, and to the next line."""


class PasswordEditor(QWidget):
    """A field "Password" and a button "Unlock"."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit(self)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setAccessibleName(self.tr("Password"))
        self.edit.setPlaceholderText(self.tr("Password"))
        self.edit.setMaximumWidth(22 * self.fontMetrics().averageCharWidth())
        self.button = QPushButton(self.tr("Unlock"), self)
        self.button.setAccessibleName(self.tr("Unlock"))
        self.button.setAutoDefault(False)
        self.button.setEnabled(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, _GAP)
        layout.setSpacing(_GAP)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.button)
        layout.addStretch(1)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self._typed)
        self.edit.returnPressed.connect(self._give)
        self.button.clicked.connect(self._give)

    def _typed(self, text: str) -> None:
        self.button.setEnabled(bool(text))

    def _give(self) -> None:
        text = self.edit.text()
        if text:
            self.edit.clear()
            self.given.emit(text)


class PasswordDelegate(LineDelegate):
    """Draws lines, with space below those that ask for a password."""

    given = Signal(int, str)
    """The row of a line, and what was given as its password."""

    def __init__(self, view: QListWidget, *, removable: bool) -> None:
        super().__init__(view, removable=removable)
        self._height_of_ask = PasswordEditor().sizeHint().height()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """A line, and the field and button where it asks."""
        size = super().sizeHint(option, index)
        line: LineItem = index.data(LINE)
        return size + QSize(0, self._height_of_ask) if line.asks else size

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """Make the field and the button of a line."""
        ask = PasswordEditor(parent)
        place = QPersistentModelIndex(index)
        ask.given.connect(lambda text: self.given.emit(place.row(), text))
        return ask

    def setEditorData(self, _editor: QWidget, _index: QModelIndex | QPersistentModelIndex) -> None:
        """Nothing is ever filled in."""

    def setModelData(self, _editor: QWidget, _model: object, _index: QModelIndex | QPersistentModelIndex) -> None:
        """What is typed stays out of the list."""

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Put the field and the button below the text of their line."""
        line: LineItem = index.data(LINE)
        text = self._text_rect(line, option.rect)
        top = option.rect.bottom() + 1 - self._height_of_ask
        editor.setGeometry(QRect(text.left(), top, text.width(), self._height_of_ask))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys in the field are its own: for Qt, Enter and Esc would end what it takes for an editor."""
        if event.type() is QEvent.Type.KeyPress:
            return False
        return super().eventFilter(watched, event)
