"""A line of words that takes the room that there is: the name of a file, which may be of any length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from faxdesk.ui.widgets.tooltips import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

_LEAST_LETTERS = 8


class ElidedLabel(QLabel):
    """What does not fit is left out in the middle, and whole in the tip; a screen reader has all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def shown_text(self) -> str:
        """Return what of the text is seen."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.contentsRect().width())

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        size = super().sizeHint()
        return QSize(min(size.width(), self.fontMetrics().averageCharWidth() * _LEAST_LETTERS), size.height())

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self._renew_tip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have the tip where something is left out."""
        super().resizeEvent(event)
        self._renew_tip()

    def _renew_tip(self) -> None:
        self.setToolTip("" if self.shown_text() == self.text() else plain_tip(self.text()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.contentsRect(), int(self.alignment()), self.shown_text())
        painter.end()
