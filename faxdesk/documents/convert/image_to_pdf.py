"""Pictures become pages of a PDF, without loss: JPEG data go in as they are, all else as exact pixels."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from faxdesk.core.errors import InputRefused
from faxdesk.core.pdfium import LOCK
from faxdesk.documents.common.findings import Finding, FindingLevel
from faxdesk.documents.common.flatten import on_white
from faxdesk.documents.common.paper import PageSize
from faxdesk.documents.pdf.reader import library
from faxdesk.documents.pdf.saving import save_pdf
from faxdesk.documents.tiff.structure import MOST_PIXELS

if TYPE_CHECKING:
    from PIL import Image

MARGIN = 28.35
"""Points between a picture and the edge of the paper: 10 mm, within what fax machines print."""
_COARSEST = 100.0
"""Dots per inch that a picture is stretched to at most. Below that it would be large, and no more legible."""
_MEASURED = range(100, 2401)
"""Densities that a scanner writes. 72 and 96 are what pictures get that nobody measured."""
_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "AVIF", "TIFF", "MPO")
_ORIENTATION = 274
"""The field of EXIF that says how the camera was held (Exif 2.3, 4.6.4 A)."""
_AS_STORED = frozenset({"L", "RGB"})
"""Modes of JPEG that every reader shows alike; others are decoded."""
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

    The page lies as the picture does. Raises `InputRefused`, naming the picture `name`, where it cannot be decoded, and
    `OSError` where `out` cannot be written.
    """
    with _decoded(path, name) as picture:
        turn = picture.getexif().get(_ORIENTATION, 1)
        turn = turn if turn in _TURNS else 1
        width, height = picture.size if turn < 5 else picture.size[::-1]
        page = paper if width <= height else PageSize(paper.height, paper.width)
        box = place(width, height, _density(picture, turn), page)
        with LOCK, closing(library().PdfDocument.new()) as document:
            pdf_page = document.new_page(page.width, page.height)
            image = _image(document, picture, path)
            image.set_matrix(_matrix(box, turn))
            pdf_page.insert_obj(image)
            pdf_page.gen_content()
            pdf_page.close()
            save_pdf(document, out)
        return _findings(picture)


def place(width: int, height: int, density: tuple[float, float], page: PageSize) -> Box:
    """Return where a picture of so many pixels goes on `page`; `density` is its dots per inch, (0, 0) if not known.

    A scan keeps its size where that fits on the page. All else fills the page within its margins, but is not stretched
    beyond `_COARSEST`.
    """
    wide, high = (page.width - 2 * MARGIN), (page.height - 2 * MARGIN)
    # Fax pictures have other densities across than down.
    ratio = density[0] / density[1] if density[1] else 1.0
    if density[0] and width / density[0] * 72 <= page.width + 1 and height / density[1] * 72 <= page.height + 1:
        across = width / density[0] * 72
    else:
        across = min(wide, high * width / (height * ratio), width / _COARSEST * 72)
    down = across * height * ratio / width
    return Box((page.width - across) / 2, (page.height - down) / 2, across, down)


@contextmanager
def _decoded(path: Path, name: str) -> Iterator[Image.Image]:
    """Inside, the picture is there with all its pixels, so that one that is cut off is noticed before."""
    from PIL import Image

    with path.open("rb") as file:
        _check_known(file.read(12), name)
        with _decoding(name):
            file.seek(0)
            picture = Image.open(file, formats=_FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise _too_large(name, f"{picture.width} x {picture.height}")
        with _decoding(name):
            picture.load()
        yield picture


def _check_known(head: bytes, name: str) -> None:
    """Builds of Pillow may lack the large decoder of AVIF."""
    from PIL import features

    if head[4:8] == b"ftyp" and not features.check("avif"):
        raise InputRefused(
            name,
            "This is an AVIF picture, which FaxDesk cannot read here.",
            "Open it in another program and save it as JPEG or PDF, then add that file.",
        )


@contextmanager
def _decoding(name: str) -> Iterator[None]:
    """Inside, Pillow's warnings are silent, and its errors become a refusal of the picture."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Image.DecompressionBombError as error:
        raise _too_large(name, f"more than {2 * MOST_PIXELS // 1_000_000} million") from error
    except Exception as error:  # on a broken file Pillow raises whatever its parser stumbles over
        raise InputRefused(
            name,
            "The picture is damaged or not complete.",
            "Copy, download or scan it again, or open it in another program and save it as a PDF.",
        ) from error


def _too_large(name: str, pixels: str) -> InputRefused:
    return InputRefused(
        name,
        f"The picture is too large to be a fax: {pixels} pixels.",
        "Make it smaller, or scan it again with 200 to 300 dots per inch.",
    )


def _density(picture: Image.Image, turn: int) -> tuple[float, float]:
    """Dots per inch across and down as it is read, where somebody has measured them."""
    across, down = picture.info.get("dpi", (0, 0))
    if not all(_MEASURED.start <= round(value) < _MEASURED.stop for value in (across, down)):
        return 0.0, 0.0
    return (float(across), float(down)) if turn < 5 else (float(down), float(across))


def _image(document: Any, picture: Image.Image, path: Path) -> Any:
    """Return the picture as an object of the PDF `document`."""
    image = library().PdfImage.new(document)
    if picture.format in {"JPEG", "MPO"} and picture.mode in _AS_STORED:
        image.load_jpeg(str(path), inline=True)
    else:
        bitmap = library().PdfBitmap.from_pil(on_white(picture))
        image.set_bitmap(bitmap)
        bitmap.close()
    return image


def _matrix(box: Box, turn: int) -> Any:
    """Return what brings the unit square of a picture to its place, turned as it is read."""
    a, b, c, d = _TURNS[turn]
    # Turned around the middle of the square, then stretched and moved.
    matrix = library().PdfMatrix(a, b, c, d, (1 - a - c) / 2, (1 - b - d) / 2)
    return matrix.scale(box.width, box.height).translate(box.left, box.bottom)


def _findings(picture: Image.Image) -> tuple[Finding, ...]:
    # The further pictures of a phone's JPEG are depth and exposure, not pages.
    if picture.format == "MPO" or getattr(picture, "n_frames", 1) == 1:
        return ()
    return (Finding("first_frame", "The picture moves. Its first frame is faxed.", level=FindingLevel.NOTE),)
