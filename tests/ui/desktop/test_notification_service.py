"""On Linux, messages reach the notification service of the desktop over a real bus, and choices come back."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if sys.platform != "linux":
    pytest.skip("the session bus is one of Linux", allow_module_level=True)

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from faxdesk.core.lifecycle import State
from faxdesk.services.events import Progress
from faxdesk.ui.desktop import session_bus as session_bus_module
from faxdesk.ui.desktop.notice import Notice, NoticeKind
from faxdesk.ui.desktop.notification_service import NotificationService
from faxdesk.ui.desktop.session_bus import NO_ANSWER, SessionBus, bus_socket
from faxdesk.ui.desktop.taskbar import LauncherEntry
from tests.session_bus import DAEMON, session_bus
from tests.time_limits import PATIENCE_MS
from tests.ui.desktop.private_bus import REFUSED, Desktop, desktop
from tests.ui.window_scene import fax_in, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.skipif(DAEMON is None, reason="there is no dbus-daemon")
FAILED = Notice(
    "failed", NoticeKind.NEED, "A fax was not delivered", "Open FaxDesk to see why.", "To +41 44 555 01 23."
)
DELIVERED = Notice("delivered", NoticeKind.DELIVERY, "A fax was delivered", "All of its pages have arrived.")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with session_bus() as address:
        yield address


@pytest.fixture
def there(address: str) -> Iterator[Desktop]:
    with desktop(address) as service:
        yield service


class Client:
    """FaxDesk's side, with what came of each message."""

    def __init__(self, qtbot: QtBot, path: str) -> None:
        self.qtbot, self._owner = qtbot, QObject()
        self.bus = SessionBus(path, self._owner)
        self.service = NotificationService(self.bus, self._owner)
        self.outcomes: list[str] = []

    def show(self, notice: Notice = FAILED, body: str = "Open FaxDesk to see why.") -> str:
        """Show a message; return "" or why it failed."""
        before = len(self.outcomes)
        self.service.show(notice, body, lambda: self.outcomes.append(""), self.outcomes.append)
        self.qtbot.waitUntil(lambda: len(self.outcomes) > before)
        return self.outcomes[-1]

    def ask(self) -> None:
        with self.qtbot.waitSignal(self.service.known):
            self.service.ask()


@pytest.fixture
def client(qtbot: QtBot, address: str) -> Iterator[Client]:
    client = Client(qtbot, bus_socket({"DBUS_SESSION_BUS_ADDRESS": address}))
    yield client
    client.bus.close()


def test_a_message_is_shown_without_a_sound_and_without_covering_the_screen(client: Client, there: Desktop) -> None:
    assert client.show() == ""
    (shown,) = there.shown
    assert (shown.title, shown.body) == ("A fax was not delivered", "Open FaxDesk to see why.")
    assert shown.actions == ["default", "Show"]
    assert shown.hints["suppress-sound"] == ("b", True)
    assert shown.hints["urgency"] == ("y", 1)
    assert shown.hints["desktop-entry"] == ("s", "org.faxdesk.plus")


def test_what_needs_the_user_stays_until_it_is_seen_and_a_delivery_does_not(client: Client, there: Desktop) -> None:
    client.show()
    client.show(DELIVERED, DELIVERED.text)
    failed, delivered = there.shown
    assert (failed.expires, failed.hints["category"]) == (0, ("s", "transfer.error"))
    assert (delivered.expires, delivered.hints["category"]) == (-1, ("s", "transfer.complete"))
    assert delivered.hints["urgency"] == ("y", 0)


def test_nothing_in_a_message_looks_like_html_or_ends_a_line(client: Client, there: Desktop) -> None:
    client.show(FAILED, "<b>bold</b>\nA & B")
    assert there.shown[0].body == "{0}b>bold{0}/b>\\nA & B".format("\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}")


def test_a_later_message_takes_the_place_of_the_one_before(client: Client, there: Desktop) -> None:
    client.show()
    client.show()
    client.show(DELIVERED, DELIVERED.text)
    assert [shown.replaces for shown in there.shown] == [0, 1, 0]


def test_what_the_user_has_sent_away_is_not_replaced(client: Client, there: Desktop) -> None:
    client.show()
    there.dismiss(1)
    client.qtbot.waitUntil(lambda: not client.service._numbers)
    client.show()
    assert [shown.replaces for shown in there.shown] == [0, 0]


def test_choosing_a_message_is_told_with_its_key_and_lets_wayland_raise_the_window(
    client: Client, there: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    client.show(DELIVERED, DELIVERED.text)
    client.show()
    with client.qtbot.waitSignal(client.service.chosen) as chosen:
        there.choose(2, token="token-1")
    assert chosen.args == ["failed"]
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "token-1"


def test_what_others_have_shown_is_nothing_of_ours(client: Client, there: Desktop) -> None:
    client.show()
    told: list[str] = []
    client.service.chosen.connect(told.append)
    there.choose(99)
    with client.qtbot.waitSignal(client.service.chosen):
        there.choose(1)
    assert told == ["failed"]


def test_messages_are_taken_back_once(client: Client, there: Desktop) -> None:
    client.show()
    client.show(DELIVERED, DELIVERED.text)
    client.service.take_back()
    client.qtbot.waitUntil(lambda: sorted(there.closed) == [1, 2])
    client.service.take_back()
    client.show()
    assert sorted(there.closed) == [1, 2]
    assert there.shown[-1].replaces == 0


@pytest.mark.parametrize(("says", "inhibited"), [(None, False), (False, False), (True, True)])
def test_it_is_known_whether_the_desktop_keeps_messages_from_the_screen(
    client: Client, there: Desktop, says: bool | None, inhibited: bool
) -> None:
    there.inhibited = says
    client.ask()
    assert (client.service.name, client.service.inhibited) == ("Example Shell", inhibited)


def test_a_service_that_refuses_is_told_by_its_word(client: Client, there: Desktop) -> None:
    there.refuses = REFUSED
    assert client.show() == REFUSED


def test_a_service_that_does_not_answer_holds_nothing_up(
    client: Client, there: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_bus_module, "ANSWER_MS", 1)
    there.silent = True
    assert client.show() == NO_ANSWER


def test_without_a_service_there_is_none_until_one_comes(client: Client, address: str) -> None:
    client.ask()
    assert not client.service.there
    assert client.service.asked
    assert client.show() == "org.freedesktop.DBus.Error.ServiceUnknown"
    with desktop(address) as there:
        assert client.show() == ""
        assert len(there.shown) == 1
        client.ask()
        assert client.service.there


def test_a_bus_that_ends_is_found_again(qtbot: QtBot) -> None:
    with session_bus() as address:
        client = Client(qtbot, bus_socket({"DBUS_SESSION_BUS_ADDRESS": address}))
        with desktop(address):
            assert client.show() == ""
    qtbot.waitUntil(lambda: client.bus._socket is None)
    assert client.show() != ""
    with session_bus() as other:
        client.bus._path = bus_socket({"DBUS_SESSION_BUS_ADDRESS": other})
        with desktop(other) as there:
            assert client.show() == ""
            with qtbot.waitSignal(client.service.chosen):
                there.choose(1)
    client.bus.close()


def test_what_waits_for_an_answer_when_the_bus_ends_hears_of_that(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_bus_module, "ANSWER_MS", PATIENCE_MS)
    with session_bus() as address:
        client = Client(qtbot, bus_socket({"DBUS_SESSION_BUS_ADDRESS": address}))
        with desktop(address) as there:
            there.silent = True
            client.service.show(FAILED, "", lambda: client.outcomes.append(""), client.outcomes.append)
            qtbot.waitUntil(lambda: client.bus._said_hello)
    qtbot.waitUntil(lambda: bool(client.outcomes))
    assert client.outcomes[0] not in {"", NO_ANSWER}
    client.bus.close()


@pytest.mark.parametrize("answer", [b"REJECTED EXTERNAL\r\n", b"OK 0123\r\nmore", b"\xff" * 9000])
def test_what_is_no_bus_is_left(qtbot: QtBot, tmp_path: Path, answer: bytes, caplog: pytest.LogCaptureFixture) -> None:
    path = str(tmp_path / "bus")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(answer)
                connection.recv(100)

        thread = threading.Thread(target=serve)
        thread.start()
        client = Client(qtbot, path)
        client.show()
        thread.join()
    assert client.outcomes
    client.bus.close()


def test_a_bus_without_a_file_is_reached(qtbot: QtBot) -> None:
    with session_bus(f"unix:abstract=/tmp/faxdesk-{secrets.token_hex(8)}") as address:
        client = Client(qtbot, bus_socket({"DBUS_SESSION_BUS_ADDRESS": address}))
        with desktop(address) as there:
            assert client.show() == ""
            assert len(there.shown) == 1
        client.bus.close()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_a_fax_that_fails_is_told_from_the_window_to_the_desktop(
    qtbot: QtBot, tmp_path: Path, address: str, there: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        qtbot.waitUntil(lambda: scene.window.numbers.loaded)
        other = QWidget()
        qtbot.addWidget(other)
        other.show()
        other.activateWindow()
        qtbot.waitUntil(lambda: not scene.window.isActiveWindow())
        fax_in(scene.store, State.FAILED)
        scene.changed()
        qtbot.waitUntil(lambda: bool(there.shown))
        assert (there.shown[0].title, there.shown[0].body) == ("A fax was not delivered", "Open FaxDesk to see why.")
        scene.backend.progressed.emit(Progress("job", 1, 4))
        qtbot.waitUntil(lambda: bool(there.progress))


def test_once_closed_it_calls_nobody_back(client: Client, there: Desktop) -> None:
    client.service.show(FAILED, "", lambda: client.outcomes.append(""), client.outcomes.append)
    client.bus.close()
    other = Client(client.qtbot, client.bus._path)
    other.show()
    other.bus.close()
    assert client.outcomes == []


def test_an_upload_is_told_to_the_dock(client: Client, there: Desktop) -> None:
    entry = LauncherEntry(client.bus)
    entry.show(0.25)
    entry.show(None)
    client.qtbot.waitUntil(lambda: len(there.progress) == 2)
    name = "application://org.faxdesk.plus.desktop"
    assert there.progress == [
        (name, {"progress": ("d", 0.25), "progress-visible": ("b", True)}),
        (name, {"progress": ("d", 0.0), "progress-visible": ("b", False)}),
    ]


@pytest.mark.parametrize(
    ("environment", "path"),
    [
        ({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/bus,guid=1"}, "/run/bus"),
        ({"DBUS_SESSION_BUS_ADDRESS": "unix:abstract=/tmp/dbus-x"}, "\0/tmp/dbus-x"),
        ({"DBUS_SESSION_BUS_ADDRESS": "", "XDG_RUNTIME_DIR": "/run/user/1000"}, "/run/user/1000/bus"),
        ({"DBUS_SESSION_BUS_ADDRESS": "tcp:host=localhost,port=1"}, ""),
        ({"DBUS_SESSION_BUS_ADDRESS": "disabled:"}, ""),
        ({"DBUS_SESSION_BUS_ADDRESS": "nonsense"}, ""),
        ({}, ""),
    ],
)
def test_the_bus_is_where_the_session_says(environment: dict[str, str], path: str) -> None:
    assert bus_socket(environment) == path
