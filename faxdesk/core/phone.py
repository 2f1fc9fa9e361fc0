"""Fax numbers: what people type, what the service takes (E.164), what the screen shows."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_ADVICE = "Write it like +41 44 555 01 23."
_NO_NUMBER = "Not a fax number"

_UNSEEN = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What no font shows: Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties, and the frame of a key cap."""

_LIKE = {"Zs": " ", "Pd": "-"}
"""How blanks and dashes of every width look."""

_SCHEME = r"(?i)(?:tel|fax):"
"""How links begin that lead to a number (RFC 3966, RFC 2806)."""

_WHOLE_NUMBER = r"(\d+)\.0"
"""How spreadsheets and their exports write a number that they hold for a quantity: `41445550123.0`. Nobody groups
digits with one dot before a last zero; read as digits it would be another number."""

_EXTENSION = r"(?i)(?<=\d)[\s,]*(?:;ext=|(?:extension|extn?|int|x|p|w)[.:\s]*)\d+$"
"""What people write before the digits that are dialled later: `x12`, `ext. 12`, `;ext=12`, `p12` for a pause."""


def parse(text: str, region: str = "", field: str = "To") -> str:
    """Return the number in E.164 form, such as `+41445550123`.

    `region` is the one (ISO 3166, two letters) that a number without country code belongs to; without it only
    international forms (`+41…`) are taken. Raises `InputRefused` naming `field`.
    """
    import phonenumbers

    shown = plain(text)
    if not shown:
        raise InputRefused(field, "There is no fax number.", _ADVICE)
    if re.search(_EXTENSION, shown):
        raise _extension(field, shown)
    if re.search(r"[A-Za-z]", shown):
        raise InputRefused(field, f"“{shown}” is not a fax number: it has letters in it.", _ADVICE, short=_NO_NUMBER)
    try:
        number = phonenumbers.parse(shown, region or None)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE and not _international(shown):
            raise InputRefused(
                field,
                f"“{shown}” has no country code.",
                "Write it in the international form, like +41 44 555 01 23.",
                short="No country code",
            ) from None
        raise InputRefused(field, f"“{shown}” is not a fax number.", _ADVICE, short=_NO_NUMBER) from None
    if number.extension:
        raise _extension(field, shown)
    if not phonenumbers.is_possible_number(number):
        fault, short = _fault(number)
        raise InputRefused(field, f"“{shown}” is {fault}", "Check the number with the recipient.", short=short)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def plain(text: str) -> str:
    """Return a number as it looks: without what cannot be seen, with plain spaces, dashes and digits.

    What is copied from a PDF, a web page or a list of contacts has marks of direction, selectors of a glyph's variant
    and spaces and dashes of every width in it, which the eye cannot tell apart.
    """
    seen = re.sub(_UNSEEN, "", text)
    shown = "".join(_LIKE.get(unicodedata.category(letter), letter) for letter in seen).strip()
    shown = re.sub(_SCHEME, "", shown, count=1)
    whole = re.fullmatch(_WHOLE_NUMBER, shown)
    return whole[1] if whole else shown


def _extension(field: str, shown: str) -> InputRefused:
    title = f"“{shown}” has an extension."
    return InputRefused(field, title, "Fax.Plus cannot dial extensions.", short="Has an extension")


def _international(text: str) -> bool:
    return text.startswith(("+", "\uff0b"))


def _fault(number: PhoneNumber) -> tuple[str, str]:
    """Return what is wrong with a number, as the end of a sentence and in a few words."""
    import phonenumbers
    from phonenumbers import ValidationResult

    return {
        ValidationResult.TOO_SHORT: ("too short for a fax number of that country.", "Too short"),
        ValidationResult.TOO_LONG: ("too long for a fax number of that country.", "Too long"),
        ValidationResult.INVALID_COUNTRY_CODE: (
            "not possible: its country code does not exist.",
            "No such country code",
        ),
    }.get(phonenumbers.is_possible_number_with_reason(number), ("not a possible fax number.", _NO_NUMBER))


def doubt(e164: str) -> str:
    """Return a warning where the number is possible but not in use by any network we know of, else an empty text."""
    import phonenumbers

    number = phonenumbers.parse(e164, None)
    if phonenumbers.is_valid_number(number):
        return ""
    return f"{display(e164)} does not look like a number in use. Check it before you send."


def display(e164: str) -> str:
    """Return the number as people write it internationally, such as `+41 44 555 01 23`; other text as it is."""
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def national(e164: str) -> str:
    """Return the digits of a number in E.164 form without those of its country; all where that is not known."""
    import phonenumbers

    try:
        return phonenumbers.national_significant_number(phonenumbers.parse(e164, None))
    except phonenumbers.NumberParseException:
        return comparable(e164)


def region_of(e164: str) -> str:
    """Return the two-letter region of a number in E.164 form, or an empty text."""
    import phonenumbers

    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(e164, None)) or ""
    except phonenumbers.NumberParseException:
        return ""


def comparable(text: str) -> str:
    """Return the digits of a number, for comparing two spellings of it.

    The service may write a number with spaces and dashes, or without its plus
    (docs/api-notes.md, sections 4 and 8).
    """
    digits = "".join(re.findall(r"\d", text))
    return digits.removeprefix("00") if text.strip().startswith("00") else digits
