"""Pages of TIFF files for a new file, without loss: as they are stored where that can be, else compressed anew."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from faxdesk.core.pdfium import LOCK
from faxdesk.documents.common.flatten import on_white
from faxdesk.documents.common.opening import open_file, trouble
from faxdesk.documents.tiff.group4_encoder import group4_encoded
from faxdesk.documents.tiff.reader import TiffPages, is_unusual
from faxdesk.documents.tiff.writer import (
    FORMATS,
    FRACTION,
    STRIP_SIZES,
    STRIPS,
    TILE_SIZES,
    TILES,
    Field,
    TiffPage,
    density_fields,
    group4_page,
)

if TYPE_CHECKING:
    from PIL import Image


_BITS, _COMPRESSION = 258, 259
_DESCRIBING = frozenset({
    256, 257, _BITS, _COMPRESSION, 262, 266, 274, 277, 278, 282, 283, 284, 292, 293, 296, 317, 320, 322, 323, 332, 338,
    339, 347, 529, 530, 531, 532,
})  # fmt: skip
"""Fields that say how the picture is stored and how large it is on paper; all numbers of TIFF 6.0 and its supplements.
None of them says where something else is in the file."""
_COPIED = frozenset({1, 2, 3, 4, 5, 7, 8, 32773, 32946})
"""Compressions whose data can be copied: all usual ones but the JPEG of TIFF 6.0 itself, whose tables are elsewhere."""
_BYTE_BITS = 8
"""Samples of more bits depend on the order of bytes in the file."""
_KEPT_MODES = frozenset({"L", "RGB", "CMYK", "P"})
"""Pillow's modes that are written as they are; transparency becomes white, and 16 bits become 8."""
_DIFFERENCES = {317: 2}
"""Predictor: differences between neighbours, which become half as long."""
_HALF_TURN, _FULL_TURN = 180, 360


class StoredPages(TiffPages):
    """The pages of a TIFF, as `TiffPages`, and how they are stored."""

    def __init__(self, file: Any, name: str) -> None:
        super().__init__(file, name)
        file.seek(0)
        self.order: Literal["<", ">"] = ">" if file.read(2) == b"MM" else "<"
        """The order of bytes in the numbers of the file, as `struct` has it."""

    def page(self, page: int, turn: int, order: Literal["<", ">"]) -> TiffPage:
        """Return `page` (from 0), turned clockwise by so many degrees, for a file with this order of bytes.

        Raises `InputRefused` where it cannot be decoded although it must be, and `OSError` as reading does.
        """
        stored = None if turn else self._stored(page, order)
        return stored or self._anew(page, turn)

    def picture(self, page: int) -> Image.Image:
        """Return `page` (from 0) decoded, as it is read."""
        self._load(page)
        return self._opened(page)

    def density(self, page: int) -> tuple[float, float]:
        """Return the dots per inch across and down of `page` as it is read."""
        across, down = self._directories[page].density
        return (down, across) if self._directories[page].turned else (across, down)

    def _stored(self, page: int, order: Literal["<", ">"]) -> TiffPage | None:
        """Return the page with its data as they are; None where they cannot be copied."""
        if self._directories[page].short or is_unusual(self._directories[page]):
            return None
        stored = self._fields(page)
        tiled = TILES in stored
        fields = {tag: _field(stored, tag) for tag in sorted(_DESCRIBING) if tag in stored}
        bits = max(stored.get(_BITS, (1,)))
        if stored.get(_COMPRESSION, 1) not in _COPIED or (bits > _BYTE_BITS and order != self.order):
            return None
        starts, sizes = (stored.get(tag, ()) for tag in ((TILES, TILE_SIZES) if tiled else (STRIPS, STRIP_SIZES)))
        if not starts or len(starts) != len(sizes):
            return None
        whole = {tag: value for tag, value in fields.items() if value is not None}
        return TiffPage(whole, self._parts(starts, sizes), tiled) if len(whole) == len(fields) else None

    def _parts(self, starts: tuple[int, ...], sizes: tuple[int, ...]) -> Iterator[bytes]:
        for start, size in zip(starts, sizes, strict=True):
            try:
                self._file.seek(start)
                part = self._file.read(size)
            except OSError as error:
                raise trouble(self._name, error) from error
            yield part

    def _anew(self, page: int, turn: int) -> TiffPage:
        """Return the page compressed anew: Group 4 where it is black and white, else without loss as well."""
        density = self.density(page)
        if turn % _HALF_TURN:
            density = density[1], density[0]
        return written_anew(_turned(self.picture(page), turn), density)

    def _fields(self, page: int) -> Any:
        """Return the fields of `page` by number, as Pillow reads them before it decodes and turns the picture."""
        with LOCK, self._decoding(page):
            return self._unread(page).tag_v2  # type: ignore[attr-defined]  # formats names TIFF, so it is that class


def open_tiff(path: Path, name: str) -> StoredPages:
    """Open the TIFF at `path`. Raises `InputRefused`, naming the document `name`."""
    try:
        file = open_file(path, name)
        try:
            return StoredPages(file, name)
        except BaseException:
            file.close()
            raise
    except OSError as error:
        raise trouble(name, error) from error


def _field(stored: Any, tag: int) -> Field | None:
    """Return a field as it is stored; None where it is of an odd type."""
    kind, value = stored.tagtype.get(tag), stored[tag]
    values: list[Any] = list(value) if isinstance(value, tuple | bytes) else [value]
    if kind == FRACTION:
        values = [part for one in values for part in (one.numerator, one.denominator)]
    if kind not in FORMATS or not all(isinstance(one, int) and 0 <= one < 2**32 for one in values):
        return None
    return kind, tuple(values)


def _turned(picture: Image.Image, turn: int) -> Image.Image:
    """Return `picture` turned clockwise by so many degrees, in a mode that can be written."""
    from PIL import Image

    turns = {
        90: Image.Transpose.ROTATE_270,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_90,
    }
    kept = picture if picture.mode in _KEPT_MODES | {"1"} and not picture.has_transparency_data else on_white(picture)
    return kept.transpose(turns[turn]) if turn else kept


def written_anew(picture: Image.Image, density: tuple[float, float]) -> TiffPage:
    """Return a page of a `picture`: Group 4 where it is black and white, else without loss as well."""
    if picture.mode == "1":
        return group4_page(group4_encoded(picture), picture.size, density)
    return _deflated(picture, density)


def _deflated(picture: Image.Image, density: tuple[float, float]) -> TiffPage:
    """Return a page of a grey or coloured `picture`, as libtiff writes it."""
    file = io.BytesIO()
    more = {} if picture.mode == "P" else _DIFFERENCES
    # A copy: the page of a file would bring the fields of that file along, also those that cannot be written.
    picture.copy().save(file, "TIFF", compression="tiff_adobe_deflate", tiffinfo=more)
    with closing(StoredPages(file, "")) as written:
        page = written.page(0, 0, "<")
        return TiffPage({**page.fields, **density_fields(density)}, list(page.parts))
