"""A search of a large archive with 20,000 documents is as quick as SQLite, and its first page far quicker."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from tests.bench.conftest import DOCUMENTS, FAXES, MILLION
from tests.bench.measure import Figure, Note, outcome

pytestmark = pytest.mark.bench

RUNS = 3
AT_ONCE = 100.0
"""Milliseconds in which an answer seems to come at once."""
AS_SQLITE = 3.0
"""How many times as long as the bare statement a search may take: it takes the rows 2000 at a time, so that the window
has its turn, and the statement all of them in one call.
"""
MANY = 10_000
AS_A_SCAN = 0.1
"""The same of a scan, where nothing is found."""


@pytest.mark.parametrize(("name", "count"), [("archive", FAXES), ("million", MILLION)])
def test_a_search_answers_at_once(name: str, count: int, request: pytest.FixtureRequest, note: Note) -> None:
    runs = [outcome("search_speed.py", request.getfixturevalue(name)) for _ in range(RUNS)]
    for typed in runs[0]:
        found = runs[0][typed]["found"]
        what = f"“{typed}” in {count:,} faxes and {DOCUMENTS:,} documents, {found:,} found"
        middle = {part: median(run[typed][part] for run in runs) for part in runs[0][typed]}
        ratio = median(run[typed]["all"] / run[typed]["bare_all"] for run in runs)
        ours, floor = f"{middle['all']:.1f} ms", f"{middle['bare_all']:.1f} ms"
        goal = AS_SQLITE if found > MANY else None
        note(Figure(f"{what}: all of it, beside one statement of SQLite", ours, floor, ratio, goal))
        ratio = median(run[typed]["first"] / run[typed]["bare_all"] for run in runs)
        note(Figure(f"{what}: the first page, beside the same", f"{middle['first']:.1f} ms", floor, ratio, None))
        note(Figure(f"{what}: until the first page", f"{middle['first']:.1f} ms", "", middle["first"], AT_ONCE))
        if not found:
            scan = median(run[typed]["first"] / run[typed]["scan"] for run in runs)
            ours, floor = f"{middle['first']:.1f} ms", f"{middle['scan']:.1f} ms"
            note(Figure(f"{what}: beside a scan of the faxes alone", ours, floor, scan, AS_A_SCAN))


def test_the_index_beside_what_it_is_made_of(archive: Path, note: Note) -> None:
    index = sum(file.stat().st_size for file in (archive / "search").iterdir())
    faxes = (archive / "faxdesk.sqlite3").stat().st_size
    what = f"the search index of {FAXES:,} faxes and {DOCUMENTS:,} documents, beside the database"
    note(Figure(what, f"{index / 1e6:.0f} MB", f"{faxes / 1e6:.0f} MB", index / faxes, None))
