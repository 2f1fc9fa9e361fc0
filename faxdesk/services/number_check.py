"""The guard against wrong numbers: what speaks against a number before a fax goes there.

Nothing is forbidden: whoever sends is told, and for a confidential fax to a number that has never had one types its
last digits again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from faxdesk.core.contacts import LAST_DIGITS
from faxdesk.core.lifecycle import ENDED_BADLY
from faxdesk.core.phone import display
from faxdesk.core.service_status import Remedy, remedy_of
from faxdesk.core.times import local

if TYPE_CHECKING:
    from faxdesk.core.contacts import Contact
    from faxdesk.store.store import Store

IN_A_ROW = 3
"""Failures in a row after which a number is doubted."""
MOST_CHECKED = 20
"""Numbers of one fax that are looked at one by one; who has more has taken them from a list or a group. Of the others
is told together what is known against them: nobody has mistyped them, and nobody types thousands of last digits.
"""
_NAMED = 3
"""Numbers that are named of those that are told of together."""


class NumberDoubt(StrEnum):
    """Why a number may be wrong, the gravest first."""

    DEAD = "dead"
    """The last fax to it failed because there is no such number."""
    FORMER = "former"
    """A contact had it before, and has another now."""
    NEAR = "near"
    """It is unknown, and a slip of a finger away from one that is known."""
    NOT_IN_DOCUMENT = "not_in_document"
    """The document names another one."""
    FAILING = "failing"
    """The last faxes to it have failed."""
    CONFIDENTIAL = "confidential"
    """The fax is confidential, and the first to it."""


@dataclass(frozen=True, slots=True)
class NumberWarning:
    """What speaks against a number (E.164), in a sentence. `instead` is the number that may be meant, "" where none is.

    `retype` is true where its last digits are to be typed once more.
    """

    number: str
    doubt: NumberDoubt
    text: str
    instead: str = ""

    @property
    def retype(self) -> bool:
        """Whether its last digits are to be typed once more."""
        return self.doubt is NumberDoubt.CONFIDENTIAL


def number_warnings(
    store: Store, numbers: Collection[str], *, named: Collection[str] = (), confidential: bool = False
) -> tuple[NumberWarning, ...]:
    """Return what speaks against the numbers (E.164) of a fax, in their order and the gravest first.

    `named` are the fax numbers that the document certainly names; they count where the fax goes to one number.
    """
    found: list[NumberWarning] = []
    every = tuple(numbers)
    for number in every[:MOST_CHECKED]:
        found += _of_number(store, number, named if len(numbers) == 1 else (), confidential=confidential)
    return (*found, *_of_many(store, every[MOST_CHECKED:]))


def _of_number(store: Store, number: str, named: Collection[str], *, confidential: bool) -> Iterator[NumberWarning]:
    history, shown = store.number_history, display(number)
    results = history.results(number, IN_A_ROW)
    has_arrived = number in history.delivered((number,))
    owners = store.contacts.of_number(number)
    is_own = any(own.number == number for own in store.service_mirror.numbers())
    if results and remedy_of(results[0].status) is Remedy.NUMBER:
        at = f"{local(results[0].at):%Y-%m-%d}"
        text = f"The last fax to {shown}, on {at}, failed: there is no such number, or it takes no faxes."
        yield NumberWarning(number, NumberDoubt.DEAD, text)
    elif len(results) == IN_A_ROW and all(result.state in ENDED_BADLY for result in results):
        text = f"The last {IN_A_ROW} faxes to {shown} failed."
        yield NumberWarning(number, NumberDoubt.FAILING, text)
    if not owners and not is_own:
        yield from _former(store, number, shown)
    if not owners and not is_own and not has_arrived:
        yield from _near(store, number, shown)
    if named and number not in named:
        listed = " and ".join(map(display, named))
        text = f"The document names {listed}, not {shown}."
        yield NumberWarning(number, NumberDoubt.NOT_IN_DOCUMENT, text, *tuple(named)[: len(named) == 1])
    if confidential and not has_arrived:
        # What is read there would be typed, and not what the recipient has written.
        text = f"This is the first confidential fax to {without_end(number)}. Type the last {LAST_DIGITS} digits again."
        yield NumberWarning(number, NumberDoubt.CONFIDENTIAL, text)


def doubts_text(warnings: Iterable[NumberWarning]) -> str:
    """Return all that speaks against a number, in sentences."""
    return " ".join(
        said
        for one in warnings
        for said in (one.text, f"Did you mean {display(one.instead)}?" if one.instead else "")
        if said
    )


def _former(store: Store, number: str, shown: str) -> Iterator[NumberWarning]:
    for change in store.contacts.had(number)[:1]:
        contact = store.contacts.get(change.contact)
        if contact is not None:
            now = change.new if change.new in contact.numbers else contact.numbers[0]
            until = f"{local(change.at):%Y-%m-%d}"
            text = f"{shown} was the number of {contact.who} until {until}. Now it is {display(now)}."
            yield NumberWarning(number, NumberDoubt.FORMER, text, now)


def _near(store: Store, number: str, shown: str) -> Iterator[NumberWarning]:
    near = slips(number)
    owners = store.contacts.known(near)
    arrived = store.number_history.delivered(near)
    known = next((one for one in near if one in owners), None) or next((one for one in near if one in arrived), None)
    if known is not None:
        text = f"No fax has gone to {shown} before. It differs by one digit from {_whose(known, owners.get(known))}."
        yield NumberWarning(number, NumberDoubt.NEAR, text, known)


def _whose(number: str, owner: Contact | None) -> str:
    return f"{display(number)} of {owner.who}" if owner is not None else f"{display(number)}, which has had faxes"


def _of_many(store: Store, numbers: Collection[str]) -> Iterator[NumberWarning]:
    """Yield what is known against numbers, one warning for all of which the same is known."""
    found: dict[NumberDoubt, list[str]] = {}
    for number in numbers:
        results = store.number_history.results(number, IN_A_ROW)
        if results and remedy_of(results[0].status) is Remedy.NUMBER:
            found.setdefault(NumberDoubt.DEAD, []).append(number)
        elif len(results) == IN_A_ROW and all(result.state in ENDED_BADLY for result in results):
            found.setdefault(NumberDoubt.FAILING, []).append(number)
        elif store.contacts.had(number) and not store.contacts.of_number(number):
            found.setdefault(NumberDoubt.FORMER, []).append(number)
    for doubt in sorted(found, key=list(NumberDoubt).index):
        listed = ", ".join(map(display, found[doubt][:_NAMED]))
        more = len(found[doubt]) - _NAMED
        yield NumberWarning(
            found[doubt][0], doubt, _TOGETHER[doubt].format(numbers=f"{listed} and {more} more" if more > 0 else listed)
        )


_TOGETHER = {
    NumberDoubt.DEAD: "The last fax failed because there is no such number, or it takes no faxes: {numbers}.",
    NumberDoubt.FAILING: f"The last {IN_A_ROW} faxes failed: {{numbers}}.",
    NumberDoubt.FORMER: "Contacts that had these numbers have others now: {numbers}.",
}


def slips(number: str) -> tuple[str, ...]:
    """Return the numbers that one slip makes of this one (E.164): two digits swapped, one other, too many, or missing.

    The likeliest come first: swaps and other digits (Damerau, "A technique for computer detection and correction of
    spelling errors", 1964: one of these four makes 80 of 100 misspellings).
    """
    digits = number.removeprefix("+")
    places = range(len(digits))
    swapped = (f"{digits[:i]}{digits[i + 1]}{digits[i]}{digits[i + 2 :]}" for i in places[:-1])
    other = (f"{digits[:i]}{digit}{digits[i + 1 :]}" for i in places for digit in "0123456789")
    missing = (f"{digits[:i]}{digits[i + 1 :]}" for i in places)
    added = (f"{digits[:i]}{digit}{digits[i:]}" for i in range(len(digits) + 1) for digit in "0123456789")
    found = dict.fromkeys(f"+{one}" for way in (swapped, other, missing, added) for one in way)
    found.pop(number, None)
    return tuple(found)


def without_end(number: str) -> str:
    """Return a number (E.164) as people write it, with dots for its last digits."""
    shown = display(number)
    last = [place for place, letter in enumerate(shown) if letter.isdecimal()][-LAST_DIGITS:]
    return "".join("\N{BULLET}" if place in last else letter for place, letter in enumerate(shown))


def last_digits_fit(number: str, typed: str) -> bool:
    """Return whether somebody has typed the last digits of a number (E.164), or more of it."""
    digits = "".join(letter for letter in typed if letter.isdecimal())
    return len(digits) >= LAST_DIGITS and number.endswith(digits)
