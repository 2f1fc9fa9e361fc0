"""The result of a job reaches whoever asked for it, and nobody who has gone meanwhile."""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog

import faxdesk.ui
from faxdesk.core.errors import FaxDeskError, Stopped
from faxdesk.ui.backend.callbacks import CancellableTask
from faxdesk.ui.backend.threads import JobThread
from faxdesk.ui.desktop.exception_reporter import ExceptionReporter

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.core.cancel_token import CancelToken

_LONG = 20.0


class Gate:
    """A job that waits in the thread until the test lets it end, well or badly."""

    def __init__(self, error: FaxDeskError | None = None) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()
        self._error = error

    def __call__(self, _context: object, _cancel: CancelToken) -> int:
        self.begun.set()
        assert self.may_end.wait(_LONG)
        if self._error is not None:
            raise self._error
        return 7


class Listener(QObject):
    """Somebody who waits for a result."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heard: list[object] = []

    def done(self, result: int) -> None:
        self.heard.append(result)

    def failed(self, error: FaxDeskError) -> None:
        self.heard.append(error.title)


@pytest.fixture(params=[None, FaxDeskError("It failed.")], ids=["done", "failed"])
def gate(request: pytest.FixtureRequest) -> Gate:
    return Gate(request.param)


def destroy(thing: QObject) -> None:
    """What the event loop does with a dialog that was closed."""
    thing.deleteLater()
    QApplication.sendPostedEvents(thing, QEvent.Type.DeferredDelete.value)


def after_all(jobs: JobThread[object], qtbot: QtBot) -> None:
    """Wait until everything that was submitted has been delivered."""
    last = Listener()
    jobs.submit(last, lambda _context, _cancel: 0, last.done)
    qtbot.waitUntil(lambda: last.heard == [0])


def test_a_result_comes_to_whoever_waits(jobs: JobThread[object], qtbot: QtBot, gate: Gate) -> None:
    listener = Listener()
    jobs.submit(listener, gate, listener.done, listener.failed)
    gate.may_end.set()
    after_all(jobs, qtbot)
    assert listener.heard in ([7], ["It failed."])


def test_an_owner_destroyed_while_the_job_runs_hears_nothing(jobs: JobThread[object], qtbot: QtBot, gate: Gate) -> None:
    listener = Listener()
    jobs.submit(listener, gate, listener.done, listener.failed)
    assert gate.begun.wait(_LONG)
    destroy(listener)
    gate.may_end.set()
    after_all(jobs, qtbot)
    assert listener.heard == []


def test_an_owner_destroyed_while_the_result_is_on_its_way_hears_nothing(
    jobs: JobThread[object], qtbot: QtBot, gate: Gate
) -> None:
    listener = Listener()
    jobs.submit(listener, gate, listener.done, listener.failed)
    gate.may_end.set()
    passed = threading.Event()
    jobs.submit(listener, lambda _context, _cancel: passed.set())
    # The thread is past the job, and its report is queued: no event has been handled here since.
    assert passed.wait(_LONG)
    destroy(listener)
    after_all(jobs, qtbot)
    assert listener.heard == []


def test_a_child_of_a_closed_dialog_hears_nothing(jobs: JobThread[object], qtbot: QtBot, gate: Gate) -> None:
    dialog = QDialog()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    listener = Listener(dialog)
    dialog.open()
    jobs.submit(listener, gate, listener.done, listener.failed)
    assert gate.begun.wait(_LONG)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
    gate.may_end.set()
    after_all(jobs, qtbot)
    assert listener.heard == []


def test_a_cancelled_task_hears_nothing_though_its_dialog_stays(
    jobs: JobThread[object], qtbot: QtBot, gate: Gate
) -> None:
    dialog = Listener()
    first, second = CancellableTask(dialog), CancellableTask(dialog)
    jobs.submit(first, gate, dialog.done, dialog.failed)
    jobs.submit(second, lambda _context, _cancel: 8, dialog.done, dialog.failed)
    assert gate.begun.wait(_LONG)
    first.cancel()
    assert first.token.is_set()
    gate.may_end.set()
    after_all(jobs, qtbot)
    assert dialog.heard == [8]


def test_the_job_is_done_even_where_nobody_waits_for_it(jobs: JobThread[object], qtbot: QtBot) -> None:
    gate, owner, kept = Gate(), QObject(), list[int]()
    jobs.submit(owner, gate)
    jobs.submit(owner, lambda _context, _cancel: kept.append(1))
    destroy(owner)
    gate.may_end.set()
    after_all(jobs, qtbot)
    assert kept == [1]


def test_a_failure_that_nobody_waits_for_ends_nothing(jobs: JobThread[object], qtbot: QtBot) -> None:
    def fail(_context: object, _cancel: CancelToken) -> None:
        raise Stopped

    jobs.submit(jobs, fail)
    after_all(jobs, qtbot)


@pytest.mark.usefixtures("faults_are_expected")
def test_a_fault_of_a_job_is_told_as_one_sentence(jobs: JobThread[object], qtbot: QtBot) -> None:
    listener = Listener()
    jobs.submit(listener, lambda _context, _cancel: 1 // 0, listener.done, listener.failed)
    qtbot.waitUntil(lambda: listener.heard == ["FaxDesk had a fault."])


@pytest.mark.usefixtures("faults_are_expected")
def test_a_callback_with_a_fault_is_told_on_the_screen(jobs: JobThread[object], qtbot: QtBot) -> None:
    told: list[str] = []

    def broken(_result: int) -> None:
        raise ZeroDivisionError

    # Where pytest-qt listens, it would take the fault for one of the test's own.
    with qtbot.capture_exceptions():
        reporter = ExceptionReporter(lambda: None)
        reporter.happened.connect(lambda error: told.append(error.title))
        try:
            jobs.submit(jobs, lambda _context, _cancel: 1, broken)
            qtbot.waitUntil(lambda: told == ["FaxDesk had a fault."])
        finally:
            reporter.close()
    after_all(jobs, qtbot)


def test_what_was_stopped_reaches_nobody(qapp: QApplication) -> None:
    jobs: JobThread[object] = JobThread("test", object)
    jobs.start()
    listener, passed = Listener(), threading.Event()
    jobs.submit(listener, lambda _context, _cancel: 7, listener.done, listener.failed)
    jobs.submit(listener, lambda _context, _cancel: passed.set())
    assert passed.wait(_LONG)
    assert jobs.stop()
    QApplication.processEvents()
    assert listener.heard == []


# ------------------------------------------------------------------------------------------------------- one cure


def sources_with(found: Callable[[ast.AST], bool]) -> set[str]:
    folder = Path(faxdesk.ui.__file__).parent
    return {
        source.relative_to(folder).as_posix()
        for source in folder.rglob("*.py")
        if any(found(node) for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))))
    }


def _is_shiboken(node: ast.AST) -> bool:
    return "shiboken" in ast.unparse(node).lower()


def test_only_this_mechanism_asks_whether_an_object_is_still_there() -> None:
    def asks(node: ast.AST) -> bool:
        imported = isinstance(node, ast.ImportFrom) and "isValid" in [one.name for one in node.names]
        return imported or (isinstance(node, ast.Attribute) and node.attr == "isValid" and _is_shiboken(node.value))

    assert sources_with(asks) == {"backend/callbacks.py"}


def test_nobody_asks_who_has_sent_a_signal() -> None:
    def asks(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sender"

    assert sources_with(asks) == set()
