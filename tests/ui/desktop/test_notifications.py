"""The desktop tells a user who works in another window what needs them: at once, without names, by what there is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from faxdesk.core.settings import Settings
from faxdesk.ui.desktop import notification_permission, notifications
from faxdesk.ui.desktop.notice import Notice, NoticeKind
from faxdesk.ui.desktop.notifications import MessageChannel, Notifications
from faxdesk.ui.desktop.tray import Tray

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.desktop.private_bus import Desktop

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", "propagateSizeHints", r"does not support raise\(\)")
"""What the offscreen platform says of a tray and of windows."""


class Desk:
    """A window, another one in which the user works, and what the desktop was told."""

    def __init__(self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot, self.settings = qtbot, Settings()
        self.window, self.other = QWidget(), QWidget()
        self.tray_shown: list[tuple[str, str]] = []
        self.marked: list[QWidget] = []
        self.has_tray = True
        monkeypatch.setattr(notifications, "GATHER_MS", 30)
        monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: self.has_tray)
        monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: True)
        monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _icon, *said: self.tray_shown.append(said))
        monkeypatch.setattr(QApplication, "alert", self.marked.append)
        for widget in (self.window, self.other):
            qtbot.addWidget(widget)
            widget.show()
        self.tray = Tray(self.window)
        self.notifications = Notifications(self.window, lambda: self.settings, self.tray)
        self.tested: list[str] = []
        self.notifications.tested.connect(self.tested.append)
        self.work_in(self.other)

    def work_in(self, widget: QWidget) -> None:
        widget.activateWindow()
        self.qtbot.waitUntil(widget.isActiveWindow)

    def choose(self, **settings: Any) -> None:
        self.settings = self.settings._replace(**settings)

    def test(self) -> str:
        with self.qtbot.waitSignal(self.notifications.tested):
            self.notifications.test()
        return self.tested[-1]


@pytest.fixture
def desk(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(qtbot, monkeypatch)


def need(key: str = "failed", act: list[str] | None = None) -> Notice:
    told = act if act is not None else []
    title, text = "A fax was not delivered", "Open FaxDesk to see why."
    details = "The fax to +41 44 555 01 23 was not delivered. The line was busy."
    return Notice(key, NoticeKind.NEED, title, text, details, lambda: told.append(key))


def delivery(number: str = "+41 44 555 01 23") -> Notice:
    title, text = "A fax was delivered", "All of its pages have arrived."
    return Notice("delivered", NoticeKind.DELIVERY, title, text, f"Delivered to {number}: 2 pages.")


# ------------------------------------------------------------------------------------------------- what is told


def test_a_failure_is_told_at_once_and_names_nobody(desk: Desk) -> None:
    desk.notifications.tell(need())
    assert desk.tray_shown == [("A fax was not delivered", "Open FaxDesk to see why.")]


def test_who_wants_it_is_told_the_number_and_the_reason(desk: Desk) -> None:
    desk.choose(notify_details=True)
    desk.notifications.tell(need())
    assert desk.tray_shown[0][1] == "The fax to +41 44 555 01 23 was not delivered. The line was busy."


def test_deliveries_are_not_told_unless_that_is_wanted(desk: Desk) -> None:
    desk.notifications.tell(delivery())
    desk.choose(notify_deliveries=True)
    assert not desk.notifications._together.isActive()
    desk.notifications.tell(need())
    assert [title for title, _text in desk.tray_shown] == ["A fax was not delivered"]


def test_deliveries_are_told_together(desk: Desk) -> None:
    desk.choose(notify_deliveries=True, notify=False, notify_details=True)
    for last in "123":
        desk.notifications.tell(delivery(f"+41 44 555 01 2{last}"))
    assert desk.tray_shown == []
    desk.qtbot.waitUntil(lambda: bool(desk.tray_shown))
    assert desk.tray_shown == [("Faxes were delivered", "3 faxes were delivered.")]


def test_a_single_delivery_is_told_as_one(desk: Desk) -> None:
    desk.choose(notify_deliveries=True, notify_details=True)
    desk.notifications.tell(delivery())
    desk.qtbot.waitUntil(lambda: bool(desk.tray_shown))
    assert desk.tray_shown == [("A fax was delivered", "Delivered to +41 44 555 01 23: 2 pages.")]


def test_who_comes_back_is_not_told_of_deliveries_any_more(desk: Desk) -> None:
    desk.choose(notify_deliveries=True)
    desk.notifications.tell(delivery())
    desk.work_in(desk.window)
    assert not desk.notifications._together.isActive()
    assert desk.notifications._delivered == []


def test_a_received_fax_has_a_setting_of_its_own(desk: Desk) -> None:
    received = Notice("received", NoticeKind.RECEIVED, "A fax was received", "Open FaxDesk to read it.", "From +41…")
    desk.choose(notify=False)
    desk.notifications.tell(received)
    assert desk.tray_shown == [("A fax was received", "Open FaxDesk to read it.")]
    desk.choose(notify=True, notify_received=False)
    desk.notifications.tell(received)
    assert len(desk.tray_shown) == 1


def test_who_does_not_want_it_is_not_told(desk: Desk) -> None:
    desk.choose(notify=False)
    desk.notifications.tell(need())
    assert (desk.tray_shown, desk.marked) == ([], [])


def test_who_looks_at_the_window_sees_it_there(desk: Desk) -> None:
    desk.work_in(desk.window)
    desk.notifications.tell(need())
    assert (desk.tray_shown, desk.marked) == ([], [])


# -------------------------------------------------------------------------------------------- with and without a tray


def test_with_a_tray_it_is_told_there_and_the_icon_goes_when_the_user_is_back(desk: Desk) -> None:
    asked_for: list[str] = []
    desk.notifications.tell(need(act=asked_for))
    (icon,) = desk.window.findChildren(QSystemTrayIcon)
    assert icon.isVisible()
    assert desk.notifications.channel_state == (MessageChannel.TRAY, "", False, True)
    icon.messageClicked.emit()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    assert asked_for == ["failed"]
    assert not icon.isVisible()


def test_a_click_on_the_icon_brings_back_a_window_that_is_minimised(desk: Desk) -> None:
    desk.notifications.tell(need())
    desk.window.showMinimized()
    desk.tray.wanted.emit()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    assert not desk.window.isMinimized()


def test_without_a_tray_the_window_is_marked(desk: Desk) -> None:
    desk.has_tray = False
    desk.notifications.tell(need())
    assert (desk.tray_shown, desk.marked) == ([], [desk.window])
    assert desk.notifications.channel_state == (MessageChannel.NOTHING, "", False, False)
    assert desk.test() == "This desktop shows no messages of programs."


def test_where_messages_are_forbidden_the_window_is_marked_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifications, "forbidden", lambda: True)
    desk.notifications.tell(need())
    assert desk.marked == [desk.window]
    assert desk.notifications.channel_state.quiet


@pytest.mark.parametrize(
    ("key", "name", "value", "forbids"),
    [
        ("CurrentVersion\\PushNotifications", "ToastEnabled", 0, True),
        ("CurrentVersion\\PushNotifications", "ToastEnabled", 1, False),
        ("Settings\\org.faxdesk.plus", "Enabled", 0, True),
        ("Policies", "NoToastApplicationNotification", 1, True),
        ("", "", None, False),
    ],
)
def test_windows_says_whether_messages_are_turned_off(key: str, name: str, value: int | None, forbids: bool) -> None:
    def read(asked_key: str, asked_name: str) -> int | None:
        return value if key in asked_key and asked_name == name else None

    assert notification_permission.windows_forbids(read) is forbids


def test_a_computer_that_forbids_nothing_is_known_as_such() -> None:
    assert notification_permission.forbidden() is False


def test_a_test_is_shown_whatever_the_settings_say(desk: Desk) -> None:
    desk.choose(notify=False)
    desk.work_in(desk.window)
    assert desk.test() == ""
    assert desk.tray_shown == [("This is a test", "FaxDesk can tell you when something needs you.")]


# ---------------------------------------------------------------------------------------------- over the session bus

if sys.platform == "linux":
    from faxdesk.ui.desktop.session_bus import SessionBus, bus_socket
    from tests.session_bus import DAEMON, session_bus
    from tests.ui.desktop.private_bus import REFUSED, desktop

    bus_only = pytest.mark.skipif(DAEMON is None, reason="there is no dbus-daemon")

    @pytest.fixture(scope="module")
    def address() -> Iterator[str]:
        with session_bus() as address:
            yield address

    @pytest.fixture
    def bus(desk: Desk, address: str) -> Iterator[SessionBus]:
        bus = SessionBus(bus_socket({"DBUS_SESSION_BUS_ADDRESS": address}), desk.window)
        desk.notifications.use(bus)
        yield bus
        bus.close()

    @pytest.fixture
    def there(address: str) -> Iterator[Desktop]:
        with desktop(address) as service:
            yield service

    @bus_only
    def test_the_notification_service_comes_before_the_tray(desk: Desk, bus: SessionBus, there: Desktop) -> None:
        desk.notifications.tell(need())
        desk.qtbot.waitUntil(lambda: bool(there.shown))
        assert [(shown.title, shown.body) for shown in there.shown] == [
            ("A fax was not delivered", "Open FaxDesk to see why.")
        ]
        assert (desk.tray_shown, desk.marked) == ([], [])

    @bus_only
    def test_choosing_the_message_brings_the_window_back_to_its_fax(
        desk: Desk, bus: SessionBus, there: Desktop
    ) -> None:
        asked_for: list[str] = []
        desk.notifications.tell(need(act=asked_for))
        desk.qtbot.waitUntil(lambda: bool(desk.notifications._service and desk.notifications._service._numbers))
        desk.window.hide()
        there.choose(1)
        desk.qtbot.waitUntil(desk.window.isActiveWindow)
        assert asked_for == ["failed"]
        desk.qtbot.waitUntil(lambda: there.closed == [1])

    @bus_only
    def test_how_the_service_stands_is_known(desk: Desk, bus: SessionBus, there: Desktop) -> None:
        assert desk.notifications.channel_state.channel is MessageChannel.UNKNOWN
        there.inhibited = True
        with desk.qtbot.waitSignal(desk.notifications.known):
            desk.notifications.ask()
        assert desk.notifications.channel_state == (MessageChannel.SERVICE, "Example Shell", True, True)
        desk.notifications.tell(need())
        desk.qtbot.waitUntil(lambda: bool(desk.marked))
        assert len(there.shown) == 1
        assert desk.test() == ""

    @bus_only
    def test_what_the_service_does_not_take_is_told_by_what_else_there_is(
        desk: Desk, bus: SessionBus, there: Desktop
    ) -> None:
        there.refuses = REFUSED
        desk.notifications.tell(need())
        desk.qtbot.waitUntil(lambda: bool(desk.tray_shown))
        desk.has_tray = False
        assert desk.test() == "This desktop shows no messages of programs."
        assert desk.marked == [desk.window]

    @bus_only
    def test_a_desktop_without_the_service_has_its_tray(desk: Desk, bus: SessionBus) -> None:
        with desk.qtbot.waitSignal(desk.notifications.known):
            desk.notifications.ask()
        assert desk.notifications.channel_state.channel is MessageChannel.TRAY
