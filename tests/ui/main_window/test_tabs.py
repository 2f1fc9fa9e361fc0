"""The tabs of the window: pages of features beside the lists of faxes, with the menu “Edit” for each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from faxdesk.core.lifecycle import State
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.fax_list.tabs import TabPosition
from tests.ui.window_scene import Scene, fax_in, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class NotesPage(QWidget):
    """A page of a feature that the menu “Edit” serves."""

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setAccessibleName("Search notes")
        self.asked: list[str] = []
        QVBoxLayout(self).addWidget(self.field)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def copy(self) -> None:
        self.asked.append("copy")

    def select_all(self) -> None:
        self.asked.append("select all")

    def start_search(self) -> None:
        self.field.setFocus()


def titles(scene: Scene) -> list[str]:
    lists = scene.window.lists
    return [lists.tabText(place) for place in range(lists.count()) if lists.isTabVisible(place)]


def add_notes(scene: Scene, position: int = TabPosition.CONTACTS) -> NotesPage:
    page = NotesPage()
    scene.window.host.add_tab(page, "Notes", "notes", position)
    return page


def test_pages_of_features_stand_in_their_order_whichever_comes_first(scene: Scene) -> None:
    before = titles(scene)
    add_notes(scene, TabPosition.DRAFTS + 2)
    scene.window.host.add_tab(QWidget(), "More", "more", TabPosition.DRAFTS + 1)
    assert titles(scene) == [*before, "More", "Notes"]
    scene.window.lists.name_tab("notes", "Notes (2)")
    scene.window.lists.offer_tab("more", offered=False)
    assert titles(scene) == [*before, "Notes (2)"]


def test_a_tab_that_is_no_longer_offered_gives_the_screen_to_the_first(scene: Scene) -> None:
    add_notes(scene)
    scene.window.lists.show_tab("notes")
    scene.window.lists.offer_tab("notes", offered=False)
    assert scene.window.lists.current_key == Listing.OUTBOX
    scene.window.lists.show_tab("notes")
    assert scene.window.lists.current_key == Listing.OUTBOX
    scene.window.lists.offer_tab("notes", offered=True)
    assert scene.window.lists.current_key == "notes", "it was asked for while it was not there"


def test_nothing_acts_on_faxes_that_the_page_of_a_feature_hides(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.QUEUED)
    scene.changed()
    scene.choose(recipient)
    assert scene.window.actions_[ActionId.CANCEL].isEnabled()
    add_notes(scene)
    scene.window.lists.focus_tab("notes")
    scene.settled()
    assert scene.window.host.selection.rows() == []
    assert not scene.window.actions_[ActionId.CANCEL].isEnabled()
    assert not scene.window._side.isVisible()
    scene.window.actions_[ActionId.OUTBOX].trigger()
    scene.settled()
    assert [row.recipient for row in scene.window.host.selection.rows()] == [recipient]
    assert scene.window._side.isVisible()


def test_the_menu_edit_serves_the_page_on_the_screen(scene: Scene) -> None:
    page = add_notes(scene)
    actions = scene.window.actions_
    scene.window.lists.focus_tab("notes")
    scene.settled()
    assert page.hasFocus()
    actions[ActionId.COPY].trigger()
    actions[ActionId.SELECT_ALL].trigger()
    assert page.asked == ["copy", "select all"]
    actions[ActionId.FIND].trigger()
    assert page.field.hasFocus()
    page.field.setText("Invoice")
    actions[ActionId.SELECT_ALL].trigger()
    assert page.field.selectedText() == "Invoice"
    assert page.asked == ["copy", "select all"]


def test_a_page_without_a_list_leaves_the_menu_edit_nothing_to_do(scene: Scene) -> None:
    scene.window.host.add_tab(QWidget(), "Empty", "empty", TabPosition.DRAFTS)
    scene.window.lists.focus_tab("empty")
    scene.settled()
    for action in (ActionId.COPY, ActionId.SELECT_ALL, ActionId.FIND):
        assert not scene.window.actions_[action].isEnabled()
    scene.window.lists.show_listing(Listing.SENT)
    scene.settled()
    assert scene.window.actions_[ActionId.FIND].isEnabled()


def test_the_page_that_was_open_last_comes_back_when_its_feature_adds_it(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        add_notes(scene)
        scene.window.lists.show_tab("notes")
        scene.window.close()
    with scene_at(qtbot, tmp_path / "data") as scene:
        assert scene.window.lists.current_key == Listing.OUTBOX
        add_notes(scene)
        assert scene.window.lists.current_key == "notes"


def test_a_page_that_comes_late_does_not_push_away_what_was_chosen_meanwhile(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        add_notes(scene)
        scene.window.lists.show_tab("notes")
        scene.window.close()
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.window.lists.setCurrentIndex(1)
        add_notes(scene)
        assert scene.window.lists.current_key == Listing.SENT
