"""Text files: from bytes to the lines that stand on a page."""

from __future__ import annotations

import codecs
import locale
import re
import unicodedata
from collections.abc import Iterator

TAB = 8
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The longer mark of UTF-32 begins with that of UTF-16."""
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")
"""What sets colours on a terminal (ECMA-48), as in log files."""
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x85\u2028\u2029]")
_SHAPED = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufefe]")
"""Scripts that are written from right to left, or whose letters change with their neighbours."""


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text, and the encoding where it had to be guessed, else an empty text.

    A mark at the begin decides, then whether it is UTF-8; what is left is the encoding of this computer, or that of
    Western Windows, which gives each byte a letter.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    guess = locale.getencoding().lower()
    if guess in {"utf-8", "utf8", "ascii", "us-ascii", "ansi_x3.4-1968"}:
        guess = "cp1252"
    return data.decode(guess, errors="replace"), guess


def readable(text: str) -> str:
    """Return the text without what is not seen, its accents joined to their letters."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _TERMINAL.sub("", text))).replace("\xa0", " ")


def unsettable(text: str, has: frozenset[int] | set[int]) -> tuple[str, ...]:
    """Return the characters that cannot be set: `has` are the code points of the fonts."""
    needed = set(text) - set("\n\r\t\f\v\x85\u2028\u2029 ")
    return tuple(sorted(sign for sign in needed if ord(sign) not in has or _SHAPED.match(sign)))


def pages(text: str, columns: int, rows: int) -> Iterator[list[str]]:
    """Yield the lines of each page. Long lines go on in the next one; a form feed begins a new page."""
    for part in text.removesuffix("\f").split("\f"):
        lines = [piece for line in _LINE_END.split(_last_end_off(part)) for piece in wrapped(line, columns)]
        for start in range(0, len(lines), rows):
            yield lines[start : start + rows]


def _last_end_off(part: str) -> str:
    """A line end closes the last line; it does not begin one more."""
    return re.sub(r"(\r\n|[\n\r])\Z", "", part)


def wrapped(line: str, columns: int) -> list[str]:
    """Break a line into pieces of at most so many columns, between words where there is room for one."""
    rest = expanded(line).rstrip()
    pieces = []
    while (fits := _fitting(rest, columns)) < len(rest):
        space = rest.rfind(" ", columns // 2, fits + 1)
        cut = space if space > 0 and rest[:space].strip() else fits
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip(" ")
    return [*pieces, rest]


def expanded(line: str) -> str:
    """Return the line with spaces for tabs, whose stops are every `TAB` columns."""
    out, column = [], 0
    for sign in line:
        if sign == "\t":
            step = TAB - column % TAB
            out.append(" " * step)
            column += step
        else:
            out.append(sign)
            column += width(sign)
    return "".join(out)


def width(sign: str) -> int:
    """Return how many columns a character takes: 2 for those of East Asia, 0 for accents, else 1."""
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1


def _fitting(line: str, columns: int) -> int:
    """Return how many characters at its begin fit; at least one."""
    if len(line) <= columns and line.isascii():
        return len(line)
    column = 0
    for place, sign in enumerate(line):
        column += width(sign)
        if column > columns:
            return max(1, place)
    return len(line)
