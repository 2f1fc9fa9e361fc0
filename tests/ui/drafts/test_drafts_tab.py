"""The tab "Drafts": there while there is one, opened with Enter, thrown away and had back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from faxdesk.core.contacts import Contact
from faxdesk.core.model import Draft
from faxdesk.core.resources import resource_path
from faxdesk.core.written_draft import DraftFile, WrittenDraft
from faxdesk.services.written_drafts import DraftRecord
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.drafts.controller import KEY, DraftsController
from tests.ui.accessible_names import nameless
from tests.ui.window_scene import Scene, part

if TYPE_CHECKING:
    from faxdesk.ui.drafts.page import DraftsPage

GOOD = "+41445550123"


def page(scene: Scene) -> DraftsPage:
    return part(scene.window, DraftsController).page


def keep(scene: Scene, written: WrittenDraft) -> None:
    services = scene.backend.factory.open_here()
    try:
        services.written_drafts.keep(DraftRecord(), written)
    finally:
        services.close()
    scene.changed()


def lines(scene: Scene) -> list[tuple[str, str]]:
    shown = page(scene).list
    return [(shown.line(row).title, shown.line(row).note) for row in range(shown.count())]


def offered(scene: Scene) -> bool:
    tabs = scene.window.host.lists
    return tabs.isTabVisible(tabs.indexOf(page(scene)))


def press(scene: Scene, text: str) -> None:
    bar = scene.window.host.message_bar
    next(one for one in bar.findChildren(QPushButton) if one.text().replace("&", "") == text).click()


def test_a_closed_fax_is_found_under_drafts_and_goes_on(scene: Scene) -> None:
    assert not offered(scene)
    scene.window.new_fax((resource_path("sample.pdf"),))
    dialog = scene.window.findChildren(ComposeDialog)[-1]
    dialog.recipients_field.add([GOOD])
    dialog.comment_edit.setPlainText("Offer 17")
    scene.qtbot.waitUntil(lambda: dialog.documents_field.pages == 2)
    with scene.qtbot.waitSignal(dialog.finished):
        dialog.reject()
    scene.qtbot.waitUntil(lambda: lines(scene) == [("+41 44 555 01 23", "sample.pdf, 2 pages · Offer 17")])
    assert offered(scene)
    tabs = scene.window.host.lists
    assert tabs.tabText(tabs.indexOf(page(scene))) == "Drafts (1)"
    assert "The fax was not sent. It is in Drafts." in scene.window.host.message_bar.texts()
    tabs.show_tab(KEY)
    page(scene).list.choose(0)
    scene.qtbot.keyClick(page(scene).list, Qt.Key.Key_Return)
    again = scene.window.findChildren(ComposeDialog)[-1]
    assert again.recipients_field.numbers == (GOOD,)
    assert again.comment_edit.words == "Offer 17"
    with scene.qtbot.waitSignal(again.finished):
        again.reject()


def test_a_draft_is_thrown_away_and_had_back(scene: Scene) -> None:
    keep(scene, WrittenDraft(comment="Offer 17"))
    scene.qtbot.waitUntil(lambda: lines(scene) == [("No recipient yet", "No document yet · Offer 17")])
    page(scene).list.choose(0)
    scene.qtbot.keyClick(page(scene).list, Qt.Key.Key_Delete)
    scene.qtbot.waitUntil(lambda: not offered(scene))
    press(scene, "Undo")
    scene.qtbot.waitUntil(lambda: len(lines(scene)) == 1)
    assert offered(scene)
    page(scene).list.choose(0)
    page(scene).delete_button.click()
    scene.qtbot.waitUntil(lambda: not offered(scene))
    # “Undo” in the menu means what was done last.
    scene.window.actions_[ActionId.UNDO].trigger()
    scene.qtbot.waitUntil(lambda: len(lines(scene)) == 1)


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_a_draft_has_a_menu_of_its_own(scene: Scene) -> None:
    keep(scene, WrittenDraft(comment="Offer 17"))
    scene.qtbot.waitUntil(lambda: len(lines(scene)) == 1)
    drafts = page(scene)
    drafts.list.clearSelection()
    drafts.list.customContextMenuRequested.emit(QPoint(5, 5))
    assert not drafts.findChildren(QMenu)
    drafts.list.choose(0)
    drafts.list.customContextMenuRequested.emit(QPoint(5, 5))
    (menu,) = drafts.findChildren(QMenu)
    assert [(one.text(), one.isEnabled()) for one in menu.actions()] == [("&Open", True), ("&Delete", True)]
    menu.actions()[1].trigger()
    menu.close()
    scene.qtbot.waitUntil(lambda: not offered(scene))


def test_the_menu_shows_the_drafts_while_there_are_some(scene: Scene) -> None:
    action = scene.window.actions_[ActionId.DRAFTS]
    assert action in scene.window.actions_.menus[2].actions()
    assert not action.isEnabled()
    keep(scene, WrittenDraft(comment="Offer 17"))
    scene.qtbot.waitUntil(action.isEnabled)
    scene.qtbot.keyClick(scene.window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert scene.window.lists.current_key == KEY
    page(scene).list.choose(0)
    scene.qtbot.keyClick(page(scene).list, Qt.Key.Key_Delete)
    scene.qtbot.waitUntil(lambda: not action.isEnabled())


def test_several_are_thrown_away_together(scene: Scene) -> None:
    for number in range(3):
        keep(scene, WrittenDraft(comment=f"Offer {number}"))
    scene.qtbot.waitUntil(lambda: len(lines(scene)) == 3)
    assert page(scene).list.line(0).note.endswith("Offer 2"), "the newest first"
    page(scene).list.selectAll()
    assert not page(scene).open_button.isEnabled()
    page(scene).delete_button.click()
    scene.qtbot.waitUntil(lambda: not offered(scene))
    assert "3 drafts were thrown away." in scene.window.host.message_bar.texts()


def test_names_of_recipients_and_what_is_no_number_are_shown_as_they_were_entered(scene: Scene) -> None:
    scene.store.contacts.add(Contact("", "Example Ltd", ("+41225550123",)))
    people = ((GOOD, "Dental practice"), ("+41225550123", ""), ("12ab", ""), ("044 55", ""))
    keep(scene, WrittenDraft(recipients=people, files=(DraftFile(Path("/gone/letter.docx")),)))
    shown = ("Dental practice; Example Ltd; 12ab +1", "letter.docx")
    scene.qtbot.waitUntil(lambda: lines(scene) == [shown])


def test_a_contact_is_named_with_the_company_unless_another_name_was_given(scene: Scene) -> None:
    scene.store.contacts.add(Contact("Registry", "District court", (GOOD,)))
    for name in ("Registry", "Judge"):
        keep(scene, WrittenDraft(recipients=((GOOD, name),)))
    shown = {"Registry, District court", "Judge"}
    scene.qtbot.waitUntil(lambda: {title for title, _note in lines(scene)} == shown)


def test_a_draft_of_a_folder_says_why_it_is_one(scene: Scene) -> None:
    services = scene.backend.factory.open_here()
    try:
        services.submitter.keep_draft(Draft((resource_path("sample.pdf"),)), "/faxes/in", "Nobody knows for whom.")
    finally:
        services.close()
    scene.changed()
    scene.qtbot.waitUntil(lambda: lines(scene) == [("No recipient yet", "Nobody knows for whom.\nsample.pdf, 2 pages")])


def test_a_draft_that_cannot_be_read_is_counted_and_the_others_are_there(scene: Scene) -> None:
    for comment in ("Offer 17", "Offer 18"):
        keep(scene, WrittenDraft(comment=comment))
    services = scene.backend.factory.open_here()
    try:
        with services.store.database.transaction() as connection:
            connection.execute("UPDATE draft SET written = '{' WHERE comment = 'Offer 18'")
    finally:
        services.close()
    scene.changed()
    scene.qtbot.waitUntil(lambda: lines(scene) == [("No recipient yet", "No document yet · Offer 17")])
    assert page(scene).more.text() == "1 draft cannot be read: the data folder is damaged."


def test_everything_on_the_page_has_a_name(scene: Scene) -> None:
    assert nameless(page(scene)) == []
