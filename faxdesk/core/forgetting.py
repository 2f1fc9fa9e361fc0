"""Forgetting a person: who that is, and what is found of them, here and at Fax.Plus."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from faxdesk.core.search_text import fold

if TYPE_CHECKING:
    from datetime import datetime

SHORTEST_NAME = 4
"""Letters of a name that is looked for inside of texts. A shorter one is part of too many other words."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is to be forgotten: fax numbers (E.164), names, and contacts by their ids.

    Other contacts may have one of the numbers as well. They lose it where `takes_numbers`: it is the number that is to
    be forgotten. Else it is left alone, and stands in `shared` with the names of those who have it.
    """

    numbers: tuple[str, ...]
    names: tuple[str, ...] = ()
    contacts: tuple[int, ...] = ()
    takes_numbers: bool = False
    shared: tuple[tuple[str, str], ...] = ()

    def is_named_in(self, *texts: str) -> bool:
        """Return whether one of the texts has the whole name, or the digits of a number."""
        for text in texts:
            words, digits = fold(text), "".join(filter(str.isdigit, text))
            if any(len(name) >= SHORTEST_NAME and fold(name) in words for name in self.names):
                return True
            if any(number.removeprefix("+") in digits for number in self.numbers):
                return True
        return False


class PersonItemKind(StrEnum):
    """What is found of a person is one of these. The values are what the command line prints."""

    SENT = "sent"
    RECEIVED = "received"
    CONTACT = "contact"
    FORMER_NUMBER = "former_number"
    DRAFT = "draft"
    TEMPLATE = "template"
    LIST_ROW = "list_row"
    WATCHED_FILE = "watched_file"
    WEBHOOK_CALL = "webhook_call"
    LOG = "log"
    BACKUP = "backup"
    COPY = "copy"
    WAITS = "waits"
    SHARED_DOCUMENT = "shared_document"
    SHARED_NUMBER = "shared_number"
    PROOF = "proof"
    MENTION = "mention"
    OTHER_PROFILE = "other_profile"


@dataclass(frozen=True, slots=True)
class PersonItem:
    """One thing that is found of a person: `name` says which it is, `about` more of it, `at` when it was."""

    kind: PersonItemKind
    name: str
    about: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonHere:
    """What forgetting removes from this computer, each with its name, and what stays.

    `files` and `size` (bytes) are documents, pages and reports that go with the faxes. After forgetting, `left` are
    files that another program has open; they are removed as soon as that is possible.
    """

    goes: tuple[PersonItem, ...] = ()
    stays: tuple[PersonItem, ...] = ()
    files: int = 0
    size: int = 0
    left: int = 0

    def is_still(self, other: PersonHere) -> bool:
        """Return whether nothing that matters has changed since: the log is written all the time."""
        return all(
            [one for one in mine if one.kind not in _BESIDE] == [one for one in theirs if one.kind not in _BESIDE]
            for mine, theirs in ((self.goes, other.goes), (self.stays, other.stays))
        )


_BESIDE = frozenset({PersonItemKind.LOG, PersonItemKind.COPY, PersonItemKind.WEBHOOK_CALL})


@dataclass(frozen=True, slots=True)
class FaxThere:
    """A fax of a person that Fax.Plus may still have; `received` tells it from one that was sent."""

    fax_id: str
    number: str
    at: datetime
    pages: int
    comment: str
    received: bool
