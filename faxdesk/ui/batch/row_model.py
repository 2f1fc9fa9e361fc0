"""The rows of a batch, or of a list before its start, as Qt reads them: those on the screen, and no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication

from faxdesk.core.batch import RowState
from faxdesk.core.list_columns import ListField
from faxdesk.ui.batch.texts import field_words, severity_of, state_words
from faxdesk.ui.widgets.severity import Severity, colour, icon
from faxdesk.ui.widgets.tooltips import plain_tip

if TYPE_CHECKING:
    from faxdesk.store.batch_records import RowStatus
    from faxdesk.ui.widgets.fax_texts import NumberFormatter

Index = QModelIndex | QPersistentModelIndex
Pages = Mapping[int, "Sequence[RowStatus]"]
"""Rows that were read, by the number of their page."""
PAGE = 50
"""Rows that are read at a time: a screen of them, which takes no longer than a frame."""
_PAGES = 12
"""Pages that are kept: what a screen shows, and some to scroll."""
FIELDS: tuple[ListField | None, ...] = (
    None,
    ListField.TO,
    ListField.NAME,
    ListField.COMPANY,
    ListField.AT,
    ListField.FILE,
    None,
    None,
)
"""What is in the columns, from left to right; the first is the row of the list, the last are state and reason."""
NAME, COMPANY, AT, FILE, STATE, REASON = 2, 3, 4, 5, 6, 7
MENDED = (ListField.TO, ListField.AT, ListField.FILE)
"""What can be wrong with a row, and is mended in its place."""


class BatchRowModel(QAbstractTableModel):
    """`read` returns rows by the index of the first and their number. What is wrong, or doubted, can be edited."""

    mended = Signal(object, object, str)
    """The `RowStatus` of a row, the `ListField` that the user has changed in it, and the text."""

    def __init__(self, numbers: NumberFormatter, parent: QObject | None = None, *, started: bool = True) -> None:
        super().__init__(parent)
        self._numbers, self._started = numbers, started
        self.window: Callable[[], range] = lambda: range(PAGE)
        """Returns the places of the rows on the screen, which alone are drawn again when something has changed."""
        self._read: Callable[[int, int], Sequence[RowStatus]] = lambda _first, _count: ()
        self._count = 0
        self._pages: dict[int, Sequence[RowStatus]] = {}

    def show(self, read: Callable[[int, int], Sequence[RowStatus]], count: int, pages: Pages | None = None) -> None:
        """Show other rows; `pages` are those that have been read."""
        self.beginResetModel()
        self._read, self._count = read, count
        self._pages = dict(pages or {})
        self.endResetModel()

    def shown_pages(self) -> tuple[int, ...]:
        """Return the pages of the rows on the screen."""
        shown = self.window()
        return tuple(range(shown.start // PAGE, max(shown.start, shown.stop - 1) // PAGE + 1))

    def renew(self, count: int, pages: Pages | None = None) -> None:
        """Rows may have changed, and there are so many now; `pages` are those that have been read anew.

        Of those on the screen the changed ones are drawn again: a whole table takes longer than a frame.
        """
        before, self._pages = self._pages, dict(pages or {})
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        shown = self.window()
        for place in range(shown.start, min(shown.stop, self._count)):
            if _at(before, place) != self.row(place):
                self.dataChanged.emit(self.index(place, 0), self.index(place, REASON))

    def row(self, place: int) -> RowStatus | None:
        """Return a row by its place from the top, None where there is none by now."""
        page = place // PAGE
        if page not in self._pages:
            while len(self._pages) >= _PAGES:
                self._pages.pop(next(iter(self._pages)))
            self._pages[page] = self._read(page * PAGE, PAGE)
        return _at(self._pages, place)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(FIELDS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        field = FIELDS[section]
        if field is not None:
            return field_words(field)
        return {0: self.tr("Row"), STATE: self.tr("Status"), REASON: self.tr("What is known")}[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the user edit what is wrong."""
        usual = super().flags(index)
        row = self.row(index.row())
        field = FIELDS[index.column()]
        editable = row is not None and field in MENDED and (row.state == RowState.REFUSED or field in dict(row.errors))
        return usual | Qt.ItemFlag.ItemIsEditable if editable else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if role not in _ROLES or not index.isValid():
            return None
        row = self.row(index.row())
        return None if row is None else self._shown(row, index.column(), role)

    def multiData(self, index: Index, roleDataSpan: Any) -> None:  # noqa: N803  Qt's name
        """Give all that draws a cell at once: each call from Qt waits for the interpreter while threads work."""
        row = self.row(index.row()) if index.isValid() else None
        column = index.column()
        for number in range(roleDataSpan.size()):
            wanted = roleDataSpan[number]
            role = wanted.role()
            value = None if row is None or role not in _ROLES else self._shown(row, column, role)
            if value is None:
                wanted.clearData()
            else:
                wanted.setData(value)

    def _shown(self, row: RowStatus, column: int, role: int) -> Any:
        """Return what a cell of a row shows."""
        wrong, field = dict(row.errors), FIELDS[column]
        if role == Qt.ItemDataRole.DisplayRole and field is ListField.TO:
            return self._numbers.text(row.to)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(row, column)
        palette = QGuiApplication.palette()
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                plain_tip(wrong.get(field) or self._text(row, column)) if field is not None else plain_tip(row.reason)
            )
        if role == Qt.ItemDataRole.DecorationRole:
            if column == STATE:
                return icon(palette, self._severity(row))
            return icon(palette, Severity.WARNING) if field in wrong else None
        return colour(palette, self._severity(row)) if column == STATE else None

    def _doubted(self, row: RowStatus) -> bool:
        """Return whether the number of a row may be wrong: nothing else is said against what is ready."""
        return not self._started and row.state == RowState.WAITING and bool(row.errors)

    def _severity(self, row: RowStatus) -> Severity:
        return Severity.WARNING if self._doubted(row) else severity_of(row.state)

    def _text(self, row: RowStatus, column: int) -> str:
        return (
            str(row.line),
            row.to,
            row.name,
            row.company,
            row.at,
            row.file,
            state_words(row.state, started=self._started, doubted=self._doubted(row)),
            row.reason,
        )[column]

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hand on what the user has written over an error."""
        row, field = self.row(index.row()), FIELDS[index.column()]
        if role != Qt.ItemDataRole.EditRole or row is None or field is None:
            return False
        # The number of a row that was left out is entered again by whoever is sure of it.
        confirms = field is ListField.TO and self._started and field in dict(row.errors)
        if value == self._text(row, index.column()) and not confirms:
            return False
        self.mended.emit(row, field, str(value))
        return True


def _at(pages: Pages, place: int) -> RowStatus | None:
    """Return a row of the pages that were read by its place, None where there is none."""
    rows = pages.get(place // PAGE, ())
    return rows[place % PAGE] if place % PAGE < len(rows) else None


_ROLES = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.EditRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.ForegroundRole,
    }
)
