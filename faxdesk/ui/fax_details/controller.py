"""Keeps the details of the chosen fax up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from faxdesk.core.lifecycle import OPEN
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.fax_details.fetch_messages import FetchMessages
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.widgets.fax_texts import local
from faxdesk.ui.widgets.wait_texts import countdown_of, wait_of

if TYPE_CHECKING:
    from faxdesk.ui.actions.window_host import WindowHost


TICK_MS = 10_000
"""How often the times of an open fax are said anew, in milliseconds: they are given in minutes."""


def install(host: WindowHost) -> None:
    """Show the details of the chosen fax beside the lists."""
    pane = DetailsPane(host.actions, host.numbers)
    host.add_side_pane(pane)
    FetchMessages(host.documents, pane, host.message_bar, host)
    DetailsController(host, pane)


class DetailsController(QObject):
    """Shows in the pane what is chosen, and has done what the user decides there."""

    def __init__(self, host: WindowHost, pane: DetailsPane) -> None:
        super().__init__(host)
        self._host, self._pane = host, pane
        # While nothing else changes, the time that is left, or that has passed, does.
        self._tick = QTimer(self, singleShot=True)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._show_chosen)
        host.closing.connect(self._tick.stop)
        host.selection.changed.connect(self._show_chosen)
        host.lists.currentChanged.connect(self._turn_away)
        host.numbers_loaded.connect(self._show_anew)
        pane.again_wanted.connect(host.actions[ActionId.UNKNOWN_AGAIN].trigger)
        pane.leave_wanted.connect(host.actions[ActionId.UNKNOWN_LEAVE].trigger)
        pane.ask_wanted.connect(host.actions[ActionId.UNKNOWN_ASK].trigger)
        pane.try_wanted.connect(host.actions[ActionId.TRY_NOW].trigger)
        pane.report_wanted.connect(self._open_report)

    def _show_chosen(self) -> None:
        self._tick.stop()
        rows, backend = self._host.selection.rows(), self._host.backend
        if len(rows) != 1:
            self._pane.show_nothing(self._host.selection.count, rows)
            return
        from faxdesk.ui.fax_details.model import load

        now = backend.factory.now()
        wait, countdown = wait_of(rows[0], backend.condition, now), countdown_of(rows[0], backend.condition, now)
        self._pane.show_details(load(backend.store, rows[0], wait, countdown, local(now).date()))
        if rows[0].state in OPEN:
            self._tick.start()

    def _turn_away(self) -> None:
        self._pane.show_nothing()

    def _show_anew(self) -> None:
        if self._pane.details is not None:
            self._pane.show_details(self._pane.details, anew=True)

    def _open_report(self, fax_id: str) -> None:
        """Show the report of an earlier attempt, which has a fax id of its own."""
        for row in self._host.selection.rows()[:1]:
            self._host.documents.open_earlier_report(row, fax_id)
