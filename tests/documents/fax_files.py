"""Pages to fax, made for what is tested: lines of text in a size and colour, filled boxes, photos."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageFilter

from tests.documents.files import A4, pdf, stream

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
_LICENCE = Path(__file__).parents[2] / "LICENSE"
_MARGIN = 56
_LETTER = 0.52
"""Width of a letter of Helvetica in such text, as a multiple of its size; a little more than the mean."""


@cache
def words() -> tuple[str, ...]:
    """Words of real English text."""
    return tuple(_LICENCE.read_text("utf-8").split())


def paragraph(
    size: float = 11, colour: Colour = BLACK, *, lines: int = 40, top: float = 780, left: float = _MARGIN
) -> bytes:
    """Drawing commands for `lines` lines of text in Helvetica of `size` points, the first `top` points up the page."""
    room = int((A4[0] - left - _MARGIN) / (size * _LETTER))
    text, rest = [], list(words()) * 12
    for _ in range(lines):
        line = rest.pop(0)
        while len(line) + 1 + len(rest[0]) <= room:
            line += f" {rest.pop(0)}"
        text.append(line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)"))
    shown = "\n".join(f"({line}) '" for line in text)
    rgb = "{} {} {}".format(*colour)
    return f"BT /F1 {size} Tf {rgb} rg {left} {top} Td {size * 1.25} TL\n{shown}\nET\n".encode("ascii", "replace")


def filled(colour: Colour, x: float, y: float, width: float, height: float) -> bytes:
    """Drawing commands for a filled box; `x` and `y` are its lower left corner in points."""
    return "{} {} {} rg {} {} {} {} re f\n".format(*colour, x, y, width, height).encode()


def photo_at(x: float, y: float, width: float, height: float) -> bytes:
    """Drawing commands for the picture of the page."""
    return f"q {width} 0 0 {height} {x} {y} cm /P Do Q\n".encode()


def drawn_pdf(
    pages: Sequence[bytes], *, size: tuple[float, float] = A4, photo: Image.Image | None = None, turn: int = 0
) -> bytes:
    """A PDF with a page for each of `pages`, which are drawing commands; `photo` is the picture that they may place."""
    first, step = 5, 2
    kids = b" ".join(b"%d 0 R" % (first + number * step) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        _picture(photo or Image.new("RGB", (1, 1), "white")),
    ]
    resources = b"/Resources << /Font << /F1 3 0 R >> /XObject << /P 4 0 R >> >>"
    box = "/MediaBox [0 0 {} {}] /Rotate {}".format(*size, turn).encode()
    for number, commands in enumerate(pages):
        contents = b"/Contents %d 0 R" % (first + number * step + 1)
        objects += [b"<< /Type /Page /Parent 2 0 R %s %s %s >>" % (box, resources, contents), stream(commands)]
    return pdf(objects)


def _picture(photo: Image.Image) -> bytes:
    space = b"/DeviceGray" if photo.mode == "L" else b"/DeviceRGB"
    look = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace %s /Filter /FlateDecode"
    )
    return stream(zlib.compress(photo.tobytes()), look % (*photo.size, space))


@cache
def photo(width: int = 900, height: int = 700) -> Image.Image:
    """A picture like a photo: soft shapes of every brightness, in colour, with grain."""
    chance = random.Random(7)  # noqa: S311  grain, not secrets
    small = Image.new("RGB", (12, 9))
    small.putdata([tuple(chance.randrange(20, 236) for _ in range(3)) for _ in range(108)])
    soft = small.resize((width, height), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(6))
    grain = Image.frombytes("L", (width, height), chance.randbytes(width * height)).point(lambda level: level // 16)
    return Image.blend(soft, Image.merge("RGB", (grain,) * 3), 0.06)


def scan_tiff(page: Image.Image, dpi: tuple[int, int] = (204, 196)) -> bytes:
    """A page as a scanner saves it in grey."""
    out = io.BytesIO()
    page.save(out, "TIFF", compression="tiff_lzw", dpi=dpi)
    return out.getvalue()
