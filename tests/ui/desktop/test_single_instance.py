"""One window per data folder: between two real processes, and after a crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtNetwork import QLocalSocket

from faxdesk.store.data_folder import DataFolder
from faxdesk.ui.desktop.single_instance import LOCK, MOST, SingleInstance, send_to_running_instance, socket_name

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
    heard = heard_by(instance)
    assert run(qtbot, _SEND, str(folder.path), "a letter.pdf", "/elsewhere/b.pdf") == 0
    assert heard == [(tmp_path / "a letter.pdf", Path("/elsewhere/b.pdf"))]


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


def test_the_way_to_a_folder_does_not_matter(tmp_path: Path) -> None:
    straight = tmp_path / "data"
    straight.mkdir()
    assert socket_name(straight) == socket_name(tmp_path / "data" / ".." / "data")
    assert socket_name(straight) != socket_name(tmp_path)


@pytest.mark.parametrize(
    "message", [b"nonsense\n", b"[1]\n", b'{"files": 3}\n', json.dumps({"files": [1, None]}).encode() + b"\n"]
)
def test_a_strange_message_opens_nothing(
    message: bytes, instance: SingleInstance, folder: DataFolder, qtbot: QtBot
) -> None:
    heard = heard_by(instance)
    socket = QLocalSocket()
    socket.connectToServer(socket_name(folder.path))
    socket.write(message)
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    assert bytes(socket.readAll().data()) == b"ok\n"
    assert [files for files in heard if files != ()] == []


def test_a_message_without_end_is_cut(instance: SingleInstance, folder: DataFolder, qtbot: QtBot) -> None:
    socket = QLocalSocket()
    socket.connectToServer(socket_name(folder.path))
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
