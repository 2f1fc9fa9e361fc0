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
from faxdesk.services.events import Link
from faxdesk.services.submit import Submitter
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.backend import backend as backend_module
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.backend.threads import ServiceThread
from faxdesk.ui.main_window.window import MainWindow
from tests.ui.window_scene import Clock, leave

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.practice import PracticeServer


class WatchedWindow:
    """A window at work, with a list of what it asks the service."""

    def __init__(
        self, qtbot: QtBot, backend: Backend, clock: Clock, asked: list[str], resting: set[ServiceThread]
    ) -> None:
        self.qtbot, self.backend, self.clock, self.asked, self.resting = qtbot, backend, clock, asked, resting
        self.window = MainWindow(backend, SettingsFile(backend.store.folder.settings), practice=False)
        self.window.install_features()
        qtbot.addWidget(self.window, before_close_func=partial(leave, backend))
        self.window.show()
        qtbot.waitExposed(self.window)

    def rests(self) -> None:
        """Wait until the first look at the service is over and the threads wait for the next, which is minutes away."""
        self.qtbot.waitUntil(lambda: self.backend.condition.link is Link.ONLINE)
        self.qtbot.waitUntil(lambda: self.backend.store.service_mirror.fact("archive.read_to") == "all")
        self.looks_around()
        self.asked.clear()

    def looks_around(self) -> None:
        """Let the backend look for what has happened, a few times, and the threads come to rest after that."""
        for _ in range(3):
            with self.qtbot.waitSignal(self.backend._watch.timeout):
                pass
        self.qtbot.waitUntil(
            lambda: all(thread in self.resting and not thread._wake.is_set() for thread in self.threads)
        )

    @property
    def threads(self) -> list[ServiceThread]:
        # That of the watched folders is not started where there are none.
        return [thread for thread in self.backend._services.values() if thread.isRunning()]

    def asks(self) -> None:
        """Wait for a look at both lists of the service."""
        self.qtbot.waitUntil(lambda: len(self.asked) >= 2)


@pytest.fixture
def watched(
    qtbot: QtBot, practice: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WatchedWindow]:
    asked: list[str] = []
    real = WsgiApp.__call__

    def counted(self: WsgiApp, environ: dict[str, Any], start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        return real(self, environ, start_response)

    monkeypatch.setattr(WsgiApp, "__call__", counted)
    resting: set[ServiceThread] = set()
    real_rest = ServiceThread.rest

    def rest(self: ServiceThread, seconds: float | None) -> None:
        if seconds is None or seconds > 1:
            resting.add(self)
        real_rest(self, seconds)
        resting.discard(self)

    monkeypatch.setattr(ServiceThread, "rest", rest)
    monkeypatch.setattr(backend_module, "FRESH_SECONDS", 0.0)
    clock = Clock()
    backend = Backend(
        ServicesFactory(DataFolder(tmp_path / "data"), practice.url, PersonalToken(practice.token), clock)
    )
    backend._watch.setInterval(20)
    watched = WatchedWindow(qtbot, backend, clock, asked, resting)
    backend.start()
    watched.rests()
    yield watched
    leave(backend, watched.window)
    backend.factory.folder.delivery_lock.release()


def test_a_window_that_comes_back_is_brought_up_to_date_at_once(watched: WatchedWindow) -> None:
    watched.window.showMinimized()
    watched.qtbot.waitUntil(lambda: not watched.backend._is_watched())
    assert watched.asked == []
    watched.window.showNormal()
    watched.asks()
    assert watched.backend._is_watched()


def test_a_hidden_window_is_not_watched_either(watched: WatchedWindow) -> None:
    watched.window.hide()
    assert not watched.backend._is_watched()
    watched.window.show()
    watched.asks()


def test_a_machine_that_has_slept_catches_up_at_once(watched: WatchedWindow) -> None:
    watched.window.hide()
    watched.clock.turn(hours=9)
    watched.asks()


def test_a_clock_that_is_set_by_a_little_is_no_sleep(watched: WatchedWindow) -> None:
    watched.clock.turn(seconds=5)
    watched.looks_around()
    assert watched.asked == []


def test_looking_up_again_and_again_asks_once(watched: WatchedWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend_module, "FRESH_SECONDS", 60.0)
    watched.backend.refresh()
    watched.asks()
    watched.looks_around()
    watched.asked.clear()
    watched.backend.attend(watched=False)
    watched.backend.attend(watched=True)
    watched.looks_around()
    assert watched.asked == []


def test_a_pause_that_the_service_asked_for_is_kept_whatever_the_threads_write(
    watched: WatchedWindow, practice: PracticeServer, sample_pdf: Path
) -> None:
    practice.account.faults.add(Fault.too_many_requests(60, method="POST", path="*/outbox", times=None))
    submissions = watched.backend.store.submissions
    job = Submitter(watched.backend.store, watched.clock).submit(Draft((sample_pdf,), ("+41445550123",))).job
    watched.backend.refresh()
    watched.qtbot.waitUntil(lambda: watched.backend.condition.link is Link.OFFLINE)
    (fax,) = submissions.recipients(job)

    def earlier_attempts() -> int:
        return [entry.event for entry in submissions.timeline(fax.id)].count(Event.NOT_SENT)

    # Whoever was woken during the first try makes another.
    watched.looks_around()
    before = earlier_attempts()
    Submitter(watched.backend.store, watched.clock).submit(Draft((sample_pdf,), ("+41445550123",)))
    watched.looks_around()
    assert earlier_attempts() == before
