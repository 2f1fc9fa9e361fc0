"""The first page of the sent faxes in any order: what a sort of all would give, without one."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.contacts import Contact
from faxdesk.core.lifecycle import Event
from faxdesk.core.model import Document, DocumentType
from faxdesk.store.fax_lists import Column, Listing
from tests.store.conftest import submission
from tests.store.test_fax_lists import fax
from tests.store.test_submissions import begin

if TYPE_CHECKING:
    from faxdesk.core.model import Fax
    from faxdesk.store.store import Store

NUMBERS = tuple(f"+4144555{number:04}" for number in range(12))


def archived(name: str, chance: random.Random) -> Fax:
    number = chance.choice(NUMBERS)
    spelled = f"{number[:3]} {number[3:5]}-{number[5:]}" if chance.random() < 0.5 else number
    return fax(
        name,
        chance.randrange(20),
        to=spelled,
        status=chance.choice(("success", "failed_user_busy", "partially_sent")),
        sender=chance.choice(("+41445550100", "+41225550100")),
        comment=chance.choice(("", "Case 7", "Order 12", "order 12")),
        pages=chance.randrange(1, 4),
        cost=chance.choice((None, 0.0, 1.5)),
    )


def fill(store: Store) -> None:
    """Faxes of the archive with much in common, some of ours among them; contacts that share a name, and a number."""
    chance = random.Random(3)  # noqa: S311  the same faxes in every run
    contacts = (
        *(Contact(name="beta", numbers=NUMBERS[0:2]), Contact(name="Alpha", numbers=NUMBERS[2:4])),
        *(Contact(company="Gamma Ltd", numbers=(NUMBERS[4],)), Contact(name="ALPHA", numbers=(NUMBERS[5], NUMBERS[0]))),
    )
    for contact in contacts:
        store.contacts.add(contact)
    for number in range(30):
        names = chance.choices(("scan.pdf", "Scan.pdf", "letter.pdf"), k=chance.randrange(1, 3))
        documents = tuple(Document(name, DocumentType.PDF, "ab" * 32, 1, 1) for name in names)
        store.submissions.add(submission(f"job-{number}", chance.choice(NUMBERS), documents=documents))
        (recipient,) = store.attempts.posting(begin(store, f"job-{number}"))
        store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id=f"o{number}")
        store.delivery_queue.moved((recipient.id,), Event.REPORTED_DELIVERED, fax_id=f"f{number}")
    # Of every third of ours the archive has no record.
    ours = (archived(f"f{number}", chance) for number in range(30) if number % 3)
    store.service_mirror.keep_faxes((*ours, *(archived(f"web{number}", chance) for number in range(60))))


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("column", Column)
def test_it_is_the_beginning_of_the_whole_order(store: Store, column: Column, descending: bool) -> None:
    fill(store)
    whole = store.fax_lists.keys(Listing.SENT, column=column, descending=descending)

    assert len(whole) == 90
    for limit in (1, 7, 40, 89, 90, 200):
        assert store.fax_lists.keys(Listing.SENT, column=column, descending=descending, limit=limit) == whole[:limit]


def _steps(store: Store, column: Column, *, descending: bool) -> int:
    """Return how many hundreds of instructions of SQLite's the first page takes."""
    taken = [0]

    def count() -> int:
        taken[0] += 1
        return 0

    store.database._connection.set_progress_handler(count, 100)
    store.fax_lists.keys(Listing.SENT, column=column, descending=descending, limit=20)
    store.database._connection.set_progress_handler(None, 100)
    return taken[0]


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("column", Column)
def test_it_takes_no_more_of_a_long_archive_than_of_a_short_one(store: Store, column: Column, descending: bool) -> None:
    chance = random.Random(4)  # noqa: S311  the same faxes in every run
    for number in NUMBERS:
        store.contacts.add(Contact(name=number[::-1], numbers=(number,)))
    store.service_mirror.keep_faxes(archived(f"web{number}", chance) for number in range(200))
    before = _steps(store, column, descending=descending)

    store.service_mirror.keep_faxes(archived(f"more{number}", chance) for number in range(4000))

    # By name all faxes of the first name are put in order.
    most = 12 if column is Column.NAME else 2
    assert _steps(store, column, descending=descending) <= most * before + 20
