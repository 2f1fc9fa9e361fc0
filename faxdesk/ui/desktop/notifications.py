"""Tells through the desktop what the user would not see in the window while he works elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from faxdesk.ui.desktop.notice import Notice, NoticeKind
from faxdesk.ui.desktop.notification_permission import forbidden
from faxdesk.ui.desktop.notification_service import NotificationService
from faxdesk.ui.desktop.session_bus import SessionBus, bus_socket
from faxdesk.ui.desktop.window_activation import bring_to_front
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.tooltips import plain_notice

if TYPE_CHECKING:
    from faxdesk.core.settings import Settings
    from faxdesk.ui.desktop.tray import Tray

GATHER_MS = 300_000
"""Milliseconds in which deliveries are told together: five minutes, so that who sends a pile hears of it once."""


class MessageChannel(Enum):
    """What shows a message."""

    UNKNOWN = "unknown"
    SERVICE = "service"
    TRAY = "tray"
    NOTHING = "nothing"


class ChannelState(NamedTuple):
    """What FaxDesk has on this desktop.

    `channel` is what shows its messages, by the `name` that this has; `quiet` is True while the desktop shows none all
    the same, because the user or an administrator wants that; `tray` whether there is a place for an icon beside the
    clock.
    """

    channel: MessageChannel
    name: str
    quiet: bool
    tray: bool


class Notifications(QObject):
    """Shows messages through the notification service of the desktop, else at an icon in the tray.

    Where neither is there, and while the desktop shows none, it marks the window in the task bar. Nothing is shown
    while the window is active, or of a kind that the settings say no to.
    """

    known = Signal()
    """`channel_state` may have changed."""
    tested = Signal(str)
    """What has become of a test: "" where the desktop has taken the message, else why not."""

    def __init__(
        self,
        window: QWidget,
        settings: Callable[[], Settings],
        tray: Tray,
    ) -> None:
        super().__init__(window)
        self._window, self._settings, self._tray = window, settings, tray
        self._service: NotificationService | None = None
        self._acts: dict[str, Callable[[], object] | None] = {}
        self._last = ""
        self._delivered: list[Notice] = []
        self._together = QTimer(self, singleShot=True)
        self._together.setInterval(GATHER_MS)
        self._together.timeout.connect(self._tell_deliveries)
        tray.message_chosen.connect(self._choose_last)
        tray.wanted.connect(self._come_back)
        window.installEventFilter(self)

    def use(self, bus: SessionBus) -> None:
        """Show messages through the notification service that is reached over this bus, where it has one."""
        self._service = service = NotificationService(bus, self)
        service.known.connect(self.known)
        service.chosen.connect(self._choose)

    # -------------------------------------------------------------------------------------------- how it stands

    def ask(self) -> None:
        """Find out how this desktop shows messages, and tell that it is `known`."""
        if self._service is None:
            self.known.emit()
        else:
            self._service.ask()

    @property
    def channel_state(self) -> ChannelState:
        """What there is, as far as is known."""
        service, tray = self._service, self._tray.possible
        if service is not None and not service.asked:
            return ChannelState(MessageChannel.UNKNOWN, "", quiet=False, tray=tray)
        if service is not None and service.there:
            return ChannelState(MessageChannel.SERVICE, service.name, quiet=service.inhibited, tray=tray)
        if tray and QSystemTrayIcon.supportsMessages():
            return ChannelState(MessageChannel.TRAY, "", quiet=forbidden(), tray=tray)
        return ChannelState(MessageChannel.NOTHING, "", quiet=False, tray=tray)

    # ------------------------------------------------------------------------------------------------- telling

    def tell(self, notice: Notice) -> None:
        """Tell something that has happened to the faxes: deliveries a while later, all else at once."""
        settings = self._settings()
        if self._window.isActiveWindow():
            return
        if notice.kind is not NoticeKind.DELIVERY:
            if settings.notify_received if notice.kind is NoticeKind.RECEIVED else settings.notify:
                self.show(notice)
        elif settings.notify_deliveries:
            self._delivered.append(notice)
            if not self._together.isActive():
                self._together.start()

    def _tell_deliveries(self) -> None:
        delivered, self._delivered = self._delivered, []
        if len(delivered) > 1:
            text = self.tr("{faxes} were delivered.").format(faxes=count_text(len(delivered), "fax"))
            act = delivered[-1].act
            self.show(Notice("delivered", NoticeKind.DELIVERY, self.tr("Faxes were delivered"), text, act=act))
        elif delivered:
            self.show(delivered[0])

    def test(self) -> None:
        """Show a message for a try, whatever the settings say; `tested` then tells what has become of it."""
        title, text = self.tr("This is a test"), self.tr("FaxDesk can tell you when something needs you.")
        self.show(Notice("test", NoticeKind.HINT, title, text), self.tested.emit)

    def show(self, notice: Notice, done: Callable[[str], object] | None = None) -> None:
        """Show a message whatever the settings say; `done` gets "" where the desktop has taken it, else why not."""
        settings = self._settings()
        body = notice.body(private=settings.notify_details)
        self._acts[notice.key], self._last = notice.act, notice.key
        service = self._service
        if service is None:
            self._show_in_tray(notice, body, done)
            return

        def shown() -> None:
            if service.inhibited:
                self._mark()
            if done is not None:
                done("")

        def not_shown(_why: str) -> None:
            self._show_in_tray(notice, body, done)

        service.show(notice, body, shown, not_shown)

    def _show_in_tray(self, notice: Notice, body: str, done: Callable[[str], object] | None) -> None:
        channel_state = self.channel_state
        can = channel_state.tray and QSystemTrayIcon.supportsMessages()
        if can:
            self._tray.show_message(plain_notice(notice.title), plain_notice(body))
        if not can or channel_state.quiet:
            self._mark()
        if done is not None:
            done("" if can else self.tr("This desktop shows no messages of programs."))

    def _mark(self) -> None:
        QApplication.alert(self._window)

    # -------------------------------------------------------------------------------------------- coming back

    def _choose_last(self) -> None:
        self._choose(self._last)

    def _come_back(self) -> None:
        bring_to_front(self._window)

    def _choose(self, key: str) -> None:
        bring_to_front(self._window)
        if (act := self._acts.get(key)) is not None:
            act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take back what was told when the user is back, or the window is closed."""
        if event.type() in {QEvent.Type.WindowActivate, QEvent.Type.Close}:
            self._together.stop()
            self._delivered.clear()
            self._tray.end_message()
            if self._service is not None:
                self._service.take_back()
        return super().eventFilter(watched, event)


def bus_of_this_desktop(parent: QObject) -> SessionBus | None:
    """Return the session bus of a Linux desktop, not opened yet; None on other systems, and where there is none."""
    path = bus_socket(os.environ) if sys.platform.startswith("linux") else ""
    return SessionBus(path, parent) if path else None
