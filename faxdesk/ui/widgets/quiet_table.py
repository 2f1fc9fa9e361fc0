"""Tables that look as lists do: quiet titles, rows with room and a line below each, one mark for what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QTableView

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.row_delegate import CELL_PADDING, RowDelegate
from faxdesk.ui.widgets.title_header import TitleHeader

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


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


class _Titles(TitleHeader):
    """Columns that are as wide as their titles at least."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, CELL_PADDING, CELL_PADDING)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:  # noqa: N803  Qt's name
        """Room for a title between its paddings."""
        size = super().sectionSizeFromContents(logicalIndex)
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.title(logicalIndex)), size.height()) + QSize(
            2 * CELL_PADDING, 0
        )
