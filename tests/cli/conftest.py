"""Running the command line as scripts do, against a practice service.

`Shell.run` runs a command in the process of the tests, as starting a program takes most of the time of one.
`Shell.run_program` does what a script does; each command has tests of that, and what begins or ends with a program.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from faxdesk import __main__, cli
from faxdesk.cli import context
from faxdesk.core import raised_rights, shared_files
from faxdesk.documents.worker import client
from faxdesk.practice import Pace, PracticeAccount, PracticeServer
from faxdesk.services import single_thread_loop
from faxdesk.services.single_thread_loop import ServiceLoop
from tests.cli import printed_json
from tests.cli.in_process import WaitedTime, environment_of_a_program, told
from tests.time_limits import PATIENCE

GOOD = "+41445550123"
BUSY, BUSY_ONCE = "+41445550201", "+41445550202"


@dataclass
class Run:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """The output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def value(self) -> Any:
        """The output as one JSON value."""
        return json.loads(self.out)


@dataclass
class Shell:
    """A data folder and the environment of the commands that work on it."""

    folder: Path
    url: str = ""
    token: str = ""
    more: dict[str, str] = field(default_factory=dict)

    def own(self) -> dict[str, str]:
        """The variables of FaxDesk."""
        own = {"FAXDESK_DATA_DIR": str(self.folder), "FAXDESK_API_URL": self.url, "FAXDESK_TOKEN": self.token}
        return {name: value for name, value in own.items() if value}

    def environment(self) -> dict[str, str]:
        """All variables of a program."""
        return {**os.environ, **self.own(), **self.more}

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start a command and leave it running."""
        return subprocess.Popen(
            [sys.executable, "-m", "faxdesk", *map(str, arguments)],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments: object) -> Run:
        """Run a command to its end, in this process where it needs no more variables.

        It may never show a traceback, nor print JSON that it does not declare.
        """
        if self.more:
            return self.run_program(*arguments)
        words = [str(argument) for argument in arguments]
        # Else the window would open.
        assert cli.is_command(words)
        with environment_of_a_program(self.own()):
            code, out, err = told(words, __main__.main)
        return self._came_to(arguments, code, out.decode(), err.decode())

    def run_program(self, *arguments: object) -> Run:
        """Run a command to its end as a program of its own."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=PATIENCE)
        return self._came_to(arguments, process.returncode, out, err)

    @staticmethod
    def _came_to(arguments: Sequence[object], code: int, out: str, err: str) -> Run:
        assert "Traceback" not in out + err
        if printed_json.asks_for_json(arguments):
            printed_json.check(arguments, code, out, err)
        return Run(code, out, err)


@pytest.fixture
def hosted(document_children_are_shared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands can run in this process, whose log is not theirs. What takes long on a busy machine is waited for."""
    monkeypatch.setattr("faxdesk.store.logfile.start", lambda *_words: None)
    for name in ("PAGE_SECONDS", "OPEN_SECONDS"):
        monkeypatch.setattr(client, name, PATIENCE)
    waited = WaitedTime()
    monkeypatch.setattr(context, "time", SimpleNamespace(sleep=waited.sleep))
    monkeypatch.setattr(single_thread_loop, "ServiceLoop", partial(ServiceLoop, clock=waited.even))


@pytest.fixture
def service() -> Iterator[PracticeServer]:
    """A practice service that shows each state for a moment."""
    with PracticeServer(PracticeAccount(pace=Pace(0.1, 0.1, 0.1, 0.1, 0.3, 0.1))) as server:
        yield server


def data_folder(place: Path) -> Path:
    """Return where a command keeps its data, made where it would say of a new folder that its rights are raised.

    So it is for an administrator of Windows, whom wine always plays; `tests/store/test_files.py` has the sentence.
    """
    folder = place / "data"
    if raised_rights.warning(folder):
        shared_files.make_private_folder(folder)
    return folder


@pytest.fixture
def shell(tmp_path: Path, service: PracticeServer, hosted: None) -> Shell:
    """Commands against the practice service as if it were the real one."""
    return Shell(data_folder(tmp_path), service.url, service.token)


@pytest.fixture
def lonely(tmp_path: Path, hosted: None) -> Shell:
    """Commands on a machine where nobody has connected FaxDesk yet."""
    return Shell(data_folder(tmp_path))
