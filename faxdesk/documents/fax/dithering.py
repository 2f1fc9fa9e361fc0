"""From grey to black and white: a threshold for text, error diffusion for photos, and the choice between them.

A threshold keeps letters crisp and short to send, but ruins photos; error diffusion keeps photos, but frays letters and
makes a text page half as long again. `Tone.AUTO` diffuses only where a page is mid-tone throughout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

Box = tuple[int, int, int, int]
"""Left, top, right and bottom; right and bottom are the first that no longer belong to it."""

THRESHOLD = 176
"""Text that is darker becomes black. High enough that the thin strokes of small type keep together."""
_HALF, _QUARTER, _WHITE = (THRESHOLD + 255) // 2, 231, 239
"""Grey levels of half a pixel of what is just dark enough, nearly of a quarter of it, and of what is paper."""
_TEXT_WEIGHTS = (0.3, 0.4, 0.3, 0.0)
"""Shares of red, green and blue in how dark ink is for text. The eye's own (0.3, 0.59, 0.11; ITU-R BT.601) put orange,
light blue and bright green near white; these make them black, and yet leave yellow marker and pale shading white."""

_MID_TONES = range(64, 216)
"""Grey levels that are neither ink nor paper, nor the pale shading that a threshold clears away."""
TILE = 32
"""Pixels along a side of what is judged as a whole: 4 mm. The strokes of headings are thinner."""
_MOST = 0.5
"""A tile with a larger share of mid-tones is part of a photo."""
_SOME = 0.12
"""A tile beside it with a larger share than this is its edge."""
_CORE = ((3, 3), (6, 1))
"""Tiles, across and down, that hang together in any photo or filled box, but not in the letters of a heading."""
_FULL = 0.5
"""Where tiles fill more of their rectangle than this, the photo is that rectangle: it has light and dark parts."""


class Tone(StrEnum):
    """What a page is made black and white for."""

    AUTO = "auto"
    TEXT = "text"
    PHOTO = "photo"


def text_grey(picture: Image.Image) -> Image.Image:
    """Return a page, in mode "L" or "RGB", in grey in which coloured ink is dark; mode "L"."""
    return picture if picture.mode == "L" else picture.convert("L", _TEXT_WEIGHTS)


@dataclass(frozen=True, slots=True)
class PhotoArea:
    """Tiles that belong to one photo: their rectangle in pixels, and which of them they are.

    `mask` has a byte for each tile of the rectangle, 255 or 0, row by row; None where it is all of them.
    """

    box: Box
    mask: bytes | None


def one_bit(picture: Image.Image, tone: Tone, *, coarse: bool = False) -> Image.Image:
    """Return a page, in mode "L" or "RGB", in mode "1"; `coarse` where its pixels are twice as high as wide."""
    if tone is Tone.PHOTO:
        return picture.convert("L").convert("1")
    grey = text_grey(picture)
    areas = photo_areas(grey) if tone is Tone.AUTO else ()
    if any(area.mask is None and area.box == (0, 0, *picture.size) for area in areas):
        return picture.convert("L").convert("1")
    page = _thresholded(grey, coarse=coarse)
    if areas:
        light = picture.convert("L")
        for area in areas:
            page.paste(light.crop(area.box).convert("1"), area.box, _mask(area))
    return page


def _thresholded(grey: Image.Image, *, coarse: bool) -> Image.Image:
    """Return the page in mode "1", with thin lines that lie between two rows or columns of pixels in one of them.

    Such a line leaves each of the two half as dark as it is; black ones are dark enough all the same. Where pixels are
    high, a line across that is no higher than half of one leaves even a single row too light.
    """
    from PIL import Image

    page = grey.point(_LEVELS, "1")
    stride = -(-grey.width // 8) * 8
    # Whole pages as numbers, a bit for each pixel: shifting and joining them takes a tenth of a millisecond.
    faint, light = _bits(grey.point(_FAINT_LEVELS, "1")), _bits(grey.point(_LIGHT_LEVELS, "1"))
    columns = _runs(faint & (faint << 1) & (light >> 1) & (light << 2), stride)
    around = (light >> stride) & (light << 2 * stride)
    if coarse:
        fainter, pale = (_bits(grey.point(levels, "1")) for levels in (_FAINTER_LEVELS, _PALE_LEVELS))
        rows = fainter & (fainter << stride) & around
        rows |= faint & (pale << stride) & (pale >> stride) & (light << 2 * stride) & (light >> 2 * stride)
    else:
        rows = faint & (faint << stride) & around
    lines = columns | _runs(rows, 1)
    if not lines:
        return page
    length = stride // 8 * grey.height
    return Image.frombytes("1", page.size, (_bits(page) & ~lines).to_bytes(length, "big"))


def _runs(thin: int, along: int) -> int:
    """Return what of `thin` is in lines of six pixels (0.7 mm) or more; what is shorter may be dirt.

    `along` is the distance of bits from one pixel of a line to the next.
    """
    two = thin & thin >> along
    run = two & two >> 2 * along & two >> 4 * along
    if not run:
        return 0
    two = run | run << along
    return two | two << 2 * along | two << 4 * along


def _bits(picture: Image.Image) -> int:
    return int.from_bytes(picture.tobytes(), "big")


def photo_areas(grey: Image.Image) -> tuple[PhotoArea, ...]:
    """Return where the page is mid-tone throughout: photos, drawings with washes, filled boxes."""
    shares = grey.point(_MID_LEVELS).reduce(TILE)
    tiles = shares.tobytes()
    if max(tiles) <= _MOST * 255:
        return ()
    seeds = {at for at, share in enumerate(tiles) if share > _MOST * 255}
    edges = {at for at, share in enumerate(tiles) if share > _SOME * 255} - seeds
    found = groups(seeds, edges, shares.width)
    return tuple(_area(group, shares.width, grey.size) for group in found if _has_core(group - edges, shares.width))


def groups(seeds: set[int], edges: set[int], width: int) -> Iterator[set[int]]:
    """Yield sets of `seeds` that hang together, with the `edges` beside them, on a page of `width` tiles to the row."""
    # With an empty column at both sides of each row, the tiles around one are always at the same distances.
    padded = width + 2
    left, rim = ({at // width * padded + at % width + 1 for at in tiles} for tiles in (seeds, edges))
    steps = (-padded - 1, -padded, -padded + 1, -1, 1, padded - 1, padded, padded + 1)
    while left:
        todo = [left.pop()]
        group = set(todo)
        while todo:
            at = todo.pop()
            for step in steps:
                if at + step in left:
                    left.remove(at + step)
                    group.add(at + step)
                    todo.append(at + step)
        group |= {at for at in rim if any(at + step in group for step in steps)}
        yield {at // padded * width + at % padded - 1 for at in group}


def _has_core(group: set[int], width: int) -> bool:
    cores = [[down * width + across for down in range(high) for across in range(wide)] for wide, high in _CORE]
    return any(all(at + step in group for step in core) for core in cores for at in group)


def _area(group: set[int], width: int, size: tuple[int, int]) -> PhotoArea:
    columns, rows = [at % width for at in group], [at // width for at in group]
    left, top, right, bottom = min(columns), min(rows), max(columns) + 1, max(rows) + 1
    box = (left * TILE, top * TILE, min(right * TILE, size[0]), min(bottom * TILE, size[1]))
    if len(group) > _FULL * (right - left) * (bottom - top):
        return PhotoArea(box, None)
    cells = (row * width + column for row in range(top, bottom) for column in range(left, right))
    return PhotoArea(box, bytes(255 if at in group else 0 for at in cells))


def _mask(area: PhotoArea) -> Image.Image | None:
    """Return which pixels of the area's rectangle belong to it, in mode "1"; None where all do."""
    if area.mask is None:
        return None
    from PIL import Image

    left, top, right, bottom = area.box
    wide, high = -(-(right - left) // TILE), -(-(bottom - top) // TILE)
    tiles = Image.frombytes("L", (wide, high), area.mask)
    full = tiles.resize((wide * TILE, high * TILE), Image.Resampling.NEAREST)
    return full.crop((0, 0, right - left, bottom - top)).convert("1")


_FAINT_LEVELS = [255 if THRESHOLD <= level <= _HALF else 0 for level in range(256)]
_FAINTER_LEVELS = [255 if THRESHOLD <= level <= _QUARTER else 0 for level in range(256)]
_PALE_LEVELS = [255 if level > _HALF else 0 for level in range(256)]
_LIGHT_LEVELS = [255 if level > _WHITE else 0 for level in range(256)]
_LEVELS = [0 if level < THRESHOLD else 255 for level in range(256)]
_MID_LEVELS = [255 if level in _MID_TONES else 0 for level in range(256)]
