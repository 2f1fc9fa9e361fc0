"""A page as the recipient's machine prints it: black and white only, at the resolution of fax.

How a page lies on the paper, as fax services do it:

* What fits the width of fax paper is printed in its true size, centred.
* What lies across (wider than high, and too wide for the paper) is turned by a quarter, unless its text would lie on
  its side then. Where its text lies on its side already, it is turned so that it stands upright.
* What is still too wide, or longer than Legal paper, is made smaller as a whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from faxdesk.documents.common.page_image import PageImage, fit
from faxdesk.documents.common.paper import FAX_WIDTH, LONGEST, PageSize
from faxdesk.documents.fax.dithering import Tone, one_bit
from faxdesk.documents.fax.enhancement import Enhancements, improved

if TYPE_CHECKING:
    from PIL import Image

    from faxdesk.documents.fax.dithering import Box
    from faxdesk.documents.inspection.page_source import PageSource
    from faxdesk.documents.pdf.text_runs import Rectangle

WIDTH = 1728
"""Pixels in each line of a fax on A4 or Letter paper (T.4, table 1)."""
_POINTS = 72
_QUARTER, _HALF_TURN, _FULL_TURN = 90, 180, 360


class Resolution(Enum):
    """Dots per inch across, and lines per inch down: 8.04 dots and 3.85 or 7.7 lines a millimetre (T.4, table 1)."""

    FINE = (204, 196)
    STANDARD = (204, 98)

    @property
    def across(self) -> int:
        """Dots per inch in a line."""
        return self.value[0]

    @property
    def down(self) -> int:
        """Lines per inch."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is to be made black and white. It was turned by `turn` degrees clockwise before: 0, 90, 180 or 270."""

    resolution: Resolution = Resolution.FINE
    tone: Tone = Tone.AUTO
    improve: Enhancements = field(default_factory=Enhancements)
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a page of `size` lies among the pixels of a fax page: `width` x `height` of them, from column `left` on.

    `turn` is by how many degrees it is turned clockwise once it is drawn as it is read. `scale` is the size of things
    on paper beside their size in the document; 1 is true size.
    """

    size: PageSize
    width: int
    height: int
    left: int
    turn: int
    scale: float

    def pixels(self, box: Rectangle) -> Box | None:
        """Return the pixels of a rectangle of the page as it is read, without the margins; None where it has none."""
        across, down = self._dots()
        left, top, right, bottom = _turned(box, self.turn, self.size)
        pixels = (
            max(0, math.floor(left * across)),
            max(0, math.floor(top * down)),
            min(self.width, math.ceil(right * across)),
            min(self.height, math.ceil(bottom * down)),
        )
        return pixels if pixels[0] < pixels[2] and pixels[1] < pixels[3] else None

    def points(self, pixels: Box) -> Rectangle:
        """Return the rectangle of the page as it is read that has these pixels, counted without the margins."""
        across, down = self._dots()
        left, top, right, bottom = pixels
        box = (left / across, top / down, right / across, bottom / down)
        return _turned(box, -self.turn % _FULL_TURN, _size_turned(self.size, self.turn))

    def _dots(self) -> tuple[float, float]:
        """Pixels to the point, across and down."""
        size = _size_turned(self.size, self.turn)
        return self.width / size.width, self.height / size.height


def _size_turned(size: PageSize, turn: int) -> PageSize:
    text_turn = None if size.text_turn is None else (size.text_turn + turn) % _FULL_TURN
    sides = (size.height, size.width) if turn % _HALF_TURN else (size.width, size.height)
    return PageSize(*sides, text_turn=text_turn)


def _turned(box: Rectangle, turn: int, size: PageSize) -> Rectangle:
    """Where `box` is when a page of `size` is turned by `turn` degrees clockwise."""
    left, top, right, bottom = box
    match turn:
        case 90:
            return size.height - bottom, left, size.height - top, right
        case 180:
            return size.width - right, size.height - bottom, size.width - left, size.height - top
        case 270:
            return top, size.width - right, bottom, size.width - left
    return box


@dataclass(frozen=True, slots=True)
class FaxPage:
    """A page of pure black and white, `WIDTH` pixels wide.

    `data` has its rows from top to bottom, each of `width` / 8 bytes; the highest bit is the leftmost pixel, and 1 is
    white. Pixels are not square: `resolution` says how many there are to the inch across and down.
    """

    width: int
    height: int
    resolution: Resolution
    data: bytes

    @property
    def proportion(self) -> float:
        """The height of the page on paper, as a multiple of its width."""
        return self.height / self.resolution.down / (self.width / self.resolution.across)

    def shown(self, width: int) -> PageImage:
        """Return the page in grey and in its true proportions, `width` pixels wide, for a screen.

        Where it is made smaller, pixels are averaged as the eye does it; made larger, they are seen as they are.
        """
        return _shown(self.picture(), width, self.proportion)

    def picture(self) -> Image.Image:
        """Return the page as Pillow has it: mode "1", with square pixels."""
        from PIL import Image

        return Image.frombytes("1", (self.width, self.height), self.data)


def place(size: PageSize, resolution: Resolution, turn: int = 0) -> Placement:
    """Return where a page of `size` lies on fax paper when the user has turned it by `turn` degrees clockwise."""
    page = _size_turned(size, turn)
    more = _turn_to_fit(page)
    wide, high = (page.height, page.width) if more else (page.width, page.height)
    turn += more
    # Half a percent is not worth blurring a Letter page for, but its last pixels must not be lost.
    scale = min(1.0, FAX_WIDTH / wide, LONGEST / high)
    width = min(WIDTH, max(1, round(wide * scale / _POINTS * resolution.across)))
    height = max(1, round(high * scale / _POINTS * resolution.down))
    return Placement(size, width, height, (WIDTH - width) // 2, turn % _FULL_TURN, scale)


def _turn_to_fit(page: PageSize) -> int:
    """Return by how many degrees clockwise a page is turned to fit the paper: 0, 90 or 270."""
    if not page.lies_across or page.text_turn in {0, _HALF_TURN}:
        return 0
    # Text that runs downwards is turned back as drawings are that have none; text that runs upwards the other way.
    return _QUARTER if page.text_turn == 3 * _QUARTER else 3 * _QUARTER


def fax_page(source: PageSource, page: int, look: Look) -> FaxPage:
    """Return `page`, counted from 0, as it comes out at the other end; takes some 20 to 60 ms.

    Raises `InputRefused` as `PageSource.render` does.
    """
    picture = fax_picture(source, page, look)
    return FaxPage(picture.width, picture.height, look.resolution, picture.tobytes())


def fax_picture(source: PageSource, page: int, look: Look) -> Image.Image:
    """Return what `fax_page` does, as Pillow has it: mode "1". Raises `InputRefused` as `PageSource.render` does."""
    from PIL import Image

    placement = place(source.size(page), look.resolution, look.turn)
    content = converted(drawn(source, page, placement), look)
    if content.width == WIDTH:
        return content
    paper = Image.new("1", (WIDTH, content.height), 1)
    paper.paste(content, (placement.left, 0))
    return paper


def drawn(source: PageSource, page: int, placement: Placement) -> Image.Image:
    """Return `page` in grey or colour as it is placed, on `placement.width` x `placement.height` pixels.

    Raises `InputRefused` as `PageSource.render` does.
    """
    from PIL import Image

    across = placement.turn % _HALF_TURN
    size = (placement.height, placement.width) if across else (placement.width, placement.height)
    image = source.raster(page, *size)
    picture = Image.frombytes(image.mode, size, image.data)
    turns = {
        _QUARTER: Image.Transpose.ROTATE_270,
        _HALF_TURN: Image.Transpose.ROTATE_180,
        3 * _QUARTER: Image.Transpose.ROTATE_90,
    }
    return picture.transpose(turns[placement.turn]) if placement.turn else picture


def converted(picture: Image.Image, look: Look) -> Image.Image:
    """Return a drawn page as `look` makes it black and white, without the margins of the paper; mode "1"."""
    improved_picture = improved(picture, look.improve, look.resolution.value)
    return one_bit(improved_picture, look.tone, coarse=look.resolution is Resolution.STANDARD)


def _shown(picture: Image.Image, width: int, proportion: float) -> PageImage:
    """Scale a one-bit picture to `width` and `proportion` times as much height."""
    from PIL import Image

    size = fit(width, proportion)
    # Whole steps first: averaging blocks is ten times as fast as filtering.
    steps = max(1, picture.width // size[0]), max(1, picture.height // size[1])
    larger = size[0] >= picture.width
    filtering = Image.Resampling.NEAREST if larger else Image.Resampling.BILINEAR
    grey = picture.convert("L").reduce(steps).resize(size, filtering)
    return PageImage(*size, grey.tobytes(), "L")
