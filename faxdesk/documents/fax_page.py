"""A page as the recipient's machine prints it: black and white only, at the resolution of fax.

How a page lies on the paper, as fax services do it:

* What fits the width of fax paper is printed in its true size, centred.
* What lies across (wider than high, and too wide for the paper) is turned by a quarter.
* What is still too wide, or longer than Legal paper, is made smaller as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from faxdesk.documents.fax_improve import Improve, improved
from faxdesk.documents.fax_tones import Tone, one_bit
from faxdesk.documents.picture import PageImage, fit

if TYPE_CHECKING:
    from PIL import Image

    from faxdesk.documents.pages import PageSource
    from faxdesk.documents.paper import PageSize

WIDTH = 1728
"""Pixels in each line of a fax on A4 or Letter paper (T.4, table 1)."""
_POINTS = 72
_QUARTER, _HALF_TURN, _FULL_TURN = 90, 180, 360
_LONGEST = 14 * _POINTS
"""Points of the longest page that is not made smaller: Legal paper."""


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
    improve: Improve = field(default_factory=Improve)
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a page lies among the pixels of a fax page: `width` x `height` of them, from column `left` on.

    `turn` is by how many degrees it is turned clockwise once it is drawn as it is read. `scale` is the size of things
    on paper beside their size in the document; 1 is true size.
    """

    width: int
    height: int
    left: int
    turn: int
    scale: float


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

        Where it is made smaller, pixels are averaged as the eye does it.
        """
        return _shown(self.picture(), width, self.proportion)

    def picture(self) -> Image.Image:
        """Return the page as Pillow has it: mode "1", with square pixels."""
        from PIL import Image

        return Image.frombytes("1", (self.width, self.height), self.data)


def place(size: PageSize, resolution: Resolution, turn: int = 0) -> Placement:
    """Return where a page of `size` lies on fax paper when the user has turned it by `turn` degrees clockwise."""
    widest = WIDTH / resolution.across * _POINTS
    wide, high = (size.height, size.width) if turn % _HALF_TURN else (size.width, size.height)
    if wide > high and wide > widest:
        wide, high, turn = high, wide, turn + 3 * _QUARTER
    # Half a percent is not worth blurring a Letter page for, but its last pixels must not be lost.
    scale = min(1.0, widest / wide, _LONGEST / high)
    width = min(WIDTH, max(1, round(wide * scale / _POINTS * resolution.across)))
    height = max(1, round(high * scale / _POINTS * resolution.down))
    return Placement(width, height, (WIDTH - width) // 2, turn % _FULL_TURN, scale)


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
    content = one_bit(improved(drawn(source, page, placement), look.improve, look.resolution.value), look.tone)
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


def _shown(picture: Image.Image, width: int, proportion: float) -> PageImage:
    """Scale a one-bit picture to `width` and `proportion` times as much height."""
    from PIL import Image

    size = fit(width, proportion)
    # Whole steps first: averaging blocks is ten times as fast as filtering.
    steps = max(1, picture.width // size[0]), max(1, picture.height // size[1])
    grey = picture.convert("L").reduce(steps).resize(size, Image.Resampling.BILINEAR)
    return PageImage(*size, grey.tobytes(), "L")
