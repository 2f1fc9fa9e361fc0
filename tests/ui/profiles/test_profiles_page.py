"""The page of profiles: made, named, and opened in a window of their own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton
from shiboken6 import delete

from faxdesk.core.contacts import Contact
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.profiles import Profiles
from faxdesk.store.store import Store
from faxdesk.ui.profiles.settings_page import ProfilesPage
from tests.ui.accessible_names import nameless
from tests.ui.window_scene import scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[ProfilesPage]:
    with scene_at(qtbot, tmp_path / "data", show=False) as scene:
        scene.work()
        page = ProfilesPage(scene.backend, scene.store.folder.path)
        qtbot.addWidget(page)
        page.show()
        qtbot.waitUntil(lambda: page.list.count() > 0)
        yield page


def names(page: ProfilesPage) -> list[str]:
    return [page.list.item(row).text() for row in range(page.list.count())]


def add(page: ProfilesPage, qtbot: QtBot, name: str) -> None:
    before = page.list.count()
    page.name.setText(name)
    page.add_button.click()
    qtbot.waitUntil(lambda: page.list.count() > before)


def test_the_window_shows_which_one_is_its_own(page: ProfilesPage) -> None:
    assert names(page) == ["Main (this window)"]
    assert not page.open_button.isEnabled()
    assert not page.add_button.isEnabled()
    assert nameless(page) == []


def test_one_is_made_and_renamed(page: ProfilesPage, qtbot: QtBot, tmp_path: Path) -> None:
    add(page, qtbot, "Zurich <b>")
    assert names(page) == ["Main (this window)", "Zurich <b>"]
    assert (page.list.currentRow(), page.name.text()) == (1, "")
    page.name.setText("Bern")
    page.rename_button.click()
    qtbot.waitUntil(lambda: "Bern" in names(page))
    assert [profile.name for profile in Profiles(tmp_path / "data").all()] == ["Main", "Bern"]


def test_what_is_no_name_is_said(page: ProfilesPage, qtbot: QtBot) -> None:
    page.name.setText("main")
    page.add_button.click()
    qtbot.waitUntil(lambda: "already" in page.note.text())
    assert names(page) == ["Main (this window)"]


def test_another_one_is_opened_in_a_window_of_its_own(
    page: ProfilesPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told.txt"
    code = (
        f"import os; open({str(told)!r}, 'w').write(os.environ.get('FAXDESK_TOKEN', 'none') + ' ' + os.environ['HERE'])"
    )
    asked: list[Path] = []

    def program(folder: Path) -> tuple[str, list[str]]:
        asked.append(folder)
        return sys.executable, ["-c", code]

    monkeypatch.setenv("FAXDESK_TOKEN", "secret")
    monkeypatch.setenv("HERE", "desk")
    monkeypatch.setattr("faxdesk.ui.profiles.settings_page.faxdesk_command", program)
    page.open_button.click()
    page._open()
    assert asked == [], "this window is open already"
    add(page, qtbot, "Zurich")
    page.open_button.click()
    assert asked == [Profiles(tmp_path / "data").find("Zurich").folder]
    assert "could not be opened" not in page.note.text()
    qtbot.waitUntil(lambda: told.exists() and told.read_text() == "none desk")


def test_a_window_that_cannot_be_opened_is_said(
    page: ProfilesPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "faxdesk.ui.profiles.settings_page.faxdesk_command", lambda _folder: (str(tmp_path / "none"), [])
    )
    add(page, qtbot, "Zurich")
    page.open_button.click()
    assert "could not be opened" in page.note.text()


def press(page: ProfilesPage, text: str) -> None:
    buttons = page.message_bar.findChildren(QPushButton)
    next(one for one in buttons if one.text().replace("&", "") == text and one.isVisibleTo(page)).click()


def test_one_is_removed_when_what_goes_with_it_was_seen(page: ProfilesPage, qtbot: QtBot, tmp_path: Path) -> None:
    assert not page.remove_button.isEnabled(), "the present one"
    add(page, qtbot, "Zurich")
    with closing(Store(DataFolder(Profiles(tmp_path / "data").find("Zurich").folder))) as store:
        store.contacts.add(Contact("Example Ltd", numbers=("+41445550123",)))
    page.remove_button.click()
    qtbot.waitUntil(lambda: "Remove “Zurich” with 0 faxes, 1 contact and 0 drafts, " in page.message_bar.text)
    press(page, "Leave it")
    assert len(names(page)) == 2
    page.remove_button.click()
    qtbot.waitUntil(lambda: page.message_bar.asking)
    press(page, "Remove it")
    qtbot.waitUntil(lambda: names(page) == ["Main (this window)"])
    qtbot.waitUntil(lambda: page.message_bar.text == "“Zurich” was removed.")
    assert len(Profiles(tmp_path / "data").all()) == 1
    assert nameless(page) == []


def test_a_refusal_is_said_though_the_settings_have_been_closed(
    page: ProfilesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    add(page, qtbot, "Zurich")
    lock = DataFolder(Profiles(tmp_path / "data").find("Zurich").folder).delivery_lock
    closed, backend = ProfilesPage(page._backend, page._folder), page._backend
    closed.show()
    qtbot.waitUntil(lambda: closed.list.count() > 1)
    closed.list.setCurrentRow(1)
    closed.remove_button.click()
    qtbot.waitUntil(lambda: closed.message_bar.asking)
    assert lock.acquire()
    with qtbot.waitSignal(backend.failed) as told:
        press(closed, "Remove it")
        delete(closed)
    assert "is open in another window" in str(told.args[0])
    lock.release()


def test_one_that_is_in_use_is_said(page: ProfilesPage, qtbot: QtBot, tmp_path: Path) -> None:
    add(page, qtbot, "Zurich")
    lock = DataFolder(Profiles(tmp_path / "data").find("Zurich").folder).delivery_lock
    assert lock.acquire()
    page.remove_button.click()
    qtbot.waitUntil(lambda: "is open in another window" in page.note.text())
    lock.release()
    assert len(names(page)) == 2
