"""Fill a data folder with finished faxes, through the mirror as a sync does: FOLDER COUNT."""

from __future__ import annotations

import json
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faxdesk.core.model import Fax, Number
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_lists import Listing
from faxdesk.store.store import Store
from faxdesk.ui.main_window.window_state import WindowState

LATEST = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SENDER = "+41445550100"
STATUSES = ("success", "success", "success", "success", "failed_user_busy", "failed_no_answer", "partially_sent")
SUBJECTS = ("Invoice", "Order", "Prescription", "Contract", "Offer", "Referral", "Claim", "Delivery note")
BATCH = 5000


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
    found = store.database.value("SELECT count(*) FROM fax")
    store.close()
    WindowState(folder).keep({"tab": Listing.SENT.value})
    sys.stdout.write(json.dumps({"faxes": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
