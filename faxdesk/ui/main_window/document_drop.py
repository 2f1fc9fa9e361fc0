"""Documents that are dropped on the window become a new fax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.ui.widgets.message_bar import MessageKind
from faxdesk.ui.widgets.window_drop_target import WindowDropTarget

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
        self._target = WindowDropTarget(host.window)
        self._target.dropped.connect(host.launcher.new_fax)
        self._target.refused.connect(self._refuse)

    def _refuse(self, reason: str) -> None:
        self._host.message_bar.say(reason, MessageKind.WARNING, key="drop")
