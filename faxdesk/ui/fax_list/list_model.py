"""A long list as Qt reads it: an array of keys, put in order off the main thread, and the rows on the screen."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from faxdesk.core.cancel_token import check
from faxdesk.core.fax_search import FaxSearch
from faxdesk.store.database import GivenUp
from faxdesk.ui.fax_list.row_cache import PAGE, R, RowCache
from faxdesk.ui.fax_list.update import FoundCount, ListRow, ListUpdate
from faxdesk.ui.widgets.icons import IconTone, icon
from faxdesk.ui.widgets.tooltips import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.fax_list.list_diff import ArrangeStep, Places, Step
    from faxdesk.ui.widgets.fax_texts import NumberFormatter

Index = QModelIndex | QPersistentModelIndex

LONG = 20_000
"""Rows above which the first page of another order is shown before all of it has been read: a million take seconds."""
ROW = Qt.ItemDataRole.UserRole
"""The row of a line, from any of its cells."""


class ListColumn(NamedTuple):
    """A column of a list. `width` is in average characters, before the user changes it."""

    sorts_by: StrEnum
    title: str
    width: int
    at_right: bool = False
    strong: bool = False
    """What a row is known by."""
    quiet: bool = False
    """What most rows have in common."""
    elastic: bool = False
    """It gets the room that the others leave. One column of a list is so."""
    named: bool = False
    """It has names, which it is known by: of much room it gets a part."""
    offered: bool = False
    """It is hidden until the user asks for it."""


class Order(NamedTuple):
    """In which order a list is, and what it is searched for."""

    column: StrEnum
    descending: bool = True
    search: FaxSearch = FaxSearch()
    unread: bool = False
    """Whether only those are shown that nobody has read."""


class ListModel(QAbstractTableModel, Generic[R]):
    """A list of rows with an integer key each. `load` shows its beginning at once; `update` brings the whole.

    Whoever derives from it reads keys and rows from the store, and says what their cells show. The state of a row is
    its first column: the only one whose text may change while the row stays the same.
    """

    loaded = Signal()
    """The order has been brought up to date, whether or not anything is new."""
    failed = Signal(object)
    """A `FaxDeskError`: the list could not be read."""

    def __init__(
        self,
        backend: Backend,
        numbers: NumberFormatter,
        columns: Sequence[ListColumn],
        order: Order,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        backend.day_changed.connect(self.say_again)
        self.columns = tuple(columns)
        self.window: Callable[[], range] = lambda: range(PAGE)
        """Returns the places of the rows on the screen. Only they are compared after an update."""
        self._backend = backend
        self._numbers = numbers
        self._keys = array("q")
        self._rows = RowCache[R](lambda keys: self.read_rows(backend.store, keys))
        self._texts: dict[int, ListRow[R]] = {}
        self._day = 0
        self.order = order
        """The order that was asked for last."""
        self._taken = order
        """The order that is shown, as far as it has been read."""
        self._found = FoundCount()
        self._asking = False
        self._ask_again = False
        self._answers: dict[int, Callable[[R, int], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.DecorationRole: self._icon,
            Qt.ItemDataRole.ToolTipRole: self._tool_tip,
            Qt.ItemDataRole.TextAlignmentRole: self._alignment,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken_cell,
            Qt.ItemDataRole.AccessibleDescriptionRole: self._spoken,
            ROW: self._line,
        }

    # ---------------------------------------------------------------------------- what a list is made of

    def read_keys(self, store: Store, order: Order, limit: int | None = None) -> tuple[array[int], FoundCount]:
        """Return the keys of the list in order: all, or the first `limit`. May be called from any thread.

        Where it is searched, the count says how much of what is looked for has been found.
        """
        raise NotImplementedError

    def answers_early(self, order: Order) -> bool:  # noqa: ARG002  a list may need all for some orders
        """Return whether the first that a search finds are read sooner than all in this order."""
        return True

    def read_front(self, store: Store, order: Order, keys: array[int]) -> array[int] | None:  # noqa: ARG002  a list that is not searched has all keys
        """Return which keys come first in an order, or None where only all of them tell. The list has `keys` now.

        May be called from any thread.
        """
        return None if order.search else self.read_keys(store, order, PAGE)[0]

    def read_rows(self, store: Store, keys: Sequence[int]) -> Mapping[int, R]:
        """Return the rows of some keys; one that is gone is left out. May be called from any thread."""
        raise NotImplementedError

    def cells(self, row: R) -> tuple[str, ...]:
        """Return what each cell of a row shows, as one line of text. May be called from any thread."""
        raise NotImplementedError

    def two_lines(self, row: R, column: int, text: str) -> tuple[str, str]:
        """Return a cell that shows `text` as the two lines that are drawn. May be called from any thread."""
        raise NotImplementedError

    def paper_lines(self, row: R, column: int, text: str) -> tuple[str, str]:
        """Return a cell as two lines on paper, where “Today” says nothing. May be called from any thread."""
        return self.two_lines(row, column, text)

    def state(self, row: R, text: str) -> str:  # noqa: ARG002  of the row, where its state says more
        """Return what the first cell shows of a row whose own text for it is `text`."""
        return text

    def state_lines(self, row: R) -> tuple[str, str]:
        """Return the first cell as two lines."""
        return self._known(row).lines[0]

    def icon_of(self, row: R) -> tuple[str, IconTone]:
        """Return the name of the icon of a row, and its tone."""
        raise NotImplementedError

    def tip(self, row: R, column: int) -> str:
        """Return what is said of a cell where the pointer rests, "" for nothing."""
        raise NotImplementedError

    def progress_of(self, row: R) -> float | None:  # noqa: ARG002  nothing comes gradually unless a list says so
        """Return how far something is with a row, from 0 to 1, or None."""
        return None

    def is_strong(self, row: R) -> bool:  # noqa: ARG002  no row stands out unless a list says so
        """Return whether a row stands out from the others, as one that nobody has read."""
        return False

    # ------------------------------------------------------------------------------------------------ content

    def load(self) -> None:
        """Show the beginning of the list, in the main thread: one page, so that the first paint waits for no more."""
        if not self._keys:
            self._reset(self.read_keys(self._backend.store, self.order, PAGE)[0])

    def update(self) -> None:
        """Bring the list up to date. Asked for again before it is done, it is done once more."""
        if self._asking:
            self._ask_again = True
            return
        self._asking, self._ask_again = True, False
        old, wanted, taken, shown = self._keys, self.order, self._taken, self.window()
        # What is typed is answered at once by the first that is found, however many there are.
        fresh = bool(wanted.search) and wanted.search != taken.search
        limit = PAGE if fresh and self.answers_early(wanted) else None
        # And so is another order of a long list, and what is new in it.
        is_long = len(old) > LONG and wanted._replace(column=taken.column, descending=taken.descending) == taken

        def job(store: Store, _cancel: CancelToken) -> ListUpdate[R] | None:
            try:
                with store.database.given_up_when(lambda: wanted != self.order):
                    early = self._read_early(store, old, wanted, shown, sorts=wanted != taken) if is_long else None
                    return early or self._read_update(store, old, wanted, shown, limit)
            except GivenUp:
                return None

        def done(result: ListUpdate[R] | None) -> None:
            # While the order was read another one was asked for, or the beginning was shown: the steps do not fit.
            fits = result is not None and old is self._keys and wanted == self.order
            try:
                if result is not None and fits:
                    self._taken = wanted
                    self._take(result)
            finally:
                self._asking = False
            if self._ask_again or not fits or (result is not None and not result.found.whole):
                self.update()

        self._backend.with_store(self, job, done, self._not_read)

    def _read_update(
        self, store: Store, old: array[int], wanted: Order, shown: range, limit: int | None
    ) -> ListUpdate[R]:
        """Find out what has changed. Called in a worker: the window only takes what comes of it."""
        from faxdesk.ui.fax_list import list_diff

        keys, found = self.read_keys(store, wanted, limit)
        changes = list_diff.diff(old, keys)
        places = next((list_diff.places(step) for step in changes or () if isinstance(step, list_diff.ArrangeStep)), {})
        return self._with_lines(store, ListUpdate(keys, changes, places, {}, words=(False, 0), found=found), shown)

    def _read_early(
        self, store: Store, old: array[int], wanted: Order, shown: range, *, sorts: bool
    ) -> ListUpdate[R] | None:
        """Find out what comes first in a long list, or None where that is known. Called in a worker.

        The whole order is asked for afterwards. All rows stay in the list, and what is chosen stays chosen.
        """
        from faxdesk.ui.fax_list import list_diff

        front = self.read_front(store, wanted, old)
        if front is None:
            return None
        step = list_diff.to_front(old, front) if sorts else list_diff.new_in_front(old, front)
        if step is None:
            return None
        keys = step.keys if isinstance(step, list_diff.FrontStep) else step.keys + old
        found = FoundCount(whole=False)
        return self._with_lines(store, ListUpdate(keys, (step,), {}, {}, words=(False, 0), found=found), shown)

    def _with_lines(self, store: Store, new: ListUpdate[R], shown: range) -> ListUpdate[R]:
        words = self._words
        rows = self.read_rows(store, new.keys[shown.start : shown.stop])
        lines = {key: self._list_row(row) for key, row in rows.items()}
        return new._replace(lines=lines, words=words)

    def search(self, wanted: FaxSearch) -> None:
        """Show only what is looked for."""
        self._order_by(self.order._replace(search=wanted))

    @property
    def searched(self) -> FaxSearch:
        """What the list is searched for; the rows may still be those of what was looked for before."""
        return self.order.search

    @property
    def found(self) -> FoundCount:
        """How much of what is looked for has been found."""
        return self._found

    def show_unread(self, *, alone: bool) -> None:
        """Show only what nobody has read, or all."""
        self._order_by(self.order._replace(unread=alone))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, in the database."""
        descending = order is Qt.SortOrder.DescendingOrder
        self._order_by(self.order._replace(column=self.columns[column].sorts_by, descending=descending))

    def _order_by(self, order: Order) -> None:
        if order != self.order:
            self.order = order
            self.update()

    def _not_read(self, error: FaxDeskError) -> None:
        self._asking = False
        self.failed.emit(error)

    def _take(self, new: ListUpdate[R]) -> None:
        self._found = new.found
        if new.changes is None:
            self._reset(new.keys, new)
        else:
            for step in new.changes:
                self._apply(step, new.places)
            self._renew(new)
        self.loaded.emit()

    @property
    def _words(self) -> tuple[bool, int]:
        """What the words in the cells depend on besides the rows: whether numbers are formatted, and the day."""
        return self._numbers.loaded, self._day

    def _reset(self, keys: array[int], new: ListUpdate[R] | None = None) -> None:
        self.beginResetModel()
        self._keys = keys
        self._texts.clear()
        self._rows.renew((), {})
        if new is not None:
            self._keep(list(new.lines), new)
        self.endResetModel()

    def _apply(self, step: Step, places: Places) -> None:
        from faxdesk.ui.fax_list.list_diff import FrontStep, InsertStep, RemoveStep

        # Changed in place: with a million keys a copy takes milliseconds. No worker reads them, since `update` waits.
        if isinstance(step, RemoveStep):
            self.beginRemoveRows(QModelIndex(), step.first, step.last)
            del self._keys[step.first : step.last + 1]
            self.endRemoveRows()
        elif isinstance(step, InsertStep):
            self.beginInsertRows(QModelIndex(), step.first, step.first + len(step.keys) - 1)
            self._keys[step.first : step.first] = step.keys
            self.endInsertRows()
        elif isinstance(step, FrontStep):
            self._move(step.row, 0, step.keys)
        else:
            self._arrange(step, places)

    def _arrange(self, step: ArrangeStep, places: Places) -> None:
        moved = range(step.first, step.first + len(step.keys))

        def row(before: int) -> int:
            return places[self._keys[before]] if before in moved else before

        self._move(row, step.first, step.keys)

    def _move(self, row: Callable[[int], int], first: int, keys: array[int]) -> None:
        """Bring the keys from row `first` on into another order, in which a row is at `row` of where it was."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        rows = [row(index.row()) for index in before]
        self._keys[first : first + len(keys)] = keys
        after = [self.index(row, index.column()) for row, index in zip(rows, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _renew(self, new: ListUpdate[R]) -> None:
        """Bring what is on the screen up to date, and say which of it has changed."""
        shown = [place for place in self.window() if place < len(self._keys)]
        changed = self._keep([self._keys[place] for place in shown], new)
        for place in shown:
            if self._keys[place] in changed:
                self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))

    def _keep(self, keys: Sequence[int], new: ListUpdate[R]) -> set[int]:
        """Keep the rows of some keys and what their cells show; return those whose row is another."""
        changed = self._rows.renew(keys, {key: line.row for key, line in new.lines.items()})
        if new.words == self._words:
            kept = self._rows.in_memory()
            for key, line in new.lines.items():
                row = kept.get(key)
                if row is not None and row == line.row:
                    self._texts[key] = line._replace(row=row)
        return changed

    def say_again(self) -> None:
        """Numbers can be written properly now, or another day has begun: show all that is shown in the words of now."""
        self._day += 1
        self._texts.clear()
        if self._keys:
            last = self.index(len(self._keys) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.DisplayRole])

    # ------------------------------------------------------------------------------------------------- places

    def row(self, place: int) -> R | None:
        """Return the row at a place, or None where it has just gone."""
        return self._rows.row(self._keys, place) if 0 <= place < len(self._keys) else None

    def keys(self, places: Sequence[int]) -> array[int]:
        """Return the keys at some places."""
        return array("q", [self._keys[place] for place in places])

    def place(self, key: int) -> int | None:
        """Return where a key is, or None."""
        from faxdesk.ui.fax_list.list_diff import place

        return place(self._keys, key)

    def _rows_shown(self) -> range:
        """Return the places on the screen that have a row."""
        window = self.window()
        return range(window.start, min(window.stop, len(self._keys)))

    # ---------------------------------------------------------------------------------- what Qt asks for

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            # A field of a dialog may have the same title; it must not be taken for this.
            return self.tr("{} column").format(self.columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].at_right else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        answer = self._answers.get(role)
        if answer is None or not index.isValid():
            return None
        row = self._rows.row(self._keys, index.row())
        return None if row is None else answer(row, index.column())

    def multiData(self, index: Index, roleDataSpan: Any) -> None:  # noqa: N803  Qt's name
        """Give all that draws a cell at once: each call from Qt waits for the interpreter while threads work."""
        row = self._rows.row(self._keys, index.row()) if index.isValid() else None
        column, answers = index.column(), self._answers
        for number in range(roleDataSpan.size()):
            wanted = roleDataSpan[number]
            answer = answers.get(wanted.role())
            value = None if answer is None or row is None else answer(row, column)
            if value is None:
                wanted.clearData()
            else:
                wanted.setData(value)

    # ---------------------------------------------------------------------------- what the rows are drawn of

    def lines(self, place: int, column: int) -> tuple[str, str]:
        """Return the two lines that a cell is drawn in; the second may be empty."""
        row = self._rows.row(self._keys, place)
        if row is None:
            return "", ""
        return self.state_lines(row) if column == 0 else self._known(row).lines[column]

    def state_icon(self, place: int) -> tuple[str, IconTone]:
        """Return the name of the icon for the state of a row, and its tone; no name where the row has just gone."""
        row = self._rows.row(self._keys, place)
        return ("", IconTone.PLAIN) if row is None else self.icon_of(row)

    def upload(self, place: int) -> float | None:
        """Return how far something is with the row at a place, from 0 to 1, or None."""
        row = self._rows.row(self._keys, place)
        return None if row is None else self.progress_of(row)

    def stands_out(self, place: int) -> bool:
        """Return whether the row at a place stands out from the others."""
        row = self._rows.row(self._keys, place)
        return row is not None and self.is_strong(row)

    def as_table(self, store: Store, keys: Sequence[int], columns: Sequence[int], cancel: CancelToken) -> str:
        """Return lines as text with tabs, titles first, as spreadsheets take it. May be called from any thread.

        `columns` are the places of those that are wanted, in their order. Raises `Stopped` when cancelled, since a
        hundred thousand lines take seconds.
        """
        lines = ["\t".join(self.columns[column].title for column in columns)]
        for start in range(0, len(keys), PAGE):
            check(cancel)
            part = keys[start : start + PAGE]
            found = self.read_rows(store, part)
            for cells in (self.cells(found[key]) for key in part if key in found):
                lines.append("\t".join(cells[column] for column in columns))
        return "\n".join(lines) + "\n"

    def on_paper(self, store: Store, keys: Sequence[int], columns: Sequence[int]) -> list[tuple[int, tuple[str, ...]]]:
        """Return the key of each line that is still there, and what its cells say on paper, as `as_table` does."""
        found = self.read_rows(store, keys)
        return [(key, self._paper_cells(found[key], columns)) for key in keys if key in found]

    def _paper_cells(self, row: R, columns: Sequence[int]) -> tuple[str, ...]:
        cells = self.cells(row)
        return tuple("\n".join(filter(None, self.paper_lines(row, column, cells[column]))) for column in columns)

    def _text(self, row: R, column: int) -> str:
        known = self._known(row)
        return self.state(row, known.cells[0]) if column == 0 else known.cells[column]

    def _known(self, row: R) -> ListRow[R]:
        known = self._texts.get(row.key)
        if known is None or known.row is not row:
            if len(self._texts) > 4 * PAGE:
                self._texts.clear()
            known = self._texts[row.key] = self._list_row(row)
        return known

    def _list_row(self, row: R) -> ListRow[R]:
        cells = self.cells(row)
        return ListRow(row, cells, tuple(self.two_lines(row, column, text) for column, text in enumerate(cells)))

    def _icon(self, row: R, column: int) -> QIcon | None:
        if column:
            return None
        name, tone = self.icon_of(row)
        return icon(name, tone=tone) if name else None

    def _tool_tip(self, row: R, column: int) -> str:
        # Reasons and comments come from elsewhere.
        return plain_tip(self.tip(row, column))

    def _alignment(self, _row: R, column: int) -> Qt.AlignmentFlag | None:
        return _RIGHT if self.columns[column].at_right else None

    def _line(self, row: R, _column: int) -> R:
        return row

    def _spoken_cell(self, row: R, column: int) -> str:
        """Return what is said of a cell. The first one, on which the keyboard is, says what the row is about.

        What is quiet to the eye is so to the ear.
        """
        if column:
            return self._text(row, column)
        told = [self._text(row, 0)]
        for place, lines in enumerate(self._known(row).lines):
            if place and not self.columns[place].quiet and not self.columns[place].offered:
                told += lines
        return ", ".join(filter(None, told))

    def _spoken(self, row: R, column: int) -> str:
        title = self.columns[column].title
        return self.tr("{column}: {value}").format(column=title, value=self._text(row, column))


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
