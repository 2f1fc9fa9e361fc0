"""Finding a fax of ours in the lists of the service, by evidence in the order of its weight, never by guess.

The order is that of docs/api-notes.md, sections 4 and 9: an id that we know; our tag; the UUID of an uploaded path; and
last the same number, sender and comment, submitted within minutes of our request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from faxdesk.core.phone import comparable
from faxdesk.core.plain_text import lines
from faxdesk.core.times import from_ms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from faxdesk.core.model import Fax, OutboxFax

EARLY = timedelta(minutes=2)
LATE = timedelta(minutes=10)
"""How far the time of submission may lie from that of our request, before and after, where only likeness speaks."""
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FaxEvidence:
    """What is known of a fax of ours.

    `files` are the paths that its documents were uploaded to. `posted` is when its request left, by the service's
    clock: more than one instant where it cannot be said which of two clocks has been set since.
    """

    number: str
    sender: str
    comment: str
    tag: str = ""
    files: tuple[str, ...] = ()
    posted: tuple[datetime, ...] = ()
    outbox_id: str | None = None
    fax_id: str | None = None


def same_number(one: str, other: str) -> bool:
    """Return whether two spellings are of the same number."""
    return comparable(one) == comparable(other)


class OutboxIndex:
    """The service's outbox as it was read once, arranged so that thousands of faxes can be found in it."""

    def __init__(self, records: Iterable[OutboxFax]) -> None:
        self._by_id: dict[str, OutboxFax] = {}
        self._by_evidence: dict[tuple[str, str], OutboxFax] = {}
        for record in records:
            self._by_id.setdefault(record.id, record)
            numbers = [comparable(to) for to in record.to]
            for key in (*record.tags, *uuids(record.files)):
                for number in numbers:
                    self._by_evidence.setdefault((key, number), record)

    def find(self, sought: FaxEvidence) -> OutboxFax | None:
        """Return the record of a fax, known by its id, or by our tag or uploads together with its number.

        They count for a known id too: one record may stand for several recipients and carry the id of another.
        """
        known = self._by_id.get(sought.outbox_id) if sought.outbox_id else None
        if known is not None:
            return known
        number = comparable(sought.number)
        tags = (sought.tag,) if sought.tag else ()
        found = (self._by_evidence.get((key, number)) for key in (*tags, *uuids(sought.files)))
        return next((record for record in found if record is not None), None)


def destinations(record: Fax) -> list[str]:
    """Return the numbers that a record went to, in the form in which numbers are compared; none where it says none."""
    return [comparable(number) for number in record.to.split(",") if number.strip()]


def by_id(records: Mapping[str, Fax], sought: FaxEvidence) -> Fax | None:
    """Return the record of the archive that has one of the ids that we know, out of records by their id.

    One that went to another number is not ours: several recipients may have been given one id.
    """
    number = comparable(sought.number)
    for name in (sought.fax_id, sought.outbox_id):
        record = records.get(name) if name else None
        if record is not None and (not record.to or number in destinations(record)):
            return record
    return None


def alike(records: Iterable[Fax], sought: FaxEvidence, taken: Iterable[str]) -> list[Fax]:
    """Return the records that could be this fax and are not known to be another's: `taken` are their ids."""
    others = set(taken)
    return [record for record in records if record.id not in others and _could_be(record, sought)]


def _could_be(record: Fax, sought: FaxEvidence) -> bool:
    if record.direction not in ("", "outgoing") or comparable(record.to) != comparable(sought.number):
        return False
    sender = comparable(record.sender)
    # Some records name a user instead of a number, and `no_number` names nothing (docs/api-notes.md, section 3).
    telling = len(sender) >= 8 and sought.sender.startswith("+") and "," not in sought.sender
    if telling and sender != comparable(sought.sender):
        return False
    # The service, or what is on the way, may have changed how its lines end.
    if lines(record.comment).strip() not in ("", lines(sought.comment).strip()):
        return False
    submitted = record.submitted_at or record.started_at
    return submitted is not None and any(-EARLY <= submitted - posted <= LATE for posted in sought.posted)


def attempts_of(record: Fax, records: Iterable[Fax], taken: Iterable[str]) -> list[Fax]:
    """Return all records of the faxing session that `record` is one attempt of, oldest first.

    The service's retries have ids of their own but one moment of submission.
    """
    others = set(taken) - {record.id}
    session = {record.id: record}
    for other in records:
        if (
            other.id not in others
            and record.submitted_at is not None
            and other.submitted_at == record.submitted_at
            and comparable(other.to) == comparable(record.to)
            and comparable(other.sender) == comparable(record.sender)
            and other.comment == record.comment
        ):
            session[other.id] = other
    return sorted(session.values(), key=lambda fax: fax.started_at or fax.changed_at or from_ms(0))


def uuids(paths: Sequence[str]) -> frozenset[str]:
    """Return the UUIDs in some paths, lower case and without dashes: the part that the service keeps of a path."""
    return frozenset(found.lower().replace("-", "") for path in paths for found in _UUID.findall(path))


def ids_by_number(answer: dict[str, str], numbers: Sequence[str]) -> dict[str, str]:
    """Return number -> id for the numbers that the service's answer gives an id for.

    The exact spelling of the answer's keys is not documented: they are compared by their digits.
    """
    by_digits = {comparable(key): value for key, value in answer.items()}
    found = {number: by_digits[comparable(number)] for number in numbers if comparable(number) in by_digits}
    if not found and len(answer) == len(numbers) == 1:
        return {numbers[0]: next(iter(answer.values()))}
    return found
