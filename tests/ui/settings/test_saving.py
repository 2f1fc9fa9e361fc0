"""The window never waits for the disk: what is chosen is written while it goes on, and closing waits for that."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QCheckBox, QWidget

from faxdesk.core.errors import StoreTrouble
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from faxdesk.store.store import Store
from faxdesk.ui.backend.threads import JobThread
from faxdesk.ui.settings.account_page import SignedInAs
from faxdesk.ui.settings.dialog import SettingsDialog
from faxdesk.ui.settings.writer import SettingsWriter

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.core.settings import Settings


class SlowFile(SettingsFile):
    """Settings on a disk that answers when the test says so; full where `full` is True."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.answers = threading.Event()
        self.full = False
        self.writes = 0

    def change(self, change: Callable[[Settings], Settings]) -> Settings:
        self.answers.wait()
        self.writes += 1
        if self.full:
            raise StoreTrouble("The settings could not be saved: no space.", "Make room on the disk and try again.")
        return super().change(change)


@pytest.fixture
def file(tmp_path: Path) -> SlowFile:
    return SlowFile(DataFolder(tmp_path / "data").settings)


@pytest.fixture
def dialog(file: SlowFile, tmp_path: Path, qtbot: QtBot) -> Iterator[SettingsDialog]:
    """The dialog, where a setting has been changed."""
    store = Store(DataFolder(tmp_path / "data"))
    jobs: JobThread[object] = JobThread("jobs", object)
    jobs.start()
    window = QWidget()
    qtbot.addWidget(window)
    writer = SettingsWriter(jobs, file)
    dialog = SettingsDialog(writer, store.service_mirror, SignedInAs("token"), tmp_path, window)
    dialog.open()
    sharpen(dialog).click()
    yield dialog
    file.answers.set()
    assert jobs.stop()
    store.close()


def sharpen(dialog: SettingsDialog) -> QCheckBox:
    return next(box for box in dialog.findChildren(QCheckBox) if "sharpen" in box.text())


def test_closing_waits_until_the_settings_are_safe(dialog: SettingsDialog, file: SlowFile, qtbot: QtBot) -> None:
    dialog.reject()
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.finished, timeout=60_000):
        file.answers.set()
    assert not SettingsFile(file._path).settings.enhancement


def test_what_is_chosen_while_the_disk_is_busy_is_written_at_once_together(
    dialog: SettingsDialog, file: SlowFile, qtbot: QtBot
) -> None:
    for box in dialog.findChildren(QCheckBox):
        if "sharpen" not in box.text():
            box.click()
    file.answers.set()
    qtbot.waitUntil(lambda: not dialog._writer.busy, timeout=60_000)
    assert file.writes == 2
    kept = SettingsFile(file._path).settings
    assert (kept.enhancement, kept.keep_copies, kept.look_for_releases) == (False, False, True)


def test_a_full_disk_is_said_and_the_settings_are_shown_as_they_are(
    dialog: SettingsDialog, file: SlowFile, qtbot: QtBot
) -> None:
    file.full = True
    file.answers.set()
    qtbot.waitUntil(lambda: "no space" in dialog._message_bar.text, timeout=60_000)
    assert sharpen(dialog).isChecked()
    dialog.reject()
    assert not dialog.isVisible()


def test_who_closes_hears_of_a_full_disk_first(dialog: SettingsDialog, file: SlowFile, qtbot: QtBot) -> None:
    file.full = True
    dialog.reject()
    file.answers.set()
    qtbot.waitUntil(lambda: "no space" in dialog._message_bar.text, timeout=60_000)
    qtbot.waitUntil(lambda: not dialog._writer.busy, timeout=60_000)
    assert dialog.isVisible()
    file.full = False
    sharpen(dialog).click()
    with qtbot.waitSignal(dialog.finished, timeout=60_000):
        dialog.reject()
    assert dialog._message_bar.text == ""
    assert not SettingsFile(file._path).settings.enhancement
