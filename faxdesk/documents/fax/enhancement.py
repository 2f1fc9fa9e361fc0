"""What makes a page read better as a fax: shading lightened, letters sharpened, scans straightened."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from faxdesk.documents.fax.dithering import TILE, Box, photo_areas, text_grey

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
_LINE = 9
"""Pixels, in that page, of a dark spot that is still a letter: 12 points."""
_BETTER, _CLEAR = 1.1, 500
"""A page is turned only where its lines come out clearer by this factor, and are there at all: a line of a few words
has 2,000, a photo 10."""

_CELL = 4
"""Pixels along a side of what shading is measured in."""
_STROKE = 9
"""Cells of a dark spot, 4 mm wide, that is still a letter on the shading and not shading itself."""
_DARKEST = 96
"""Shading that is darker is left alone: what stands on it is light."""
_RIM = TILE // _CELL
"""Cells at each side of a rectangle that need not be shaded throughout."""
_CONTRAST = 40
"""Grey levels between letters and what they stand on."""
_LEVELS, _FEW = 8, 3
"""Grey levels that count as one, and how many such levels the shading of a rectangle has."""
_EVEN = 0.6
"""A rectangle with a smaller share of cells in its few levels is a photo, and keeps its tones."""

_RADIUS, _PERCENT, _NOISE = 2, 150, 3
"""How letters are sharpened: radius in pixels, strength, and the difference in grey levels that is left alone."""


@dataclass(frozen=True, slots=True)
class Enhancements:
    """What is to be improved; each for itself, nothing by default."""

    lighten: bool = False
    sharpen: bool = False
    straighten: bool = False


def improved(picture: Image.Image, improve: Enhancements, density: tuple[int, int]) -> Image.Image:
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
    askew = _LEAST_SKEW <= abs(best) <= MOST_SKEW and score(best) > max(_CLEAR, _BETTER * score(0.0))
    return round(best, 1) if askew else 0.0


def _steps(middle: float, reach: float, step: float) -> list[float]:
    count = round(reach / step)
    return [middle + number * step for number in range(-count, count + 1)]


def _small(picture: Image.Image, density: tuple[int, int]) -> Image.Image:
    """The letters of the page in white on black, small, with square pixels."""
    from PIL import Image, ImageChops, ImageFilter

    across, down = density
    height = max(1, round(_PROFILE_WIDTH * picture.height / picture.width * across / down))
    small = text_grey(picture).resize((_PROFILE_WIDTH, height), Image.Resampling.BILINEAR, reducing_gap=1)
    # Pictures and filled boxes have edges that outweigh many lines of text. And turning blurs, but a page that is not
    # turned must not seem clearer for that.
    return ImageChops.subtract(closed(small, _LINE), small).filter(ImageFilter.BoxBlur(1))


def _clearness(page: Image.Image, angle: float) -> float:
    """How much the rows of `page` differ from their neighbours when it is turned back by `angle`."""
    from PIL import Image

    level = _turned(page, -angle, (1, 1), smooth=False)
    rows = level.resize((1, page.height), Image.Resampling.BOX).tobytes()
    return float(sum((one - other) ** 2 for one, other in pairwise(rows)))


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
    filtering = Image.Resampling.BICUBIC if smooth else Image.Resampling.BILINEAR
    return picture.transform(
        picture.size,
        Image.Transform.AFFINE,
        (*across, shift_x, *down, shift_y),
        filtering,
        fillcolor="white" if smooth else "black",
    )


def _lightened(picture: Image.Image) -> Image.Image:
    """Return the page in grey, its even shading raised to white, and what stands on it raised by as much."""
    from PIL import Image, ImageChops

    grey = text_grey(picture)
    small = grey.reduce(_CELL)
    shading, dark_part = closed(small, _STROKE), opened(small, _STROKE)
    lift = shading.point([255 - level if level >= _DARKEST else 0 for level in range(256)])
    for area in photo_areas(grey):
        whole = cells(area.box)
        inside = without_edges(whole)
        if not is_even(shading.crop(whole)) or _light_on_dark(
            *(grey.crop(inside) for grey in (small, shading, dark_part))
        ):
            lift.paste(0, whole)
    size = (lift.width * _CELL, lift.height * _CELL)
    return ImageChops.add(grey, lift.resize(size, Image.Resampling.BILINEAR).crop((0, 0, *grey.size)))


def closed(grey: Image.Image, width: int) -> Image.Image:
    """Return `grey` without what is dark and narrower than `width`."""
    from PIL import ImageFilter

    return grey.filter(ImageFilter.MaxFilter(width)).filter(ImageFilter.MinFilter(width))


def opened(grey: Image.Image, width: int) -> Image.Image:
    """Return `grey` without what is light and narrower than `width`."""
    from PIL import ImageFilter

    return grey.filter(ImageFilter.MinFilter(width)).filter(ImageFilter.MaxFilter(width))


def is_even(shading: Image.Image) -> bool:
    """True where the shading of a rectangle has a few levels of grey throughout."""
    cells = shading.histogram()
    levels = sorted(sum(cells[level : level + _LEVELS]) for level in range(0, 256, _LEVELS))
    return sum(levels[-_FEW:]) > _EVEN * sum(levels)


def _light_on_dark(shaded: Image.Image, without_dark: Image.Image, without_light: Image.Image) -> bool:
    """True where what is narrow in a shaded rectangle is rather lighter than its shading than darker."""
    cells, dark_less, light_less = shaded.histogram(), without_dark.histogram(), without_light.histogram()
    shading = max(range(256), key=cells.__getitem__)
    lighter, darker = shading + _CONTRAST, max(0, shading - _CONTRAST)
    light = sum(cells[lighter:]) - sum(light_less[lighter:])
    return light > sum(cells[:darker]) - sum(dark_less[:darker])


def without_edges(cells: Box) -> Box:
    """The rectangle without its rim, where there may be paper, if it has an inside."""
    left, top, right, bottom = cells
    across, down = (_RIM if length > 3 * _RIM else 0 for length in (right - left, bottom - top))
    return left + across, top + down, right - across, bottom - down


def cells(box: Box) -> Box:
    left, top, right, bottom = box
    return left // _CELL, top // _CELL, -(-right // _CELL), -(-bottom // _CELL)


def _sharpened(picture: Image.Image) -> Image.Image:
    from PIL import ImageFilter

    return picture.filter(ImageFilter.UnsharpMask(_RADIUS, _PERCENT, _NOISE))
