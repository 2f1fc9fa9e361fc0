"""Is it text, and how are its letters coded? Known from all of its bytes, whatever they begin with."""

from __future__ import annotations

import codecs
import locale
import re
import unicodedata
from typing import NamedTuple

from faxdesk.documents.common.encoding_guess import encoding_guess

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The longer mark of UTF-32 begins with that of UTF-16."""
_WIDE = (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2))
"""Encodings that have zero bytes in any text with spaces or line ends, and the bytes of their units."""
_END = "\x1a\0"
"""What stands behind the text of some files: the end mark of DOS and CP/M, and room that was kept free."""
_END_MARK = b"\x1a"
_MOST_BEHIND = 1024
"""Bytes that DOS and CP/M leave behind the end mark: what was in the rest of a sector before."""
_MOST_ZEROS = 1 / 8
"""Share of a text that may be zeros: room in records that was kept free, or what an editor has left."""
_MOSTLY = 0.8
"""Share of ASCII in a text in the letters of Europe."""
_NOT_TEXT = re.compile(r"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
"""Controls that text does not have. It has those of layout: tabs, ends of lines and pages, and what printed a letter
twice to make it bold; a bell is heard, not seen."""
_NO_TEXT_BYTE = re.compile(_NOT_TEXT.pattern.encode())
_NO_LETTERS = frozenset({"Cn", "Co", "Cs"})
"""Unicode's categories of what no text has: unassigned, for private use, halves of pairs."""
_LOCALES_OF_UTF_8 = frozenset({"utf-8", "utf8", "ascii", "us-ascii", "ansi_x3.4-1968"})


class Text(NamedTuple):
    """Text, and the encoding where it had to be guessed, else an empty text.

    `is_cut` is true where something stands behind the end mark that is no text, and is left out.
    """

    text: str
    guessed: str = ""
    is_cut: bool = False


def decoded(data: bytes) -> Text:
    """Return the text of `data`.

    A mark at the begin decides, then whether it is Unicode without one; what is left is judged by the words that come
    out, those of the encoding of this computer first. What stands behind the end of the text is left out.
    """
    for mark, encoding in _MARKS[1:]:
        if data.startswith(mark):
            return Text(data[len(mark) :].decode(encoding, errors="replace").rstrip(_END))
    if (wide := _wide(data)) is not None:
        return Text(wide)
    data, is_cut = _up_to_end(_without_zeros(data))
    if data.startswith(codecs.BOM_UTF8):
        return Text(data[len(codecs.BOM_UTF8) :].decode("utf-8", errors="replace"), is_cut=is_cut)
    try:
        return Text(data.decode("utf-8"), is_cut=is_cut)
    except UnicodeDecodeError:
        pass
    usual = locale.getencoding().lower()
    if usual in _LOCALES_OF_UTF_8:
        usual = "cp1252"
    # What is no text in any encoding needs no guess.
    guess = usual if _NO_TEXT_BYTE.search(data) else encoding_guess(data, usual)
    return Text(data.decode(guess, errors="replace"), guess, is_cut)


def _without_zeros(data: bytes) -> bytes:
    """Return a text of single bytes with spaces for the few zeros in it; other data as they are."""
    data = data.rstrip(_END.encode())
    return data.replace(b"\0", b" ") if 0 < data.count(0) <= len(data) * _MOST_ZEROS else data


def _up_to_end(data: bytes) -> tuple[bytes, bool]:
    """Return a text up to its end mark, and whether something else that is no text stands behind.

    Text behind the mark is kept: two files were put together.
    """
    before, _, behind = data.partition(_END_MARK)
    if not behind:
        return data, False
    if not _NO_TEXT_BYTE.search(joined := data.replace(_END_MARK, b"\n")):
        return joined, False
    # Some formats begin with a line for whoever looks at them as a text, and this mark.
    is_junk = b"\n" in before and len(behind) < _MOST_BEHIND
    return (before, True) if is_junk and not _NO_TEXT_BYTE.search(before) else (data, False)


def is_text(text: str) -> bool:
    """True where nothing is in `text` that text does not have: of control characters, it has those of layout only."""
    return bool(text) and _NOT_TEXT.search(text) is None


def _wide(data: bytes) -> str | None:
    """Return text of two or four bytes for each letter without a mark that says so; None where it is no such."""
    if b"\0" not in data or _is_padded(data):
        return None
    # In the wrong order of bytes, letters of Europe are signs of East Asia: what has the most of ASCII is right.
    found = [(_ascii(text), text) for encoding, unit in _WIDE if (text := _read_wide(data, encoding, unit)) is not None]
    most, text = max(found, default=(0, ""), key=lambda one: one[0])
    return text if most else None


def _is_padded(data: bytes) -> bool:
    """True where the zeros only stand behind a text of single bytes, or are few in it."""
    data = _without_zeros(data)
    if data.count(0):
        return False
    try:
        return is_text(data.decode("utf-8").rstrip(_END))
    except UnicodeDecodeError:
        # Of wide letters without zeros, every other byte may be any.
        return _ascii(data.decode("latin-1")) > len(data) * _MOSTLY and not _NO_TEXT_BYTE.search(data)


def _read_wide(data: bytes, encoding: str, unit: int) -> str | None:
    # A single byte of a DOS end mark may stand behind the last letter.
    whole = data[: len(data) - len(data) % unit] if data.endswith(b"\x1a") else data
    try:
        text = whole.decode(encoding).rstrip(_END)
    except UnicodeDecodeError:
        return None
    is_no_text = not is_text(text) or any(unicodedata.category(sign) in _NO_LETTERS for sign in set(text))
    return None if is_no_text else text


def _ascii(text: str) -> int:
    return sum(map(str.isascii, text))
