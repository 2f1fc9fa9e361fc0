"""The first page of the sent faxes in any order: what a sort of all would give, without one."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from faxdesk.core.contacts import Contact
from faxdesk.core.lifecycle import Event
from faxdesk.core.model import Document, DocumentType
from faxdesk.store.fax_lists import Column, Listing
from tests.store.conftest import submission
from tests.store.test_fax_lists import fax
from tests.store.test_submissions import begin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.model import Fax
    from faxdesk.store.store import Store

NUMBERS = tuple(f"+4144555{number:04}" for number in range(12))


def archived(name: str, chance: random.Random, numbers: Sequence[str] = NUMBERS) -> Fax:
    number = chance.choice(numbers)
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


def delivered(store: Store, name: str, chance: random.Random, documents: Sequence[str]) -> None:
    """A fax of ours."""
    carried = tuple(Document(document, DocumentType.PDF, "ab" * 32, 1, 1) for document in documents)
    store.submissions.add(submission(f"job-{name}", chance.choice(NUMBERS), documents=carried))
    (recipient,) = store.attempts.posting(begin(store, f"job-{name}"))
    store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id=f"o{name}")
    store.delivery_queue.moved((recipient.id,), Event.REPORTED_DELIVERED, fax_id=f"f{name}")


def fill(store: Store) -> None:
    """Faxes of the archive with much in common, some of ours among them; contacts that share a name, and a number."""
    chance = random.Random(3)  # noqa: S311  the same faxes in every run
    contacts = (
        *(Contact(name="beta", numbers=NUMBERS[0:2]), Contact(name="Alpha", numbers=NUMBERS[2:4])),
        *(Contact(company="Gamma Ltd", numbers=(NUMBERS[4],)), Contact(name="ALPHA", numbers=(NUMBERS[5], NUMBERS[0]))),
    )
    for contact in contacts:
        store.contacts.add(contact)
    with store.database.transaction():
        for number in range(30):
            documents = chance.choices(("scan.pdf", "Scan.pdf", "letter.pdf"), k=1 + number % 2)
            delivered(store, str(number), chance, documents)
    # Of every third of ours the archive has no record.
    ours = (archived(f"f{number}", chance) for number in range(30) if number % 3)
    store.service_mirror.keep_faxes((*ours, *(archived(f"web{number}", chance) for number in range(60))))


ORDERS = [(column, descending) for column in Column for descending in (True, False)]


def test_it_is_the_beginning_of_the_whole_order(store: Store) -> None:
    fill(store)
    for column, descending in ORDERS:
        whole = store.fax_lists.keys(Listing.SENT, column=column, descending=descending)
        assert len(whole) == 90
        for limit in (1, 7, 40, 89, 90, 200):
            first = store.fax_lists.keys(Listing.SENT, column=column, descending=descending, limit=limit)
            assert first == whole[:limit], (column, descending, limit)


def _steps(store: Store, column: Column, descending: bool) -> int:
    """Return how many instructions of SQLite's the first page takes."""
    taken = [0]

    def count() -> int:
        taken[0] += 1
        return 0

    store.database._connection.set_progress_handler(count, 1)
    store.fax_lists.keys(Listing.SENT, column=column, descending=descending, limit=8)
    store.database._connection.set_progress_handler(None, 1)
    return taken[0]


def _grow(store: Store, name: str, count: int, numbers: Sequence[str], document: str) -> None:
    chance = random.Random(4)  # noqa: S311  the same faxes in every run
    with store.database.transaction():
        for number in range(count // 20):
            delivered(store, f"{name}{number}", chance, [document])
    store.service_mirror.keep_faxes(archived(f"f{name}{number}", chance, numbers) for number in range(count))


def test_it_takes_no_more_of_a_long_archive_than_of_a_short_one(store: Store) -> None:
    for place, number in enumerate(NUMBERS):
        store.contacts.add(Contact(name=f"Name {place:02}", numbers=(number,)))
    _grow(store, "a", 200, NUMBERS, "a.pdf")
    _grow(store, "z", 200, NUMBERS, "z.pdf")
    before = {order: _steps(store, *order) for order in ORDERS}

    # Where one value is looked through, what is new is none of the first.
    _grow(store, "m", 3000, NUMBERS[4:8], "m.pdf")

    assert {order for order in ORDERS if _steps(store, *order) > 2 * before[order]} == set()
