"""One window per data folder: a second start hands its files to the first, and brings it to the front."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

from faxdesk.core.errors import StoreTrouble
from faxdesk.core.settings import APP_ID
from faxdesk.core.shared_files import discard, read_text
from faxdesk.store.data_folder import why_not_writable
from faxdesk.store.json_file import replace_json

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

    from faxdesk.store.data_folder import DataFolder

_log = logging.getLogger(__name__)

LOCK = "window.lock"
"""The file that the process with the window holds. It names the process, so that one that has crashed is not waited
for."""
_MAKING = 5.0
"""Seconds after which a lock that names no process is taken for a wreck."""
PATIENCE = 30.0
"""Seconds in which a window that has just begun to start should answer, and one that closes has ended: it waits for
each of its threads for some (`ui.backend.threads.STOP_SECONDS`)."""
_READING = 5.0
"""Seconds in which whoever was answered has read that, when the window closes."""
MOST = 1_000_000
"""Bytes of a message: the names of more files than one fax takes."""
_ACTIVATION = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""With these a desktop tells that the user has asked for the window (freedesktop.org, startup notification)."""


_QUIT = "quit"
"""The name in a message that asks for the end of the program."""
_ASKING = 5.0
"""Seconds in which a window that listens should hear that."""
_ADDRESS = "window.address"
"""The file that says where the window listens. A later start reads it, so that both need nothing in common but the data
folder: TMPDIR and the other variables that name a place for sockets differ between a desktop, a service and sudo."""
_SOCKET = "window.socket"
_PREFIX = f"{APP_ID}-"


def address_of_window(folder: Path) -> str:
    """Return the address at which the window of a data folder listens, an empty text where none does."""
    try:
        address = json.loads(read_text(folder / _ADDRESS))
    except (OSError, ValueError, RecursionError):
        return ""
    return address if isinstance(address, str) else ""


def _listen(server: QLocalServer, folder: Path) -> str:
    """Let a server listen where it can, and return the address, an empty text where it can nowhere.

    The path of a socket is short (108 bytes on Linux, 104 on macOS), and network drives hold none.
    """
    for address in _addresses(folder):
        # What a crashed window has left; nobody else can be listening, as the lock is ours.
        server.removeServer(address)
        if server.listen(address):
            return address
        _log.info("the window cannot listen at %s: %s", address, server.errorString())
        _remove(address)
    return ""


def _addresses(folder: Path) -> Iterator[str]:
    import hashlib
    import tempfile

    if sys.platform == "win32":
        # The name of a pipe.
        yield _PREFIX + hashlib.sha256(str(folder.resolve()).lower().encode()).hexdigest()[:24]
        return
    if _is_text(folder):
        yield str(folder.absolute() / _SOCKET)
    for place in (os.environ.get("XDG_RUNTIME_DIR"), os.environ.get("TMPDIR"), "/tmp"):  # noqa: S108  a folder of its own
        if not place or not _is_text(Path(place)):
            continue
        with contextlib.suppress(OSError):
            # Its mode is 0700: nobody else can put a socket of his own there.
            yield str(Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place)).absolute() / _SOCKET)


def _is_text(path: Path) -> bool:
    """True for a path that Qt can have: a name of other bytes is none that it could say."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _remove(address: str) -> None:
    """Remove the folder that was made for a socket alone."""
    place = Path(address).parent
    if place.name.startswith(_PREFIX):
        discard(place / _SOCKET)
        with contextlib.suppress(OSError):
            place.rmdir()


class SingleInstance(QObject):
    """Keeps the data folder to one window, and listens for later starts.

    Qt's network classes are loaded by who needs them: not before the window has appeared.
    """

    message_received = Signal(object)
    """The files of a later start, a tuple of absolute paths, often empty. The window should come to the front."""
    quit_wanted = Signal()
    """Another process asks for the end of this one, as setup does before it replaces the program."""

    def __init__(self, folder: DataFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._lock = QLockFile(str(folder.path / LOCK))
        # A window may be open for weeks.
        self._lock.setStaleLockTime(0)
        self._visitors: list[QLocalSocket] = []
        self._heard: dict[QLocalSocket, bytes] = {}
        self._server: QLocalServer | None = None
        self._address = ""

    def take(self) -> bool:
        """Become the window of this folder. Returns False where another process is. Raises `StoreTrouble`."""
        if not _is_text(self._folder.path):
            raise StoreTrouble(
                f"The name of the folder {self._folder.path} is not in UTF-8, so the window cannot use it.",
                "Rename the folder, or choose another one with --data-dir.",
            )
        if not self._lock.tryLock(0) and not self._take_wreck():
            if self._lock.error() is QLockFile.LockError.LockFailedError:
                return False
            raise why_not_writable(self._folder.path)
        return True

    def listen(self) -> None:
        """Hear later starts from now on, if that is not so already. Until then they wait."""
        if self._server is not None:
            return
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        _remove(address_of_window(self._folder.path))
        self._address = _listen(self._server, self._folder.path)
        if not self._address:
            _log.warning("later starts cannot reach this window: %s", self._server.errorString())
            return
        try:
            replace_json(self._folder.path / _ADDRESS, self._address)
        except OSError as error:
            _log.warning("later starts cannot find this window: %s", error)

    def holder(self) -> str:
        """Return who has the window, such as “process 4711”; another computer is named, an empty text is nobody."""
        known, process, computer = _lock_info(self._lock)
        if not known:
            return ""
        elsewhere = f" on the computer {computer}" if computer and computer != _this_computer() else ""
        return f"process {process}{elsewhere}"

    def _take_wreck(self) -> bool:
        return self._is_wreck() and self._lock.removeStaleLockFile() and self._lock.tryLock(0)

    def _is_wreck(self) -> bool:
        """True for a lock that a crash may have left, though the process of its number lives.

        A power cut leaves one that names no process, and numbers come again: then another program has that of the
        window. One that is being made names its process within a moment. A lock that is held all the same cannot be
        removed: its holder has locked the file itself as well (`removeStaleLock` of Qt's qlockfile_unix.cpp).
        """
        known, _, computer = _lock_info(self._lock)
        if known and computer not in {"", _this_computer()}:
            return False
        try:
            age = time.time() - (self._folder.path / LOCK).stat().st_mtime
        except OSError:
            return False
        # Negative where the clock was set back.
        return not 0 <= age <= _MAKING

    def stop_listening(self) -> None:
        """Hear nobody any more. Who has not been answered yet tries again, until he is heard or is the window."""
        if self._server is not None:
            self._server.close()
            self._server = None
        end = time.monotonic() + _READING
        for visitor in tuple(self._visitors):
            is_answered = visitor not in self._heard
            if is_answered and visitor.isOpen() and (left := end - time.monotonic()) > 0:
                visitor.waitForDisconnected(int(left * 1000) + 1)
            visitor.abort()
        if self._address:
            _remove(self._address)
            discard(self._folder.path / _ADDRESS)
            self._address = ""

    def close(self) -> None:
        """Let another process be the window."""
        self.stop_listening()
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
                # Whatever the message brings about, the answer goes out. Who has read it leaves: what is still to be
                # read goes with a pipe of Windows whose server closes it (DisconnectNamedPipe).
                visitor.flush()
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
        if message.get(_QUIT) is True:
            self.quit_wanted.emit()
            return
        for name in _ACTIVATION:
            if isinstance(value := message.get(name), str) and value:
                os.environ[name] = value
        files = message.get("files")
        names = [name for name in files if isinstance(name, str)] if isinstance(files, list) else []
        self.message_received.emit(tuple(Path(name) for name in names))


def _this_computer() -> str:
    """Return the name of this computer as `QLockFile` writes it (`machineName` in qlockfile.cpp).

    On Windows that is the older name, in capitals and of 15 letters at most; Python knows the name in the network.
    """
    return os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename


def _lock_info(lock: QLockFile) -> tuple[bool, int, str]:
    """Return whether a lock names its process, then its number and its computer."""
    process, computer, _program = lock.getLockInfo()
    return process > 0, process, computer


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def send_to_running_instance(
    folder: DataFolder,
    files: Sequence[Path],
    patience: float = PATIENCE,
    ended: Callable[[], bool] = lambda: False,
) -> bool:
    """Hand files to the window of this folder, which comes to the front. Returns False where it does not answer.

    `ended` is asked again and again whether that window has gone; then nothing was handed over, and False is returned.
    """
    _let_it_come_to_the_front()
    message: dict[str, object] = {name: os.environ[name] for name in _ACTIVATION if name in os.environ}
    message["files"] = [str(file.absolute()) for file in files]
    return _send(folder, message, patience, ended)


def ask_to_quit(folder: DataFolder) -> bool:
    """Ask the window of a folder to end its process. Returns False where none listens.

    It may have to ask the user first, and goes on where he wants that.
    """
    gone = partial(_is_silent, folder)
    return _send(folder, {_QUIT: True}, _ASKING, gone)


def _is_silent(folder: DataFolder) -> bool:
    return not address_of_window(folder.path)


def _send(folder: DataFolder, message: dict[str, object], patience: float, ended: Callable[[], bool]) -> bool:
    line = json.dumps(message).encode() + b"\n"
    end = time.monotonic() + patience
    while (left := end - time.monotonic()) > 0 and not ended():
        # Anew each time: it may be about to listen.
        address = address_of_window(folder.path)
        if not address:
            _pause()
        elif _deliver(address, line, int(left * 1000) + 1):
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
