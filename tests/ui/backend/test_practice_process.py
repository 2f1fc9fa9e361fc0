"""The practice service as a program of its own: it starts, it survives, and it never outlives its window."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.errors import FaxDeskError
from faxdesk.services.sign_in import try_out
from faxdesk.ui.backend.practice_process import PracticeProcess, command
from tests.processes import alive, kill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def service(tmp_path: Path, qapp: object) -> Iterator[PracticeProcess]:
    service = PracticeProcess(*command(tmp_path / "data"))
    yield service
    service.stop()
    service.deleteLater()


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
    kill(first)
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
from tests.processes import alive, kill
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
