"""Tells through the desktop what the user would not see in the window while he works elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from faxdesk.ui.widgets.icons import program_icon
from faxdesk.ui.widgets.tooltips import plain_notice


class Notifications(QObject):
    """Shows messages of the system tray, where the desktop has one; else marks the window in the task bar.

    Nothing is shown while the window is active, or where `wanted` says no. The icon is in the tray only from a message
    on until the user comes back to the window.
    """

    def __init__(self, window: QWidget, wanted: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._wanted = window, wanted
        self._tray: QSystemTrayIcon | None = None
        window.installEventFilter(self)

    def tell(self, text: str) -> None:
        """Tell something that has happened to the faxes."""
        if self._window.isActiveWindow() or not self._wanted():
            return
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            QApplication.alert(self._window)
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(program_icon(), self)
            self._tray.setToolTip(self._window.windowTitle())
            self._tray.activated.connect(self._come_back)
            self._tray.messageClicked.connect(self._come_back)
        self._tray.show()
        self._tray.showMessage(self._window.windowTitle(), plain_notice(text))

    def _come_back(self) -> None:
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the icon out of the tray when the user is back, or the window is closed."""
        if self._tray is not None and event.type() in {QEvent.Type.WindowActivate, QEvent.Type.Close}:
            self._tray.hide()
        return super().eventFilter(watched, event)
