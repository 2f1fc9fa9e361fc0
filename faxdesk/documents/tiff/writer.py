"""Write TIFF files page by page (TIFF 6.0, Adobe, 1992): one page at a time is in memory."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import BinaryIO, Literal

BYTE, TEXT, SHORT, LONG, FRACTION, BYTES = 1, 2, 3, 4, 5, 7
"""Types of fields: numbers of 1, 2 and 4 bytes; letters; two numbers of 4 bytes; bytes of no known meaning."""
FORMATS = {BYTE: "B", TEXT: "B", SHORT: "H", LONG: "L", FRACTION: "L", BYTES: "B"}
"""How `struct` writes them."""
STRIPS, STRIP_SIZES, TILES, TILE_SIZES = 273, 279, 324, 325
"""Fields that say where the parts of a picture are, and how long they are."""
_SUBFILE, _PAGE_NUMBER = 254, 297
_PAGE_OF_MANY = 2
_MAGIC = 42
_INLINE = 4
"""Bytes of a value that are kept in the field itself."""
_MOST_DENOMINATOR = 1_000

Field = tuple[int, Sequence[int]]
"""Type and numbers; a fraction has two of them."""


@dataclass(frozen=True, slots=True)
class TiffPage:
    """A page: its compressed picture in strips, or tiles where it is `tiled`, and the fields that tell of it by number.

    Fields about where it is in the file are none of them.
    """

    fields: Mapping[int, Field]
    parts: Iterable[bytes] = field(repr=False)
    tiled: bool = False


class TiffWriter:
    """Writes a TIFF of so many `pages` to a file; `order` is that of the bytes in its numbers, as `struct` has it."""

    def __init__(self, file: BinaryIO, pages: int, order: Literal["<", ">"] = "<") -> None:
        self._file = file
        self._order = order
        self._pages = pages
        self._number = 0
        file.write(struct.pack(f"{order}2sHL", b"II" if order == "<" else b"MM", _MAGIC, 0))
        self._link = 4
        """Where the place of the next page is to be written."""

    def add(self, page: TiffPage) -> None:
        """Write the next page."""
        starts, sizes = [], []
        for part in page.parts:
            starts.append(self._append(part))
            sizes.append(len(part))
        fields = {
            **page.fields,
            _SUBFILE: (LONG, (_PAGE_OF_MANY,)),
            _PAGE_NUMBER: (SHORT, (self._number, self._pages)),
            TILES if page.tiled else STRIPS: (LONG, starts),
            TILE_SIZES if page.tiled else STRIP_SIZES: (LONG, sizes),
        }
        packed = b"".join(self._packed(tag, *fields[tag]) for tag in sorted(fields))
        at = self._append(struct.pack(f"{self._order}H", len(fields)) + packed + bytes(4))
        self._file.seek(self._link)
        self._file.write(struct.pack(f"{self._order}L", at))
        self._file.seek(0, os.SEEK_END)
        self._link = self._file.tell() - 4
        self._number += 1

    def _packed(self, tag: int, kind: int, values: Sequence[int]) -> bytes:
        """Return the field as a directory has it. A long value is written before."""
        data = struct.pack(f"{self._order}{len(values)}{FORMATS[kind]}", *values)
        count = len(values) // 2 if kind == FRACTION else len(values)
        if len(data) > _INLINE:
            data = struct.pack(f"{self._order}L", self._append(data))
        return struct.pack(f"{self._order}HHL", tag, kind, count) + data.ljust(_INLINE, b"\0")

    def _append(self, data: bytes) -> int:
        """Write `data` at the end, at an even place as TIFF wants it; return where."""
        at = self._file.tell()
        if at % 2:
            self._file.write(b"\0")
            at += 1
        self._file.write(data)
        return at


def group4_page(data: bytes, size: tuple[int, int], density: tuple[float, float], software: str = "") -> TiffPage:
    """Return a page of Group 4 `data`, in which lines begin white (TIFF class F: RFC 3949, section 3).

    `size` is width and height in pixels, `density` its dots per inch across and down.
    """
    width, height = size
    fields: dict[int, Field] = {
        256: (LONG, (width,)),
        257: (LONG, (height,)),
        258: (SHORT, (1,)),  # BitsPerSample
        259: (SHORT, (4,)),  # Compression: T.6
        262: (SHORT, (0,)),  # PhotometricInterpretation: 0 is white
        266: (SHORT, (1,)),  # FillOrder: the highest bit comes first
        274: (SHORT, (1,)),  # Orientation: upright
        277: (SHORT, (1,)),  # SamplesPerPixel
        278: (LONG, (height,)),  # RowsPerStrip: one strip
        293: (LONG, (0,)),  # T6Options: no uncompressed parts
        **density_fields(density),
    }
    if software:
        fields[305] = (TEXT, software.encode("ascii") + b"\0")
    return TiffPage(fields, [data])


def density_fields(density: tuple[float, float]) -> dict[int, Field]:
    """Return the fields that tell dots per inch across and down."""
    across, down = (Fraction(value).limit_denominator(_MOST_DENOMINATOR) for value in density)
    return {
        282: (FRACTION, (across.numerator, across.denominator)),
        283: (FRACTION, (down.numerator, down.denominator)),
        296: (SHORT, (2,)),  # ResolutionUnit: inch
    }
