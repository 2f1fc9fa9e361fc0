"""Searching in the window: as you type, by filters, and on which page it was found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QSizePolicy

from faxdesk.core.fax_search import FaxSearch
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Account
from faxdesk.services import text_indexing
from faxdesk.store.fax_finder import FoundPlace
from faxdesk.store.fax_lists import Column, Listing
from faxdesk.store.index_line import FaxPart
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.fax_list.filter_row import FilterRow, Period, states_of
from faxdesk.ui.fax_list.place_text import place_text
from faxdesk.ui.fax_list.row_cache import PAGE
from faxdesk.ui.fax_list.search_bar import PlaceLine, SearchBar
from faxdesk.ui.fax_list.table_model import COLUMNS
from faxdesk.ui.fax_list.update import FoundCount
from tests.ui.window_scene import NOW, Scene, archive, fax_in, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.fax_list.tab import FaxListTab

pytestmark = pytest.mark.usefixtures("document_children_are_shared")


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A window over 300 faxes of the archive, whose list of sent faxes is on the screen."""
    monkeypatch.setattr(text_indexing, "QUIET", 0.0)
    with scene_at(qtbot, tmp_path / "data", prepare=[partial(archive, count=300)]) as scene:
        scene.work()
        scene.window.actions_[ActionId.SENT].trigger()
        qtbot.waitUntil(lambda: page_of(scene).model.rowCount() == 300)
        yield scene


def page_of(scene: Scene) -> FaxListTab:
    return scene.window.lists.pages[Listing.SENT]


def comments(scene: Scene) -> list[str]:
    return [row.comment for row in scene.shown(Listing.SENT)]


def index(scene: Scene) -> None:
    """Let the index be filled, and wait until it is."""
    with scene.qtbot.waitSignal(
        scene.backend.text_index.progressed, check_params_cb=lambda told: told.faxes == told.documents == 0
    ):
        scene.backend.text_index.thread_.begin()
        scene.backend.text_index.wake()


def test_the_index_is_filled_while_the_window_is_open(scene: Scene) -> None:
    page = page_of(scene)
    fax_in(scene.store, State.DELIVERED, comment="With a document")
    scene.qtbot.keyClicks(page.field, "faxdesk")
    scene.qtbot.waitUntil(lambda: page.search_bar.count.text().startswith("0 faxes found"))
    index(scene)
    # What was typed before is found as soon as it has been read.
    scene.qtbot.waitUntil(lambda: comments(scene) == ["With a document"])
    assert page.search_bar.count.text() == "1 fax found"
    page.table.choose(0)
    scene.qtbot.waitUntil(page.search_bar.place.isVisible)
    assert page.search_bar.place.accessibleName().startswith("Found on ")
    assert "of Offer.pdf: " in page.search_bar.place.accessibleName()
    scene.qtbot.keyClick(page.field, Qt.Key.Key_Escape)
    scene.qtbot.waitUntil(lambda: page.model.rowCount() == 301)
    assert not page.search_bar.place.isVisible()


def test_a_broken_index_is_made_anew_while_somebody_searches(scene: Scene) -> None:
    index(scene)
    (file,) = scene.store.folder.search.glob("*.sqlite3")
    file.unlink()
    page = page_of(scene)
    scene.qtbot.keyClicks(page.field, "invoice 29")
    scene.qtbot.waitUntil(lambda: page.search_bar.count.text() == "11 faxes found")
    assert len(list(scene.store.folder.search.glob("*.sqlite3"))) == 1


def test_the_first_that_is_found_is_shown_before_the_rest(scene: Scene) -> None:
    index(scene)
    model = page_of(scene).model
    counts: list[tuple[int, str]] = []
    model.loaded.connect(lambda: counts.append((model.rowCount(), page_of(scene).search_bar.count.text())))
    model.search(FaxSearch("invoice"))
    scene.qtbot.waitUntil(lambda: len(counts) == 2)
    assert counts == [(PAGE, "Searching…"), (300, "300 faxes found")]


def test_what_is_found_can_be_sorted(scene: Scene) -> None:
    page = page_of(scene)
    scene.qtbot.keyClicks(page.field, "invoice 1")
    scene.qtbot.waitUntil(lambda: page.model.rowCount() == 111)
    with scene.qtbot.waitSignal(page.model.loaded):
        page.table.sortByColumn(COLUMNS.index(Column.PAGES), Qt.SortOrder.AscendingOrder)
    pages = [row.pages for row in scene.shown(Listing.SENT)]
    assert pages == sorted(pages)
    assert len(pages) == 111


def test_filters_unfold_and_say_that_they_are_set(scene: Scene) -> None:
    page = page_of(scene)
    bar = page.search_bar
    bar.filters_button.click()
    row = bar.filters
    assert row is not None
    assert row.isVisible()
    assert row.person.hasFocus()
    row.state.setCurrentIndex(row.state.findText("Failed"))
    scene.qtbot.waitUntil(lambda: page.model.rowCount() == 100)
    assert bar.filters_button.text() == "Filters (1)"
    scene.qtbot.keyClicks(row.person, "044 5550003")
    scene.qtbot.waitUntil(lambda: comments(scene) == ["Invoice 3"])
    bar.filters_button.click()
    assert not row.isVisible()
    assert bar.filters_button.text() == "Filters (2)"
    bar.filters_button.click()
    row.clear_button.click()
    scene.qtbot.waitUntil(lambda: page.model.rowCount() == 300)
    assert bar.filters_button.text() == "Filters"
    assert not row.clear_button.isEnabled()
    scene.qtbot.keyClicks(row.person, "zebra")
    scene.qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    assert "zebra" in page.empty._title.text()
    scene.qtbot.keyClick(row.person, Qt.Key.Key_Escape)
    scene.qtbot.waitUntil(lambda: page.model.rowCount() == 300)
    row.own_number.setCurrentIndex(2)
    scene.qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    assert page.empty._title.text() == "No fax is like that."
    page.empty.button.click()
    scene.qtbot.waitUntil(lambda: page.model.rowCount() == 300)


def test_what_is_typed_in_the_list_is_searched_for(scene: Scene) -> None:
    page = page_of(scene)
    page.table.setFocus()
    scene.qtbot.keyClick(page.table, "I")
    scene.qtbot.keyClicks(page.field, "nvoice 17")
    assert page.field.hasFocus()
    assert page.field.text() == "Invoice 17"
    scene.qtbot.waitUntil(lambda: 0 < page.model.rowCount() < 300)
    assert all("Invoice 17" in comment for comment in comments(scene))
    scene.qtbot.keyClick(page.field, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    scene.qtbot.keyClick(page.table, "0")
    assert page.field.text() == "Invoice 170"
    scene.qtbot.waitUntil(lambda: comments(scene) == ["Invoice 170"])


def test_down_leads_to_the_list(scene: Scene) -> None:
    page = page_of(scene)
    scene.window.actions_[ActionId.FIND].trigger()
    scene.qtbot.keyClick(page.field, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    assert page.table.currentIndex().row() == 0


def test_who_is_shown_a_fax_sees_it_though_it_was_filtered_out(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.DELIVERED, comment="Offer 17")
    page = page_of(scene)
    page.search_bar.filters_button.click()
    assert page.search_bar.filters is not None
    page.search_bar.filters.state.setCurrentIndex(page.search_bar.filters.state.findText("Failed"))
    scene.qtbot.waitUntil(lambda: page.model.rowCount() == 100)
    scene.window.host.selection.show(recipient)
    scene.qtbot.waitUntil(lambda: page.model.rowCount() == 301)
    scene.qtbot.waitUntil(lambda: page.table.currentIndex().row() >= 0)


# --------------------------------------------------------------------------------------- without a window around it


def test_a_time_begins_at_a_midnight_of_this_computer(qtbot: QtBot) -> None:
    row = FilterRow(states_of(Listing.SENT), [("044", "+41445550100")], lambda: NOW)
    qtbot.addWidget(row)
    assert not row.own_number.isVisibleTo(row)
    assert row.search("", typing=False).since is None
    for period, days in ((Period.TODAY, 1), (Period.WEEK, 7), (Period.MONTH, 30), (Period.YEAR, 365)):
        row.period.setCurrentIndex(row.period.findData(period.value))
        since = row.search("", typing=False).since
        assert since is not None
        assert timedelta(days=days - 1) <= NOW - since <= timedelta(days=days, hours=14)
        assert since.astimezone().strftime("%H:%M") == "00:00"


def test_a_time_lasts_from_one_day_to_another(qtbot: QtBot) -> None:
    row = FilterRow(states_of(Listing.SENT), [], lambda: NOW)
    qtbot.addWidget(row)
    assert not row.days.isVisibleTo(row)
    row.period.setCurrentIndex(row.period.findData(Period.DAYS.value))
    assert row.days.isVisibleTo(row)
    assert row.search("", typing=False).until is not None
    row.days.first.setDate(QDate(2026, 3, 2))
    with qtbot.waitSignal(row.changed):
        row.days.last.setDate(QDate(2026, 3, 31))
    wanted = row.search("", typing=False)
    assert wanted.since is not None
    assert wanted.until is not None
    first, last = wanted.since.astimezone(), wanted.until.astimezone()
    assert (first.strftime("%d.%m.%Y %H:%M"), last.strftime("%d.%m.%Y %H:%M")) == (
        "02.03.2026 00:00",
        "01.04.2026 00:00",
    )
    # A time never ends before it begins.
    with qtbot.waitSignal(row.changed):
        row.days.first.setDate(QDate(2026, 5, 6))
    assert row.days.chosen == (date(2026, 5, 6), date(2026, 5, 6))
    row.clear()
    assert not row.days.isVisibleTo(row)
    assert row.search("", typing=False).until is None


def test_of_several_accounts_one_is_chosen(qtbot: QtBot) -> None:
    alone = FilterRow(states_of(Listing.SENT), [], lambda: NOW, accounts=[("Example Ltd", "one")])
    row = FilterRow(states_of(Listing.SENT), [], lambda: NOW, accounts=[("Example Ltd", "one"), ("", "two")])
    for widget in (alone, row):
        qtbot.addWidget(widget)
    assert not alone.account.isVisibleTo(alone)
    assert [row.account.itemText(place) for place in range(3)] == ["Any account", "Example Ltd", "Account two"]
    with qtbot.waitSignal(row.changed):
        row.account.setCurrentIndex(2)
    assert row.search("", typing=False).account == "two"
    row.clear()
    assert row.search("", typing=False).account == ""


def test_the_faxes_of_another_account_are_found(scene: Scene) -> None:
    other = fax_in(scene.store, State.DELIVERED, comment="Of the other account")
    fax_in(scene.store, State.DELIVERED, comment="Of this account")
    with scene.store.database.transaction() as connection:
        connection.execute(
            "UPDATE submission SET account = iif(job = (SELECT job FROM recipient WHERE id = ?), 'other', 'uid')",
            (other,),
        )
    scene.store.service_mirror.keep_account(Account("other", company="Other office"))
    scene.store.service_mirror.keep_account(Account("uid", company="Example Office"))
    page = page_of(scene)
    bar = page.search_bar
    bar.filters_button.click()
    assert bar.filters is not None
    bar.filters.account.setCurrentIndex(bar.filters.account.findText("Other office"))
    scene.qtbot.waitUntil(lambda: comments(scene) == ["Of the other account"])
    assert bar.filters_button.text() == "Filters (1)"


def test_words_that_several_states_have_stand_once(qtbot: QtBot) -> None:
    row = FilterRow(states_of(Listing.OUTBOX), [], lambda: NOW)
    qtbot.addWidget(row)
    words = [row.state.itemText(place) for place in range(row.state.count())]
    assert len(words) == len(set(words))
    row.state.setCurrentIndex(row.state.findText("At Fax.Plus"))
    assert row.search("", typing=False).states == {State.ACCEPTED, State.SUBMITTED}


def test_it_is_said_how_much_was_not_read(qtbot: QtBot) -> None:
    def never() -> FilterRow:
        raise AssertionError

    bar = SearchBar(Listing.SENT, never)
    qtbot.addWidget(bar)
    bar.show_count(3, FoundCount(unread_faxes=20, unread_documents=5))
    assert bar.count.text() == "3 faxes found so far, 20 faxes not read yet"
    bar.show_count(1, FoundCount(unread_documents=1))
    assert bar.count.text() == "1 fax found so far, 1 document not read yet"
    bar.show_count(1, None)
    assert bar.count.text() == ""


def test_a_long_line_makes_no_window_wider(qtbot: QtBot) -> None:
    line = PlaceLine()
    qtbot.addWidget(line)
    line.resize(120, 20)
    line.show()
    line.say("Found on page 2 of lease.pdf: " + "x" * 500)
    assert line.text().endswith("…")
    assert line.accessibleName().endswith("x" * 500)
    assert line.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Ignored
    line.resize(20_000, 20)
    assert line.text() == line.accessibleName()


def test_where_it_was_found_is_a_sentence() -> None:
    comment = FoundPlace(FaxPart.COMMENT, "lease")
    page = FoundPlace(FaxPart.PAGE, "of the lease", "lease\u202e.pdf", 2, 1)
    assert place_text([comment]) == ""
    assert place_text([comment, page]) == "Found on page 2 of lease\\u202e.pdf: of the lease"
    assert place_text([page, page]).startswith("Found on 2 pages, first on page 2 of lease")
    assert place_text([page._replace(file="")]) == "Found on page 2: of the lease"
    assert place_text([page._replace(file=""), page]) == "Found on 2 pages, first on page 2: of the lease"


def test_space_selects_a_row_and_looks_for_nothing(scene: Scene) -> None:
    page, control = page_of(scene), Qt.KeyboardModifier.ControlModifier
    page.table.setFocus()
    page.table.choose(0)
    scene.qtbot.waitUntil(page.table.hasFocus)
    scene.qtbot.keyClick(page.table, Qt.Key.Key_Space)
    scene.qtbot.keyClick(page.table, Qt.Key.Key_Down, control)
    scene.qtbot.keyClick(page.table, Qt.Key.Key_Space, control)
    assert page.table.hasFocus()
    assert page.field.text() == ""
    assert page.table.chosen_count() == 2
    scene.qtbot.keyClicks(page.table, "f")
    assert page.field.text() == "f"


def test_no_day_is_chosen_after_which_the_calendar_ends(scene: Scene) -> None:
    page = page_of(scene)
    page.search_bar.filters_button.setChecked(True)
    row = page.search_bar.filters
    assert row is not None
    row.period.setCurrentIndex(row.period.findData(Period.DAYS.value))
    row.days.last.setDate(QDate(9999, 12, 31))
    until = row.search("", typing=False).until
    assert until is None or until.year <= 3000


def test_a_list_that_was_scrolled_stays_where_it_is_when_a_message_comes(scene: Scene) -> None:
    page = page_of(scene)
    page.table.choose(0)
    bar = page.table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before, height = bar.value(), page.table.height()
    assert before > 0
    scene.window.host.message_bar.say("Delivered.")
    scene.qtbot.waitUntil(lambda: page.table.height() < height)
    assert bar.value() == before
