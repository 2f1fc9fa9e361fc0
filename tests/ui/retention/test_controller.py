"""That old faxes are deleted by themselves is told in the window, once, with what would go."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import State
from faxdesk.services.automatic_retention import RetentionNotices
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.retention.settings_page import RetentionPage
from tests.ui.window_scene import fax_in, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.store.store import Store


def deleted_after(days: int, store: Store) -> None:
    SettingsFile(store.folder.settings).change(lambda settings: settings._replace(delete_after_days=days))


def old_fax(store: Store) -> None:
    fax_in(store, State.DELIVERED)
    with store.database.transaction() as connection:
        connection.execute("UPDATE recipient SET changed_at = 1500000000000")
    deleted_after(30, store)


def test_it_is_told_once_before_the_first_time(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data", prepare=(old_fax,)) as scene:
        scene.work()
        bar = scene.window.host.message_bar
        qtbot.waitUntil(lambda: "ended more than 30 days ago. Today that is 1 fax, 1 file, " in bar.text)
        qtbot.waitUntil(lambda: RetentionNotices(scene.store).told_at(30) is not None)
        bar.clear()
        file = scene.window.host.settings_file
        file.change(lambda settings: settings._replace(delete_after_days=20))
        scene.window.host.settings_changed.emit()
        qtbot.waitUntil(lambda: "more than 20 days ago" in bar.text)
        file.change(lambda settings: settings._replace(delete_after_days=0))
        scene.window.host.settings_changed.emit()
        assert bar.text == ""
    with scene_at(qtbot, tmp_path / "data", prepare=(partial(deleted_after, 30),)) as scene:
        scene.work()
        page = RetentionPage(scene.backend, scene.window.host.settings_file)
        qtbot.addWidget(page)
        assert page.after_days.text() == "30 days"
        page.show()
        qtbot.waitUntil(lambda: page.here.text.startswith("1 fax, 1 file, "))
        assert scene.window.host.message_bar.text == "", "they were told of as few days"
