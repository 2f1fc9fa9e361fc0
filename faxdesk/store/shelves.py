"""The lists that are searched, as the index numbers them."""

from __future__ import annotations

from enum import IntEnum

from faxdesk.store.fax_lists import Listing


class Shelf(IntEnum):
    """The lists that are searched. The numbers are in the index."""

    OUTBOX = 0
    SENT = 1
    INBOX = 2


SHELVES = {Listing.OUTBOX: Shelf.OUTBOX, Listing.SENT: Shelf.SENT}
