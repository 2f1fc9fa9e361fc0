"""The table that shows a list of faxes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from faxdesk.store.fax_lists import Column, Listing
from faxdesk.ui.fax_list.table_model import COLUMNS, FaxTableModel
from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from PySide6.QtCore import QItemSelection
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from faxdesk.store.fax_lists import Row

_WIDTHS = {
    Column.STATE: 19,
    Column.TO: 18,
    Column.COMMENT: 12,
    Column.PAGES: 7,
    Column.SENDER: 18,
    Column.TIME: 18,
}
"""Widths before the user changes them, in average characters of the font; the comment gets what is left over."""
_WAITING = 27
"""That of the state in the outbox, where it says what is waited for and until when."""


_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


def load_uploads() -> None:
    """Load what draws uploads. Called in a worker: the main thread would stop for it at the first upload."""
    import_module("faxdesk.ui.fax_list.state_delegate")


_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class FaxTableView(QTableView):
    """Rows of faxes: several can be chosen, Enter opens, a click on a title sorts.

    Nothing is measured over all rows: that takes seconds for 100,000 (docs/measurements.md, section 2).
    """

    chosen = Signal()
    """Other rows are selected."""
    opened = Signal()
    """The user wants to see the fax: Enter, or a double click."""

    def __init__(self, model: FaxTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = model
        self.setModel(model)
        self._shows_uploads = False
        self._came_by_keyboard = False
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._set_up_headers()
        model.window = self.window_rows
        self.doubleClicked.connect(self._double_click)
        model.modelReset.connect(self._greet)
        model.rowsInserted.connect(self._greet)

    def _set_up_headers(self) -> None:
        metrics = self.fontMetrics()
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultSectionSize(metrics.height() + 2 * tokens.ROW_PADDING_PLAIN)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        # An empty selection of its own: at each drawing the titles ask whether all of a column is selected, row by row,
        # though nothing is drawn differently then: more than a second for 100,000 rows.
        header.setSelectionModel(QItemSelectionModel(self._list, header))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsMovable(True)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(metrics.averageCharWidth() * 5)
        self._widths = dict(_WIDTHS)
        if self._list.listing is Listing.OUTBOX:
            self._widths[Column.STATE] = _WAITING
        for place, column in enumerate(COLUMNS):
            header.resizeSection(place, metrics.averageCharWidth() * self._widths[column])
        header.setSortIndicator(COLUMNS.index(Column.TIME), Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)

    def fit(self, width: int) -> None:
        """Give the comment the room that the other columns leave of `width` pixels."""
        header = self.horizontalHeader()
        place = COLUMNS.index(Column.COMMENT)
        others = sum(
            self.fontMetrics().averageCharWidth() * width
            for column, width in self._widths.items()
            if column is not Column.COMMENT
        )
        header.resizeSection(
            place, max(header.sectionSize(place), width - others - self.verticalScrollBar().sizeHint().width())
        )

    def show_uploads(self) -> None:
        """Draw bars for uploads from now on. The style's drawing is not needed before the first of them."""
        if not self._shows_uploads:
            from faxdesk.ui.fax_list.state_delegate import StatusDelegate

            self._shows_uploads = True
            self.setItemDelegateForColumn(0, StatusDelegate(self))

    # -------------------------------------------------------------------------------------------- what is chosen

    def places(self) -> list[int]:
        """Return the places of the selected rows, from top to bottom."""
        parts = self.selectionModel().selection().toList()
        return sorted({row for part in parts for row in range(part.top(), part.bottom() + 1)})

    def rows(self) -> list[Row]:
        """Return the selected rows, from top to bottom."""
        return list(self._present(self.places()))

    def _present(self, places: list[int]) -> Iterator[Row]:
        for place in places:
            row = self._list.row(place)
            if row is not None:
                yield row

    def chosen_count(self) -> int:
        """Return how many rows are selected, without reading them."""
        return sum(part.height() for part in self.selectionModel().selection().toList())

    def choose(self, place: int) -> None:
        """Select one row alone and bring it into view."""
        index = self._list.index(place, 0)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        )
        self.scrollTo(index)

    def window_rows(self) -> range:
        """Return the places of the rows that the screen has room for, from the first one that it shows."""
        first = max(0, self.rowAt(0))
        # Not of the viewport itself: the first look at it makes PySide load every kind of widget, for 8 ms.
        height = self.maximumViewportSize().height()
        return range(first, first + height // self.verticalHeader().defaultSectionSize() + 2)

    # ------------------------------------------------------------------------------------------------- events

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell that other rows are selected."""
        super().selectionChanged(selected, deselected)
        self.chosen.emit()

    def rowsAboutToBeRemoved(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        """Select nothing where the current row goes: Qt would select its neighbour, and “Cancel” would hit that."""
        if start <= self.currentIndex().row() <= end:
            self.selectionModel().clearCurrentIndex()
        super().rowsAboutToBeRemoved(parent, start, end)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes here by the keyboard finds a fax selected, with its details and its actions."""
        super().focusInEvent(event)
        self._came_by_keyboard = event.reason() in _BY_KEYBOARD
        self._greet()

    def _greet(self) -> None:
        """Select a fax for who has come by the keyboard, as soon as there is one."""
        if self._came_by_keyboard and self.hasFocus() and self._list.rowCount():
            self._came_by_keyboard = False
            if not self.chosen_count():
                self.choose(max(0, self.currentIndex().row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the selected fax. Where none is selected, the first key that moves selects the present one."""
        if event.key() in _MOVES and not self.chosen_count() and self._list.rowCount():
            self.choose(max(0, self.currentIndex().row()))
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selectionModel().hasSelection():
            self.opened.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def _double_click(self, _index: QModelIndex) -> None:
        self.opened.emit()
