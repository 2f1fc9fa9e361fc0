"""Running the command line as scripts do: as a program of its own, against a practice service."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from faxdesk.core import raised_rights, shared_files
from faxdesk.practice import Pace, PracticeAccount, PracticeServer
from tests.cli import printed_json
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

    def environment(self) -> dict[str, str]:
        own = {"FAXDESK_DATA_DIR": str(self.folder), "FAXDESK_API_URL": self.url, "FAXDESK_TOKEN": self.token}
        return {**os.environ, **{name: value for name, value in own.items() if value}, **self.more}

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
        """Run a command to its end. None may ever show a traceback, nor print JSON that it does not declare."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in out + err
        if printed_json.asks_for_json(arguments):
            printed_json.check(arguments, process.returncode, out, err)
        return Run(process.returncode, out, err)


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
def shell(tmp_path: Path, service: PracticeServer) -> Shell:
    """Commands against the practice service as if it were the real one."""
    return Shell(data_folder(tmp_path), service.url, service.token)


@pytest.fixture
def lonely(tmp_path: Path) -> Shell:
    """Commands on a machine where nobody has connected FaxDesk yet."""
    return Shell(data_folder(tmp_path))
