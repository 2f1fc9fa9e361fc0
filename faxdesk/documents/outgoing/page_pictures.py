"""Pictures of the pages of a fax, as files: `page-001.png` and so on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faxdesk.documents.fax.page import FaxPage

_DIGITS = 3
"""Digits of the number in the name of a page; more where there are more pages."""
_NAME = re.compile(rf"page-\d{{{_DIGITS},}}\.png")
_MAKER = "Software", "FaxDesk preview"
"""The text of a PNG that tells who made it (PNG, 11.3.3.2)."""


def page_pictures(tiff: Path, folder: Path) -> Iterator[Path]:
    """Make a picture of each page in its true proportions in `folder`: each dot of the fax, and none that is between.

    Raises `OSError` where one cannot be written.
    """
    from PIL import Image, PngImagePlugin

    from faxdesk.documents.fax.page import WIDTH, Resolution

    made_by = PngImagePlugin.PngInfo()
    made_by.add_text(*_MAKER)
    square = Resolution.FINE.across, Resolution.FINE.across
    for number, page in enumerate(pages := list(_pages(tiff)), 1):
        shown = page.shown(WIDTH)
        path = folder / f"page-{number:0{max(_DIGITS, len(str(len(pages))))}}.png"
        picture = Image.frombytes(shown.mode, (shown.width, shown.height), shown.data)
        picture.convert("1", dither=Image.Dither.NONE).save(path, "PNG", dpi=square, pnginfo=made_by)
        yield path


def numbered_pictures(folder: Path) -> list[Path]:
    """Return the files of a folder that have names of page pictures, whoever made them. Raises `OSError`."""
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file())


def is_page_picture(path: Path) -> bool:
    """Return whether `page_pictures` has made the file at `path`; False where it cannot be read."""
    from PIL import Image

    key, maker = _MAKER
    try:
        with Image.open(path, formats=["PNG"]) as picture:
            return picture.info.get(key) == maker
    except (OSError, ValueError, SyntaxError):
        return False


def _pages(tiff: Path) -> Iterator[FaxPage]:
    from PIL import Image, ImageSequence

    from faxdesk.documents.fax.page import FaxPage, Resolution

    with Image.open(tiff) as image:
        for frame in ImageSequence.Iterator(image):
            down = round(frame.info["dpi"][1])
            resolution = next(one for one in Resolution if one.down == down)
            yield FaxPage(frame.width, frame.height, resolution, frame.tobytes())
