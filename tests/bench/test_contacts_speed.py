"""Recipients are suggested while somebody types, also out of 50,000 contacts and an archive of 100,000 faxes."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from faxdesk.core.contacts import Contact
from faxdesk.services.number_check import number_warnings
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.store import Store
from tests.bench.measure import Figure, Note, in_pairs, taken

pytestmark = pytest.mark.bench

CONTACTS = 50_000
MOST = 8
RUNS = 15
AT_ONCE = 30.0
"""Milliseconds within which the list below the field is to be there."""
SCANS = 2.0
"""How many times longer than one look at every contact by SQLite alone a suggestion may take."""
FIRST = ("Anna", "Eva", "Max", "Jürg", "Åse", "Luca", "Noël", "Dr. Ines", "Praxis", "Office")
KINDS = ("Dental practice", "Hospital", "Clinic", "Law firm", "Pharmacy", "Laboratory", "Insurance", "Court")
TYPED = ("a", "an", "dental", "hospital 7", "eva dental practice 12", "zzz", "044", "+41 44 55", "0123", "")
"""From what nearly everybody has to what nobody has."""


@pytest.fixture(scope="module")
def people(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("people") / "data"
    shutil.copytree(archive, folder)
    store = Store(DataFolder(folder))
    chance = random.Random(1)  # noqa: S311  the same contacts in every run, no secret
    with store.database.transaction():
        for number in range(CONTACTS):
            name = f"{chance.choice(FIRST)} {chance.randrange(10_000)}"
            company = f"{chance.choice(KINDS)} {chance.randrange(1000)}"
            groups = (f"Group {number % 40}",) if number % 10 == 0 else ()
            store.contacts.add(Contact(name, company, (f"+4144{chance.randrange(10**7):07}",), groups=groups))
    yield store
    store.close()


def _scan(store: Store, text: str) -> int:
    """Look at every contact, as a query does that has no words to find them by."""
    like = f"%{text}%"
    return len(store.database.rows("SELECT id FROM contact WHERE name LIKE ? OR company LIKE ?", (like, like)))


def _median_of(job: Callable[[], object]) -> float:
    return sorted(taken(time.perf_counter, job) for _ in range(RUNS))[RUNS // 2]


def test_a_key_press_is_answered_out_of_50000_contacts(people: Store, note: Note) -> None:
    slowest = max(TYPED, key=lambda text: _median_of(partial(people.contact_suggestions.suggest, text, MOST)))
    pairs = in_pairs(
        RUNS,
        lambda: taken(time.perf_counter, lambda: people.contact_suggestions.suggest(slowest, MOST)),
        lambda: taken(time.perf_counter, lambda: _scan(people, "nobody")),
    )
    what = f"suggestions for “{slowest}”, the slowest of {len(TYPED)}, out of {CONTACTS:,} contacts"
    note(pairs.figure(f"{what}, beside one scan of them by SQLite", "ms", SCANS))
    note(Figure(what, f"{min(pairs.ours):.1f} ms", "", min(pairs.ours), AT_ONCE))


def test_the_numbers_of_a_fax_are_weighed_before_it_is_noticed(people: Store, note: Note) -> None:
    pairs = in_pairs(
        RUNS,
        lambda: taken(time.perf_counter, lambda: number_warnings(people, ("+41445550129",), confidential=True)),
        lambda: taken(time.perf_counter, lambda: _scan(people, "nobody")),
    )
    note(pairs.figure("what speaks against a number, beside one scan of the contacts by SQLite", "ms", SCANS))
