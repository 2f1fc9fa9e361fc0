"""The table that shows a list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Generic

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from faxdesk.ui.fax_list.column_header import ColumnHeader
from faxdesk.ui.fax_list.row_cache import R
from faxdesk.ui.fax_list.row_painter import RowPainter, row_height

if TYPE_CHECKING:
    from PySide6.QtCore import QItemSelection
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QMenu

    from faxdesk.ui.fax_list.list_model import ListModel

_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class ListTableView(QTableView, Generic[R]):
    """Rows of a list: several can be chosen, Enter opens, a click on a title sorts.

    Nothing is measured over all rows: that takes seconds for 100,000 (docs/measurements.md, section 2).
    """

    chosen = Signal()
    """Other rows are selected."""
    drag_wanted = Signal()
    """The user drags what is chosen out of the list."""
    opened = Signal()
    """The user wants to see what is chosen: Enter, or a double click."""
    typed = Signal(str)
    """What somebody types in the list, to find a row."""

    def __init__(self, model: ListModel[R], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Made here: at the first look at one of Qt's own PySide loads every kind of widget, for 8 ms.
        self._surface = QWidget()
        self._surface.setBackgroundRole(QPalette.ColorRole.Base)
        self._surface.setAutoFillBackground(True)
        self.setViewport(self._surface)
        self.list_model = model
        self.setModel(model)
        self.hovered = -1
        """The row below the pointer, or -1."""
        self._row_painter = RowPainter(self, model)
        self._came_by_keyboard = self._by_keyboard = False
        self._pressed: QPoint | None = None
        """Where the mouse was pressed on a row that was chosen already: what is chosen may be dragged."""
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
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
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultSectionSize(row_height(self.font()))
        self._header = header = ColumnHeader(self.list_model.columns, self)
        self.setHorizontalHeader(header)
        # An empty selection of its own: at each drawing the titles ask whether all of a column is selected, row by row,
        # though nothing is drawn differently then: more than a second for 100,000 rows.
        header.setSelectionModel(QItemSelectionModel(self.list_model, header))
        header.make_usual()
        sorted_by = [column.sorts_by for column in self.list_model.columns].index(self.list_model.order.column)
        way = Qt.SortOrder.DescendingOrder if self.list_model.order.descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(sorted_by, way)
        self.setSortingEnabled(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_columns_menu)

    def _fit(self, width: int) -> None:
        """Let the columns have `width` pixels. The current cell is in one that can be seen: rows are found by it."""
        self._header.fit(width)
        current = self.currentIndex()
        if current.isValid() and self.isColumnHidden(current.column()):
            seen = next(place for place in range(self._header.count()) if not self.isColumnHidden(place))
            self.selectionModel().setCurrentIndex(
                current.siblingAtColumn(seen), QItemSelectionModel.SelectionFlag.NoUpdate
            )

    # -------------------------------------------------------------------------------------------- what is chosen

    def places(self) -> list[int]:
        """Return the places of the selected rows, from top to bottom."""
        parts = self.selectionModel().selection().toList()
        return sorted({row for part in parts for row in range(part.top(), part.bottom() + 1)})

    def rows(self) -> list[R]:
        """Return the selected rows, from top to bottom."""
        return list(self._present(self.places()))

    def _present(self, places: list[int]) -> Iterator[R]:
        for place in places:
            row = self.list_model.row(place)
            if row is not None:
                yield row

    def chosen_count(self) -> int:
        """Return how many rows are selected, without reading them."""
        return sum(part.height() for part in self.selectionModel().selection().toList())

    def _framed_row(self) -> int:
        """Return the row that the keyboard is on where the selection does not tell it, or -1.

        Who has put it there with the mouse knows where it is.
        """
        current = self.currentIndex()
        alone = self.chosen_count() == 1 and self.selectionModel().isSelected(current)
        return current.row() if self._by_keyboard and self.hasFocus() and current.isValid() and not alone else -1

    def columns_menu(self) -> QMenu:
        """Return a menu that shows and hides columns. One of them always stays."""
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        shown = self.shown_columns()
        for place, column in enumerate(self.list_model.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(place in shown)
            action.setEnabled(shown != [place])
            action.toggled.connect(partial(self.show_column, place))
        menu.addSeparator()
        menu.addAction(self.tr("&Reset columns")).triggered.connect(self.reset_columns)
        return menu

    def show_column(self, column: int, shown: bool) -> None:
        """Show or hide a column."""
        self._header.show_column(column, shown=shown)

    def reset_columns(self) -> None:
        """Give every column its first place, width and presence."""
        self._header.make_usual()

    def show_columns_menu(self) -> None:
        """Let the user show and hide columns, by the keyboard too."""
        self._show_columns_menu(QPoint(0, self._header.height()))

    def _show_columns_menu(self, place: QPoint) -> None:
        menu = self.columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._header.mapToGlobal(place))

    def shown_columns(self) -> list[int]:
        """Return the columns that the user has not hidden, from left to right, whether or not there is room."""
        return self._header.shown_columns()

    def choose(self, place: int) -> None:
        """Select one row alone and bring it into view."""
        index = self.list_model.index(place, 0)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        )
        self.scrollTo(index)

    def menu_place(self, place: QPoint) -> QPoint | None:
        """Return where the menu of the chosen rows opens, None where none is meant.

        The key for menus opens it at the current row, wherever the pointer is.
        """
        if self.indexAt(place).isValid():
            return place
        current = self.currentIndex()
        return self.visualRect(current).center() if current.isValid() and self.chosen_count() else None

    def window_rows(self) -> range:
        """Return the places of the rows that the screen has room for, from the first one that it shows."""
        first = max(0, self.rowAt(0))
        # Not of the viewport itself: the first look at it makes PySide load every kind of widget, for 8 ms.
        height = self.maximumViewportSize().height()
        return range(first, first + height // self.verticalHeader().defaultSectionSize() + 2)

    # ------------------------------------------------------------------------------------------------- events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self._surface)
        self._row_painter.paint(painter, event.rect(), hovered=self.hovered, framed=self._framed_row())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the columns fill the width, as far as the user has not chosen others."""
        super().resizeEvent(event)
        self._fit(event.size().width())
        current = self.currentIndex()
        if current.isValid() and 0 <= self.visualRect(current).bottom() < event.oldSize().height():
            # It was in sight, and stays so where a message, or a smaller window, takes its place.
            self.scrollTo(current)

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the colours and letters of now."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._row_painter.forget()
            self.verticalHeader().setDefaultSectionSize(row_height(self.font()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the frame of the keyboard away. What is chosen stays so, in case it is dragged.

        Not by Qt's own dragging: that asks each cell of all that is chosen whether it can be dragged.
        """
        self._by_keyboard = False
        spot = event.position().toPoint()
        plain = event.button() is Qt.MouseButton.LeftButton and not event.modifiers()
        if plain and self.selectionModel().isSelected(self.indexAt(spot)):
            self._pressed = spot
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the row below the pointer be seen as one, and what is chosen be dragged."""
        if self._pressed is None:
            super().mouseMoveEvent(event)
        elif (event.position().toPoint() - self._pressed).manhattanLength() >= _drag_distance():
            self._pressed = None
            self.drag_wanted.emit()
        self._hover(self.rowAt(event.position().toPoint().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the one row alone that was pressed and not dragged."""
        if self._pressed is None:
            super().mouseReleaseEvent(event)
            return
        row, self._pressed = self.rowAt(self._pressed.y()), None
        if self.chosen_count() > 1:
            self.choose(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what is below the mouse. Qt would not where it was not told of the first press."""
        self._pressed = None
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self.doubleClicked.emit(index)
            event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is on no row."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            for each in (self.hovered, row):
                self._surface.update(0, self.rowViewportPosition(each), self._surface.width(), self.rowHeight(each))
            self.hovered = row

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
        self._came_by_keyboard = self._by_keyboard = event.reason() in _BY_KEYBOARD
        self._greet()

    def _greet(self) -> None:
        """Select a fax for who has come by the keyboard, as soon as there is one."""
        if self._came_by_keyboard and self.hasFocus() and self.list_model.rowCount():
            self._came_by_keyboard = False
            if not self.chosen_count():
                self.choose(max(0, self.currentIndex().row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the selected fax. Where none is selected, the first key that moves selects the present one."""
        self._by_keyboard = True
        if _moves(event.key()) and not self.chosen_count() and self.list_model.rowCount():
            self.choose(max(0, self.currentIndex().row()))
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selectionModel().hasSelection():
            self.opened.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Leave what is typed to the search: Qt would compare the first column of each row, and read all of them.

        It asks for this after Space as well, which has selected a row then and is no word.
        """
        if search.strip():
            self.typed.emit(search)

    def _double_click(self, _index: QModelIndex) -> None:
        self.opened.emit()


def _drag_distance() -> int:
    """Return the pixels after which a mouse that moves while it is pressed drags."""
    return QGuiApplication.styleHints().startDragDistance()


def _moves(key: int) -> bool:
    """Return whether a key moves in a list. Not a constant: the first look at one of Qt's keys makes all 471."""
    keys = Qt.Key
    return key in {keys.Key_Up, keys.Key_Down, keys.Key_Home, keys.Key_End, keys.Key_PageUp, keys.Key_PageDown}
