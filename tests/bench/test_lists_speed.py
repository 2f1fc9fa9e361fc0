"""A list of 100,000 faxes stays as quick as a short one."""

from __future__ import annotations

import shutil
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.bench.conftest import FAXES
from tests.bench.measure import Figure, Note, outcome

pytestmark = pytest.mark.bench

RUNS = 5
A_FRAME = 16.0
"""Milliseconds that a screen shows one picture."""
REPAINTS = 4.0
"""How many times longer than a repaint of the same list an event may take."""
OPERATIONS = {"jump": "a jump", "sort": "a sort", "search": "a search", "insert": "50 new faxes"}


def test_no_event_of_a_large_list_takes_longer_than_a_frame(archive: Path, tmp_path: Path, note: Note) -> None:
    runs: list[dict[str, Any]] = []
    for number in range(RUNS):
        # The bench adds faxes of its own.
        copy = shutil.copytree(archive, tmp_path / str(number))
        runs.append(outcome("list_window.py", copy))

    for name, words in OPERATIONS.items():
        what = f"{words} in {FAXES:,} faxes: longest turn of the GUI thread"
        ratio = median(run[name]["median"] / run["repaint"] for run in runs)
        middle, worst = (median(run[name][part] for run in runs) for part in ("median", "worst"))
        repaint = median(run["repaint"] for run in runs)
        note(Figure(f"{what}, beside a repaint", f"{middle:.1f} ms", f"{repaint:.1f} ms", ratio, REPAINTS))
        note(Figure(f"{what}: worst of 25, median of {RUNS} runs", f"{worst:.1f} ms", "", worst, A_FRAME))
    assert all(run["rows"] > FAXES for run in runs)
