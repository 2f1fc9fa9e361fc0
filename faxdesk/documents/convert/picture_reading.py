"""Read a picture of any usual kind: its pixels as they are seen, its density, and what had to be guessed."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from faxdesk.core.errors import InputRefused
from faxdesk.documents.common.density import is_fax_pair, is_measured, proportion
from faxdesk.documents.common.findings import Finding, FindingLevel
from faxdesk.documents.common.flatten import hides_all, seen_on_paper, without_alpha
from faxdesk.documents.inspection.unmarked_pictures import jpeg_begin
from faxdesk.documents.tiff.structure import MOST_PIXELS

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "AVIF", "TIFF", "JPEG2000", "PPM", "DIB", "TGA")
"""Pillow's names; what it calls MPO it opens as JPEG. TGA is last: it is known by little."""
_HEAD = 4096
_JPEGS = frozenset({"JPEG", "MPO"})
_ORIENTATION, _X_DENSITY, _Y_DENSITY, _UNIT = 274, 282, 283, 296
"""Fields of EXIF: how the camera was held (Exif 2.3, 4.6.4 A), dots across and down to the unit."""
_CENTIMETRE = 3
_CM_PER_INCH = 2.54
_MOST_DENSITY = 2400
"""Dots per inch that a scanner writes at most; more is a slip of whoever wrote it."""
_JFIF_RATIO = 0
"""Unit of JFIF in which the densities tell the proportion of a pixel only (JFIF 1.02)."""
_GIF_PROPORTION_AT = 12
"""Where GIF has the proportion of a pixel: width to height is (number + 15) / 64 (GIF89a, 18)."""
_END = b"\xff\xd9"
_ANY_DATA = b"\xaa" * 4096
"""Data that are no part of a picture: where all of it is there, they change nothing."""
_AS_STORED = frozenset({"L", "RGB"})
"""Modes of JPEG that every reader shows alike; others are decoded."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture. `turn` is how it is to be turned and mirrored, as EXIF counts from 1 to 8.

    `density` is dots per inch across and down as it is stored, (0, 0) where nobody measured them; `ratio` is how many
    times as many of them there are down as across. `jpeg` is the file where its data can go on as they are.
    """

    image: Image.Image
    turn: int
    density: tuple[float, float]
    ratio: float
    jpeg: Path | None
    findings: tuple[Finding, ...]


def read_picture(path: Path, name: str) -> Picture:
    """Read the picture at `path`, all of it, so that one that is cut off is noticed.

    Raises `InputRefused`, naming the picture `name`, where it cannot be decoded, and `OSError`.
    """
    with _decoded(path, name) as (image, findings):
        turn = image.getexif().get(_ORIENTATION, 1)
        density, ratio = _density(image, path)
        with _decoding(name):
            layers = image.convert("RGBA") if image.mode == "P" and "transparency" in image.info else image
            opaque = without_alpha(layers) if (hides := hides_all(layers)) else layers
            if opaque is not image:
                opaque.info = {key: value for key, value in image.info.items() if key != "transparency"}
            seen = seen_on_paper(opaque)
        whole = image.format in _JPEGS and image.mode in _AS_STORED and seen is image and not findings
        return Picture(
            seen,
            turn if turn in range(1, 9) else 1,
            density,
            ratio,
            path if whole else None,
            (*findings, *_findings(image, hides=hides)),
        )


@contextmanager
def _decoded(path: Path, name: str) -> Iterator[tuple[Image.Image, tuple[Finding, ...]]]:
    """Inside, the picture is there with all its pixels, and what is said of how it could be read."""
    from PIL import Image

    with _from_begin(path) as (file, findings):
        _check_known(file.read(12), name)
        file.seek(0)
        with _decoding(name):
            image = Image.open(file, formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise _too_large(name, f"{image.width} x {image.height}")
        with _decoding(name):
            try:
                image.load()
            except OSError:
                if image.format not in _JPEGS:
                    raise
                file.seek(0)
                mended = _with_end(file.read())
                if mended is None:
                    raise
                yield mended, (*findings, Finding("no_end_mark", _NO_END))
                return
        yield image, findings


@contextmanager
def _from_begin(path: Path) -> Iterator[tuple[BinaryIO, tuple[Finding, ...]]]:
    """Inside, the picture at `path` is a file of its own, and what is said of what stands before it."""
    with path.open("rb") as file:
        begin = jpeg_begin(file, file.read(_HEAD))
        file.seek(max(0, begin))
        if begin > 0:
            text = "Something stands before the picture in this file. Only the picture is faxed. Look at it."
            yield io.BytesIO(file.read()), (Finding("taken_out", text),)
        else:
            yield file, ()


_NO_END = "The end of the file is missing, but the picture is complete. Look at it before you send it."


def _with_end(data: bytes) -> Image.Image | None:
    """Return the JPEG picture of `data` where nothing but its end mark is missing; None where more is."""
    data = data.rstrip(b"\xff")
    plain, other = (_jpeg(data + more + _END) for more in (b"", _ANY_DATA))
    return plain if plain.tobytes() == other.tobytes() else None


def _jpeg(data: bytes) -> Image.Image:
    from PIL import Image

    image = Image.open(io.BytesIO(data), formats=["JPEG"])
    image.load()
    return image


def _check_known(head: bytes, name: str) -> None:
    """Builds of Pillow may lack the large decoders of AVIF and JPEG 2000."""
    from PIL import features

    is_jpeg_2000 = head.startswith((b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51"))
    for noun, feature, is_it in (
        ("an AVIF", "avif", head[4:8] == b"ftyp"),
        ("a JPEG 2000", "jpg_2000", is_jpeg_2000),
    ):
        if is_it and not features.check(feature):
            raise InputRefused(
                name,
                f"This is {noun} picture, which FaxDesk cannot read here.",
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


# ------------------------------------------------------------------------------------------------------- density


def _density(image: Image.Image, path: Path) -> tuple[tuple[float, float], float]:
    """Dots per inch across and down as it is stored, (0, 0) where nobody measured them; and their proportion."""
    told = [pair for pair in _densities(image) if all(value > 0 for value in pair)]
    for across, down in told:
        if is_measured(across, down) and max(across, down) <= _MOST_DENSITY:
            return (across, down), proportion(across, down)
    for across, down in (*told, *_proportions(image, path)):
        if is_fax_pair(across, down):
            return (0.0, 0.0), proportion(across, down)
    return (0.0, 0.0), 1.0


def _densities(image: Image.Image) -> Iterator[tuple[float, float]]:
    """Yield the dots per inch that the file tells, the most trusted first."""
    fields: Any = image.getexif()
    in_exif = _number(fields.get(_X_DENSITY)), _number(fields.get(_Y_DENSITY))
    # From EXIF, Pillow takes the density across for both where JFIF tells none.
    if "dpi" in image.info and not (image.format in _JPEGS and image.info.get("jfif_unit", _JFIF_RATIO) == _JFIF_RATIO):
        across, down = image.info["dpi"]
        yield _number(across), _number(down)
    if all(in_exif):
        scale = _CM_PER_INCH if fields.get(_UNIT) == _CENTIMETRE else 1.0
        yield in_exif[0] * scale, in_exif[1] * scale


def _proportions(image: Image.Image, path: Path) -> Iterator[tuple[float, float]]:
    """Yield pairs of numbers of which only the proportion counts."""
    for key in ("aspect", "jfif_density", "resolution"):
        if isinstance(pair := image.info.get(key), tuple):
            yield _number(pair[0]), _number(pair[1])
    if image.format == "GIF":
        with path.open("rb") as file:
            number = file.read(_GIF_PROPORTION_AT + 1)[-1]
        if number:
            # A pixel that is half as wide as high has twice as many dots across.
            yield 1.0, (number + 15) / 64


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0


def _findings(image: Image.Image, *, hides: bool) -> Iterator[Finding]:
    if hides:
        text = "By the file, all of the picture is transparent. It is faxed as if it were not. Look at it."
        yield Finding("alpha", text)
    # The further pictures of a phone's JPEG are depth and exposure, not pages.
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        yield Finding("first_frame", "The picture moves. Its first frame is faxed.", level=FindingLevel.NOTE)
