"""From what is typed or pasted into the field "To" to fax numbers, one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from faxdesk.core import phone
from faxdesk.core.errors import InputRefused
from faxdesk.ui.widgets.country_names import country_name

_SEPARATOR = re.compile(r"[,;\t\r\n\v\f\u2028\u2029\uff0c\uff1b\u3001]+")
"""What parts numbers from each other: commas and semicolons, lines and the columns of a spreadsheet."""


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A text of one recipient, and what became of it: a number in E.164 form, or the reason why it is none.

    `doubt` is a warning about a number that is possible but not known to be in use.
    """

    text: str
    number: str = ""
    shown: str = ""
    country: str = ""
    doubt: str = ""
    error: InputRefused | None = None


def check(text: str, region: str) -> ParsedNumber:
    """Check one text; `region` is the country of numbers without country code."""
    said = text.strip()
    try:
        number = phone.parse(said, region)
    except InputRefused as error:
        return ParsedNumber(said, error=error)
    return ParsedNumber(said, number, phone.display(number), country_name(phone.region_of(number)), phone.doubt(number))


def split(text: str) -> tuple[list[str], str]:
    """Return the texts that a separator ends, without empty ones, and the rest after the last separator."""
    *whole, rest = _SEPARATOR.split(text)
    return [part.strip() for part in whole if part.strip()], rest.lstrip()
