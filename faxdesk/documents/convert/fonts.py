"""The fonts of this computer, for text files: which there are, and which characters each of them has."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

_EVEN = (
    "DejaVuSansMono.ttf", "NotoSansMono-Regular.ttf", "LiberationMono-Regular.ttf", "consola.ttf", "Menlo.ttc",
    "cour.ttf", "Courier New.ttf", "UbuntuMono-R.ttf", "FreeMono.ttf",
)  # fmt: skip
"""File names of fonts with TrueType outlines whose letters have one width, the best first."""
_OTHERS = (
    "DejaVuSans.ttf", "NotoSans-Regular.ttf", "arial.ttf", "Arial.ttf", "segoeui.ttf", "seguisym.ttf",
    "Arial Unicode.ttf", "msgothic.ttc", "simsun.ttc", "malgun.ttf", "wqy-zenhei.ttc", "wqy-microhei.ttc",
    "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "NanumGothic.ttf", "fonts-japanese-gothic.ttf", "ipag.ttf",
    "TakaoGothic.ttf", "NotoSansThai-Regular.ttf", "NotoSansGeorgian-Regular.ttf", "NotoSansArmenian-Regular.ttf",
    "unifont.ttf",
)  # fmt: skip
"""The same of fonts that have other scripts and signs."""
_WANTED = (*_EVEN, *_OTHERS)
_MOST_BYTES = 60_000_000
_COLLECTION = b"ttcf"
_TRUETYPE = (b"\0\1\0\0", b"true")
_UNICODE_TABLES = {(3, 10), (0, 4), (0, 6), (3, 1), (0, 3), (0, 1), (0, 0)}
"""Platform and encoding of the character tables that speak Unicode (OpenType, cmap)."""


@dataclass(frozen=True)
class Font:
    """A TrueType font. `data` is one font by itself, also where its file has several."""

    name: str
    data: bytes

    @property
    def even(self) -> bool:
        """True where all letters have one width."""
        return self.name in _EVEN

    @cached_property
    def glyphs(self) -> dict[int, int]:
        """The number of the glyph of each code point that it has; none where its table makes no sense."""
        try:
            return dict(_glyphs(self.data))
        except (struct.error, ValueError):
            return {}

    @cached_property
    def characters(self) -> frozenset[int]:
        """The code points that it has a glyph for."""
        return frozenset(self.glyphs)


def fonts() -> Iterator[Font]:
    """Yield the fonts of this computer that suit plain text, the best first. Each is read when it is asked for."""
    there = _files()
    for name in _WANTED:
        path = there.get(name.lower())
        if path is not None and (font := _read(path)) is not None:
            yield font


def folders() -> tuple[Path, ...]:
    """Return where this operating system keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        windows, local = os.environ.get("WINDIR", r"C:\Windows"), os.environ.get("LOCALAPPDATA", str(home))
        return Path(windows) / "Fonts", Path(local) / "Microsoft" / "Windows" / "Fonts"
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"
    return Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local" / "share" / "fonts"


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    wanted = {name.lower() for name in _WANTED}
    found: dict[str, Path] = {}
    for folder in folders():
        for place, _, names in os.walk(folder):
            for name in names:
                if name.lower() in wanted:
                    found.setdefault(name.lower(), Path(place) / name)
    return found


@lru_cache(maxsize=len(_WANTED))
def _read(path: Path) -> Font | None:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        data = path.read_bytes()
        if data.startswith(_COLLECTION):
            data = _first_of(data)
    except (OSError, struct.error):
        return None
    return Font(path.name, data) if data.startswith(_TRUETYPE) else None


def _first_of(data: bytes) -> bytes:
    """Return the first font of a collection, whose tables may be anywhere in it."""
    (start,) = struct.unpack_from(">L", data, 12)
    head = data[start : start + 12]
    (count,) = struct.unpack_from(">H", head, 4)
    tables = [struct.unpack_from(">4sLLL", data, start + 12 + 16 * number) for number in range(count)]
    directory, body = bytearray(head), bytearray()
    for tag, checksum, offset, length in tables:
        directory += struct.pack(">4sLLL", tag, checksum, 12 + 16 * count + len(body), length)
        body += data[offset : offset + length] + bytes(-length % 4)
    return bytes(directory + body)


def _glyphs(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield code points and their glyphs from the character tables of a font (OpenType, cmap, formats 4 and 12)."""
    start = _table(data, b"cmap")
    (count,) = struct.unpack_from(">H", data, start + 2)
    for number in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", data, start + 4 + 8 * number)
        if (platform, encoding) not in _UNICODE_TABLES:
            continue
        (form,) = struct.unpack_from(">H", data, start + offset)
        if form == 4:
            yield from _format_4(data, start + offset)
        elif form == 12:
            yield from _format_12(data, start + offset)


def _table(data: bytes, wanted: bytes) -> int:
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        if tag == wanted:
            return int(offset)
    raise ValueError("no such table")


def _format_4(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Segments with an end, a start, a delta, and an offset to glyphs of their own."""
    (double,) = struct.unpack_from(">H", data, at + 6)
    count = double // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", data, at + 14 + part * double + (2 if part else 0)) for part in range(4)
    )
    for number, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        if start > end or start == 0xFFFF:
            continue
        if not offset:
            found = ((code, (code + delta) & 0xFFFF) for code in range(start, end + 1))
        else:
            listed = struct.unpack_from(f">{end - start + 1}H", data, at + 16 + 3 * double + 2 * number + offset)
            found = ((code, (glyph + delta) & 0xFFFF) for code, glyph in enumerate(listed, start) if glyph)
        yield from ((code, glyph) for code, glyph in found if glyph)


def _format_12(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">L", data, at + 12)
    for number in range(min(count, 0x10FFFF)):
        start, end, glyph = struct.unpack_from(">LLL", data, at + 16 + 12 * number)
        yield from ((code, glyph + code - start) for code in range(start, min(end, 0x10FFFF) + 1))
