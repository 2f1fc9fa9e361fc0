"""A batch keeps up with a bare loop of the same requests."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from tests.bench.measure import Figure, Note, outcome

pytestmark = pytest.mark.bench

FAXES, RUNS = 1000, 3
GOAL = 1 / 0.8
"""How many times as long as the bare loop a batch may take."""


def test_a_batch_keeps_up_with_a_bare_loop(sandbox: tuple[str, str], tmp_path: Path, note: Note) -> None:
    runs = [outcome("batch_rate.py", tmp_path / str(number), *sandbox, FAXES) for number in range(RUNS)]
    ours, floor = (median(run[name] for run in runs) for name in ("batch", "bare"))
    what = f"time for a batch of {FAXES:,} faxes"
    note(
        Figure(what, f"{ours:.0f} faxes/s", f"{floor:.0f} faxes/s", median(r["bare"] / r["batch"] for r in runs), GOAL)
    )
