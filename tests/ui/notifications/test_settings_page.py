"""The settings say what this desktop does with messages, try it out, and keep what the user wants to be told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from faxdesk.ui.desktop.notifications import ChannelState, MessageChannel, Notifications
from faxdesk.ui.notifications.settings_page import NotificationsPage
from tests.ui.window_scene import Scene, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", "propagateSizeHints", r"does not support raise\(\)")


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data") as scene:
        yield scene


@pytest.fixture
def page(scene: Scene) -> NotificationsPage:
    page = NotificationsPage(scene.window.host)
    scene.qtbot.addWidget(page)
    page.show()
    return page


def stands(monkeypatch: pytest.MonkeyPatch, scene: Scene, channel_state: ChannelState) -> None:
    monkeypatch.setattr(Notifications, "channel_state", property(lambda _self: channel_state))
    scene.window.host.notifications.known.emit()


@pytest.mark.parametrize(
    ("channel_state", "words"),
    [
        (
            ChannelState(MessageChannel.SERVICE, "Example Shell", quiet=False, tray=True),
            "its notification service, Example Shell.",
        ),
        (
            ChannelState(MessageChannel.SERVICE, "Example Shell", quiet=True, tray=True),
            "At present it keeps them from the screen",
        ),
        (ChannelState(MessageChannel.TRAY, "", quiet=False, tray=True), "at the icon of FaxDesk beside the clock."),
        (
            ChannelState(MessageChannel.TRAY, "", quiet=True, tray=True),
            "puts the number of what needs you on its icon.",
        ),
        (
            ChannelState(MessageChannel.NOTHING, "", quiet=False, tray=False),
            "This desktop shows no messages of programs.",
        ),
        (ChannelState(MessageChannel.UNKNOWN, "", quiet=False, tray=False), "Looking how this desktop shows messages…"),
    ],
)
def test_the_page_says_what_there_is(
    scene: Scene, page: NotificationsPage, monkeypatch: pytest.MonkeyPatch, channel_state: ChannelState, words: str
) -> None:
    stands(monkeypatch, scene, channel_state)
    assert words in page.channel.text()
    assert ("At present" in page.channel.text()) is channel_state.quiet
    assert page.test_button.isEnabled() is (channel_state.channel is not MessageChannel.UNKNOWN)
    assert ("It has no place beside the clock" in page.channel.text()) is not channel_state.tray
    assert page.tray.isEnabled() is channel_state.tray


def test_a_test_says_what_has_become_of_it(
    scene: Scene, page: NotificationsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked: list[object] = []
    monkeypatch.setattr(QApplication, "alert", marked.append)
    page.test_button.click()
    assert page.note.text() == "This desktop shows no messages of programs."
    assert marked == [scene.window]
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _icon, _title, _text: None)
    page.test_button.click()
    assert page.note.text().startswith("The desktop has taken the message. If you do not see it")
    stands(monkeypatch, scene, ChannelState(MessageChannel.SERVICE, "Example Shell", quiet=True, tray=True))
    page.test_button.click()
    assert page.note.text() == "The desktop has taken the message, and keeps it from the screen."


def test_nothing_private_is_shown_unless_that_is_chosen(page: NotificationsPage) -> None:
    chosen = [box.isChecked() for box in (page.needs, page.deliveries, page.details, page.tray)]
    assert chosen == [True, False, False, False]


def test_what_is_chosen_is_told_by_the_names_of_the_settings(page: NotificationsPage) -> None:
    chosen: list[tuple[str, object]] = []
    page.chosen.connect(lambda *choice: chosen.append(choice))
    page.form.enable("close_to_tray", usable=True)
    for box in (page.needs, page.deliveries, page.received, page.details, page.tray):
        box.click()
    assert chosen == [
        ("notify", False),
        ("notify_deliveries", True),
        ("notify_received", False),
        ("notify_details", True),
        ("close_to_tray", True),
    ]
