"""F1 opens the help: it is found by words, and lists every key that FaxDesk has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import QApplication, QPushButton

import faxdesk.ui
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.main_window import help_window as help_window_module
from faxdesk.ui.main_window.help_topics import TOPICS
from faxdesk.ui.main_window.help_window import HelpWindow, _children
from faxdesk.ui.widgets.help_subject import HelpSubject, help_subject
from faxdesk.ui.widgets.message_bar import MessageAction
from tests.ui.window_scene import Scene, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"does not support raise\(\)")
UI = Path(faxdesk.ui.__file__).parent


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data") as scene:
        yield scene


@pytest.fixture
def help_window(scene: Scene) -> HelpWindow:
    scene.window.actions_[ActionId.HELP].trigger()
    (window,) = scene.window.findChildren(HelpWindow)
    scene.qtbot.waitUntil(window.isActiveWindow)
    return window


def topics(window: HelpWindow) -> list[str]:
    """The topics that are left."""
    items = [window.topics.item(row) for row in range(window.topics.count())]
    return [item.text() for item in items if not item.isHidden()]


def keys(window: HelpWindow) -> dict[str, list[tuple[str, str]]]:
    """The lines of the table that are left, by their groups."""
    return {
        group.text(0): [(line.text(0), line.text(1)) for line in _children(group) if not line.isHidden()]
        for group in _children(window.keys.invisibleRootItem())
        if not group.isHidden()
    }


def listed(window: HelpWindow) -> set[str]:
    """Every key in the table."""
    return {key for lines in keys(window).values() for _text, shown in lines for key in shown.split("\n")}


def test_the_help_says_how_a_fax_is_sent(help_window: HelpWindow) -> None:
    assert "press Send" in help_window.page.toPlainText()
    assert help_window.search.hasFocus()
    assert help_window.page.isReadOnly()


def test_asking_for_help_again_brings_the_same_window(scene: Scene, help_window: HelpWindow) -> None:
    scene.window.actions_[ActionId.HELP].trigger()
    assert scene.window.findChildren(HelpWindow) == [help_window]
    with scene.qtbot.waitSignal(help_window.destroyed):
        help_window.close()
    scene.window.actions_[ActionId.HELP].trigger()
    assert len(scene.window.findChildren(HelpWindow)) == 1


def test_words_find_the_topics_that_have_all_of_them_and_are_marked(scene: Scene, help_window: HelpWindow) -> None:
    scene.qtbot.keyClicks(help_window.search, "LOCKED screen")
    assert topics(help_window) == ["Messages of the desktop"]
    assert "locked screen" in help_window.page.toPlainText()
    marked = {selection.cursor.selectedText() for selection in help_window.page.extraSelections()}
    assert marked == {"locked", "screen"}


def test_what_is_found_is_said_aloud_when_it_changes(
    scene: Scene, help_window: HelpWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr(help_window_module, "announce", lambda _widget, text: spoken.append(text))
    scene.qtbot.keyClicks(help_window.search, "locked")
    scene.qtbot.keyClicks(help_window.search, "x")
    assert spoken[-2:] == ["Found in 1 topic.", "Nothing in the help has “lockedx”."]
    assert len(spoken) == len(set(spoken))


def test_nothing_found_is_said(scene: Scene, help_window: HelpWindow) -> None:
    scene.qtbot.keyClicks(help_window.search, "xylophone")
    assert topics(help_window) == []
    assert help_window.note.text() == "Nothing in the help has “xylophone”."
    scene.qtbot.keyClick(help_window.search, Qt.Key.Key_Escape)
    assert help_window.isVisible()
    assert len(topics(help_window)) == help_window.topics.count()
    assert help_window.note.isHidden()


def test_a_key_is_found_by_what_it_does_and_by_its_name(scene: Scene, help_window: HelpWindow) -> None:
    help_window.search.setText("rotate")
    assert topics(help_window) == ["Keyboard shortcuts"]
    assert help_window.keys.isVisible()
    assert keys(help_window) == {"In the pages of a fax": [("Rotate left", "Ctrl+L"), ("Rotate right", "Ctrl+R")]}
    help_window.search.setText("ctrl+n")
    assert keys(help_window) == {"File": [("New fax", "Ctrl+N")]}
    help_window.search.setText("keyboard")
    assert len(keys(help_window)) > 5


def test_the_arrow_leads_from_the_search_to_the_topics_and_home_and_end_go_through_them(
    scene: Scene, help_window: HelpWindow
) -> None:
    scene.qtbot.keyClick(help_window.search, Qt.Key.Key_Down)
    assert help_window.topics.hasFocus()
    scene.qtbot.keyClick(help_window.topics, Qt.Key.Key_End)
    assert help_window.keys.isVisible()
    scene.qtbot.keyClick(help_window.topics, Qt.Key.Key_Home)
    assert help_window.page.isVisible()
    scene.qtbot.keyClick(help_window.topics, Qt.Key.Key_Escape)
    assert not help_window.isVisible()


def test_every_key_of_the_menus_is_listed(scene: Scene, help_window: HelpWindow) -> None:
    of_menus = {
        key.toString(QKeySequence.SequenceFormat.NativeText)
        for act in ActionId
        for key in scene.window.actions_[act].shortcuts()
        # Not those that some keyboards have for “New” or “Copy” alone.
        if key[0].key() < Qt.Key.Key_F13  # type: ignore[index]  # the stubs leave it out
    }
    assert of_menus
    assert of_menus - listed(help_window) == set()


def test_every_key_that_the_source_of_another_window_names_is_listed(help_window: HelpWindow) -> None:
    named = {
        key
        for path in UI.rglob("*.py")
        if path.parent.name != "actions"
        for key in re.findall(r'"((?:Ctrl|Alt|Shift)\+[^"]+)"', path.read_text("utf-8"))
    }
    assert named
    assert {QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in named} - listed(
        help_window
    ) == set()


def test_no_key_is_cut_in_a_small_window(scene: Scene, help_window: HelpWindow) -> None:
    help_window.resize(780, 560)
    help_window.topics.setCurrentRow(help_window.topics.count() - 1)
    table = help_window.keys
    scene.qtbot.waitUntil(table.isVisible)
    QApplication.processEvents()
    shown = [name for lines in keys(help_window).values() for _text, names in lines for name in names.split("\n")]
    widest = max(table.fontMetrics().horizontalAdvance(name) for name in shown)
    assert table.header().length() <= table.viewport().width(), "no scrolling is needed to see them"
    assert table.columnWidth(1) > widest
    assert table.header().minimumSectionSize() > widest, "in a narrower one it scrolls"


def test_a_line_of_the_table_is_read_as_a_whole(help_window: HelpWindow) -> None:
    group = help_window.keys.topLevelItem(0)
    assert group is not None
    first = next(_children(group))
    assert first.data(0, Qt.ItemDataRole.AccessibleTextRole) == "New fax: Ctrl+N"


def test_answers_are_opened_in_the_browser(help_window: HelpWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toString())
        return len(opened) > 1

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    (button,) = (one for one in help_window.findChildren(QPushButton) if "help.fax.plus" in one.text())
    button.click()
    assert "The address is https://help.fax.plus." in help_window.note.text()
    button.click()
    assert opened == ["https://help.fax.plus", "https://help.fax.plus"]


# ------------------------------------------------------------------------------------------------- F1 everywhere


def opened(scene: Scene) -> HelpWindow:
    """Press F1 where the keyboard is, and return the help."""
    here = QApplication.focusWidget()
    assert here is not None
    scene.qtbot.keyClick(here, Qt.Key.Key_F1)
    parent = here.window()
    scene.qtbot.waitUntil(lambda: any(one.isVisible() for one in parent.findChildren(HelpWindow)))
    (window,) = (one for one in parent.findChildren(HelpWindow) if one.isVisible())
    return window


def test_f1_in_a_dialog_opens_the_help_in_front_of_it_at_its_topic(scene: Scene) -> None:
    scene.window.new_fax()
    (dialog,) = scene.window.findChildren(ComposeDialog)
    scene.qtbot.waitUntil(dialog.isActiveWindow)
    dialog.recipients_field.setFocus()
    window = opened(scene)
    assert window.parentWidget() is dialog
    assert window.topics.currentItem().text() == "The right number"
    scene.qtbot.waitUntil(window.isActiveWindow)
    # It can be used while the dialog waits, which lets nobody into the main window.
    scene.qtbot.keyClicks(window.search, "drafts")
    assert "Drafts" in topics(window)
    window.close()
    dialog.activateWindow()
    scene.qtbot.waitUntil(dialog.isActiveWindow)
    dialog.comment_edit.setFocus()
    assert opened(scene).topics.currentItem().text() == "Sending a fax"
    dialog.done(0)


def test_the_help_of_the_main_window_comes_again_after_that_of_a_dialog(scene: Scene, help_window: HelpWindow) -> None:
    scene.window.new_fax()
    (dialog,) = scene.window.findChildren(ComposeDialog)
    scene.qtbot.waitUntil(dialog.isActiveWindow)
    in_front = opened(scene)
    assert in_front is not help_window
    with scene.qtbot.waitSignal(in_front.destroyed):
        dialog.done(0)
    scene.window.actions_[ActionId.HELP].trigger()
    assert [one for one in scene.window.findChildren(HelpWindow) if one.isVisible()] == [help_window]


def test_the_page_on_the_screen_says_what_its_help_is_about(scene: Scene) -> None:
    scene.window.actions_[ActionId.CONTACTS].trigger()
    scene.window.activateWindow()
    scene.qtbot.waitUntil(lambda: help_subject(QApplication.focusWidget()) is HelpSubject.CONTACTS)
    scene.window.actions_[ActionId.HELP].trigger()
    (window,) = scene.window.findChildren(HelpWindow)
    assert window.topics.currentItem().text() == "Contacts and groups"


def test_every_subject_has_its_topic_and_somebody_leads_to_it() -> None:
    assert {topic.subject for topic in TOPICS} >= set(HelpSubject)
    sources = "".join(path.read_text("utf-8") for path in UI.rglob("*.py"))
    assert [one for one in HelpSubject if f"lead_to_help(self, HelpSubject.{one.name})" not in sources] == []


def test_it_opens_after_a_message_that_tab_has_come_by_is_gone(scene: Scene) -> None:
    bar = scene.window.host.message_bar
    bar.say("Saved.", action=MessageAction("Undo", bar.clear), stays=True)
    scene.window.activateWindow()
    scene.window.lists.page.field.setFocus()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        scene.qtbot.keyClick(scene.window, key)
    bar.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    scene.window.actions_[ActionId.HELP].trigger()
    (window,) = scene.window.findChildren(HelpWindow)
    assert window.isVisible()
