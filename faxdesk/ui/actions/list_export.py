"""Writes the list on the screen as a table for spreadsheets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.ui.actions.saving import ask_for_file
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.fax_texts import cost_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.list_export import Exported
    from faxdesk.store.store import Store
    from faxdesk.ui.actions.list_offer import ExportRows
    from faxdesk.ui.actions.window_host import WindowHost

_KEY = "export list"
"""Of what is said of it."""


def install(host: WindowHost) -> None:
    """Let the menu export the list."""
    ListExport(host)


class ListExport(QObject):
    """Asks where to, and writes the chosen faxes, or all where one or none is chosen."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        self._wanted: tuple[ExportRows, Sequence[int]] | None = None
        host.handle(ActionId.EXPORT, self.ask)
        host.selection.changed.connect(self._enable)
        host.page_actions_changed.connect(self._enable)

    def _enable(self) -> None:
        offer = self._host.list_offer
        usable = offer is not None and offer.page.model.rowCount() > 0
        self._host.actions[ActionId.EXPORT].setEnabled(usable)

    def ask(self) -> None:
        """Ask for the name of the file. What is written is what was there when the user asked."""
        offer = self._host.list_offer
        if offer is None:
            return
        keys, _whole = offer.keys()
        self._wanted = offer.export, keys
        ask_for_file(
            self._host.window,
            self.tr("Export {faxes}").format(faxes=count_text(len(keys), "fax")),
            offer.file_name,
            self.tr("Tables (*.csv)"),
            self._write,
        )

    def _write(self, name: str) -> None:
        if self._wanted is None:
            return
        write, keys = self._wanted
        target = Path(name)

        def job(store: Store, cancel: CancelToken) -> Exported:
            return write(store, keys, target, cancel)

        def done(exported: Exported) -> None:
            self._host.message_bar.say(self._said(exported, target), key=_KEY)

        self._host.backend.with_store(self, job, done, self._host.backend.failed.emit)

    def _said(self, exported: Exported, target: Path) -> str:
        faxes = count_text(exported.faxes, "fax")
        if exported.cost is None:
            return self.tr("{faxes} saved as {path}.").format(faxes=faxes, path=target)
        if not exported.cost_unknown:
            said = self.tr("{faxes} saved as {path}. Together they cost {cost}.")
            return said.format(faxes=faxes, path=target, cost=cost_text(exported.cost))
        said = self.tr(
            "{faxes} saved as {path}. Together they cost {cost}, without {unknown} whose cost is not known yet."
        )
        unknown = count_text(exported.cost_unknown, "fax")
        return said.format(faxes=faxes, path=target, cost=cost_text(exported.cost), unknown=unknown)
