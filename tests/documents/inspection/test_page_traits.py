"""What a page looks like: blank, coloured, on its side."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from faxdesk.core.model import DocumentType
from faxdesk.documents.common.findings import FindingLevel
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.inspection.page_traits import PageTraits, traits_findings
from tests.documents.files import page_objects, pages_pdf, pdf, pillow_tiff, put, stream

SIZE = (1240, 1754)
WORDS = "The quick brown fox jumps over the lazy dog, and a day after that it does so once more."


def letter(lines: int = 40) -> Image.Image:
    """A scanned letter: grey paper, black lines of text."""
    page = Image.new("L", SIZE, 235)
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(24)
    words = WORDS.split()
    for line in range(lines):
        # Another order and length in each line, as letters stand nowhere below each other.
        text = " ".join(words[(line * line * 5 + step * (line + 3)) % len(words)] for step in range(13))
        draw.text((150, 160 + 36 * line), text[: 40 + line * 11 % 35], fill=30, font=font)
    return page


def traits(folder: Path, page: Image.Image) -> PageTraits:
    path = put(folder, "page.tif", pillow_tiff([page], compression="tiff_lzw", dpi=(150, 150)))
    with PageSource(path, DocumentType.TIFF) as source:
        return source.traits(0)


def look_at_pdf(folder: Path, content: bytes) -> PageTraits:
    with PageSource(put(folder, "page.pdf", content), DocumentType.PDF) as source:
        return source.traits(0)


def test_a_usual_letter_is_nothing_special(tmp_path: Path) -> None:
    looks = traits(tmp_path, letter())
    assert (looks.blank, looks.coloured, looks.sideways) == (False, False, False)
    assert 0.01 < looks.ink < 0.2


def test_an_empty_page_is_blank_and_dust_does_not_matter(tmp_path: Path) -> None:
    paper = Image.new("L", SIZE, 225)
    assert traits(tmp_path, paper).blank
    ImageDraw.Draw(paper).rectangle((600, 700, 606, 706), fill=0)
    assert traits(tmp_path, paper).blank
    assert look_at_pdf(tmp_path, pdf(page_objects(1, contents=b""))).blank


def test_one_line_of_text_and_a_black_page_are_not_blank(tmp_path: Path) -> None:
    assert not traits(tmp_path, letter(1)).blank
    assert not traits(tmp_path, Image.new("L", SIZE, 0)).blank
    assert not look_at_pdf(tmp_path, pages_pdf()).blank


@pytest.mark.parametrize("turn", [90, 270])
def test_a_scan_on_its_side_is_noticed(tmp_path: Path, turn: int) -> None:
    assert traits(tmp_path, letter().rotate(turn, expand=True)).sideways
    assert not traits(tmp_path, letter().rotate(180)).sideways


def soft(cells: tuple[int, int], seed: int) -> Image.Image:
    """A photo of something upright: soft shapes of every brightness, higher than wide."""
    chance = random.Random(seed)  # noqa: S311  a picture, not secrets
    small = Image.new("L", cells)
    small.putdata([chance.randrange(20, 236) for _ in range(cells[0] * cells[1])])
    return small.resize((900, 1200), Image.Resampling.BICUBIC)


def person() -> Image.Image:
    """A photo of somebody at a wall."""
    picture = Image.new("L", (900, 1200), 235)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((330, 150, 570, 430), fill=90)
    draw.rectangle((300, 430, 600, 1150), fill=50)
    draw.rectangle((60, 0, 130, 1200), fill=120)
    return picture.filter(ImageFilter.GaussianBlur(3))


@pytest.mark.parametrize("framed", [False, True])
def test_an_upright_photo_does_not_lie_on_its_side(tmp_path: Path, framed: bool) -> None:
    photos = [person(), *(soft(cells, seed) for cells in ((12, 2), (30, 2), (9, 12)) for seed in range(3))]
    for photo in photos:
        page = photo
        if framed:
            page = Image.new("L", SIZE, 255)
            page.paste(photo, (170, 270))
        assert not traits(tmp_path, page).sideways


@pytest.mark.parametrize("skew", [-1.0, 0.5, 1.5])
@pytest.mark.parametrize("lines", [6, 40])
def test_a_slanted_scan_on_its_side_is_noticed(tmp_path: Path, lines: int, skew: float) -> None:
    assert traits(tmp_path, letter(lines).rotate(90 + skew, expand=True, fillcolor=235)).sideways


def scan_pdf(page: Image.Image, *, cover: int = 100) -> bytes:
    """A PDF whose page has the picture over so many percent of its width and height."""
    out = io.BytesIO()
    page.save(out, "JPEG")
    what = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8" % page.size
    what += b" /ColorSpace %s /Filter /DCTDecode" % (b"/DeviceGray" if page.mode == "L" else b"/DeviceRGB")
    drawn = b"q %d 0 0 %d 0 0 cm /P Do Q" % (595 * cover // 100, 842 * cover // 100)
    resources = b"/Resources << /XObject << /P 5 0 R >> >>"
    return pdf([*page_objects(1, page=resources, contents=drawn), stream(out.getvalue(), what)])


def test_scans_inside_a_pdf_are_looked_at_in_the_same_way(tmp_path: Path) -> None:
    on_side = letter().rotate(90, expand=True).resize(SIZE)
    assert look_at_pdf(tmp_path, scan_pdf(on_side)).sideways
    assert not look_at_pdf(tmp_path, scan_pdf(on_side, cover=60)).sideways
    assert not look_at_pdf(tmp_path, scan_pdf(letter())).sideways


def test_colour_is_noticed_and_the_tint_of_a_photo_of_paper_is_not(tmp_path: Path) -> None:
    page = letter().convert("RGB")
    assert not look_at_pdf(tmp_path, scan_pdf(page)).coloured
    ImageDraw.Draw(page).rectangle((900, 1500, 1000, 1560), fill=(20, 40, 200))
    assert look_at_pdf(tmp_path, scan_pdf(page)).coloured
    assert not look_at_pdf(tmp_path, scan_pdf(Image.new("RGB", SIZE, (240, 232, 215)))).coloured


def test_what_pages_look_like_is_said_with_their_numbers() -> None:
    plain = PageTraits(ink=0.05, blank=False, coloured=False, sideways=False)
    blank = PageTraits(ink=0.0, blank=True, coloured=False, sideways=False)
    turned = PageTraits(ink=0.1, blank=False, coloured=True, sideways=True)
    found = traits_findings({0: plain, 1: blank, 2: turned, 3: blank})
    assert [(one.code, one.pages, one.level) for one in found] == [
        ("blank_pages", (2, 4), FindingLevel.WARNING),
        ("sideways_pages", (3,), FindingLevel.WARNING),
        ("coloured_pages", (3,), FindingLevel.NOTE),
    ]
    assert found[0].text.startswith("Pages 2 and 4 are blank, or nearly. Leave them out")
    assert found[1].text == "Page 3 lies on its side. Turn it before you send the fax."
    assert traits_findings({0: plain}) == ()


@pytest.mark.parametrize("paper", [0, 30, 70])
def test_a_dark_page_is_told_with_what_to_do(tmp_path: Path, paper: int) -> None:
    page = ImageOps.invert(letter()).point(lambda level: paper + level * (255 - paper) // 255)
    traits = look_at_pdf(tmp_path, scan_pdf(page))
    assert traits.dark
    (found,) = [one for one in traits_findings({4: traits}) if one.code == "dark_pages"]
    assert (found.pages, found.level) == ((5,), FindingLevel.WARNING)
    assert found.text.startswith("Page 5 is mostly black: such a page takes minutes and much toner")
    assert "make it dark on light in its own program" in found.text


def test_a_letter_with_a_dark_picture_is_no_dark_page(tmp_path: Path) -> None:
    page = letter()
    assert not look_at_pdf(tmp_path, scan_pdf(page)).dark
    ImageDraw.Draw(page).rectangle((0, 0, page.width, int(page.height * 0.4)), fill=0)
    assert not look_at_pdf(tmp_path, scan_pdf(page)).dark
    ImageDraw.Draw(page).rectangle((0, 0, page.width, int(page.height * 0.7)), fill=0)
    assert look_at_pdf(tmp_path, scan_pdf(page)).dark
