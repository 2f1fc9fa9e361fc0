"""The timeline of a fax as a chain: each entry has a SHA-256, into which that of the entry before it goes.

What is changed, left out or put in between later makes all that follow differ. Nobody needs a secret for that: whoever
can write all of it anew can make another chain (docs/proof.md).
"""

from __future__ import annotations

import hashlib
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from faxdesk.core.model import TimelineEvent

_BEGIN = "FaxDesk timeline 1"
"""Names the rule by which the chain is made. Another rule needs another name."""


def start(job: str, number: str) -> str:
    """Return what stands before the first entry: of the fax of `job` to `number`, as it was dialled."""
    return _sha256(f"{_BEGIN}\n{job}\n{number}")


def link(before: str, at: datetime, event: str, state: str, text: str) -> str:
    """Return the SHA-256 of an entry in hexadecimal digits; `before` is that of the one before it, or `start`.

    >>> from datetime import datetime
    >>> link("0" * 64, datetime(2026, 12, 1, 9, 30, tzinfo=UTC), "kept", "queued", "Waiting.")[:16]
    'd84974db232cf284'
    """
    return _sha256(f"{before}\n{moment(at)}\n{event}\n{state}\n{text}")


def links(job: str, number: str, entries: Iterable[TimelineEvent]) -> tuple[str, ...]:
    """Return what the SHA-256 of each entry of a timeline is, oldest first."""
    before, found = start(job, number), []
    for entry in entries:
        before = link(before, entry.at, entry.event, entry.state, entry.text)
        found.append(before)
    return tuple(found)


def broken_at(job: str, number: str, entries: Iterable[TimelineEvent]) -> int | None:
    """Return which entry, counted from 1, is not what was written down first, as its SHA-256 tells; None where all are.

    Entries of earlier versions have none. They are at the beginning, and go into the first one that has.
    """
    known = tuple(entries)
    begun = False
    for number_of_entry, (entry, right) in enumerate(zip(known, links(job, number, known), strict=True), 1):
        begun = begun or bool(entry.link)
        if begun and entry.link != right:
            return number_of_entry
    return None


def moment(at: datetime) -> str:
    """Return a time as it goes into the chain: in UTC, to the millisecond.

    >>> from datetime import datetime
    >>> moment(datetime(2026, 12, 1, 9, 30, 0, 5000, tzinfo=UTC))
    '2026-12-01T09:30:00.005Z'
    """
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
