"""Nothing that is raised ends a thread of the window, and nobody waits for what does not come."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QThread

from faxdesk.core.errors import FaxDeskError, InternalFault, Stopped, StoreTrouble
from faxdesk.services.events import Condition, EventSink, Link
from faxdesk.ui.backend import threads
from faxdesk.ui.backend.threads import JobThread, ServiceThread, end_all
from tests.raised import TYPICAL, ids
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from faxdesk.core.cancel_token import CancelToken

pytestmark = pytest.mark.usefixtures("faults_are_expected")


class Listener(QObject):
    """Somebody who waits for a result."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def done(self, result: object) -> None:
        self.heard.append(result)

    def failed(self, error: FaxDeskError) -> None:
        assert isinstance(error, FaxDeskError)
        self.heard.append(error.title)


class Maker:
    """Makes a context, but for the first times."""

    def __init__(self, error: BaseException | None = None, times: int = 0) -> None:
        self.error, self.left, self.made = error, times, 0

    def __call__(self) -> Maker:
        if self.left and self.error is not None:
            self.left -= 1
            raise self.error
        self.made += 1
        return self

    def close(self) -> None:
        if self.error is not None:
            raise self.error


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[JobThread[object]]:
    thread: JobThread[object] = JobThread("test", object)
    thread.begin()
    yield thread
    assert thread.stop()


@pytest.fixture
def hooked(monkeypatch: pytest.MonkeyPatch) -> list[type[BaseException]]:
    """What reaches the place where faults go that nobody has caught."""
    found: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: found.append(kind))
    return found


def raiser(error: BaseException) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


# --------------------------------------------------------------------------------------------------------- jobs


@pytest.mark.parametrize("error", TYPICAL, ids=ids)
def test_whatever_a_job_raises_is_told_and_the_next_is_done(
    error: BaseException, jobs: JobThread[object], qtbot: QtBot
) -> None:
    listener = Listener()
    jobs.submit(listener, raiser(error), listener.done, listener.failed)
    jobs.submit(listener, lambda _context, _cancel: 7, listener.done, listener.failed)
    qtbot.waitUntil(lambda: len(listener.heard) == 2)
    assert isinstance(listener.heard[0], str)
    assert listener.heard[1] == 7


@pytest.mark.parametrize("error", TYPICAL, ids=ids)
def test_a_context_that_cannot_be_made_is_made_for_a_later_job(
    error: BaseException, qapp: QApplication, qtbot: QtBot
) -> None:
    thread = JobThread("test", Maker(error, times=2))
    listener = Listener()
    thread.begin()
    try:
        thread.submit(listener, lambda _context, _cancel: 1, listener.done, listener.failed)
        thread.submit(listener, lambda _context, _cancel: 2, listener.done, listener.failed)
        qtbot.waitUntil(lambda: len(listener.heard) == 2)
        assert isinstance(listener.heard[0], str)
        assert listener.heard[1] == 2
        assert thread.ready
    finally:
        assert thread.stop(), "a context that cannot be closed holds nothing up"


@pytest.mark.parametrize("error", TYPICAL, ids=ids)
def test_whoever_cannot_take_a_result_hears_that_it_failed(
    error: BaseException, jobs: JobThread[object], hooked: list[type[BaseException]], qtbot: QtBot
) -> None:
    """A SystemExit too: Qt would end the program."""
    listener = Listener()
    jobs.submit(listener, lambda _context, _cancel: 7, raiser(error), listener.failed)
    jobs.submit(listener, lambda _context, _cancel: 8, listener.done)
    qtbot.waitUntil(lambda: listener.heard[-1:] == [8])
    assert len(listener.heard) == 2
    assert hooked == [type(error)], "and the fault goes where all do, so that it is seen"


def test_a_fault_while_a_fault_is_told_is_seen(
    jobs: JobThread[object], hooked: list[type[BaseException]], qtbot: QtBot
) -> None:
    listener = Listener()
    jobs.submit(listener, raiser(ValueError()), listener.done, raiser(LookupError()))
    jobs.submit(listener, lambda _context, _cancel: 8, listener.done)
    qtbot.waitUntil(lambda: listener.heard == [8])
    assert hooked == [LookupError]


def test_an_error_that_nobody_said_anything_about_is_told_by_the_thread(jobs: JobThread[object], qtbot: QtBot) -> None:
    listener, told = Listener(), list[FaxDeskError]()
    jobs.unclaimed.connect(told.append)
    jobs.submit(listener, raiser(StoreTrouble("The disk is full.")), listener.done)
    qtbot.waitUntil(lambda: [error.title for error in told] == ["The disk is full."])
    jobs.submit(listener, raiser(Stopped()))
    jobs.submit(listener, lambda _context, _cancel: 1, listener.done)
    qtbot.waitUntil(lambda: listener.heard == [1])
    assert len(told) == 1, "what was stopped is no trouble"


# -------------------------------------------------------------------------------------------- what does not end


def test_a_job_that_hangs_is_told_and_its_result_still_counts(qapp: QApplication, qtbot: QtBot) -> None:
    thread: JobThread[object] = JobThread("test", object, patience=0.1)
    listener, told, may_end = Listener(), list[FaxDeskError](), threading.Event()
    thread.unclaimed.connect(told.append)
    thread.begin()
    try:
        thread.submit(listener, lambda _context, _cancel: may_end.wait(PATIENCE), listener.done)
        qtbot.waitUntil(lambda: len(told) == 1)
        assert "unusually long" in told[0].title
        may_end.set()
        qtbot.waitUntil(lambda: listener.heard == [True])
        assert len(told) == 1
    finally:
        may_end.set()
        assert thread.stop()


@pytest.mark.parametrize("name", ["look_after", "ended"])
def test_a_fault_of_what_watches_the_jobs_costs_no_result(
    name: str,
    jobs: JobThread[object],
    hooked: list[type[BaseException]],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(threads._Watch, name, raiser(OSError("refused")))
    listener = Listener()
    jobs.submit(listener, lambda _context, _cancel: "result", listener.done, listener.failed)
    qtbot.waitUntil(lambda: bool(listener.heard))
    assert listener.heard == ["result"]
    assert hooked == [OSError]


def test_what_is_raised_beside_a_job_ends_no_thread(
    jobs: JobThread[object], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    listener = Listener()
    with monkeypatch.context() as patch:
        patch.setattr(JobThread, "_attempt", raiser(OSError("refused")))
        jobs.submit(listener, lambda _context, _cancel: "lost", listener.done, listener.failed)
        qtbot.waitUntil(lambda: bool(listener.heard))
    jobs.submit(listener, lambda _context, _cancel: "result", listener.done, listener.failed)
    qtbot.waitUntil(lambda: len(listener.heard) == 2)
    assert listener.heard[1:] == ["result"]


def test_a_job_behind_one_that_hangs_is_waited_for_from_its_turn_on(qapp: QApplication, qtbot: QtBot) -> None:
    """Ten jobs that each take their time are no trouble."""
    thread: JobThread[object] = JobThread("test", object, patience=30.0)
    listener, told = Listener(), list[FaxDeskError]()
    thread.unclaimed.connect(told.append)
    thread.begin()
    try:
        for number in range(10):
            thread.submit(listener, lambda _context, _cancel, number=number: number, listener.done)  # type: ignore[misc]
        qtbot.waitUntil(lambda: len(listener.heard) == 10)
        assert told == []
        assert not thread._watch._timer.isActive(), "it costs nothing where nothing is waited for"
    finally:
        assert thread.stop()


# ------------------------------------------------------------------------------------- what cannot be started


@pytest.fixture
def no_threads(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The computer has no room for a thread, as long as the list has something in it."""
    full = [True]
    real = QThread.start

    def start(self: QThread, *args: object) -> None:
        if not full:
            real(self)

    monkeypatch.setattr(QThread, "start", start)
    return full


def test_a_thread_that_cannot_be_started_refuses_its_jobs_and_does_none_later(
    no_threads: list[bool], qapp: QApplication, qtbot: QtBot
) -> None:
    thread: JobThread[object] = JobThread("test", object)
    listener, done = Listener(), list[int]()
    thread.submit(listener, lambda _context, _cancel: done.append(1), listener.done, listener.failed)
    assert thread.begin() is not None
    thread.submit(listener, lambda _context, _cancel: done.append(2), listener.done, listener.failed)
    qtbot.waitUntil(lambda: len(listener.heard) == 2)
    assert all("no room for another thread" in str(title) for title in listener.heard)
    no_threads.clear()
    thread.submit(listener, lambda _context, _cancel: done.append(3), listener.done, listener.failed)
    qtbot.waitUntil(lambda: len(listener.heard) == 3)
    assert done == [3], "what was refused is not done all the same"
    assert thread.stop()


# ------------------------------------------------------------------------------------------------------ services


class Service:
    """A service that fails at first."""

    def __init__(self, error: BaseException | None, times: int) -> None:
        self.error, self.left, self.steps = error, times, 0

    def step(self, _cancel: CancelToken) -> float | None:
        if self.left and self.error is not None:
            self.left -= 1
            raise self.error
        self.steps += 1
        return None

    def close(self) -> None:
        if self.error is not None:
            raise self.error


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faxdesk.core.backoff.delay", lambda _failures: 0.01)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("error", TYPICAL, ids=ids)
@pytest.mark.parametrize("place", ["build", "step"])
def test_a_service_is_set_up_again_whatever_it_raised(
    place: str, error: BaseException, qapp: QApplication, qtbot: QtBot
) -> None:
    service = Service(error, times=2 if place == "step" else 0)
    left = [2 if place == "build" else 0]

    def build(_report: EventSink) -> Service:
        if left[0]:
            left[0] -= 1
            raise error
        return service

    thread = ServiceThread("deliver", build)
    told, conditions = list[FaxDeskError](), list[Condition]()
    thread.broke.connect(told.append)
    thread.reported.connect(lambda _name, value: conditions.append(value))
    thread.begin()
    try:
        qtbot.waitUntil(lambda: service.steps == 1)
        qtbot.waitUntil(lambda: len(told) == 2)
        assert all(isinstance(one, FaxDeskError) for one in told)
        assert {one.link for one in conditions} == {Link.FAULT}
        assert all(one.error is not None and one.until is not None for one in conditions)
    finally:
        assert thread.stop()


@pytest.mark.usefixtures("quick")
def test_trouble_with_the_disk_keeps_its_words(qapp: QApplication, qtbot: QtBot) -> None:
    service = Service(StoreTrouble("The disk is full.", "Make room."), times=1)
    thread = ServiceThread("deliver", lambda _report: service)
    conditions: list[Condition] = []
    thread.reported.connect(lambda _name, value: conditions.append(value))
    thread.begin()
    try:
        qtbot.waitUntil(
            lambda: [(one.link, str(one.error)) for one in conditions] == [(Link.TROUBLE, str(service.error))]
        )
    finally:
        service.error = None
        assert thread.stop()


def test_a_service_that_was_sent_away_waits_to_be_stopped(qapp: QApplication, qtbot: QtBot) -> None:
    asked = threading.Event()

    def build(_report: EventSink) -> Service:
        asked.set()
        raise Stopped

    thread = ServiceThread("deliver", build)
    with qtbot.assertNotEmitted(thread.broke):
        thread.begin()
        assert asked.wait(PATIENCE)
        assert thread.isRunning()
        assert thread.stop()


# ------------------------------------------------------------------------------------------------------- the end


def test_the_end_takes_each_step() -> None:
    taken: list[int] = []
    assert not end_all(
        lambda: taken.append(1), raiser(SystemExit(3)), raiser(InternalFault("x")), lambda: taken.append(2)
    )
    assert end_all(lambda: taken.append(3), lambda: False)
    assert taken == [1, 2, 3]
