"""The diagnostics in the window: copied from the menu, and shown in the settings before they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication

from faxdesk.core.errors import StoreTrouble
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.diagnostics import report
from faxdesk.ui.diagnostics.settings_page import DiagnosticsPage
from tests.ui.accessible_names import nameless

if TYPE_CHECKING:
    from tests.ui.window_scene import Scene


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be read."""

    def fail(*_words: object) -> None:
        raise StoreTrouble("The disk is full.")

    monkeypatch.setattr(report, "gather", fail)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def copy(scene: Scene) -> None:
    scene.window.actions_[ActionId.DIAGNOSTICS].trigger()


def test_they_are_copied_from_the_menu_and_that_is_said(scene: Scene) -> None:
    QGuiApplication.clipboard().clear()
    copy(scene)
    scene.qtbot.waitUntil(lambda: "Copied." in scene.window.host.message_bar.text)
    assert clipboard().startswith("FaxDesk\nversion: ")
    assert "\nDesktop\nQt: " in clipboard()


def test_what_keeps_them_from_being_copied_is_said(scene: Scene, full: None) -> None:
    copy(scene)
    scene.qtbot.waitUntil(lambda: "The disk is full." in scene.window.host.message_bar.text)


def test_they_are_shown_before_they_are_copied(scene: Scene) -> None:
    page = DiagnosticsPage(scene.backend, SettingsFile(scene.store.folder.settings))
    scene.qtbot.addWidget(page)
    assert not page.copy_button.isEnabled()
    page.show()
    scene.qtbot.waitUntil(page.copy_button.isEnabled)
    assert nameless(page) == []
    page.copy_button.click()
    assert clipboard() == page.text.toPlainText()
    assert page.note.text() == "Copied."


def test_the_page_says_what_keeps_it_from_knowing(scene: Scene, full: None) -> None:
    page = DiagnosticsPage(scene.backend, SettingsFile(scene.store.folder.settings))
    scene.qtbot.addWidget(page)
    page.show()
    scene.qtbot.waitUntil(lambda: "The disk is full." in page.note.text())
    assert not page.copy_button.isEnabled()
