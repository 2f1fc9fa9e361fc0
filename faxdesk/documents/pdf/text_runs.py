"""The text of a PDF page as it is printed: where it stands, how large it is, and in which colour."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_CHARACTERS = 20_000
"""Characters of a page that are looked at; a full page of small print has 10,000. Each takes some 5 microseconds."""

_APART = 2.0
"""How many times its size a gap in a line is wide where a new run begins."""
_SAME_LINE = 0.3
"""How many times its size a comma is below the other letters of a run, or a quotation mark above them."""
_FINE = 100
"""Parts of a point to which places are taken, as PDFium gives them in whole numbers."""
_INVISIBLE = 3
"""The text render mode of what is only there to be searched, such as the words behind a scan (ISO 32000-1, 9.3.6)."""

_JUDGED = 2_000
"""Characters of a page by which the direction of its text is judged; a paragraph has 500."""
_FEW = 20
"""Fewer are a label, or the numbers of a drawing."""
_MOST = 0.6
"""Share of the characters that run in one direction where the page does."""
_QUARTER, _FULL_TURN = 90, 360

Rectangle = tuple[float, float, float, float]
"""Left, top, right and bottom in points, from the upper left corner of the page as it is read."""


@dataclass(frozen=True, slots=True)
class TextRun:
    """Letters that stand side by side, are of one size in points, and of one colour (red, green and blue, 0 to 255)."""

    box: Rectangle
    size: float
    colour: tuple[int, int, int]


@dataclass(slots=True)
class _Open:
    """A run that may go on; its box is in the coordinates of the page, which go up."""

    item: int | None
    left: float
    bottom: float
    right: float
    top: float
    size: float
    colour: tuple[int, int, int]

    def takes(self, item: int | None, box: tuple[float, float, float, float]) -> bool:
        """True where a letter in `box` goes on with the run."""
        middle, slack = (box[1] + box[3]) / 2, _SAME_LINE * self.size
        gap = max(box[0] - self.right, self.left - box[2])
        beside = self.bottom - slack <= middle <= self.top + slack and gap < _APART * self.size
        return item == self.item and beside

    def add(self, box: tuple[float, float, float, float]) -> None:
        """Take a letter in."""
        self.left, self.bottom = min(self.left, box[0]), min(self.bottom, box[1])
        self.right, self.top = max(self.right, box[2]), max(self.top, box[3])


def text_runs(raw: Any, pdf_page: Any) -> tuple[TextRun, ...]:
    """Return the visible text of `pdf_page`, a page of PDFium whose raw calls are `raw`. The caller holds its lock."""
    layer = pdf_page.get_textpage()
    try:
        return tuple(_placed(raw, pdf_page, run) for run in _runs(raw, layer) if run.right > run.left)
    finally:
        layer.close()


def text_turn(raw: Any, pdf_page: Any) -> int | None:
    """Return by how many degrees clockwise most of the visible text of a page is turned, as the page is read.

    That is 0, 90, 180 or 270; None where it has too little text to tell. A few letters do not tell that a page is
    upright, but how it lies on its side, where all of them lie so. The caller holds the lock of PDFium.
    """
    layer = pdf_page.get_textpage()
    try:
        counts = Counter(_char_turns(raw, layer))
    finally:
        layer.close()
    if not counts:
        return None
    (degrees, count), *_ = counts.most_common(1)
    turned: int = (degrees + raw.FPDFPage_GetRotation(pdf_page) * _QUARTER) % _FULL_TURN
    if counts.total() < _FEW:
        return turned if count == counts.total() and turned in {_QUARTER, 3 * _QUARTER} else None
    return turned if count > counts.total() * _MOST and not turned % _QUARTER else None


def _char_turns(raw: Any, layer: Any) -> Iterator[int]:
    for at in range(min(layer.count_chars(), _JUDGED)):
        item = raw.FPDFText_GetTextObject(layer, at)
        if item and not chr(raw.FPDFText_GetUnicode(layer, at)).isspace():
            yield round(math.degrees(raw.FPDFText_GetCharAngle(layer, at))) % _FULL_TURN


def _runs(raw: Any, layer: Any) -> Iterator[_Open]:
    run: _Open | None = None
    for at in range(min(layer.count_chars(), MOST_CHARACTERS)):
        if chr(raw.FPDFText_GetUnicode(layer, at)).isspace():
            continue
        item = raw.FPDFText_GetTextObject(layer, at)
        if not item or raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE:
            continue
        key, box = ctypes.cast(item, ctypes.c_void_p).value, layer.get_charbox(at)
        if run is not None and run.takes(key, box):
            run.add(box)
            continue
        if run is not None:
            yield run
        left, bottom, right, top = box
        run = _Open(key, left, bottom, right, top, _size(raw, layer, at), _colour(raw, layer, at))
    if run is not None:
        yield run


def _size(raw: Any, layer: Any, at: int) -> float:
    """The size of a letter as it is printed: that of its font, scaled as the page scales it."""
    matrix = raw.FS_MATRIX()
    scale = 1.0
    if raw.FPDFText_GetMatrix(layer, at, ctypes.byref(matrix)):
        scale = (matrix.c**2 + matrix.d**2) ** 0.5
    return float(raw.FPDFText_GetFontSize(layer, at) * scale)


def _colour(raw: Any, layer: Any, at: int) -> tuple[int, int, int]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFText_GetFillColor(layer, at, red, green, blue, alpha)
    return red.value, green.value, blue.value


def _placed(raw: Any, pdf_page: Any, run: _Open) -> TextRun:
    """The run with its box as the page is read: turned and cropped."""
    width, height = pdf_page.get_size()
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for corner in ((run.left, run.bottom), (run.right, run.top)):
        raw.FPDF_PageToDevice(pdf_page, 0, 0, round(width * _FINE), round(height * _FINE), 0, *corner, x, y)
        corners.append((x.value / _FINE, y.value / _FINE))
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(*corners, strict=True))
    return TextRun((left, top, right, bottom), run.size, run.colour)
