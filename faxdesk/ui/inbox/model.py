"""The received faxes as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QObject

from faxdesk.core.received_fax import ReceivedFax, ReceivedState, reason
from faxdesk.core.visible_text import visible
from faxdesk.store.fax_lists import IndexedList
from faxdesk.store.key_set import KeySet
from faxdesk.store.received_faxes import ReceivedColumn
from faxdesk.ui.fax_list.list_model import ListColumn, ListModel, Order
from faxdesk.ui.fax_list.update import FoundCount
from faxdesk.ui.widgets import fax_texts
from faxdesk.ui.widgets.icons import IconTone

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping, Sequence

    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend

_STATE, _SENDER, _COMMENT, _TIME = 0, 1, 2, 5
"""The places of columns."""


def state_word(fax: ReceivedFax) -> str:
    """Return the word for how it stands with a received fax: whether it is new, where it has arrived whole."""
    if fax.state is ReceivedState.ARRIVING:
        return QCoreApplication.translate("ReceivedFax", "Arriving")
    if fax.state is ReceivedState.PARTIAL:
        return QCoreApplication.translate("ReceivedFax", "Not complete")
    if fax.state is ReceivedState.UNKNOWN:
        return QCoreApplication.translate("ReceivedFax", "Not known")
    if fax.read:
        return QCoreApplication.translate("ReceivedFax", "Read")
    return QCoreApplication.translate("ReceivedFax", "New")


def states() -> list[tuple[str, tuple[str, ...]]]:
    """Return the words for what can be said of how much of a fax has arrived, and the values that each stands for."""
    return [
        (QCoreApplication.translate("ReceivedFax", "Complete"), (ReceivedState.RECEIVED.value,)),
        (QCoreApplication.translate("ReceivedFax", "Not complete"), (ReceivedState.PARTIAL.value,)),
        (QCoreApplication.translate("ReceivedFax", "Arriving"), (ReceivedState.ARRIVING.value,)),
        (QCoreApplication.translate("ReceivedFax", "Not known"), (ReceivedState.UNKNOWN.value,)),
    ]


def state_icon(fax: ReceivedFax) -> tuple[str, IconTone]:
    """Return the icon that goes with the word."""
    if fax.state is ReceivedState.ARRIVING:
        return "state-sending", IconTone.PLAIN
    if fax.state is ReceivedState.PARTIAL:
        return "state-partial", IconTone.DOUBT
    if fax.state is ReceivedState.UNKNOWN:
        return "state-unknown", IconTone.DOUBT
    return ("received-read", IconTone.PLAIN) if fax.read else ("received", IconTone.GOOD)


def sender_text(fax: ReceivedFax, numbers: fax_texts.NumberFormatter) -> str:
    """Return the number that a fax came from as people write it."""
    if not fax.sender:
        return QCoreApplication.translate("ReceivedFax", "Number withheld")
    return numbers.text(fax.sender)


class InboxModel(ListModel[ReceivedFax]):
    """The inbox."""

    def __init__(self, backend: Backend, numbers: fax_texts.NumberFormatter, parent: QObject | None = None) -> None:
        columns = (
            ListColumn(ReceivedColumn.READ, self.tr("Status"), 27),
            ListColumn(ReceivedColumn.SENDER, self.tr("From"), 30, named=True),
            ListColumn(ReceivedColumn.COMMENT, self.tr("Comment"), 20, elastic=True),
            ListColumn(ReceivedColumn.PAGES, self.tr("Pages"), 10, at_right=True, quiet=True),
            ListColumn(ReceivedColumn.NUMBER, self.tr("To"), 24, quiet=True),
            ListColumn(ReceivedColumn.TIME, self.tr("Time"), 16),
        )
        super().__init__(backend, numbers, columns, Order(ReceivedColumn.TIME), parent)

    def read_keys(self, store: Store, order: Order, limit: int | None = None) -> tuple[array[int], FoundCount]:
        """Return the keys of the inbox in order, or of what is looked for in it."""
        column = cast("ReceivedColumn", order.column)
        faxes = store.received_faxes
        if not order.search:
            keys = faxes.keys(column=column, descending=order.descending, unread=order.unread, limit=limit)
            return keys, FoundCount()
        found = store.fax_finder.find(IndexedList.INBOX, order.search, limit)
        whole = limit is None or len(found.keys) < limit
        count = FoundCount(whole, found.unread_faxes, found.unread_documents)
        if self.answers_early(order):
            return found.keys, count
        wanted = KeySet(found.keys)
        keys = faxes.keys(column=column, descending=order.descending, unread=order.unread)
        return type(keys)("q", (key for key in keys if key in wanted)), count

    def answers_early(self, order: Order) -> bool:
        """Return whether the latest come first, of all that are there: any other order is read as a whole."""
        return order.column is ReceivedColumn.TIME and order.descending and not order.unread

    def read_rows(self, store: Store, keys: Sequence[int]) -> Mapping[int, ReceivedFax]:
        """Return the faxes of some keys."""
        return store.received_faxes.rows(keys)

    # ------------------------------------------------------------------------------------------- what cells show

    def cells(self, row: ReceivedFax) -> tuple[str, ...]:
        """Return what the cells of a fax show."""
        return (
            state_word(row),
            sender_text(row, self._numbers),
            " ".join(row.comment.split()),
            str(row.pages) if row.pages else "",
            self._numbers.text(row.number),
            fax_texts.time_text(row.at),
        )

    def two_lines(self, row: ReceivedFax, column: int, text: str) -> tuple[str, str]:
        """Return a cell as two lines: the country under the number, the day under the time."""
        if column == _SENDER and row.name:
            return visible(row.name), text
        if column == _SENDER:
            return text, self._numbers.country(row.sender) if row.sender else ""
        if column == _TIME:
            return fax_texts.clock_text(row.at), fax_texts.day_text(row.at, self._backend.factory.now())
        return text, ""

    def paper_lines(self, row: ReceivedFax, column: int, text: str) -> tuple[str, str]:
        """Return a cell as on the screen, but the date."""
        return (text, "") if column == _TIME else self.two_lines(row, column, text)

    def icon_of(self, row: ReceivedFax) -> tuple[str, IconTone]:
        """Return the icon for the state of a fax."""
        return state_icon(row)

    def is_strong(self, row: ReceivedFax) -> bool:
        """What nobody has read stands out."""
        return not row.read

    def tip(self, row: ReceivedFax, column: int) -> str:
        """Return why a fax is not whole, why Fax.Plus does not take a mark, a long comment, or the exact time."""
        if column == _STATE:
            return "\n".join(filter(None, (reason(row), row.trouble)))
        if column == _COMMENT:
            return row.comment
        return fax_texts.exact_text(row.at) if column == _TIME else ""
