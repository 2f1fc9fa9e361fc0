"""Fax numbers out of a list: what a spreadsheet has made of them is read right, or refused, and never dialled wrong.

A spreadsheet takes a number for a quantity: it drops the plus or the zero in front, adds a fraction, or shows the first
digits only and forgets the rest.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused
from faxdesk.core.phone import display, parse, plain
from faxdesk.core.table import Cell, cell_text

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

FIELD = "To"
_ADVICE = "Write it like +41 44 555 01 23, in a cell that is formatted as text."
_MARKED = re.compile(r"^['\u2019`\u00b4]+")
"""The mark by which a spreadsheet is told that a cell is text."""
_FORMULA = re.compile(r'^=\s*"(?P<text>[^"]*)"$')
"""How exports for Excel keep it from taking a number for a quantity."""
_FRACTION = re.compile(r"(?P<whole>\d{4,})[.,]0{1,2}")
_SCIENTIFIC = re.compile(r"(?P<digits>\d(?:[.,]\d+)?)\s*[eE]\s*\+?(?P<power>\d{1,2})")
_QUANTITY = re.compile(r"\d+[.,]\d*[1-9]\d*|\d+[.,]0+|-\s*\d.*")
_BARE = re.compile(r"[\d\s().'/\u2019-]+")
"""A number without its plus: digits, and what groups them."""
_EXACT = 2**53
"""Below this, every whole number has a `float` of its own (IEEE 754, binary64)."""
_ROUNDED = re.compile(r"0{5,}$")
"""So many zeros are left of a number whose first six digits were kept: `4.14456E+10`."""
_SEVERAL = re.compile(r"[;,|\n\r&]|\s/\s|\+.*\+")
_RANGE = re.compile(r"(?:\d\D*){6,}/\s*\d{1,3}$")
"""Two numbers that differ in their last digits, as `030 123456/57`."""


def number_of(cell: Cell, region: str = "") -> str:
    """Return the number in a cell in E.164 form. `region` is the country of numbers without a country code.

    Raises `InputRefused` where there is none, or where it is not certain which is meant.
    """
    if isinstance(cell, bool):
        raise InputRefused(FIELD, f"“{cell_text(cell)}” is not a fax number.", _ADVICE)
    if isinstance(cell, date):
        raise InputRefused(
            FIELD, f"The spreadsheet has taken the number for a date ({cell_text(cell)}).", f"It is lost. {_ADVICE}"
        )
    if isinstance(cell, int | float):
        return _of_quantity(cell, region)
    return _of_text(cell, region)


def _of_quantity(value: float, region: str) -> str:
    whole = value == int(value) if abs(value) < _EXACT else False
    if not whole or value < 0:
        raise InputRefused(FIELD, f"“{value}” is not a fax number.", _ADVICE)
    return _of_digits(str(int(value)), region)


def _of_text(text: str, region: str) -> str:
    shown = plain(_FORMULA.sub(r"\g<text>", text.strip()))
    shown = _MARKED.sub("", shown).strip().strip('"').strip()
    if not shown:
        raise InputRefused(FIELD, "There is no fax number.", _ADVICE)
    if found := _SCIENTIFIC.fullmatch(shown):
        return _of_digits(_written_out(shown, found), region)
    if found := _FRACTION.fullmatch(shown):
        return _of_digits(found["whole"], region)
    if _QUANTITY.fullmatch(shown):
        raise InputRefused(FIELD, f"“{shown}” is a quantity, not a fax number.", _ADVICE)
    if _SEVERAL.search(shown) or _RANGE.search(shown):
        raise InputRefused(
            FIELD,
            f"“{shown}” is more than one number.",
            "Give each number a row of its own; only one fits into a cell.",
        )
    digits = re.sub(r"\D", "", shown)
    if _BARE.fullmatch(shown) and not digits.startswith("0") and "(0" not in shown:
        return _of_digits(digits, region, shown)
    return parse(shown, region, FIELD)


def _written_out(shown: str, found: re.Match[str]) -> str:
    """Return all digits of a number in scientific notation. Raises `InputRefused` where some of them are lost."""
    digits, power = found["digits"].replace(",", "."), int(found["power"])
    if len(digits.replace(".", "")) <= power:
        raise InputRefused(
            FIELD,
            f"“{shown}” is not the whole number: the spreadsheet has kept its first digits only.",
            f"Get it from where the list comes from. {_ADVICE}",
        )
    return str(int(Decimal(digits).scaleb(power)))


def _of_digits(digits: str, region: str, shown: str = "") -> str:
    """Return the number that digits are which have lost their plus or their first zero, or never had them."""
    shown = shown or digits
    if _ROUNDED.search(digits):
        raise InputRefused(
            FIELD,
            f"“{shown}” ends in so many zeros that the spreadsheet may have rounded it.",
            "If it is right, write it with its plus, like +41 44 500 00 00.",
        )
    meant = _meant(digits, region)
    if len(meant) > 1:
        ways = " or ".join(display(number) for number in meant)
        raise InputRefused(FIELD, f"“{shown}” can be {ways}.", "Write it with its plus and its country code.")
    if meant:
        return meant[0]
    if not region:
        raise InputRefused(
            FIELD, f"“{shown}” has no country code.", "Write it in the international form, like +41 44 555 01 23."
        )
    return parse(shown, region, FIELD)


def _meant(digits: str, region: str) -> list[str]:
    """Return the numbers that these digits can be: those that are in use, else those that are possible.

    Without a region the first digits may be those of any country, so that only numbers in use count.
    """
    import phonenumbers

    ways = [_parsed(f"+{digits}", "")]
    if region:
        ways += [_parsed(digits, region), _parsed(f"0{digits}", region)]
    found = [number for number in ways if number is not None]
    for holds in (phonenumbers.is_valid_number, *([phonenumbers.is_possible_number] if region else [])):
        if meant := dict.fromkeys(_e164(number) for number in found if holds(number)):
            return list(meant)
    return []


def _parsed(text: str, region: str) -> PhoneNumber | None:
    import phonenumbers

    try:
        return phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return None


def _e164(number: PhoneNumber) -> str:
    import phonenumbers

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
