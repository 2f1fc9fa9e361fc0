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

    def __init__(self, qtbot: QtBot, backend: Backend, clock: Clock, asked: list[str]) -> None:
        self.qtbot, self.backend, self.clock, self.asked = qtbot, backend, clock, asked
        self.window = MainWindow(backend, SettingsFile(backend.store.folder.settings), practice=False)
        self.window.install_features()
        qtbot.addWidget(self.window, before_close_func=partial(leave, backend))
        self.window.show()
        qtbot.waitExposed(self.window)

    def rests(self) -> None:
        """Wait until the first look at the service is over and the lanes wait for the next, which is minutes away."""
        self.qtbot.waitUntil(lambda: self.backend.condition.link is Link.ONLINE)
        self.qtbot.waitUntil(lambda: self.backend.store.service_mirror.fact("archive.read_to") == "all")
        self.qtbot.wait(100)
        self.asked.clear()

    def asks(self) -> None:
        """Wait for a look at both lists of the service."""
        self.qtbot.waitUntil(lambda: len(self.asked) >= 2)


@pytest.fixture
def services(qtbot: QtBot, practice: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    asked: list[str] = []
    real = WsgiApp.__call__

    def counted(self: WsgiApp, environ: dict[str, Any], start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        return real(self, environ, start_response)

    monkeypatch.setattr(WsgiApp, "__call__", counted)
    monkeypatch.setattr(office_module, "FRESH_SECONDS", 0.0)
    clock = Clock()
    backend = Backend(
        ServicesFactory(DataFolder(tmp_path / "data"), practice.url, PersonalToken(practice.token), clock)
    )
    backend._watch.setInterval(20)
    services = Desk(qtbot, backend, clock, asked)
    backend.start()
    services.rests()
    yield services
    leave(backend, services.window)
    backend.factory.folder.delivery_lock.release()


def test_a_window_that_comes_back_is_brought_up_to_date_at_once(services: Desk) -> None:
    services.window.showMinimized()
    services.qtbot.waitUntil(lambda: not services.backend._is_watched())
    assert services.asked == []
    services.window.showNormal()
    services.asks()
    assert services.backend._is_watched()


def test_a_hidden_window_is_not_watched_either(services: Desk) -> None:
    services.window.hide()
    assert not services.backend._is_watched()
    services.window.show()
    services.asks()


def test_a_machine_that_has_slept_catches_up_at_once(services: Desk) -> None:
    services.window.hide()
    services.clock.turn(hours=9)
    services.asks()


def test_a_clock_that_is_set_by_a_little_is_no_sleep(services: Desk) -> None:
    services.clock.turn(seconds=5)
    services.qtbot.wait(100)
    assert services.asked == []


def test_looking_up_again_and_again_asks_once(services: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_module, "FRESH_SECONDS", 60.0)
    services.backend.refresh()
    services.asks()
    services.qtbot.wait(100)
    services.asked.clear()
    services.backend.attend(watched=False)
    services.backend.attend(watched=True)
    services.qtbot.wait(100)
    assert services.asked == []


def test_a_pause_that_the_service_asked_for_is_kept_whatever_the_lanes_write(
    services: Desk, practice: PracticeServer, sample_pdf: Path
) -> None:
    practice.account.faults.add(Fault.too_many_requests(60, method="POST", path="*/outbox", times=None))
    submissions = services.backend.store.submissions
    job = Submitter(services.backend.store, services.clock).submit(Draft((sample_pdf,), ("+41445550123",))).job
    services.backend.refresh()
    services.qtbot.waitUntil(lambda: services.backend.condition.link is Link.OFFLINE)
    services.qtbot.wait(300)
    (fax,) = submissions.recipients(job)
    earlier_attempts = [entry for entry in submissions.timeline(fax.id) if entry.event == Event.NOT_SENT]
    assert len(earlier_attempts) <= 2, "one more where the lane was woken while it was at the first"
