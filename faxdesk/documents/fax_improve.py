"""What makes a page read better as a fax: shading lightened, letters sharpened, scans straightened."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from faxdesk.documents.fax_tones import Box, photo_areas, text_grey

if TYPE_CHECKING:
    from PIL import Image

MOST_SKEW = 5.0
"""Degrees by which a page is turned at most; one that is more askew is meant to be, or is no page of text lines."""
_LEAST_SKEW = 0.15
"""Degrees; less is 0.6 mm on the width of a page, and turning would blur more than it mends."""
_COARSE, _FINE = 0.5, 0.1
"""Steps of the search, in degrees."""
_PROFILE_WIDTH = 432
"""Pixels across of the small page that is tried at each angle: a quarter of fax, where lines of text still part."""
_PROFILE_PARTS = 8
"""Parts of a row that are counted for themselves, so that columns need not be in line."""
_BETTER = 1.1
"""A page is turned only where its lines come out clearer by this factor."""

_CELL = 4
"""Pixels along a side of what shading is measured in."""
_STROKE = 9
"""Cells of a dark spot, 4 mm wide, that is still a letter on the shading and not shading itself."""
_DARKEST = 96
"""Shading that is darker is left alone: what stands on it is light."""
_TEXTURE = 16
"""Grey levels by which neighbouring cells of a photo differ. Shading is even."""
_TEXTURED = 0.25
"""A rectangle with a larger share of such cells is a photo, and keeps its tones."""

_RADIUS, _PERCENT, _NOISE = 2, 150, 3
"""How letters are sharpened: radius in pixels, strength, and the difference in grey levels that is left alone."""


@dataclass(frozen=True, slots=True)
class Improve:
    """What is to be improved; each for itself, nothing by default."""

    lighten: bool = False
    sharpen: bool = False
    straighten: bool = False


def improved(picture: Image.Image, improve: Improve, density: tuple[int, int]) -> Image.Image:
    """Return the page, in mode "L" or "RGB", with what is asked for done to it.

    `density` is its pixels to the inch across and down. Each improvement takes some 50 to 150 ms.
    """
    if improve.straighten:
        picture = straightened(picture, density)
    if improve.lighten:
        picture = _lightened(picture)
    if improve.sharpen:
        picture = _sharpened(picture)
    return picture


def straightened(picture: Image.Image, density: tuple[int, int]) -> Image.Image:
    """Return the page turned so that its lines of text are level; unchanged where it is, or where none are found."""
    angle = skew(picture, density)
    return _turned(picture, -angle, density, smooth=True) if angle else picture


def skew(picture: Image.Image, density: tuple[int, int]) -> float:
    """Return by how many degrees the lines of the page fall to the right, 0.0 where they are level or there are none.

    Found as the angle, up to `MOST_SKEW`, at which rows of ink and rows of paper part best (projection profile).
    """
    page = _small(picture, density)
    score = partial(_clearness, page)
    coarse = max(_steps(0.0, MOST_SKEW, _COARSE), key=score)
    best = max(_steps(coarse, _COARSE, _FINE), key=score)
    worth = abs(best) >= _LEAST_SKEW and abs(best) <= MOST_SKEW and score(best) > _BETTER * score(0.0)
    return round(best, 1) if worth else 0.0


def _steps(middle: float, reach: float, step: float) -> list[float]:
    count = round(reach / step)
    return [middle + number * step for number in range(-count, count + 1)]


def _small(picture: Image.Image, density: tuple[int, int]) -> Image.Image:
    """The ink of the page in white on black, small, with square pixels."""
    from PIL import Image

    across, down = density
    height = max(1, round(_PROFILE_WIDTH * picture.height / picture.width * across / down))
    small = text_grey(picture).resize((_PROFILE_WIDTH, height), Image.Resampling.BILINEAR, reducing_gap=1)
    return small.point([max(0, 192 - level) for level in range(256)])


def _clearness(page: Image.Image, angle: float) -> float:
    """How much the rows of `page` differ from their neighbours when it is turned back by `angle`."""
    from PIL import Image

    level = _turned(page, -angle, (1, 1), smooth=False)
    rows = level.resize((_PROFILE_PARTS, page.height), Image.Resampling.BOX).tobytes()
    return float(sum((one - other) ** 2 for one, other in zip(rows, rows[_PROFILE_PARTS:], strict=False)))


def _turned(picture: Image.Image, angle: float, density: tuple[int, int], *, smooth: bool) -> Image.Image:
    """Return `picture` turned about its middle by `angle` degrees clockwise; corners that come in are paper."""
    from PIL import Image

    proportion = density[0] / density[1]
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    x, y = picture.width / 2, picture.height / 2
    # From a pixel of the result to the one it comes from; pixels need not be square.
    across = (cos, sin * proportion)
    down = (-sin / proportion, cos)
    shift_x = x - across[0] * x - across[1] * y
    shift_y = y - down[0] * x - down[1] * y
    filtering = Image.Resampling.BICUBIC if smooth else Image.Resampling.NEAREST
    return picture.transform(
        picture.size,
        Image.Transform.AFFINE,
        (*across, shift_x, *down, shift_y),
        filtering,
        fillcolor="white" if smooth else "black",
    )


def _lightened(picture: Image.Image) -> Image.Image:
    """Return the page with its even shading raised to white, and what stands on it raised by as much."""
    from PIL import Image, ImageChops, ImageFilter

    grey = text_grey(picture)
    # Letters are narrower than the filter, so closing them leaves what is behind them.
    closed = grey.reduce(_CELL).filter(ImageFilter.MaxFilter(_STROKE)).filter(ImageFilter.MinFilter(_STROKE))
    lift = closed.point([255 - level if level >= _DARKEST else 0 for level in range(256)])
    for area in photo_areas(grey):
        if _textured(closed, area.box):
            lift.paste(0, _cells(area.box))
    size = (lift.width * _CELL, lift.height * _CELL)
    full = lift.resize(size, Image.Resampling.BILINEAR).crop((0, 0, *picture.size))
    return ImageChops.add(picture, full if picture.mode == "L" else Image.merge("RGB", (full, full, full)))


def _textured(shading: Image.Image, box: Box) -> bool:
    """True where the rectangle holds a photo: seen in its middle, as the edge of any box is a step."""
    from PIL import ImageChops, ImageFilter

    left, top, right, bottom = _cells(box)
    inside = (left + _STROKE, top + _STROKE, right - _STROKE, bottom - _STROKE)
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        inside = (left, top, right, bottom)
    part = shading.crop(inside)
    steps = ImageChops.difference(part.filter(ImageFilter.MaxFilter(3)), part.filter(ImageFilter.MinFilter(3)))
    rough = sum(steps.histogram()[_TEXTURE:])
    return rough > _TEXTURED * part.width * part.height


def _cells(box: Box) -> Box:
    left, top, right, bottom = box
    return left // _CELL, top // _CELL, -(-right // _CELL), -(-bottom // _CELL)


def _sharpened(picture: Image.Image) -> Image.Image:
    from PIL import ImageFilter

    return picture.filter(ImageFilter.UnsharpMask(_RADIUS, _PERCENT, _NOISE))
