"""The table of rows, in a list before its start and in a batch that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QTableView, QWidget

from faxdesk.ui.batch.row_model import AT, COMPANY, FIELDS, FILE, NAME, REASON, BatchRowModel
from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from faxdesk.core.list_columns import ListField
    from faxdesk.ui.widgets.fax_texts import NumberFormatter

_MOST_LINES = 3
"""Lines of a row at the most: what is longer is in the tip of its cell."""
_MARGINS = 2
"""On both sides of the words."""


class RowTable(QTableView):
    """Shows the rows; a double click, or a key, mends one that has an error."""

    def __init__(
        self, name: str, numbers: NumberFormatter, parent: QWidget | None = None, *, started: bool = True
    ) -> None:
        super().__init__(parent)
        self._longest = ""
        self.rows = BatchRowModel(numbers, self, started=started)
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
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(tokens.BATCH_COLUMNS):
            self.setColumnWidth(column, width)
        header.setSectionResizeMode(REASON, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(tokens.BATCH_COLUMN_LEAST)
        header.sectionResized.connect(self._resized)
        self._fit_rows(self.columnWidth(REASON))

    def show_fields(self, fields: Container[ListField]) -> None:
        """Show the columns that the list has something in: the sentences take the room of the others."""
        for column in (NAME, COMPANY, AT, FILE):
            self.setColumnHidden(column, FIELDS[column] not in fields)

    def show_whole(self, sentences: Iterable[str]) -> None:
        """Make the rows so high that each of these sentences of the last column can be read without a tip."""
        self._longest = max(sentences, key=len, default="")
        self._fit_rows(self.columnWidth(REASON))

    def _resized(self, column: int, _before: int, width: int) -> None:
        # Before the column itself tells its new width.
        if column == REASON:
            self._fit_rows(width)

    def _fit_rows(self, width: int) -> None:
        """All rows are as high as each other: thousands that are measured one by one would stop the window."""
        metrics = self.fontMetrics()
        room = QRect(0, 0, max(1, width - _MARGINS * self._margin()), _MOST_LINES * metrics.height())
        needed = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._longest).height()
        height = min(max(metrics.height(), needed), room.height()) + 2 * tokens.ROW_PADDING_PLAIN
        if height != self.verticalHeader().defaultSectionSize():
            self.verticalHeader().setDefaultSectionSize(height)

    def _margin(self) -> int:
        return self.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self) + 1

    def shown(self) -> range:
        """Return the places of the rows on the screen."""
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        count = self.rows.rowCount()
        return range(max(0, first), (count if last < 0 else last + 1))
