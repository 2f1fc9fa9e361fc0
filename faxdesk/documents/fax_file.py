"""A document as a fax machine would send it: a TIFF of Group 4 pages (TIFF class F: RFC 3949, section 3; TIFF 6.0)."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from faxdesk.core.cancel import Cancel, check
from faxdesk.documents.fax_g4 import compressed
from faxdesk.documents.fax_page import Look, fax_picture

if TYPE_CHECKING:
    from faxdesk.documents.fax_page import Resolution
    from faxdesk.documents.pages import PageSource

_SHORT, _LONG, _FRACTION, _TEXT = 3, 4, 5, 2
"""Types of fields."""
_SOFTWARE = b"FaxDesk\0"
_HEADER = struct.Struct("<2sHL")
_COUNT = struct.Struct("<H")
_FIELD = struct.Struct("<HHLL")
_PLACE = struct.Struct("<L")
_UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to be written: which one, from 0, of which document, and how it is to look."""

    source: PageSource
    page: int
    look: Look


Tell = Callable[[int, int], None]
"""Told how many pages are done, and of how many."""


def write_fax(target: Path, sheets: Sequence[Sheet], tell: Tell, cancel: Cancel) -> int:
    """Write the pages as one TIFF to `target` and return its size in bytes. One page at a time is in memory.

    The file is there when it is whole: until then it is written beside, and removed where that ends early. Each page
    takes 30 to 100 ms. Encoding lets no other thread run, so a window has this done by another process.
    Raises `Stopped` between two pages, `InputRefused` where a page cannot be drawn, `OSError` where the disk is full.
    """
    unfinished = target.with_name(target.name + _UNFINISHED)
    try:
        with unfinished.open("wb") as file:
            writer = _Writer(file, len(sheets))
            for number, sheet in enumerate(sheets):
                check(cancel)
                picture = fax_picture(sheet.source, sheet.page, sheet.look)
                writer.add(compressed(picture), picture.size, sheet.look.resolution)
                tell(number + 1, len(sheets))
            size = file.tell()
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return size


class _Writer:
    """Writes pages one after the other, each as its data and the directory that tells about them."""

    def __init__(self, file: BinaryIO, pages: int) -> None:
        self._file = file
        self._pages = pages
        self._number = 0
        file.write(_HEADER.pack(b"II", 42, 0))
        self._link = _HEADER.size - _PLACE.size
        """Where the place of the next directory is to be written."""

    def add(self, data: bytes, size: tuple[int, int], resolution: Resolution) -> None:
        """Write a page of `size`, width and height in pixels, whose Group 4 data is `data`."""
        start = self._append(data)
        across = self._append(struct.pack("<2L", resolution.across, 1))
        down = self._append(struct.pack("<2L", resolution.down, 1))
        software = self._append(_SOFTWARE)
        fields = (
            (254, _LONG, 1, 2),  # NewSubfileType: a page of several
            (256, _LONG, 1, size[0]),
            (257, _LONG, 1, size[1]),
            (258, _SHORT, 1, 1),  # BitsPerSample
            (259, _SHORT, 1, 4),  # Compression: T.6
            (262, _SHORT, 1, 0),  # PhotometricInterpretation: 0 is white
            (266, _SHORT, 1, 1),  # FillOrder: the highest bit comes first
            (273, _LONG, 1, start),
            (274, _SHORT, 1, 1),  # Orientation: upright
            (277, _SHORT, 1, 1),  # SamplesPerPixel
            (278, _LONG, 1, size[1]),  # RowsPerStrip: one strip
            (279, _LONG, 1, len(data)),
            (282, _FRACTION, 1, across),
            (283, _FRACTION, 1, down),
            (293, _LONG, 1, 0),  # T6Options: no uncompressed parts
            (296, _SHORT, 1, 2),  # ResolutionUnit: inch
            (297, _SHORT, 2, self._number | self._pages << 16),  # PageNumber: from 0, and of how many
            (305, _TEXT, len(_SOFTWARE), software),
        )
        packed = b"".join(_FIELD.pack(*field) for field in fields)
        at = self._append(_COUNT.pack(len(fields)) + packed + _PLACE.pack(0))
        self._file.seek(self._link)
        self._file.write(_PLACE.pack(at))
        self._file.seek(0, os.SEEK_END)
        self._link = at + _COUNT.size + len(packed)
        self._number += 1

    def _append(self, data: bytes) -> int:
        """Write `data` at the end, at an even place as TIFF wants it; return where."""
        at = self._file.tell()
        if at % 2:
            self._file.write(b"\0")
            at += 1
        self._file.write(data)
        return at
