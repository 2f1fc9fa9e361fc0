"""Lines of type too small to be read on a fax, found in a picture of black and white."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

Box = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels."""

LEAST_FINE, LEAST_STANDARD = 8.0, 10.0
"""Points of type that is still read easily: its small letters are 11 lines high, in standard 7."""
_STRIP = 216
"""Pixels of an inch, in which lines of text are looked for."""
_EMPTY = 0.01
"""Share of black in a row between two lines: some dust."""
_EM = 0.93
"""Height of a line from the top of its tall letters to the foot of its low ones, as a multiple of its type size."""
_LEAST_POINTS = 2.5
"""Points below which rows of black are rules and dots."""
_SMALLER = 0.9
"""Share of the least size below which type is called small, as its height is not measured to the pixel."""
_SPACING = 1.2
"""How many times the height of a line the gap below it is where a new block begins."""
_LINES = 3
"""Lines of a block; fewer may be words without tall and low letters."""


def small_lines(fax: Image.Image, least: float, down: int) -> Iterator[tuple[Box, float]]:
    """Yield blocks of lines of type smaller than `least` points, on a page of `down` lines per inch, and its size.

    Looked for in upright strips: a line is a stretch of rows with black between rows without.
    """
    for left in range(0, fax.width, _STRIP):
        right = min(left + _STRIP, fax.width)
        for block in _blocks(_lines(fax.crop((left, 0, right, fax.height)))):
            # A single line may have no tall or low letters; among several some have.
            points = max(bottom - top for top, bottom in block) / down * 72 / _EM
            if len(block) >= _LINES and _LEAST_POINTS <= points < _SMALLER * least:
                yield (left, block[0][0], right, block[-1][1]), points


def _blocks(lines: Iterator[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield lines that follow each other closely."""
    block: list[tuple[int, int]] = []
    for top, bottom in lines:
        if block and top - block[-1][1] > _SPACING * (block[-1][1] - block[-1][0]):
            yield block
            block = []
        block.append((top, bottom))
    if block:
        yield block


def _lines(strip: Image.Image) -> Iterator[tuple[int, int]]:
    """Yield the first row of each line, and the row after it."""
    from PIL import Image

    rows = strip.convert("L").resize((1, strip.height), Image.Resampling.BOX).tobytes()
    at = 0
    for has_ink, group in groupby(rows, key=lambda level: level < 255 * (1 - _EMPTY)):
        count = len(list(group))
        if has_ink:
            yield at, at + count
        at += count
