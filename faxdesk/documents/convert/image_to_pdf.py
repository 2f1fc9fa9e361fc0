"""Pictures become pages of a PDF, without loss: JPEG data go in as they are, all else as exact pixels.

A picture that is much longer than paper, as one of a window that was scrolled, becomes several pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from faxdesk.core.pdfium import LOCK
from faxdesk.documents.common.findings import Finding
from faxdesk.documents.common.flatten import on_white
from faxdesk.documents.common.pagination import cut_finding, pieces
from faxdesk.documents.common.paper import FAX_WIDTH, PageSize
from faxdesk.documents.common.small_type import LEAST_FINE, small_lines
from faxdesk.documents.convert.picture_reading import Picture, read_picture
from faxdesk.documents.pdf.library import library
from faxdesk.documents.pdf.saving import save_pdf

if TYPE_CHECKING:
    from PIL import Image

MARGIN = 28.35
"""Points between a picture and the edge of the paper: 10 mm, within what fax machines print."""
_COARSEST = 100.0
"""Dots per inch that a picture is stretched to at most. Below that it would be large, and no more legible."""
_NARROWEST = 0.6
"""Share of its width at which a long picture still goes on one page; a whole screen of a phone has 0.65."""
_NARROWER = 0.9
"""Share of its width from which on nobody sees a difference. Between both, the letters decide."""
_FINE = (204, 196)
"""Dots per inch across and lines per inch down of a fax in fine resolution (T.4, table 1)."""
_INK = 160
"""Grey level below which a pixel of a screen is a part of a letter."""
_WIDEST = 4.0
"""How many times as wide as high a picture is that becomes so low on its page that its text may be lost."""
_TURNS = {
    1: (1, 0, 0, 1), 2: (-1, 0, 0, 1), 3: (-1, 0, 0, -1), 4: (1, 0, 0, -1),
    5: (0, -1, -1, 0), 6: (0, -1, 1, 0), 7: (0, 1, 1, 0), 8: (0, 1, -1, 0),
}  # fmt: skip
"""How the unit square of the picture is turned and mirrored around its middle (a, b, c, d of a PDF matrix)."""


class Box(NamedTuple):
    """Where a picture is on its page: the lower left corner and the sides, in points."""

    left: float
    bottom: float
    width: float
    height: float


def picture_to_pdf(path: Path, out: Path, paper: PageSize, name: str) -> tuple[Finding, ...]:
    """Write the picture at `path` to `out` as a PDF of one page on `paper`; return what is said about it.

    The page lies as the picture does, unless an upright one has room for it as well. A picture that would be much
    narrower on one page than on several becomes several. Raises `InputRefused`, naming the picture `name`, where it
    cannot be decoded, and `OSError` where `out` cannot be written.
    """
    picture = read_picture(path, name)
    pages = list(_pages(picture, paper))
    with LOCK, closing(library().PdfDocument.new()) as document:
        for part, page, box in pages:
            pdf_page = document.new_page(page.width, page.height)
            image = _image(document, part)
            image.set_matrix(_matrix(box, part.turn))
            pdf_page.insert_obj(image)
            pdf_page.gen_content()
            pdf_page.close()
        save_pdf(document, out)
    return (*picture.findings, *_shape_findings(picture, len(pages)))


def place(width: float, height: float, density: tuple[float, float], page: PageSize) -> Box:
    """Return where a picture of so many pixels goes on `page`; `density` is its dots per inch, (0, 0) if not known.

    A scan keeps its size where that fits on the page, and a fax, which is wider than A4, fills it from edge to edge.
    All else fills the page within its margins, but is not stretched beyond `_COARSEST`.
    """
    wide, high = (page.width - 2 * MARGIN), (page.height - 2 * MARGIN)
    # Fax pictures have other densities across than down.
    ratio = density[0] / density[1] if density[1] else 1.0
    true = width / density[0] * 72 if density[0] else 0.0
    if 0 < true <= max(page.width, FAX_WIDTH) + 1 and height / density[1] * 72 <= page.height + 1:
        across = true if true <= page.width + 1 else page.width
    else:
        across = min(wide, high * width / (height * ratio), width / _COARSEST * 72)
    down = across * height * ratio / width
    return Box((page.width - across) / 2, (page.height - down) / 2, across, down)


class _Shape(NamedTuple):
    """A picture as it is read: its sides in pixels that would be square, and its dots per inch, 0 if not known."""

    width: float
    height: float
    density: float


def _shape(picture: Picture) -> _Shape:
    width, height = picture.image.width, picture.image.height / picture.ratio
    density = picture.density[0]
    return _Shape(width, height, density) if picture.turn < 5 else _Shape(height, width, density)


def _pages(picture: Picture, paper: PageSize) -> Iterator[tuple[Picture, PageSize, Box]]:
    """Yield what goes on each page, how large that is, and where the picture is on it."""
    shape = _shape(picture)
    page, box = _page(shape, paper)
    across = _width_in_pieces(shape, paper)
    if box.width >= _NARROWER * across or (box.width >= _NARROWEST * across and not _has_small_type(picture, box)):
        yield picture, page, box
        return
    upright = replace(picture, image=_upright(picture), turn=1, jpeg=None)
    # Points for each row of pixels, which may not be square.
    row = across / shape.width * shape.height / upright.image.height
    for top, bottom in pieces(upright.image, int((paper.height - 2 * MARGIN) / row)):
        part = upright.image.crop((0, top, upright.image.width, bottom))
        down = (bottom - top) * row
        place_ = Box((paper.width - across) / 2, paper.height - MARGIN - down, across, down)
        yield replace(upright, image=part), paper, place_


def _page(shape: _Shape, paper: PageSize) -> tuple[PageSize, Box]:
    """Return the page that a picture has to itself, and where it is on it: across only where that makes it larger."""
    upright, across = (
        (page, place(shape.width, shape.height, (shape.density, shape.density), page))
        for page in (paper, PageSize(paper.height, paper.width))
    )
    return across if shape.width > shape.height and across[1].width > upright[1].width else upright


def _has_small_type(picture: Picture, box: Box) -> bool:
    """True for a picture of a screen whose letters would be too small on a fax; what was measured keeps its page."""
    if picture.density[0]:
        return False
    across, down = _FINE
    size = max(1, round(box.width / 72 * across)), max(1, round(box.height / 72 * down))
    fax = _upright(picture).convert("L").resize(size).point([255 if level > _INK else 0 for level in range(256)])
    return next(small_lines(fax, LEAST_FINE, down), None) is not None


def _width_in_pieces(shape: _Shape, paper: PageSize) -> float:
    """Return how wide the picture is on paper where its height does not matter."""
    true = shape.width / shape.density * 72 if shape.density else 0.0
    widest = min(paper.width - 2 * MARGIN, shape.width / _COARSEST * 72)
    return true if 0 < true <= paper.width else widest


def _upright(picture: Picture) -> Image.Image:
    from PIL import Image

    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    flat = on_white(picture.image)
    return flat.transpose(turns[picture.turn]) if picture.turn in turns else flat


def _image(document: Any, picture: Picture) -> Any:
    """Return the picture as an object of the PDF `document`."""
    image = library().PdfImage.new(document)
    if picture.jpeg is not None:
        image.load_jpeg(str(picture.jpeg), inline=True)
    else:
        bitmap = library().PdfBitmap.from_pil(on_white(picture.image))
        image.set_bitmap(bitmap)
        bitmap.close()
    return image


def _matrix(box: Box, turn: int) -> Any:
    """Return what brings the unit square of a picture to its place, turned as it is read."""
    a, b, c, d = _TURNS[turn]
    # Turned around the middle of the square, then stretched and moved.
    matrix = library().PdfMatrix(a, b, c, d, (1 - a - c) / 2, (1 - b - d) / 2)
    return matrix.scale(box.width, box.height).translate(box.left, box.bottom)


def _shape_findings(picture: Picture, pages: int) -> Iterator[Finding]:
    shape = _shape(picture)
    if pages > 1:
        yield cut_finding("The picture", pages, tuple(range(1, pages + 1)))
    elif shape.width > _WIDEST * shape.height:
        text = "The picture is very wide, and made small to fit the paper. Its text may become unreadable."
        yield Finding("wide_picture", f"{text} Cut it into parts, or add them one by one.")
