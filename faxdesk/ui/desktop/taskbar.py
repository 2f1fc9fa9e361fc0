"""The program's icon in the task bar or the dock: how many things need the user, and how far an upload has come."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from faxdesk.core.settings import APP_ID
from faxdesk.ui.desktop.objective_c import ObjectiveC
from faxdesk.ui.desktop.process_activity import RUNTIME

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from faxdesk.ui.desktop.session_bus import SessionBus


class ProgressIndicator(Protocol):
    """Shows on the icon how far something has come."""

    def show(self, part: float | None) -> None:
        """Show a part from 0 to 1; None shows nothing."""
        ...


class Taskbar(QObject):
    """What the icon says. Where the system has no place for it, nothing is shown, and nothing depends on it."""

    counted = Signal()
    """The number is another now."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._indicator: ProgressIndicator | None = None
        self._count, self._percent = 0, -1

    def use(self, indicator: ProgressIndicator | None) -> None:
        """Show progress by this from now on."""
        self._indicator = indicator

    @property
    def count(self) -> int:
        """The number that is shown."""
        return self._count

    def show_count(self, count: int) -> None:
        """Show a number; 0 shows none."""
        application = QGuiApplication.instance()
        if count != self._count and isinstance(application, QGuiApplication):
            application.setBadgeNumber(count)
            self._count = count
            self.counted.emit()

    def show_progress(self, part: float | None) -> None:
        """Show a part from 0 to 1, in steps of a hundredth; None shows nothing."""
        percent = -1 if part is None else int(100 * min(1.0, max(0.0, part)))
        if percent == self._percent:
            return
        self._percent = percent
        if self._indicator is not None:
            self._indicator.show(None if percent < 0 else percent / 100)
        application = QGuiApplication.instance()
        if percent < 0 and self._count and isinstance(application, QGuiApplication):
            # A dock has one label for both.
            application.setBadgeNumber(self._count)


def indicator_of_this_system(window: QWidget, bus: SessionBus | None) -> ProgressIndicator | None:
    """Return what shows progress here, None where nothing does."""
    if sys.platform == "win32":
        from faxdesk.ui.desktop.windows_taskbar import TaskbarButton

        return TaskbarButton(lambda: int(window.winId()))
    if sys.platform == "darwin":
        return DockLabel(ctypes.CDLL(RUNTIME))
    return None if bus is None else LauncherEntry(bus)


class LauncherEntry:
    """The docks of Linux that follow Ubuntu's: Plasma, Ubuntu Dock, Dash to Dock, Plank.

    They take a signal on the session bus: https://wiki.ubuntu.com/Unity/LauncherAPI, Low level DBus API.
    """

    def __init__(self, bus: SessionBus) -> None:
        self._bus = bus

    def show(self, part: float | None) -> None:
        from jeepney import DBusAddress, new_signal

        path = "/com/canonical/unity/launcherentry/faxdesk"
        emitter = DBusAddress(path, interface="com.canonical.Unity.LauncherEntry")
        shown = {"progress": ("d", part or 0.0), "progress-visible": ("b", part is not None)}
        self._bus.send(new_signal(emitter, "Update", "sa{sv}", (f"application://{APP_ID}.desktop", shown)))


class DockLabel:
    """The label of the program's icon in the Dock of macOS, in which the part stands as a percentage.

    `NSDockTile.setBadgeLabel`, called through the runtime of Objective-C as in `process_activity`.
    """

    def __init__(self, runtime: Any) -> None:
        """Take the library of the runtime, whose AppKit is loaded."""
        self._objects = ObjectiveC(runtime)

    def show(self, part: float | None) -> None:
        send = self._objects.send
        application = send(self._objects.class_of(b"NSApplication"), b"sharedApplication")
        text = None if part is None else self._objects.text(f"{part:.0%}")
        send(send(application, b"dockTile"), b"setBadgeLabel:", (ctypes.c_void_p, text))
