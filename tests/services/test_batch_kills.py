"""Whatever dies in the middle of a batch, each row arrives exactly once, and the summary says so."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.batch import BatchState
from faxdesk.practice import Pace
from tests.reconciliation import compare
from tests.services.batches import numbers, plan, write_list
from tests.services.chaos import MOMENTS, THREADS, Process, SharedFolder

if TYPE_CHECKING:
    from faxdesk.store.batches import Batch

ROWS, KILLS = 24, 20


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[SharedFolder]:
    shared = SharedFolder(tmp_path / "data", Pace.instant(), {})
    yield shared
    shared.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_each_row_arrives_once_however_often_a_process_dies(
    shared: SharedFolder, tmp_path: Path, sample_pdf: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  a story, not a secret
    listed = write_list(tmp_path / "list.csv", [(number, "", "") for number in numbers(ROWS)])
    planned = plan(listed, [sample_pdf], now=shared.now)
    deaths = 0

    def start(process: Process) -> None:
        process.services.batches.start(planned)

    def work(process: Process) -> None:
        for thread in (*THREADS, *chance.choices(THREADS, k=3)):
            process.step(thread)

    for turn in range(400):
        who = turn % 2
        if deaths < KILLS:
            trigger = shared.processes[who].trigger
            trigger.set(trigger.die, chance.randrange(25), *MOMENTS)
        # Whoever starts FaxDesk again starts the list again.
        deaths += not shared.run(who, start if chance.random() < 0.2 or turn < 2 else work)
        shared.turn(1)
        if deaths >= KILLS and _batches(shared) and all(one.state is BatchState.DONE for one in _batches(shared)):
            break
    shared.run(0, start)
    shared.come_to_rest()
    assert deaths >= KILLS
    store = shared.processes[0].services.store
    books = compare(store, shared.account.received())
    assert (books.wrong, books.twice, books.lost) == ([], 0, 0)
    assert Counter(fax.destination for fax in shared.account.received()) == Counter(numbers(ROWS))
    (batch,) = _batches(shared)
    counts = store.batches.counts(batch)
    assert (counts.total, counts.delivered, counts.waiting, counts.open) == (ROWS, ROWS, 0, 0)
    shared.processes[0].services.batch_summary.write(batch, tmp_path / "summary.csv")
    with (tmp_path / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["State"] for row in rows] == ["delivered"] * ROWS
    assert len({row["Fax id"] for row in rows}) == ROWS


def _batches(shared: SharedFolder) -> tuple[Batch, ...]:
    return shared.processes[0].services.store.batches.all()
