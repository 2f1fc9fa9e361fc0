"""How the rows of a list are drawn: what stands in their two lines, and that chosen rows can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPalette

from faxdesk.core.lifecycle import Event, State
from faxdesk.core.times import to_ms
from faxdesk.services.events import Progress
from faxdesk.store.fax_lists import Column, Listing
from faxdesk.ui.fax_list.row_painter import _look, row_height
from faxdesk.ui.fax_list.table_model import COLUMNS
from faxdesk.ui.widgets.severity import contrast
from faxdesk.ui.widgets.theme import dark_palette, light_palette
from tests.ui.window_scene import NOW, Scene, fax_in, move_on, scene_at

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from faxdesk.store.fax_lists import Row
    from faxdesk.ui.fax_list.table_view import ListTableView


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    """A window over one fax that waits, with two documents' worth of words, and one that failed."""
    waiting = partial(fax_in, state=State.QUEUED, comment="Offer 17", document="Offer.pdf")
    failed = partial(fax_in, state=State.FAILED, comment="", document="Reminder.pdf")
    with scene_at(qtbot, tmp_path / "data", prepare=[waiting, failed]) as scene:
        scene.work()
        qtbot.waitUntil(lambda: scene.window.numbers.loaded)
        scene.changed()
        yield scene


def table(scene: Scene, listing: Listing = Listing.OUTBOX) -> ListTableView[Row]:
    return scene.window.lists.pages[listing].table


def lines(scene: Scene, column: Column, listing: Listing = Listing.OUTBOX) -> tuple[str, str]:
    return table(scene, listing).list_model.lines(0, COLUMNS.index(column))


# ------------------------------------------------------------------------------------------------------- words


def test_a_row_says_whom_what_and_when_in_two_lines(no_language: None, scene: Scene) -> None:
    assert lines(scene, Column.TO) == ("+41 44 555 01 23", "Switzerland")
    assert lines(scene, Column.COMMENT) == ("Offer 17", "Offer.pdf")
    assert lines(scene, Column.TIME) == (f"{NOW.astimezone():%H:%M}", "Today")
    assert lines(scene, Column.STATE) == ("Waiting", "")


def test_documents_take_the_place_of_a_comment_that_is_not_there(scene: Scene) -> None:
    assert lines(scene, Column.COMMENT, Listing.SENT) == ("Reminder.pdf", "")


def test_why_a_fax_failed_is_below_its_state(scene: Scene) -> None:
    assert lines(scene, Column.STATE, Listing.SENT) == ("Failed", "Line busy")


@pytest.mark.parametrize(("days", "said"), [(1, "Yesterday"), (-1, "Tomorrow")])
def test_days_near_by_have_their_words(days: int, said: str, scene: Scene) -> None:
    assert lines(scene, Column.TIME)[1] == "Today"
    scene.clock.turn(days=days)
    scene.backend._look()
    assert lines(scene, Column.TIME)[1] == said


def test_what_a_fax_waits_for_is_below_its_state(no_language: None, scene: Scene) -> None:
    (row,) = scene.shown(Listing.OUTBOX)
    assert row.recipient is not None
    until = NOW + timedelta(minutes=20)
    move_on(
        scene.store, row.recipient, (Event.UPLOAD_STARTED, {}), (Event.UPLOAD_INTERRUPTED, {"not_before": to_ms(until)})
    )
    scene.changed()
    at = (NOW + timedelta(minutes=20)).astimezone()
    assert lines(scene, Column.STATE) == ("Waiting", f"Next try {at:%H:%M}")


# ------------------------------------------------------------------------------------------------------ drawing


def picture(view: ListTableView[Row]) -> QImage:
    return view.viewport().grab().toImage()


def ground(view: ListTableView[Row]) -> QColor:
    """The colour of the first row between two columns, where no letter is."""
    place = view.columnViewportPosition(1) + 2
    return picture(view).pixelColor(QPoint(place, view.rowHeight(0) // 2))


def test_a_chosen_row_stands_out_more_where_the_keyboard_is(scene: Scene) -> None:
    view = table(scene)
    view.clearFocus()
    plain = ground(view)
    view.choose(0)
    elsewhere = ground(view)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    scene.qtbot.waitUntil(view.hasFocus)
    assert len({plain.name(), elsewhere.name(), ground(view).name()}) == 3


def test_the_row_below_the_pointer_can_be_seen(scene: Scene) -> None:
    view = table(scene)
    plain = ground(view)
    scene.qtbot.mouseMove(view.viewport(), QPoint(30, view.rowHeight(0) // 2))
    scene.qtbot.waitUntil(lambda: view.hovered == 0)
    assert ground(view) != plain
    view.leaveEvent(None)  # type: ignore[arg-type]  # Qt needs no event for that
    assert (view.hovered, ground(view)) == (-1, plain)


def test_an_upload_has_a_bar_that_grows(scene: Scene) -> None:
    (row,) = scene.shown(Listing.OUTBOX)
    assert row.recipient is not None
    assert row.job is not None
    move_on(scene.store, row.recipient, (Event.UPLOAD_STARTED, {}))
    scene.changed()
    view, seen = table(scene), []
    for sent in (10, 90):
        scene.window.lists.pages[Listing.OUTBOX].progress(Progress(row.job, sent, 100))
        accent = view.palette().color(QPalette.ColorRole.Highlight)
        image = picture(view)
        bottom = range(view.rowHeight(0) - 12, view.rowHeight(0))
        seen.append(max(sum(image.pixelColor(x, y) == accent for x in range(200)) for y in bottom))
    assert lines(scene, Column.STATE) == ("Uploading", "90 %")
    assert 0 < seen[0] * 4 < seen[1]


@pytest.mark.parametrize("palette", [light_palette, dark_palette])
def test_both_lines_can_be_read_on_every_ground(palette: partial[QPalette], qtbot: QtBot) -> None:
    look = _look(palette(), QFont())
    for back in (look.chosen, look.chosen_elsewhere, look.hovered, palette().color(QPalette.ColorRole.Base)):
        assert contrast(look.text, back) >= 4.5
        assert contrast(look.muted, back) >= 4.5
    assert contrast(look.accent, palette().color(QPalette.ColorRole.Base)) >= 3


def test_high_contrast_has_no_muted_words_and_frames_what_is_chosen(scene: Scene) -> None:
    view = table(scene)
    stark = QPalette()
    for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
        stark.setColor(role, QColor("black"))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
        stark.setColor(role, QColor("white"))
    stark.setColor(QPalette.ColorRole.Highlight, QColor("#1aebff"))
    view.setPalette(stark)
    look = view._row_painter._now
    assert look.muted == look.text == look.line == QColor("white")
    view.choose(0)
    image, middle = picture(view), view.width() // 2
    assert image.pixelColor(middle, 0) == image.pixelColor(middle, view.rowHeight(0) - 1) == QColor("#1aebff")
    assert not _look(light_palette(), QFont()).stark


def test_rows_grow_with_the_letters(scene: Scene) -> None:
    view, font = table(scene), QFont()
    font.setPointSizeF(font.pointSizeF() * 2)
    view.setFont(font)
    assert view.rowHeight(0) == row_height(font) > 2 * QFontMetrics(font).height()


def is_first_at(view: ListTableView[Row], *, left: bool) -> bool:
    """Whether the first column is at the left, or is at the right."""
    return (view.columnViewportPosition(0) < 5) is left


def test_rows_begin_at_the_right_where_the_language_does(scene: Scene) -> None:
    """The mark of a chosen row, the icon and the words change sides; what is at the right comes to the left."""
    view = table(scene)
    view.choose(0)
    accent = view.palette().color(QPalette.ColorRole.Highlight)
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        scene.window.setLayoutDirection(direction)
        at_left = direction is Qt.LayoutDirection.LeftToRight
        scene.qtbot.waitUntil(partial(is_first_at, view, left=at_left))
        drawn, middle = picture(view), view.rowHeight(0) // 2
        edges = [view.columnViewportPosition(0) + 1, view.columnViewportPosition(0) + view.columnWidth(0) - 2]
        marked = [drawn.pixelColor(QPoint(edge, middle)) == accent for edge in edges]
        assert marked == [at_left, not at_left]
        for column, begins_left in ((0, at_left), (COLUMNS.index(Column.PAGES), not at_left)):
            left, width = view.columnViewportPosition(column), view.columnWidth(column)
            inked = [
                place
                for place in range(left + 8, left + width - 8)
                if any(
                    contrast(drawn.pixelColor(QPoint(place, row)), ground(view)) > 2
                    for row in range(8, view.rowHeight(0) - 8, 2)
                )
            ]
            assert (inked[0] - left < left + width - inked[-1]) is begins_left


@pytest.fixture
def direction(qapp: QApplication) -> Iterator[Callable[[Qt.LayoutDirection], None]]:
    """Sets the direction of the language of the program, until the end of the test."""
    before = qapp.layoutDirection()
    yield qapp.setLayoutDirection
    qapp.setLayoutDirection(before)


def test_a_number_reads_the_same_wherever_rows_begin(
    scene: Scene, direction: Callable[[Qt.LayoutDirection], None]
) -> None:
    view, column = table(scene), COLUMNS.index(Column.TO)
    shapes = []
    for way in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        direction(way)
        scene.qtbot.waitUntil(partial(is_first_at, view, left=way is Qt.LayoutDirection.LeftToRight))
        left, width = view.columnViewportPosition(column), view.columnWidth(column)
        top = (view.rowHeight(0) - row_height(view.font())) // 2 + 4
        first = picture(view).copy(left + 4, top, width - 8, QFontMetrics(view.font()).height())
        paper = first.pixelColor(0, 0)
        dark = [
            [contrast(first.pixelColor(place, row), paper) > 2 for row in range(first.height())]
            for place in range(first.width())
        ]
        inked = [place for place, points in enumerate(dark) if any(points)]
        shapes.append(dark[inked[0] : inked[-1] + 1])
    assert shapes[0] == shapes[1]


def test_titles_stand_above_what_they_are_about_on_either_side(scene: Scene) -> None:
    header = table(scene).horizontalHeader()
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        scene.window.setLayoutDirection(direction)
        header.resize(header.sizeHint().expandedTo(header.size()))
        drawn = header.viewport().grab().toImage()
        left, width = header.sectionViewportPosition(1), header.sectionSize(1)
        paper = drawn.pixelColor(QPoint(left + width // 2, 2))
        inked = [
            place
            for place in range(left, left + width)
            if any(contrast(drawn.pixelColor(QPoint(place, row)), paper) > 2 for row in range(3, header.height() - 4))
        ]
        at_left = direction is Qt.LayoutDirection.LeftToRight
        assert (inked[0] - left < left + width - inked[-1]) is at_left
