"""Contacts and groups: whom faxes go to, how they are found, and what an address book says of them.

>>> same_text("Zahnarztpraxis MÜLLER & Söhne")
'zahnarztpraxis muller sohne'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from faxdesk.core.contact_title import name_and_company
from faxdesk.core.errors import InputRefused
from faxdesk.core.phone import display
from faxdesk.core.plain_text import lines, one_line
from faxdesk.core.search_text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from faxdesk.core.lifecycle import State

LONGEST_NAME = 200
"""Characters of a name, a company or a group: more than a line on the screen has."""
LONGEST_NOTE = 500
MOST_NUMBERS = 20
"""Fax numbers of one contact; a company with more has branches, which are contacts of their own."""
MOST_GROUPS = 50
LAST_DIGITS = 4
"""How many digits at the end of a number tell it from others of the same place."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody with fax numbers (E.164), the usual one first. `id` is 0 while it is not kept.

    `uid` is what other address books call it (RFC 6350, 6.7.6), "" where none does.
    """

    name: str = ""
    company: str = ""
    numbers: tuple[str, ...] = ()
    note: str = ""
    groups: tuple[str, ...] = ()
    uid: str = ""
    id: int = 0

    @property
    def title(self) -> str:
        """What a line about it begins with."""
        return self.name or self.company or (display(self.numbers[0]) if self.numbers else "")

    @property
    def who(self) -> str:
        """Name and company, as far as they are known; once where both are the same."""
        return name_and_company(self.name, self.company)

    def called(self, given: str) -> str:
        """Return whose number it is: `given`, as somebody wrote it, or all that is known where that is this contact."""
        return self.who if given in {"", self.name, self.company} else given


@dataclass(frozen=True, slots=True)
class Group:
    """Contacts that get faxes together; `size` is how many they are."""

    id: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A number that a contact had until `at`; `new` is what came in its place, "" where nothing did."""

    contact: int
    old: str
    new: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """A contact with the numbers that it had before: all that is needed to put it back once it has been removed."""

    contact: Contact
    changes: tuple[NumberChange, ...] = ()


class SuggestionKind(StrEnum):
    """What is suggested as a recipient."""

    CONTACT = "contact"
    GROUP = "group"
    RECENT = "recent"
    """A number that a fax went to lately, and that no contact has."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A recipient that fits what was typed: one number, or those of a group, whose members have `names`.

    `result` and `at` are how the last fax to the number ended and when, None where there was none.
    """

    kind: SuggestionKind
    name: str
    company: str
    numbers: tuple[str, ...]
    result: State | None = None
    at: datetime | None = None
    names: tuple[str, ...] = ()

    @property
    def recipients(self) -> tuple[tuple[str, str], ...]:
        """Each number (E.164) with the name of who has it."""
        return tuple(zip(self.numbers, self.names or (self.name or self.company,), strict=True))


@dataclass(frozen=True, slots=True)
class Card:
    """What one card of an address book says, as it is written there.

    `place` counts the cards of a file from 1. `members` are the `uid` of those in a card that is a group. `error` is
    why the card cannot be read, "" where it can.
    """

    place: int
    name: str = ""
    company: str = ""
    faxes: tuple[str, ...] = ()
    note: str = ""
    groups: tuple[str, ...] = ()
    uid: str = ""
    members: tuple[str, ...] = ()
    error: str = ""


def tidy(contact: Contact) -> Contact:
    """Return a contact with its texts as lines of their longest length, and each number and group once."""
    groups = (one_line(group)[:LONGEST_NAME] for group in contact.groups)
    return replace(
        contact,
        name=one_line(contact.name)[:LONGEST_NAME].strip(),
        company=one_line(contact.company)[:LONGEST_NAME].strip(),
        numbers=tuple(dict.fromkeys(contact.numbers)),
        note=lines(contact.note).strip()[:LONGEST_NOTE].strip(),
        groups=tuple({same_text(group): group for group in groups if same_text(group)}.values()),
    )


def check(contact: Contact) -> None:
    """Raise `InputRefused` where a contact has neither a name nor a company, no number, or too much of something."""
    if not contact.name and not contact.company:
        raise InputRefused("Name", "The contact has no name.", "Give a name or a company.")
    if not contact.numbers:
        raise InputRefused("Fax numbers", "The contact has no fax number.", "Write one like +41 44 555 01 23.")
    if len(contact.numbers) > MOST_NUMBERS:
        raise InputRefused(
            "Fax numbers", f"A contact can have {MOST_NUMBERS} fax numbers.", "Make a contact for each branch."
        )
    if len(contact.groups) > MOST_GROUPS:
        raise InputRefused("Groups", f"A contact can be in {MOST_GROUPS} groups.", "Take it out of some.")


def merged(contacts: Iterable[Contact]) -> Contact:
    """Return one contact with all that several have. Of what only one can be, the first that is there counts."""
    first, *others = contacts
    for other in others:
        first = replace(
            first,
            name=first.name or other.name,
            company=first.company or other.company,
            numbers=tuple(dict.fromkeys((*first.numbers, *other.numbers))),
            note=first.note if other.note in first.note else "\n".join(filter(None, (first.note, other.note))),
            groups=tuple(dict.fromkeys((*first.groups, *other.groups))),
            uid=first.uid or other.uid,
        )
    return tidy(first)


def same_text(text: str) -> str:
    """Return a name as names are compared: its words in small letters, without accents and signs."""
    return " ".join(_WORD.findall(fold(text)))


def number_words(number: str, national: str) -> tuple[str, ...]:
    """Return how a number (E.164) is begun by who types it: with its country, without it, by its last digits."""
    digits = number.removeprefix("+")
    return tuple(dict.fromkeys((digits, national, digits[-LAST_DIGITS:])))
