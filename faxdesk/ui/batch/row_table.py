"""The table of rows, in a list before its start and in a batch that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from faxdesk.ui.batch.row_model import AT, COMPANY, FIELDS, FILE, NAME, REASON, BatchRowModel
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.quiet_table import make_quiet
from faxdesk.ui.widgets.row_delegate import CELL_PADDING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from PySide6.QtGui import QResizeEvent

    from faxdesk.core.list_columns import ListField
    from faxdesk.ui.widgets.fax_texts import NumberFormatter

_MOST_LINES = 4
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
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        make_quiet(self)
        self.setWordWrap(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(tokens.BATCH_COLUMN_LEAST)
        self._wanted = list(tokens.BATCH_COLUMNS)
        """The widths of all columns but the last, which has what they leave."""
        self._shares = self._moved = False
        """Whether the columns are given their widths just now, and whether the user has moved a border."""
        self._fields: Container[ListField] = frozenset(field for field in FIELDS if field)
        header.sectionResized.connect(self._resized)
        self._share_room()

    def show_fields(self, fields: Container[ListField]) -> None:
        """Show the columns that the list has something in: the sentences take the room of the others."""
        self._shares = True
        self._fields = fields
        for column in (NAME, COMPANY, AT, FILE):
            self.setColumnHidden(column, self._is_empty(column))
        self._shares = False
        self._share_room()

    def show_whole(self, sentences: Iterable[str]) -> None:
        """Make the rows so high that each of these sentences of the last column can be read without a tip."""
        self._longest = max(sentences, key=len, default="")
        self._share_room()
        self._fit_rows(self.columnWidth(REASON))

    def _is_empty(self, column: int) -> bool:
        """Return whether the list has nothing in a column."""
        return column in (NAME, COMPANY, AT, FILE) and FIELDS[column] not in self._fields

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns the room that there is."""
        super().resizeEvent(event)
        self._share_room()

    def _resized(self, column: int, _before: int, width: int) -> None:
        # Before the column itself tells its new width.
        if column == REASON:
            self._fit_rows(width)
        elif not self._shares and width:
            self._wanted[column], self._moved = width, True
            self._share_room()

    def _share_room(self) -> None:
        """Let the sentences have what the other columns leave; a name that is cut off takes some of it before."""
        if self._shares:
            return
        self._shares = True
        room = self.viewport().width() - sum(
            self._wanted[column] for column in range(REASON) if not self._is_empty(column)
        )
        # Of whom is known by name, the company is left out first.
        self.setColumnHidden(
            COMPANY, self._is_empty(COMPANY) or (room < tokens.BATCH_SENTENCE_LEAST and not self._is_empty(NAME))
        )
        shown = [column for column in range(REASON) if not self.isColumnHidden(column)]
        left = self.viewport().width() - sum(self._wanted[column] for column in shown)
        wanted = tokens.BATCH_SENTENCE_WANTED if self._longest else tokens.BATCH_SENTENCE_LEAST
        names = [column for column in shown if column in (NAME, COMPANY)]
        more = 0 if self._moved or not names else max(0, left - wanted) // (2 * len(names))
        less = max(0, tokens.BATCH_SENTENCE_LEAST - left)
        soft = [column for column in shown if column in (NAME, COMPANY, AT, FILE)]
        for column in shown:
            width = self._wanted[column] + (more if column in names else 0)
            if less and column in soft and not self._moved:
                # What is cut off there is in the tip; a sentence has to be read.
                width = max(tokens.BATCH_SOFT_LEAST, width - -(-less // len(soft)))
            self.setColumnWidth(column, width)
        left = self.viewport().width() - sum(map(self.columnWidth, shown))
        self.setColumnWidth(REASON, max(tokens.BATCH_SENTENCE_LEAST, left))
        self._shares = False

    def _fit_rows(self, width: int) -> None:
        """All rows are as high as each other: thousands that are measured one by one would stop the window."""
        metrics = self.fontMetrics()
        room = QRect(0, 0, max(1, width - _MARGINS * CELL_PADDING), _MOST_LINES * metrics.height())
        needed = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._longest).height()
        height = min(needed, room.height()) + 2 * tokens.ROW_PADDING_PLAIN
        height = max(height, self.verticalHeader().minimumSectionSize())
        if height != self.verticalHeader().defaultSectionSize():
            self.verticalHeader().setDefaultSectionSize(height)

    def shown(self) -> range:
        """Return the places of the rows on the screen."""
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        count = self.rows.rowCount()
        return range(max(0, first), (count if last < 0 else last + 1))
