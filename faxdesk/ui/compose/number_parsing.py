"""From what is typed or pasted into the field "To" to fax numbers, one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from faxdesk.core import phone
from faxdesk.core.errors import InputRefused
from faxdesk.ui.compose.pasted_recipients import PastedRecipient, is_name, recipients_in
from faxdesk.ui.widgets.country_names import country_name

_SEPARATOR = re.compile(r"[,;\t\r\n\v\f\u2028\u2029\uff0c\uff1b\u3001]+")
"""What parts numbers from each other: commas and semicolons, lines and the columns of a spreadsheet."""


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A text of one recipient, and what became of it: a number in E.164 form, or the reason why it is none.

    `doubt` is a warning about a number that is possible but not known to be in use; `name` is whose it is, where that
    was given with it.
    """

    text: str
    number: str = ""
    shown: str = ""
    country: str = ""
    doubt: str = ""
    error: InputRefused | None = None
    name: str = ""


def check(text: str, region: str, name: str = "") -> ParsedNumber:
    """Check one text, which may have a label or a name beside its number.

    `region` is that of numbers without country code.
    """
    said = text.strip()
    try:
        number = phone.parse(said, region)
    except InputRefused as error:
        found = recipients_in(said)
        if len(found) == 1 and found[0].text != said:
            return check(found[0].text, region, found[0].name or name)
        return ParsedNumber(said, error=error, name=name)
    shown, country = phone.display(number), country_name(phone.region_of(number))
    return ParsedNumber(said, number, shown, country, phone.doubt(number), name=name)


def split(text: str) -> tuple[list[PastedRecipient], str]:
    """Return the recipients that a separator ends, and the rest behind the last separator, which is being typed.

    A name alone is part of the rest: its number may follow. Lines and columns are pasted, and complete.
    """
    if not _is_typed(text) and (found := recipients_in(text)):
        return found, ""
    *whole, rest = _SEPARATOR.split(text)
    if not any(part.strip() for part in whole):
        return [], rest.lstrip()
    if len(whole) == 1 and is_name(whole[0]) and not recipients_in(whole[0]) and _is_typed(text):
        return [], text.lstrip()
    ended = text[: len(text) - len(rest)]
    if is_name(rest):
        ended, rest = text, ""
    return separated(ended), rest.lstrip()


def separated(text: str) -> list[PastedRecipient]:
    """Return all recipients in a text; where no number is in it, what its separators part."""
    return recipients_in(text) or [PastedRecipient(part.strip()) for part in _SEPARATOR.split(text) if part.strip()]


def _is_typed(text: str) -> bool:
    """True where no separator is one that only what is pasted has."""
    return re.search(r"[\t\r\n\v\f\u2028\u2029]", text) is None
