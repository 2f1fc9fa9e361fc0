"""The table of rows, in a list before its start and in a batch that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from faxdesk.ui.batch.row_model import AT, FILE, REASON, BatchRowModel
from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from faxdesk.ui.widgets.fax_texts import NumberFormatter


class RowTable(QTableView):
    """Shows the rows; a double click, or a key, mends one that has an error."""

    def __init__(self, name: str, numbers: NumberFormatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = BatchRowModel(numbers, self)
        self.rows.window = self.shown
        self.setModel(self.rows)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 2 * tokens.ROW_PADDING_PLAIN)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(tokens.BATCH_COLUMNS):
            self.setColumnWidth(column, width)
        header.setSectionResizeMode(REASON, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(tokens.BATCH_COLUMN_LEAST)

    def show_fields(self, *, times: bool, files: bool) -> None:
        """Show the columns that the list has something in."""
        self.setColumnHidden(AT, not times)
        self.setColumnHidden(FILE, not files)

    def shown(self) -> range:
        """Return the places of the rows on the screen."""
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        count = self.rows.rowCount()
        return range(max(0, first), (count if last < 0 else last + 1))
