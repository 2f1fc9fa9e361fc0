"""The window never freezes: how long its thread pauses while the lanes work."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.bench.measure import Note, outcome, pauses
from tests.bench.stub import ARCHIVED
from tests.documents.files import page_objects, pdf, stream

pytestmark = pytest.mark.bench

RUNS = 7
GOAL, MOST = 5.0, 16.0
"""Milliseconds: for the median of the runs, and for every run; 16 is a frame of a screen."""
MB = 1_000_000


@pytest.fixture(scope="session")
def large_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound PDF of one page and 100 MB."""
    path = tmp_path_factory.mktemp("large") / "large.pdf"
    noise = random.Random(1).randbytes(MB) * 100  # noqa: S311  content, no secret
    path.write_bytes(pdf([*page_objects(1), stream(noise)]))
    return path


def _say(note: Note, what: str, runs: list[dict[str, Any]], name: str) -> None:
    idle = max(run["idle"] for run in runs)
    for figure in pauses(what, [run[name] for run in runs], GOAL, MOST, idle):
        note(figure)


def test_an_upload_does_not_hold_the_window_up(
    sandbox: tuple[str, str], large_pdf: Path, tmp_path: Path, note: Note
) -> None:
    runs = [outcome("pauses.py", tmp_path / str(number), *sandbox, large_pdf) for number in range(RUNS)]

    assert all(run["reports"] >= 2 for run in runs)
    _say(note, "pause of the window, upload of 100 MB", runs, "work")


def test_a_sync_does_not_hold_the_window_up(stub: str, tmp_path: Path, note: Note) -> None:
    runs = [outcome("pauses.py", tmp_path / str(number), stub, "alohi_pat_x") for number in range(RUNS)]

    assert [run["faxes"] for run in runs] == [ARCHIVED] * RUNS
    _say(note, f"pause of the window, sync of {ARCHIVED:,} faxes", runs, "work")
    _say(note, "pause of the window, the client is loaded", runs, "begin")
