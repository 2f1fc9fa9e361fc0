"""Columns of a list: shown, hidden, moved, and as they were left when the window comes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from faxdesk.core.contacts import Contact
from faxdesk.services.list_export import Exported
from faxdesk.store.fax_lists import Column, Listing
from faxdesk.ui.actions.list_export import ListExport
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.fax_list.table_model import COLUMNS
from faxdesk.ui.inbox.controller import InboxController
from tests.ui.window_scene import Scene, archive, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.store.fax_lists import Row
    from faxdesk.ui.fax_list.table_view import ListTableView

FIRST = ["Status", "To", "Comment", "Pages", "From", "Time"]


def table(scene: Scene) -> ListTableView[Row]:
    return scene.window.lists.pages[Listing.SENT].table


def titles(scene: Scene) -> list[str]:
    view = table(scene)
    return [view.list_model.columns[column].title for column in view.shown_columns()]


def turn(scene: Scene, *names: str) -> None:
    """Choose entries of the menu of columns."""
    for name in names:
        next(action for action in table(scene).columns_menu().actions() if action.text() == name).trigger()


def test_columns_are_chosen_moved_and_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.window.lists.show_listing(Listing.SENT)
        assert titles(scene) == FIRST
        turn(scene, "Cost", "Name", "From")
        table(scene).horizontalHeader().moveSection(COLUMNS.index(Column.NAME), 1)
        wanted = ["Status", "Name", "To", "Comment", "Pages", "Time", "Cost"]
        assert titles(scene) == wanted
        scene.window.close()
    with scene_at(qtbot, tmp_path / "data") as scene:
        assert titles(scene) == wanted
        turn(scene, "&Reset columns")
        assert titles(scene) == FIRST


def test_one_column_always_stays(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        turn(scene, *FIRST[1:])
        assert titles(scene) == ["Status"]
        entry = next(action for action in table(scene).columns_menu().actions() if action.text() == "Status")
        assert not entry.isEnabled()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_keyboard_reaches_the_columns(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        scene.settled()
        assert scene.window.actions_[ActionId.COLUMNS].isEnabled()
        scene.window.actions_[ActionId.COLUMNS].trigger()
        menu = QApplication.activePopupWidget()
        assert menu is not None
        menu.close()


def test_cost_and_name_are_shown_and_copied_as_the_columns_are(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data", prepare=[lambda store: archive(store, 2)]) as scene:
        scene.work()
        scene.store.contacts.add(Contact(name="Dental practice", numbers=("+41445550000",)))
        scene.window.lists.show_listing(Listing.SENT)
        scene.changed()
        turn(scene, "Cost", "Name", *(name for name in FIRST if name != "To"))
        assert titles(scene) == ["To", "Name", "Cost"]
        assert table(scene).list_model.lines(0, COLUMNS.index(Column.TO))[0] == "Dental practice"
        table(scene).selectAll()
        scene.settled()
        scene.window.actions_[ActionId.COPY].trigger()
        qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("To\tName\tCost\n"))
        first, second = QGuiApplication.clipboard().text().splitlines()[1:]
        assert first.endswith("\tDental practice\tNot known")
        assert second.endswith("\t\tNot known")


def test_the_list_is_exported_where_the_user_wants(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data", prepare=[lambda store: archive(store, 3)]) as scene:
        scene.work()
        scene.settled()
        assert not scene.window.actions_[ActionId.EXPORT].isEnabled(), "the outbox is empty"
        scene.window.lists.show_listing(Listing.SENT)
        scene.changed()
        table(scene).choose(0)
        scene.settled()
        scene.window.actions_[ActionId.EXPORT].trigger()
        dialog = scene.window.findChild(QFileDialog)
        assert dialog is not None
        dialog.fileSelected.emit(str(tmp_path / "list.csv"))
        dialog.close()
        qtbot.waitUntil((tmp_path / "list.csv").exists)
        said = "3 faxes saved as"
        qtbot.waitUntil(lambda: any(said in text for text in told(scene)))
        assert any("without 3 faxes whose cost is not known yet" in text for text in told(scene))
        assert len((tmp_path / "list.csv").read_text("utf-8-sig").splitlines()) == 4, "one chosen is no choice"


def test_an_export_says_what_all_have_cost_where_that_is_known(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        export = part(scene.window, ListExport)
        assert export._said(Exported(2, 3.0, 0), Path("list.csv")) == "2 faxes saved as list.csv. Together they cost 3."
        assert "cost 3" in export._said(Exported(2, 3.5, 0), Path("list.csv"))


def told(scene: Scene) -> list[str]:
    return [label.text() for label in scene.window.host.message_bar.findChildren(QLabel)]


def test_the_columns_of_the_page_of_a_feature_are_remembered_too(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        part(scene.window, InboxController).page.list.table.show_column(3, False)
        scene.window.close()
    with scene_at(qtbot, tmp_path / "data") as scene:
        shown = part(scene.window, InboxController).page.list.table.shown_columns()
        assert shown == [0, 1, 2, 4, 5]


def test_the_key_for_menus_opens_that_of_the_chosen_row_wherever_the_pointer_is(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data", prepare=[lambda store: archive(store, 3)]) as scene:
        scene.work()
        scene.window.lists.show_listing(Listing.SENT)
        scene.changed()
        view, outside = table(scene), QPoint(5, 5000)
        assert view.menu_place(outside) is None
        view.choose(1)
        assert view.menu_place(outside) == view.visualRect(view.currentIndex()).center()
