"""Group 4 (T.6, MMR), the compression in which fax machines with error correction send pages."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_STRIPS, _STRIP_SIZES = 273, 279
_INK = [255, *[0] * 255]
"""The other of black and white. (`ImageChops.invert` leaves one-bit pictures as they are.)"""
_ONE_STRIP = 2**30
"""Bytes; more than any page has."""


def group4_encoded(page: Image.Image) -> bytes:
    """Return the one-bit `page` in Group 4, as T.6 has it: white is the colour in which each line begins.

    Takes 10 to 50 ms, in which no other thread of the process runs: Pillow does not let go of the interpreter.
    """
    from PIL import Image

    # To Pillow 1 is white, to libtiff's coder it is ink.
    ink = page.point(_INK)
    file = io.BytesIO()
    ink.save(file, "TIFF", compression="group4", strip_size=_ONE_STRIP)
    with Image.open(file, formats=["TIFF"]) as tiff:
        fields = tiff.tag_v2  # type: ignore[attr-defined]  # formats names TIFF, so it is that class
        (start,), (length,) = fields[_STRIPS], fields[_STRIP_SIZES]
    return file.getvalue()[start : start + length]
