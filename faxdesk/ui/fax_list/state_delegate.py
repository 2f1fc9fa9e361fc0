"""The status cell: icon and words, and a bar while the documents are uploading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionProgressBar,
    QStyleOptionViewItem,
)

from faxdesk.ui.fax_list.table_model import PROGRESS
from faxdesk.ui.widgets import icons, tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

_INSET = tokens.SPACE_XS


class StatusDelegate(QStyledItemDelegate):
    """Draws the progress of an upload as the style draws a progress bar."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Draw the icon of a selected row in the colour of its text: that of the view, not of the whole program."""
        super().initStyleOption(option, index)
        if option.state & QStyle.StateFlag.State_Selected:
            option.icon = icons.on_palette(option.icon, option.palette)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell."""
        part = index.data(PROGRESS)
        if part is None:
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        bar = QStyleOptionProgressBar()
        bar.rect = cell.rect.adjusted(_INSET, _INSET, -_INSET, -_INSET)
        bar.palette, bar.fontMetrics, bar.direction = cell.palette, cell.fontMetrics, cell.direction
        bar.state = cell.state | QStyle.StateFlag.State_Horizontal
        bar.minimum, bar.maximum, bar.progress = 0, 1000, int(part * 1000)
        bar.text, bar.textVisible, bar.textAlignment = cell.text, True, Qt.AlignmentFlag.AlignCenter
        style = cell.widget.style()
        cell.text, cell.icon = "", type(cell.icon)()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        style.drawControl(QStyle.ControlElement.CE_ProgressBar, bar, painter, cell.widget)
