"""Finding letters on a scanned page: small ones, ones on shading, and ones that get lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
