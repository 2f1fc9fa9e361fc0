"""Documents that are dropped on the window become a new fax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from faxdesk.ui.widgets.drop_target import DropOverlay, DropTarget
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from faxdesk.ui.actions.window_host import WindowHost


def install(host: WindowHost) -> None:
    """Take what is dropped on the window."""
    DocumentDrop(host)


class DocumentDrop(QObject):
    """Opens a new fax with what was dropped, or says why not."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        self._target = DropTarget(host.window, DropOverlay(host.window))
        # Queued: the program that the documents come from must not wait for a dialog.
        self._target.dropped.connect(host.launcher.new_fax, Qt.ConnectionType.QueuedConnection)
        self._target.refused.connect(self._refuse)

    def _refuse(self, reason: str) -> None:
        self._host.message_bar.say(reason, Severity.WARNING, key="drop")
