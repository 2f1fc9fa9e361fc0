"""The outbox and the sent faxes as lists."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt

from faxdesk.core.lifecycle import State
from faxdesk.core.visible_text import visible
from faxdesk.store.fax_lists import INDEXED_LISTS, Column, Listing
from faxdesk.ui.fax_list.list_model import ListColumn, ListModel, Order
from faxdesk.ui.fax_list.row_cache import PAGE
from faxdesk.ui.fax_list.update import FoundCount
from faxdesk.ui.widgets import fax_texts
from faxdesk.ui.widgets.wait_texts import failure_words, wait_of

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping, Sequence

    from faxdesk.services.events import Progress
    from faxdesk.store.fax_lists import Row
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.widgets.icons import IconTone
    from faxdesk.ui.widgets.wait_texts import WaitText

COLUMNS = (
    *(Column.STATE, Column.TO, Column.COMMENT, Column.PAGES, Column.SENDER, Column.TIME),
    *(Column.NAME, Column.DOCUMENTS, Column.COST),
)
"""From left to right. The last ones are hidden until the user asks for them."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a waiting fax of which Fax.Plus tells none."""
PROGRESS = Qt.ItemDataRole.UserRole + 1
"""How far the upload of a line has come, from 0 to 1, or None."""


class FaxTableModel(ListModel["Row"]):
    """One of the two lists."""

    def __init__(
        self, backend: Backend, listing: Listing, numbers: fax_texts.NumberFormatter, parent: QObject | None = None
    ) -> None:
        super().__init__(backend, numbers, self._named_columns(), Order(Column.TIME), parent)
        self.listing = listing
        self._uploads: dict[str, float] = {}
        self._answers[PROGRESS] = lambda row, column: None if column else self.progress_of(row)
        if listing is Listing.OUTBOX:
            backend.condition_changed.connect(self.show_waits)

    def _named_columns(self) -> tuple[ListColumn, ...]:
        return (
            ListColumn(Column.STATE, self.tr("Status"), 27),
            ListColumn(Column.TO, self.tr("To"), 30, strong=True, named=True),
            ListColumn(Column.COMMENT, self.tr("Comment"), 26, elastic=True),
            ListColumn(Column.PAGES, self.tr("Pages"), 10, at_right=True, quiet=True),
            ListColumn(Column.SENDER, self.tr("From"), 24, quiet=True),
            ListColumn(Column.TIME, self.tr("Time"), 16),
            ListColumn(Column.NAME, self.tr("Name"), 24, offered=True),
            ListColumn(Column.DOCUMENTS, self.tr("Documents"), 24, offered=True),
            ListColumn(Column.COST, self.tr("Cost"), 14, at_right=True, quiet=True, offered=True),
        )

    def read_keys(self, store: Store, order: Order, limit: int | None = None) -> tuple[array[int], FoundCount]:
        """Return the keys of the list in order, or of what is looked for in it."""
        column, descending = cast("Column", order.column), order.descending
        if not order.search:
            keys = store.fax_lists.keys(self.listing, column=column, descending=descending, limit=limit)
            return keys, FoundCount()
        found = store.fax_finder.find(INDEXED_LISTS[self.listing], order.search, limit)
        whole = limit is None or len(found.keys) < limit
        count = FoundCount(whole, found.unread_faxes, found.unread_documents)
        if column is Column.TIME and descending:
            return found.keys, count
        return store.fax_lists.sorted_keys(self.listing, found.keys, column, descending=descending), count

    def read_front(self, store: Store, order: Order, keys: array[int]) -> array[int] | None:
        """Return which keys come first in an order. Of what a search has found, the latest where none is near it."""
        column, descending = cast("Column", order.column), order.descending
        if not order.search or (column is Column.TIME and descending):
            return self.read_keys(store, order, PAGE)[0]
        front = store.fax_lists.first_of(self.listing, keys, column, descending=descending, limit=PAGE)
        return front or self.read_keys(store, order, PAGE)[0]

    def read_rows(self, store: Store, keys: Sequence[int]) -> Mapping[int, Row]:
        """Return the faxes of some keys."""
        return store.fax_lists.rows(self.listing, keys)

    # ---------------------------------------------------------------------------------------------- what changes

    def show_waits(self) -> None:
        """The link to Fax.Plus is another, and with it what faxes wait for."""
        shown = self._rows_shown()
        if shown:
            self.dataChanged.emit(self.index(shown[0], 0), self.index(shown[-1], 0))

    def progress(self, value: Progress) -> None:
        """Show how far an upload has come."""
        self._uploads[value.job] = value.sent / value.total if value.total else 0.0
        if value.sent >= value.total:
            del self._uploads[value.job]
        for place in self._rows_shown():
            row = self._rows.in_memory().get(self._keys[place])
            if row is not None and row.job == value.job and row.state is State.UPLOADING:
                cell = self.index(place, 0)
                self.dataChanged.emit(cell, cell, [PROGRESS, Qt.ItemDataRole.DisplayRole])

    # ------------------------------------------------------------------------------------------- what cells show

    def cells(self, row: Row) -> tuple[str, ...]:
        """Return what the cells of a fax show."""
        return (
            fax_texts.state_text(row),
            self._numbers.text(row.to),
            " ".join(row.comment.split()),
            str(row.pages) if row.pages else "",
            self._numbers.text(row.sender),
            fax_texts.time_text(row.at) if row.at > _NEVER else "",
            visible(row.name),
            visible(", ".join(row.documents)),
            self._cost(row),
        )

    def _cost(self, row: Row) -> str:
        """Return what a fax has cost. What is not known yet is not 0."""
        if row.cost is None:
            return self.tr("Not known") if self.listing is Listing.SENT else ""
        return fax_texts.cost_text(row.cost)

    def two_lines(self, row: Row, column: int, text: str) -> tuple[str, str]:
        """Return a cell as two lines, such as the number under the name, and the documents under the comment."""
        shown = COLUMNS[column]
        if shown is Column.TO:
            if row.name:
                return visible(row.name), text
            return text, "" if ", " in row.to else self._numbers.country(row.to)
        if shown is Column.COMMENT:
            names = visible(", ".join(row.documents))
            return (text, names) if text else (names, "")
        if shown is Column.TIME:
            now = self._backend.factory.now()
            return (fax_texts.clock_text(row.at), fax_texts.day_text(row.at, now)) if text else ("", "")
        return text, ""

    def paper_lines(self, row: Row, column: int, text: str) -> tuple[str, str]:
        """Return a cell as on the screen, but the whole state and the date."""
        if column == 0:
            return self.state_lines(row)
        return (text, "") if COLUMNS[column] is Column.TIME else self.two_lines(row, column, text)

    def state(self, row: Row, text: str) -> str:
        """Return the state of a fax with what it waits for."""
        part = self.progress_of(row)
        if part is not None:
            return self.tr("{state} {percent} %").format(state=text, percent=int(part * 100))
        if _needs_user(row):
            return self.tr("{state}, needs you").format(state=text)
        wait = None if row.cancel_requested else self._wait(row)
        return text if wait is None else wait.short or text

    def state_lines(self, row: Row) -> tuple[str, str]:
        """Return the state, and below it what it waits for or why it failed."""
        text = fax_texts.state_text(row)
        part = self.progress_of(row)
        if part is not None:
            return text, self.tr("{percent} %").format(percent=int(part * 100))
        if _needs_user(row):
            return text, self.tr("Needs you")
        wait = None if row.cancel_requested else self._wait(row)
        if wait is None:
            return text, failure_words(row.status) if row.state is State.FAILED else fax_texts.arrived_words(row)
        return wait.head or text, wait.tail

    def _wait(self, row: Row) -> WaitText | None:
        return wait_of(row, self._backend.condition, self._backend.factory.now())

    def progress_of(self, row: Row) -> float | None:
        """Return how far the upload of a fax has come."""
        if row.job is None or row.state is not State.UPLOADING:
            return None
        return self._uploads.get(row.job)

    def icon_of(self, row: Row) -> tuple[str, IconTone]:
        """Return the icon for the state of a fax."""
        return fax_texts.state_icon(row)

    def tip(self, row: Row, column: int) -> str:
        """Return the whole sentence of a state, a long comment, or the exact time."""
        if column == 0:
            wait = self._wait(row)
            more = "" if wait is None or not wait.text else f"\n{wait.text}"
            return "\n".join(filter(None, (fax_texts.state_sentence(row) + more, fax_texts.arrived_text(row))))
        if COLUMNS[column] is Column.COMMENT:
            return row.comment
        if COLUMNS[column] is Column.TIME:
            return fax_texts.exact_text(row.at)
        return ""


def _needs_user(row: Row) -> bool:
    return row.asked and row.state is State.UNKNOWN and not row.cancel_requested
