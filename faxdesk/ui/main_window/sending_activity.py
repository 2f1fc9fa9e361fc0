"""While a fax is on its way, the system is told that the user waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.services.events import Link
from faxdesk.ui.desktop import process_activity

if TYPE_CHECKING:
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.desktop.process_activity import ProcessActivity


def install(host: WindowHost) -> None:
    """Keep App Nap away where there is one."""
    activity = process_activity.of_this_system()
    if activity is not None:
        watch = SendingActivity(host.backend, activity, host)
        host.closing.connect(watch.end)


class SendingActivity(QObject):
    """Begins an activity when a fax is on its way, and ends it when none is, or when Fax.Plus cannot be reached."""

    def __init__(self, backend: Backend, activity: ProcessActivity, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend, self._activity = backend, activity
        self._ended = False
        backend.changed.connect(self._look)
        backend.condition_changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        if self._ended:
            return
        if self._backend.condition.link is Link.ONLINE and self._backend.store.delivery_queue.in_motion():
            self._activity.begin(self.tr("A fax is being sent."))
        else:
            self._activity.end()

    def end(self) -> None:
        """The window closes, and the work with it."""
        self._ended = True
        self._activity.end()
