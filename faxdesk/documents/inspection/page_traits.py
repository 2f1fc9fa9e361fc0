"""What one page looks like: blank, coloured, lying on its side. Judged from a small drawing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from faxdesk.documents.common.findings import Finding, FindingLevel, pages_text

if TYPE_CHECKING:
    from PIL import Image

    from faxdesk.documents.common.page_image import PageImage

TRAITS_WIDTH = 620
"""Pixels of the drawing: 75 dots per inch of A4, where a line of 10 point text is ten rows high."""
_PAPER = 160
"""Grey level, 0 to 255, that most of an empty page has at least; a scan of grey paper has 200."""
_CONTRAST = 60
"""Grey levels by which ink is darker than the paper around it."""
_SPECKS = 0.0001
"""Share of the page that dust covers at most: 50 pixels. One word in 10 point has 100."""
_CHROMA = 48
"""Levels between the strongest and the weakest primary colour that the eye calls colour; JPEG leaves some 20."""
_COLOURED = 0.0005
"""Share of the page that is in colour where it matters: a line of text, a small stamp."""
_TEXT_INK = (0.005, 0.3)
"""Share of the page that the ink of text covers."""
_BLACK, _MOSTLY_BLACK = 100, 0.5
"""Grey level up to which a pixel is black on a fax, or nearly, and the share of a page from which it is nearly black; a
letter has 0.05, with a photo on it 0.2."""
_SHADES, _PAPER_SHARE = 24, 0.6
"""Grey levels by which paper differs from its own, and the share of a page of text that is paper at least."""
_GAP = 0.5
"""Share of the ink of a mean row that a gap between two lines has at most; slanted scans have some."""
_LEAST_LINES = 4
_ON_SIDE = 1.6
"""How many times as uneven the columns of a page are than its rows where lines of text run up or down it."""


@dataclass(frozen=True, slots=True)
class PageTraits:
    """What a page looks like. `ink` is the share of it, 0 to 1, that is darker than its paper.

    `sideways` means a scan whose lines of text run up or down; `dark` a page that is mostly black.
    """

    ink: float
    blank: bool
    coloured: bool
    sideways: bool
    dark: bool = False


def traits_of(image: PageImage, *, scan: bool) -> PageTraits:
    """Judge a page drawn `TRAITS_WIDTH` pixels wide; `scan` where it is one large picture. Takes some 5 ms."""
    from PIL import Image

    picture = Image.frombytes(image.mode, (image.width, image.height), image.data)
    grey = picture.convert("L")
    paper, ink = _median(grey), _ink(grey)
    share = _share(ink)
    return PageTraits(
        ink=share,
        blank=paper >= _PAPER and share < _SPECKS,
        coloured=image.mode == "RGB" and _is_coloured(picture),
        sideways=scan and _is_text(grey, paper, share) and _is_on_side(ink),
        dark=sum(grey.histogram()[: _BLACK + 1]) > _MOSTLY_BLACK * grey.width * grey.height,
    )


def reads_across(image: PageImage) -> bool:
    """True where lines of text run across a page that is drawn `TRAITS_WIDTH` pixels wide."""
    from PIL import Image

    grey = Image.frombytes(image.mode, (image.width, image.height), image.data).convert("L")
    ink = _ink(grey)
    rows, columns = _profiles(ink)
    return _is_text(grey, _median(grey), _share(ink)) and rows > _ON_SIDE * columns and _has_lines(ink, (1, ink.height))


def traits_findings(traits: Mapping[int, PageTraits]) -> tuple[Finding, ...]:
    """Return what is said about pages that look so; they are numbered from 0."""
    found = []
    if blank := _pages(traits, "blank"):
        are = "is blank, or nearly. Leave it" if len(blank) == 1 else "are blank, or nearly. Leave them"
        text = f"{pages_text(blank)} {are} out, if nothing should be there: each page takes time and money."
        found.append(Finding("blank_pages", text, blank))
    if sideways := _pages(traits, "sideways"):
        lie = "lies on its side. Turn it" if len(sideways) == 1 else "lie on their sides. Turn them"
        found.append(Finding("sideways_pages", f"{pages_text(sideways)} {lie} before you send the fax.", sideways))
    if dark := _pages(traits, "dark"):
        found.append(Finding("dark_pages", _dark_text(dark), dark))
    if coloured := _pages(traits, "coloured"):
        are = "is" if len(coloured) == 1 else "are"
        text = f"{pages_text(coloured)} {are} in colour. A fax is black and white."
        found.append(Finding("coloured_pages", text, coloured, FindingLevel.NOTE))
    return tuple(found)


def _dark_text(pages: tuple[int, ...]) -> str:
    is_one = len(pages) == 1
    are, page = ("is", "such a page") if is_one else ("are", "each such page")
    return (
        f"{pages_text(pages)} {are} mostly black: {page} takes minutes and much toner, and letters may run together. If"
        " it is light text on a dark background, make it dark on light in its own program (turn dark mode off)."
    )


def _pages(traits: Mapping[int, PageTraits], what: str) -> tuple[int, ...]:
    return tuple(page + 1 for page in sorted(traits) if getattr(traits[page], what))


def _median(grey: Image.Image) -> int:
    """The level that half of the pixels are darker than, or as dark."""
    half = (grey.width * grey.height + 1) // 2
    return next(level for level, total in enumerate(accumulate(grey.histogram())) if total >= half)


def _ink(grey: Image.Image) -> Image.Image:
    """What is darker than the paper is 255, the paper 0."""
    paper = _median(grey)
    return grey.point([255 if level < paper - _CONTRAST else 0 for level in range(256)])


def _share(ink: Image.Image) -> float:
    return ink.histogram()[255] / (ink.width * ink.height)


def _is_coloured(picture: Image.Image) -> bool:
    from PIL import ImageChops

    red, green, blue = picture.split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    weakest = ImageChops.darker(ImageChops.darker(red, green), blue)
    counts = ImageChops.subtract(strongest, weakest).histogram()
    return sum(counts[_CHROMA:]) > _COLOURED * picture.width * picture.height


def _is_on_side(ink: Image.Image) -> bool:
    """Lines of text and the gaps between them alternate along one side of the page, and along that only."""
    rows, columns = _profiles(ink)
    return columns > _ON_SIDE * rows and _has_lines(ink, (ink.width, 1))


def _is_text(grey: Image.Image, paper: int, ink: float) -> bool:
    """True where most of a page is paper of one brightness, as photos are not, and some of it is ink."""
    alike = sum(grey.histogram()[max(0, paper - _SHADES) : paper + _SHADES + 1])
    return _TEXT_INK[0] < ink < _TEXT_INK[1] and alike > _PAPER_SHARE * grey.width * grey.height


def _has_lines(ink: Image.Image, size: tuple[int, int]) -> bool:
    """True where stretches with ink and gaps alternate along the side that `size` keeps, as lines of text do."""
    profile = ink.resize(size, _box()).tobytes()
    mean = sum(profile) / len(profile)
    return sum(one <= _GAP * mean < next_ for one, next_ in pairwise(profile)) >= _LEAST_LINES


def _profiles(ink: Image.Image) -> tuple[float, float]:
    """How uneven the rows are, and the columns."""
    rows = _unevenness(ink.resize((1, ink.height), _box()).tobytes())
    return rows, _unevenness(ink.resize((ink.width, 1), _box()).tobytes())


def _box() -> Image.Resampling:
    from PIL import Image

    return Image.Resampling.BOX


def _unevenness(profile: bytes) -> float:
    return sum((one - next_) ** 2 for one, next_ in pairwise(profile)) / len(profile)
