"""The actions: all reachable by menu and keyboard, none twice, each doing what it says."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import SIGNAL, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QToolBar, QToolButton

from faxdesk.core.lifecycle import Event, State
from faxdesk.core.settings import Settings
from faxdesk.ui.actions.table import MENUS, TABLE, ActionId, without_clashes
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.compose.kept_faxes import KeptFaxes
from faxdesk.ui.widgets.primary_button import PrimaryButton
from tests.ui.window_scene import NOW, Scene, asked_about, fax_in


def texts(actions: list[QAction]) -> list[str]:
    return [action.text().replace("&", "") for action in actions if not action.isSeparator()]


def test_the_menu_bar_has_what_people_look_for(scene: Scene) -> None:
    titles = texts(scene.window.menuBar().actions())
    assert titles == ["File", "Edit", "View", "Fax", "Help"]
    menus = dict(zip(titles, scene.window.actions_.menus, strict=True))
    assert texts(menus["File"].actions())[:2] == ["New fax", "Add documents…"]
    assert "Refresh" in texts(menus["View"].actions())
    assert texts(menus["Fax"].actions())[:3] == ["Open pages", "Confirmation report", "Save report…"]


def test_every_action_is_in_a_menu_and_every_menu_entry_in_the_table() -> None:
    listed = [act for _, acts in MENUS for act in acts if act is not None]
    assert sorted(listed) == sorted(TABLE)
    assert len(listed) == len(set(listed))


def test_every_action_has_words_and_those_with_an_icon_draw_it(scene: Scene) -> None:
    for act, spec in TABLE.items():
        action = scene.window.actions_[act]
        assert action.text()
        assert action.toolTip()
        if spec.icon:
            drawn = action.icon().pixmap(24, 24).toImage()
            assert any(drawn.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), spec.icon


def test_no_shortcut_is_given_twice(scene: Scene) -> None:
    given = [key.toString() for act in ActionId for key in scene.window.actions_[act].shortcuts()]
    assert len(given) == len(set(given))
    assert scene.window.actions_[ActionId.NEW_FAX].shortcut() == QKeySequence("Ctrl+N")
    assert QKeySequence("F5") in scene.window.actions_[ActionId.REFRESH].shortcuts()
    # Where the system has no key for them, as on Windows.
    assert QKeySequence("Ctrl+,") in scene.window.actions_[ActionId.SETTINGS].shortcuts()


def test_mnemonics_are_unique_in_each_menu_and_in_the_menu_bar(scene: Scene) -> None:
    groups = [[menu.title() for menu in scene.window.actions_.menus]]
    groups += [[action.text() for action in menu.actions()] for menu in scene.window.actions_.menus]
    for group in groups:
        letters = [text[text.index("&") + 1].lower() for text in group if "&" in text]
        assert len(letters) == len(set(letters)), group


def test_the_mac_finds_its_own_entries_and_moves_no_other(scene: Scene) -> None:
    roles = {act: scene.window.actions_[act].menuRole() for act in ActionId}
    special = {act: role for act, role in roles.items() if role is not QAction.MenuRole.NoRole}
    assert special == {
        ActionId.SETTINGS: QAction.MenuRole.PreferencesRole,
        ActionId.QUIT: QAction.MenuRole.QuitRole,
        ActionId.ABOUT: QAction.MenuRole.AboutRole,
    }


def test_the_toolbar_has_words_beside_its_icons(scene: Scene) -> None:
    bar = scene.window.findChild(QToolBar)
    assert bar is not None
    shown = [button.text() for button in bar.findChildren(QToolButton) if button.text()]
    assert shown == ["Open pages", "Report", "Cancel", "Send again", "Refresh", "Find", "Details"]
    (filled,) = bar.findChildren(PrimaryButton)
    assert filled.text() == "New fax"
    filled.click()
    assert scene.window.findChild(ComposeDialog) is not None


def test_without_a_fax_nothing_can_be_done_with_one(scene: Scene) -> None:
    scene.settled()
    of_a_fax = next(acts for title, acts in MENUS if title == "F&ax")
    assert not any(scene.window.actions_[act].isEnabled() for act in of_a_fax if act is not None)
    assert scene.window.actions_[ActionId.NEW_FAX].isEnabled()


def test_what_is_not_known_can_be_settled_from_the_menu(scene: Scene) -> None:
    acts = (ActionId.UNKNOWN_AGAIN, ActionId.UNKNOWN_LEAVE, ActionId.UNKNOWN_ASK)
    sent, recipient = fax_in(scene.store, State.SENDING), asked_about(scene.store)
    scene.changed()
    scene.choose(sent)
    assert not any(scene.window.actions_[act].isVisible() for act in acts), "only where such a fax is chosen"
    scene.choose(recipient)
    assert [scene.window.actions_[act].isVisible() for act in acts] == [True, True, False]
    assert scene.window.actions_[ActionId.UNKNOWN_AGAIN].isEnabled()
    scene.window.actions_[ActionId.UNKNOWN_LEAVE].trigger()
    scene.qtbot.waitUntil(partial(_is, scene, recipient, State.CANCELLED))
    asked_again = asked_about(scene.store)
    scene.changed()
    scene.choose(asked_again)
    scene.window.actions_[ActionId.UNKNOWN_AGAIN].trigger()
    scene.qtbot.waitUntil(partial(_is, scene, asked_again, State.QUEUED))


def _is(scene: Scene, recipient: int, state: State) -> bool:
    found = scene.store.submissions.recipient(recipient)
    return found is not None and found.state is state


# ------------------------------------------------------------------------------------------------------ dialogs


def dialog_of(scene: Scene) -> ComposeDialog:
    dialog = scene.window.findChild(ComposeDialog)
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def test_new_fax_opens_the_dialog(scene: Scene) -> None:
    scene.window.actions_[ActionId.NEW_FAX].trigger()
    dialog = dialog_of(scene)
    assert dialog.windowTitle() == "New fax"
    dialog.reject()


def test_a_waiting_fax_is_changed_in_the_dialog(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.QUEUED)
    scene.changed()
    scene.choose(recipient)
    scene.window.actions_[ActionId.CHANGE].trigger()
    dialog = dialog_of(scene)
    assert dialog.comment_edit.toPlainText() == "Offer 17"
    dialog.comment_edit.setPlainText("Offer 18")
    dialog.send()
    scene.qtbot.waitUntil(lambda: not scene.window.findChildren(ComposeDialog))
    assert any("Change saved" in text or "comment" in text for text in scene.window.host.message_bar.texts())


def test_one_of_several_that_is_changed_stays_chosen(scene: Scene) -> None:
    first = fax_in(scene.store, State.SCHEDULED, send_at=NOW + timedelta(days=1))
    (claim,) = scene.store.delivery_queue.claims((State.SCHEDULED,))
    scene.store.database.rows(
        "INSERT INTO recipient (job, number, state, changed_at, outbox_id) SELECT job, '+41225550123', state,"
        " changed_at, 'second' FROM recipient WHERE id = ?",
        (claim.recipient.id,),
    )
    (second,) = (one.id for one in scene.store.submissions.recipients(claim.recipient.job) if one.id != first)
    scene.store.delivery_queue.moved((first,), Event.CANCELLED, "Cancelled by you.")
    scene.changed()
    scene.choose(second)
    scene.window.actions_[ActionId.CHANGE].trigger()
    dialog = dialog_of(scene)
    dialog.comment_edit.setPlainText("Offer 18")
    dialog.send()
    scene.qtbot.waitUntil(lambda: not scene.window.findChildren(ComposeDialog))
    scene.settled()
    assert [row.recipient for row in scene.window.host.selection.rows()] == [second]
    assert scene.window.lists.tabText(scene.window.lists.currentIndex()) == "Outbox"
    assert "The comment will be changed at Fax.Plus." in scene.window.host.message_bar.texts()


def test_a_failed_fax_is_sent_again_after_a_look_at_it(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.REJECTED)
    scene.changed()
    scene.choose(recipient)
    scene.window.actions_[ActionId.SEND_AGAIN].trigger()
    dialog = dialog_of(scene)
    dialog.send()
    scene.qtbot.waitUntil(lambda: len(scene.store.delivery_queue.claims((State.QUEUED,))) == 1)
    scene.qtbot.waitUntil(lambda: "Fax saved. It goes out in 10 s." in scene.window.host.message_bar.texts())
    scene.settled()
    (chosen,) = scene.window.host.selection.rows()
    assert chosen.state is State.QUEUED


def test_documents_can_be_chosen_first(scene: Scene, sample_pdf: Path) -> None:
    scene.window.actions_[ActionId.ADD].trigger()
    chooser = scene.window.findChild(QFileDialog)
    assert chooser is not None
    chooser.filesSelected.emit([str(sample_pdf)])
    chooser.reject()
    dialog = dialog_of(scene)
    scene.qtbot.waitUntil(lambda: dialog.documents_field.pages == 2)
    dialog.done(0)


# ---------------------------------------------------------------------------------------------- view, edit, help


def test_the_view_menu_goes_to_the_lists_and_their_search(scene: Scene) -> None:
    scene.window.actions_[ActionId.SENT].trigger()
    assert scene.window.lists.tabText(scene.window.lists.currentIndex()) == "Sent"
    scene.window.actions_[ActionId.FIND].trigger()
    assert scene.window.lists.page.field.hasFocus()
    scene.window.actions_[ActionId.OUTBOX].trigger()
    assert scene.window.lists.tabText(scene.window.lists.currentIndex()) == "Outbox"


def test_copy_paste_and_select_all_serve_the_search_field_while_it_has_the_keyboard(scene: Scene) -> None:
    field = scene.window.lists.page.field
    scene.window.actions_[ActionId.FIND].trigger()
    QGuiApplication.clipboard().setText("+41 44")
    scene.window.actions_[ActionId.PASTE].trigger()
    assert field.text() == "+41 44"
    scene.window.actions_[ActionId.SELECT_ALL].trigger()
    assert field.selectedText() == "+41 44"
    QGuiApplication.clipboard().setText("")
    scene.settled()
    scene.window.host.selection.look()
    scene.window.actions_[ActionId.COPY].trigger()
    assert QGuiApplication.clipboard().text() == "+41 44"
    field.clear()


def test_select_all_takes_the_faxes_where_the_list_has_the_keyboard(scene: Scene) -> None:
    for number in range(3):
        fax_in(scene.store, State.QUEUED, number=f"+4144555012{number}")
    scene.changed()
    scene.window.lists.page.table.setFocus()
    scene.window.actions_[ActionId.SELECT_ALL].trigger()
    assert scene.window.lists.page.table.chosen_count() == 3


def test_refresh_asks_for_news(scene: Scene) -> None:
    with scene.qtbot.waitSignal(scene.window.lists.page.model.loaded):
        scene.window.actions_[ActionId.REFRESH].trigger()


def test_a_second_key_of_an_action_is_none_that_is_the_first_of_another() -> None:
    details, delete = QKeySequence("Ctrl+D"), QKeySequence("Del")
    keys = without_clashes({ActionId.DETAILS: [details], ActionId.CANCEL: [delete, details], ActionId.HELP: []})
    assert keys == {ActionId.DETAILS: [details], ActionId.CANCEL: [delete], ActionId.HELP: []}


def test_the_log_and_about_tell_an_office_worker_what_to_do(scene: Scene) -> None:
    scene.window.actions_[ActionId.ABOUT].trigger()
    box = scene.window.findChild(QMessageBox)
    assert box is not None
    assert "MIT licence" in box.informativeText()
    box.close()
    scene.window.actions_[ActionId.LOG].trigger()
    assert any(str(scene.store.folder.log) in text for text in scene.window.host.message_bar.texts())


def test_settings_and_connecting_are_asked_of_the_program(scene: Scene) -> None:
    with scene.qtbot.waitSignal(scene.window.settings_wanted):
        scene.window.actions_[ActionId.SETTINGS].trigger()
    with scene.qtbot.waitSignal(scene.window.connect_wanted):
        scene.window.actions_[ActionId.CONNECT].trigger()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_right_click_offers_what_can_be_done_with_the_fax(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.QUEUED)
    scene.changed()
    scene.choose(recipient)
    table = scene.window.lists.page.table
    menu = scene.window.actions_.context_menu(scene.window)
    assert texts(menu.actions()) == [
        "Open pages",
        "Confirmation report",
        "Save report…",
        "Save proof…",
        "Print…",
        "Try now",
        "Change…",
        "Cancel fax",
        "Send again…",
        "Copy",
        "Forget this person…",
    ]
    table.customContextMenuRequested.emit(table.visualRect(table.currentIndex()).center())
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()


def test_every_action_has_a_handler(scene: Scene) -> None:
    window = scene.window
    assert set(window.host.handled) == set(ActionId)
    for action in ActionId:
        assert window.actions_[action].receivers(SIGNAL("triggered(bool)")) > 0, action


def test_the_number_used_last_is_kept_beside_what_was_changed_while_it_waited_for_the_disk(scene: Scene) -> None:
    busy, settings_file = threading.Event(), scene.window._settings_file
    scene.backend.with_documents(scene.backend, lambda _cancel: busy.wait())
    scene.window.host.launcher._remember(KeptFaxes((), "", "+41225550100"))
    settings_file.change(lambda present: present._replace(region="CH"))
    busy.set()
    scene.qtbot.waitUntil(lambda: settings_file.settings.sender == "+41225550100", timeout=60_000)
    assert settings_file.settings == Settings(sender="+41225550100", region="CH")


@pytest.mark.parametrize("state", [State.SCHEDULED, State.QUEUED])
def test_a_fax_that_a_search_leaves_out_cannot_be_acted_on(scene: Scene, state: State) -> None:
    fax = fax_in(scene.store, state)
    scene.changed()
    scene.choose(fax)
    page = scene.window.lists.page
    scene.qtbot.keyClicks(page.field, "zzzz")
    scene.qtbot.keyClick(page.field, Qt.Key.Key_Return)
    scene.qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    scene.settled()
    of_a_fax = next(acts for title, acts in MENUS if title == "F&ax")
    assert [act for act in of_a_fax if act is not None and scene.window.actions_[act].isEnabled()] == []
    assert scene.window.host.selection.rows() == []
    for act in of_a_fax:
        if act is not None:
            scene.window.host.handled[act]()
    found = scene.store.submissions.recipient(fax)
    assert found is not None
    assert (found.state, found.cancel_requested) == (state, False)
    assert scene.window.findChildren(ComposeDialog) == []
    page.field.clear()
    scene.changed()
    assert scene.window.host.selection.rows() == [], "nothing is chosen that the user has not chosen"


def test_a_fax_that_nothing_shows_any_more_cannot_be_acted_on(scene: Scene) -> None:
    fax = fax_in(scene.store, State.SENDING)
    scene.changed()
    scene.choose(fax)
    scene.store.delivery_queue.moved((fax,), Event.REPORTED_FAILED, status="failed_user_busy")
    scene.changed()
    assert [row.recipient for row in scene.window.host.selection.rows()] == [fax], "its details are there"
    scene.window.actions_[ActionId.DETAILS].trigger()
    scene.settled()
    assert scene.window.host.selection.rows() == []
    assert not scene.window.actions_[ActionId.SEND_AGAIN].isEnabled()


def test_a_fax_that_has_left_its_list_is_not_meant_any_more_once_another_list_is_shown(scene: Scene) -> None:
    fax = fax_in(scene.store, State.QUEUED)
    scene.changed()
    scene.choose(fax)
    selection = scene.window.host.selection
    scene.store.delivery_queue.moved((fax,), Event.CANCELLED)
    scene.changed()
    assert [row.recipient for row in selection.rows()] == [fax]
    scene.window.lists.setCurrentIndex(1)
    assert selection.rows() == []
