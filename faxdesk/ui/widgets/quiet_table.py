"""Tables that look as lists do: quiet titles, rows with room and a line below each, one mark for what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.filling import fill
from faxdesk.ui.widgets.focus_ring import shows_focus
from faxdesk.ui.widgets.row_ground import paint_row_ground
from faxdesk.ui.widgets.severity import Severity, colour, mixed
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

CELL_PADDING = tokens.SPACE_S
"""Between the words of a cell, or of a title, and the border of its column."""
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


class RowDelegate(QStyledItemDelegate):
    """Draws a row, or the cells of one, on the one ground that the row has, as lists do."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Leave room around the words."""
        return super().sizeHint(option, index) + QSize(2 * CELL_PADDING, 2 * tokens.ROW_PADDING_PLAIN)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the part of the row's ground that is in this cell, and what the cell says."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        row = QStyleOptionViewItem(cell)
        row.rect = QRect(0, cell.rect.top(), self._view.viewport().width(), cell.rect.height())
        row.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        if index.row() == self._view.currentIndex().row() and shows_focus(self._view):
            row.state |= QStyle.StateFlag.State_HasFocus
        painter.save()
        painter.setClipRect(cell.rect)
        paint_row_ground(painter, row, self._view.palette())
        painter.restore()
        style = self._view.style()
        # The style leaves some of it by itself.
        padding = CELL_PADDING - style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self._view) - 1
        cell.rect = cell.rect.adjusted(padding, 0, -padding, 0)
        # The ground is drawn, and words have the colour of the text on it.
        cell.state &= ~(
            QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver
        )
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, self._view)
