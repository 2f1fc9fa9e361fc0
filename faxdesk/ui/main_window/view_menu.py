"""The menu “View”, but for the details: which list is on the screen, and how new it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.store.fax_lists import Listing
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.fax_list.tabs import ColumnsPage

if TYPE_CHECKING:
    from faxdesk.ui.actions.window_host import WindowHost


def install(host: WindowHost) -> None:
    """Let the menu “View” act."""
    ViewMenu(host)


class ViewMenu(QObject):
    """Refreshes, and goes from list to list."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        host.handle(ActionId.REFRESH, self._refresh)
        host.handle(ActionId.COLUMNS, self._choose_columns)
        host.selection.changed.connect(self._enable)
        host.handle(ActionId.OUTBOX, self._go_to_outbox)
        host.handle(ActionId.SENT, self._go_to_sent)

    def _refresh(self) -> None:
        self._host.backend.refresh()
        self._host.backend.changed.emit()

    def _enable(self) -> None:
        has_columns = isinstance(self._host.lists.currentWidget(), ColumnsPage)
        self._host.actions[ActionId.COLUMNS].setEnabled(has_columns)

    def _choose_columns(self) -> None:
        page = self._host.lists.currentWidget()
        if isinstance(page, ColumnsPage):
            page.show_columns()

    def _go_to_outbox(self) -> None:
        self._host.lists.focus_tab(Listing.OUTBOX)

    def _go_to_sent(self) -> None:
        self._host.lists.focus_tab(Listing.SENT)
