"""Pages of TIFF files whatever their pixels are made of: drawn right, or refused in words; never black or as noise."""

from __future__ import annotations

import io
import math
import struct
import zlib
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image, ImageChops, ImageCms

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.inspection.examine import examine
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.tiff.assembly import written_anew
from faxdesk.documents.tiff.clean_copy import rewrite_tiff
from tests.documents.files import RawPage, pillow_tiff, put, raw_tiff
from tests.documents.tiff_samples import (
    BLACK_IS_ZERO,
    CMYK,
    FLOAT,
    HEIGHT,
    LAB,
    PALETTE,
    RGB,
    SIGNED,
    UNSIGNED,
    WHITE_IS_ZERO,
    WIDTH,
    YCBCR,
    Stored,
    page_of,
    tiff_of,
    truth,
    ways,
)

ORDERS: tuple[Literal["<", ">"], ...] = ("<", ">")
KINDS = [WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, CMYK, YCBCR, LAB]


def drawn(path: Path) -> Image.Image:
    """The page in grey, pixel by pixel."""
    with PageSource(path, DocumentType.TIFF) as source:
        image = source.raster(0, WIDTH, HEIGHT)
    return Image.frombytes(image.mode, (WIDTH, HEIGHT), image.data).convert("L")


def off(picture: Image.Image) -> float:
    """By how many grey levels a pixel differs from the picture at most."""
    _, high = ImageChops.difference(picture, truth()).getextrema()
    return float(high)  # type: ignore[arg-type]  # a single band has two numbers


@pytest.mark.parametrize("photometric", KINDS)
def test_every_way_to_store_a_picture_is_drawn_right_or_refused(tmp_path: Path, photometric: int) -> None:
    outcomes = Counter[bool]()
    for way in ways(photometric):
        path = put(tmp_path, "page.tif", tiff_of(way))
        try:
            examine(path)
            seen = drawn(path)
        except InputRefused:
            outcomes[False] += 1
            continue
        assert off(seen) <= way.steps / 2 + 4, way
        outcomes[True] += 1
    # What is refused is what is rare.
    assert outcomes[True] >= 5


@pytest.mark.parametrize(
    "way",
    [
        *[Stored(kind, bits) for kind in (WHITE_IS_ZERO, BLACK_IS_ZERO) for bits in (1, 2, 4, 8, 16)],
        *[Stored(kind, 32, FLOAT, order) for kind in (WHITE_IS_ZERO, BLACK_IS_ZERO) for order in ORDERS],
        Stored(BLACK_IS_ZERO, 12),
        Stored(BLACK_IS_ZERO, 32),
        Stored(BLACK_IS_ZERO, 16, order=">", deflated=True),
        *[Stored(RGB, bits, planar=planar) for bits in (8, 16) for planar in (1, 2)],
        *[Stored(RGB, 8, extra=[(kind, held)]) for kind, held in ((0, 0.0), (1, 1.0), (2, 1.0), (2, 0.0))],
        *[Stored(PALETTE, bits) for bits in (1, 2, 4, 8)],
        *[Stored(CMYK, bits, planar=planar) for bits in (8, 16) for planar in (1, 2)],
        Stored(YCBCR, 8),
        Stored(LAB, 8),
    ],
    ids=str,
)
def test_what_scanners_and_programs_write_is_read(tmp_path: Path, way: Stored) -> None:
    path = put(tmp_path, "page.tif", tiff_of(way))
    examine(path)
    assert off(drawn(path)) <= way.steps / 2 + 4


@pytest.mark.parametrize(
    "way",
    [
        Stored(BLACK_IS_ZERO, 16),
        Stored(WHITE_IS_ZERO, 32, FLOAT),
        Stored(RGB, 16, order=">"),
        Stored(RGB, 8, planar=2),
        Stored(RGB, 8, extra=[(2, 0.0)]),
        Stored(CMYK, 16),
        Stored(LAB, 8),
    ],
    ids=str,
)
def test_what_is_sent_of_a_rare_kind_is_what_was_shown(tmp_path: Path, way: Stored) -> None:
    path = put(tmp_path, "page.tif", tiff_of(way))
    assert examine(path).unusual
    copy = tmp_path / "copy.tif"
    assert rewrite_tiff(path, copy, "page.tif") == ()
    examined = examine(copy)
    assert (examined.unusual, examined.sizes) == (False, examine(path).sizes)
    assert ImageChops.difference(drawn(copy), drawn(path)).getbbox() is None
    # Read by its fields, as others do.
    with Image.open(copy) as image:
        assert image.mode in {"L", "RGB", "CMYK"}
        assert off(image.convert("L")) <= 4


@pytest.mark.parametrize(
    "content",
    [pillow_tiff(2), pillow_tiff([truth()], compression="jpeg"), tiff_of(Stored(RGB, 8)), tiff_of(Stored(CMYK, 8))],
)
def test_usual_pages_are_sent_untouched(tmp_path: Path, content: bytes) -> None:
    assert not examine(put(tmp_path, "page.tif", content)).unusual


# --------------------------------------------------------------------------------------------------- numbers


def floats(values: list[float], **more: list[int]) -> bytes:
    data = struct.pack(f"<{len(values)}f", *values)
    extra = [(int(tag.removeprefix("t")), 11, numbers) for tag, numbers in more.items()]
    fields = [(258, 3, [32]), (339, 3, [3]), (262, 3, [1]), *extra]
    return raw_tiff([RawPage(len(values), 1, data, fields=fields)])


def bits_of(value: float) -> int:
    (bits,) = struct.unpack("<L", struct.pack("<f", value))
    return int(bits)


@pytest.mark.parametrize("values", [[0.0, 255.0], [-3.0, 1.0], [0.5, math.nan], [0.0, math.inf]])
def test_numbers_of_which_nobody_knows_what_is_white_are_refused(tmp_path: Path, values: list[float]) -> None:
    with pytest.raises(InputRefused, match="FaxDesk cannot read"):
        examine(put(tmp_path, "page.tif", floats(values * 20)))


def test_the_file_may_say_which_number_is_white(tmp_path: Path) -> None:
    content = floats([0.0, 100.0, 200.0] * 20, t340=[bits_of(0.0)], t341=[bits_of(200.0)])
    path = put(tmp_path, "page.tif", content)
    examine(path)
    with PageSource(path, DocumentType.TIFF) as source:
        assert list(source.raster(0, 60, 1).data[:3]) == [0, 128, 255]


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (Stored(BLACK_IS_ZERO, 16, SIGNED), "signed numbers"),
        (Stored(BLACK_IS_ZERO, 64, UNSIGNED), "64 bits"),
        (Stored(BLACK_IS_ZERO, 64, FLOAT), "64 bits"),
    ],
)
def test_the_refusal_says_what_it_is_about_the_page(tmp_path: Path, way: Stored, words: str) -> None:
    with pytest.raises(InputRefused, match=f"Page 1 of the TIFF is of a kind that FaxDesk cannot read: {words}"):
        examine(put(tmp_path, "page.tif", tiff_of(way)))


def test_a_page_that_does_not_say_what_is_white_is_shown_as_libtiff_does_it(tmp_path: Path) -> None:
    page = page_of(Stored(BLACK_IS_ZERO, 8), [(262, 3, [])])
    path = put(tmp_path, "page.tif", raw_tiff([page]))
    examined = examine(path)
    assert [finding.code for finding in examined.findings] == ["polarity"]
    assert examined.unusual
    assert off(drawn(path)) <= 4


def test_a_palette_of_8_bits_is_no_black_page(tmp_path: Path) -> None:
    page = page_of(Stored(PALETTE, 8))
    fields = [
        (tag, kind, [level // 257 for level in values] if tag == 320 else values) for tag, kind, values in page.fields
    ]
    path = put(tmp_path, "page.tif", raw_tiff([RawPage(WIDTH, HEIGHT, page.data, fields=fields)]))
    assert off(drawn(path)) <= 4


@pytest.mark.parametrize(("kind", "held"), [(1, 0.5), (2, 0.5)])
def test_what_is_half_transparent_lies_on_white_paper(tmp_path: Path, kind: int, held: float) -> None:
    # Associated alpha has its colours multiplied with it already.
    black = bytes([0, 0, 0, round(held * 255)]) * (WIDTH * HEIGHT)
    fields = [(258, 3, [8] * 4), (262, 3, [2]), (277, 3, [4]), (338, 3, [kind])]
    path = put(tmp_path, "page.tif", raw_tiff([RawPage(WIDTH, HEIGHT, black, fields=fields)]))
    assert drawn(path).getextrema() == (127, 127)


def test_an_empty_alpha_channel_is_no_alpha_and_said_so(tmp_path: Path) -> None:
    path = put(tmp_path, "page.tif", tiff_of(Stored(RGB, 8, extra=[(2, 0.0)])))
    assert [finding.code for finding in examine(path).findings] == ["alpha"]
    assert off(drawn(path)) <= 4


def linear_profile() -> bytes:
    """A profile of grey whose brightness is that of light: the middle of the numbers is a light grey."""
    tags = {
        b"desc": b"desc\0\0\0\0\0\0\0\7linear\0" + bytes(78),
        b"wtpt": b"XYZ \0\0\0\0" + struct.pack(">3l", 63190, 65536, 54061),
        b"kTRC": b"curv\0\0\0\0\0\0\0\0",
    }
    table, data, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        padded = value + bytes(-len(value) % 4)
        table += name + struct.pack(">LL", at + len(data), len(value))
        data += padded
    head = struct.pack(">L4sL4s4s4s", at + len(data), b"lcms", 0x02100000, b"mntr", b"GRAY", b"XYZ ")
    head = head.ljust(36, b"\0") + b"acsp"
    head = head.ljust(68, b"\0") + struct.pack(">3l", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">L", len(tags)) + table + data


def test_colours_are_those_of_the_profile(tmp_path: Path) -> None:
    profile = linear_profile()
    ImageCms.ImageCmsProfile(io.BytesIO(profile))
    content = pillow_tiff([Image.new("L", (WIDTH, HEIGHT), 128)], compression=None, icc_profile=profile)
    low, high = drawn(put(tmp_path, "page.tif", content)).getextrema()
    assert 180 <= low <= high <= 195  # type: ignore[operator]  # a single band has two numbers


def test_the_old_jpeg_of_tiff_is_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    truth().convert("RGB").save(out, "JPEG", quality=98, subsampling=0)
    data = out.getvalue()
    fields = [
        (258, 3, [8] * 3), (259, 3, [6]), (262, 3, [6]), (277, 3, [3]), (513, 4, [8]), (514, 4, [len(data)]),
        (530, 3, [1, 1]),
    ]  # fmt: skip
    path = put(tmp_path, "page.tif", raw_tiff([RawPage(WIDTH, HEIGHT, data, fields=fields)]))
    assert examine(path).unusual
    assert off(drawn(path)) <= 40


def test_numbers_that_are_differences_are_read(tmp_path: Path) -> None:
    rows = [truth().tobytes()[at : at + WIDTH] for at in range(0, WIDTH * HEIGHT, WIDTH)]
    data = b"".join(bytes([row[0], *((b - a) % 256 for a, b in pairwise(row))]) for row in rows)
    fields = [(258, 3, [8]), (259, 3, [8]), (317, 3, [2])]
    path = put(tmp_path, "page.tif", raw_tiff([RawPage(WIDTH, HEIGHT, zlib.compress(data), fields=fields)]))
    assert off(drawn(path)) == 0


# ------------------------------------------------------------------------------------------- fewer bits than room

GREATEST = 281


def of_fewer_bits(bits: int, told: int | None, kind: int = BLACK_IS_ZERO, order: Literal["<", ">"] = "<") -> bytes:
    """The picture with numbers of so many bits in 16 of room, and what the file tells as the greatest of them."""
    most, samples = (1 << bits) - 1, 3 if kind == RGB else 1
    levels = truth().tobytes()
    values = [round((255 - level if kind == WHITE_IS_ZERO else level) / 255 * most) for level in levels]
    data = b"".join(struct.pack(f"{order}H", value) * samples for value in values)
    page = page_of(Stored(kind, 16, order=order), [] if told is None else [(GREATEST, 3, [told] * samples)])
    return raw_tiff([replace(page, data=data)], order=order)


@pytest.mark.parametrize(("kind", "order"), [(WHITE_IS_ZERO, "<"), (BLACK_IS_ZERO, "<"), (BLACK_IS_ZERO, ">")])
@pytest.mark.parametrize("bits", [8, 9, 10, 12, 13, 14, 15])
def test_numbers_of_fewer_bits_than_their_room_are_as_bright_as_the_file_tells(
    tmp_path: Path, bits: int, kind: int, order: Literal["<", ">"]
) -> None:
    path = put(tmp_path, "scan.tif", of_fewer_bits(bits, (1 << bits) - 1, kind, order))
    assert off(drawn(path)) <= 2
    assert "white" not in {one.code for one in examine(path).findings}


@pytest.mark.parametrize("told", [None, 0, 100, 4000, 5000])
def test_what_white_is_has_to_be_guessed_where_the_file_tells_nothing_of_use(tmp_path: Path, told: int | None) -> None:
    path = put(tmp_path, "scan.tif", of_fewer_bits(12, told))
    assert off(drawn(path)) <= 2
    (found,) = [one for one in examine(path).findings if one.code == "white"]
    assert found.text.startswith("The file does not say how bright white is on this page: Page 1.")


@pytest.mark.parametrize("told", [None, 1, 4095, 60_000, 65_535])
def test_the_whole_room_is_used_where_the_picture_uses_it(tmp_path: Path, told: int | None) -> None:
    path = put(tmp_path, "scan.tif", of_fewer_bits(16, told))
    assert off(drawn(path)) <= 2
    assert "white" not in {one.code for one in examine(path).findings}


def test_a_black_page_stays_black(tmp_path: Path) -> None:
    page = page_of(Stored(BLACK_IS_ZERO, 16))
    path = put(tmp_path, "black.tif", raw_tiff([replace(page, data=bytes(2 * WIDTH * HEIGHT))]))
    assert drawn(path).getextrema() == (0, 0)


def test_what_cannot_be_made_lighter_is_refused_where_the_file_tells_that_it_is_too_dark(tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        examine(put(tmp_path, "scan.tif", of_fewer_bits(12, 4095, RGB)))
    assert examine(put(tmp_path, "night.tif", of_fewer_bits(12, None, RGB))).pages == 1
    assert off(drawn(put(tmp_path, "full.tif", of_fewer_bits(16, 65_535, RGB)))) <= 2
    levels = b"".join(struct.pack("<L", level << 12) for level in truth().tobytes())
    page = replace(page_of(Stored(BLACK_IS_ZERO, 32)), data=levels)
    with pytest.raises(InputRefused):
        examine(put(tmp_path, "sums.tif", raw_tiff([page])))


def test_fields_that_cannot_be_written_do_not_keep_a_page_from_being_copied() -> None:
    # The name of a program as a number.
    fields = [(258, 3, [8, 8, 8]), (262, 3, [2]), (277, 3, [3]), (305, 3, [0])]
    with Image.open(io.BytesIO(raw_tiff([RawPage(8, 8, bytes(192), fields=fields)]))) as picture:
        page = written_anew(picture, (204, 196))
    assert page.fields[256][1] == (8,)
