"""Installs what tells of the faxes outside of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.desktop.notifications import bus_of_this_desktop
from faxdesk.ui.desktop.taskbar import indicator_of_this_system
from faxdesk.ui.notifications.need_watch import NeedWatch
from faxdesk.ui.widgets.count_texts import count_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from faxdesk.services.events import Progress
    from faxdesk.ui.actions.window_host import WindowHost


def install(host: WindowHost) -> None:
    """Reach the desktop, tell at once what needs the user, and show uploads on the program's icon."""
    bus = bus_of_this_desktop(host)
    if bus is not None:
        host.notifications.use(bus)
        host.closing.connect(bus.close)
    host.taskbar.use(indicator_of_this_system(host.window, bus))
    NeedWatch(host).told.connect(host.notifications.tell)
    TrayIcon(host)
    UploadProgress(host)


class TrayIcon(QObject):
    """Keeps the icon in the tray where the settings want it, with what it says and the menu that it has."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        # Of the tray's own: those of the window are disabled while a dialog is open, and shown with their keys.
        self._actions = (
            self._action(self.tr("&Open FaxDesk"), host.tray.wanted.emit),
            self._action(self.tr("&New fax"), self._new_fax),
            self._action(self.tr("&Quit FaxDesk"), host.actions[ActionId.QUIT].trigger),
        )
        host.settings_changed.connect(self.renew)
        host.taskbar.counted.connect(self.renew)
        host.closing.connect(self._leave)
        self.renew()

    def _action(self, text: str, act: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(act)
        return action

    def _new_fax(self) -> None:
        self._host.tray.wanted.emit()
        self._host.launcher.new_fax()

    def renew(self) -> None:
        """Go by the settings and by how many things need the user now."""
        host = self._host
        host.tray.stay(host.settings_file.settings.close_to_tray, self._actions)
        count = host.taskbar.count
        if count:
            needs = self.tr("FaxDesk: {things} needs you") if count == 1 else self.tr("FaxDesk: {things} need you")
            host.tray.say(needs.format(things=count_text(count, "thing")), marked=True)
        else:
            host.tray.say(host.window.windowTitle(), marked=False)

    def _leave(self) -> None:
        self._host.tray.stay(False)


class UploadProgress(QObject):
    """Shows on the program's icon how far the uploads have come, all of them together."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._backend, self._taskbar = host.backend, host.taskbar
        self._uploads: dict[str, Progress] = {}
        host.backend.progressed.connect(self._hear)
        host.backend.changed.connect(self._look)
        host.closing.connect(self._end)

    def _hear(self, progress: Progress) -> None:
        self._uploads[progress.job] = progress
        if all(one.sent >= one.total for one in self._uploads.values()):
            self._uploads.clear()
        self._show()

    def _look(self) -> None:
        """An upload that has ended in another way than by its last byte is shown no longer."""
        if self._uploads and not self._backend.store.delivery_queue.in_motion():
            self._end()

    def _end(self) -> None:
        self._uploads.clear()
        self._show()

    def _show(self) -> None:
        total = sum(one.total for one in self._uploads.values())
        sent = sum(one.sent for one in self._uploads.values())
        self._taskbar.show_progress(sent / total if total else None)
