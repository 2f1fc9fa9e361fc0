"""The strip of the pages window: all pages of all documents, put in order, turned, taken out and brought back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPalette
from PySide6.QtWidgets import QLabel

from faxdesk.ui.page_editor.options_panel import RenderingBox
from faxdesk.ui.page_editor.page_model import STARTS
from faxdesk.ui.page_editor.thumbnail_cache import MOST_BYTES
from faxdesk.ui.page_view.layout import Fit
from faxdesk.ui.widgets.severity import contrast
from faxdesk.ui.widgets.theme import dark_palette, light_palette
from tests.documents.files import pages_pdf, put
from tests.ui.accessible_names import nameless, the
from tests.ui.page_editor.scene import Pages, pages_of, source

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def five(qtbot: QtBot, backend: Backend, tmp_path: Path) -> Iterator[Pages]:
    """Five pages of one document; nobody waits for their pictures."""
    with pages_of(qtbot, backend, [source(put(tmp_path, "five.pdf", pages_pdf(5)), 5)]) as pages:
        yield pages


def test_pages_of_all_documents_are_there_at_once_and_fill_in(
    qtbot: QtBot, backend: Backend, tmp_path: Path, sample_pdf: Path, sample_tiff: Path
) -> None:
    sources = [source(put(tmp_path, "plan.pdf", pages_pdf(1, size=(842, 595))), 1), source(sample_tiff, 2)]
    with pages_of(qtbot, backend, sources) as pages:
        model = pages.strip.model()
        assert model.rowCount() == 3
        assert all(pages.thumbnail(row) is None for row in range(3))
        assert [model.index(row, 0).data(STARTS) for row in range(3)] == [True, True, False]
        assert [pages.said(row) for row in range(3)] == [
            "Page 1 of 3: plan.pdf, page 1",
            "Page 2 of 3: sample.tiff, page 1",
            "Page 3 of 3: sample.tiff, page 2",
        ]
        pages.strip.grab()
        qtbot.waitUntil(lambda: all(pages.thumbnail(row) for row in range(3)))
        wide, high = pages.thumbnail(0), pages.thumbnail(1)
        assert wide is not None
        assert high is not None
        assert wide.width() > wide.height(), "paper has its true proportions"
        assert high.width() < high.height()
        pages.strip.grab()


def test_everything_can_be_reached_and_has_a_name(five: Pages) -> None:
    assert nameless(five.dialog) == []
    assert five.dialog.focusWidget() is five.strip


@pytest.mark.parametrize("palette", [light_palette, dark_palette])
def test_a_chosen_page_has_an_outline_and_its_paper_keeps_its_ground(
    five: Pages, palette: Callable[[], QPalette]
) -> None:
    five.dialog.setPalette(palette())
    five.strip.choose({1})
    base = palette().color(QPalette.ColorRole.Base)
    grounds = []
    for row in (0, 1):
        cell = five.strip.visualRect(five.strip.model().index(row, 0))
        picture = five.strip.viewport().grab(cell).toImage()
        middle = cell.height() // 2
        line = [contrast(picture.pixelColor(x, middle), base) for x in range(12)]
        assert (max(line[:5]) >= 3) is (row == 1), "seen at the edge of the cell"
        grounds.append(line[7])
    assert grounds == pytest.approx([1, 1], abs=0.15), "beside the paper both are as light"


# ----------------------------------------------------------------------------------------------------- keyboard


def test_chosen_pages_are_moved_with_alt_and_arrows(five: Pages) -> None:
    five.press(Qt.Key.Key_Down, ALT)
    assert five.numbers == [2, 1, 3, 4, 5]
    assert (five.strip.row, five.strip.rows()) == (1, [1]), "the page stays chosen, to be moved further"
    five.press(Qt.Key.Key_Down, SHIFT)
    five.press(Qt.Key.Key_Down, ALT)
    assert five.numbers == [2, 4, 1, 3, 5]
    assert five.strip.rows() == [2, 3]
    five.press(Qt.Key.Key_Up, ALT)
    five.press(Qt.Key.Key_Up, ALT)
    five.press(Qt.Key.Key_Up, ALT)
    assert five.numbers == [1, 3, 2, 4, 5], "at the edge nothing moves"
    for _ in range(4):
        five.action("Undo").trigger()
    assert five.numbers == [1, 2, 3, 4, 5]
    assert not five.action("Undo").isEnabled()


def test_pages_are_turned_taken_out_and_brought_back_by_keys(five: Pages) -> None:
    changes: list[None] = []
    five.dialog.changed.connect(lambda: changes.append(None))
    five.press(Qt.Key.Key_R, CTRL)
    five.press(Qt.Key.Key_Down)
    five.press(Qt.Key.Key_L, CTRL)
    assert [turn for _, _, turn in five.placed] == [90, 270, 0, 0, 0]
    assert five.said(0).endswith("page 1, turned right")
    five.press(Qt.Key.Key_Delete)
    assert five.numbers == [1, 3, 4, 5]
    assert five.strip.row == 1, "the keyboard goes on from the page that followed"
    five.press(Qt.Key.Key_Z, CTRL)
    assert five.placed[1] == ("five", 2, 270)
    assert five.strip.rows() == [1], "what has come back is chosen"
    five.press(Qt.Key.Key_Z, CTRL)
    five.press(Qt.Key.Key_Z, CTRL)
    assert [turn for _, _, turn in five.placed] == [0] * 5
    five.press(Qt.Key.Key_Z, CTRL, SHIFT)
    five.press(Qt.Key.Key_Y, CTRL)
    five.press(Qt.Key.Key_Y, CTRL)
    assert five.numbers == [1, 3, 4, 5]
    assert not five.action("Redo").isEnabled()
    assert len(changes) == 9


def test_zooming_and_resizing_choose_no_other_page(five: Pages) -> None:
    """What is done to a page would be done to another one."""
    while len(five.view._visible()) < 5:
        five.view.zoom_out()
    assert five.strip.rows() == [0]
    five.dialog.resize(1000, 800)
    five.view.set_fit(Fit.PAGE)
    five.dialog.resize(700, 600)
    assert five.strip.rows() == [0]
    five.press(Qt.Key.Key_Delete)
    assert five.numbers == [2, 3, 4, 5]


def test_ranges_are_chosen_with_shift_control_and_all(five: Pages, qtbot: QtBot) -> None:
    five.press(Qt.Key.Key_Down, SHIFT)
    five.press(Qt.Key.Key_Down, SHIFT)
    assert five.strip.rows() == [0, 1, 2]
    last = five.strip.visualRect(five.strip.model().index(4, 0)).center()
    five.strip.scrollToBottom()
    last = five.strip.visualRect(five.strip.model().index(4, 0)).center()
    qtbot.mouseClick(five.strip.viewport(), Qt.MouseButton.LeftButton, CTRL, last)
    assert five.strip.rows() == [0, 1, 2, 4]
    five.press(Qt.Key.Key_R, CTRL)
    assert [turn for _, _, turn in five.placed] == [90, 90, 90, 0, 90]
    assert five.strip.rows() == [0, 1, 2, 4], "they stay chosen"
    five.press(Qt.Key.Key_A, CTRL)
    five.press(Qt.Key.Key_Delete)
    assert five.placed == []
    assert [
        label for label in five.dialog.findChildren(QLabel) if "no pages left" in label.text() and label.isVisible()
    ]
    assert not five.action("Remove pages").isEnabled()
    assert the(five.dialog, RenderingBox).title == "No page"
    five.action("Undo").trigger()
    assert five.numbers == [1, 2, 3, 4, 5]
    assert five.view.isVisible()


# ----------------------------------------------------------------------------------------------------- dragging


def drop(pages: Pages, rows: set[int], place: QPoint) -> None:
    """Do what Qt does when the chosen pages are dragged to a place and let go."""
    pages.strip.choose(rows)
    data = pages.strip.model().mimeData(pages.strip.selectedIndexes())
    port = pages.strip.viewport()
    actions, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, actions, data, left, none)
    pages.strip.viewportEvent(enter)
    assert enter.isAccepted()
    pages.strip.viewportEvent(QDragMoveEvent(place, actions, data, left, none))
    colour = pages.strip.palette().text().color()
    picture = port.grab().toImage()
    line = pages.strip._mark(pages.strip._place(place))
    assert picture.pixelColor(line.center()) == colour
    pages.strip.viewportEvent(QDropEvent(QPointF(place), actions, data, left, none))


def at(pages: Pages, row: int, *, lower: bool) -> QPoint:
    rect = pages.strip.visualRect(pages.strip.model().index(row, 0))
    return QPoint(rect.center().x(), rect.bottom() - 10 if lower else rect.top() + 10)


def test_dragged_pages_go_where_the_line_was(five: Pages) -> None:
    drop(five, {0}, at(five, 2, lower=False))
    assert five.numbers == [2, 1, 3, 4, 5]
    drop(five, {0, 1}, at(five, 2, lower=True))
    assert five.numbers == [3, 2, 1, 4, 5]
    assert five.strip.rows() == [1, 2]
    before = five.numbers
    drop(five, {1}, at(five, 1, lower=True))
    assert five.numbers == before, "dropped where it was"


def test_the_picture_of_dragged_pages_leaves_the_line_to_be_seen(five: Pages) -> None:
    for rows in ({2}, {0, 1, 2}):
        five.strip.choose(rows)
        drag = five.strip._drag()
        assert drag is not None
        picture = drag.pixmap().toImage()
        cell = five.strip.visualRect(five.strip.model().index(0, 0))
        assert picture.width() <= cell.width() // 2
        assert picture.height() <= cell.height() // 2
        assert drag.hotSpot().x() < 0
        assert drag.hotSpot().y() < 0
        blue = five.strip.palette().highlight().color()
        assert (picture.pixelColor(1, 1) == blue) is (len(rows) > 1), "several are counted"
        drag.deleteLater()
    five.press(Qt.Key.Key_A, CTRL)
    five.press(Qt.Key.Key_Delete)
    assert five.strip._drag() is None


def test_pages_of_another_window_are_not_taken(five: Pages) -> None:
    data = five.strip.model().mimeData([])
    data.setData("application/x-faxdesk-pages", b"another")
    event = QDragEnterEvent(
        QPoint(20, 20), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    five.strip.viewportEvent(event)
    assert not event.isAccepted()


# ------------------------------------------------------------------------------------------------------ a crowd


def test_a_thousand_pages_keep_pictures_of_those_on_the_screen(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    path = put(tmp_path, "thousand.pdf", pages_pdf(1000))
    with pages_of(qtbot, backend, [source(path, 1000)]) as pages:
        thumbnails = pages.dialog._scheduler.thumbnails
        thumbnails._most = 400_000
        pages.wait_drawn()
        for place in (200, 400, 600, 999):
            pages.field.setValue(place + 1)
            assert pages.strip.row == place
            visible = pages.strip.visible()
            assert place in visible
            assert len(visible) < 10
            qtbot.waitUntil(lambda rows=visible: all(pages.thumbnail(row) for row in rows))  # type: ignore[misc]  # a lambda
            assert thumbnails._bytes < 400_000 + 10 * 100_000
            pages.wait_drawn(place)
        assert pages.thumbnail(0) is None, "what is far away is forgotten"
        assert MOST_BYTES < 30_000_000
        assert sum(picture.sizeInBytes() for picture in pages.view._pictures.values()) < 100_000_000
        pages.press(Qt.Key.Key_Home)
        qtbot.waitUntil(lambda: pages.thumbnail(0) is not None)
        assert pages.view.page == 0


@pytest.mark.parametrize("width", [400, 560, 640, 720])
def test_the_first_page_is_chosen_however_narrow_the_window_is(
    qtbot: QtBot, backend: Backend, tmp_path: Path, width: int
) -> None:
    five = source(put(tmp_path, "five.pdf", pages_pdf(5)), 5)
    with pages_of(qtbot, backend, [five], size=(width, 700)) as pages:
        pages.wait_drawn()
        pages.dialog.resize(width + 20, 900)
        qtbot.waitUntil(lambda: pages.thumbnail(0) is not None)
        assert (pages.strip.row, pages.strip.rows(), pages.view.page) == (0, [0], 0)
        pages.press(Qt.Key.Key_Delete)
        assert pages.numbers == [2, 3, 4, 5]
