"""Fill a data folder with finished faxes, through the mirror as a sync does, and with contacts: FOLDER COUNT.

Some of the faxes were sent from the folder itself, and have names of documents.
"""

from __future__ import annotations

import json
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faxdesk.core.contacts import Contact
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Document, DocumentType, Fax, Number, Options, Recipient, Submission
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_lists import Listing
from faxdesk.store.store import Store
from faxdesk.ui.main_window.window_state import WindowState

LATEST = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SENDER = "+41445550100"
STATUSES = ("success", "success", "success", "success", "failed_user_busy", "failed_no_answer", "partially_sent")
NAMES = ("Alder", "Birch", "Cedar", "Elm", "Hazel", "Juniper", "Larch", "Maple", "Oak", "Pine", "Rowan", "Willow")
SUBJECTS = ("Invoice", "Order", "Prescription", "Contract", "Offer", "Referral", "Claim", "Delivery note")
BATCH = 5000
CONTACTS = 2000
"""Each has one of the numbers."""
OURS = 2000


def fax(number: int, chance: random.Random) -> Fax:
    """Return a fax that was sent `number` times ten minutes ago."""
    at = LATEST - timedelta(minutes=10 * number)
    return Fax(
        id=f"{number:024x}",
        status=chance.choice(STATUSES),
        to=f"+4144555{chance.randrange(10_000):04}",
        sender=SENDER,
        comment=f"{chance.choice(SUBJECTS)} {chance.randrange(100_000)}",
        pages=chance.randrange(1, 30),
        duration=60,
        submitted_at=at,
        started_at=at,
    )


def _contact(number: int, chance: random.Random) -> Contact:
    name = " ".join(chance.choice(NAMES) for _ in range(2))
    return Contact(name=name, company=f"{name} Ltd", numbers=(f"+4144555{number:04}",))


def _send(store: Store, record: Fax) -> None:
    """Let the folder itself have sent a fax of the archive."""
    document = Document(f"{record.comment}.pdf", DocumentType.PDF, "ab" * 32, 1, record.pages)
    recipients = (Recipient(0, record.id, record.to, State.QUEUED),)
    asked = Submission(record.id, LATEST, SENDER, record.comment, None, Options(), None, (document,), recipients)
    store.submissions.add(asked)
    ids = [recipient.id for recipient in store.delivery_queue.queued(record.id)]
    (recipient,) = store.attempts.posting(store.attempts.begin(record.id, ids, "account", SENDER).id)
    store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id=f"o{record.id}")
    store.delivery_queue.moved((recipient.id,), Event.REPORTED_DELIVERED, fax_id=record.id)


def main(folder: Path, count: int) -> None:
    """Fill the folder and print how many faxes its archive has."""
    chance = random.Random(1)  # noqa: S311  the same faxes in every run, no secret
    store = Store(DataFolder(folder))
    store.service_mirror.keep_numbers([Number(SENDER)])
    # The oldest first, as the rows of a mirror that has grown over years are.
    for start in range(count, 0, -BATCH):
        store.service_mirror.keep_faxes(
            fax(number, chance) for number in range(start - 1, max(-1, start - BATCH - 1), -1)
        )
    with store.database.transaction():
        for number in chance.sample(range(10_000), CONTACTS):
            store.contacts.add(_contact(number, chance))
        for number in range(0, count, max(1, count // OURS)):
            _send(store, fax(number, chance))
    found = store.database.value("SELECT count(*) FROM fax")
    store.close()
    WindowState(folder).keep({"tab": Listing.SENT.value})
    sys.stdout.write(json.dumps({"faxes": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
