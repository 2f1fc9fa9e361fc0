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
    from faxdesk.store.batch_records import Batch


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[SharedFolder]:
    shared = SharedFolder(tmp_path / "data", Pace.instant(), {})
    yield shared
    shared.close()


def test_each_row_arrives_once_though_processes_die(shared: SharedFolder, tmp_path: Path, sample_pdf: Path) -> None:
    story(shared, tmp_path, sample_pdf, seed=2, many=12, kills=8)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_each_row_arrives_once_however_often_a_process_dies(
    shared: SharedFolder, tmp_path: Path, sample_pdf: Path, seed: int
) -> None:
    story(shared, tmp_path, sample_pdf, seed=seed, many=60, kills=40)


def story(shared: SharedFolder, tmp_path: Path, sample_pdf: Path, *, seed: int, many: int, kills: int) -> None:
    chance = random.Random(seed)  # noqa: S311  a story, not a secret
    listed = write_list(tmp_path / "list.csv", [(number, "", "") for number in numbers(many)])
    planned = plan(listed, [sample_pdf], now=shared.now)
    deaths = 0

    def start(process: Process) -> None:
        process.services.batches.start(planned)

    def work(process: Process) -> None:
        for thread in (*THREADS, *chance.choices(THREADS, k=3)):
            process.step(thread)

    for turn in range(400):
        who = turn % 2
        if deaths < kills:
            trigger = shared.processes[who].trigger
            trigger.set(trigger.die, chance.randrange(25), *MOMENTS)
        # Whoever starts FaxDesk again starts the list again.
        deaths += not shared.run(who, start if chance.random() < 0.2 or turn < 2 else work)
        shared.turn(1)
        if deaths >= kills and _done(shared):
            break
    shared.run(0, start)
    shared.come_to_rest()
    _answer_questions(shared)
    shared.come_to_rest()
    assert deaths >= kills
    store = shared.processes[0].services.store
    books = compare(store, shared.account.received())
    assert (books.wrong, books.twice, books.lost) == ([], 0, 0)
    assert Counter(fax.destination for fax in shared.account.received()) == Counter(numbers(many))
    (batch,) = _batches(shared)
    counts = store.batches.counts(batch)
    assert (counts.total, counts.delivered, counts.waiting, counts.open) == (many, many, 0, 0)
    shared.processes[0].services.batch_summary.write(batch, tmp_path / "summary.csv")
    with (tmp_path / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["State"] for row in rows] == ["delivered"] * many
    assert len({row["Fax id"] for row in rows}) == many


def _batches(shared: SharedFolder) -> tuple[Batch, ...]:
    return shared.processes[0].services.store.batches.all()


def _done(shared: SharedFolder) -> bool:
    return {batch.state for batch in _batches(shared)} == {BatchState.DONE}


def _answer_questions(shared: SharedFolder) -> None:
    """Of what was on its way to the service when its process died, nobody but the user can say what became."""
    for recipient in shared.recipients():
        if recipient.asked:
            shared.processes[0].services.user_requests.send_again(recipient.id)
