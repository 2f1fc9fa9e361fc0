"""Tables that look as lists do: quiet titles, rows with room and a line below each, one mark for what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
)

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.filling import fill
from faxdesk.ui.widgets.row_delegate import CELL_PADDING, RowDelegate
from faxdesk.ui.widgets.severity import Severity, colour, mixed
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WORDS = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def make_quiet(table: QTableView) -> None:
    """Let a table look as lists do. Its columns are not sorted, and its rows have no titles."""
    table.setHorizontalHeader(_Titles(table))
    table.setItemDelegate(RowDelegate(table))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setCornerButtonEnabled(False)
    table.verticalHeader().hide()
    line = table.fontMetrics().height() + 2 * (tokens.ROW_PADDING_PLAIN + tokens.INSET)
    table.verticalHeader().setMinimumSectionSize(line)
    table.verticalHeader().setDefaultSectionSize(line)


class _Titles(QHeaderView):
    """The titles of columns, drawn on the ground of the table."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)

    def _letters(self) -> QFont:
        return scaled(self.font(), tokens.CAPTION)

    def sizeHint(self) -> QSize:
        """One line in small letters."""
        size = super().sizeHint()
        size.setHeight(QFontMetrics(self._letters()).height() + 2 * tokens.ROW_PADDING_PLAIN)
        return size

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:  # noqa: N803  Qt's name
        """Room for a title between its paddings."""
        size = super().sectionSizeFromContents(logicalIndex)
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self._title(logicalIndex)), size.height()) + QSize(
            2 * CELL_PADDING, 0
        )

    def _title(self, place: int) -> str:
        return str(self.model().headerData(place, Qt.Orientation.Horizontal) or "")

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
        room = rect.adjusted(CELL_PADDING, 0, -CELL_PADDING, 0)
        shown = painter.fontMetrics().elidedText(self._title(logicalIndex), Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if at_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(side | _WORDS), shown)
        painter.restore()
