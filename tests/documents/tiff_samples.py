"""One grey picture, stored in a TIFF in every way that TIFF 6.0 and its supplements have for it."""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageDraw

from tests.documents.files import Field, RawPage, raw_tiff

WIDTH, HEIGHT = 64, 40
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, CMYK, YCBCR, LAB = 0, 1, 2, 3, 5, 6, 8
UNSIGNED, SIGNED, FLOAT, COMPLEX = 1, 2, 3, 6
_COLOURS = {RGB: 3, CMYK: 4, YCBCR: 3, LAB: 3}
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_SHORT = frozenset({258, 259, 262, 266, 277, 284, 317, 338, 339})


def truth() -> Image.Image:
    """The picture as it is seen: a ramp from black to white on the left, black and white squares on the right."""
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(picture)
    for column in range(32):
        draw.line((column, 0, column, HEIGHT), fill=column * 255 // 31)
    draw.rectangle((40, 4, 55, 19), fill=0)
    draw.rectangle((44, 26, 59, 33), fill=128)
    return picture


@dataclass(frozen=True)
class Stored:
    """A way to store the picture. `extra` are further samples of each pixel, with what each holds from 0 to 1."""

    photometric: int
    bits: int
    format: int = UNSIGNED
    order: Literal["<", ">"] = "<"
    planar: int = 1
    fill: int = 1
    extra: Sequence[tuple[int, float]] = ()
    tiled: bool = False
    deflated: bool = False

    @property
    def samples(self) -> int:
        """Samples of each pixel."""
        return _COLOURS.get(self.photometric, 1) + len(self.extra)

    @property
    def steps(self) -> float:
        """Grey levels, 0 to 255, between two values that can be stored."""
        return 255 / ((1 << min(self.bits, 8)) - 1)


def ways(photometric: int) -> Iterator[Stored]:
    """Every combination that makes sense; of those that do not depend on each other, some."""
    extras: tuple[Sequence[tuple[int, float]], ...] = ((), ((0, 0.3),), ((1, 1.0),), ((2, 1.0),), ((2, 0.0),))
    orders: tuple[Literal["<", ">"], ...] = ("<", ">")
    for (form, bits), order, planar, fill, extra, packing in itertools.product(
        _samples(), orders, (1, 2), (1, 2), extras, ("", "tiles", "deflate")
    ):
        way = Stored(photometric, bits, form, order, planar, fill, extra, packing == "tiles", packing == "deflate")
        is_rare = fill == 2, bool(extra), bool(packing), order == ">" and bits <= 8
        if (
            (planar == 1 or way.samples > 1)
            and (photometric != PALETTE or (form == UNSIGNED and bits <= 8))
            and sum(is_rare) <= (2 if bits == 8 else 1)
        ):
            yield way


def _samples() -> Iterator[tuple[int, int]]:
    yield from ((UNSIGNED, bits) for bits in (1, 2, 4, 8, 12, 16, 24, 32, 64))
    yield from ((SIGNED, bits) for bits in (8, 16, 32, 64))
    yield from ((FLOAT, bits) for bits in (16, 32, 64))
    yield from ((COMPLEX, bits) for bits in (64, 128))


def tiff_of(way: Stored) -> bytes:
    """The TIFF file."""
    return raw_tiff([page_of(way)], order=way.order)


def page_of(way: Stored, more: Sequence[Field] = ()) -> RawPage:
    """The page of the TIFF file, with `more` fields."""
    palette = _palette(way.bits) if way.photometric == PALETTE else []
    by_level = {level: _pixel(way, level / 255, palette) for level in set(truth().tobytes())}
    pixels = [by_level[level] for level in truth().tobytes()]
    rows = [pixels[at : at + WIDTH] for at in range(0, len(pixels), WIDTH)]
    if way.planar == 1:
        parts = [_packed(way, [list(itertools.chain(*row)) for row in rows])]
    else:
        parts = [_packed(way, [[pixel[one] for pixel in row] for row in rows]) for one in range(way.samples)]
    if way.fill == 2:
        parts = [part.translate(_REVERSED) for part in parts]
    if way.deflated:
        parts = [zlib.compress(part) for part in parts]
    return RawPage(WIDTH, HEIGHT, b"".join(parts), fields=[*_fields(way, parts, palette), *more])


def _palette(bits: int) -> list[int]:
    """The numbers of the grey levels, from black to white, in no order."""
    count = 2**bits
    return [(place * 5 + 3) % count for place in range(count)]


def _fields(way: Stored, parts: Sequence[bytes], palette: Sequence[int]) -> Iterator[Field]:
    starts = list(itertools.accumulate((len(part) for part in parts[:-1]), initial=8))
    sizes = [len(part) for part in parts]
    values: dict[int, Sequence[int]] = {
        258: [way.bits] * way.samples,
        259: [8 if way.deflated else 1],
        262: [way.photometric],
        266: [way.fill],
        277: [way.samples],
        284: [way.planar],
        339: [way.format] * way.samples,
    }
    if way.tiled:
        # One tile, as high as the picture filled up to a multiple of 16.
        values |= {273: [], 278: [], 279: [], 322: [WIDTH], 323: [_tile_height()], 324: starts, 325: sizes}
    else:
        values |= {273: starts, 279: sizes}
    if way.extra:
        values[338] = [kind for kind, _ in way.extra]
    if way.photometric == PALETTE:
        places = {place: at for at, place in enumerate(palette)}
        levels = [round(places[at] * 65535 / (len(palette) - 1)) for at in range(len(palette))]
        values[320] = levels * 3
    if way.photometric == YCBCR:
        values[530] = [1, 1]
    for number, entry in values.items():
        kind = 3 if number in _SHORT | {320, 530} else 4
        yield number, kind, entry


def _tile_height() -> int:
    return -(-HEIGHT // 16) * 16


def _pixel(way: Stored, value: float, palette: Sequence[int]) -> list[float]:
    """The samples of a pixel of the picture, each from 0 to 1, or an index."""
    match way.photometric:
        case 0:
            samples = [1 - value]
        case 2:
            samples = [value] * 3
        case 3:
            samples = [palette[round(value * (len(palette) - 1))] / max(1, len(palette) - 1)]
        case 5:
            samples = [0.0, 0.0, 0.0, 1 - value]
        case 6:
            samples = [value, 128 / 255, 128 / 255]
        case 8:
            samples = [_lightness(value), 0.0, 0.0]
        case _:
            samples = [value]
    return [*samples, *(held for _, held in way.extra)]


def _lightness(value: float) -> float:
    linear = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    return (116 * linear ** (1 / 3) - 16) / 100 if linear > 0.008856 else 9.033 * linear


def _packed(way: Stored, rows: Sequence[Sequence[float]]) -> bytes:
    filled = [*rows, *[[0.0] * len(rows[0])] * (_tile_height() - HEIGHT if way.tiled else 0)]
    # Most rows are alike.
    known: dict[tuple[float, ...], bytes] = {}
    return b"".join(known.get(key) or known.setdefault(key, _row(way, key)) for key in map(tuple, filled))


def _row(way: Stored, row: Sequence[float]) -> bytes:
    if way.format in {FLOAT, COMPLEX}:
        letter = {16: "e", 32: "f", 64: "d"}[way.bits // (2 if way.format == COMPLEX else 1)]
        values = [part for value in row for part in ((value, 0.0) if way.format == COMPLEX else (value,))]
        return struct.pack(f"{way.order}{len(values)}{letter}", *values)
    most = 2**way.bits - 1
    whole = [round(value * most) - ((most + 1) // 2 if way.format == SIGNED else 0) for value in row]
    if way.bits % 8 == 0:
        order: Literal["little", "big"] = "little" if way.order == "<" else "big"
        return b"".join((value & most).to_bytes(way.bits // 8, order) for value in whole)
    bits = "".join(f"{value:0{way.bits}b}" for value in whole)
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
