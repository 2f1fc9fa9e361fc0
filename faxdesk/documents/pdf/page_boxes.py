"""The box that a page is cropped to (ISO 32000-2, 14.11.2), where it shows nothing of the page.

PDFium shows a page whose box is empty, and FaxDesk every such page; poppler and Ghostscript show nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from faxdesk.documents.pdf.annotations import rectangle

if TYPE_CHECKING:
    from faxdesk.documents.pdf.objects import Entries, PdfObjects

LEAST_SIDE = 1.0
"""Points that a side of a page has at least."""
_LETTER = (0.0, 0.0, 612.0, 792.0)
"""What PDFium takes for a page that has no size."""
_BOX = re.compile(rb"/(Crop|Media)Box\s*(?:\[([^\[\]]*)\]|\d+\s+\d+\s+R)")
_SIDES = 4
Box = tuple[float, float, float, float]


class BoxesInFile:
    """The boxes that the bytes of a PDF name, whichever page they are of."""

    def __init__(self) -> None:
        self._crop: set[Box] = set()
        self._media: set[Box] = set()
        self._is_cropped = False
        self._is_unknown = False

    def collect(self, block: bytes) -> None:
        """Take note of what is in a part of the file."""
        if b"/CropBox" in block or b"/MediaBox" in block:
            for found in _BOX.finditer(block):
                self._take(found[2] or b"", is_crop=found[1] == b"Crop")

    def _take(self, sides: bytes, *, is_crop: bool) -> None:
        self._is_cropped = self._is_cropped or is_crop
        try:
            left, bottom, right, top = map(float, sides.split())
        except ValueError:
            self._is_unknown = True
        else:
            (self._crop if is_crop else self._media).add(rectangle([left, bottom, right, top]))

    def may_show_nothing(self) -> bool:
        """True where a page may be cropped to nothing. False tells that none is."""
        if not self._is_cropped or self._is_unknown:
            return self._is_cropped
        lefts, bottoms, rights, tops = zip(*(self._media or {_LETTER}), strict=True)
        common = (max(lefts), max(bottoms), min(rights), min(tops))
        return any(_apart(box, common) for box in self._crop)


def cropped_to_nothing(objects: PdfObjects, page: Entries) -> bool:
    """True where the box of a page, with what it inherits, shows nothing of it."""
    crop = objects.numbers(page.get("CropBox"))
    return len(crop) == _SIDES and _apart(rectangle(crop), media_box(objects, page))


def media_box(objects: PdfObjects, page: Entries) -> Box:
    """Return the paper of a page, with what it inherits."""
    box = rectangle(objects.numbers(page.get("MediaBox")))
    return _LETTER if _apart(box, box) else box


def _apart(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    up = min(one[3], other[3]) - max(one[1], other[1])
    return min(across, up) < LEAST_SIDE
