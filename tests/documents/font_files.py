"""TrueType fonts for tests, made from their parts: boxes for letters, and the character tables that a test wants.

So what FaxDesk does with fonts can be tried on a computer that has none.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

LETTERS = frozenset(
    {*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x300, 0x370), 0x2013, 0x2014, 0x201C, 0x201D, 0x20AC}
)
"""Those of Latin scripts, and accents."""
GREEK_AND_CYRILLIC = frozenset(range(0x370, 0x530))
JAPANESE = frozenset({*range(0x3041, 0x30FF), *map(ord, "日本語")})

Glyphs = Mapping[int, int]
"""The number of the glyph of each code point."""
_UNITS, _ASCENT, _DESCENT = 1000, 800, -200
_FIRST = 1
"""Number of the first glyph of a letter; 0 is that of missing ones."""


@dataclass(frozen=True)
class CharacterTable:
    """A table of a font: the platform and encoding that it says it is for, and how it is packed."""

    platform: int
    encoding: int
    packed: Callable[[Glyphs], bytes]


def by_delta(glyphs: Glyphs) -> bytes:
    """Format 4 (OpenType, cmap): each segment says by how much its glyphs differ from its code points."""
    segments = _segments(glyphs)
    deltas = [(glyphs[start] - start) & 0xFFFF for start, _ in segments]
    return _format_4(segments, deltas, [0] * len(segments), [])


def by_list(glyphs: Glyphs) -> bytes:
    """Format 4 again: one segment from the first code point to the last, which lists its glyphs, 0 for none."""
    start, end = min(glyphs), max(glyphs)
    listed = [glyphs.get(code, 0) for code in range(start, end + 1)]
    # From the place of this offset past that of the closing segment.
    return _format_4([(start, end)], [0], [4], listed)


def in_groups(glyphs: Glyphs) -> bytes:
    """Format 12: groups of code points of 32 bits."""
    groups = b"".join(struct.pack(">LLL", start, end, glyphs[start]) for start, end in _segments(glyphs))
    return struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(groups) // 12) + groups


def in_bytes(glyphs: Glyphs) -> bytes:
    """Format 0: a glyph for each of 256 codes, as Macintosh had it."""
    return struct.pack(">HHH256B", 0, 262, 0, *(min(glyphs.get(code, 0), 255) for code in range(256)))


UNICODE = CharacterTable(3, 1, by_delta)


def truetype(
    letters: Collection[int],
    advance: int = 600,
    name: str = "Boxes",
    tables: Sequence[CharacterTable] = (UNICODE,),
    start: int = 0,
) -> bytes:
    """A font of boxes for these code points, `advance` thousandths of its size apart.

    Those that meet in a document need names of their own, by which PDFium tells them apart. `start` is where the font
    begins in its file: its tables say where they are in the file, also in a collection.
    """
    glyphs = {code: _FIRST + number for number, code in enumerate(sorted(letters))}
    count = _FIRST + len(glyphs)
    box = _box(advance)
    return _assembled(
        {
            b"cmap": _cmap(glyphs, tables),
            b"glyf": box * count,
            b"head": _head(advance),
            b"hhea": struct.pack(">LhhhHhhhhhh8xhH", 0x10000, _ASCENT, _DESCENT, 0, advance, 0, 0, 0, 1, 0, 0, 0, 1),
            b"hmtx": struct.pack(">Hh", advance, 0) + bytes(2 * (count - 1)),
            b"loca": struct.pack(f">{count + 1}L", *(number * len(box) for number in range(count + 1))),
            b"maxp": struct.pack(">LHHHHHHHHHHHHHH", 0x10000, count, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
            b"name": _name(name),
        },
        start,
    )


def collection(letters: Collection[int], advance: int = 600) -> bytes:
    """A file that could hold several fonts and holds one."""
    head = struct.pack(">4sLLL", b"ttcf", 0x10000, 1, 16)
    return head + truetype(letters, advance, start=len(head))


def _name(name: str) -> bytes:
    """The name of the family, in Unicode, and that of PostScript."""
    coded = name.encode("utf-16-be")
    records = b"".join(struct.pack(">6H", 3, 1, 0x409, number, len(coded), 0) for number in (1, 6))
    return struct.pack(">HHH", 0, 2, 6 + len(records)) + records + coded


def _segments(glyphs: Glyphs) -> list[tuple[int, int]]:
    """The first and the last of code points that follow each other."""
    found: list[tuple[int, int]] = []
    for code in sorted(glyphs):
        if found and found[-1][1] == code - 1:
            found[-1] = found[-1][0], code
        else:
            found.append((code, code))
    return found


def _format_4(
    segments: Sequence[tuple[int, int]], deltas: Sequence[int], offsets: Sequence[int], listed: Sequence[int]
) -> bytes:
    count = len(segments) + 1
    starts, ends = zip(*segments, (0xFFFF, 0xFFFF), strict=True)
    fits = count.bit_length() - 1
    search = (2 << fits, fits, 2 * count - (2 << fits))
    body = struct.pack(f">4H{count}HH{3 * count}H", 2 * count, *search, *ends, 0, *starts, *deltas, 1, *offsets, 0)
    body += struct.pack(f">{len(listed)}H", *listed)
    return struct.pack(">HHH", 4, 6 + len(body), 0) + body


def _cmap(glyphs: Glyphs, tables: Sequence[CharacterTable]) -> bytes:
    directory, body = struct.pack(">HH", 0, len(tables)), b""
    for table in tables:
        at = 4 + 8 * len(tables) + len(body)
        directory += struct.pack(">HHL", table.platform, table.encoding, at)
        body += table.packed(glyphs)
    return directory + body


def _box(advance: int) -> bytes:
    """A glyph: four corners, each with a step in x and one in y from the one before, of 16 bits."""
    right, top = advance - 50, 700
    outline = struct.pack(">hhhhh", 1, 50, 0, right, top) + struct.pack(">HH4B", 3, 0, 1, 1, 1, 1)
    outline += struct.pack(">8h", 50, right - 50, 0, 50 - right, 0, 0, top, 0)
    return outline + bytes(-len(outline) % 4)


def _head(advance: int) -> bytes:
    bounds = (50, 0, advance - 50, 700)
    return struct.pack(">LLLLHH16x4hHHhhh", 0x10000, 0, 0, 0x5F0F3CF5, 3, _UNITS, *bounds, 0, 8, 2, 1, 0)


def _assembled(tables: Mapping[bytes, bytes], start: int) -> bytes:
    """The tables behind a directory of them; sums are 0, which readers of fonts do not mind."""
    fits = len(tables).bit_length() - 1
    search = (16 << fits, fits, 16 * len(tables) - (16 << fits))
    directory, body = struct.pack(">4sHHHH", b"\0\1\0\0", len(tables), *search), b""
    for tag, content in tables.items():
        at = start + 12 + 16 * len(tables) + len(body)
        directory += struct.pack(">4sLLL", tag, 0, at, len(content))
        body += content + bytes(-len(content) % 4)
    return directory + body
