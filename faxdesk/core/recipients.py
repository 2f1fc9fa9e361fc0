"""Several fax numbers at once, as people give them: checked one by one, and each kept once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faxdesk.core.phone import display, parse

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class RecipientList:
    """Numbers in E.164 form, each once, in the order given; `notices` says what was collapsed."""

    numbers: tuple[str, ...]
    notices: tuple[str, ...] = ()


def collect(texts: Iterable[str], region: str = "") -> RecipientList:
    """Parse each text as one number. Raises `InputRefused` for the first that is none."""
    numbers: dict[str, None] = {}
    twice: dict[str, None] = {}
    for text in texts:
        number = parse(text, region)
        (twice if number in numbers else numbers)[number] = None
    notices = tuple(f"{display(number)} was given more than once and gets the fax once." for number in twice)
    return RecipientList(tuple(numbers), notices)
