"""What tests of intake share: a child process, a folder of the user's, and a folder for what is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from faxdesk.documents.intake.intake import Intake
from faxdesk.documents.worker.client import Worker


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
