"""Room for messages that is there before they are, so that nothing moves under the mouse when they come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionButton, QVBoxLayout, QWidget

from faxdesk.ui.widgets import tokens


class ReservedRoom(QWidget):
    """As high as a button or some lines of text, with a `margin` in pixels above and below them.

    That holds whether there is anything to say or not: widgets that say nothing hide themselves.
    """

    def __init__(self, widgets: Sequence[QWidget], parent: QWidget, *, lines: int = 1, margin: int = 0) -> None:
        super().__init__(parent)
        self._lines, self._margin = lines, margin
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(tokens.INSET)
        for widget in widgets:
            self._box.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._reserve()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._reserve()

    def _reserve(self) -> None:
        button = QStyleOptionButton()
        button.initFrom(self)
        text = self.fontMetrics().size(0, "X")
        kind = QStyle.ContentsType.CT_PushButton
        height = self.style().sizeFromContents(kind, button, text, self).height()
        self.setMinimumHeight(max(height, self._lines * self.fontMetrics().lineSpacing()) + 2 * self._margin)
