"""The practice service as a program of its own: it starts, it survives, and it never outlives its window."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.errors import FaxDeskError
from faxdesk.services.sign_in import try_out
from faxdesk.ui.backend.practice_process import PracticeProcess, command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


KILLED = getattr(signal, "SIGKILL", signal.SIGTERM)
"""Ends a process at once, which on Windows each signal does that is for another."""
_SYNCHRONIZE = 0x100000
"""The right to wait for a process (winnt.h)."""


@pytest.fixture
def service(tmp_path: Path, qapp: object) -> Iterator[PracticeProcess]:
    service = PracticeProcess(*command(tmp_path / "data"))
    yield service
    service.stop()
    service.deleteLater()


def alive(pid: int) -> bool:
    """True where a process runs; one that has ended and waits for its parent does not."""
    if sys.platform == "win32":
        import _winapi

        try:
            process = _winapi.OpenProcess(_SYNCHRONIZE, False, pid)
        except OSError:
            return False
        try:
            return _winapi.WaitForSingleObject(process, 0) != _winapi.WAIT_OBJECT_0
        finally:
            _winapi.CloseHandle(process)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def test_it_says_where_it_is_and_is_a_service(service: PracticeProcess, qtbot: QtBot) -> None:
    with qtbot.waitSignal(service.ready) as got:
        service.start()
    url, token = got.args
    account = try_out(url, token).account
    assert account is not None
    assert account.title


def test_it_ends_with_the_window(service: PracticeProcess, qtbot: QtBot) -> None:
    with qtbot.waitSignal(service.ready):
        service.start()
    pid = service.pid
    assert alive(pid)
    with qtbot.assertNotEmitted(service.failed):
        service.stop()
    assert not alive(pid)


def test_it_starts_again_at_the_same_address(service: PracticeProcess, qtbot: QtBot) -> None:
    with qtbot.waitSignal(service.ready) as got:
        service.start()
    url, token = got.args
    first = service.pid
    os.kill(first, KILLED)
    qtbot.waitUntil(lambda: service.pid not in {0, first})
    qtbot.waitUntil(lambda: answers(url, token))


def answers(url: str, token: str) -> bool:
    try:
        return try_out(url, token).account is not None
    except FaxDeskError:
        return False


@pytest.mark.parametrize(
    ("program", "arguments", "words"),
    [
        ("/no/such/program", [], "could not be started"),
        (sys.executable, ["-c", "import sys; sys.exit('the port is taken')"], "the port is taken"),
        (sys.executable, ["-c", "print('hello')"], "strange answer"),
    ],
)
def test_what_keeps_it_from_starting_is_said(program: str, arguments: list[str], words: str, qtbot: QtBot) -> None:
    service = PracticeProcess(program, arguments)
    with qtbot.waitSignal(service.failed) as got:
        service.start()
    assert words in str(got.args[0])
    service.stop()


def test_one_that_hangs_is_given_up(qtbot: QtBot) -> None:
    service = PracticeProcess(sys.executable, ["-c", "import sys; sys.stdin.read()"])
    service._patience.setInterval(50)
    with qtbot.waitSignal(service.failed) as got:
        service.start()
    assert "in time" in str(got.args[0])
    assert service.pid == 0


_HOST = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from faxdesk.ui.backend.practice_process import PracticeProcess, command
application = QCoreApplication([])
service = PracticeProcess(*command(Path(sys.argv[1])))
service.ready.connect(lambda url, token: print(service.pid, flush=True))
service.start()
application.exec()
"""


def test_it_ends_when_the_window_is_killed(tmp_path: Path, qtbot: QtBot) -> None:
    with subprocess.Popen([sys.executable, "-c", _HOST, str(tmp_path / "data")], stdout=subprocess.PIPE) as host:
        assert host.stdout is not None
        pid = int(host.stdout.readline())
        assert alive(pid)
        host.kill()
    qtbot.waitUntil(lambda: not alive(pid))
