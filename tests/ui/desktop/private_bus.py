"""A notification service on a session bus of the test's own, that does what a test says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import Proxy, open_dbus_connection

from faxdesk.ui.desktop.notification_service import NAME, PATH

NEWER = "org.freedesktop.DBus.Error.UnknownProperty"
REFUSED = "org.freedesktop.Notifications.Error.ExcessNotificationGeneration"


@dataclass(frozen=True)
class Shown:
    """A message as the service was asked for it."""

    replaces: int
    title: str
    body: str
    actions: list[str]
    hints: dict[str, tuple[str, object]]
    expires: int


@dataclass
class Desktop:
    """A notification service in a thread of its own, and what it has heard.

    `inhibited` is what it says of itself, None where it does not know that property; `refuses` has the D-Bus error by
    which it answers; `silent` lets it answer nothing.
    """

    address: str
    inhibited: bool | None = None
    refuses: str = ""
    silent: bool = False
    shown: list[Shown] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    progress: list[tuple[str, dict[str, tuple[str, object]]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._connection = open_dbus_connection(bus=self.address)
        self._lock, self._end = threading.Lock(), threading.Event()
        bus = Proxy(message_bus, self._connection)
        bus.RequestName(NAME)
        bus.AddMatch(MatchRule(type="signal", interface="com.canonical.Unity.LauncherEntry"))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        """Leave the bus, as a service that ends or crashes."""
        self._end.set()
        self._thread.join()
        self._connection.close()

    def choose(self, number: int, *, token: str = "") -> None:
        """The user clicks a message."""
        if token:
            self._tell("ActivationToken", "us", (number, token))
        self._tell("ActionInvoked", "us", (number, "default"))

    def dismiss(self, number: int) -> None:
        """The user sends a message away."""
        self._tell("NotificationClosed", "uu", (number, 2))

    def _tell(self, name: str, signature: str, body: tuple[object, ...]) -> None:
        with self._lock:
            self._connection.send(new_signal(DBusAddress(PATH, interface=NAME), name, signature, body))

    def _serve(self) -> None:
        while not self._end.is_set():
            try:
                message = self._connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call and not self.silent:
                answer = self._answer(message, message.header.fields[HeaderFields.member])
                with self._lock:
                    self._connection.send(answer)
            elif message.header.fields.get(HeaderFields.member) == "Update":
                self.progress.append(message.body)

    def _answer(self, call: Message, member: str) -> Message:
        if self.refuses and member == "Notify":
            return new_error(call, self.refuses)
        if member == "GetServerInformation":
            return new_method_return(call, "ssss", ("Example Shell", "Example Ltd", "4", "1.2"))
        if member == "Get":
            if self.inhibited is None:
                return new_error(call, NEWER)
            return new_method_return(call, "v", (("b", self.inhibited),))
        if member == "CloseNotification":
            self.closed.append(call.body[0])
            return new_method_return(call)
        _name, replaces, _icon, title, body, actions, hints, expires = call.body
        self.shown.append(Shown(replaces, title, body, actions, hints, expires))
        return new_method_return(call, "u", (replaces or len(self.shown),))


@contextmanager
def desktop(address: str) -> Iterator[Desktop]:
    """Offer the notification service on a bus."""
    service = Desktop(address)
    try:
        yield service
    finally:
        service.close()
