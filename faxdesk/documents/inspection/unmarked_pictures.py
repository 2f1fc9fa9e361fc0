"""Pictures that do not begin with a mark of their kind: known by a header that holds together, and by their end."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import BinaryIO

from faxdesk.documents.inspection.content import Content, picture

_TGA_SUFFIXES = frozenset({".tga", ".targa", ".icb", ".vda", ".vst"})
_TGA_FOOTER = b"TRUEVISION-XFILE.\0"
"""At the end of files of the second version (Truevision TGA 2.0)."""
_PALETTES = {0: frozenset({0}), 1: frozenset({15, 16, 24, 32})}
"""Bits of a colour of the palette of a TGA, by whether it has one."""
_TGA_BITS = {
    1: frozenset({8}), 2: frozenset({15, 16, 24, 32}), 3: frozenset({8, 16}),
    9: frozenset({8}), 10: frozenset({15, 16, 24, 32}), 11: frozenset({8, 16}),
}  # fmt: skip
"""Bits of a pixel of a TGA, by its type."""
_DIB_HEADERS = frozenset({40, 52, 56, 64, 108, 124})
"""Bytes of the headers of a Windows bitmap, which stand at its begin where the header of the file is missing."""
_DIB_BITS = frozenset({1, 4, 8, 16, 24, 32})
_MOST_SIDE = 30_000
_JPEG, _END_OF_JPEG = b"\xff\xd8\xff", b"\xff\xd9"
_BEFORE_JPEG = 1024
"""Bytes before a JPEG at most: line ends, or the header of a download."""
_START_OF_SCAN, _MOST_SEGMENTS = 0xDA, 1000
_NOTHING = b"\0\r\n "
_TAIL = 64

_TGA = picture("a Targa picture (TGA)", "tga")
_DIB = picture("a BMP picture without the header of its file (DIB)", "bmp")
_LATE_JPEG = picture("a JPEG picture with something else before its begin", "jpeg")


def unmarked_picture(file: BinaryIO, head: bytes, name: str) -> Content | None:
    """Return what picture `file`, called `name`, is, which begins with `head`; None for none. May raise `OSError`."""
    if _is_dib(head):
        return _DIB
    if jpeg_begin(file, head) > 0:
        return _LATE_JPEG
    if _has_tga_header(head) and (Path(name).suffix.lower() in _TGA_SUFFIXES or _end(file).endswith(_TGA_FOOTER)):
        return _TGA
    return None


def jpeg_begin(file: BinaryIO, head: bytes) -> int:
    """Return where the JPEG in `file`, which begins with `head`, begins; -1 for none. May raise `OSError`.

    What is behind something else is one only where its segments follow each other, and the file ends with it.
    """
    begin = head.find(_JPEG, 0, _BEFORE_JPEG + len(_JPEG))
    if begin <= 0:
        return begin
    return begin if _end(file).rstrip(_NOTHING).endswith(_END_OF_JPEG) and _has_segments(file, begin + 2) else -1


def _has_segments(file: BinaryIO, at: int) -> bool:
    """True where segments lead from `at` to the picture itself (T.81, B.1.1.4)."""
    for _ in range(_MOST_SEGMENTS):
        file.seek(at)
        segment = file.read(4)
        if len(segment) < 4 or segment[0] != 0xFF:
            return False
        if segment[1] == _START_OF_SCAN:
            return True
        at += 2 + int.from_bytes(segment[2:], "big")
    return False


def _end(file: BinaryIO) -> bytes:
    file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
    return file.read()


def _is_dib(head: bytes) -> bool:
    if len(head) < min(_DIB_HEADERS) or int.from_bytes(head[:4], "little") not in _DIB_HEADERS:
        return False
    width, height, planes, bits = struct.unpack_from("<iiHH", head, 4)
    return planes == 1 and bits in _DIB_BITS and 0 < width <= _MOST_SIDE and 0 < abs(height) <= _MOST_SIDE


def _has_tga_header(head: bytes) -> bool:
    if len(head) < 18:
        return False
    has_palette, kind, colours = head[1], head[2], head[7]
    width, height, bits = struct.unpack_from("<HHB", head, 12)
    is_consistent = colours in _PALETTES.get(has_palette, ()) and bits in _TGA_BITS.get(kind, ())
    return is_consistent and 0 < width <= _MOST_SIDE and 0 < height <= _MOST_SIDE
