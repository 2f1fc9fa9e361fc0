"""Opens the page of costs from the menu “File”, reads them and writes them as a table."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from faxdesk.core.visible_text import visible
from faxdesk.ui.actions.saving import ask_for_file
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.desktop.file_manager import show_folder
from faxdesk.ui.widgets.message_bar import MessageAction
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.tooltips import reason_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.cost_report import CostLine
    from faxdesk.store.store import Store
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.costs.page import CostsPage

_KEY = "costs"
AGAIN_MS = 5_000
"""Milliseconds after a change in which costs are read anew: in the thread that reads the lists, and of all faxes."""


def install(host: WindowHost) -> None:
    """Let the menu “File” show the costs."""
    CostsController(host)


class CostsController(QObject):
    """Has the page while it is open, and keeps it up to date."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        self._page: CostsPage | None = None
        self._reading = False
        self._lines: Sequence[CostLine] = ()
        self._soon = QTimer(self, singleShot=True)
        self._soon.setInterval(AGAIN_MS)
        self._soon.timeout.connect(self._read)
        host.handle(ActionId.COSTS, self._show_page)
        host.backend.changed.connect(self._read_soon)
        host.closing.connect(self._soon.stop)

    def _show_page(self) -> None:
        """Show the page, or bring it to the front."""
        from faxdesk.ui.costs.page import CostsPage

        if self._page is None:
            self._page = CostsPage(self._host.window)
            self._page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._page.finished.connect(self._closed)
            self._page.export_wanted.connect(self._ask_where)
            self._page.show()
            self._read()
        self._page.activateWindow()

    def _closed(self) -> None:
        self._page = None

    def _read_soon(self) -> None:
        if self._page is not None and not self._soon.isActive():
            self._soon.start()

    def _read(self) -> None:
        """Read the costs anew while somebody looks at them."""
        if self._page is None:
            return
        if self._reading:
            self._soon.start()
            return
        self._reading = True
        job = partial(_read, self._host.backend.factory.now())
        self._host.backend.with_store(self, job, self._show, self._not_read)

    def _show(self, lines: list[CostLine]) -> None:
        self._reading, self._lines = False, lines
        if self._page is not None:
            self._page.show_lines(lines)

    def _not_read(self, error: FaxDeskError) -> None:
        self._reading = False
        if self._page is not None:
            self._page.total.setText(reason_text(error))

    def _ask_where(self) -> None:
        if self._page is not None:
            ask_for_file(
                self._page, self.tr("Save costs"), self.tr("Costs of faxes.csv"), self.tr("Tables (*.csv)"), self._write
            )

    def _write(self, name: str) -> None:
        # What is written is what was seen.
        job = partial(_export, self._lines, Path(name))
        self._host.backend.with_documents(self, job, self._written, self._not_written)

    def _written(self, target: Path) -> None:
        action = MessageAction(self.tr("Open folder"), partial(show_folder, target.parent))
        said = self.tr("The costs are saved as {name}.").format(name=visible(target.name))
        self._host.message_bar.say(said, Severity.GOOD, action=action, key=_KEY)

    def _not_written(self, error: FaxDeskError) -> None:
        self._host.message_bar.fail(error, key=_KEY)


def _read(now: datetime, store: Store, cancel: CancelToken) -> list[CostLine]:
    from faxdesk.core.times import SystemZone
    from faxdesk.services.cost_report import cost_lines

    return cost_lines(store, now, SystemZone(), cancel)


def _export(lines: Sequence[CostLine], target: Path, _cancel: CancelToken) -> Path:
    from faxdesk.services.cost_report import export

    export(lines, target)
    return target
