"""Pictures become pages: without loss, the right way up, at a sensible size."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat, features

from faxdesk.core.errors import InputRefused
from faxdesk.documents.common import paper as common_paper
from faxdesk.documents.common.paper import A4, LETTER, PageSize, paper_of
from faxdesk.documents.convert.image_to_pdf import MARGIN, picture_to_pdf, place
from faxdesk.documents.inspection.examine import examine
from tests.documents.files import put


def photo(size: tuple[int, int] = (800, 600), mode: str = "RGB") -> Image.Image:
    """A picture whose four corners differ."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    width, height = size
    for box, colour in (
        ((0, 0, width // 2, height // 3), (200, 30, 30)),
        ((width // 2, 0, width, height // 4), (20, 120, 20)),
        ((0, height // 2, width // 4, height), (30, 30, 160)),
    ):
        draw.rectangle(box, fill=colour)
    return image.convert(mode)


def saved(folder: Path, image: Image.Image, kind: str, name: str = "photo", **more: Any) -> Path:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return put(folder, f"{name}.{kind.lower()}", out.getvalue())


def page_of(path: Path, folder: Path, paper: PageSize = A4) -> Path:
    out = folder / "page.pdf"
    assert picture_to_pdf(path, out, paper, path.name) == ()
    return out


def picture_in(path: Path) -> tuple[Image.Image, tuple[float, ...]]:
    """The one picture of a PDF as it is stored, and where it is on its page."""
    document = pypdfium2.PdfDocument(path)
    page = document[0]
    (thing,) = page.get_objects()
    image, bounds = thing.get_bitmap().to_pil().convert("RGB"), thing.get_bounds()
    page.close()
    document.close()
    return image, bounds


def drawn(path: Path) -> Image.Image:
    """What is seen where the picture is on its page."""
    _, (left, bottom, right, top) = picture_in(path)
    document = pypdfium2.PdfDocument(path)
    page = document[0]
    high = page.get_height()
    image: Image.Image = page.render(scale=1).to_pil().convert("RGB")
    page.close()
    document.close()
    return image.crop((round(left), round(high - top), round(right), round(high - bottom)))


# ----------------------------------------------------------------------------------------------------- quality


def test_a_jpeg_goes_in_byte_for_byte(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.effect_noise((300, 400), 80).convert("RGB"), "JPEG", quality=80)
    content = page_of(path, tmp_path).read_bytes()
    assert path.read_bytes() in content
    assert len(content) < path.stat().st_size + 2000


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "BMP", "GIF"])
@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P"])
def test_other_pictures_keep_each_pixel(tmp_path: Path, kind: str, mode: str) -> None:
    path = saved(tmp_path, photo((90, 120), "RGB" if kind == "WEBP" else mode), kind, lossless=True)
    stored, _ = picture_in(page_of(path, tmp_path))
    with Image.open(path) as before:
        assert ImageChops.difference(stored, before.convert("RGB")).getbbox() is None


def test_what_is_transparent_is_paper(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("RGBA", (90, 120), (0, 0, 0, 0)), "PNG")
    stored, _ = picture_in(page_of(path, tmp_path))
    assert stored.getextrema() == ((255, 255),) * 3


def test_a_jpeg_of_a_print_shop_keeps_its_colours(tmp_path: Path) -> None:
    path = saved(tmp_path, photo((90, 120)).convert("CMYK"), "JPEG", quality=95)
    with Image.open(path) as before:
        wanted = before.convert("RGB")
    stored, _ = picture_in(page_of(path, tmp_path))
    assert max(ImageStat.Stat(ImageChops.difference(stored, wanted)).mean) < 1


# ------------------------------------------------------------------------------------------------- orientation


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_pictures_are_the_right_way_up(tmp_path: Path, turn: int, kind: str) -> None:
    exif = Image.Exif()
    exif[274] = turn
    path = saved(tmp_path, photo((320, 240)), kind, exif=exif)
    with Image.open(path) as before:
        upright = ImageOps.exif_transpose(before).convert("RGB")
    seen = drawn(page_of(path, tmp_path))
    assert abs(seen.width / seen.height - upright.width / upright.height) < 0.02
    difference = ImageChops.difference(seen, upright.resize(seen.size, Image.Resampling.BOX))
    assert max(ImageStat.Stat(difference).mean) < 4


# ------------------------------------------------------------------------------------------------ size and paper


@pytest.mark.parametrize(("region", "paper"), [("US", LETTER), ("ca", LETTER), ("CH", A4), ("", A4), ("GB", A4)])
def test_the_paper_is_that_of_the_country(region: str, paper: PageSize, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common_paper, "region_of_computer", lambda: "")
    assert paper_of(region) == paper


def test_without_a_country_in_the_settings_that_of_the_computer_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common_paper, "region_of_computer", lambda: "US")
    assert paper_of("") == LETTER
    assert paper_of("CH") == A4


def test_the_page_lies_as_the_picture_does(tmp_path: Path) -> None:
    for size, page in (((3000, 2000), (792, 612)), ((2000, 3000), (612, 792)), ((10, 10), (612, 792))):
        path = saved(tmp_path, photo(size), "JPEG")
        (found,) = examine(page_of(path, tmp_path, LETTER)).sizes
        assert (round(found.width), round(found.height)) == page


def test_a_small_picture_is_not_turned_on_its_side(tmp_path: Path) -> None:
    # 600 pixels are 6 inches at 100 dots per inch, and fit on upright paper; of 800 more can be seen on one across.
    for width, page in ((600, (595, 842)), (800, (842, 595))):
        (found,) = examine(page_of(saved(tmp_path, photo((width, 300)), "PNG"), tmp_path, A4)).sizes
        assert (round(found.width), round(found.height)) == page


def test_a_large_photo_fills_the_page_within_its_margins() -> None:
    box = place(3000, 4000, (0, 0), A4)
    assert [box.left, box.width] == pytest.approx([MARGIN, A4.width - 2 * MARGIN])
    assert box.height == pytest.approx(box.width * 4 / 3)
    assert box.bottom == pytest.approx((A4.height - box.height) / 2)
    tall = place(1000, 4000, (0, 0), A4)
    assert [tall.bottom, tall.height] == pytest.approx([MARGIN, A4.height - 2 * MARGIN])


def test_a_small_picture_is_not_blown_up() -> None:
    box = place(200, 100, (0, 0), A4)
    assert [box.width, box.height] == pytest.approx([144, 72])


def test_a_scan_keeps_its_size_up_to_the_edges_of_the_paper() -> None:
    box = place(2480, 3508, (300, 300), A4)
    assert [box.width, box.height] == pytest.approx([595.2, 841.92])
    small = place(600, 300, (300, 300), A4)
    assert [small.width, small.height] == pytest.approx([144, 72])
    fax = place(1728, 1143, (204, 98), A4)
    assert fax.height / fax.width == pytest.approx(1143 / 98 / (1728 / 204))


def test_a_scan_of_a_larger_sheet_is_made_smaller() -> None:
    box = place(3508, 4961, (300, 300), A4)
    assert box.width <= A4.width - 2 * MARGIN + 0.1
    assert box.height / box.width == pytest.approx(4961 / 3508)


# ------------------------------------------------------------------------------------------------------ refusals


def test_a_moving_picture_without_a_palette_is_grey(tmp_path: Path) -> None:
    gif = saved(tmp_path, photo((60, 60)), "GIF", save_all=True, append_images=[Image.new("RGB", (60, 60), "black")])
    content = bytearray(gif.read_bytes())
    # Flags of the global palette, and its place (GIF89a, section 18 and 19).
    colours = 2 ** ((content[10] & 7) + 1)
    content[10] = 0
    del content[13 : 13 + 3 * colours]
    gif.write_bytes(content)
    (found,) = picture_to_pdf(gif, tmp_path / "page.pdf", A4, "photo.gif")
    assert found.code == "first_frame"
    assert picture_in(tmp_path / "page.pdf")[0].size == (60, 60)


def test_a_picture_that_moves_shows_its_first_frame(tmp_path: Path) -> None:
    frames = [photo((60, 60)), Image.new("RGB", (60, 60), "black")]
    path = saved(tmp_path, frames[0], "GIF", save_all=True, append_images=frames[1:])
    (found,) = picture_to_pdf(path, tmp_path / "page.pdf", A4, "photo.gif")
    assert found.code == "first_frame"
    stored, _ = picture_in(tmp_path / "page.pdf")
    assert stored.getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "GIF", "AVIF"])
@pytest.mark.parametrize("part", [0.1, 0.6, 0.9])
def test_a_picture_that_is_cut_off_is_refused(tmp_path: Path, kind: str, part: float) -> None:
    noise = Image.effect_noise((200, 200), 60).convert("RGB")
    path = saved(tmp_path, noise, kind)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(InputRefused, match="damaged or not complete") as refused:
        picture_to_pdf(path, tmp_path / "page.pdf", A4, "holiday")
    assert refused.value.field == "holiday"
    assert not (tmp_path / "page.pdf").exists()


@pytest.mark.parametrize(
    ("size", "said"), [((12_000, 10_000), "12000 x 10000 pixels"), ((30_000, 20_000), "more than 178 million pixels")]
)
def test_a_picture_of_very_many_pixels_is_refused(tmp_path: Path, size: tuple[int, int], said: str) -> None:
    content = bytearray(saved(tmp_path, Image.new("1", (30, 20)), "PNG").read_bytes())
    content[16:24] = struct.pack(">LL", *size)
    content[29:33] = struct.pack(">L", zlib.crc32(content[12:29]))
    path = put(tmp_path, "poster.png", bytes(content))
    with pytest.raises(InputRefused, match=said):
        picture_to_pdf(path, tmp_path / "page.pdf", A4, "poster.png")


def test_avif_without_its_decoder_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "photo.avif", b"\0\0\0\x1cftypavif" + bytes(50))
    monkeypatch.setattr(features, "check", lambda name: False)
    with pytest.raises(InputRefused, match="an AVIF picture, which FaxDesk cannot read here") as refused:
        picture_to_pdf(path, tmp_path / "page.pdf", A4, "photo.avif")
    assert "JPEG or PDF" in refused.value.advice
