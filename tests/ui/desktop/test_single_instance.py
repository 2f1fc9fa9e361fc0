"""One window per data folder: between two real processes, and after a crash."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtNetwork import QLocalSocket

from faxdesk.store.data_folder import DataFolder
from faxdesk.ui.desktop.single_instance import (
    LOCK,
    MOST,
    SingleInstance,
    _this_computer,
    address_of_window,
    send_to_running_instance,
)
from tests.links import make_link
from tests.time_limits import PATIENCE, PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

_SEND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from faxdesk.store.data_folder import DataFolder
from faxdesk.ui.desktop.single_instance import SingleInstance, send_to_running_instance
application = QCoreApplication([])
folder = DataFolder(Path(sys.argv[1]))
assert not SingleInstance(folder).take()
sys.exit(0 if send_to_running_instance(folder, [Path(name) for name in sys.argv[2:]]) else 7)
"""
_CRASH = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from faxdesk.store.data_folder import DataFolder
from faxdesk.ui.desktop.single_instance import SingleInstance
application = QCoreApplication([])
instance = SingleInstance(DataFolder(Path(sys.argv[1])))
assert instance.take()
instance.listen()
os._exit(9)
"""


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def instance(folder: DataFolder, qapp: object) -> Iterator[SingleInstance]:
    instance = SingleInstance(folder)
    assert instance.take()
    instance.listen()
    yield instance
    instance.close()
    instance.deleteLater()


def run(qtbot: QtBot, code: str, *arguments: str, **variables: str) -> int:
    """Run another process while this one goes on; return its exit code."""
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], env={**os.environ, **variables})
    qtbot.waitUntil(lambda: process.poll() is not None)
    return int(process.returncode)


def heard_by(instance: SingleInstance) -> list[tuple[Path, ...]]:
    heard: list[tuple[Path, ...]] = []
    instance.message_received.connect(heard.append)
    return heard


def test_a_second_start_hands_its_files_over(
    instance: SingleInstance, folder: DataFolder, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    heard, other = heard_by(instance), tmp_path.parent / "elsewhere" / "b.pdf"
    assert run(qtbot, _SEND, str(folder.path), "a letter.pdf", str(other)) == 0
    assert heard == [(tmp_path / "a letter.pdf", other)]


def test_a_second_start_without_files_brings_the_window_to_the_front(
    instance: SingleInstance, folder: DataFolder, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    heard = heard_by(instance)
    assert run(qtbot, _SEND, str(folder.path), XDG_ACTIVATION_TOKEN="by-the-user") == 0
    assert heard == [()]
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "by-the-user"


def test_what_a_crash_leaves_is_no_window(folder: DataFolder, qtbot: QtBot) -> None:
    assert run(qtbot, _CRASH, str(folder.path)) == 9
    instance = SingleInstance(folder)
    assert instance.take()
    instance.listen()
    heard = heard_by(instance)
    assert run(qtbot, _SEND, str(folder.path)) == 0
    assert heard == [()]
    instance.close()


_SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from faxdesk.store.data_folder import DataFolder
from faxdesk.ui.desktop.single_instance import SingleInstance, send_to_running_instance
application = QCoreApplication([])
folder = DataFolder(Path(sys.argv[1]))
instance = SingleInstance(folder)
asked = []

def ended():
    asked.append(instance.take())
    if len(asked) == 2:
        (folder.path / "has tried").touch()
    return asked[-1]

handed = send_to_running_instance(folder, [Path("/letters/a.pdf")], float(sys.argv[2]), ended=ended)
sys.exit(3 if handed else 5 if asked[-1] else 7)
"""
"""A second start: 3 where the window has its files, 5 where it is the window now, 7 where neither is so."""


def second_start(folder: DataFolder) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _SECOND, str(folder.path), str(PATIENCE)])


def test_a_second_start_waits_for_a_window_that_closes_and_then_is_the_window(
    instance: SingleInstance, folder: DataFolder, qtbot: QtBot
) -> None:
    heard = heard_by(instance)
    instance.stop_listening()
    second = second_start(folder)
    qtbot.waitUntil((folder.path / "has tried").exists)
    instance.close()
    qtbot.waitUntil(lambda: second.poll() is not None)
    assert second.returncode == 5
    assert heard == []


def test_who_was_not_answered_before_the_window_closes_tries_again(
    instance: SingleInstance, folder: DataFolder, qtbot: QtBot
) -> None:
    """It is connected, and its message lies there unread."""
    heard = heard_by(instance)
    second = second_start(folder)
    assert instance._server is not None
    instance._server.newConnection.disconnect()
    assert instance._server.waitForNewConnection(PATIENCE_MS)
    instance.stop_listening()
    qtbot.waitUntil((folder.path / "has tried").exists)
    instance.close()
    qtbot.waitUntil(lambda: second.poll() is not None)
    assert second.returncode == 5
    assert heard == []


def test_each_folder_has_a_window_of_its_own(instance: SingleInstance, tmp_path: Path) -> None:
    other = SingleInstance(DataFolder(tmp_path / "other"))
    assert other.take()
    other.close()


def test_after_the_window_has_closed_another_may_open(folder: DataFolder, qapp: object) -> None:
    first, second = SingleInstance(folder), SingleInstance(folder)
    assert first.take()
    assert not second.take()
    first.close()
    assert second.take()
    second.close()


def test_a_window_that_does_not_answer_is_not_waited_for_for_ever(folder: DataFolder, qapp: object) -> None:
    assert not send_to_running_instance(folder, [], patience=0.2)


def test_the_way_to_a_folder_does_not_matter(
    instance: SingleInstance, folder: DataFolder, tmp_path: Path, qtbot: QtBot
) -> None:
    make_link(tmp_path / "link", folder.path)
    heard = heard_by(instance)
    assert run(qtbot, _SEND, str(tmp_path / "link")) == 0
    assert run(qtbot, _SEND, str(folder.path / ".." / "data")) == 0
    assert heard == [(), ()]


@pytest.mark.parametrize("variable", ["TMPDIR", "XDG_RUNTIME_DIR", "USERNAME", "HOME"])
@pytest.mark.parametrize("value", ["{}/other", "{}/gone", "{}/" + "long/" * 60, ""])
def test_the_environment_of_a_later_start_does_not_matter(
    instance: SingleInstance, folder: DataFolder, tmp_path: Path, qtbot: QtBot, variable: str, value: str
) -> None:
    """A second start from a terminal, a service or sudo has other folders for what is temporary than a desktop."""
    (tmp_path / "other").mkdir()
    heard = heard_by(instance)
    assert run(qtbot, _SEND, str(folder.path), **{variable: value.format(tmp_path)}) == 0
    assert heard == [()]


_LISTEN = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from faxdesk.store.data_folder import DataFolder
from faxdesk.ui.desktop.single_instance import SingleInstance
application = QCoreApplication([])
instance = SingleInstance(DataFolder(Path(sys.argv[1])))
assert instance.take()
instance.message_received.connect(application.quit)
instance.listen()
print("listens", flush=True)
application.exec()
instance.close()
"""


def test_a_window_that_closes_at_a_message_has_answered_it(folder: DataFolder, qtbot: QtBot) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _LISTEN, str(folder.path)], stdout=subprocess.PIPE, encoding="utf-8"
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "listens\n"
        code = run(qtbot, _SEND, str(folder.path))
        if code:
            first.kill()
    assert code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe is in no folder")
@pytest.mark.parametrize("place", ["TMPDIR", "XDG_RUNTIME_DIR"])
def test_a_window_whose_folder_is_too_deep_for_a_socket_hears_later_starts(
    tmp_path: Path, qtbot: QtBot, place: str
) -> None:
    """Also where TMPDIR is: the socket is then in a folder that only the user may enter, and that goes with it."""
    deep = DataFolder(tmp_path / ("deep" * 20) / ("deeper" * 10))
    short = Path(tempfile.mkdtemp(dir="/tmp"))
    long = tmp_path / ("long" * 30)
    long.mkdir()
    others = {"TMPDIR": str(long), "XDG_RUNTIME_DIR": str(long), place: str(short)}
    with subprocess.Popen(
        [sys.executable, "-c", _LISTEN, str(deep.path)],
        env={**os.environ, **others},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "listens\n"
        socket = Path(address_of_window(deep.path))
        private = socket.parent.stat().st_mode & 0o077 == 0
        code = run(qtbot, _SEND, str(deep.path))
        if code:
            first.kill()
    assert (code, private) == (0, True)
    assert not socket.parent.exists()
    assert list(long.iterdir()) == []
    short.rmdir()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe is in no folder")
@pytest.mark.parametrize("length", [102, 103, 104, 107, 108, 109, 112, 113])
def test_a_folder_at_the_limit_of_what_a_socket_may_be_called(qtbot: QtBot, length: int) -> None:
    """Qt makes the socket under another name, shorter or longer than the one that it has in the end."""
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        folder = DataFolder(Path(place) / ("x" * (length - len(place) - len("//window.socket"))))
        assert len(str(folder.path / "window.socket")) == length
        instance = SingleInstance(folder)
        assert instance.take()
        instance.listen()
        heard = heard_by(instance)
        code = run(qtbot, _SEND, str(folder.path))
        instance.close()
        instance.deleteLater()
    assert (code, heard) == (0, [()])


def test_a_window_that_hangs_is_named_and_its_lock_stays(folder: DataFolder, qapp: object) -> None:
    """To remove the lock would open a second window on the same data."""
    first, second = SingleInstance(folder), SingleInstance(folder)
    assert first.take()
    os.utime(folder.path / LOCK, (0, 0))
    assert not second.take()
    assert second.holder() == f"process {os.getpid()}"
    assert (folder.path / LOCK).exists()
    first.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there, the system removes it with the process")
def test_a_lock_whose_number_another_program_has_now_is_no_window(folder: DataFolder, qapp: object) -> None:
    """After a power cut or a restart, the numbers of processes come again."""
    first = SingleInstance(folder)
    assert first.take()
    named = (folder.path / LOCK).read_bytes()
    first.close()
    (folder.path / LOCK).write_bytes(named)
    os.utime(folder.path / LOCK, (0, 0))
    second = SingleInstance(folder)
    assert second.take()
    second.close()


def test_windows_names_this_computer_as_its_locks_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise what a crash leaves would be a window on another computer, which is left alone for ever."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(platform, "node", lambda: "Reception-of-the-Office")
    monkeypatch.setenv("COMPUTERNAME", "RECEPTION-OF-TH")
    assert _this_computer() == "RECEPTION-OF-TH"


def test_a_window_on_another_computer_is_named_and_left_alone(folder: DataFolder, qapp: object) -> None:
    first = SingleInstance(folder)
    assert first.take()
    number, program, _, *rest = (folder.path / LOCK).read_text().split("\n")
    first.close()
    (folder.path / LOCK).write_text("\n".join([number, program, "reception", *["other"] * len(rest)]))
    os.utime(folder.path / LOCK, (0, 0))
    second = SingleInstance(folder)
    assert not second.take()
    assert second.holder() == f"process {number} on the computer reception"


@pytest.mark.parametrize(
    "message", [b"nonsense\n", b"[1]\n", b'{"files": 3}\n', json.dumps({"files": [1, None]}).encode() + b"\n"]
)
def test_a_strange_message_opens_nothing(
    message: bytes, instance: SingleInstance, folder: DataFolder, qtbot: QtBot
) -> None:
    heard = heard_by(instance)
    socket = QLocalSocket()
    socket.connectToServer(address_of_window(folder.path))
    socket.write(message)
    qtbot.waitUntil(socket.canReadLine)
    assert bytes(socket.readAll().data()) == b"ok\n"
    assert [files for files in heard if files != ()] == []


def test_an_answer_is_there_until_it_is_read(instance: SingleInstance, folder: DataFolder, qtbot: QtBot) -> None:
    """Who finds none says it again, and the window would get the same files twice."""
    late, other = QLocalSocket(), QLocalSocket()
    for socket in (late, other):
        socket.connectToServer(address_of_window(folder.path))
        socket.write(b"{}\n")
        qtbot.waitUntil(socket.canReadLine)
    assert late.state() is QLocalSocket.LocalSocketState.ConnectedState
    assert bytes(late.readAll().data()) == b"ok\n"


def test_a_message_without_end_is_cut(instance: SingleInstance, folder: DataFolder, qtbot: QtBot) -> None:
    socket = QLocalSocket()
    socket.connectToServer(address_of_window(folder.path))
    socket.write(b"x" * (MOST + 1))
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    assert bytes(socket.readAll().data()) == b""


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes have no file mode")
def test_only_the_user_may_connect(instance: SingleInstance) -> None:
    assert instance._server is not None
    path = Path(instance._server.fullServerName())
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"\0" * 64])
def test_a_lock_that_a_power_cut_has_left_is_no_window(folder: DataFolder, qapp: object, content: bytes) -> None:
    lock = folder.path / LOCK
    lock.write_bytes(content)
    instance = SingleInstance(folder)
    assert not instance.take()
    os.utime(lock, (0, 0))
    assert instance.take()
    instance.close()
    instance.deleteLater()
