"""The page of old faxes: what is stored is seen first, and each act is asked for by its own name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QPushButton

from faxdesk.core.errors import Offline
from faxdesk.services.retention import RetentionActs, StoredHere, StoredThere
from faxdesk.ui.retention.settings_page import RetentionPage
from tests.ui.accessible_names import nameless
from tests.ui.window_scene import NOW, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

HERE, THERE = StoredHere(2, 5, 31_500_000, NOW), StoredThere(3, NOW, 1)


class Acts:
    """What would be deleted, and what the page has had deleted."""

    def __init__(self) -> None:
        self.here, self.there = HERE, THERE
        self.asked: list[str] = []
        self.there_does: Callable[[Any], int] = lambda _progress: 3


@pytest.fixture
def acts(monkeypatch: pytest.MonkeyPatch) -> Acts:
    acts = Acts()

    def delete_here(*_words: object) -> StoredHere:
        acts.asked.append("here")
        deleted, acts.here = acts.here, StoredHere()
        return deleted

    def delete_there(_self: object, _api: object, _before: object, _cancel: object, progress: Any) -> int:
        acts.asked.append("there")
        done = acts.there_does(progress)
        acts.there = StoredThere()
        return done

    monkeypatch.setattr(RetentionActs, "preview_here", lambda *_words: acts.here)
    monkeypatch.setattr(RetentionActs, "preview_there", lambda *_words: acts.there)
    monkeypatch.setattr(RetentionActs, "delete_here", delete_here)
    monkeypatch.setattr(RetentionActs, "delete_there", delete_there)
    return acts


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path, acts: Acts) -> Iterator[RetentionPage]:
    with scene_at(qtbot, tmp_path / "data", show=False) as scene:
        scene.work()
        page = RetentionPage(scene.backend, scene.window.host.settings_file)
        qtbot.addWidget(page)
        page.show()
        qtbot.waitUntil(lambda: "Looking" not in page.here.text)
        yield page


def press(page: RetentionPage, text: str) -> None:
    buttons = [*page.message_bar.findChildren(QPushButton), page.here.button, page.there.button]
    next(one for one in buttons if one.text().replace("&", "") == text and one.isVisibleTo(page)).click()


def test_what_is_stored_is_seen_before_anything_is_deleted(page: RetentionPage) -> None:
    assert page.here.text.startswith("2 faxes, 5 files, 31.5 MB; the oldest from ")
    assert page.there.text.startswith("3 faxes, the oldest from ")
    assert page.there.text.endswith("Of 1 fax no report is stored here.")
    assert nameless(page) == []


def test_each_act_is_asked_for_by_its_name(page: RetentionPage, acts: Acts, qtbot: QtBot) -> None:
    press(page, "Delete from this computer…")
    assert "It cannot be taken back. 2 faxes, 5 files" in page.message_bar.text
    press(page, "Leave it")
    assert acts.asked == []
    press(page, "Delete from this computer…")
    press(page, "Delete from this computer")
    qtbot.waitUntil(lambda: "Deleted from this computer: 5 files, 31.5 MB." in page.message_bar.text)
    qtbot.waitUntil(lambda: page.here.text == "Nothing is stored of such faxes.")
    assert (acts.asked, page.here.button.isEnabled(), page.there.button.isEnabled()) == (["here"], False, True)
    press(page, "Delete at Fax.Plus…")
    press(page, "Delete at Fax.Plus")
    qtbot.waitUntil(lambda: "Deleted at Fax.Plus: 3 faxes." in page.message_bar.text)
    qtbot.waitUntil(lambda: page.there.text == "There are no such faxes.")
    assert acts.asked == ["here", "there"]


def test_every_report_that_is_here_is_said(page: RetentionPage, acts: Acts, qtbot: QtBot) -> None:
    acts.there = StoredThere(3, NOW, 0)
    page.days.setValue(30)
    qtbot.waitUntil(lambda: page.there.text.endswith("The report of each is stored here."))


def test_what_is_open_elsewhere_is_told(page: RetentionPage, acts: Acts, qtbot: QtBot) -> None:
    acts.here = StoredHere(2, 4, 1000, NOW, left=1)
    press(page, "Delete from this computer…")
    press(page, "Delete from this computer")
    qtbot.waitUntil(lambda: "Another program has some of it open." in page.message_bar.text)


def test_trouble_is_told_and_the_page_can_be_used_again(page: RetentionPage, acts: Acts, qtbot: QtBot) -> None:
    def break_off(progress: Any) -> int:
        progress(1, 3)
        raise Offline("No network.")

    acts.there_does = break_off
    press(page, "Delete at Fax.Plus…")
    press(page, "Delete at Fax.Plus")
    qtbot.waitUntil(lambda: "No network." in page.message_bar.text)
    assert page.days.isEnabled()
    assert not page.stop_button.isVisibleTo(page)
    page.days.setValue(30)
    qtbot.waitUntil(page.there.button.isEnabled)


def test_it_can_be_stopped(page: RetentionPage, acts: Acts, qtbot: QtBot) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def wait(progress: Any) -> int:
        progress(1, 3)
        reached.set()
        go_on.wait()
        return 3

    acts.there_does = wait
    press(page, "Delete at Fax.Plus…")
    press(page, "Delete at Fax.Plus")
    qtbot.waitUntil(lambda: "1 of 3 faxes" in page.message_bar.text)
    assert not page.days.isEnabled()
    page.stop_button.click()
    go_on.set()
    qtbot.waitUntil(lambda: "Looking" not in page.here.text)
    assert page.days.isEnabled()
    assert "Deleted" not in page.message_bar.text
