"""In a narrow list, what tells one fax from another fits; the rest is left out, and comes back with the room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.store.fax_lists import Column, Listing
from faxdesk.ui.fax_list.column_widths import widths_in
from faxdesk.ui.fax_list.list_model import ListColumn
from faxdesk.ui.fax_list.table_model import COLUMNS
from tests.ui.window_scene import Scene, archive, scene_at

if TYPE_CHECKING:
    from PySide6.QtWidgets import QHeaderView
    from pytestqt.qtbot import QtBot

STATE, TO, COMMENT, PAGES, SENDER, TIME, NAME = range(7)
LIST = (
    ListColumn(Column.STATE, "", 27),
    ListColumn(Column.TO, "", 27, strong=True),
    ListColumn(Column.COMMENT, "", 20, elastic=True),
    ListColumn(Column.PAGES, "", 10, quiet=True),
    ListColumn(Column.SENDER, "", 24, quiet=True),
    ListColumn(Column.TIME, "", 16),
    ListColumn(Column.NAME, "", 24, offered=True),
)
USUAL = {STATE: 160, TO: 160, COMMENT: 120, PAGES: 60, SENDER: 140, TIME: 100}


def widths(room: int, *, chosen: bool = False, **more: int) -> dict[int, int]:
    wanted = USUAL | {globals()[name]: width for name, width in more.items()}
    return dict(sorted(widths_in(LIST, wanted, room, least=70, chosen=chosen).items()))


def test_the_comment_takes_what_the_others_leave() -> None:
    assert widths(1000) == USUAL | {COMMENT: 380}


@pytest.mark.parametrize(
    ("room", "left"),
    [
        (740, {*USUAL}),
        (739, {*USUAL} - {SENDER}),
        (599, {*USUAL} - {SENDER, PAGES}),
        (490, {*USUAL} - {SENDER, PAGES}),
        (489, {STATE, TO, TIME}),
        (300, {STATE, TO, TIME}),
    ],
)
def test_what_there_is_no_room_for_is_left_out_and_all_else_fits(room: int, left: set[int]) -> None:
    found = widths(room)
    assert {*found} == left
    assert sum(found.values()) == room
    assert found[TIME] == 100 or room == 300


def test_a_width_that_the_user_chose_gives_way_only_where_it_must() -> None:
    assert widths(1000, chosen=True, COMMENT=300)[COMMENT] == 300
    assert widths(1000, chosen=True, COMMENT=20)[COMMENT] == 20
    assert widths(700, chosen=True, COMMENT=300) == USUAL | {COMMENT: 80}


def test_a_column_that_was_asked_for_stays_behind_a_scroll_bar() -> None:
    found = widths(500, NAME=140)
    assert found == {STATE: 160, TO: 160, COMMENT: 70, TIME: 100, NAME: 140}


def test_one_that_stands_alone_stays() -> None:
    assert widths_in(LIST, {SENDER: 140}, 50, least=70, chosen=False) == {SENDER: 50}


@pytest.mark.parametrize(("room", "to"), [(770, 160), (890, 220), (3000, 256)])
def test_names_get_a_part_of_much_room(room: int, to: int) -> None:
    named = tuple(one._replace(named=one.strong) for one in LIST)
    found = widths_in(named, USUAL, room, least=70, chosen=False)
    assert found[TO] == to
    assert sum(found.values()) == room
    # Who has chosen a width keeps it.
    assert widths_in(named, USUAL, room, least=70, chosen=False, settled=[TO])[TO] == 160
    assert widths_in(named, USUAL, room, least=70, chosen=True)[TO] == 160


# ------------------------------------------------------------------------------------------------ in the window


@contextmanager
def sent_faxes(qtbot: QtBot, folder: Path) -> Iterator[Scene]:
    with scene_at(qtbot, folder, prepare=[lambda store: archive(store, 30)]) as scene:
        scene.work()
        scene.window.lists.show_listing(Listing.SENT)
        scene.changed()
        yield scene


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with sent_faxes(qtbot, tmp_path / "data") as scene:
        yield scene


def seen(scene: Scene, width: int) -> list[Column]:
    """Make the list as wide and return its columns that can be seen, from left to right."""
    table = scene.window.lists.page.table
    table.setFixedWidth(width)
    scene.qtbot.waitUntil(lambda: table.width() == width)
    scene.qtbot.waitUntil(lambda: not table.horizontalScrollBar().isVisible())
    header = table.horizontalHeader()
    places = (header.logicalIndex(place) for place in range(header.count()))
    return [COLUMNS[place] for place in places if not header.isSectionHidden(place)]


def needed(header: QHeaderView, *columns: Column) -> int:
    return sum(header.sectionSize(COLUMNS.index(column)) for column in columns)


def test_what_is_left_out_comes_back_with_the_room_and_what_is_hidden_does_not(scene: Scene) -> None:
    table = scene.window.lists.page.table
    table.show_column(COLUMNS.index(Column.PAGES), False)
    table.horizontalHeader().moveSection(COLUMNS.index(Column.TIME), 0)
    # Names, whose width is chosen, have no more of much room than of little.
    table.horizontalHeader().resizeSection(COLUMNS.index(Column.TO), 200)
    whole = [Column.TIME, Column.STATE, Column.TO, Column.COMMENT, Column.SENDER]
    assert seen(scene, 1100) == whole
    firm = needed(table.horizontalHeader(), Column.TIME, Column.STATE, Column.TO)
    assert seen(scene, firm) == whole[:3]
    assert [COLUMNS[place] for place in table.shown_columns()] == whole, "they are copied, and ticked in the menu"
    assert seen(scene, 1100) == whole


def test_a_row_stays_current_where_the_column_of_its_cell_is_left_out(scene: Scene) -> None:
    table = scene.window.lists.page.table
    table.setCurrentIndex(table.list_model.index(3, COLUMNS.index(Column.SENDER)))
    seen(scene, 400)
    current = table.currentIndex()
    assert (current.row(), table.visualRect(current).isEmpty()) == (3, False)


def test_a_narrow_window_that_is_closed_forgets_no_column(qtbot: QtBot, tmp_path: Path) -> None:
    with sent_faxes(qtbot, tmp_path / "kept") as first:
        whole = seen(first, 1100)
        sizes = [first.window.lists.page.table.horizontalHeader().sectionSize(place) for place in (STATE, TO, SENDER)]
        assert len(seen(first, 400)) == 3
    with sent_faxes(qtbot, tmp_path / "kept") as second:
        assert seen(second, 1100) == whole
        header = second.window.lists.page.table.horizontalHeader()
        assert [header.sectionSize(place) for place in (STATE, TO, SENDER)] == sizes
