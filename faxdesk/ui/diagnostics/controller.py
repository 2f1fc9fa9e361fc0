"""Copies the diagnostics from the menu “Help”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.ui.actions.window_host import WindowHost

_KEY = "diagnostics"


def install(host: WindowHost) -> None:
    """Let “Copy diagnostics” answer."""
    DiagnosticsCopier(host)


class DiagnosticsCopier(QObject):
    """Puts the diagnostics on the clipboard."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        host.handle(ActionId.DIAGNOSTICS, self._copy)

    def _copy(self) -> None:
        # Here: the first paint does not wait for it.
        from faxdesk.ui.diagnostics.report import report

        report(self._host.backend, self._host.settings_file, self, self._copied, self._failed)

    def _copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._host.message_bar.say(
            self.tr("Copied. Paste it where you ask for help. It has no token, no fax number and no name in it."),
            Severity.GOOD,
            key=_KEY,
        )

    def _failed(self, error: FaxDeskError) -> None:
        self._host.message_bar.fail(error, key=_KEY)
