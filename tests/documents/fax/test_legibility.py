"""Where a page will not come out well at the other end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from faxdesk.core.model import DocumentType
from faxdesk.documents.common.paper import PageSize
from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.enhancement import Enhancements
from faxdesk.documents.fax.legibility import Mark, MarkKind, joined, marks
from faxdesk.documents.fax.page import Look, Resolution, drawn, place
from faxdesk.documents.inspection.page_source import PageSource
from tests.documents.fax_files import drawn_pdf, filled, paragraph, photo, photo_at, scan_tiff
from tests.documents.files import put

PDF, TIFF = DocumentType.PDF, DocumentType.TIFF
FINE, STANDARD = Resolution.FINE, Resolution.STANDARD
GREY = (0.7, 0.7, 0.7)
WHITE = (1.0, 1.0, 1.0)


def found(
    folder: Path, commands: bytes, look: Look | None = None, size: tuple[float, float] = (595, 842), turn: int = 0
) -> tuple[Mark, ...]:
    """The marks of a PDF page."""
    path = put(folder, "page.pdf", drawn_pdf([commands], size=size, photo=photo(), turn=turn))
    with PageSource(path, PDF) as source:
        return marks(source, 0, look or Look())


def found_in_scan(folder: Path, commands: bytes, look: Look | None = None) -> tuple[Mark, ...]:
    """The marks of the same page when it was scanned."""
    with PageSource(put(folder, "page.pdf", drawn_pdf([commands], photo=photo())), PDF) as source:
        picture = drawn(source, 0, place(source.size(0), FINE))
    with PageSource(put(folder, "scan.tiff", scan_tiff(picture)), TIFF) as scan:
        return marks(scan, 0, look or Look())


def kinds(all_marks: Sequence[Mark]) -> set[MarkKind]:
    """What kinds of marks there are."""
    return {mark.kind for mark in all_marks}


def covers(mark: Mark, left: float, top: float, right: float, bottom: float, slack: float = 14) -> bool:
    """Whether a mark is this rectangle, to within a few points."""
    return all(abs(one - other) <= slack for one, other in zip(mark.box, (left, top, right, bottom), strict=True))


# ----------------------------------------------------------------------------------------------------- text layer


@pytest.mark.parametrize("tone", Tone)
def test_an_ordinary_letter_has_no_marks(tmp_path: Path, tone: Tone) -> None:
    assert found(tmp_path, paragraph(11), Look(tone=tone)) == ()


def test_small_type_is_marked_where_it_stands(tmp_path: Path) -> None:
    (mark,) = found(tmp_path, paragraph(11, lines=20) + paragraph(6, lines=10, top=200))
    assert mark.kind is MarkKind.SMALL_TYPE
    assert mark.points == pytest.approx(6)
    # Ten lines of 7.5 points, the first one 200 points up the page less the line that ' goes down.
    assert covers(mark, 56, 645, 600, 718)


@pytest.mark.parametrize(
    ("size", "resolution", "marked"),
    [(8, FINE, False), (7.5, FINE, True), (9, FINE, False), (9, STANDARD, True), (10, STANDARD, False)],
)
def test_what_is_small_depends_on_the_resolution(
    tmp_path: Path, size: float, resolution: Resolution, marked: bool
) -> None:
    assert (found(tmp_path, paragraph(size, lines=3), Look(resolution)) != ()) is marked


def test_type_is_as_small_as_it_is_printed(tmp_path: Path) -> None:
    # 10 points on A3 come out as 7 points on A4.
    (mark,) = found(tmp_path, paragraph(10, lines=3), size=(842, 1191))
    assert mark.points == pytest.approx(7.2, abs=0.1)


@pytest.mark.parametrize("colour", [(1, 1, 0), (0.8, 0.8, 0.8), (0.6, 1, 0.9)])
def test_letters_that_fade_are_marked(tmp_path: Path, colour: tuple[float, float, float]) -> None:
    (mark,) = found(tmp_path, paragraph(11, lines=20) + paragraph(11, colour, lines=5, top=300), Look(tone=Tone.TEXT))
    assert mark.kind is MarkKind.COLOUR
    assert covers(mark, 56, 548, 464, 613)


@pytest.mark.parametrize("colour", [(0, 0, 1), (1, 0, 0), (1, 0.5, 0), (0, 0.6, 0.3), (0.5, 0.5, 0.5)])
def test_letters_that_stay_dark_are_not(tmp_path: Path, colour: tuple[float, float, float]) -> None:
    assert found(tmp_path, paragraph(11, colour, lines=5)) == ()


def test_letters_on_shading_are_marked_and_no_more_once_it_is_lightened(tmp_path: Path) -> None:
    page = filled(GREY, 40, 400, 500, 300) + paragraph(11, top=690, lines=10)
    (mark,) = found(tmp_path, page)
    assert mark.kind is MarkKind.SHADING
    assert found(tmp_path, page, Look(improve=Enhancements(lighten=True))) == ()
    assert found(tmp_path, page, Look(tone=Tone.TEXT)) == ()


def test_a_background_that_turns_black_takes_its_letters_along(tmp_path: Path) -> None:
    page = filled((0.5, 0.5, 0.5), 40, 400, 500, 300) + paragraph(11, top=690, lines=10)
    assert kinds(found(tmp_path, page, Look(tone=Tone.TEXT))) == {MarkKind.SHADING}
    white = filled((0.1, 0.1, 0.4), 40, 400, 500, 300) + paragraph(11, WHITE, top=690, lines=10)
    assert found(tmp_path, white, Look(tone=Tone.TEXT)) == ()


def test_a_large_heading_stands_out_from_dots(tmp_path: Path) -> None:
    assert found(tmp_path, filled(GREY, 40, 400, 500, 300) + paragraph(24, top=690, lines=3)) == ()


def test_hidden_letters_are_no_ones_loss(tmp_path: Path) -> None:
    behind_a_scan = b"BT 3 Tr /F1 5 Tf 60 500 Td (found by a search only) Tj ET\n"
    assert found(tmp_path, paragraph(11, WHITE, lines=5)) == ()
    assert found(tmp_path, paragraph(11, lines=5) + behind_a_scan) == ()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("by_user", [0, 90])
def test_marks_are_where_they_are_read_however_the_page_is_turned(tmp_path: Path, turn: int, by_user: int) -> None:
    # Grey letters at the upper left of the page as it is stored.
    page = paragraph(11, (0.8, 0.8, 0.8), lines=2, top=800)
    (mark,) = found(tmp_path, page, Look(tone=Tone.TEXT, turn=by_user), turn=turn)
    upright = (56.0, 47.0, 464.0, 72.0)
    expected = {
        0: upright,
        90: (842 - 72, 56, 842 - 47, 464),
        180: (595 - 464, 842 - 72, 595 - 56, 842 - 47),
        270: (47, 595 - 464, 72, 595 - 56),
    }[turn]
    assert covers(mark, *expected)


# ---------------------------------------------------------------------------------------------------------- scans


@pytest.mark.parametrize("look", [Look(), Look(STANDARD), Look(tone=Tone.TEXT)])
def test_a_scan_of_an_ordinary_letter_has_no_marks(tmp_path: Path, look: Look) -> None:
    assert found_in_scan(tmp_path, paragraph(12), look) == ()


def test_small_type_is_found_in_a_scan(tmp_path: Path) -> None:
    all_marks = found_in_scan(tmp_path, paragraph(12, lines=20) + paragraph(6, lines=12, top=200))
    assert kinds(all_marks) == {MarkKind.SMALL_TYPE}
    assert all(mark.box[1] > 640 and mark.box[3] < 740 for mark in all_marks)
    assert sum(mark.box[2] - mark.box[0] for mark in all_marks) > 300
    assert all(3 < mark.points < 8 for mark in all_marks)


def test_shading_with_letters_is_found_in_a_scan(tmp_path: Path) -> None:
    page = paragraph(12, lines=6) + filled(GREY, 40, 300, 500, 200) + paragraph(12, top=480, lines=8)
    (mark,) = found_in_scan(tmp_path, page)
    assert mark.kind is MarkKind.SHADING
    assert covers(mark, 40, 342, 540, 542, slack=24)


def test_pale_letters_are_found_in_a_scan(tmp_path: Path) -> None:
    page = paragraph(12, lines=10) + paragraph(12, (0.78, 0.78, 0.78), lines=6, top=300)
    all_marks = found_in_scan(tmp_path, page, Look(tone=Tone.TEXT))
    assert kinds(all_marks) == {MarkKind.COLOUR}
    assert all(mark.box[1] > 520 for mark in all_marks)


def test_photos_and_boxes_without_letters_are_not_marked(tmp_path: Path) -> None:
    assert found_in_scan(tmp_path, photo_at(60, 300, 450, 350)) == ()
    assert found_in_scan(tmp_path, filled(GREY, 40, 300, 500, 200)) == ()
    assert found_in_scan(tmp_path, b"") == ()


# --------------------------------------------------------------------------------------------------------- places


def test_marks_of_one_kind_side_by_side_become_one() -> None:
    one = Mark(MarkKind.SMALL_TYPE, (10, 10, 50, 18), 6)
    two = Mark(MarkKind.SMALL_TYPE, (52, 12, 90, 19), 5)
    below = Mark(MarkKind.SMALL_TYPE, (10, 22, 90, 30), 7)
    far = Mark(MarkKind.SMALL_TYPE, (10, 200, 90, 208), 7)
    other = Mark(MarkKind.COLOUR, (10, 10, 50, 18), 6)
    assert set(joined([below, far, two, other, one])) == {Mark(MarkKind.SMALL_TYPE, (10, 10, 90, 30), 5), far, other}


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [PageSize(595, 842), PageSize(842, 595), PageSize(300, 200)])
def test_a_rectangle_comes_back_from_the_fax_page(size: PageSize, turn: int) -> None:
    placement = place(size, FINE, turn)
    box = (20.0, 30.0, 120.0, 60.0)
    pixels = placement.pixels(box)
    assert pixels is not None
    assert placement.points(pixels) == pytest.approx(box, abs=0.8)
    assert placement.pixels((-50, -50, -10, -10)) is None


def test_every_kind_says_what_to_do() -> None:
    for kind in MarkKind:
        assert kind.text.endswith(".")
        assert ": " in kind.text
