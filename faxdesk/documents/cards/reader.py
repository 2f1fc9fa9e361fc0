"""A file of vCards (versions 2.1, 3.0 and 4.0), read card by card, so that a bad one costs only itself."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.contacts import LONGEST_NAME, LONGEST_NOTE, MOST_GROUPS, MOST_NUMBERS, Card
from faxdesk.core.errors import InputRefused
from faxdesk.documents.cards.card import read_card
from faxdesk.documents.common.opening import reading
from faxdesk.documents.common.text_encoding import decoded
from faxdesk.documents.tables.limits import MOST_ROWS, too_large

if TYPE_CHECKING:
    from typing import BinaryIO

NO_CARDS = "no_cards"
"""The code of the refusal of a file that has no cards in it."""
MOST_BYTES = 200_000_000
"""Bytes of a file: 50,000 cards with a small picture each have 150 MB."""
_LARGEST = 20_000
"""Characters of a card without its pictures, keys and sounds; of whom more is said, nobody has written it."""
_HEAD = 4096
"""Bytes in which the first card begins."""
_BEGIN = re.compile(r"^[ \t\ufeff]*BEGIN[ \t]*:[ \t]*VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"^[ \t]*END[ \t]*:[ \t]*VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE)
_TOLD = 100
"""Cards between two reports of progress."""
Progress = Callable[[int], None]


def read_cards(path: Path, name: str, progress: Progress = lambda _cards: None) -> tuple[Card, ...]:
    """Read a file of cards. What is wrong with one stands in it.

    Raises `InputRefused`, naming the file `name`: with the code `NO_CARDS` where there are none, else where it is too
    large or has too many.
    """
    with reading(path, name) as file:
        text = _text(file, name)
    cards = []
    for place, body in enumerate(_bodies(text), 1):
        if place > MOST_ROWS:
            raise InputRefused(
                name,
                f"The file has too many cards: {MOST_ROWS:,} can be read.".replace(",", " "),
                "Export the address book in several files.",
                code="list_too_long",
            )
        cards.append(_limited(_one(place, body)))
        if place % _TOLD == 0:
            progress(place)
    return tuple(cards)


def _text(file: BinaryIO, name: str) -> str:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if not _BEGIN.search(_lines(file.read(_HEAD))):
        raise InputRefused(name, "There are no vCards in it.", "Export the address book as vCard.", code=NO_CARDS)
    if size > MOST_BYTES:
        raise too_large(name, size)
    file.seek(0)
    return _lines(file.read())


def _lines(data: bytes) -> str:
    """Return the text of a file with its lines ended by line feeds, as old Macs and Windows do not end them."""
    return decoded(data).text.replace("\r\n", "\n").replace("\r", "\n")


def _bodies(text: str) -> Iterator[str | None]:
    """Yield what stands in each card; None where a card does not end before the next begins, or the file."""
    begins = list(_BEGIN.finditer(text))
    for begin, following in zip(begins, [*begins[1:], None], strict=True):
        end = _END.search(text, begin.end(), len(text) if following is None else following.start())
        yield None if end is None else text[begin.end() : end.start()].strip("\n")


def _one(place: int, body: str | None) -> Card:
    if body is None:
        return Card(place, error="The card is cut off: its end is missing.")
    needed = "\n".join(_needed(body))
    if len(needed) > _LARGEST:
        return Card(place, error="The card is too large.")
    return read_card(place, needed)


_NAMES = re.compile(
    r"^[ \t]*(?:[\w-]+\.)?(?:VERSION|FN|N|ORG|TEL|NOTE|CATEGORIES|UID|KIND|MEMBER|X-ABLABEL|"
    r"X-ADDRESSBOOKSERVER-(?:KIND|MEMBER))[ \t]*[;:]",
    re.IGNORECASE,
)
"""What is read of a card. The others are pictures, keys and birthdays: their faults are no fault of the card."""


def _needed(body: str) -> Iterator[str]:
    """Yield the lines that are read, each with those that go on with it (RFC 6350, 3.2).

    Quoted-printable texts go on in lines of their own, as in mails (vCard 2.1, 2.1.3; RFC 2045, 6.7): they are joined.
    """
    begun, wanted = "", False
    for line in body.split("\n"):
        if not begun and line[:1] not in {" ", "\t"}:
            wanted = _NAMES.match(line) is not None
        whole = begun + line
        quoted = "QUOTED-PRINTABLE" in whole.partition(":")[0].upper()
        begun = whole.rstrip()[:-1] if quoted and whole.rstrip().endswith("=") else ""
        if wanted and not begun:
            yield whole


def _limited(card: Card) -> Card:
    """Return a card whose texts have no more than a contact can have, and one character to tell that it was more."""
    return Card(
        card.place,
        card.name[:LONGEST_NAME],
        card.company[:LONGEST_NAME],
        tuple(fax[:LONGEST_NAME] for fax in card.faxes[: MOST_NUMBERS + 1]),
        card.note[:LONGEST_NOTE],
        tuple(group[:LONGEST_NAME] for group in card.groups[: MOST_GROUPS + 1]),
        card.uid[:LONGEST_NAME],
        tuple(member[:LONGEST_NAME] for member in card.members),
        card.error,
    )
