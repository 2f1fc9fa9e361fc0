"""The desktop tells that a fax was delivered or failed to a user who works in another window, if he wants that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from faxdesk.core.lifecycle import State
from tests.ui.window_scene import Scene, fax_in, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", "propagateSizeHints", r"does not support raise\(\)")
"""What the offscreen platform says of a tray and of windows."""
DELIVERED = "Delivered to +41 44 555 01 23: 2 pages."


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        scene.qtbot.waitUntil(lambda: scene.window.numbers.loaded)
        yield scene


@pytest.fixture
def elsewhere(scene: Scene) -> QWidget:
    """Another window, in which the user works."""
    other = QWidget()
    scene.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    scene.qtbot.waitUntil(lambda: not scene.window.isActiveWindow())
    return other


@pytest.fixture
def tray(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A desktop with a tray: what it is told to show."""
    shown: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _icon, _title, text: shown.append(text))
    return shown


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> list[QWidget]:
    """A desktop without a tray: the windows that it is told to mark."""
    windows: list[QWidget] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    monkeypatch.setattr(QApplication, "alert", windows.append)
    return windows


def ends(scene: Scene, state: State) -> None:
    fax_in(scene.store, state)
    scene.changed()
    scene.qtbot.waitUntil(lambda: bool(scene.window.host.message_bar.texts()))


def test_a_delivery_is_told_in_the_tray(scene: Scene, elsewhere: QWidget, tray: list[str]) -> None:
    ends(scene, State.DELIVERED)
    assert tray == [DELIVERED]


def test_a_failure_is_told_in_the_tray(scene: Scene, elsewhere: QWidget, tray: list[str]) -> None:
    ends(scene, State.FAILED)
    assert tray == ["The fax to +41 44 555 01 23 was not delivered. The line was busy."]


def test_what_the_user_has_cancelled_is_no_news(scene: Scene, elsewhere: QWidget, tray: list[str]) -> None:
    ends(scene, State.CANCELLED)
    assert tray == []


def test_the_icon_leaves_the_tray_when_the_user_comes_back(scene: Scene, elsewhere: QWidget, tray: list[str]) -> None:
    ends(scene, State.DELIVERED)
    (icon,) = scene.window.findChildren(QSystemTrayIcon)
    assert icon.isVisible()
    icon.messageClicked.emit()
    scene.qtbot.waitUntil(scene.window.isActiveWindow)
    assert not icon.isVisible()


def test_without_a_tray_the_window_is_marked(scene: Scene, elsewhere: QWidget, marked: list[QWidget]) -> None:
    ends(scene, State.DELIVERED)
    assert marked == [scene.window]


def test_who_looks_at_the_window_sees_it_there(scene: Scene, tray: list[str], marked: list[QWidget]) -> None:
    scene.window.activateWindow()
    scene.qtbot.waitUntil(scene.window.isActiveWindow)
    ends(scene, State.DELIVERED)
    assert (tray, marked) == ([], [])


def test_who_does_not_want_it_is_not_told(
    scene: Scene, elsewhere: QWidget, tray: list[str], marked: list[QWidget]
) -> None:
    file = scene.window._settings_file
    file.save(replace(file.settings, notify=False))
    ends(scene, State.DELIVERED)
    assert (tray, marked) == ([], [])
