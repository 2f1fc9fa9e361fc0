"""Pictures as they are meant: their proportions, colours and transparent parts, and all of their height."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, features

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.common.paper import A4, FAX_WIDTH, PageSize
from faxdesk.documents.convert.image_to_pdf import MARGIN, picture_to_pdf
from faxdesk.documents.convert.picture_reading import read_picture
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.intake.intake import Intake, Taken
from tests.documents.convert.test_image_to_pdf import photo
from tests.documents.files import put
from tests.documents.incoming import codes
from tests.documents.tiff.test_samples import linear_profile

FAX = (1728, 1143)


def standard_fax() -> Image.Image:
    """A fax page of 204 x 98 dots per inch with a square of 4 inches."""
    page = Image.new("L", FAX, 255)
    ImageDraw.Draw(page).rectangle((200, 200, 200 + 4 * 204 - 1, 200 + 4 * 98 - 1), fill=0)
    return page


def encoded(image: Image.Image, kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def exif(across: int, down: int, unit: int = 2) -> Image.Exif:
    fields = Image.Exif()
    fields[282], fields[283], fields[296] = float(across), float(down), unit
    return fields


def png(across: int, down: int, unit: int) -> bytes:
    """A PNG whose pHYs says so."""
    content = encoded(standard_fax(), "PNG")
    body = b"pHYs" + struct.pack(">LLB", across, down, unit)
    chunk = struct.pack(">L", 9) + body + struct.pack(">L", zlib.crc32(body))
    # Behind the first chunk.
    return content[:33] + chunk + content[33:]


def jfif(across: int, down: int, unit: int) -> bytes:
    content = bytearray(encoded(standard_fax(), "JPEG", quality=95))
    content[13:18] = struct.pack(">BHH", unit, across, down)
    return bytes(content)


def gif(number: int) -> bytes:
    content = bytearray(encoded(standard_fax(), "GIF"))
    content[12] = number
    return bytes(content)


def pages_of(content: bytes, folder: Path, paper: PageSize = A4) -> list[Image.Image]:
    """The pages, at 72 dots per inch, in grey."""
    out = folder / "pages.pdf"
    picture_to_pdf(put(folder, "picture", content), out, paper, "picture")
    pages = []
    with PageSource(out, DocumentType.PDF) as source:
        for page, size in enumerate(source.sizes):
            image = source.render(page, round(size.width))
            pages.append(Image.frombytes(image.mode, (image.width, image.height), image.data).convert("L"))
    return pages


def ink(page: Image.Image) -> tuple[int, int, int, int]:
    box = page.point([255 if level < 100 else 0 for level in range(256)]).getbbox()
    assert box is not None
    return box


# ----------------------------------------------------------------------------------------------------- proportions


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda: png(8031, 3858, 1), id="png"),
        pytest.param(lambda: png(204, 98, 0), id="png, proportion only"),
        pytest.param(lambda: encoded(standard_fax(), "BMP", dpi=(204, 98)), id="bmp"),
        pytest.param(lambda: jfif(204, 98, 1), id="jfif"),
        pytest.param(lambda: jfif(80, 39, 2), id="jfif, centimetres"),
        pytest.param(lambda: jfif(2, 1, 0), id="jfif, proportion only"),
        pytest.param(lambda: encoded(standard_fax(), "JPEG", exif=exif(204, 98)), id="exif of jpeg"),
        pytest.param(lambda: encoded(standard_fax(), "JPEG", exif=exif(80, 39, 3)), id="exif, centimetres"),
        pytest.param(lambda: encoded(standard_fax(), "PNG", exif=exif(204, 98)), id="exif of png"),
        pytest.param(lambda: encoded(standard_fax(), "WEBP", lossless=True, exif=exif(204, 98)), id="exif of webp"),
        pytest.param(lambda: gif(16), id="gif"),
    ],
)
def test_a_standard_fax_is_as_high_as_it_was(tmp_path: Path, content: Callable[[], bytes]) -> None:
    (page,) = pages_of(content(), tmp_path)
    assert page.width < page.height
    left, top, right, bottom = ink(page)
    assert (bottom - top) / (right - left) == pytest.approx(1, abs=0.06)


@pytest.mark.parametrize(("across", "down"), [(204, 391), (100, 204), (203, 98), (204, 96), (200, 100)])
def test_other_pairs_are_believed_as_well(tmp_path: Path, across: int, down: int) -> None:
    page = Image.new("L", (6 * across, 7 * down), 255)
    ImageDraw.Draw(page).rectangle((across, down, 4 * across - 1, 4 * down - 1), fill=0)
    (seen,) = pages_of(encoded(page, "BMP", dpi=(across, down)), tmp_path)
    left, top, right, bottom = ink(seen)
    assert (right - left, bottom - top) == pytest.approx((216, 216), abs=4)


@pytest.mark.parametrize(("dots", "unit"), [(300, 2), (118, 3)])
def test_the_unit_of_the_density_counts(tmp_path: Path, dots: int, unit: int) -> None:
    page = Image.new("L", (1200, 1500), 0)
    (seen,) = pages_of(encoded(page, "JPEG", exif=exif(dots, dots, unit)), tmp_path)
    left, _, right, _ = ink(seen)
    assert right - left == pytest.approx(4 * 72, abs=2)


def test_a_fax_fills_the_paper_from_edge_to_edge(tmp_path: Path) -> None:
    (page,) = pages_of(png(8031, 3858, 1), tmp_path)
    left, _, right, _ = ink(page)
    assert right - left == pytest.approx(4 * 72 * A4.width / FAX_WIDTH, abs=2)


def test_a_photo_of_a_camera_keeps_its_proportions(tmp_path: Path) -> None:
    for more in ({}, {"dpi": (72, 72)}, {"dpi": (96, 96)}):
        picture = read_picture(put(tmp_path, "a.jpg", encoded(photo(), "JPEG", **more)), "a.jpg")
        assert (picture.density, picture.ratio) == ((0.0, 0.0), 1.0)


# ------------------------------------------------------------------------------------------------------ long ones


def conversation(width: int = 1080, height: int = 14_000) -> Image.Image:
    """A window that was scrolled: a message every 72 pixels."""
    picture = Image.new("L", (width, height), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(36)
    for number in range(height // 72):
        draw.text((20, 10 + 72 * number), f"{number:03} Hello, this is what I said", fill=0, font=font)
    return picture


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_scrolled_window_becomes_pages_as_wide_as_the_paper(intake: Intake, files: Path, kind: str) -> None:
    taken = intake.one(put(files, "chat", encoded(conversation(), kind)))
    assert taken.document.pages == 10
    (finding,) = (one for one in taken.document.findings if one.code == "cut_into_pages")
    assert finding.text.startswith("The picture is much longer than paper, and cut into 10 pages.")
    assert finding.pages == tuple(range(1, 11))


def test_no_message_of_it_is_lost_or_cut(tmp_path: Path) -> None:
    picture = conversation(height=6000)
    pages = pages_of(encoded(picture, "PNG"), tmp_path)
    rows = 0
    for page in pages:
        profile = page.resize((1, page.height), Image.Resampling.BOX).tobytes()
        rows += sum(one > 253 >= next_ for one, next_ in pairwise(profile))
        left, top, _, bottom = ink(page)
        assert left >= MARGIN
        assert MARGIN <= top < bottom <= A4.height - MARGIN + 1
    assert rows == 6000 // 72


def test_the_screen_of_a_phone_stays_on_one_page(tmp_path: Path) -> None:
    for size in ((1080, 2340), (1290, 2796), (1440, 3200), (800, 600), (1000, 1500)):
        assert len(pages_of(encoded(photo(size), "PNG"), tmp_path)) == 1


def test_a_long_picture_is_cut_the_way_it_is_read(tmp_path: Path) -> None:
    turned = exif(72, 72)
    turned[274] = 6
    across = conversation(height=6000).transpose(Image.Transpose.ROTATE_90)
    upright = pages_of(encoded(conversation(height=6000), "PNG"), tmp_path)
    pages = pages_of(encoded(across, "PNG", exif=turned), tmp_path)
    assert [ImageChops.difference(one, other).getbbox() for one, other in zip(upright, pages, strict=True)] == [
        None
    ] * len(upright)


def test_a_long_scan_keeps_its_size(tmp_path: Path) -> None:
    strip = conversation(600, 12_000)
    pages = pages_of(encoded(strip, "PNG", dpi=(200, 200)), tmp_path)
    assert len(pages) == 6
    left, _, right, _ = ink(pages[0])
    assert (left + right) / 2 < A4.width / 2 + 216 / 2
    assert left >= (A4.width - 216) / 2


def test_long_pictures_among_others_keep_their_findings_apart(intake: Intake, files: Path) -> None:
    paths = [
        put(files, "1.png", encoded(photo((90, 120)), "PNG")),
        put(files, "2.png", encoded(conversation(height=4000), "PNG")),
        put(files, "3.gif", encoded(photo((90, 120)), "GIF", save_all=True, append_images=[photo((90, 120), "L")])),
    ]
    (taken,) = intake.take(paths, join_pictures=True)
    assert isinstance(taken, Taken)
    assert taken.document.pages == 5
    assert [(one.code, one.pages) for one in taken.document.findings] == [
        ("cut_into_pages", (2, 3, 4)),
        ("first_frame", (5,)),
    ]


def test_a_panorama_is_told_of(intake: Intake, files: Path) -> None:
    taken = intake.one(put(files, "wide.png", encoded(photo((6000, 1000)), "PNG")))
    assert codes(taken) == ["wide_picture"]


# -------------------------------------------------------------------------------------------------- transparency


def clipboard() -> Image.Image:
    image = photo((90, 120)).convert("RGBA")
    image.putalpha(0)
    return image


@pytest.mark.parametrize("kind", ["PNG", "BMP", "WEBP"])
def test_an_empty_alpha_channel_is_no_alpha(tmp_path: Path, kind: str) -> None:
    more = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    content = bmp_v5() if kind == "BMP" else encoded(clipboard(), kind, **more)
    picture = read_picture(put(tmp_path, "a", content), "a")
    assert [one.code for one in picture.findings] == ["alpha"]
    assert ImageChops.difference(picture.image, photo((90, 120))).getbbox() is None


def bmp_v5() -> bytes:
    """What Windows puts on the clipboard: 32 bits with masks, and nothing in the bits of the alpha."""
    image = photo((90, 120)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    data = image.tobytes("raw", "BGRX")
    head = struct.pack("<LllHHLLllLL", 124, 90, 120, 1, 32, 3, len(data), 3780, 3780, 0, 0)
    head += struct.pack("<4L", 0xFF0000, 0xFF00, 0xFF, 0xFF000000) + b"BGRs"
    head = head.ljust(124, b"\0")
    return b"BM" + struct.pack("<LHHL", 138 + len(data), 0, 0, 138) + head + data


def test_grey_with_an_empty_alpha_channel_is_seen(tmp_path: Path) -> None:
    image = photo((90, 120), "L").convert("LA")
    image.putalpha(0)
    picture = read_picture(put(tmp_path, "a.png", encoded(image, "PNG")), "a.png")
    assert ImageChops.difference(picture.image, photo((90, 120), "L")).getbbox() is None


def test_a_palette_of_nothing_but_transparent_colours_is_seen(tmp_path: Path) -> None:
    image = photo((90, 120)).quantize(16)
    content = encoded(image, "PNG", transparency=bytes(16))
    picture = read_picture(put(tmp_path, "a.png", content), "a.png")
    assert [one.code for one in picture.findings] == ["alpha"]
    assert ImageChops.difference(picture.image, image.convert("RGB")).getbbox() is None


def test_a_picture_that_is_partly_transparent_lies_on_white(tmp_path: Path) -> None:
    image = photo((90, 120)).convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 45, 120))
    picture = read_picture(put(tmp_path, "a.png", encoded(image, "PNG")), "a.png")
    assert picture.findings == ()
    assert picture.image.crop((0, 0, 45, 120)).getextrema() == ((255, 255),) * 3


def test_the_transparent_grey_of_16_bits_is_white(tmp_path: Path) -> None:
    rows = struct.pack("<90H", *[30_000] * 45, *[1000] * 45) * 120
    image = Image.frombytes("I;16", (90, 120), rows)
    content = encoded(image, "PNG", transparency=1000)
    picture = read_picture(put(tmp_path, "a.png", content), "a.png")
    assert [picture.image.getpixel((x, 5)) for x in (5, 80)] == [117, 255]


# --------------------------------------------------------------------------------------------------------- colours


def test_a_picture_is_as_bright_as_its_profile_says(tmp_path: Path) -> None:
    middle = Image.new("L", (90, 120), 128)
    for kind in ("PNG", "JPEG"):
        picture = read_picture(put(tmp_path, "a", encoded(middle, kind, icc_profile=linear_profile())), "a")
        assert picture.image.getpixel((5, 5)) == pytest.approx(188, abs=6)
        assert picture.jpeg is None


@pytest.mark.parametrize("profile", [b"", b"no profile", linear_profile()[:200], bytes(500)])
def test_a_damaged_profile_is_left_alone(tmp_path: Path, profile: bytes) -> None:
    content = encoded(Image.new("L", (90, 120), 128), "PNG", icc_profile=profile)
    assert read_picture(put(tmp_path, "a.png", content), "a.png").image.getextrema() == (128, 128)


@pytest.mark.parametrize(("gamma", "level"), [(45_455, 128), (100_000, 186), (0, 128)])
def test_a_png_for_another_screen_is_as_bright_as_there(tmp_path: Path, gamma: int, level: int) -> None:
    content = encoded(Image.new("L", (90, 120), 128), "PNG")
    body = b"gAMA" + struct.pack(">L", gamma)
    chunk = struct.pack(">L", 4) + body + struct.pack(">L", zlib.crc32(body))
    path = put(tmp_path, "a.png", content[:33] + chunk + content[33:])
    assert read_picture(path, "a.png").image.getpixel((5, 5)) == pytest.approx(level, abs=1)


@pytest.mark.parametrize("kind", ["RGB", "L", "RGBA", "LA"])
def test_jpeg_2000_is_read(intake: Intake, files: Path, kind: str) -> None:
    if not features.check("jpg_2000"):
        pytest.skip("this Pillow has no such decoder")
    taken = intake.one(put(files, "scan.jp2", encoded(photo((90, 120)).convert(kind), "JPEG2000")))
    assert (taken.kind, taken.document.pages) == ("jp2", 1)


# ------------------------------------------------------------------------------------------------------ cut off


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("missing", [1, 2])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_without_its_end_mark_is_read_and_said_so(
    intake: Intake, files: Path, mode: str, missing: int, progressive: bool
) -> None:
    whole = encoded(photo((300, 400)).convert(mode), "JPEG", progressive=progressive)
    path = put(files, "scan.jpg", whole[:-missing])
    assert codes(intake.one(path)) == ["no_end_mark"]
    complete = read_picture(put(files, "whole.jpg", whole), "whole.jpg")
    assert ImageChops.difference(read_picture(path, "scan.jpg").image, complete.image).getbbox() is None


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_jpeg_that_stops_in_the_middle_is_refused(tmp_path: Path, share: float, progressive: bool) -> None:
    whole = encoded(photo((300, 400)), "JPEG", progressive=progressive)
    path = put(tmp_path, "scan.jpg", whole[: int(len(whole) * share)])
    with pytest.raises(InputRefused, match="damaged or not complete"):
        read_picture(path, "scan.jpg")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "BMP", "GIF"])
def test_other_pictures_that_stop_in_the_middle_are_refused(tmp_path: Path, kind: str) -> None:
    whole = encoded(photo((300, 400)), kind)
    with pytest.raises(InputRefused, match="damaged or not complete"):
        read_picture(put(tmp_path, "a", whole[: len(whole) // 2]), "a")


def test_a_png_without_its_last_chunk_is_complete(tmp_path: Path) -> None:
    whole = encoded(photo((90, 120)), "PNG")
    picture = read_picture(put(tmp_path, "a.png", whole[:-12]), "a.png")
    assert ImageChops.difference(picture.image, photo((90, 120))).getbbox() is None


def window(letters: int) -> Image.Image:
    """A window of a computer, twice as high as wide, with letters of so many pixels."""
    picture = Image.new("L", (1280, 2600), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(letters)
    for top in range(20, 2560, letters * 2):
        draw.text((20, top), "The quick brown fox jumps over the lazy dog, gladly. " * 3, fill=0, font=font)
    return picture


def test_where_the_letters_would_be_too_small_the_picture_is_cut(tmp_path: Path) -> None:
    assert len(pages_of(encoded(window(14), "PNG"), tmp_path)) == 2
    assert len(pages_of(encoded(window(44), "PNG"), tmp_path)) == 1


@pytest.mark.parametrize("kind", ["P1", "P2", "P3", "P4", "P5", "P6"])
def test_pixels_written_as_numbers_are_no_text(intake: Intake, files: Path, kind: str) -> None:
    bands = {"P1": 1, "P2": 1, "P3": 3, "P4": 1, "P5": 1, "P6": 3}[kind]
    count = 40 * 30 * bands
    plain = kind < "P4"
    body = b"1 " * count if plain else b"\x7f" * (count // (8 if kind == "P4" else 1))
    head = f"{kind}\n# made by hand\n40 30\n" + ("" if kind in {"P1", "P4"} else "255\n")
    taken = intake.one(put(files, "pixels.txt" if plain else "pixels", head.encode() + body))
    assert (taken.kind, taken.document.pages) == ("pnm", 1)


@pytest.mark.parametrize(
    "content",
    [b'/* XPM */\nstatic char *a[] = {\n"4 4 2 1",\n', b"#define a_width 8\n#define a_height 2\nstatic char a"],
)
def test_pictures_that_are_programs_are_refused_by_name(intake: Intake, files: Path, content: bytes) -> None:
    with pytest.raises(InputRefused, match="This is an X"):
        intake.one(put(files, "a.txt", content))


# -------------------------------------------------------------------------------------------- without a mark


def half_page(mode: str = "RGB") -> Image.Image:
    """A picture whose upper half is black; with an alpha channel it is opaque."""
    page = Image.new("RGB", (400, 600), "white")
    ImageDraw.Draw(page).rectangle((0, 0, 399, 299), fill="black")
    return page.convert(mode)


def seen(taken: Taken) -> Image.Image:
    with PageSource(taken.document.path, taken.document.type) as source:
        image = source.render(0, 300)
    return Image.frombytes(image.mode, (image.width, image.height), image.data).convert("L")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("scan.tga", encoded(half_page(), "TGA")),
        ("scan.TGA", encoded(half_page("L"), "TGA", compression="tga_rle")),
        ("scan.tga", encoded(half_page("P"), "TGA")),
        ("scan", encoded(half_page("RGBA"), "TGA", compression="tga_rle")),
        ("clipboard", encoded(half_page(), "BMP")[14:]),
        ("clipboard.dib", encoded(half_page("P"), "BMP")[14:]),
        ("clipboard.dib", encoded(half_page("1"), "DIB")),
    ],
)
def test_pictures_without_a_mark_are_read(intake: Intake, files: Path, name: str, content: bytes) -> None:
    taken = intake.one(put(files, name, content))
    assert (taken.made, taken.document.pages, taken.document.findings) == (True, 1, ())
    picture = seen(taken)
    middle = picture.width // 2, picture.height // 2
    assert picture.getpixel((middle[0], middle[1] - 40)) == 0
    assert picture.getpixel((middle[0], middle[1] + 40)) == 255


@pytest.mark.parametrize("before", [b"\r\n", b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n", bytes(128)])
def test_a_jpeg_behind_something_else_is_read_and_said_so(intake: Intake, files: Path, before: bytes) -> None:
    taken = intake.one(put(files, "photo.jpg", before + encoded(half_page(), "JPEG") + b"\r\n"))
    assert codes(taken) == ["taken_out"]
    assert seen(taken).getextrema() == (0, 255)


def test_what_only_carries_a_jpeg_is_no_picture(intake: Intake, files: Path) -> None:
    whole = encoded(half_page(), "JPEG")
    for content in (
        b"RAW\0" * 30 + whole + bytes(range(256)) * 20,
        b"\0\1" * 600 + whole,
        b"\0\1" + whole[:40] + b"\0" * 400 + b"\xff\xd9",
    ):
        with pytest.raises(InputRefused, match="no kind of file"):
            intake.one(put(files, "camera.raw", content))


def test_bytes_that_only_could_be_a_picture_without_a_mark_are_none(intake: Intake, files: Path) -> None:
    for name, content in (
        ("data.bin", encoded(half_page(), "TGA")[:-26]),
        ("scan.tga", b"\0\0\7" + bytes(200)),
        ("clipboard.dib", b"\x28\0\0\0" + b"\1\2" * 100),
        ("short.dib", encoded(half_page(), "DIB")[:20]),
        ("short.tga", encoded(half_page(), "TGA")[:10]),
    ):
        with pytest.raises(InputRefused, match="no kind of file"):
            intake.one(put(files, name, content))


@pytest.mark.parametrize("kind", ["TGA", "DIB"])
def test_a_picture_without_a_mark_that_is_cut_off_is_refused(intake: Intake, files: Path, kind: str) -> None:
    content = encoded(half_page(), kind)
    with pytest.raises(InputRefused, match="damaged or not complete"):
        intake.one(put(files, f"scan.{kind.lower()}", content[: len(content) // 2]))
