"""A line that opens what is below it: a sign that turns, and words. No frame, in line with the text around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QToolButton

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.focus_ring import draw_focus_frame, shows_focus
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

_LEFT = tokens.ICON_S + tokens.SPACE_S
"""Where the words begin: in line with those beside an icon."""
_WORDS = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextShowMnemonic)


class Disclosure(QToolButton):
    """Checked while what it opens is there; `toggled` tells of both."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        write_in(self, tokens.BODY, bold=True)

    def sizeHint(self) -> QSize:
        """Room for the sign and the words."""
        words = self.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic), self.text())
        return QSize(_LEFT + words.width() + tokens.SPACE_S, words.height() + tokens.SPACE_S)

    def minimumSizeHint(self) -> QSize:
        """The same: its words are never cut off."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sign and the words, underlined below the pointer, and a frame where the keyboard is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(QPen(text, tokens.STROKE_FINE, c=Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(self._sign())
        font = self.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.setPen(text)
        painter.drawText(QRect(_LEFT, 0, self.width() - _LEFT, self.height()), _WORDS, self.text())
        if shows_focus(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            draw_focus_frame(painter, QRectF(self.rect()), self.palette())
        painter.end()

    def _sign(self) -> QPolygonF:
        """Return an angle that points down while it is open, and to what comes while it is not."""
        half, middle = tokens.SPACE_XS, QPointF(tokens.SPACE_S - 1, self.height() / 2)
        wide, high = (half, half / 2) if self.isChecked() else (half / 2, half)
        if self.isChecked():
            ends = QPointF(-wide, -high), QPointF(0, high), QPointF(wide, -high)
        else:
            ends = QPointF(-wide, -high), QPointF(wide, 0), QPointF(-wide, high)
        return QPolygonF([middle + end for end in ends])
