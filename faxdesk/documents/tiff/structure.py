"""The structure of a TIFF file: its chain of pages, read without decoding any of them.

Field numbers and types are those of TIFF 6.0 (Adobe, 1992) and BigTIFF. Everything is bounded: the number of pages,
the fields of a page, the bytes read for its lists, and the sides of its picture.
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from operator import add
from typing import BinaryIO, NoReturn

from faxdesk.core.errors import InputRefused
from faxdesk.documents.common.density import is_measured, proportion
from faxdesk.documents.common.paper import MOST_PAGES, PageSize, too_many_pages
from faxdesk.documents.tiff.samples import Samples

MOST_SIDE = 65_500
"""Pixels along one side of a page; 2.7 m at 600 dots per inch."""
MOST_PIXELS = 89_000_000
"""Pixels of a page; A3 at 600 dots per inch has 70 million. Just below what Pillow calls a decompression bomb."""
_MOST_FIELDS = 512
"""Fields of a page. The richest cameras write some 100."""

_WIDTH, _HEIGHT, _COMPRESSION, _STRIPS, _ORIENTATION, _STRIP_SIZES = 256, 257, 259, 273, 274, 279
_X_DENSITY, _Y_DENSITY, _UNIT = 282, 283, 296
_TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_SIZES = 322, 323, 324, 325
_BITS, _PHOTOMETRIC, _FILL, _SAMPLES, _PLANAR, _EXTRA, _FORMATS = 258, 262, 266, 277, 284, 338, 339
_WANTED = frozenset({
    _WIDTH, _HEIGHT, _COMPRESSION, _STRIPS, _ORIENTATION, _STRIP_SIZES, _X_DENSITY, _Y_DENSITY, _UNIT,
    _TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_SIZES, _BITS, _PHOTOMETRIC, _FILL, _SAMPLES, _PLANAR, _EXTRA, _FORMATS,
})  # fmt: skip
_SUBFILE, _OLD_SUBFILE = 254, 255
_REDUCED, _MASK, _OLD_REDUCED = 1, 4, 2
"""Bits of the first field, a number of the second: a smaller copy of another page, and what of a page is seen."""
_COPY = 0.75
"""Share of the sides of a page that a copy of it does not reach; thumbnails have a tenth, steps of a pyramid half."""
_NUMBERS = {1: "B", 3: "H", 4: "L", 5: "LL", 11: "f", 12: "d", 13: "L", 16: "Q"}
"""Field types that hold numbers, as `struct` writes them; 5 is a fraction."""
_WHOLE = {1: 8, 3: 16, 4: 32, 13: 32, 16: 64}
"""Bits of the types that hold whole numbers."""
_NO_NUMBER, _INFINITE = -1, 2**64
_WINDOW = 16_384
"""Bytes that are read at once: the directories of a fax lie close together."""
_TURNED = frozenset({5, 6, 7, 8})
"""Orientations whose rows are the columns of the page as it is read."""
_DESCRIBING = (
    _WIDTH, _HEIGHT, _ORIENTATION, _X_DENSITY, _Y_DENSITY, _UNIT, _TILE_WIDTH, _TILE_HEIGHT, _COMPRESSION, _BITS,
    _PHOTOMETRIC, _FILL, _SAMPLES, _PLANAR, _EXTRA, _FORMATS,
)  # fmt: skip
"""The fields that `_Facts` are taken from."""
_Facts = tuple[int, int, tuple[float, float], int, Samples]
_CENTIMETRE, _NO_UNIT = 3, 1

_PLAIN = (8.5, 11.0)
"""Inches, short and long side: a page that does not say its size is taken to fill a sheet of Letter paper."""
_LONG = 2.4
"""How many times as high as wide a picture is that is taken to be as wide as the sheet, and longer: phones have 2.2."""
_COARSEST = 100.0
"""Dots per inch that such a picture has at least; below that it would be large, and no more legible."""


class _Subfile(Enum):
    """What a picture in the file is: a page, a smaller copy of one, or which parts of one are seen."""

    PAGE = auto()
    REDUCED = auto()
    MASK = auto()


@dataclass(frozen=True, slots=True)
class Directory:
    """One page of the file: its stored width and height in pixels, dots per inch across and down.

    `orientation` is how it is to be turned and mirrored, 1 not at all; `samples` is what its pixels are made of.
    `short` means that its picture ends behind the end of the file, or that the lengths it gives are wrong, which only
    decoding tells.
    """

    width: int
    height: int
    density: tuple[float, float]
    orientation: int
    samples: Samples
    short: bool

    @property
    def turned(self) -> bool:
        """True for a page that is read with rows as columns."""
        return self.orientation in _TURNED

    @property
    def size(self) -> PageSize:
        """The size of the page as it is read, in points."""
        wide, high = self.width / self.density[0] * 72, self.height / self.density[1] * 72
        return PageSize(high, wide) if self.turned else PageSize(wide, high)


def cut_off(name: str, page: int) -> InputRefused:
    """Return the refusal of a file that ends within or before `page`, counted from 0."""
    return InputRefused(
        name,
        f"The TIFF is cut off: page {page + 1} is not complete.",
        "Copy, download or scan it again; the last attempt stopped too early.",
    )


class Chain:
    """The chain of directories of the TIFF `file`, each of which describes a page.

    Raises `InputRefused`, naming the document `name`: no pages, cut off, a chain that runs in a circle, too many pages;
    and `OSError` where the system cannot read the file.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._length = file.seek(0, os.SEEK_END)
        # Lists of different pages do not overlap in an honest file, so together they cannot be longer than it.
        self._list_bytes_left = self._length
        self._window, self._window_at = b"", 0
        self._page = 0
        self._places: list[int] = []
        begin = self._block(0, 4)
        self._order = "<" if begin.startswith(b"II") else ">"
        self.big = begin[2:4] in {b"+\0", b"\0+"}
        """True where places in the file have 64 bits (BigTIFF)."""
        self.left_out = 0
        """Pictures in the file that are no pages: smaller copies of pages, and masks of what is seen of them."""
        self.mislabelled = False
        """True where pages are called smaller copies or masks, so that other programs may leave them out."""
        offset, count, entry = ("Q", "Q", "HHQQ") if self.big else ("L", "H", "HHLL")
        self._offset, self._count, self._entry = (struct.Struct(self._order + item) for item in (offset, count, entry))
        self._begin = self._block(0, 8 if self.big else 4)
        self._inline = _inline(self._order, self._offset.size * 8)
        self._sizes = {kind: struct.calcsize(self._order + item) for kind, item in _NUMBERS.items()}
        self._known: dict[tuple[tuple[float, ...] | None, ...], _Facts] = {}
        self._directories: dict[int, Directory] = {}
        self._walk()

    def __len__(self) -> int:
        """The number of pages."""
        return len(self._places)

    def __iter__(self) -> Iterator[Directory]:
        """The pages, in the order of the chain. Raises as `__getitem__` does."""
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, page: int) -> Directory:
        """Return `page`, counted from 0.

        Raises `InputRefused` where it is cut off, damaged or too large, and `OSError`.
        """
        if page not in self._directories:
            self._page = page
            fields = self._fields(self._places[page])
            self._directories[page] = Directory(*self._facts(fields), self._short(fields))
        return self._directories[page]

    def begin(self, page: int) -> bytes:
        """Return how the file would begin if `page`, counted from 0, were its first."""
        return self._begin + self._offset.pack(self._places[page])

    def _walk(self) -> None:
        """Find where the pages are described."""
        places = dict[int, _Subfile]()
        (at,) = self._offset.unpack(self._block(len(self._begin), self._offset.size))
        count_size, entry_size, offset_size = self._count.size, self._entry.size, self._offset.size
        while at:
            if at in places:
                self._refuse("its list of pages runs in a circle")
            if self._page == MOST_PAGES:
                raise too_many_pages(self._name, None)
            here = at
            (count,) = self._count.unpack(self._block(at, count_size))
            if not 0 < count <= _MOST_FIELDS:
                self._refuse(f"{self._this_page} makes no sense")
            places[here] = self._subfile(at + count_size, count)
            (at,) = self._offset.unpack(self._block(at + count_size + count * entry_size, offset_size))
            self._page += 1
        if not places:
            raise InputRefused(self._name, "The TIFF has no pages.", "Check that it is the right file.")
        self._places = self._pages(places) or list(places)
        self.left_out = len(places) - len(self._places)
        self.mislabelled = any(places[place] is not _Subfile.PAGE for place in self._places)

    def _pages(self, places: dict[int, _Subfile]) -> list[int]:
        """Return which of the places in the chain are pages.

        What is called a smaller copy but is about as large as the page before it is a page: some programs set the
        field wrongly.
        """
        pages, before = list[int](), None
        for place, subfile in places.items():
            if subfile is _Subfile.PAGE:
                before = place
            elif subfile is _Subfile.MASK or before is None or not self._is_as_large(place, before):
                continue
            pages.append(place)
        return pages

    def _is_as_large(self, place: int, other: int) -> bool:
        one, two = (self._fields(at) for at in (place, other))
        return all(_side(one, tag) >= _COPY * _side(two, tag) for tag in (_WIDTH, _HEIGHT))

    def _subfile(self, at: int, count: int) -> _Subfile:
        """Return what the picture is beside others; `at` is where its `count` fields begin.

        The two fields that tell are the first ones, as fields are in the order of their numbers.
        """
        for tag, kind, number, value in self._entry.iter_unpack(self._block(at, min(count, 2) * self._entry.size)):
            if tag not in {_SUBFILE, _OLD_SUBFILE} or number != 1 or kind not in self._inline:
                continue
            shift, mask = self._inline[kind]
            told = value >> shift & mask
            if tag == _SUBFILE and told & _MASK:
                return _Subfile.MASK
            if (tag == _SUBFILE and told & _REDUCED) or (tag == _OLD_SUBFILE and told == _OLD_REDUCED):
                return _Subfile.REDUCED
        return _Subfile.PAGE

    def _fields(self, at: int) -> dict[int, tuple[float, ...]]:
        """Read the wanted fields of the directory at `at`."""
        (count,) = self._count.unpack(self._block(at, self._count.size))
        block = self._block(at + self._count.size, count * self._entry.size)
        fields: dict[int, tuple[float, ...]] = {}
        inline = self._inline
        for tag, kind, number, value in self._entry.iter_unpack(block):
            if tag in _WANTED:
                if number == 1 and kind in inline:
                    shift, mask = inline[kind]
                    fields[tag] = (value >> shift & mask,)
                elif kind in _NUMBERS:
                    fields[tag] = tuple(map(_finite, self._values(kind, number, value)))
        return fields

    def _values(self, kind: int, count: int, value: int) -> tuple[float, ...]:
        """The numbers of a field, which are in `value` or, where they do not fit, at the offset that it is."""
        item = _NUMBERS[kind]
        length = count * self._sizes[kind]
        if length > self._offset.size:
            self._list_bytes_left -= length
            if self._list_bytes_left < 0:
                self._refuse_cut_off()
            block = self._block(value, length)
        else:
            block = self._offset.pack(value)[:length]
        if item == "LL":
            return tuple(
                top / bottom if bottom else 0.0 for top, bottom in struct.iter_unpack(self._order + item, block)
            )
        return struct.unpack(f"{self._order}{count}{item}", block)

    def _facts(self, fields: dict[int, tuple[float, ...]]) -> _Facts:
        """Check the page that `fields` describe; return its width, height, density, and whether it is turned.

        Pages of one scan are alike, and are checked once.
        """
        key = tuple(map(fields.get, _DESCRIBING))
        facts = self._known.get(key)
        if facts is None:
            facts = self._known[key] = self._checked(fields)
        return facts

    def _checked(self, fields: dict[int, tuple[float, ...]]) -> _Facts:
        width, height = (_side(fields, tag) for tag in (_WIDTH, _HEIGHT))
        if not (width and height):
            self._refuse(f"{self._this_page} has no size")
        tile = tuple(_side(fields, tag) for tag in (_TILE_WIDTH, _TILE_HEIGHT))
        for wide, high in ((width, height), tile):
            if max(wide, high) > MOST_SIDE or wide * high > MOST_PIXELS:
                self._refuse_large(wide, high)
        samples = _samples(fields, self._order)
        if samples.fault:
            self._refuse_kind(samples.fault)
        return width, height, _density(fields, width, height), int(_first(fields, _ORIENTATION, 1)), samples

    def _short(self, fields: dict[int, tuple[float, ...]]) -> bool:
        """The picture of a page is stored in strips or in tiles; True where one is not inside the file."""
        for offsets, sizes in ((_STRIPS, _STRIP_SIZES), (_TILES, _TILE_SIZES)):
            parts = map(add, fields.get(offsets, ()), fields.get(sizes, ()))
            if max(parts, default=0) > self._length:
                return True
        return False

    def _block(self, at: int, length: int) -> bytes:
        """Return `length` bytes from `at` on; the file is refused where it ends before."""
        if at + length > self._length:
            self._refuse_cut_off()
        start = at - self._window_at
        if start < 0 or start + length > len(self._window):
            self._file.seek(at)
            self._window, self._window_at, start = self._file.read(max(length, _WINDOW)), at, 0
        block = self._window[start : start + length]
        if len(block) < length:
            self._refuse_cut_off()
        return block

    @property
    def _this_page(self) -> str:
        return f"page {self._page + 1}"

    def _refuse(self, fault: str) -> NoReturn:
        raise InputRefused(
            self._name,
            f"The TIFF is damaged: {fault}.",
            "Ask for another copy or scan it again, or open it and print it as a PDF.",
        )

    def _refuse_kind(self, what: str) -> NoReturn:
        raise InputRefused(
            self._name,
            f"Page {self._page + 1} of the TIFF is of a kind that FaxDesk cannot read: {what}.",
            "Open it in the program that made it and print it as a PDF, or save it in black and white or 8 bits.",
        )

    def _refuse_cut_off(self) -> NoReturn:
        raise cut_off(self._name, self._page)

    def _refuse_large(self, width: int, height: int) -> NoReturn:
        raise InputRefused(
            self._name,
            f"The picture of {self._this_page} is too large to be a fax: {width} x {height} pixels.",
            "Scan it again with 200 to 300 dots per inch.",
        )


def _inline(order: str, bits: int) -> dict[int, tuple[int, int]]:
    """By how many bits the room of an offset is shifted, and what it is masked with, to get the number of each type."""
    return {kind: (0 if order == "<" else bits - own, (1 << own) - 1) for kind, own in _WHOLE.items() if own <= bits}


def _first(fields: Mapping[int, tuple[float, ...]], tag: int, default: float) -> float:
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
    if unit != _NO_UNIT and is_measured(across, down):
        return across, down
    ratio = proportion(across, down)
    short, long = sorted((width, height / ratio))
    if long > _LONG * short and _is_read_along(fields, width, height / ratio):
        plain = max(short / _PLAIN[0], _COARSEST)
        return plain, plain * ratio
    plain = max(short / _PLAIN[0], long / _PLAIN[1])
    return plain, plain * ratio


def _is_read_along(fields: dict[int, tuple[float, ...]], width: float, height: float) -> bool:
    """True for a picture that is higher than wide as it is read."""
    return (width > height) if _first(fields, _ORIENTATION, 1) in _TURNED else (height > width)


def _samples(fields: dict[int, tuple[float, ...]], order: str) -> Samples:
    """How the pixels are stored. What a page does not say is as TIFF 6.0 has it."""
    whole = {tag: tuple(map(int, values)) for tag, values in fields.items()}
    photometric = whole.get(_PHOTOMETRIC)
    count = max(1, int(_first(whole, _SAMPLES, 1)))
    bits, formats = (whole.get(tag) or (1,) for tag in (_BITS, _FORMATS))
    return Samples(
        photometric[0] if photometric else None,
        bits,
        formats,
        count,
        whole.get(_EXTRA, ()),
        int(_first(whole, _PLANAR, 1)),
        int(_first(whole, _FILL, 1)),
        int(_first(whole, _COMPRESSION, 1)),
        order,
    )


def _finite(value: float) -> float:
    """Return a number that can be counted with: a very large one for infinity, one that no field has for none."""
    return _NO_NUMBER if math.isnan(value) else max(-_INFINITE, min(_INFINITE, value))
