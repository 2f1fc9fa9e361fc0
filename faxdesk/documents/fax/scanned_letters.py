"""Finding letters on a scanned page: small ones, ones on shading, and ones that get lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from faxdesk.documents.fax.dithering import Box, groups, photo_areas, text_grey
from faxdesk.documents.fax.enhancement import cells, closed, is_even, opened, without_edges

if TYPE_CHECKING:
    from PIL import Image

_CELL = 4
"""Pixels along a side of what is looked at as one."""
_STROKE = 9
"""Cells of a dark spot that may be a letter."""
_INK = 24
"""Grey levels by which a cell with a part of a letter is darker than what is around it."""
_WHITE = 250
"""Level of a cell of the fax page in which nothing is black."""
_BLOCK = 8
"""Cells along a side of what is called lost as a whole: 4 mm."""
_FEW_LETTERS = 0.002
"""Share of a shaded rectangle that letters cover: a word or two."""
_LETTERS = 0.08
"""Share of cells of a block with letters in it."""

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


def shaded_letters(picture: Image.Image) -> Iterator[tuple[Box, Box]]:
    """Yield the rectangles of `picture` that are shaded evenly and have letters on them, each also without its rim."""
    from PIL import ImageChops

    grey = text_grey(picture)
    small = grey.reduce(_CELL)
    shading = closed(small, _STROKE)
    letters = ImageChops.subtract(shading, small), ImageChops.subtract(small, opened(small, _STROKE))
    for area in photo_areas(grey):
        inside = without_edges(cells(area.box))
        share = max(sum(part.crop(inside).histogram()[_INK:]) for part in letters) / _area(inside)
        if is_even(shading.crop(cells(area.box))) and share > _FEW_LETTERS:
            yield area.box, _pixels(inside)


def _area(box: Box) -> int:
    left, top, right, bottom = box
    return (right - left) * (bottom - top)


def _pixels(inside: Box) -> Box:
    left, top, right, bottom = inside
    return left * _CELL, top * _CELL, right * _CELL, bottom * _CELL


def lost_letters(picture: Image.Image, fax: Image.Image, but: Sequence[Box]) -> Iterator[Box]:
    """Yield rectangles with letters in `picture` where the `fax` has nothing, outside of the rectangles `but`."""
    from PIL import ImageChops

    small = picture.convert("L").reduce(_CELL)
    letters = ImageChops.subtract(closed(small, _STROKE), small).point([255 if ink > _INK else 0 for ink in range(256)])
    white = fax.convert("L").reduce(_CELL).point([255 if level > _WHITE else 0 for level in range(256)])
    lost = ImageChops.darker(letters, white)
    for box in but:
        lost.paste(0, cells(box))
    blocks = lost.reduce(_BLOCK)
    found = {at for at, share in enumerate(blocks.tobytes()) if share > _LETTERS * 255}
    side = _CELL * _BLOCK
    for group in groups(found, set(), blocks.width):
        columns, rows = [at % blocks.width for at in group], [at // blocks.width for at in group]
        right, bottom = min((max(columns) + 1) * side, picture.width), min((max(rows) + 1) * side, picture.height)
        yield min(columns) * side, min(rows) * side, right, bottom
