"""The tabs of a window: words, and a line in the accent below the one that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QTabBar

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.filling import fill
from faxdesk.ui.widgets.focus_ring import draw_focus_frame, shows_focus
from faxdesk.ui.widgets.severity import Severity, colour, mixed
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget


class QuietTabBar(QTabBar):
    """Draws itself: the boxes that styles draw take more notice than what is in them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setMouseTracking(True)
        self.setUsesScrollButtons(True)

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the words in heavy letters: nothing moves when another tab is shown."""
        metrics = QFontMetrics(scaled(self.font(), tokens.BODY, bold=True))
        width = metrics.horizontalAdvance(self._words(index)) + 2 * tokens.SPACE_L
        return QSize(width, metrics.height() + 2 * tokens.SPACE_S + tokens.STROKE_BOLD)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """The same: tabs scroll before they are cut off."""
        return self.tabSizeHint(index)

    def _words(self, index: int) -> str:
        return self.tabText(index).replace("&", "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words and the line below those of the shown tab."""
        palette = self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = mixed(palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Text), tokens.RULE_PART)
        fill(painter, QRect(0, self.height() - 1, self.width(), 1), line)
        pointer = self.mapFromGlobal(self.cursor().pos())
        for index in range(self.count()):
            if self.isTabVisible(index):
                rect = self.tabRect(index)
                self._paint_tab(painter, index, rect, hovered=self.underMouse() and rect.contains(pointer))
        painter.end()

    def _paint_tab(self, painter: QPainter, index: int, rect: QRect, *, hovered: bool) -> None:
        palette, shown = self.palette(), index == self.currentIndex()
        strong = shown or hovered
        painter.setFont(scaled(self.font(), tokens.BODY, bold=shown))
        painter.setPen(palette.color(QPalette.ColorRole.WindowText) if strong else colour(palette, Severity.MUTED))
        words = rect.adjusted(0, 0, 0, -tokens.STROKE_BOLD)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), self._words(index))
        if shown:
            below = rect.adjusted(tokens.SPACE_M, rect.height() - tokens.STROKE_BOLD, -tokens.SPACE_M, 0)
            fill(painter, below, palette.color(QPalette.ColorRole.Highlight))
        if shown and shows_focus(self):
            inside = tokens.INSET
            painter.setBrush(Qt.BrushStyle.NoBrush)
            draw_focus_frame(painter, QRectF(rect.adjusted(inside, inside, -inside, -tokens.SPACE_XS)), palette)
