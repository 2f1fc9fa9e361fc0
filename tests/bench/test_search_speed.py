"""A search of a large archive with 20,000 documents is as quick as SQLite, and far quicker than looking at all."""

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
AS_SQLITE = 1.5
"""How many times as long as the bare statement a search may take: all that is besides is done once in it."""
LESS = 0.5
"""How much of that the first of many may take, which are all that is on the screen."""
MANY = 10_000


@pytest.mark.parametrize(("name", "count"), [("archive", FAXES), ("million", MILLION)])
def test_a_search_answers_at_once(name: str, count: int, request: pytest.FixtureRequest, note: Note) -> None:
    runs = [outcome("search_speed.py", request.getfixturevalue(name)) for _ in range(RUNS)]
    for typed in runs[0]:
        found = runs[0][typed]["found"]
        what = f"“{typed}” in {count:,} faxes and {DOCUMENTS:,} documents, {found:,} found"
        middle = {part: median(run[typed][part] for run in runs) for part in runs[0][typed]}
        for part, words in (("first", "the first page"), ("all", "all")):
            ratio = median(run[typed][part] / run[typed][f"bare_{part}"] for run in runs)
            goal = LESS if part == "first" and found > MANY else None if found < MANY else AS_SQLITE
            ours, floor = f"{middle[part]:.1f} ms", f"{middle[f'bare_{part}']:.1f} ms"
            note(Figure(f"{what}: {words}, beside one statement of SQLite", ours, floor, ratio, goal))
        note(Figure(f"{what}: until the first page", f"{middle['first']:.1f} ms", "", middle["first"], AT_ONCE))
        scan = median(run[typed]["first"] / run[typed]["scan"] for run in runs)
        note(
            Figure(
                f"{what}: the first page, beside a scan without documents",
                f"{middle['first']:.1f} ms",
                f"{middle['scan']:.1f} ms",
                scan,
                None if found else 0.1,
            )
        )


def test_the_index_beside_what_it_is_made_of(archive: Path, note: Note) -> None:
    index = sum(file.stat().st_size for file in (archive / "search").iterdir())
    faxes = (archive / "faxdesk.sqlite3").stat().st_size
    what = f"the search index of {FAXES:,} faxes and {DOCUMENTS:,} documents, beside the database"
    note(Figure(what, f"{index / 1e6:.0f} MB", f"{faxes / 1e6:.0f} MB", index / faxes, None))
