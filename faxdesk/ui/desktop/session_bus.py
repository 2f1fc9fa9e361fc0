"""The session bus of a Linux desktop, as far as FaxDesk speaks on it.

jeepney makes and reads the messages; a socket of Qt carries them, so that the window never waits for an answer.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from jeepney import Message
    from PySide6.QtNetwork import QLocalSocket

_log = logging.getLogger(__name__)

ANSWER_MS = 5000
"""Milliseconds after which a call counts as unanswered: a service of the desktop answers within a few, or within a
second where it has to be started."""
NO_ANSWER = "no answer"
"""What a call that nobody answers has failed by."""

Answered = Callable[[tuple[object, ...]], None]
Failed = Callable[[str], None]


def bus_socket(environment: Mapping[str, str]) -> str:
    """Return the socket of the session bus, beginning with a null character where it has no file; "" without a bus."""
    from jeepney.bus import get_connectable_addresses

    address = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
    if not address and (folder := environment.get("XDG_RUNTIME_DIR")):
        # Where systemd puts it, and libdbus looks (dbus-daemon(1), systemd user sessions).
        address = f"unix:path={folder}/bus"
    try:
        return next(get_connectable_addresses(address)) if address else ""
    except (ValueError, RuntimeError, StopIteration):
        return ""


class SessionBus(QObject):
    """A connection that is opened by the first call, and anew by the next one where it has broken.

    Calls are answered in their order of arrival, or fail with the name of a D-Bus error, `NO_ANSWER` or the words of
    the socket. Nothing is called back once the bus is closed.
    """

    signalled = Signal(object)
    """A `Message`: a signal that was asked for by `listen`."""

    def __init__(self, path: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._socket: QLocalSocket | None = None
        self._serials = itertools.count(1)
        self._waiting: dict[int, tuple[Answered, Failed, QTimer]] = {}
        self._rules: list[str] = []
        self._begin()

    def _begin(self) -> None:
        self._said_hello = False
        self._unsent: list[tuple[int, Message]] = []

    # ------------------------------------------------------------------------------------------------- asking

    def call(self, message: Message, answered: Answered, failed: Failed) -> None:
        """Send a method call; later `answered` gets what it returns, or `failed` why there is nothing."""
        serial = next(self._serials)
        timer = QTimer(self, singleShot=True)
        timer.setInterval(ANSWER_MS)
        timer.timeout.connect(lambda: self._fail(serial, NO_ANSWER))
        self._waiting[serial] = answered, failed, timer
        timer.start()
        self._send(serial, message)

    def send(self, message: Message) -> None:
        """Send a signal, which nobody answers."""
        self._send(next(self._serials), message)

    def listen(self, rule: str) -> None:
        """Have the signals of a match rule told, also by a connection that replaces a broken one."""
        self._rules.append(rule)
        if self._said_hello:
            self._ask_for(rule)

    def _ask_for(self, rule: str) -> None:
        from jeepney import message_bus

        self._write(next(self._serials), message_bus.AddMatch(rule))

    def _send(self, serial: int, message: Message) -> None:
        if self._said_hello:
            self._write(serial, message)
            return
        self._unsent.append((serial, message))
        self._open()

    def _write(self, serial: int, message: Message) -> None:
        if self._socket is not None:
            self._socket.write(message.serialise(serial))

    def close(self) -> None:
        """Leave the bus, and call nobody back."""
        for _answered, _failed, timer in self._waiting.values():
            timer.stop()
        self._waiting.clear()
        self._leave()

    # -------------------------------------------------------------------------------------------- connection

    def _open(self) -> None:
        if self._socket is not None:
            return
        from jeepney.auth import Authenticator
        from jeepney.low_level import Parser
        from PySide6.QtNetwork import QLocalSocket

        self._authenticator, self._parser = Authenticator(), Parser()
        self._socket = socket = QLocalSocket(self)
        socket.connected.connect(self._introduce)
        socket.readyRead.connect(self._read)
        socket.errorOccurred.connect(self._break)
        name = self._path
        if name.startswith("\0"):
            socket.setSocketOptions(QLocalSocket.SocketOption.AbstractNamespaceOption)
            name = name[1:]
        socket.connectToServer(name)

    def _introduce(self) -> None:
        if self._socket is not None:
            self._socket.write(self._authenticator.data_to_send() or b"")

    def _read(self) -> None:
        if self._socket is None:
            return
        data = bytes(self._socket.readAll().data())
        try:
            if self._authenticator.authenticated:
                self._take(data)
            else:
                self._be_let_in(data)
        except Exception as error:  # noqa: BLE001  whatever a bus may send that is none: it is left
            _log.warning("the session bus was left: %s", error)
            self._break()

    def _be_let_in(self, data: bytes) -> None:
        from jeepney import message_bus
        from jeepney.auth import BEGIN

        self._authenticator.feed(data)
        if self._authenticator.authenticated and self._socket is not None:
            self._socket.write(BEGIN)
            self._write(next(self._serials), message_bus.Hello())
            self._said_hello = True
            for rule in self._rules:
                self._ask_for(rule)
            unsent, self._unsent = self._unsent, []
            for serial, message in unsent:
                self._write(serial, message)

    def _take(self, data: bytes) -> None:
        from jeepney import HeaderFields, MessageType

        self._parser.add_data(data)
        while (message := self._parser.get_next_message()) is not None:
            kind, fields = message.header.message_type, message.header.fields
            if kind is MessageType.signal:
                self.signalled.emit(message)
            elif kind is MessageType.method_return:
                self._answer(fields.get(HeaderFields.reply_serial, 0), message.body)
            elif kind is MessageType.error:
                name = str(fields.get(HeaderFields.error_name, "error"))
                self._fail(fields.get(HeaderFields.reply_serial, 0), name)

    def _answer(self, serial: int, body: tuple[object, ...]) -> None:
        if (waiting := self._waiting.pop(serial, None)) is not None:
            answered, _failed, timer = waiting
            _end(timer)
            answered(body)

    def _fail(self, serial: int, why: str) -> None:
        if (waiting := self._waiting.pop(serial, None)) is not None:
            _answered, failed, timer = waiting
            _end(timer)
            failed(why)

    def _break(self) -> None:
        why = "" if self._socket is None else self._socket.errorString()
        self._leave()
        for serial in tuple(self._waiting):
            self._fail(serial, why)

    def _leave(self) -> None:
        socket, self._socket = self._socket, None
        self._begin()
        if socket is not None:
            # What it tells of its end is no news.
            socket.blockSignals(True)
            socket.abort()
            socket.deleteLater()


def _end(timer: QTimer) -> None:
    timer.stop()
    timer.deleteLater()
