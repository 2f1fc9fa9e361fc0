"""The large pages of the pages window: as they are, as they arrive, improved, marked, or impossible to draw."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QHelpEvent, QImage
from PySide6.QtWidgets import QToolTip

from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.enhancement import Enhancements
from faxdesk.documents.fax.page import Look, Resolution
from faxdesk.ui.page_editor.findings_list import FindingsList
from faxdesk.ui.page_editor.options_panel import RenderingBox, SendingBox
from faxdesk.ui.page_editor.page_model import NOTES
from faxdesk.ui.page_editor.render_scheduler import Rendition
from faxdesk.ui.page_view.layout import Fit
from faxdesk.ui.widgets.segmented_control import SegmentedControl
from faxdesk.ui.widgets.theme import dark_palette
from tests import processes
from tests.documents.fax_files import drawn_pdf, filled, paragraph
from tests.documents.files import RawPage, pages_pdf, put, raw_tiff
from tests.ui.accessible_names import nameless, the
from tests.ui.page_editor.scene import Pages, pages_of, source

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.backend.page_renderer import PageRenderer

CTRL = Qt.KeyboardModifier.ControlModifier
GREY = filled((0.7, 0.7, 0.7), 100, 300, 400, 300)


@pytest.fixture
def grey(qtbot: QtBot, backend: Backend, tmp_path: Path) -> Iterator[Pages]:
    """Two pages with a grey box, shown as large as a fax of its dots."""
    path = put(tmp_path, "grey.pdf", drawn_pdf([GREY, GREY]))
    with pages_of(qtbot, backend, [source(path, 2)]) as pages:
        pages.action("Actual size").trigger()
        pages.wait_drawn()
        yield pages


def shades(picture: QImage) -> set[int]:
    """The levels of grey in the middle of a picture, where each of its dots is looked at."""
    across, down = picture.width() // 2, picture.height() // 2
    return {picture.pixelColor(across + x, down + y).red() for x in range(40) for y in range(40)}


def black(picture: QImage) -> float:
    """The share of dots in the middle of a picture that are dark."""
    across, down = picture.width() // 2, picture.height() // 2
    dots = [picture.pixelColor(across + x, down + y).red() for x in range(40) for y in range(40)]
    return sum(dot < 128 for dot in dots) / len(dots)


# ---------------------------------------------------------------------------------------- as the recipient sees it


def test_a_page_is_seen_as_it_is_and_as_it_arrives(grey: Pages) -> None:
    fine = grey.wait_drawn()
    assert fine.width() == pytest.approx(1728, abs=2), "each dot of the fax is one of the screen"
    assert shades(fine) == {0, 255}, "black and white only"
    qtbot = grey.qtbot
    grey.press(Qt.Key.Key_3, CTRL)
    qtbot.waitUntil(lambda: grey.sharp(0))
    assert all(175 < shade < 182 for shade in shades(grey.wait_drawn())), "grey is grey in the document"
    assert grey.shown == "Original"
    heights = {}
    for key, name, resolution in (
        (Qt.Key.Key_4, "Fine", Resolution.FINE),
        (Qt.Key.Key_5, "Standard", Resolution.STANDARD),
    ):
        grey.press(key, CTRL)
        picture = grey.wait_drawn()
        assert grey.shown == name
        assert grey.looks.resolution is resolution
        assert grey.view._keys[0] == (grey.page_ref(0), Look(resolution))
        assert shades(picture) == {0, 255}
        heights[name] = picture.height() / picture.width()
    assert heights["Standard"] == pytest.approx(heights["Fine"], rel=0.01), "in its true proportions"
    lines = [grey.wait_drawn().pixelColor(900, y).red() for y in range(1100, 1200)]
    pairs = sum(lines[at] == lines[at + 1] for at in range(99))
    assert pairs >= 49, "in standard resolution each line is as high as two"


def test_tone_and_improvements_are_seen_at_once(grey: Pages) -> None:
    look = the(grey.dialog, RenderingBox)
    assert look.title == "Page 1"
    grey.press(Qt.Key.Key_3, CTRL)
    grey.wait_drawn()
    look.tone.segment(Tone.TEXT).click()
    assert grey.shown == "Fine", "a tone is seen on the fax page only"
    assert black(grey.wait_drawn()) in {0.0, 1.0}, "a threshold makes it one or the other"
    look.tone.segment(Tone.PHOTO).click()
    assert 0.1 < black(grey.wait_drawn()) < 0.6
    grey.qtbot.keyClick(look.lighten, Qt.Key.Key_Space)
    assert black(grey.wait_drawn()) < 0.05, "shading became white"
    assert [grey.looks.of(grey.page_ref(row)).tone for row in range(2)] == [Tone.PHOTO, Tone.AUTO]
    grey.press(Qt.Key.Key_A, CTRL)
    assert look.title == "Pages 1 and 2"
    assert look.tone.value is None, "they differ"
    assert not look.note.text(), "a time is that of one page"
    assert look.lighten.checkState() is Qt.CheckState.PartiallyChecked
    grey.qtbot.mouseClick(look.all, Qt.MouseButton.LeftButton)
    assert [grey.looks.of(grey.page_ref(row)).tone for row in range(2)] == [Tone.PHOTO, Tone.PHOTO]
    assert look.lighten.checkState() is Qt.CheckState.Checked


def test_sending_as_shown_is_the_users_choice(grey: Pages) -> None:
    send = the(grey.dialog, SendingBox)
    assert not send.prepared.isChecked()
    assert grey.looks.for_sending(grey.history.page_refs) is None
    assert "in its own way" in send.note.text()
    with grey.qtbot.waitSignal(grey.dialog.changed):
        grey.qtbot.keyClick(send.prepared, Qt.Key.Key_Space)
    assert "as you see them here" in send.note.text()
    assert send.prepared.accessibleDescription() == send.note.text()
    assert grey.looks.for_sending(grey.history.page_refs) == (Look(), Look())


def test_zoom_and_place_are_changed_by_keys(grey: Pages) -> None:
    view, qtbot = grey.view, grey.qtbot
    zoom = view.zoom
    qtbot.keyClick(view, Qt.Key.Key_Minus, CTRL)
    assert view.zoom == pytest.approx(zoom / 1.25)
    qtbot.keyClick(view, Qt.Key.Key_0, CTRL)
    assert view.zoom == pytest.approx(zoom)
    fits = []
    for key in (Qt.Key.Key_2, Qt.Key.Key_1):
        grey.press(key, CTRL)
        fits.append(view.fit)
    assert fits == [Fit.PAGE, Fit.WIDTH]
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert (view.page, grey.strip.row, grey.field.value()) == (1, 1, 2), "the strip follows"
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert (view.page, grey.strip.row, grey.field.value()) == (0, 0, 1)


# ------------------------------------------------------------------------------------------------------ marks


@pytest.mark.qt_log_ignore("raise")
def test_what_drowns_is_marked_on_the_page_and_listed(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    small = paragraph(6, lines=3, top=700) + paragraph(11, (0.4, 0.7, 1.0), lines=2, top=300)
    small += paragraph(6, lines=3, top=90)
    path = put(tmp_path, "small.pdf", drawn_pdf([small, paragraph(11, lines=5), paragraph(6, lines=2)]))
    with pages_of(qtbot, backend, [source(path, 3)]) as pages:
        findings = the(pages.dialog, FindingsList)
        qtbot.waitUntil(lambda: not findings.note.text())
        assert [line.text for line in findings.lines] == [
            "Pages 1 and 3 have small type, which may be hard to read as a fax.",
            "Page 1 has coloured or pale text, which fades in black and white.",
        ]
        assert pages.notes == [("Small type", "Coloured or pale text"), (), ("Small type",)], "several on one page"
        assert nameless(pages.dialog) == []
        pages.wait_drawn()
        show = pages.wait_button("Show")
        assert show.accessibleDescription() == findings.lines[0].text
        shown = []
        for _ in range(4):
            show.click()
            region = pages.view._chosen
            assert region is not None
            shown.append((pages.strip.row, region))
            place = pages.view._place_in(region, pages.view._rect(pages.strip.row))
            assert pages.view.viewport().rect().intersects(place), "the chosen one is brought onto the screen"
        assert [row for row, _ in shown] == [0, 0, 2, 0], "one after the other, and again"
        assert shown[0] == shown[3] != shown[1]
        place = pages.view._place_in(shown[3][1], pages.view._rect(0))
        spot = place.center()
        pages.view.viewportEvent(QHelpEvent(QEvent.Type.ToolTip, spot, pages.view.viewport().mapToGlobal(spot)))
        assert "6.0 point: Small type" in QToolTip.text()
        QToolTip.hideText()
        edge = pages.view.viewport().grab().toImage().pixelColor(place.left(), place.center().y())
        assert edge.red() > edge.blue() + 60
        pages.strip.choose({1})
        assert pages.view._regions == {}


def test_what_is_marked_is_mended_by_its_button_where_that_helps(
    qtbot: QtBot, backend: Backend, tmp_path: Path
) -> None:
    dotted = paragraph(11, (0.5, 0.5, 0.5), lines=4, top=700)
    shaded = filled((0.8, 0.8, 0.8), 50, 300, 480, 90) + paragraph(11, lines=5, top=380)
    pale = paragraph(11, (0.4, 0.7, 1.0), lines=4, top=700)
    path = put(tmp_path, "pale.pdf", drawn_pdf([dotted, shaded, pale]))
    with pages_of(qtbot, backend, [source(path, 3)]) as pages:
        the(pages.dialog, RenderingBox).tone.segment(Tone.PHOTO).click()
        findings = the(pages.dialog, FindingsList)
        mode = pages.wait_button("Send in text mode", "Pages 1 and 3 have coloured or pale text")
        assert not pages.looks.send_prepared
        mode.click()
        pages.wait_button("Send with lighter shading").click()
        prepared = pages.looks.for_sending(pages.history.page_refs)
        assert prepared == (Look(tone=Tone.TEXT), Look(improve=Enhancements(lighten=True)), Look())
        left = "Page 3 has coloured or pale text, which fades in black and white."
        qtbot.waitUntil(lambda: [line.text for line in findings.lines] == [left] and not findings.note.text())
        assert [text for text, _ in findings.lines[0].buttons] == ["Show"], "no look helps what is too pale"
        pages.strip.choose({2})
        pages.press(Qt.Key.Key_Delete)
        qtbot.waitUntil(lambda: findings.note.text() == "Nothing was found that needs mending.")


def test_small_type_is_sent_in_fine_resolution(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    path = put(tmp_path, "small.pdf", drawn_pdf([paragraph(8, lines=3)]))
    with pages_of(qtbot, backend, [source(path, 1)]) as pages:
        pages.press(Qt.Key.Key_5, CTRL)
        pages.wait_button("Use fine resolution").click()
        assert (pages.looks.resolution, pages.shown) == (Resolution.FINE, "Fine")
        qtbot.waitUntil(lambda: pages.button("Use fine resolution") is None)


def test_marks_stay_where_their_text_is_when_a_page_is_turned(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    path = put(tmp_path, "small.pdf", drawn_pdf([paragraph(6, lines=3, top=780)]))
    with pages_of(qtbot, backend, [source(path, 1)]) as pages:
        pages.press(Qt.Key.Key_3, CTRL)
        qtbot.waitUntil(lambda: bool(pages.view._regions))
        assert pages.view._regions[0][0].place.center().y() < 0.2, "at the top"
        pages.press(Qt.Key.Key_R, CTRL)
        qtbot.waitUntil(lambda: bool(pages.view._regions))
        turned = pages.view._regions[0][0].place
        assert turned.center().x() > 0.8, "turned right, it is at the right"
        assert pages.dialog._scheduler.shown is Rendition.ORIGINAL


# ------------------------------------------------------------------------------------------------------ trouble


def test_a_page_that_cannot_be_drawn_says_why_and_the_others_are_there(
    qtbot: QtBot, backend: Backend, tmp_path: Path
) -> None:
    damaged = RawPage(data=b"\xff" * 32, fields=[(259, 4, [5])])
    path = put(tmp_path, "bad.tiff", raw_tiff([RawPage(), damaged, RawPage()]))
    gone = source(tmp_path / "gone.pdf", 1)
    with pages_of(qtbot, backend, [source(path, 3), gone]) as pages:
        qtbot.waitUntil(
            lambda: bool(pages.thumbnail(0) and pages.thumbnail(2) and pages.strip.model().index(1, 0).data(NOTES))
        )
        assert "Page 2 of the TIFF is damaged" in pages.said(1)
        pages.field.setValue(2)
        qtbot.waitUntil(lambda: bool(pages.view.fault(1)))
        assert "damaged" in pages.view.fault(1)
        pages.view.grab()
        pages.field.setValue(4)
        qtbot.waitUntil(lambda: bool(pages.view.fault(3)))
        assert "The file is not there" in pages.view.fault(3)
        pages.press(Qt.Key.Key_Delete)
        assert pages.view.page_count == 3
        pages.field.setValue(3)
        pages.wait_drawn(2)


def kill_child(pages: Pages) -> None:
    """End the process that draws, as the system does when it takes too much memory."""
    killed: list[int] = []

    def kill(renderer: PageRenderer, _cancel: object) -> int:
        assert renderer._worker is not None
        process = renderer._worker._process
        assert process is not None
        processes.kill(process.pid)
        return process.pid

    pages.backend.with_pages(pages.backend, kill, killed.append, lambda error: pytest.fail(str(error)))
    pages.qtbot.waitUntil(lambda: bool(killed))


def test_the_death_of_what_draws_is_survived(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    path = put(tmp_path, "forty.pdf", pages_pdf(40))
    with pages_of(qtbot, backend, [source(path, 40)]) as pages:
        pages.wait_drawn()
        kill_child(pages)
        for row in (12, 25, 39):
            pages.field.setValue(row + 1)
            qtbot.waitUntil(lambda at=row: pages.sharp(at) or bool(pages.view.fault(at)))  # type: ignore[misc]  # a lambda
        pages.wait_drawn(39)
        assert sum(bool(pages.view.fault(row)) for row in range(40)) <= 1
        for row in range(40):
            assert not pages.view.fault(row) or "cannot be drawn" in pages.view.fault(row)


def test_closing_lets_go_of_the_documents(qtbot: QtBot, backend: Backend, sample_pdf: Path, sample_tiff: Path) -> None:
    with pages_of(qtbot, backend, [source(sample_pdf, 2), source(sample_tiff, 2)]) as pages:
        pages.wait_drawn()
        pages.field.setValue(3)
        pages.wait_drawn(2)
        qtbot.keyClick(pages.dialog, Qt.Key.Key_Escape)
        assert not pages.dialog.isVisible()
        open_now: list[int] = []
        backend.with_pages(
            backend,
            lambda renderer, _cancel: len(renderer._open),
            open_now.append,
            lambda error: pytest.fail(str(error)),
        )
        qtbot.waitUntil(lambda: open_now == [0])
        assert not pages.dialog._scheduler._tell.isActive()


def test_paper_stays_white_in_a_dark_window(grey: Pages) -> None:
    grey.dialog.setPalette(dark_palette())
    picture = grey.view.viewport().grab().toImage()
    rect = grey.view._rect(0)
    assert picture.pixelColor(rect.left() + 6, rect.top() + 6).name() == "#ffffff"
    grey.qtbot.waitUntil(lambda: grey.thumbnail(0) is not None)
    cell = grey.strip.visualRect(grey.strip.model().index(0, 0))
    thumbnail = grey.strip.viewport().grab(cell).toImage()
    assert thumbnail.pixelColor(cell.width() // 2, cell.height() // 2 - 60).name() == "#ffffff"
    assert thumbnail.pixelColor(cell.width() - 3, 3).lightness() < 128, "what is not paper is dark"


def test_the_keys_are_told(grey: Pages) -> None:
    tips = {action.text(): action.toolTip() for action in grey.dialog.findChildren(QAction) if action.text()}
    assert tips["Rotate left"] == "Rotate left (Ctrl+L)"
    fine = the(grey.dialog, SegmentedControl).segment(Resolution.FINE)
    assert fine.toolTip().startswith("Fine (Ctrl+4): as the recipient sees it")
    assert fine.accessibleDescription() == fine.toolTip()
