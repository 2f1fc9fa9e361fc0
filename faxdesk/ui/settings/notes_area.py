"""Sentences that take no more room than there is, however many they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QResizeEvent

_LINES = 6
"""What is longer is scrolled."""
_WIDTH = tokens.SETTINGS_NOTES_WIDTH
"""About the width in the dialog, in pixels, by which the height is chosen before it is shown."""


class NotesArea(QScrollArea):
    """Shows labels below one another, and scrolls those that do not fit."""

    def __init__(self, name: str, labels: Iterable[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_S)
        for label in labels:
            column.addWidget(label)
        self.setWidget(self._content)
        # The colour of what it lies on.
        self.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        """Return the height of all labels, or of as many lines as there is room for."""
        return min(self._content.heightForWidth(width), _LINES * self.fontMetrics().lineSpacing())

    def sizeHint(self) -> QSize:
        """Return the size for the usual width."""
        return QSize(_WIDTH, self.heightForWidth(_WIDTH))

    def minimumSizeHint(self) -> QSize:
        """Return the least size: it can always scroll."""
        return QSize(0, min(self.sizeHint().height(), 2 * self.fontMetrics().lineSpacing()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the keyboard in where there is something to scroll."""
        super().resizeEvent(event)
        scrolls = self._content.heightForWidth(self.viewport().width()) > self.viewport().height()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)
