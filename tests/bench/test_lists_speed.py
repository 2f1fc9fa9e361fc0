"""A list of 100,000 or 1,000,000 faxes stays as quick as a short one."""

from __future__ import annotations

import shutil
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.bench.conftest import FAXES, MILLION
from tests.bench.measure import Figure, Note, outcome

pytestmark = pytest.mark.bench

RUNS = 5
A_FRAME = 16.0
"""Milliseconds that a screen shows one picture."""
REPAINTS = 4.0
"""How many times longer than a repaint of the same list an event may take."""
AT_ONCE = 100.0
"""Milliseconds until an answer seems to come at once."""
AS_A_SORT = 0.5
"""How long the first page of an order takes at most, beside a sort of the faxes by SQLite."""
AS_SQLITE = 4.0
"""The same of all keys: read in pieces, so that the window has its turn; by name each number is looked for."""
OPERATIONS = {"jump": "a jump", "sort": "a sort", "search": "a search", "insert": "50 new faxes"}


def _runs(archive: Path, work: Path) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = []
    for _ in range(RUNS):
        # The bench adds faxes of its own.
        copy = shutil.copytree(archive, work / "copy")
        runs.append(outcome("list_window.py", copy))
        shutil.rmtree(copy)
    return runs


@pytest.mark.parametrize(("name", "count"), [("archive", FAXES), ("million", MILLION)])
def test_no_event_of_a_large_list_takes_longer_than_a_frame(
    name: str, count: int, request: pytest.FixtureRequest, tmp_path: Path, note: Note
) -> None:
    runs = _runs(request.getfixturevalue(name), tmp_path)

    for operation, words in OPERATIONS.items():
        what = f"{words} in {count:,} faxes: longest turn of the GUI thread"
        ratio = median(run[operation]["median"] / run["repaint"] for run in runs)
        middle, worst = (median(run[operation][part] for run in runs) for part in ("median", "worst"))
        repaint = median(run["repaint"] for run in runs)
        note(Figure(f"{what}, beside a repaint", f"{middle:.1f} ms", f"{repaint:.1f} ms", ratio, REPAINTS))
        note(Figure(f"{what}: worst of 25, median of {RUNS} runs", f"{worst:.1f} ms", "", worst, A_FRAME))
    memory = median(run["peak"] / 1024 for run in runs)
    note(Figure(f"peak memory of the window after all that, {count:,} faxes", f"{memory:.0f} MB", "", memory, None))
    assert all(run["rows"] > count for run in runs)


@pytest.mark.parametrize(("name", "count"), [("archive", FAXES), ("million", MILLION)])
def test_any_order_is_there_at_once(name: str, count: int, request: pytest.FixtureRequest, note: Note) -> None:
    runs = [outcome("sort_speed.py", request.getfixturevalue(name)) for _ in range(3)]
    for column in runs[0]:
        what = f"{count:,} sent faxes in the order of the column “{column}”"
        for part, words, goal in (("first", "the first page", AS_A_SORT), ("all", "all of it", AS_SQLITE)):
            ratio = median(run[column][part] / run[column][f"bare_{part}"] for run in runs)
            ours, floor = (median(run[column][side] for run in runs) for side in (part, f"bare_{part}"))
            note(Figure(f"{what}: {words}, beside a sort by SQLite", f"{ours:.1f} ms", f"{floor:.1f} ms", ratio, goal))
        first = median(run[column]["first"] for run in runs)
        note(Figure(f"{what}: until the first page", f"{first:.1f} ms", "", first, AT_ONCE))
