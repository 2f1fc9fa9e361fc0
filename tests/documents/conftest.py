"""What tests of intake share: a child process, a folder of the user's, and a folder for what is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from faxdesk.documents.intake.intake import Intake
from faxdesk.documents.worker import client as worker_module
from faxdesk.documents.worker.client import Worker
from tests.time_limits import PATIENCE


@pytest.fixture(autouse=True)
def the_child_has_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be opened and drawn is waited for; a test of what has no end sets its own limit."""
    for name in ("PAGE_SECONDS", "OPEN_SECONDS"):
        monkeypatch.setattr(worker_module, name, PATIENCE)


@pytest.fixture(autouse=True, scope="module")
def the_child_is_measured(children_are_measured: None) -> None:
    """Much of what is tested here runs in such a child only."""


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as child:
        yield child


@pytest.fixture
def intake(worker: Worker, tmp_path: Path) -> Intake:
    return Intake(worker, tmp_path / "made", "CH", office=lambda: None)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder
