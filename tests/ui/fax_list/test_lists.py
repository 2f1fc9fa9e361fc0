"""The two lists: what they show, in which order, and that an update leaves the user where they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader

from faxdesk.core.fax_search import FaxSearch
from faxdesk.core.lifecycle import Event, State
from faxdesk.services.events import Progress
from faxdesk.store.fax_lists import Column, Listing
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.document_viewer.window import DocumentWindow
from faxdesk.ui.fax_list.row_cache import PAGE
from faxdesk.ui.fax_list.table_model import COLUMNS, PROGRESS, FaxTableModel
from faxdesk.ui.widgets.empty_page import Drawing
from tests.ui.window_scene import NOW, Scene, archive, asked_about, fax_in, foreign, move_on, scene_at

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    """A window over 300 faxes of the archive and one that waits."""
    with scene_at(
        qtbot, tmp_path / "data", prepare=[partial(archive, count=300), partial(fax_in, state=State.QUEUED)]
    ) as scene:
        yield scene


def sent(scene: Scene) -> FaxTableModel:
    """The list of sent faxes, whole."""
    scene.window.actions_[ActionId.SENT].trigger()
    scene.work()
    model = scene.window.lists.pages[Listing.SENT].model
    scene.qtbot.waitUntil(lambda: model.rowCount() >= 300)
    return model


def text(model: FaxTableModel, place: int, column: Column) -> str:
    return str(model.data(model.index(place, COLUMNS.index(column))))


# ----------------------------------------------------------------------------------------------------- content


def test_the_first_page_is_there_before_anything_is_started(scene: Scene) -> None:
    scene.window.actions_[ActionId.SENT].trigger()
    assert scene.window.lists.pages[Listing.SENT].model.rowCount() == PAGE
    assert text(scene.window.lists.pages[Listing.SENT].model, 0, Column.COMMENT) == "Invoice 0"


def test_the_whole_list_follows(scene: Scene) -> None:
    model = sent(scene)
    assert model.rowCount() == 300
    assert text(model, 299, Column.COMMENT) == "Invoice 299"


def test_every_column_says_what_its_title_promises(no_language: None, scene: Scene) -> None:
    model = sent(scene)
    scene.qtbot.waitUntil(lambda: text(model, 1, Column.TO) == "+41 44 555 00 01")
    assert text(model, 1, Column.STATE) == "Delivered"
    assert text(model, 0, Column.STATE) == "Failed"
    assert text(model, 1, Column.PAGES) == "2"
    assert text(model, 1, Column.SENDER) == "+41 44 555 01 00"
    local = (NOW - timedelta(minutes=1)).astimezone()
    assert text(model, 1, Column.TIME) == f"{local:%Y-%m-%d %H:%M}"
    titles = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
    assert titles == ["Status", "To", "Comment", "Pages", "From", "Time", "Name", "Documents", "Cost"]


def test_a_state_is_an_icon_and_words_and_both_are_told_to_a_screen_reader(scene: Scene) -> None:
    model = sent(scene)
    cell = model.index(0, 0)
    assert not model.data(cell, Qt.ItemDataRole.DecorationRole).isNull()
    spoken = model.data(cell, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.split(", ")[:2] == ["Failed", "+41 44 555 00 00"], "the row that the keyboard is on says who, too"
    assert ", Invoice 0, " in spoken
    assert model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole) == "+41 44 555 00 00"
    assert model.data(cell, Qt.ItemDataRole.AccessibleDescriptionRole) == "Status: Failed"
    assert "The line was busy." in model.data(cell, Qt.ItemDataRole.ToolTipRole)


def test_text_from_elsewhere_is_never_taken_for_html(scene: Scene) -> None:
    fax_in(scene.store, State.QUEUED, comment="<b>big</b>")
    scene.work()
    scene.changed()
    model = scene.window.lists.pages[Listing.OUTBOX].model
    place = next(place for place, row in enumerate(scene.shown(Listing.OUTBOX)) if row.comment == "<b>big</b>")
    cell = model.index(place, COLUMNS.index(Column.COMMENT))
    assert model.data(cell) == "<b>big</b>"
    assert "&lt;b&gt;big" in model.data(cell, Qt.ItemDataRole.ToolTipRole)


def test_faxes_of_the_web_are_in_the_outbox_too(scene: Scene) -> None:
    foreign(scene.store)
    scene.work()
    scene.changed()
    assert {row.comment for row in scene.shown(Listing.OUTBOX)} == {"Offer 17", "From the web"}


def test_the_model_keeps_the_rules_of_qt(scene: Scene, qtmodeltester: ModelTester) -> None:
    scene.work()
    qtmodeltester.check(scene.window.lists.pages[Listing.OUTBOX].model)
    model = sent(scene)
    qtmodeltester.check(model)
    archive(scene.store, 5, start=300)
    scene.changed()
    qtmodeltester.check(model)
    model.search(FaxSearch("no such fax"))
    scene.qtbot.waitUntil(lambda: model.rowCount() == 0)
    qtmodeltester.check(model)


# ---------------------------------------------------------------------------------------------- order and search


def test_a_click_on_a_title_sorts_in_the_database(scene: Scene) -> None:
    model = sent(scene)
    table = scene.window.lists.pages[Listing.SENT].table
    header = table.horizontalHeader()
    pages = COLUMNS.index(Column.PAGES)
    with scene.qtbot.waitSignal(model.loaded):
        scene.qtbot.mouseClick(
            header.viewport(),
            Qt.MouseButton.LeftButton,
            pos=_middle(header.sectionViewportPosition(pages), header.sectionSize(pages)),
        )
    assert text(model, 0, Column.PAGES) == "1"
    assert text(model, 299, Column.PAGES) == "7"
    with scene.qtbot.waitSignal(model.loaded):
        table.sortByColumn(pages, Qt.SortOrder.DescendingOrder)
    assert text(model, 0, Column.PAGES) == "7"


def _middle(left: int, width: int) -> QPoint:
    return QPoint(left + width // 2, 8)


def test_typing_searches_and_esc_shows_all_again(scene: Scene) -> None:
    model = sent(scene)
    page = scene.window.lists.pages[Listing.SENT]
    scene.window.actions_[ActionId.FIND].trigger()
    assert page.field.hasFocus()
    scene.qtbot.keyClicks(page.field, "invoice 299")
    scene.qtbot.waitUntil(lambda: model.rowCount() == 1)
    assert page.search_bar.count.text() == "1 fax found"
    scene.qtbot.keyClick(page.field, Qt.Key.Key_Escape)
    scene.qtbot.waitUntil(lambda: model.rowCount() == 300)
    assert page.search_bar.count.text() == ""


def test_what_is_found_nowhere_says_so_and_offers_the_way_back(scene: Scene) -> None:
    model = sent(scene)
    page = scene.window.lists.pages[Listing.SENT]
    page.field.setText("zebra")
    scene.qtbot.keyClick(page.field, Qt.Key.Key_Return)
    scene.qtbot.waitUntil(lambda: model.rowCount() == 0)
    assert page.empty.isVisible()
    assert "zebra" in page.empty._title.text()
    page.empty.button.click()
    scene.qtbot.waitUntil(lambda: model.rowCount() == 300)
    assert page.table.isVisible()


def test_an_empty_list_tells_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        page = scene.window.lists.page
        assert page.empty.isVisible()
        assert page.empty._advice.text() == "Drop documents here, or press New fax."
        with qtbot.waitSignal(page.new_fax_wanted):
            page.empty.button.click()


def test_the_last_of_several_requests_counts(scene: Scene) -> None:
    model = sent(scene)
    for words in ("invoice 1", "invoice 12", "invoice 123"):
        model.search(FaxSearch(words))
    scene.qtbot.waitUntil(lambda: model.rowCount() == 1)
    assert text(model, 0, Column.COMMENT) == "Invoice 123"


# ------------------------------------------------------------------------------------------------------- updates


def test_new_faxes_leave_selection_and_scroll_position_alone(scene: Scene) -> None:
    model = sent(scene)
    table = scene.window.lists.pages[Listing.SENT].table
    table.choose(150)
    scene.settled()
    chosen = scene.window.host.selection.rows()
    before = table.visualRect(table.currentIndex()).top()
    with scene.qtbot.assertNotEmitted(model.modelReset):
        fax_in(scene.store, State.CANCELLED)
        scene.changed()
    assert model.rowCount() == 301
    assert scene.window.host.selection.rows() == chosen
    assert table.currentIndex().row() == 151
    moved = table.visualRect(table.currentIndex()).top() - before
    assert abs(moved) <= table.verticalHeader().defaultSectionSize()


def test_an_update_without_news_says_nothing(scene: Scene) -> None:
    model = sent(scene)
    signals = [model.dataChanged, model.modelReset, model.layoutChanged, model.rowsInserted, model.rowsRemoved]
    said: list[str] = []
    for signal in signals:
        signal.connect(lambda *_: said.append("something"))
    scene.settled()
    scene.qtbot.waitUntil(lambda: scene.window.numbers.loaded)
    scene.changed()
    said.clear()
    scene.changed()
    assert said == []


def test_only_the_rows_that_changed_are_drawn_again(scene: Scene) -> None:
    scene.work()
    recipient = fax_in(scene.store, State.ACCEPTED)
    scene.changed()
    model = scene.window.lists.pages[Listing.OUTBOX].model
    move_on(scene.store, recipient, (Event.REPORTED_SENDING, {"status": "sending"}))
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last, *_: changed.append((first.row(), last.row())))
    scene.changed()
    place = next(place for place, row in enumerate(scene.shown(Listing.OUTBOX)) if row.recipient == recipient)
    assert changed == [(place, place)]
    assert text(model, place, Column.STATE) == "Sending"


def test_when_the_chosen_fax_goes_its_neighbour_is_not_chosen_in_its_place(scene: Scene) -> None:
    """Or pressing “Cancel” at that moment would hit another fax."""
    scene.work()
    other = fax_in(scene.store, State.QUEUED, comment="Another")
    leaving = fax_in(scene.store, State.QUEUED, comment="Leaving")
    scene.changed()
    scene.choose(leaving)
    scene.store.submissions.request_cancel([leaving])
    scene.changed()
    assert scene.window.lists.page.table.places() == []
    assert [row.recipient for row in scene.window.host.selection.rows()] == [leaving]
    assert not scene.window.actions_[ActionId.CANCEL].isEnabled()
    assert scene.store.submissions.recipient(other).state is State.QUEUED  # type: ignore[union-attr]


def test_a_row_that_moves_stays_chosen(scene: Scene) -> None:
    model = sent(scene)
    table = scene.window.lists.pages[Listing.SENT].table
    table.choose(10)
    key = model.row(10).key  # type: ignore[union-attr]
    fax = scene.store.service_mirror.fax("archived-10")
    assert fax is not None
    scene.store.service_mirror.keep_faxes([replace(fax, started_at=NOW + timedelta(hours=1))])
    scene.changed()
    assert model.place(key) == 0
    assert table.places() == [0]


def test_many_changes_at_once_keep_what_is_chosen_in_reach(scene: Scene) -> None:
    model = sent(scene)
    model.sort(COLUMNS.index(Column.COMMENT))
    scene.qtbot.waitUntil(lambda: text(model, 1, Column.COMMENT) == "Invoice 1")
    assert model.rowCount() == 300


# ------------------------------------------------------------------------------------------------------ progress


def test_an_upload_shows_how_far_it_is(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.UPLOADING)
    scene.work()
    scene.changed()
    job = scene.store.submissions.recipient(recipient).job  # type: ignore[union-attr]
    scene.backend.progressed.emit(Progress(job, 250, 1000))
    model = scene.window.lists.pages[Listing.OUTBOX].model
    place = next(place for place, row in enumerate(scene.shown(Listing.OUTBOX)) if row.recipient == recipient)
    cell = model.index(place, 0)
    assert model.data(cell, PROGRESS) == 0.25
    assert model.data(cell) == "Uploading 25 %"
    drawn = scene.window.lists.page.table.grab(scene.window.lists.page.table.visualRect(cell))
    assert not drawn.isNull()
    scene.backend.progressed.emit(Progress(job, 1000, 1000))
    assert model.data(cell) == "Uploading"
    assert model.data(model.index(place, 1), PROGRESS) is None


# ------------------------------------------------------------------------------------------------------ the user


def test_several_can_be_chosen_and_copied_for_a_spreadsheet(scene: Scene) -> None:
    model = sent(scene)
    scene.qtbot.waitUntil(lambda: scene.window.numbers.loaded)
    table = scene.window.lists.pages[Listing.SENT].table
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for place in (1, 4):
        table.selectionModel().select(model.index(place, 0), flags)
    table.setFocus()
    scene.settled()
    clipboard = QGuiApplication.clipboard()
    with scene.qtbot.waitSignal(clipboard.dataChanged):
        scene.window.actions_[ActionId.COPY].trigger()
    lines = clipboard.text().splitlines()
    assert lines[0] == "Status\tTo\tComment\tPages\tFrom\tTime"
    assert [line.split("\t")[:4] for line in lines[1:]] == [
        ["Delivered", "+41 44 555 00 01", "Invoice 1", "2"],
        ["Delivered", "+41 44 555 00 04", "Invoice 4", "5"],
    ]


def test_enter_and_a_double_click_open_the_fax(scene: Scene) -> None:
    table = scene.window.lists.page.table
    table.choose(0)
    with scene.qtbot.waitSignal(table.opened):
        scene.qtbot.keyClick(table, Qt.Key.Key_Return)
    with scene.qtbot.waitSignal(table.opened):
        table.doubleClicked.emit(table.currentIndex())
    windows = scene.window.host.documents.windows()
    assert len(windows) == 2
    scene.work()
    for window in windows:
        assert isinstance(window, DocumentWindow)
        scene.qtbot.waitUntil(partial(_is_open, window))
    scene.window.close()


def _is_open(window: DocumentWindow) -> bool:
    return window._bar._page.isEnabled()


def test_tab_leaves_the_table(scene: Scene) -> None:
    assert not scene.window.lists.page.table.tabKeyNavigation()


def test_the_title_of_the_sorted_column_has_an_arrow(scene: Scene) -> None:
    header = scene.window.lists.page.table.horizontalHeader()
    arrows = []
    for place in range(len(COLUMNS)):
        option = QStyleOptionHeader()
        header.initStyleOptionForIndex(option, place)
        arrows.append(option.sortIndicator)
    unsorted = QStyleOptionHeader.SortIndicator.None_
    assert arrows == [unsorted] * 5 + [QStyleOptionHeader.SortIndicator.SortUp] + [unsorted] * 3


def test_at_first_all_columns_can_be_seen_in_both_lists(scene: Scene) -> None:
    for act in (ActionId.OUTBOX, ActionId.SENT):
        scene.window.actions_[act].trigger()
        assert not scene.window.lists.page.table.horizontalScrollBar().isVisible()


def test_titles_are_never_measured_over_all_rows(scene: Scene) -> None:
    for page in scene.window.lists.pages.values():
        for header in (page.table.horizontalHeader(), page.table.verticalHeader()):
            modes = {header.sectionResizeMode(place) for place in range(min(header.count(), 10))}
            assert QHeaderView.ResizeMode.ResizeToContents not in modes


def test_the_titles_do_not_ask_for_each_row_whether_it_is_selected(scene: Scene) -> None:
    scene.window.actions_[ActionId.SENT].trigger()
    table = scene.window.lists.page.table
    table.selectAll()
    assert table.chosen_count() > 1
    assert not table.horizontalHeader().selectionModel().hasSelection()


def test_faxes_that_need_the_user_say_so(scene: Scene) -> None:
    asked_about(scene.store)
    scene.work()
    scene.changed()
    model = scene.window.lists.page.model
    assert "Unclear if sent, needs you" in [text(model, place, Column.STATE) for place in range(2)]
    assert ("Unclear if sent", "Needs you") in [model.lines(place, 0) for place in range(2)]


# ---------------------------------------------------------------------------------------------- rows in memory


def test_a_place_outside_has_no_row(scene: Scene) -> None:
    model = scene.window.lists.page.model
    assert model.row(-1) is None
    assert model.row(model.rowCount()) is None
    assert model.data(QModelIndex()) is None
    assert model.place(12345678) is None


@pytest.mark.parametrize("drawing", Drawing)
def test_an_empty_list_has_a_picture(scene: Scene, drawing: Drawing) -> None:
    page = scene.window.lists.page
    page.empty.say("Title", "Advice", "Button", drawing)
    picture = page.empty.picture.grab().toImage()
    seen = {picture.pixelColor(x, y).rgba() for x in range(picture.width()) for y in range(picture.height())}
    assert len(seen) > 3
    accent = page.palette().color(QPalette.ColorRole.Highlight).rgba()
    assert (accent in seen) is (drawing is not Drawing.LENS)


def test_what_is_chosen_stays_in_sight_where_the_list_gets_smaller(scene: Scene) -> None:
    sent(scene)
    table = scene.window.lists.pages[Listing.SENT].table
    before = table.viewport().height()
    table.choose(table.rowAt(before - 1) - 1)
    scene.window.resize(scene.window.width(), scene.window.height() - 3 * table.rowHeight(0))
    scene.qtbot.waitUntil(lambda: table.viewport().height() < before)
    chosen = table.visualRect(table.currentIndex())
    assert chosen.top() > 0
    assert chosen.bottom() <= table.viewport().height()


def test_a_low_window_does_without_the_picture(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        empty = scene.window.lists.page.empty
        qtbot.waitUntil(empty.picture.isVisible)
        for number in range(4):
            scene.window.host.message_bar.say(f"Message {number}", key=str(number), stays=True)
        scene.window.resize(800, 300)
        qtbot.waitUntil(lambda: not empty.picture.isVisible())
        assert empty.button.isVisible()
        scene.window.resize(800, 900)
        qtbot.waitUntil(empty.picture.isVisible)
