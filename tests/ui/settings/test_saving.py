"""The window never waits for the disk: the settings are saved while it goes on, and the dialog closes when they are."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QTabWidget, QWidget

from faxdesk.core.errors import StoreTrouble
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from faxdesk.store.store import Store
from faxdesk.ui.backend.threads import JobThread
from faxdesk.ui.settings.dialog import SettingsDialog, SignedInAs
from tests.ui.accessible_names import the

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.core.settings import Settings


class SlowFile(SettingsFile):
    """Settings on a disk that answers when the test says so; full where `full` is True."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.answers = threading.Event()
        self.full = False

    def change(self, change: Callable[[Settings], Settings]) -> Settings:
        self.answers.wait()
        if self.full:
            raise StoreTrouble("The settings could not be saved: no space.", "Make room on the disk and try again.")
        return super().change(change)


@pytest.fixture
def file(tmp_path: Path) -> SlowFile:
    return SlowFile(DataFolder(tmp_path / "data").settings)


@pytest.fixture
def dialog(file: SlowFile, tmp_path: Path, qtbot: QtBot) -> Iterator[SettingsDialog]:
    """The dialog, where "Save" has been pressed."""
    store = Store(DataFolder(tmp_path / "data"))
    jobs: JobThread[object] = JobThread("jobs", object)
    jobs.start()
    window = QWidget()
    qtbot.addWidget(window)
    dialog = SettingsDialog(jobs, file, store.service_mirror, SignedInAs("token"), tmp_path, window)
    dialog.open()
    the(dialog, QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save).click()
    yield dialog
    file.answers.set()
    assert jobs.stop()
    store.close()


def test_the_dialog_closes_when_the_settings_are_safe(dialog: SettingsDialog, file: SlowFile, qtbot: QtBot) -> None:
    dialog.reject()
    assert dialog.isVisible()
    assert not the(dialog, QTabWidget).isEnabled()
    assert dialog._message_bar.texts() == ["Saving…"]
    with qtbot.waitSignal(dialog.saved, timeout=60_000):
        file.answers.set()
    assert not dialog.isVisible()
    assert SettingsFile(file._path).settings == file.settings


def test_a_full_disk_is_said_and_the_dialog_can_be_used_again(
    dialog: SettingsDialog, file: SlowFile, qtbot: QtBot
) -> None:
    file.full = True
    file.answers.set()
    qtbot.waitUntil(lambda: "no space" in dialog._message_bar.text, timeout=60_000)
    assert the(dialog, QTabWidget).isEnabled()
    file.full = False
    with qtbot.waitSignal(dialog.saved, timeout=60_000):
        the(dialog, QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save).click()
    assert not dialog.isVisible()
