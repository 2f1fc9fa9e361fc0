"""The line that tells of a newer FaxDesk: asked once, quiet, and never in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from faxdesk.core.settings import PROJECT_PAGE, RELEASE_FEED, Settings
from faxdesk.core.times import to_ms, utc_now
from faxdesk.store.release_record import ReleaseRecord, ReleaseRecordFile
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.backend.threads import JobThread
from faxdesk.ui.main_window.release_notice import ReleaseNotice
from faxdesk.ui.widgets.message_bar import MessageBar
from tests.api.scripted_server import DROP, Hostile, Reply, answer
from tests.ui.accessible_names import the
from tests.ui.urls import taking

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

PAGE = f"{PROJECT_PAGE}/releases/1.4.0"
NOTICE = "FaxDesk 1.4.0 is there. This is FaxDesk 1.3.0."
QUESTION = "Shall FaxDesk tell you when there is a newer version?"


def release(version: str) -> Reply:
    return answer(body={"tag_name": version, "html_url": PAGE})


class Desk:
    """A message bar over a data folder, with what looks for releases."""

    def __init__(self, folder: Path, qtbot: QtBot, feed: Hostile) -> None:
        self.qtbot, self.feed = qtbot, feed
        self.settings = SettingsFile(folder / "settings.json")
        self.settings.save(Settings(release_feed=feed.url))
        self.file = ReleaseRecordFile(folder / "releases.json")
        self.bar = MessageBar()
        qtbot.addWidget(self.bar)
        self.jobs: JobThread[object] = JobThread("releases", object)
        self.saves: JobThread[object] = JobThread("settings", object)
        self.jobs.begin()
        self.saves.begin()
        self.owner = QObject()

    def choose(self, **members: object) -> None:
        self.settings.change(lambda settings: settings._replace(**members))  # type: ignore[arg-type]

    def start(self, *, counts: bool = True) -> ReleaseNotice:
        """Begin as at a start of the program, until all that follows is done."""
        self.owner.deleteLater()
        self.owner = QObject()
        self.bar.clear()
        notice = ReleaseNotice(self.bar, self.settings, self.file, self.jobs, self.saves, self.owner, version="1.3.0")
        notice.begin(counts=counts)
        self.quiet()
        return notice

    def quiet(self) -> None:
        """Wait until nothing more follows: each thread has brought home what it had to do, and what came of that."""
        done: list[object] = []
        for _ in range(3):
            for thread in (self.saves, self.jobs):
                done.clear()
                thread.submit(self.bar, lambda _context, _cancel: None, done.append)
                self.qtbot.waitUntil(lambda: bool(done))

    def press(self, words: str) -> None:
        button = next(
            one for one in self.bar.findChildren(QPushButton) if one.text() == words and one.isVisibleTo(self.bar)
        )
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.quiet()

    def dismiss(self) -> None:
        the(self.bar, QToolButton).click()
        self.quiet()

    def a_day_passes(self) -> None:
        self.file.change(lambda record: replace(record, looked=record.looked - 86_400_000))


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with Hostile([release("v1.4.0")]) as feed:
        desk = Desk(tmp_path, qtbot, feed)
        yield desk
        desk.owner.deleteLater()
        assert desk.jobs.stop()
        assert desk.saves.stop()


def test_at_first_nothing_is_asked_and_nothing_looked_at(desk: Desk) -> None:
    desk.start()
    assert desk.bar.texts() == []
    assert desk.feed.connections == 0


def test_the_second_start_asks_once(desk: Desk) -> None:
    desk.start()
    desk.start(counts=False)
    assert desk.bar.texts() == [], "another account in the same window is no second start"
    desk.start()
    (question,) = desk.bar.texts()
    assert question.startswith(QUESTION)
    assert "127.0.0.1" in question, "it says who would be asked"
    desk.start()
    assert desk.bar.texts() == [], "who closed the window over it is not asked again"
    assert desk.feed.connections == 0
    assert not desk.settings.settings.look_for_releases


def test_who_says_yes_is_told(desk: Desk) -> None:
    desk.start()
    desk.start()
    desk.press("Tell me")
    assert SettingsFile(desk.settings._path).settings.look_for_releases
    desk.qtbot.waitUntil(lambda: desk.bar.texts() == [NOTICE])
    assert desk.feed.connections == 1


def test_who_sends_the_question_away_has_said_no(desk: Desk) -> None:
    desk.start()
    desk.start()
    desk.dismiss()
    desk.start()
    assert desk.bar.texts() == []
    assert desk.feed.connections == 0


def test_a_newer_version_is_told_and_its_page_opened(desk: Desk) -> None:
    desk.choose(look_for_releases=True)
    desk.start()
    assert desk.bar.texts() == [NOTICE]
    with taking("https") as browser:
        desk.press("Read about it")
    assert [url.toString() for url in browser.urls] == [PAGE]
    assert desk.bar.texts() == []


def test_a_start_soon_after_tells_without_asking_the_feed(desk: Desk) -> None:
    desk.choose(look_for_releases=True)
    desk.start()
    desk.start()
    assert desk.bar.texts() == [NOTICE]
    assert desk.feed.connections == 1


def test_a_version_that_was_sent_away_is_not_told_again_but_the_next_one_is(desk: Desk) -> None:
    desk.choose(look_for_releases=True)
    desk.start()
    desk.dismiss()
    for version, told in (
        ("v1.4.0", []),
        ("v1.3.5", []),
        ("v1.4.1", ["FaxDesk 1.4.1 is there. This is FaxDesk 1.3.0."]),
    ):
        desk.feed.replies.append(release(version))
        desk.a_day_passes()
        desk.start()
        assert desk.bar.texts() == told
    assert desk.feed.connections == 4


@pytest.mark.parametrize("version", ["1.3.0", "1.2.9", "9999; rm -rf ~", "2.0.0rc1", ""])
def test_nothing_else_is_told(desk: Desk, version: str) -> None:
    desk.feed.replies[:] = [release(version)]
    desk.choose(look_for_releases=True)
    desk.start()
    assert desk.bar.texts() == []
    assert desk.feed.connections == 1


def test_a_feed_that_cannot_be_read_is_silence(desk: Desk) -> None:
    desk.feed.replies[:] = [DROP]
    desk.choose(look_for_releases=True)
    notice = desk.start()
    assert desk.bar.texts() == []
    assert notice.record.trouble


def test_a_record_that_cannot_be_written_is_silence(desk: Desk, tmp_path: Path) -> None:
    desk.choose(look_for_releases=True)
    desk.file = ReleaseRecordFile(tmp_path / "gone" / "releases.json")
    desk.start()
    assert desk.bar.texts() == []
    assert desk.feed.connections == 0


@pytest.mark.parametrize("page", ["https://elsewhere.invalid/", "file:///etc/passwd", "http://faxdesk.org/"])
def test_a_record_in_which_somebody_has_written_opens_nothing(desk: Desk, page: str) -> None:
    desk.choose(look_for_releases=True)
    now = to_ms(utc_now())
    desk.file.change(lambda _record: ReleaseRecord(looked=now, feed=desk.feed.url, version="1.4.0", page=page))
    desk.start()
    assert desk.bar.texts() == []
    assert desk.feed.connections == 0


def test_the_settings_turn_it_off_and_to_another_feed(desk: Desk) -> None:
    desk.choose(look_for_releases=True)
    notice = desk.start()
    desk.choose(look_for_releases=False)
    notice.settings_changed()
    assert desk.bar.texts() == []
    assert not notice._timer.isActive()
    desk.choose(look_for_releases=True, release_feed=f"{desk.feed.url}/other")
    desk.feed.replies.append(release("1.5.0"))
    notice.settings_changed()
    assert desk.bar.texts() == [], "what the other feed has told is none of its"
    desk.qtbot.waitUntil(lambda: desk.bar.texts() == ["FaxDesk 1.5.0 is there. This is FaxDesk 1.3.0."])
    assert notice._timer.isActive()


def test_an_open_window_looks_again_when_it_is_time(desk: Desk) -> None:
    desk.feed.replies[:] = [release("1.3.0"), release("1.4.0")]
    desk.choose(look_for_releases=True)
    notice = desk.start()
    notice._timer.timeout.emit()
    desk.quiet()
    assert desk.feed.connections == 1
    desk.a_day_passes()
    notice._timer.timeout.emit()
    desk.qtbot.waitUntil(lambda: desk.bar.texts() == [NOTICE])


def test_a_look_that_ends_after_the_window_is_dropped(desk: Desk) -> None:
    desk.choose(look_for_releases=True)
    with desk.qtbot.waitSignal(desk.owner.destroyed):
        desk.owner.deleteLater()
    desk.owner = QObject()
    notice = ReleaseNotice(desk.bar, desk.settings, desk.file, desk.jobs, desk.saves, desk.owner, version="1.3.0")
    notice.settings_changed()
    with desk.qtbot.waitSignal(notice.destroyed):
        desk.owner.deleteLater()
    desk.owner = QObject()
    desk.quiet()
    assert desk.bar.texts() == []


def test_the_feed_of_the_project_is_asked_where_the_settings_name_no_other() -> None:
    assert Settings().release_feed == RELEASE_FEED
    assert RELEASE_FEED.startswith("https://")
    assert not Settings().look_for_releases
