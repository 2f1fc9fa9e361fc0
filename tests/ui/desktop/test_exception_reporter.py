"""Faults that nobody has caught: to the log, and to the window as one sentence."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from shiboken6 import Shiboken

from faxdesk.core.errors import FaxDeskError, StoreTrouble
from faxdesk.ui.desktop.exception_reporter import ExceptionReporter
from tests.raised import Panic, every_exception

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.usefixtures("faults_are_expected")


@pytest.fixture
def reporter(qapp: object) -> Iterator[ExceptionReporter]:
    reporter = ExceptionReporter(lambda: None)
    yield reporter
    reporter.close()


def test_a_fault_is_logged_whole_and_shown_as_a_sentence(
    reporter: ExceptionReporter, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    try:
        raise ZeroDivisionError("the cause")  # noqa: TRY301  something has to be caught
    except ZeroDivisionError as error:
        trouble = error
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(reporter.happened) as got:
        sys.excepthook(type(trouble), trouble, trouble.__traceback__)
    shown: FaxDeskError = got.args[0]
    assert "ZeroDivisionError" not in str(shown)
    assert "safe" in shown.advice
    assert "the cause" in caplog.text
    assert "Traceback" in caplog.text


def test_a_fault_that_has_words_keeps_them(reporter: ExceptionReporter, qtbot: QtBot) -> None:
    with qtbot.waitSignal(reporter.happened) as got:
        sys.excepthook(StoreTrouble, StoreTrouble("The disk is full.", "Make room."), None)
    assert str(got.args[0]) == "The disk is full. Make room."


def test_a_fault_in_a_thread_is_told_in_the_main_thread(reporter: ExceptionReporter, qtbot: QtBot) -> None:
    def fail() -> None:
        raise LookupError("in a thread")

    with qtbot.waitSignal(reporter.happened):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()


def test_ctrl_c_is_no_fault(reporter: ExceptionReporter, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(reporter.happened), qtbot.waitSignal(reporter.interrupted):
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)


def test_a_closed_reporter_gives_the_hooks_back() -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    reporter = ExceptionReporter(lambda: None)
    assert sys.excepthook != before[0]
    reporter.close()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_a_keyboard_interrupt_of_a_library_ends_nothing(reporter: ExceptionReporter, qtbot: QtBot) -> None:
    """Ctrl-C reaches the main thread only."""

    def fail() -> None:
        raise KeyboardInterrupt

    with qtbot.assertNotEmitted(reporter.interrupted), qtbot.waitSignal(reporter.happened):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()


def raised(error: BaseException) -> BaseException:
    """Return an exception with the place where it was raised."""
    try:
        raise error  # noqa: TRY301  it gets its place by that
    except BaseException as caught:  # noqa: BLE001  every kind is tried
        return caught


def test_whatever_is_raised_is_told_in_a_sentence(reporter: ExceptionReporter, qtbot: QtBot) -> None:
    for error in every_exception():
        told: list[FaxDeskError] = []
        reporter.happened.connect(told.append)
        if isinstance(error, KeyboardInterrupt) or not isinstance(raised(error), type(error)):
            continue
        reporter._seen.clear()
        sys.excepthook(type(error), error, error.__traceback__)
        assert len(told) == 1
        assert isinstance(told[0], FaxDeskError)
        reporter.happened.disconnect(told.append)


def test_the_same_fault_of_the_same_line_is_told_once(
    reporter: ExceptionReporter, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault in the drawing of a list comes with each cell, and a message about it has the list drawn again."""
    told: list[object] = []
    reporter.happened.connect(told.append)
    for _ in range(100):
        error = raised(LookupError("a cell"))
        sys.excepthook(LookupError, error, error.__traceback__)
    assert len(told) == 1
    assert caplog.text.count("Traceback") == 1
    other = raised_elsewhere()
    sys.excepthook(LookupError, other, other.__traceback__)
    assert len(told) == 2


def raised_elsewhere() -> BaseException:
    try:
        raise LookupError("another cell")  # noqa: TRY301  something has to be caught
    except LookupError as error:
        return error


def test_a_log_that_cannot_be_opened_keeps_no_fault_from_the_screen(
    qapp: object, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise Panic("the disk is gone")

    reporter = ExceptionReporter(fail)
    try:
        with qtbot.waitSignal(reporter.happened):
            sys.excepthook(ValueError, ValueError(), None)
    finally:
        reporter.close()
    assert "Traceback" not in capsys.readouterr().err


def test_a_window_that_is_gone_makes_no_fault_of_a_fault(qapp: object, capsys: pytest.CaptureFixture[str]) -> None:
    reporter = ExceptionReporter(lambda: None)
    hook = sys.excepthook
    reporter.close()
    Shiboken.delete(reporter)
    hook(ValueError, ValueError(), None)
    assert capsys.readouterr().err == "FaxDesk had a fault that could not be told.\n"


def test_what_is_raised_at_the_end_of_an_object_goes_to_the_log(
    reporter: ExceptionReporter, qtbot: QtBot, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    class Broken:
        def __del__(self) -> None:
            raise Panic("in __del__")

    with qtbot.assertNotEmitted(reporter.happened):
        Broken()
    assert "in __del__" in caplog.text
    assert capsys.readouterr().err == ""
