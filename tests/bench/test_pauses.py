"""The window never freezes: how long its thread pauses while the threads work."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.bench.conftest import running_sandbox
from tests.bench.measure import Note, outcome, pauses
from tests.bench.stub import ARCHIVED
from tests.documents.fax_files import drawn_pdf, paragraph, photo, photo_at, scan_tiff
from tests.documents.files import page_objects, pdf, pillow_tiff, stream

pytestmark = pytest.mark.bench

RUNS = 7
GOAL, MOST = 5.0, 16.0
"""Milliseconds: for the median of the runs, and for every run; 16 is a frame of a screen."""
MB = 1_000_000
ROWS = 9_999
"""Rows of a list: as many as there are numbers in the range of those of tests."""


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


@pytest.fixture(scope="session")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What offices fax: a letter with a photo in it, a scan of many pages, and a photo on a page of its own."""
    folder = tmp_path_factory.mktemp("ordinary")
    drawing = paragraph(lines=20) + photo_at(72, 100, 450, 350)
    contents = {
        "letter.pdf": drawn_pdf([drawing, paragraph()], photo=photo()),
        "scan.tif": pillow_tiff([photo(1728, 2292).convert("1")] * 12, dpi=(204, 196)),
        "photo.tif": scan_tiff(photo(1728, 2292)),
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in contents]


def test_previews_do_not_hold_the_window_up(ordinary: list[Path], tmp_path: Path, note: Note) -> None:
    runs = [outcome("preview_pauses.py", tmp_path / str(number), *ordinary) for number in range(RUNS)]

    for kind, what in (
        ("draw", "pages and thumbnails are drawn"),
        ("fax", "pages are shown and measured as faxed"),
        ("g4", "a fax is written as Group 4"),
        ("join", "pages are turned and put together"),
    ):
        _say(note, f"pause of the window, {what}", runs, kind)


def test_a_batch_of_many_rows_does_not_hold_the_window_up(tmp_path: Path, note: Note) -> None:
    runs = []
    for number in range(RUNS):
        folder = tmp_path / str(number)
        with running_sandbox(folder / "service") as service:
            runs.append(outcome("batch_pauses.py", folder, *service, ROWS))

    assert [run["rows"] for run in runs] == [ROWS] * RUNS
    for kind, what in (
        ("list", "is read and planned"),
        ("start", "is started"),
        ("work", "goes out"),
    ):
        _say(note, f"pause of the window, a list of {ROWS:,} rows {what}", runs, kind)
