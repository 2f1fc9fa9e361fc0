"""What is done to a page so that it reads better as a fax."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from faxdesk.core.model import DocumentType
from faxdesk.documents.fax.dithering import THRESHOLD
from faxdesk.documents.fax.enhancement import Enhancements, improved, skew, straightened
from faxdesk.documents.fax.page import Look, Resolution, drawn, fax_page, place
from faxdesk.documents.inspection.page_source import PageSource
from tests.documents.fax_files import drawn_pdf, filled, paragraph, photo, photo_at, scan_tiff
from tests.documents.files import put

PDF = DocumentType.PDF
FINE = Resolution.FINE.value
GREY = (0.7, 0.7, 0.7)


def picture(folder: Path, commands: bytes, resolution: Resolution = Resolution.FINE) -> Image.Image:
    """A page in colour, in fax pixels."""
    with PageSource(put(folder, "page.pdf", drawn_pdf([commands], photo=photo())), PDF) as source:
        return drawn(source, 0, place(source.size(0), resolution))


def askew(page: Image.Image, degrees: float, density: tuple[int, int]) -> Image.Image:
    """`page` as if it had lain in the scanner turned by `degrees` clockwise."""
    square = page.resize((page.width, round(page.height * density[0] / density[1])))
    return square.rotate(-degrees, Image.Resampling.BICUBIC, fillcolor="white").resize(page.size)


def grey(page: Image.Image, x: float, y: float) -> float:
    """The mean grey of 2 mm around a place given in points from the upper left corner of the page."""
    across, down = x / 72 * 204, y / 72 * 196
    part = page.convert("L").crop((round(across) - 8, round(down) - 8, round(across) + 8, round(down) + 8))
    return sum(part.tobytes()) / 256


def dark(page: Image.Image) -> int:
    """How many pixels become black as text."""
    return sum(page.convert("L").histogram()[:THRESHOLD])


def test_nothing_is_changed_where_nothing_is_asked_for(tmp_path: Path) -> None:
    page = picture(tmp_path, paragraph())
    assert improved(page, Enhancements(), FINE) is page


# ------------------------------------------------------------------------------------------------------- lighten


def test_shading_behind_text_becomes_paper(tmp_path: Path) -> None:
    box = filled(GREY, 40, 400, 500, 300)
    shaded = picture(tmp_path, box + paragraph(11, top=690, lines=18))
    plain = picture(tmp_path, paragraph(11, top=690, lines=18))
    light = improved(shaded, Enhancements(lighten=True), FINE)
    assert dark(light) == pytest.approx(dark(plain), rel=0.2)
    assert min(light.crop((125, 420, 150, 1100)).tobytes()) > 245


@pytest.mark.parametrize("colour", [(0.85, 0.85, 0.85), (1, 0.75, 0), (0.6, 0.8, 1), (0.5, 0.5, 0.5)])
def test_shading_of_any_colour_is_lightened(tmp_path: Path, colour: tuple[float, float, float]) -> None:
    page = picture(tmp_path, filled(colour, 40, 400, 500, 200) + paragraph(11, top=580, lines=9))
    light = improved(page, Enhancements(lighten=True), FINE)
    assert grey(light, 50, 420) > 245
    assert 30_000 < dark(light) < 80_000


def test_striped_tables_are_lightened(tmp_path: Path) -> None:
    stripes = b"".join(filled(GREY, 40, 400 + row * 36, 500, 18) for row in range(8))
    light = improved(picture(tmp_path, stripes), Enhancements(lighten=True), FINE)
    assert min(light.reduce(8).tobytes()) > 225


def test_light_letters_on_a_dark_box_stay(tmp_path: Path) -> None:
    for box in ((0.1, 0.2, 0.6), (0.45, 0.45, 0.45)):
        page = picture(tmp_path, filled(box, 40, 400, 500, 300) + paragraph(11, (1, 1, 1), top=690, lines=18))
        light = improved(page, Enhancements(lighten=True), FINE)
        assert grey(light, 45, 300) < 140
        assert max(light.crop((170, 440, 1500, 1100)).tobytes()) > 245


def test_photos_keep_their_tones(tmp_path: Path) -> None:
    page = picture(tmp_path, photo_at(60, 300, 450, 350))
    light = improved(page, Enhancements(lighten=True), FINE)
    inside = (250, 600, 1350, 1350)
    before, after = (image.convert("L").crop(inside).reduce(16).tobytes() for image in (page, light))
    assert sum(abs(one - other) for one, other in zip(before, after, strict=True)) / len(before) < 12


def test_a_scan_of_grey_paper_gets_white_paper(tmp_path: Path) -> None:
    page = picture(tmp_path, paragraph()).convert("L").point(lambda level: level * 0.8)
    light = improved(page, Enhancements(lighten=True), FINE)
    assert grey(light, 20, 20) > 250
    assert dark(light) > 100_000


# ------------------------------------------------------------------------------------------------------- sharpen


def test_blurred_letters_get_edges(tmp_path: Path) -> None:
    blurred = picture(tmp_path, paragraph(9)).convert("L").filter(ImageFilter.GaussianBlur(2))
    sharp = improved(blurred, Enhancements(sharpen=True), FINE)
    assert sum(sharp.histogram()[:48]) > 5 * sum(blurred.histogram()[:48])


# ---------------------------------------------------------------------------------------------------- straighten


@pytest.mark.parametrize(
    ("degrees", "resolution"),
    [(-4.8, Resolution.FINE), (0.5, Resolution.FINE), (3.0, Resolution.FINE), (-1.2, Resolution.STANDARD)],
)
def test_the_skew_of_a_scan_is_found(tmp_path: Path, degrees: float, resolution: Resolution) -> None:
    page = askew(picture(tmp_path, paragraph(), resolution), degrees, resolution.value)
    assert skew(page, resolution.value) == pytest.approx(degrees, abs=0.25)


def test_a_scan_is_straightened(tmp_path: Path) -> None:
    original = picture(tmp_path, paragraph())
    straight = straightened(askew(original, 2.4, FINE), FINE)
    assert skew(straight, FINE) == 0
    # Rows of letters and rows of paper are apart again.
    rows = straight.convert("L").crop((300, 200, 1400, 1800)).resize((1, 1600), Image.Resampling.BOX)
    assert max(rows.tobytes()) > 250


@pytest.mark.parametrize(
    "commands", [b"", paragraph(), photo_at(50, 50, 500, 500), filled((0, 0, 0), 100, 100, 300, 300)]
)
def test_what_is_level_or_has_no_lines_is_left_alone(tmp_path: Path, commands: bytes) -> None:
    page = picture(tmp_path, commands)
    assert straightened(page, FINE) is page


def test_a_page_on_its_side_is_not_askew(tmp_path: Path) -> None:
    page = picture(tmp_path, paragraph()).transpose(Image.Transpose.ROTATE_90)
    assert skew(page, (196, 204)) == 0


# ---------------------------------------------------------------------------------------------------- all of them


def test_an_improved_scan_is_seen_as_it_will_be_sent(tmp_path: Path) -> None:
    scan = askew(picture(tmp_path, filled(GREY, 40, 300, 500, 400) + paragraph(top=690)), 2.0, FINE).convert("L")
    path = put(tmp_path, "scan.tiff", scan_tiff(scan))
    with PageSource(path, DocumentType.TIFF) as source:
        plain = fax_page(source, 0, Look())
        better = fax_page(source, 0, Look(improve=Enhancements(lighten=True, sharpen=True, straighten=True)))
    assert (better.width, better.height) == (plain.width, plain.height)
    black = [page.picture().histogram()[0] for page in (plain, better)]
    assert black[1] < 0.7 * black[0]
