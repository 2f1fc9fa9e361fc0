"""Rows of plain texts that look as the rows of other lists do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.row_ground import paint_row_ground

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter

_OWN = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver
"""What the ground shows, and the style must not draw again in colours of its own."""


class RowDelegate(QStyledItemDelegate):
    """Draws the rows of one list."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        view.setMouseTracking(True)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Room around the text."""
        inside = QStyleOptionViewItem(option)
        inside.rect = option.rect.adjusted(tokens.SPACE_S, 0, -tokens.SPACE_S, 0)
        return super().sizeHint(inside, index) + QSize(2 * tokens.SPACE_S, 2 * tokens.ROW_PADDING_PLAIN)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row."""
        paint_row_ground(painter, option, self._view.palette())
        inside = QStyleOptionViewItem(option)
        self.initStyleOption(inside, index)
        inside.state &= ~_OWN
        inside.rect = option.rect.adjusted(tokens.SPACE_S, 0, -tokens.SPACE_S, 0)
        self._view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, inside, painter, self._view)
