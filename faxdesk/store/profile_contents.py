"""What a profile has in its database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faxdesk.core.batch import UNFINISHED, RowState
from faxdesk.core.lifecycle import OPEN
from faxdesk.store.database import listed

if TYPE_CHECKING:
    from faxdesk.store.store import Store


@dataclass(frozen=True, slots=True)
class ProfileContents:
    """What goes with a profile: faxes sent and received, contacts, open drafts, and the bytes of all its files.

    `waiting` are faxes that were not at their end when it was last open, and rows of lists that are to become faxes.
    """

    faxes: int
    contacts: int
    drafts: int
    size: int
    waiting: int


def contents_of(store: Store, size: int) -> ProfileContents:
    """Return what a profile has, whose files have so many bytes."""
    database = store.database
    faxes = database.value(
        "SELECT (SELECT count(*) FROM recipient) + (SELECT count(*) FROM received_fax) + (SELECT count(*) FROM fax f"
        " WHERE NOT EXISTS (SELECT 1 FROM recipient r WHERE r.fax_id = f.id))"
    )
    waiting = database.value(
        f"SELECT (SELECT count(*) FROM recipient WHERE state IN {listed(OPEN)}) + (SELECT count(*) FROM batch_row w"
        f" JOIN batch b ON b.id = w.batch WHERE w.state = '{RowState.WAITING}' AND b.state IN {listed(UNFINISHED)})"
    )
    return ProfileContents(int(faxes), store.contacts.count(), store.drafts.count_all(), size, int(waiting))
