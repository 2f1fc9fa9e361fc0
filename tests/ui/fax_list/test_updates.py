"""An update of a list is prepared in a worker, and leaves what the user has chosen."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QModelRoleData, QModelRoleDataSpan, Qt
from PySide6.QtGui import QIcon

from faxdesk.core.fax_search import FaxSearch
from faxdesk.store import database, fax_lists
from faxdesk.store.fax_lists import Column, FaxLists, IndexedList, Listing, Row
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.fax_list import list_diff, list_model
from faxdesk.ui.fax_list.list_model import Order
from faxdesk.ui.fax_list.row_cache import PAGE
from faxdesk.ui.fax_list.table_model import COLUMNS, FaxTableModel
from tests.time_limits import PATIENCE
from tests.ui.window_scene import NOW, Scene, archive, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    """A window over 300 faxes of the archive."""
    with scene_at(qtbot, tmp_path / "data", prepare=[partial(archive, count=300)]) as scene:
        yield scene


def sent(scene: Scene) -> FaxTableModel:
    """The list of sent faxes, whole and with its numbers written properly."""
    scene.window.actions_[ActionId.SENT].trigger()
    scene.work()
    model = scene.window.lists.pages[Listing.SENT].model
    scene.qtbot.waitUntil(lambda: model.rowCount() >= 300 and scene.window.numbers.loaded)
    scene.settled()
    return model


def text(model: FaxTableModel, place: int, column: Column) -> str:
    return str(model.data(model.index(place, COLUMNS.index(column))))


def test_a_sort_keeps_what_is_chosen_and_where_the_keyboard_is(scene: Scene) -> None:
    model = sent(scene)
    table = scene.window.lists.pages[Listing.SENT].table
    table.choose(7)
    table.selectionModel().select(
        model.index(250, 0), QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    )
    scene.settled()
    chosen = {row.key for row in scene.window.host.selection.rows()}
    current = model.row(table.currentIndex().row())
    with scene.qtbot.assertNotEmitted(model.modelReset), scene.qtbot.waitSignal(model.loaded):
        table.sortByColumn(COLUMNS.index(Column.COMMENT), Qt.SortOrder.AscendingOrder)
    assert len(chosen) == 2
    assert {row.key for row in table.rows()} == chosen
    assert model.row(table.currentIndex().row()) == current


def test_a_long_list_shows_the_first_page_of_another_order_before_all_of_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_model, "LONG", 250)
    model = sent(scene)
    table = scene.window.lists.pages[Listing.SENT].table
    table.choose(200)
    scene.settled()
    (chosen,) = table.rows()
    whole = scene.store.fax_lists.keys(Listing.SENT, column=Column.COMMENT, descending=False)
    orders = _orders(model)
    with scene.qtbot.assertNotEmitted(model.modelReset):
        table.sortByColumn(COLUMNS.index(Column.COMMENT), Qt.SortOrder.AscendingOrder)
        scene.qtbot.waitUntil(lambda: len(orders) == 2)
    first, last = orders
    assert first[:PAGE] == whole[:PAGE]
    assert first != whole
    assert sorted(first) == sorted(whole)
    assert last == whole
    assert table.rows() == [chosen]


def _orders(model: FaxTableModel) -> list[array[int]]:
    """Return a list to which each order is added as the model comes to show it."""
    orders: list[array[int]] = []
    model.loaded.connect(lambda: orders.append(model.keys(range(model.rowCount()))))
    return orders


def _searched(scene: Scene, words: str) -> FaxTableModel:
    model = sent(scene)
    model.search(FaxSearch(words))
    scene.qtbot.waitUntil(lambda: model.found.whole and model.searched == FaxSearch(words))
    scene.settled()
    return model


def test_what_a_search_has_found_shows_the_first_page_of_another_order_before_all_of_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_model, "LONG", 200)
    model = _searched(scene, "invoice")
    whole = scene.store.fax_lists.keys(Listing.SENT, column=Column.COMMENT, descending=False)
    orders = _orders(model)
    with scene.qtbot.assertNotEmitted(model.modelReset):
        scene.window.lists.pages[Listing.SENT].table.sortByColumn(
            COLUMNS.index(Column.COMMENT), Qt.SortOrder.AscendingOrder
        )
        scene.qtbot.waitUntil(lambda: len(orders) == 2)
    first, last = orders
    assert first[:PAGE] == whole[:PAGE]
    assert first != whole
    assert sorted(first) == sorted(whole)
    assert last == whole


def test_where_nothing_that_was_found_is_near_the_beginning_the_latest_are_shown_first(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_model, "LONG", 200)
    monkeypatch.setattr(fax_lists, "_NEAR", 1)
    archive(scene.store, 1, start=300)
    scene.store.service_mirror.keep_faxes([replace(fax, comment="A first word") for fax in archive(scene.store, 1)])
    model = _searched(scene, "invoice")
    orders = _orders(model)
    scene.window.lists.pages[Listing.SENT].table.sortByColumn(
        COLUMNS.index(Column.COMMENT), Qt.SortOrder.AscendingOrder
    )
    scene.qtbot.waitUntil(lambda: len(orders) == 2)
    first, last = orders
    latest = scene.store.fax_finder.find(IndexedList.SENT, FaxSearch("invoice"), PAGE).keys
    ordered = scene.store.fax_lists.sorted_keys(Listing.SENT, latest, Column.COMMENT, descending=False)
    assert first[:PAGE] == ordered
    assert sorted(first) == sorted(last)
    assert last[:PAGE] != ordered


def test_a_search_in_any_order_is_answered_by_the_latest_before_all_is_found(scene: Scene) -> None:
    model = sent(scene)
    with scene.qtbot.waitSignal(model.loaded):
        scene.window.lists.pages[Listing.SENT].table.sortByColumn(
            COLUMNS.index(Column.PAGES), Qt.SortOrder.AscendingOrder
        )
    scene.settled()
    orders = _orders(model)
    model.search(FaxSearch("invoice"))
    scene.qtbot.waitUntil(lambda: len(orders) == 2)
    first, last = orders
    latest = scene.store.fax_finder.find(IndexedList.SENT, FaxSearch("invoice"), PAGE).keys
    assert first == scene.store.fax_lists.sorted_keys(Listing.SENT, latest, Column.PAGES, descending=False)
    assert last == scene.store.fax_lists.keys(Listing.SENT, column=Column.PAGES, descending=False)


def test_what_is_new_in_a_long_list_is_shown_before_all_of_it_has_been_read(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_model, "LONG", 250)
    model = sent(scene)
    before = model.keys(range(300))
    orders = _orders(model)
    scene.store.service_mirror.keep_faxes(
        [replace(fax, id=f"new-{fax.id}", started_at=NOW + timedelta(hours=1)) for fax in archive(scene.store, 3)]
    )
    whole = scene.store.fax_lists.keys(Listing.SENT)
    gone = whole[150]
    with scene.store.database.transaction() as connection:
        connection.execute("DELETE FROM fax WHERE row = ?", (gone // 2,))
    with scene.qtbot.assertNotEmitted(model.modelReset):
        scene.changed()
        scene.qtbot.waitUntil(lambda: len(orders) == 2)
    first, last = orders
    assert first == whole[:3] + before
    assert last == array("q", (key for key in whole if key != gone))


def test_an_order_that_nobody_wants_any_more_is_not_read_to_its_end(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = sent(scene)
    monkeypatch.setattr(database, "_STEPS", 1)
    read: list[int] = []
    plain = list_diff.diff

    def diff(old: array[int], new: array[int]) -> tuple[list_diff.Step, ...] | None:
        read.append(len(new))
        return plain(old, new)

    monkeypatch.setattr(list_diff, "diff", diff)
    table, go_on = scene.window.lists.pages[Listing.SENT].table, threading.Event()
    scene.backend.with_store(model, lambda _store, _cancel: go_on.wait(PATIENCE))
    with scene.qtbot.waitSignal(model.loaded):
        table.sortByColumn(COLUMNS.index(Column.COMMENT), Qt.SortOrder.AscendingOrder)
        table.sortByColumn(COLUMNS.index(Column.PAGES), Qt.SortOrder.AscendingOrder)
        go_on.set()
    assert len(read) == 1
    assert model.keys(range(300)) == scene.store.fax_lists.keys(Listing.SENT, column=Column.PAGES, descending=False)


def test_an_update_costs_the_window_no_query(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    model = sent(scene)
    archive(scene.store, 5, start=300)
    read: list[str] = []
    plain = FaxLists.rows, FaxLists.keys

    def rows(lists: FaxLists, listing: Listing, keys: Sequence[int]) -> dict[int, Row]:
        read.extend(["rows"] if lists is scene.store.fax_lists else [])
        return plain[0](lists, listing, keys)

    def keys(lists: FaxLists, listing: Listing, **how: Any) -> array[int]:
        read.extend(["keys"] if lists is scene.store.fax_lists else [])
        return plain[1](lists, listing, **how)

    monkeypatch.setattr(FaxLists, "rows", rows)
    monkeypatch.setattr(FaxLists, "keys", keys)
    scene.changed()
    table = scene.window.lists.page.table
    table.viewport().repaint()
    table.sortByColumn(COLUMNS.index(Column.COMMENT), Qt.SortOrder.AscendingOrder)
    scene.settled()
    table.viewport().repaint()
    assert model.rowCount() == 305
    assert read == []


def test_numbers_are_written_properly_however_late_a_list_was_read_before(scene: Scene) -> None:
    model = sent(scene)
    place = next(place for place in model.window() if text(model, place, Column.TO).startswith("+41"))
    wanted = text(model, place, Column.TO)
    scene.window.numbers.loaded = False
    read = model._read_update(scene.store, model._keys, Order(Column.TIME), model.window(), None)
    scene.window.numbers.loaded = True
    model.say_again()
    model._take(read)
    assert text(model, place, Column.TO) == wanted == "+41 44 555 00 00"


def _value(answer: Any) -> Any:
    """An icon is not equal to itself, but has a key."""
    return answer.cacheKey() if isinstance(answer, QIcon) else answer


@pytest.mark.parametrize("column", range(len(COLUMNS)))
def test_a_cell_says_the_same_whether_it_is_asked_for_one_thing_or_for_many(scene: Scene, column: int) -> None:
    model = sent(scene)
    cell = model.index(1, column)
    for role in Qt.ItemDataRole:
        answers = QModelRoleData(role)
        answers.setData("what was there before")
        model.multiData(cell, QModelRoleDataSpan(answers))
        assert _value(answers.data()) == _value(model.data(cell, role))
        answers.setData("what was there before")
        model.multiData(QModelIndex(), QModelRoleDataSpan(answers))
        assert answers.data() is None
