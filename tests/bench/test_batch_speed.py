"""A batch keeps up with a bare loop of the same requests."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from tests.bench.conftest import running_sandbox
from tests.bench.measure import Figure, Note, outcome

pytestmark = pytest.mark.bench

FAXES, RUNS = 1000, 3
GOAL = 1 / 0.8
"""How many times as long as the bare loop a batch may take."""


def test_a_batch_keeps_up_with_a_bare_loop(tmp_path: Path, note: Note) -> None:
    def rate(what: str, number: int) -> float:
        """Measure with a service of its own: what another run has left there would have to be looked through."""
        folder = tmp_path / f"{what}-{number}"
        with running_sandbox(folder / "service") as service:
            return float(outcome("batch_rate.py", folder, *service, FAXES, what)["rate"])

    runs = [(rate("batch", number), rate("bare", number)) for number in range(RUNS)]
    ours, floor = (f"{median(side):.0f} faxes/s" for side in zip(*runs, strict=True))
    note(Figure(f"time for a batch of {FAXES:,} faxes", ours, floor, median(bare / own for own, bare in runs), GOAL))
