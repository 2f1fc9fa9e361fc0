"""A received fax as FaxDesk knows it, and what the words of the service for it mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class ReceivedState(StrEnum):
    """How it stands with a received fax. The values are printed by the command line."""

    RECEIVED = "received"
    PARTIAL = "partial"
    ARRIVING = "arriving"
    UNKNOWN = "unknown"
    """The service says something that FaxDesk does not know, or a failure."""


_STATES = {
    "success": ReceivedState.RECEIVED,
    "partially_received": ReceivedState.PARTIAL,
    "in_progress": ReceivedState.ARRIVING,
}
"""The words for incoming faxes (docs/api-notes.md, section 5)."""


def received_state(status: str) -> ReceivedState:
    """Return what the service's word for a received fax means. One that nobody knows is never taken for a whole fax."""
    return _STATES.get(status, ReceivedState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ReceivedFax:
    """A received fax, with what the user has asked for although Fax.Plus may not know it yet.

    `key` is its number here, `id` that at Fax.Plus. `sender` is the number that it came from, "" where the caller
    showed none; `number` the account's own that it came to. `told` is False while Fax.Plus has not been told of a read
    mark or a comment; `trouble` says why it was not. `pages_kept` is True where the pages were fetched ahead; `name` is
    that of the contact who has the number, "" where nobody has.
    """

    key: int
    id: str
    status: str
    description: str
    sender: str
    number: str
    comment: str
    pages: int
    duration: int
    read: bool
    at: datetime
    told: bool = True
    trouble: str = ""
    pages_kept: bool = False
    name: str = ""

    @property
    def state(self) -> ReceivedState:
        """How it stands with the fax."""
        return received_state(self.status)

    @property
    def has_pages(self) -> bool:
        """True where there are pages to be looked at."""
        return self.state in (ReceivedState.RECEIVED, ReceivedState.PARTIAL) or self.pages > 0


def reason(fax: ReceivedFax) -> str:
    """Return what has to be said of a fax that did not arrive whole, "" where nothing has."""
    if fax.state is ReceivedState.PARTIAL:
        return "The connection dropped before all pages had come. Ask the sender to send it again."
    if fax.state is ReceivedState.ARRIVING:
        return "The fax is being received."
    if fax.state is ReceivedState.UNKNOWN:
        return f"Fax.Plus says “{fax.description or fax.status}”, which FaxDesk does not know."
    return ""
