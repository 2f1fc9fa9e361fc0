"""The tabs of the outbox and of the sent faxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.store.fax_lists import INDEXED_LISTS, Listing, Row
from faxdesk.ui.fax_list.list_page import ListPage
from faxdesk.ui.fax_list.table_model import FaxTableModel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from faxdesk.services.events import Progress
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.fax_list.filter_row import FilterRow
    from faxdesk.ui.widgets.empty_page import EmptyPage
    from faxdesk.ui.widgets.fax_texts import NumberFormatter


class FaxListTab(ListPage[Row]):
    """A list of faxes with its search field."""

    model: FaxTableModel

    def __init__(
        self, backend: Backend, listing: Listing, numbers: NumberFormatter, parent: QWidget | None = None
    ) -> None:
        self._numbers = numbers
        outbox = listing is Listing.OUTBOX
        name = _say("Search the outbox") if outbox else _say("Search sent faxes")
        model = FaxTableModel(backend, listing, numbers)
        super().__init__(backend, model, INDEXED_LISTS[listing], name, self._make_filters, parent)
        self.table.setAccessibleName(self.tr("Faxes in the outbox") if outbox else self.tr("Sent faxes"))

    def _make_filters(self) -> FilterRow:
        from faxdesk.ui.fax_list.filter_row import FilterRow, states_of

        numbers = [number.number for number in self._backend.store.service_mirror.numbers()]
        offered = [(self._numbers.text(number), number) for number in numbers]
        accounts = [(title, uid) for uid, title in self._backend.store.service_mirror.accounts()]
        states = states_of(self.model.listing)
        return FilterRow(states, offered, self._backend.factory.now, accounts=accounts)

    def progress(self, value: Progress) -> None:
        """Show how far an upload has come."""
        self.model.progress(value)

    def say_empty(self, empty: EmptyPage) -> None:
        """Invite to a first fax."""
        outbox = self.model.listing is Listing.OUTBOX
        empty.say(
            self.tr("No fax is waiting.") if outbox else self.tr("No fax has been sent yet."),
            self.tr("Drop documents here, or press New fax."),
            self.tr("New fax…"),
        )

    def act_on_empty(self) -> None:
        """Open a new fax."""
        self.new_fax_wanted.emit()


def _say(text: str) -> str:
    # Before the page is made there is no `tr` of its own.
    return QCoreApplication.translate("FaxListTab", text)
