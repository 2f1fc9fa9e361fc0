"""The titles of columns: quiet words above the words that they are about, where styles draw a row of buttons."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.filling import fill
from faxdesk.ui.widgets.severity import Severity, colour, mixed
from faxdesk.ui.widgets.typography import scaled

_WORDS = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


class TitleHeader(QHeaderView):
    """Draws titles in small letters on the ground of the list."""

    def __init__(self, parent: QWidget, before: int, after: int) -> None:
        """`before` and `after` are the pixels between a title and the borders of its column, in reading order."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self._before, self._after = before, after

    def _letters(self) -> QFont:
        return scaled(self.font(), tokens.CAPTION)

    def title(self, place: int) -> str:
        """Return the title of a column."""
        return str(self.model().headerData(place, Qt.Orientation.Horizontal) or "")

    def sizeHint(self) -> QSize:
        """One line in small letters."""
        size = super().sizeHint()
        size.setHeight(QFontMetrics(self._letters()).height() + 2 * tokens.ROW_PADDING_PLAIN)
        return size

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  Qt's name
        """Draw a title, at the side where the cells below it have their words."""
        palette, mirrored = self.palette(), self.isRightToLeft()
        base, text = palette.color(palette.ColorRole.Base), palette.color(palette.ColorRole.Text)
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        fill(painter, rect, base)
        fill(painter, QRect(rect.left(), rect.bottom(), rect.width(), 1), mixed(base, text, tokens.RULE_PART * 2))
        painter.setFont(self._letters())
        painter.setPen(colour(palette, Severity.MUTED))
        asked = self.model().headerData(logicalIndex, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        at_right = bool(Qt.AlignmentFlag(asked or 0) & Qt.AlignmentFlag.AlignRight) is not mirrored
        left, right = (self._after, self._before) if mirrored else (self._before, self._after)
        room = rect.adjusted(left, 0, -right, 0)
        shown = painter.fontMetrics().elidedText(self.title(logicalIndex), Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if at_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(side | _WORDS), shown)
        width = painter.fontMetrics().horizontalAdvance(shown)
        words = QRect(room.right() - width if at_right else room.left(), rect.top(), width, rect.height())
        self.paint_beside(painter, logicalIndex, words, at_right=at_right)
        painter.restore()

    def paint_beside(self, painter: QPainter, place: int, words: QRect, *, at_right: bool) -> None:
        """Draw what stands beside a title, which is at `words`, at the right or the left of its column."""
