"""A page as the recipient's machine prints it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.common.paper import PageSize
from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.page import FaxPage, Look, Resolution, fax_page, place
from faxdesk.documents.inspection.page_source import PageSource
from tests.documents.fax_files import drawn_pdf, filled, paragraph, photo, photo_at
from tests.documents.files import fax_page as drawn_fax
from tests.documents.files import pillow_tiff, put

PDF, TIFF = DocumentType.PDF, DocumentType.TIFF
FINE, STANDARD = Resolution.FINE, Resolution.STANDARD
MM = 72 / 25.4


def seen(folder: Path, content: bytes, look: Look | None = None, kind: DocumentType = PDF) -> FaxPage:
    """The first page of a document as the recipient sees it."""
    with PageSource(put(folder, f"page.{kind}", content), kind) as source:
        return fax_page(source, 0, look or Look())


def ink(page: FaxPage, left: float, top: float, right: float, bottom: float) -> float:
    """The share of black in a part of the page, given in points from its upper left corner."""
    across, down = page.resolution.across / 72, page.resolution.down / 72
    box = (round(left * across), round(top * down), round(right * across), round(bottom * down))
    part = page.picture().crop(box)
    return part.histogram()[0] / (part.width * part.height)


# --------------------------------------------------------------------------------------------------------- paper


@pytest.mark.parametrize(
    ("what", "millimetres", "inches", "turned", "scale"),
    [
        ("A4", (210, 297), (8.27, 11.69), False, 1),
        ("Letter", (215.9, 279.4), (8.47, 10.96), False, 0.9965),
        ("Legal", (215.9, 355.6), (8.47, 13.95), False, 0.9965),
        ("A5, upright and across, is not enlarged", (210, 148), (8.27, 5.83), False, 1),
        ("half a Letter across is as little too wide as Letter is", (215.9, 139.7), (8.47, 5.48), False, 0.9965),
        ("A4 across is turned", (297, 210), (8.27, 11.69), True, 1),
        ("A3 is made smaller", (297, 420), (8.47, 11.98), False, 0.7244),
        ("A3 across is turned and made smaller", (420, 297), (8.47, 11.98), True, 0.7244),
        ("a receipt is made to fit Legal paper", (80, 700), (1.6, 14), False, 0.508),
        ("a plan", (841, 1189), (8.47, 11.98), False, 0.2558),
    ],
)
@pytest.mark.parametrize("resolution", Resolution)
def test_a_page_lies_on_fax_paper_as_a_service_puts_it(
    what: str,
    millimetres: tuple[float, float],
    inches: tuple[float, float],
    turned: bool,
    scale: float,
    resolution: Resolution,
) -> None:
    placed = place(PageSize(*(side * MM for side in millimetres)), resolution)
    assert placed.width / resolution.across == pytest.approx(inches[0], abs=0.02), what
    assert placed.height / resolution.down == pytest.approx(inches[1], abs=0.02), what
    assert placed.turn == (270 if turned else 0)
    assert placed.scale == pytest.approx(scale, abs=0.001)
    assert placed.left + placed.width <= 1728
    assert placed.left == pytest.approx((1728 - placed.width) / 2, abs=1)


def test_the_smallest_and_the_longest_page_have_pixels() -> None:
    for size in (PageSize(1, 1), PageSize(1, 100_000), PageSize(100_000, 1)):
        placed = place(size, STANDARD)
        assert placed.width >= 1
        assert placed.height >= 1


@pytest.mark.parametrize(("resolution", "lines"), [(FINE, 2292), (STANDARD, 1146)])
def test_a_fax_page_is_black_and_white_and_1728_pixels_wide(tmp_path: Path, resolution: Resolution, lines: int) -> None:
    page = seen(tmp_path, drawn_pdf([paragraph()]), Look(resolution))
    assert (page.width, page.height) == (1728, lines)
    assert len(page.data) == 1728 // 8 * lines
    assert page.proportion == pytest.approx(11.69 / 8.47, abs=0.01)


def test_what_is_where_it_was(tmp_path: Path) -> None:
    page = seen(tmp_path, drawn_pdf([filled((0, 0, 0), 100, 642, 200, 100)]))
    margin = (1728 / 204 * 72 - 595) / 2
    assert ink(page, margin + 101, 101, margin + 299, 199) == 1
    assert ink(page, margin + 310, 100, 595, 200) == 0
    assert ink(page, 0, 210, 595, 840) == 0


@pytest.mark.parametrize(
    ("text_turn", "turn", "placed"),
    [
        (0, 0, 0),
        (180, 0, 0),
        (90, 0, 270),
        (270, 0, 90),
        (None, 0, 270),
        # As the user has turned it, it is upright already, or fits.
        (90, 270, 270),
        (0, 90, 90),
    ],
)
@pytest.mark.parametrize("size", [(842, 595), (792, 612), (1008, 612), (1191, 842), (960, 540)])
def test_text_never_comes_to_lie_on_its_side(
    size: tuple[float, float], text_turn: int | None, turn: int, placed: int
) -> None:
    assert place(PageSize(*size, text_turn=text_turn), FINE, turn).turn == placed


@pytest.mark.parametrize(
    ("matrix", "turn"), [("1 0 0 1 60 300", 0), ("0 1 -1 0 600 60", 270), ("0 -1 1 0 100 540", 90)]
)
@pytest.mark.parametrize("rotate", [0, 90])
def test_how_the_text_of_a_wide_page_lies_is_seen(tmp_path: Path, matrix: str, turn: int, rotate: int) -> None:
    words = f"q {matrix} cm BT /F1 14 Tf (Twenty letters and a few more) Tj ET Q".encode()
    # Where the page is turned itself, it is stored upright.
    size = (595, 842) if rotate else (842, 595)
    path = put(tmp_path, "wide.pdf", drawn_pdf([words, b""], size=size, turn=rotate))
    with PageSource(path, PDF) as source:
        assert [each.text_turn for each in source.sizes] == [(turn + rotate) % 360, None]


@pytest.mark.parametrize(
    ("matrix", "turn"), [("1 0 0 1 60 300", None), ("0 1 -1 0 600 60", 270), ("0 -1 1 0 100 540", 90)]
)
def test_a_few_letters_tell_which_way_a_page_is_turned(tmp_path: Path, matrix: str, turn: int | None) -> None:
    words = f"q {matrix} cm BT /F1 14 Tf (Plan 7) Tj ET Q".encode()
    with PageSource(put(tmp_path, "wide.pdf", drawn_pdf([words], size=(842, 595))), PDF) as source:
        (size,) = source.sizes
    assert size.text_turn == turn


def test_letters_in_several_directions_are_those_of_a_drawing(tmp_path: Path) -> None:
    words = b"BT /F1 14 Tf 0 1 -1 0 600 60 Tm (Plan 7) Tj 0 -1 1 0 100 540 Tm (North) Tj ET"
    with PageSource(put(tmp_path, "wide.pdf", drawn_pdf([words], size=(842, 595))), PDF) as source:
        assert source.sizes[0].text_turn is None


def test_the_text_of_a_wide_scan_stays_upright(tmp_path: Path) -> None:
    page = Image.new("L", (2200, 1700), 255)
    for row in range(200, 1500, 44):
        for word in range(8):
            page.paste(0, (150 + word * 240, row, 330 + word * 240 + row % 50, row + 18))
    upright = put(tmp_path, "upright.tif", pillow_tiff([page.convert("1")], dpi=(200, 200)))
    on_side = put(
        tmp_path,
        "side.tif",
        pillow_tiff([page.rotate(90, expand=True).resize((2200, 1700)).convert("1")], dpi=(200, 200)),
    )
    placed = []
    for path in (upright, on_side):
        with PageSource(path, TIFF) as source:
            placed.append(place(source.size(0), FINE).turn)
    assert placed == [0, 270]


def test_a_page_that_lies_across_is_turned_to_the_left(tmp_path: Path) -> None:
    # Drawn in the upper right corner of the page across, which comes to the upper left one.
    page = seen(tmp_path, drawn_pdf([filled((0, 0, 0), 742, 495, 100, 100)], size=(842, 595)))
    assert (page.width, page.height) == (1728, 2292)
    margin = (1728 / 204 * 72 - 595) / 2
    assert ink(page, margin + 2, 2, margin + 98, 98) == 1
    assert ink(page, margin + 110, 0, 590, 840) == 0


@pytest.mark.parametrize(("turn", "corner"), [(0, (0, 0)), (90, (1, 0)), (180, (1, 1)), (270, (0, 1))])
def test_a_page_is_turned_as_the_user_turned_it(tmp_path: Path, turn: int, corner: tuple[int, int]) -> None:
    content = drawn_pdf([filled((0, 0, 0), 0, 742, 100, 100)])
    across = seen(tmp_path, content, Look(turn=turn))
    # A4 across is too wide, so it comes out upright all the same, a quarter to the left of how the user turned it.
    column, row = {90: (0, 0), 270: (1, 1)}.get(turn, corner)
    margin = (1728 / 204 * 72 - 595) / 2
    left, top = margin + column * 495, row * 742
    assert ink(across, left + 2, top + 2, left + 98, top + 98) == 1
    assert across.picture().histogram()[0] == pytest.approx(100 / 72 * 204 * 100 / 72 * 196, rel=0.02)


def test_a_small_page_stays_as_the_user_turned_it(tmp_path: Path) -> None:
    page = seen(tmp_path, drawn_pdf([filled((0, 0, 0), 0, 320, 100, 100)], size=(300, 420)), Look(turn=90))
    assert page.height == round(300 / 72 * 196)
    margin = (1728 / 204 * 72 - 420) / 2
    assert ink(page, margin + 322, 2, margin + 418, 98) == 1


@pytest.mark.parametrize("lines", [2200, 1100])
def test_a_fax_that_is_sent_on_keeps_every_pixel(tmp_path: Path, lines: int) -> None:
    original = drawn_fax(size=(1728, lines))
    resolution = FINE if lines == 2200 else STANDARD
    content = pillow_tiff([original], dpi=resolution.value)
    page = seen(tmp_path, content, Look(resolution), TIFF)
    assert page.picture().tobytes() == original.tobytes()


def test_a_page_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "one.pdf", drawn_pdf([b""]))
    with PageSource(path, PDF) as source, pytest.raises(InputRefused, match="There is no page 2"):
        fax_page(source, 1, Look())


# --------------------------------------------------------------------------------------------------------- tones


def test_text_is_crisp_and_a_photo_keeps_its_tones(tmp_path: Path) -> None:
    content = drawn_pdf([paragraph(lines=20) + photo_at(100, 100, 300, 240)], photo=photo())
    auto, text, diffused = (seen(tmp_path, content, Look(tone=tone)) for tone in (Tone.AUTO, Tone.TEXT, Tone.PHOTO))
    upper, lower = (0, 0, 1728, 1300), (0, 1600, 1728, 2292)
    assert auto.picture().crop(upper).tobytes() == text.picture().crop(upper).tobytes()
    assert auto.picture().crop(upper).tobytes() != diffused.picture().crop(upper).tobytes()
    # Where the photo is, black and white stand side by side in every place; a threshold has large patches.
    assert min(_shares(auto, lower)) > 0.02
    assert min(_shares(text, lower)) == 0


def _shares(page: FaxPage, box: tuple[int, int, int, int]) -> list[float]:
    """The lesser of black and white in each square of 2 mm that lies inside the photo."""
    small = page.picture().crop(box).convert("L").crop((320, 0, 1100, 350)).reduce(16)
    return [min(level, 255 - level) / 255 for level in small.tobytes()]


@pytest.mark.parametrize(
    "colour",
    [(0, 0, 1), (1, 0, 0), (0, 0.5, 0), (0, 0.69, 0.31), (1, 0.5, 0), (0, 0.68, 0.94), (1, 0, 1), (0.5, 0.5, 0.5)],
)
def test_coloured_text_stays_dark(tmp_path: Path, colour: tuple[float, float, float]) -> None:
    black, coloured = (
        ink(seen(tmp_path, drawn_pdf([paragraph(11, c)])), 50, 50, 540, 700) for c in ((0, 0, 0), colour)
    )
    assert coloured > 0.6 * black


@pytest.mark.parametrize("colour", [(1, 1, 0), (0.9, 0.9, 0.9), (0.85, 0.95, 0.85), (0, 1, 1)])
def test_a_marker_pen_and_pale_shading_leave_the_text_readable(
    tmp_path: Path, colour: tuple[float, float, float]
) -> None:
    plain = seen(tmp_path, drawn_pdf([paragraph()]))
    marked = seen(tmp_path, drawn_pdf([filled(colour, 0, 0, 595, 842) + paragraph()]), Look(tone=Tone.TEXT))
    assert ink(marked, 20, 20, 580, 820) == pytest.approx(ink(plain, 20, 20, 580, 820), rel=0.35)


def test_a_large_coloured_heading_is_not_taken_for_a_photo(tmp_path: Path) -> None:
    content = drawn_pdf([paragraph(60, (1, 0.5, 0), lines=5)])
    auto, text = (seen(tmp_path, content, Look(tone=tone)) for tone in (Tone.AUTO, Tone.TEXT))
    assert auto.data == text.data


def test_a_filled_box_is_made_of_dots(tmp_path: Path) -> None:
    page = seen(tmp_path, drawn_pdf([filled((0.5, 0.5, 0.5), 100, 500, 200, 100)]))
    margin = (1728 / 204 * 72 - 595) / 2
    assert ink(page, margin + 110, 250, margin + 290, 330) == pytest.approx(0.5, abs=0.03)


def test_a_photo_of_an_odd_shape_takes_no_text_along(tmp_path: Path) -> None:
    # An L of two photos around a block of text, which must not be diffused.
    commands = photo_at(40, 60, 120, 600) + photo_at(40, 60, 500, 90) + paragraph(9, lines=20, top=600, left=260)
    content = drawn_pdf([commands], photo=photo())
    auto, text = (seen(tmp_path, content, Look(tone=tone)) for tone in (Tone.AUTO, Tone.TEXT))
    box = (800, 650, 1700, 1400)
    assert auto.picture().crop(box).tobytes() == text.picture().crop(box).tobytes()


# -------------------------------------------------------------------------------------------------------- screen


@pytest.mark.parametrize("resolution", Resolution)
@pytest.mark.parametrize("width", [90, 400, 864, 1728, 3000])
def test_a_screen_shows_it_in_its_true_proportions(tmp_path: Path, resolution: Resolution, width: int) -> None:
    page = seen(tmp_path, drawn_pdf([filled((0, 0, 0), 0, 0, 595, 421)]), Look(resolution))
    image = page.shown(width)
    assert image.width == width
    assert image.height == pytest.approx(width * page.proportion, abs=1)
    assert image.mode == "L"
    shown = Image.frombytes("L", (image.width, image.height), image.data)
    assert shown.getpixel((width // 2, image.height // 4)) == 255
    assert shown.getpixel((width // 2, image.height * 3 // 4)) == 0


def test_importing_it_costs_nothing_heavy() -> None:
    script = """
import sys
import faxdesk.documents.fax.page, faxdesk.documents.fax.duration
print([name for name in ("PIL", "pypdfium2") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


# --------------------------------------------------------------------------------------------------------- lines


@pytest.mark.parametrize("tone", [Tone.AUTO, Tone.TEXT])
@pytest.mark.parametrize("resolution", Resolution)
@pytest.mark.parametrize(("grey", "width"), [(0, 0), (0, 0.1), (0, 0.5), (0.5, 0), (0.5, 0.25), (0.5, 0.5), (0.6, 0.5)])
def test_no_thin_line_is_lost_wherever_it_lies(
    tmp_path: Path, grey: float, width: float, resolution: Resolution, tone: Tone
) -> None:
    """A table has dozens of lines, each at another part of a pixel; the recipient gets all of them, whole."""
    places = [60 + step * 11.37 for step in range(40)]
    down = b"".join(b"%f 100 m %f 300 l S " % (x, x) for x in places)
    across = b"".join(b"100 %f m 300 %f l S " % (x + 300, x + 300) for x in places[:38])
    pen = f"{grey} G {width} w ".encode()
    for commands, count in ((down, 40), (across, 38)):
        picture = seen(tmp_path, drawn_pdf([pen + commands]), Look(resolution, tone)).picture()
        # Across all the lines, in the middle of each.
        x, y = round(200 / 72 * resolution.across) + 20, round(642 / 72 * resolution.down)
        strip = picture.crop((0, y, picture.width, y + 1) if commands is down else (x, 0, x + 1, picture.height))
        pixels = strip.convert("L").tobytes()
        begun = sum(one == 0 != before for before, one in zip(b"\xff" + pixels, pixels, strict=False))
        assert begun == count


def test_pale_shading_and_dirt_are_not_made_darker(tmp_path: Path) -> None:
    pale = filled((0.8, 0.8, 0.8), 60, 300, 400, 200) + filled((0.75, 0.75, 0.75), 60, 100, 1, 1)
    page = seen(tmp_path, drawn_pdf([pale]), Look(tone=Tone.TEXT))
    assert page.picture().histogram()[0] == 0


def test_white_letters_on_black_stay_white(tmp_path: Path) -> None:
    words = b"1 1 1 rg BT /F1 12 Tf 70 520 Td (Not for release before Monday) Tj ET"
    black = seen(tmp_path, drawn_pdf([filled((0, 0, 0), 60, 500, 300, 50)]))
    written = seen(tmp_path, drawn_pdf([filled((0, 0, 0), 60, 500, 300, 50) + words]))
    white = ink(black, 70, 310, 240, 330) - ink(written, 70, 310, 240, 330)
    assert 0.05 < white < 0.5
