"""Rows of plain texts, in lists and tables, that look as the rows of other lists do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.focus_ring import shows_focus
from faxdesk.ui.widgets.row_ground import paint_row_ground

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter

CELL_PADDING = tokens.SPACE_S
"""Between the words of a cell and the border of its column."""
_FOCUS, _HOVER = QStyle.StateFlag.State_HasFocus, QStyle.StateFlag.State_MouseOver
_OWN = QStyle.StateFlag.State_Selected | _FOCUS | _HOVER
"""What the ground shows, and the style must not draw again in colours of its own."""


class RowDelegate(QStyledItemDelegate):
    """Draws a row, or the cells of one, on the one ground that the row has."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        # A table tells of the cell under the mouse, not of its row.
        self._hovers = not isinstance(view, QTableView)
        view.setMouseTracking(self._hovers)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Leave room around the words."""
        inside = QStyleOptionViewItem(option)
        inside.rect = option.rect.adjusted(CELL_PADDING, 0, -CELL_PADDING, 0)
        return super().sizeHint(inside, index) + QSize(2 * CELL_PADDING, 2 * tokens.ROW_PADDING_PLAIN)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the part of the row's ground that is in this cell, and what the cell says."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        row = QStyleOptionViewItem(cell)
        row.rect = QRect(0, cell.rect.top(), self._view.viewport().width(), cell.rect.height())
        row.state &= ~_FOCUS if self._hovers else ~(_FOCUS | _HOVER)
        if index.row() == self._view.currentIndex().row() and shows_focus(self._view):
            row.state |= _FOCUS
        painter.save()
        painter.setClipRect(cell.rect)
        paint_row_ground(painter, row, self._view.palette())
        painter.restore()
        style = self._view.style()
        # The style leaves some of it by itself.
        padding = CELL_PADDING - style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self._view) - 1
        cell.rect = cell.rect.adjusted(padding, 0, -padding, 0)
        cell.state &= ~_OWN
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, self._view)
