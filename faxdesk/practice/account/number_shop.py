"""The shop: countries, areas and numbers for sale, and the credit to pay with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from faxdesk.practice.state.members import OwnNumber

if TYPE_CHECKING:
    from faxdesk.practice.account.account import PracticeAccount

CURRENCY = "USD"
START_CREDIT = 100.0
"""Credit of a new account: enough for a dozen numbers."""

PRICE = 7.99
"""Of a number for a month."""


@dataclass(frozen=True)
class NumberArea:
    """An area of a country. `first` is the first number for sale; the nine that follow are for sale as well."""

    calling_code: str
    city: str
    state: str
    first: int

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers of the area that the shop ever had, in E.164."""
        return tuple(f"+{self.first + offset}" for offset in range(10))


@dataclass(frozen=True)
class Country:
    """A country, by its two letters of ISO 3166. One without areas has nothing for sale."""

    iso: str
    name: str
    dial: str
    areas: tuple[NumberArea, ...] = ()


COUNTRIES = (
    Country(
        "CH",
        "Switzerland",
        "41",
        (
            NumberArea("44", "Zurich", "ZH", 41445550300),
            NumberArea("22", "Geneva", "GE", 41225550300),
            NumberArea("31", "Bern", "BE", 41315550300),
        ),
    ),
    Country("IT", "Italy", "39", (NumberArea("06", "Rome", "RM", 390655503000),)),
    Country("AT", "Austria", "43"),
)


def country(iso: str) -> Country | None:
    """Return a country by its letters, in either case."""
    return next((found for found in COUNTRIES if found.iso == iso.upper()), None)


def credit(account: PracticeAccount) -> float:
    """Return what is left to pay with."""
    kept = account.settings.get("credit")
    return START_CREDIT if kept is None else float(kept)


def for_sale(account: PracticeAccount, area: NumberArea) -> list[str]:
    """Return the numbers of an area that nobody has bought."""
    return [number for number in area.numbers if not account.members.has_number(number)]


def buy(account: PracticeAccount, number: str, now: float) -> bool:
    """Buy a number for the administrator. Return False if the credit is too small.

    Raises sqlite3.IntegrityError if the account has it already.
    """
    own = OwnNumber(number, secrets.token_hex(16), account.uid, (account.uid,), "active", now, None, cancelled=False)
    with account.database.write():
        left = round(credit(account) - PRICE, 2)
        if left < 0:
            return False
        account.members.add_number(own)
        account.settings.put("credit", left)
    return True
