"""The structure of a TIFF file: its chain of pages, read without decoding any of them.

Field numbers and types are those of TIFF 6.0 (Adobe, 1992) and BigTIFF. Everything is bounded: the number of pages,
the fields of a page, the bytes read for its lists, and the sides of its picture.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import BinaryIO, NoReturn

from faxdesk.core.errors import InputRefused
from faxdesk.documents.paper import MOST_PAGES, PageSize, too_many_pages

MOST_SIDE = 65_500
"""Pixels along one side of a page; 2.7 m at 600 dots per inch."""
MOST_PIXELS = 89_000_000
"""Pixels of a page; A3 at 600 dots per inch has 70 million. Just below what Pillow calls a decompression bomb."""
_MOST_FIELDS = 512
"""Fields of a page. The richest cameras write some 100."""

_WIDTH, _HEIGHT, _COMPRESSION, _STRIPS, _ORIENTATION, _STRIP_SIZES = 256, 257, 259, 273, 274, 279
_X_DENSITY, _Y_DENSITY, _UNIT = 282, 283, 296
_TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_SIZES = 322, 323, 324, 325
_WANTED = frozenset({
    _WIDTH, _HEIGHT, _COMPRESSION, _STRIPS, _ORIENTATION, _STRIP_SIZES, _X_DENSITY, _Y_DENSITY, _UNIT,
    _TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_SIZES,
})  # fmt: skip
_NUMBERS = {1: "B", 3: "H", 4: "L", 5: "LL", 11: "f", 12: "d", 13: "L", 16: "Q"}
"""Field types that hold numbers, as `struct` writes them; 5 is a fraction."""
_TURNED = frozenset({5, 6, 7, 8})
"""Orientations whose rows are the columns of the page as it is read."""
_CENTIMETRE, _NO_UNIT = 3, 1

_PLAIN = (8.5, 11.0)
"""Inches, short and long side: a page that does not say its size is taken to fill a sheet of Letter paper."""
_MEASURED = range(100, 10_000)
"""Densities, in dots per inch, that a scanner or fax machine writes. 72 and 96 are what pictures get that nobody
measured; from those only the proportion of a pixel is believed."""


@dataclass(frozen=True, slots=True)
class Directory:
    """One page of the file: its stored width and height in pixels, dots per inch across and down.

    `turned` means that it is read with rows as columns; `short` that its picture ends behind the end of the file, or
    that the lengths it gives are wrong, which only decoding tells.
    """

    width: int
    height: int
    density: tuple[float, float]
    turned: bool
    short: bool

    @property
    def size(self) -> PageSize:
        """The size of the page as it is read, in points."""
        wide, high = self.width / self.density[0] * 72, self.height / self.density[1] * 72
        return PageSize(high, wide) if self.turned else PageSize(wide, high)


def directories(file: BinaryIO, name: str) -> tuple[Directory, ...]:
    """Return the pages of the TIFF `file`, as they are chained.

    Raises `InputRefused`, naming the document `name`: no pages, cut off, damaged, a chain that runs in a circle, pages
    too large or too many. Raises `OSError` where the system cannot read the file.
    """
    return _Chain(file, name).walk()


def cut_off(name: str, page: int) -> InputRefused:
    """Return the refusal of a file that ends within or before `page`, counted from 0."""
    return InputRefused(
        name,
        f"The TIFF is cut off: page {page + 1} is not complete.",
        "Copy, download or scan it again; the last attempt stopped too early.",
    )


class _Chain:
    """Walks the chain of directories of one file."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._length = file.seek(0, os.SEEK_END)
        # Lists of different pages do not overlap in an honest file, so together they cannot be longer than it.
        self._list_bytes_left = self._length
        self._pages: list[Directory] = []
        head = self._block(0, 4)
        self._order = "<" if head.startswith(b"II") else ">"
        self._big = head[2:4] in {b"+\0", b"\0+"}
        self._offset = "Q" if self._big else "L"

    def walk(self) -> tuple[Directory, ...]:
        """Return all pages, in the order of the chain."""
        seen: set[int] = set()
        at = self._number(8 if self._big else 4, self._offset)
        while at:
            if at in seen:
                self._refuse("its list of pages runs in a circle")
            if len(self._pages) == MOST_PAGES:
                raise too_many_pages(self._name, None)
            seen.add(at)
            fields, at = self._fields(at)
            self._pages.append(self._directory(fields))
        if not self._pages:
            raise InputRefused(self._name, "The TIFF has no pages.", "Check that it is the right file.")
        return tuple(self._pages)

    def _fields(self, at: int) -> tuple[dict[int, tuple[float, ...]], int]:
        """Read the directory at `at`; return its wanted fields, and where the next directory is (0: there is none)."""
        count_format, entry = ("Q", "HHQ8s") if self._big else ("H", "HHL4s")
        count = self._number(at, count_format)
        if not 0 < count <= _MOST_FIELDS:
            self._refuse(f"{self._this_page} makes no sense")
        entry_bytes = struct.calcsize(self._order + entry)
        start = at + struct.calcsize(self._order + count_format)
        block = self._block(start, count * entry_bytes)
        fields = {
            tag: self._values(kind, number, value)
            for tag, kind, number, value in struct.iter_unpack(self._order + entry, block)
            if tag in _WANTED and kind in _NUMBERS
        }
        return fields, self._number(start + len(block), self._offset)

    def _values(self, kind: int, count: int, value: bytes) -> tuple[float, ...]:
        """The numbers of a field, which are in `value` or, where they do not fit, at the offset there."""
        item = _NUMBERS[kind]
        length = count * struct.calcsize(self._order + item)
        if length > len(value):
            self._list_bytes_left -= length
            if self._list_bytes_left < 0:
                self._refuse_cut_off()
            (at,) = struct.unpack(self._order + self._offset, value)
            value = self._block(at, length)
        value = value[:length]
        if item == "LL":
            return tuple(
                top / bottom if bottom else 0.0 for top, bottom in struct.iter_unpack(self._order + item, value)
            )
        return struct.unpack(f"{self._order}{count}{item}", value)

    def _directory(self, fields: dict[int, tuple[float, ...]]) -> Directory:
        """Check the page that `fields` describe."""
        width, height = (_side(fields, tag) for tag in (_WIDTH, _HEIGHT))
        if not (width and height):
            self._refuse(f"{self._this_page} has no size")
        tile = tuple(_side(fields, tag) for tag in (_TILE_WIDTH, _TILE_HEIGHT))
        for wide, high in ((width, height), tile):
            if max(wide, high) > MOST_SIDE or wide * high > MOST_PIXELS:
                self._refuse_large(wide, high)
        turned = _first(fields, _ORIENTATION, 1) in _TURNED
        short = self._short(fields, _STRIPS, _STRIP_SIZES) or self._short(fields, _TILES, _TILE_SIZES)
        return Directory(width, height, _density(fields, width, height), turned, short)

    def _short(self, fields: dict[int, tuple[float, ...]], offsets: int, sizes: int) -> bool:
        """The picture of a page is stored in strips or in tiles; True where one is not inside the file."""
        parts = zip(fields.get(offsets, ()), fields.get(sizes, ()), strict=False)
        return any(offset + size > self._length for offset, size in parts)

    def _number(self, at: int, number_format: str) -> int:
        layout = self._order + number_format
        number: int = struct.unpack(layout, self._block(at, struct.calcsize(layout)))[0]
        return number

    def _block(self, at: int, length: int) -> bytes:
        """Return `length` bytes from `at` on; the file is refused where it ends before."""
        if at + length > self._length:
            self._refuse_cut_off()
        self._file.seek(at)
        block = self._file.read(length)
        if len(block) < length:
            self._refuse_cut_off()
        return block

    @property
    def _this_page(self) -> str:
        return f"page {len(self._pages) + 1}"

    def _refuse(self, fault: str) -> NoReturn:
        raise InputRefused(
            self._name,
            f"The TIFF is damaged: {fault}.",
            "Ask for another copy or scan it again, or open it and print it as a PDF.",
        )

    def _refuse_cut_off(self) -> NoReturn:
        raise cut_off(self._name, len(self._pages))

    def _refuse_large(self, width: int, height: int) -> NoReturn:
        raise InputRefused(
            self._name,
            f"The picture of {self._this_page} is too large to be a fax: {width} x {height} pixels.",
            "Scan it again with 200 to 300 dots per inch.",
        )


def _first(fields: dict[int, tuple[float, ...]], tag: int, default: float) -> float:
    values = fields.get(tag)
    return values[0] if values else default


def _side(fields: dict[int, tuple[float, ...]], tag: int) -> int:
    """A side in pixels; 0 where it is missing or no such number."""
    side = _first(fields, tag, 0)
    return int(min(side, 2**32)) if side > 0 else 0


def _density(fields: dict[int, tuple[float, ...]], width: int, height: int) -> tuple[float, float]:
    """Dots per inch across and down of a page of `width` and `height` pixels."""
    unit = _first(fields, _UNIT, 2)
    scale = 2.54 if unit == _CENTIMETRE else 1.0
    across, down = (_first(fields, tag, 0) * scale for tag in (_X_DENSITY, _Y_DENSITY))
    proportion = down / across if across > 0 else 0.0
    if not 0.1 <= proportion <= 10:
        proportion = 1.0
    elif unit != _NO_UNIT and _MEASURED.start <= across < _MEASURED.stop:
        return across, down
    short, long = sorted((width, height / proportion))
    plain = max(short / _PLAIN[0], long / _PLAIN[1])
    return plain, plain * proportion
