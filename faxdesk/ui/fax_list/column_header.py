"""The titles of the columns of a list: quiet words above the words that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPolygonF
from PySide6.QtWidgets import QHeaderView

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.filling import fill
from faxdesk.ui.widgets.severity import Severity, colour, mixed
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QFont, QMouseEvent
    from PySide6.QtWidgets import QWidget


class ColumnHeader(QHeaderView):
    """Draws itself on the ground of the list, where styles draw a row of buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.held = False
        """True while the mouse holds it, as at the border of a column that is moved."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The mouse holds it."""
        self.held = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The mouse lets go."""
        super().mouseReleaseEvent(event)
        self.held = False

    def sizeHint(self) -> QSize:
        """One line in small letters."""
        size = super().sizeHint()
        size.setHeight(QFontMetrics(self._letters()).height() + 2 * tokens.ROW_PADDING_PLAIN)
        return size

    def _letters(self) -> QFont:
        return scaled(self.font(), tokens.CAPTION)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  Qt's name
        """Draw a title, and a sign beside that of the column by which the list is sorted."""
        palette = self.palette()
        base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        fill(painter, rect, base)
        fill(painter, QRect(rect.left(), rect.bottom(), rect.width(), 1), mixed(base, text, tokens.RULE_PART * 2))
        painter.setFont(self._letters())
        painter.setPen(colour(palette, Severity.MUTED))
        before, after = tokens.SPACE_M, tokens.SPACE_S
        mirrored = self.isRightToLeft()
        room = rect.adjusted(after, 0, -before, 0) if mirrored else rect.adjusted(before, 0, -after, 0)
        model, role = self.model(), Qt.ItemDataRole.TextAlignmentRole
        alignment = model.headerData(logicalIndex, Qt.Orientation.Horizontal, role)
        at_right = bool(alignment & Qt.AlignmentFlag.AlignRight) is not mirrored
        title = str(model.headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if at_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter), shown)
        if self.isSortIndicatorShown() and logicalIndex == self.sortIndicatorSection():
            width = painter.fontMetrics().horizontalAdvance(shown)
            left = room.right() - width - tokens.SPACE_M if at_right else room.left() + width + tokens.SPACE_XS
            self._paint_sign(painter, QPointF(left + tokens.SPACE_XS, rect.center().y()))
        painter.restore()

    def _paint_sign(self, painter: QPainter, middle: QPointF) -> None:
        down = self.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
        half = tokens.SPACE_XS if down else -tokens.SPACE_XS
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(painter.pen().color())
        painter.setPen(Qt.PenStyle.NoPen)
        ends = QPointF(-half, -half / 2), QPointF(half, -half / 2), QPointF(0, half / 2)
        painter.drawPolygon(QPolygonF([middle + end for end in ends]))
