"""A list of faxes as Qt reads it: an array of keys, put in order off the main thread, and the rows on the screen."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from faxdesk.core.cancel_token import check
from faxdesk.core.lifecycle import State
from faxdesk.core.visible_text import visible
from faxdesk.store.fax_lists import Column, Listing
from faxdesk.ui.fax_list.row_cache import PAGE, RowCache
from faxdesk.ui.fax_list.update import ListRow, ListUpdate
from faxdesk.ui.widgets import fax_texts
from faxdesk.ui.widgets.icons import IconTone, icon
from faxdesk.ui.widgets.tooltips import plain_tip
from faxdesk.ui.widgets.wait_texts import failure_words, wait_of

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.events import Progress
    from faxdesk.store.fax_lists import Row
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.fax_list.list_diff import ArrangeStep, Places, Step
    from faxdesk.ui.widgets.wait_texts import WaitText

Index = QModelIndex | QPersistentModelIndex

COLUMNS = (Column.STATE, Column.TO, Column.COMMENT, Column.PAGES, Column.SENDER, Column.TIME)
"""From left to right."""
ROW = Qt.ItemDataRole.UserRole
"""The `Row` of a line, from any of its cells."""
PROGRESS = Qt.ItemDataRole.UserRole + 1
"""How far the upload of a line has come, from 0 to 1, or None."""


class FaxTableModel(QAbstractTableModel):
    """One of the two lists. `load` shows its beginning at once; `update` brings the whole, off the main thread."""

    loaded = Signal()
    """The order has been brought up to date, whether or not anything is new."""
    failed = Signal(object)
    """A `FaxDeskError`: the list could not be read."""

    def __init__(
        self, backend: Backend, listing: Listing, numbers: fax_texts.NumberFormatter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.listing = listing
        self.window: Callable[[], range] = lambda: range(PAGE)
        """Returns the places of the rows on the screen. Only they are compared after an update."""
        self._backend = backend
        self._numbers = numbers
        self._keys = array("q")
        self._rows = RowCache(lambda keys: backend.store.fax_lists.rows(listing, keys))
        self._texts: dict[int, ListRow] = {}
        self._uploads: dict[str, float] = {}
        self._column = Column.TIME
        self._descending = True
        self._search = ""
        self._asking = False
        self._ask_again = False
        if listing is Listing.OUTBOX:
            backend.condition_changed.connect(self.show_waits)
        self._titles = {
            Column.STATE: self.tr("Status"),
            Column.TO: self.tr("To"),
            Column.COMMENT: self.tr("Comment"),
            Column.PAGES: self.tr("Pages"),
            Column.SENDER: self.tr("From"),
            Column.TIME: self.tr("Time"),
        }
        self._answers: dict[int, Callable[[Row, int], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.DecorationRole: self._icon,
            Qt.ItemDataRole.ToolTipRole: self._tool_tip,
            Qt.ItemDataRole.TextAlignmentRole: self._alignment,
            Qt.ItemDataRole.AccessibleTextRole: self._text,
            Qt.ItemDataRole.AccessibleDescriptionRole: self._spoken,
            ROW: self._line,
            PROGRESS: self._upload,
        }

    # ------------------------------------------------------------------------------------------------ content

    def load(self) -> None:
        """Show the beginning of the list, in the main thread: one page, so that the first paint waits for no more."""
        if not self._keys:
            self._reset(self._backend.store.fax_lists.keys(self.listing, limit=PAGE))

    def update(self) -> None:
        """Bring the list up to date. Asked for again before it is done, it is done once more."""
        if self._asking:
            self._ask_again = True
            return
        self._asking, self._ask_again = True, False
        old, wanted, shown = self._keys, (self._column, self._descending, self._search), self.window()

        def job(store: Store, _cancel: CancelToken) -> ListUpdate:
            return self._read_update(store, old, wanted, shown)

        def done(result: ListUpdate) -> None:
            # While the order was read another one was asked for, or the beginning was shown: the steps do not fit.
            fits = old is self._keys and wanted == (self._column, self._descending, self._search)
            try:
                if fits:
                    self._take(result)
            finally:
                self._asking = False
            if self._ask_again or not fits:
                self.update()

        self._backend.with_store(self, job, done, self._not_read)

    def _read_update(self, store: Store, old: array[int], wanted: tuple[Column, bool, str], shown: range) -> ListUpdate:
        """Find out what has changed. Called in a worker: the window only takes what comes of it."""
        from faxdesk.ui.fax_list import list_diff

        column, descending, search = wanted
        keys = store.fax_lists.keys(self.listing, column=column, descending=descending, search=search)
        changes = list_diff.diff(old, keys)
        places = next((list_diff.places(step) for step in changes or () if isinstance(step, list_diff.ArrangeStep)), {})
        formatted = self._numbers.loaded
        rows = store.fax_lists.rows(self.listing, keys[shown.start : shown.stop])
        lines = {key: self._list_row(row) for key, row in rows.items()}
        return ListUpdate(keys, changes, places, lines, formatted)

    def search(self, text: str) -> None:
        """Show only what holds all words of `text`."""
        if text.strip() != self._search:
            self._search = text.strip()
            self.update()

    @property
    def searched(self) -> str:
        """What the list is searched for."""
        return self._search

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, in the database."""
        wanted = COLUMNS[column], order is Qt.SortOrder.DescendingOrder
        if wanted != (self._column, self._descending):
            self._column, self._descending = wanted
            self.update()

    def _not_read(self, error: FaxDeskError) -> None:
        self._asking = False
        self.failed.emit(error)

    def _take(self, new: ListUpdate) -> None:
        if new.changes is None:
            self._reset(new.keys, new)
        else:
            for step in new.changes:
                self._apply(step, new.places)
            self._renew(new)
        self.loaded.emit()

    def _reset(self, keys: array[int], new: ListUpdate | None = None) -> None:
        self.beginResetModel()
        self._keys = keys
        self._texts.clear()
        self._rows.renew((), {})
        if new is not None:
            self._keep(list(new.lines), new)
        self.endResetModel()

    def _apply(self, step: Step, places: Places) -> None:
        from faxdesk.ui.fax_list.list_diff import InsertStep, RemoveStep

        # Changed in place: with a million keys a copy takes milliseconds. No worker reads them, since `update` waits.
        if isinstance(step, RemoveStep):
            self.beginRemoveRows(QModelIndex(), step.first, step.last)
            del self._keys[step.first : step.last + 1]
            self.endRemoveRows()
        elif isinstance(step, InsertStep):
            self.beginInsertRows(QModelIndex(), step.first, step.first + len(step.keys) - 1)
            self._keys[step.first : step.first] = step.keys
            self.endInsertRows()
        else:
            self._arrange(step, places)

    def _arrange(self, step: ArrangeStep, places: Places) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        moved = range(step.first, step.first + len(step.keys))
        rows = [places[self._keys[index.row()]] if index.row() in moved else index.row() for index in before]
        self._keys[moved.start : moved.stop] = step.keys
        after = [self.index(row, index.column()) for row, index in zip(rows, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _renew(self, new: ListUpdate) -> None:
        """Bring what is on the screen up to date, and say which of it has changed."""
        shown = [place for place in self.window() if place < len(self._keys)]
        changed = self._keep([self._keys[place] for place in shown], new)
        for place in shown:
            if self._keys[place] in changed:
                self.dataChanged.emit(self.index(place, 0), self.index(place, len(COLUMNS) - 1))

    def _keep(self, keys: Sequence[int], new: ListUpdate) -> set[int]:
        """Keep the rows of some keys and what their cells show; return those whose row is another."""
        changed = self._rows.renew(keys, {key: line.row for key, line in new.lines.items()})
        if new.formatted == self._numbers.loaded:
            kept = self._rows.in_memory()
            for key, line in new.lines.items():
                row = kept.get(key)
                if row is not None and row == line.row:
                    self._texts[key] = line._replace(row=row)
        return changed

    def format_numbers(self) -> None:
        """Numbers can be written properly now: show them so."""
        self._texts.clear()
        if self._keys:
            last = self.index(len(self._keys) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.DisplayRole])

    def show_waits(self) -> None:
        """The link to Fax.Plus is another, and with it what faxes wait for."""
        shown = [place for place in self.window() if place < len(self._keys)]
        if shown:
            self.dataChanged.emit(self.index(shown[0], 0), self.index(shown[-1], 0))

    def progress(self, value: Progress) -> None:
        """Show how far an upload has come."""
        self._uploads[value.job] = value.sent / value.total if value.total else 0.0
        if value.sent >= value.total:
            del self._uploads[value.job]
        for place in self.window():
            if place >= len(self._keys):
                break
            row = self._rows.in_memory().get(self._keys[place])
            if row is not None and row.job == value.job and row.state is State.UPLOADING:
                cell = self.index(place, 0)
                self.dataChanged.emit(cell, cell, [PROGRESS, Qt.ItemDataRole.DisplayRole])

    # ------------------------------------------------------------------------------------------------- places

    def row(self, place: int) -> Row | None:
        """Return the row at a place, or None where it has just gone."""
        return self._rows.row(self._keys, place) if 0 <= place < len(self._keys) else None

    def keys(self, places: Sequence[int]) -> array[int]:
        """Return the keys at some places."""
        return array("q", [self._keys[place] for place in places])

    def place(self, key: int) -> int | None:
        """Return where a key is, or None."""
        from faxdesk.ui.fax_list.list_diff import place

        return place(self._keys, key)

    # ---------------------------------------------------------------------------------- what Qt asks for

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many faxes there are."""
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[COLUMNS[section]]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            # A field of a dialog may have the same title; it must not be taken for this.
            return self.tr("{} column").format(self._titles[COLUMNS[section]])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if COLUMNS[section] is Column.PAGES else _LEFT
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

    def _text(self, row: Row, column: int) -> str:
        known = self._known(row)
        return self._state(row, known.cells[0]) if column == 0 else known.cells[column]

    def _known(self, row: Row) -> ListRow:
        known = self._texts.get(row.key)
        if known is None or known.row is not row:
            if len(self._texts) > 4 * PAGE:
                self._texts.clear()
            known = self._texts[row.key] = self._list_row(row)
        return known

    def lines(self, place: int, column: int) -> tuple[str, str]:
        """Return the two lines that a cell is drawn in; the second may be empty."""
        row = self._rows.row(self._keys, place)
        if row is None:
            return "", ""
        return self._state_lines(row) if column == 0 else self._known(row).lines[column]

    def state_icon(self, place: int) -> tuple[str, IconTone]:
        """Return the name of the icon for the state of a row, and its tone; no name where the row has just gone."""
        row = self._rows.row(self._keys, place)
        return ("", IconTone.PLAIN) if row is None else fax_texts.state_icon(row)

    def upload(self, place: int) -> float | None:
        """Return how far the upload of a row has come, from 0 to 1, or None where it has none."""
        row = self._rows.row(self._keys, place)
        return None if row is None else self._upload(row, 0)

    def as_table(self, store: Store, keys: Sequence[int], cancel: CancelToken) -> str:
        """Return lines as text with tabs, titles first, as spreadsheets take it. May be called from any thread.

        Raises `Stopped` when cancelled, since a hundred thousand lines take seconds.
        """
        lines = ["\t".join(self._titles[column] for column in COLUMNS)]
        for start in range(0, len(keys), PAGE):
            check(cancel)
            part = keys[start : start + PAGE]
            found = store.fax_lists.rows(self.listing, part)
            lines += ["\t".join(self._cells(found[key])) for key in part if key in found]
        return "\n".join(lines) + "\n"

    def _list_row(self, row: Row) -> ListRow:
        cells = self._cells(row)
        return ListRow(row, cells, tuple(self._two_lines(row, column, text) for column, text in enumerate(cells)))

    def _two_lines(self, row: Row, column: int, text: str) -> tuple[str, str]:
        shown = COLUMNS[column]
        if shown is Column.TO:
            return text, "" if ", " in row.to else self._numbers.country(row.to)
        if shown is Column.COMMENT:
            names = visible(", ".join(row.documents))
            return (text, names) if text else (names, "")
        if shown is Column.TIME:
            now = self._backend.factory.now()
            return (fax_texts.clock_text(row.at), fax_texts.day_text(row.at, now)) if text else ("", "")
        return text, ""

    def _cells(self, row: Row) -> tuple[str, ...]:
        return (
            fax_texts.state_text(row),
            self._numbers.text(row.to),
            " ".join(row.comment.split()),
            str(row.pages) if row.pages else "",
            self._numbers.text(row.sender),
            fax_texts.time_text(row.at) if row.at > _NEVER else "",
        )

    def _state(self, row: Row, text: str) -> str:
        part = self._upload(row, 0)
        if part is not None:
            return self.tr("{state} {percent} %").format(state=text, percent=int(part * 100))
        wait = None if row.cancel_requested else self._wait(row)
        return text if wait is None else wait.short or text

    def _state_lines(self, row: Row) -> tuple[str, str]:
        text = fax_texts.state_text(row)
        part = self._upload(row, 0)
        if part is not None:
            return text, self.tr("{percent} %").format(percent=int(part * 100))
        wait = None if row.cancel_requested else self._wait(row)
        if wait is None:
            return text, failure_words(row.status) if row.state is State.FAILED else ""
        return wait.head or text, wait.tail

    def _wait(self, row: Row) -> WaitText | None:
        return wait_of(row, self._backend.condition, self._backend.factory.now())

    def _upload(self, row: Row, column: int) -> float | None:
        if column or row.job is None or row.state is not State.UPLOADING:
            return None
        return self._uploads.get(row.job)

    def _icon(self, row: Row, column: int) -> QIcon | None:
        if column:
            return None
        name, tone = fax_texts.state_icon(row)
        return icon(name, tone=tone)

    def _tool_tip(self, row: Row, column: int) -> str:
        # The reasons and the comment come from elsewhere.
        return plain_tip(self._tip(row, column))

    def _tip(self, row: Row, column: int) -> str:
        if column == 0:
            wait = self._wait(row)
            more = "" if wait is None or not wait.text else f"\n{wait.text}"
            return fax_texts.state_sentence(row) + more
        if COLUMNS[column] is Column.COMMENT:
            return row.comment
        if COLUMNS[column] is Column.TIME:
            return fax_texts.exact_text(row.at)
        return ""

    def _alignment(self, _row: Row, column: int) -> Qt.AlignmentFlag | None:
        return _RIGHT if COLUMNS[column] is Column.PAGES else None

    def _line(self, row: Row, _column: int) -> Row:
        return row

    def _spoken(self, row: Row, column: int) -> str:
        title = self._titles[COLUMNS[column]]
        return self.tr("{column}: {value}").format(column=title, value=self._text(row, column))


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a waiting fax of which Fax.Plus tells none."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
