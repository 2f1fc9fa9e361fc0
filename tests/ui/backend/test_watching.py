"""A window that nobody sees is quiet, and one that is seen again is brought up to date at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.api.auth import PersonalToken
from faxdesk.core.lifecycle import Event
from faxdesk.core.model import Draft
from faxdesk.practice import Fault
from faxdesk.practice.http.wsgi_app import WsgiApp
from faxdesk.services.container import ServicesFactory
from faxdesk.services.reports import Link
from faxdesk.services.submit import Submitter
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.backend import backend as office_module
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.main_window.window import MainWindow
from tests.ui.window_scene import Clock, leave

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.practice import PracticeServer


class Desk:
    """A window at work, with a list of what it asks the service."""

    def __init__(self, qtbot: QtBot, office: Backend, clock: Clock, asked: list[str]) -> None:
        self.qtbot, self.office, self.clock, self.asked = qtbot, office, clock, asked
        self.window = MainWindow(office, SettingsFile(office.store.folder.settings), practice=False)
        qtbot.addWidget(self.window, before_close_func=partial(leave, office))
        self.window.show()
        qtbot.waitExposed(self.window)

    def rests(self) -> None:
        """Wait until the first look at the service is over and the lanes wait for the next, which is minutes away."""
        self.qtbot.waitUntil(lambda: self.office.condition.link is Link.ONLINE, timeout=20_000)
        self.qtbot.waitUntil(lambda: self.office.store.mirror.fact("archive.read_to") == "all")
        self.qtbot.wait(100)
        self.asked.clear()

    def asks(self) -> None:
        """Wait for a look at both lists of the service."""
        self.qtbot.waitUntil(lambda: len(self.asked) >= 2)


@pytest.fixture
def desk(qtbot: QtBot, practice: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    asked: list[str] = []
    real = WsgiApp.__call__

    def counted(self: WsgiApp, environ: dict[str, Any], start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        return real(self, environ, start_response)

    monkeypatch.setattr(WsgiApp, "__call__", counted)
    monkeypatch.setattr(office_module, "FRESH_SECONDS", 0.0)
    clock = Clock()
    office = Backend(ServicesFactory(DataFolder(tmp_path / "data"), practice.url, PersonalToken(practice.token), clock))
    office._watch.setInterval(20)
    desk = Desk(qtbot, office, clock, asked)
    office.start()
    desk.rests()
    yield desk
    leave(office, desk.window)
    office.workplace.folder.turn.give_back()


def test_a_window_that_comes_back_is_brought_up_to_date_at_once(desk: Desk) -> None:
    desk.window.showMinimized()
    desk.qtbot.waitUntil(lambda: not desk.office._is_watched())
    assert desk.asked == []
    desk.window.showNormal()
    desk.asks()
    assert desk.office._is_watched()


def test_a_hidden_window_is_not_watched_either(desk: Desk) -> None:
    desk.window.hide()
    assert not desk.office._is_watched()
    desk.window.show()
    desk.asks()


def test_a_machine_that_has_slept_catches_up_at_once(desk: Desk) -> None:
    desk.window.hide()
    desk.clock.turn(hours=9)
    desk.asks()


def test_a_clock_that_is_set_by_a_little_is_no_sleep(desk: Desk) -> None:
    desk.clock.turn(seconds=5)
    desk.qtbot.wait(100)
    assert desk.asked == []


def test_looking_up_again_and_again_asks_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_module, "FRESH_SECONDS", 60.0)
    desk.office.refresh()
    desk.asks()
    desk.qtbot.wait(100)
    desk.asked.clear()
    desk.office.attend(watched=False)
    desk.office.attend(watched=True)
    desk.qtbot.wait(100)
    assert desk.asked == []


def test_a_pause_that_the_service_asked_for_is_kept_whatever_the_lanes_write(
    desk: Desk, practice: PracticeServer, sample_pdf: Path
) -> None:
    practice.account.faults.add(Fault.too_many_requests(60, method="POST", path="*/outbox", times=None))
    submissions = desk.office.store.submissions
    job = Submitter(desk.office.store, desk.clock).submit(Draft((sample_pdf,), ("+41445550123",))).job
    desk.office.refresh()
    desk.qtbot.waitUntil(lambda: desk.office.condition.link is Link.OFFLINE)
    desk.qtbot.wait(300)
    (fax,) = submissions.recipients(job)
    tries = [entry for entry in submissions.timeline(fax.id) if entry.event == Event.NOT_SENT]
    assert len(tries) <= 2, "one more where the lane was woken while it was at the first"
