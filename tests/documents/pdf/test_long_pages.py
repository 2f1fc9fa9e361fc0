"""Pages much longer than paper, as of a web page saved whole: cut between lines, in PDF and in TIFF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest
from PIL import Image, ImageDraw

from faxdesk.documents.fax.page import Resolution, place
from faxdesk.documents.inspection.page_source import PageSource
from tests.documents.fax_files import drawn_pdf, paragraph
from tests.documents.files import encrypted_pdf, page_objects, pdf, pillow_tiff, put

if TYPE_CHECKING:
    from faxdesk.documents.intake.intake import Intake, Taken

HIGH = 3000


def long_pdf(turn: int = 0) -> bytes:
    """A page of 150 lines, then one of usual size. With `turn`, the long one is stored lying and turned to be read."""
    lines = [b"BT /F1 11 Tf 0 g 60 %d Td (Line %03d) Tj ET\n" % (HIGH - 40 - 19 * line, line) for line in range(150)]
    matrix = {
        0: b"",
        90: b"0 1 -1 0 %d 0 cm\n" % HIGH,
        180: b"-1 0 0 -1 595 %d cm\n" % HIGH,
        270: b"0 -1 1 0 0 595 cm\n",
    }[turn]
    size = (HIGH, 595) if turn % 180 else (595, HIGH)
    font = b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    page = font + b" /Rotate %d" % turn
    return pdf(page_objects(1, size=size, page=page, contents=matrix + b"".join(lines)))


def text_of(taken: Taken) -> list[str]:
    with PageSource(taken.document.path, taken.document.type) as source:
        return [source.text(page) for page in range(len(source))]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_long_page_is_cut_and_each_line_is_on_one_page(intake: Intake, files: Path, turn: int) -> None:
    taken = intake.one(put(files, "web.pdf", long_pdf(turn)))
    assert taken.document.pages == 4
    assert [one.text for one in taken.document.findings if one.code == "cut_into_pages"] == [
        "Page 1 of the file is much longer than paper, and cut into 4 pages. Look at where it is cut."
    ]
    for size in taken.document.sizes:
        assert place(size, Resolution.FINE).scale == pytest.approx(1)
    with PageSource(taken.document.path, taken.document.type) as source:
        rows = 0
        for page in range(4):
            image = source.render(page, 595)
            grey = Image.frombytes(image.mode, (image.width, image.height), image.data).convert("L")
            profile = grey.resize((1, grey.height), Image.Resampling.BOX).tobytes()
            # From the first line on each page to the last, in order.
            rows += sum(one >= 254 > two for one, two in zip(b"\xff" + profile, profile, strict=False))
    assert rows == 150


def test_programs_that_know_no_crop_box_show_the_same(intake: Intake, files: Path) -> None:
    taken = intake.one(put(files, "web.pdf", long_pdf()))
    document = pypdfium2.PdfDocument(taken.document.path)
    boxes = [(page.get_mediabox(), page.get_cropbox()) for page in document]
    document.close()
    assert [media for media, _ in boxes] == [crop for _, crop in boxes]
    assert len({media for media, _ in boxes}) == 4


def test_the_pages_follow_each_other_in_the_order_in_which_they_are_read(intake: Intake, files: Path) -> None:
    content = drawn_pdf([b"", paragraph(11, lines=3)], size=(595, 842))
    (first, *_) = text_of(intake.one(put(files, "web.pdf", long_pdf())))
    assert "Line 000" in first
    untouched = intake.one(put(files, "usual.pdf", content))
    assert not untouched.made


def test_usual_pages_stay_as_they_are(intake: Intake, files: Path) -> None:
    for size in ((595, 842), (612, 1008), (842, 1191), (1191, 842), (3000, 595), (226, 1200)):
        path = put(files, "page.pdf", pdf(page_objects(1, size=size)))
        assert intake.one(path).document.path == path


def test_a_long_page_that_is_locked_is_cut_as_well(intake: Intake, files: Path) -> None:
    path = put(files, "secret.pdf", encrypted_pdf(user="open", owner="own"))
    assert intake.one(path, password="open").document.pages == 2


@pytest.mark.parametrize("dpi", [(204, 196), (204, 98), (72, 72), None])
def test_a_long_page_of_a_tiff_is_cut_as_well(intake: Intake, files: Path, dpi: tuple[int, int] | None) -> None:
    down = dpi[1] if dpi and dpi[0] > 100 else 204
    page = Image.new("1", (1728, 40 * down), 1)
    draw = ImageDraw.Draw(page)
    for line in range(150):
        top = 20 + line * page.height // 151
        draw.rectangle((100, top, 900, top + page.height // 400), fill=0)
    taken = intake.one(put(files, "roll.tif", pillow_tiff([page], dpi=dpi)))
    assert taken.document.pages == 4
    assert "cut_into_pages" in [one.code for one in taken.document.findings]
    rows = 0
    with Image.open(taken.document.path) as image:
        for number in range(4):
            image.seek(number)
            assert image.size[0] == 1728
            profile = image.convert("L").resize((1, image.height), Image.Resampling.BOX).tobytes()
            rows += sum(one >= 254 > two for one, two in zip(b"\xff" + profile, profile, strict=False))
    assert rows == 150
    for size in taken.document.sizes:
        assert place(size, Resolution.FINE).scale > 0.99


def test_a_small_long_picture_is_not_blown_up(intake: Intake, files: Path) -> None:
    content = pillow_tiff([Image.new("L", (100, 800), 128)], compression=None, dpi=None)
    assert intake.one(put(files, "strip.tif", content)).document.pages == 1


def test_findings_name_the_pages_as_they_are_sent(intake: Intake, files: Path) -> None:
    font = b"/Resources << /Font << /F1 << /Type /Font /Subtype /TrueType /BaseFont /Unknown-Hand >> >> >>"
    words = b"BT /F1 20 Tf 60 600 Td (Words of the letter) Tj ET"
    objects = page_objects(2, page=font, contents=words)
    objects[3] = objects[3].replace(b"842.000", b"%d" % HIGH)
    taken = intake.one(put(files, "web.pdf", pdf(objects)))
    assert taken.document.pages == 5
    found = {one.code: one for one in taken.document.findings}
    assert found["cut_into_pages"].pages == (1, 2, 3, 4)
    assert found["fonts_not_embedded"].pages == (1, 2, 3, 4, 5)
    assert found["fonts_not_embedded"].text.startswith("The fonts of pages 1 to 5 are not in the file")


def test_a_receipt_is_cut_at_its_own_width(intake: Intake, files: Path) -> None:
    lines = b"".join(
        b"BT /F1 10 Tf 0 g 10 %d Td (Item %03d  12.00) Tj ET\n" % (5600 - 14 * at, at) for at in range(400)
    )
    font = b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Courier >> >> >>"
    taken = intake.one(put(files, "receipt.pdf", pdf(page_objects(1, size=(227, 5669), page=font, contents=lines))))
    assert "cut_into_pages" in [one.code for one in taken.document.findings]
    for size in taken.document.sizes:
        assert (round(size.width), place(size, Resolution.FINE).scale) == (227, 1)
        assert size.height < 842
