"""One window per data folder: a second start hands its files to the first, and brings it to the front."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

from faxdesk.core.errors import StoreTrouble
from faxdesk.core.settings import APP_ID

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

    from faxdesk.store.data_folder import DataFolder

_log = logging.getLogger(__name__)

LOCK = "window.lock"
"""The file that the process with the window holds. It names the process, so that one that has crashed is not waited
for."""
_MAKING = 5.0
"""Seconds after which a lock that names no process is taken for a wreck."""
PATIENCE = 10.0
"""Seconds in which a window that has just begun to start should answer."""
MOST = 1_000_000
"""Bytes of a message: the names of more files than one fax takes."""
_ACTIVATION = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""With these a desktop tells that the user has asked for the window (freedesktop.org, startup notification)."""


def socket_name(folder: Path) -> str:
    """Return the name at which the window of a data folder listens."""
    # Not above: it listens when it has been drawn.
    from PySide6.QtCore import QByteArray, QCryptographicHash

    user = str(os.getuid()) if sys.platform != "win32" else os.environ.get("USERNAME", "")
    key = QByteArray(f"{user}\n{folder.resolve()}".encode())
    digest = QCryptographicHash.hash(key, QCryptographicHash.Algorithm.Sha256)
    return f"{APP_ID}-{bytes(digest.toHex().data()).decode()[:24]}"


class SingleInstance(QObject):
    """Keeps the data folder to one window, and listens for later starts.

    Qt's network classes are loaded by who needs them: not before the window has appeared.
    """

    message_received = Signal(object)
    """The files of a later start, a tuple of absolute paths, often empty. The window should come to the front."""

    def __init__(self, folder: DataFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._lock = QLockFile(str(folder.path / LOCK))
        # A window may be open for weeks.
        self._lock.setStaleLockTime(0)
        self._visitors: list[QLocalSocket] = []
        self._heard: dict[QLocalSocket, bytes] = {}
        self._server: QLocalServer | None = None

    def take(self) -> bool:
        """Become the window of this folder. Returns False where another process is. Raises `StoreTrouble`."""
        if not self._lock.tryLock(0) and not self._take_wreck():
            if self._lock.error() is QLockFile.LockError.LockFailedError:
                return False
            raise StoreTrouble(
                f"FaxDesk cannot write to {self._folder.path}.",
                "Choose another folder with --data-dir, or change who may write there.",
            )
        return True

    def listen(self) -> None:
        """Hear later starts from now on, if that is not so already. Until then they wait."""
        if self._server is not None:
            return
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        name = socket_name(self._folder.path)
        # What a crashed window has left; nobody else can be listening, as the lock is ours.
        QLocalServer.removeServer(name)
        if not self._server.listen(name):
            _log.warning("later starts cannot reach this window: %s", self._server.errorString())

    def _take_wreck(self) -> bool:
        return self._is_wreck() and self._lock.removeStaleLockFile() and self._lock.tryLock(0)

    def _is_wreck(self) -> bool:
        """A power cut can leave a lock that names no process. One that is being made names it within a moment."""
        file = self._folder.path / LOCK
        try:
            named = file.read_bytes().partition(b"\n")[0].isdigit()
            age = time.time() - file.stat().st_mtime
        except OSError:
            return False
        return not named and age > _MAKING

    def close(self) -> None:
        """Let another process be the window."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _greet(self) -> None:
        while self._server is not None and self._server.hasPendingConnections():
            visitor = self._server.nextPendingConnection()
            self._visitors.append(visitor)
            self._heard[visitor] = b""
            visitor.readyRead.connect(self._listen)
            visitor.disconnected.connect(self._see_out)
        self._listen()

    def _listen(self) -> None:
        """Hear what has come from whom: a line of JSON comes, an answer goes."""
        for visitor, before in list(self._heard.items()):
            heard = before + bytes(visitor.readAll().data())
            line, newline, _ = heard.partition(b"\n")
            self._heard[visitor] = heard
            if len(heard) > MOST:
                visitor.abort()
            elif newline:
                del self._heard[visitor]
                visitor.write(b"ok\n")
                visitor.disconnectFromServer()
                self._hear(_parsed(line))

    def _see_out(self) -> None:
        """Forget whoever has gone."""
        from PySide6.QtNetwork import QLocalSocket

        gone = QLocalSocket.LocalSocketState.UnconnectedState
        for visitor in [visitor for visitor in self._visitors if visitor.state() == gone]:
            self._visitors.remove(visitor)
            self._heard.pop(visitor, None)
            visitor.deleteLater()

    def _hear(self, message: object) -> None:
        """Act on a message that has come."""
        if not isinstance(message, dict):
            return
        for name in _ACTIVATION:
            if isinstance(value := message.get(name), str) and value:
                os.environ[name] = value
        files = message.get("files")
        names = [name for name in files if isinstance(name, str)] if isinstance(files, list) else []
        self.message_received.emit(tuple(Path(name) for name in names))


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


def send_to_running_instance(folder: DataFolder, files: Sequence[Path], patience: float = PATIENCE) -> bool:
    """Hand files to the window of this folder, which comes to the front. Returns False where it does not answer."""
    _let_it_come_to_the_front()
    message: dict[str, object] = {name: os.environ[name] for name in _ACTIVATION if name in os.environ}
    message["files"] = [str(file.absolute()) for file in files]
    line = json.dumps(message).encode() + b"\n"
    end = time.monotonic() + patience
    while (left := end - time.monotonic()) > 0:
        if _deliver(socket_name(folder.path), line, int(left * 1000) + 1):
            return True
    return False


def _deliver(name: str, line: bytes, patience: int) -> bool:
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(patience):
        # It may be about to listen; this wait is the pause between two tries.
        socket.waitForReadyRead(100)
        _pause()
        return False
    socket.write(line)
    while socket.bytesToWrite():
        if not socket.waitForBytesWritten(patience):
            return False
    answered = socket.canReadLine() or socket.waitForReadyRead(patience)
    return answered and bytes(socket.readLine().data()).strip() == b"ok"


def _pause() -> None:
    from PySide6.QtCore import QThread

    QThread.msleep(50)


def _let_it_come_to_the_front() -> None:
    """Windows lets only the program that the user has just started come to the front, and those that it allows."""
    if sys.platform == "win32":
        import ctypes

        anybody = -1
        ctypes.windll.user32.AllowSetForegroundWindow(anybody)
