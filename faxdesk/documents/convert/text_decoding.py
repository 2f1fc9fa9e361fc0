"""Text files: from their text to the lines that stand on a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

TAB = 8
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")
"""What sets colours on a terminal (ECMA-48), as in log files."""
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_STRUCK_OVER = re.compile(r"_\x08(?P<under>[^\n])|(?P<last>[^\n])(?:\x08(?:(?P=last)|_))+|[^\n]\x08(?P<other>[^\n])")
"""What printers strike over: a letter underlined, or printed twice to be bold; else the later letter is seen best."""
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x85\u2028\u2029]")
_SHAPED = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufefe]")
"""Scripts that are written from right to left, or whose letters change with their neighbours."""


def readable(text: str) -> str:
    """Return the text without what is not seen, its accents joined to their letters."""
    plain = _UNSEEN.sub("", _struck_once(_TERMINAL.sub("", text)))
    return unicodedata.normalize("NFC", plain).replace("\xa0", " ")


def _struck_once(text: str) -> str:
    """Return the text with one letter for each place where several were printed."""
    before = ""
    # Underlined and bold are two strokes over a letter, and each pass takes one.
    while "\x08" in text and text != before:
        before, text = text, _STRUCK_OVER.sub(lambda found: found[found.lastgroup or 0], text)
    return text


def unsettable(text: str, has: frozenset[int] | set[int]) -> tuple[str, ...]:
    """Return the characters that no font has; `has` are the code points of all of them."""
    needed = set(text) - set("\n\r\t\f\v\x85\u2028\u2029 ")
    return tuple(sorted(sign for sign in needed if ord(sign) not in has))


def shaped(text: str) -> tuple[str, ...]:
    """Return the characters whose form or place depends on others, which only an office program can set."""
    return tuple(sorted(set(_SHAPED.findall(text))))


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
