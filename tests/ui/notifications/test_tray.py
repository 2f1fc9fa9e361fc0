"""Where the user wants it, FaxDesk goes on in the tray when its window is closed, and is had back from there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from faxdesk.core.lifecycle import State
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.compose.dialog import ComposeDialog
from tests.ui.window_scene import Scene, fax_in, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.desktop.notice import Notice

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", "propagateSizeHints", r"does not support raise\(\)")


@pytest.fixture
def has_tray(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether the desktop has a tray: the last of these says it."""
    answers = [True]
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: answers[-1])
    return answers


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path, has_tray: list[bool]) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data") as scene:
        yield scene
    QApplication.setQuitOnLastWindowClosed(True)


def wants_tray(scene: Scene, wants: bool = True) -> None:
    host = scene.window.host
    host.settings_file.change(lambda settings: settings._replace(close_to_tray=wants))
    host.settings_changed.emit()


def told(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> list[Notice]:
    notices: list[Notice] = []
    monkeypatch.setattr(scene.window.host.notifications, "show", notices.append)
    return notices


class _PressedInTheFrame(QCloseEvent):
    """What a window gets when its frame's button is pressed."""

    def spontaneous(self) -> bool:
        return True


def icon(scene: Scene) -> QSystemTrayIcon:
    (found,) = scene.window.findChildren(QSystemTrayIcon)
    return found


def goes_on(scene: Scene) -> bool:
    """True while the window is hidden, the icon knows it, and nothing but Quit ends the program."""
    hidden = scene.window.isHidden()
    assert scene.window.host.tray.hides_window is hidden
    assert QApplication.quitOnLastWindowClosed() is not hidden
    return hidden


def act(scene: Scene, text: str) -> QAction:
    return next(one for one in icon(scene).contextMenu().actions() if one.text().replace("&", "") == text)


def test_by_itself_closing_ends_and_no_icon_is_shown(scene: Scene) -> None:
    assert scene.window.findChildren(QSystemTrayIcon) == []
    scene.window.actions_[ActionId.CLOSE].trigger()
    assert scene.window.isHidden()
    assert not scene.window.host.tray.hides_window


def test_closing_hides_the_window_and_the_icon_brings_it_back(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    told(scene, monkeypatch)
    wants_tray(scene)
    assert icon(scene).isVisible()
    scene.window.actions_[ActionId.CLOSE].trigger()
    assert scene.window.isHidden()
    assert goes_on(scene)
    icon(scene).activated.emit(QSystemTrayIcon.ActivationReason.Context)
    assert goes_on(scene)
    icon(scene).activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert scene.window.isVisible()
    assert not goes_on(scene)


def test_that_it_goes_on_is_told_once_and_never_again(
    scene: Scene, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices = told(scene, monkeypatch)
    wants_tray(scene)
    for _time in range(2):
        scene.window.actions_[ActionId.CLOSE].trigger()
        act(scene, "Open FaxDesk").trigger()
        assert scene.window.isVisible()
    assert [notice.title for notice in notices] == ["FaxDesk is still here"]
    scene.window.close()
    with scene_at(qtbot, tmp_path / "data") as later:
        notices = told(later, monkeypatch)
        later.window.actions_[ActionId.CLOSE].trigger()
        assert later.window.host.tray.hides_window
        assert notices == []


def test_the_button_of_the_frame_hides_too_once_an_open_fax_is_a_draft(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.work()
    told(scene, monkeypatch)
    wants_tray(scene)
    scene.window.new_fax()
    (dialog,) = scene.window.findChildren(ComposeDialog)
    dialog.recipients_field.add(["+41445550123"])
    event = _PressedInTheFrame()
    QApplication.sendEvent(scene.window, event)
    assert not event.isAccepted()
    scene.qtbot.waitUntil(scene.window.isHidden)
    (draft,) = scene.store.drafts.all_open(9)
    assert draft.draft.recipients == ("+41445550123",)
    assert scene.window.host.tray.hides_window


def test_what_closes_all_windows_closes_this_one(scene: Scene) -> None:
    """The system ends the session: nobody would see an icon."""
    wants_tray(scene)
    scene.window.close()
    assert scene.window.isHidden()
    assert not scene.window.host.tray.hides_window
    assert not icon(scene).isVisible()


def test_without_a_tray_closing_ends_whatever_the_settings_say(scene: Scene, has_tray: list[bool]) -> None:
    wants_tray(scene)
    has_tray.append(False)
    scene.window.actions_[ActionId.CLOSE].trigger()
    assert scene.window.isHidden()
    assert not scene.window.host.tray.hides_window


def test_quit_ends_the_hidden_program(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[bool] = []
    told(scene, monkeypatch)
    monkeypatch.setattr(QApplication, "quit", lambda: ended.append(True))
    wants_tray(scene)
    scene.window.actions_[ActionId.CLOSE].trigger()
    with scene.qtbot.waitSignal(scene.window.host.closing):
        act(scene, "Quit FaxDesk").trigger()
    assert ended == [True]
    assert not icon(scene).isVisible()


def test_a_new_fax_from_the_icon_has_the_window_behind_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    told(scene, monkeypatch)
    scene.work()
    wants_tray(scene)
    scene.window.actions_[ActionId.CLOSE].trigger()
    act(scene, "New fax").trigger()
    assert scene.window.isVisible()
    assert scene.window.findChildren(ComposeDialog)


def test_who_wants_it_no_longer_has_no_icon(scene: Scene) -> None:
    wants_tray(scene)
    wants_tray(scene, wants=False)
    assert not icon(scene).isVisible()


def test_the_icon_says_and_shows_how_many_things_need_the_user(scene: Scene) -> None:
    wants_tray(scene)
    plain = icon(scene).icon().pixmap(32, 32).toImage()
    corner = QPoint(26, 6)
    fax_in(scene.store, State.FAILED)
    scene.backend.changed.emit()
    assert icon(scene).toolTip() == "FaxDesk: 1 thing needs you"
    assert icon(scene).icon().pixmap(32, 32).toImage().pixelColor(corner) != plain.pixelColor(corner)
    fax_in(scene.store, State.FAILED)
    scene.backend.changed.emit()
    assert icon(scene).toolTip() == "FaxDesk: 2 things need you"
    scene.store.database.rows("UPDATE recipient SET dealt_with = 1")
    scene.backend.changed.emit()
    assert icon(scene).toolTip() == scene.window.windowTitle()
    assert icon(scene).icon().pixmap(32, 32).toImage().pixelColor(corner) == plain.pixelColor(corner)
