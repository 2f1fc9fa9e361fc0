"""Faults that nobody has caught: to the log, and to the window as one sentence."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.errors import FaxDeskError, StoreTrouble
from faxdesk.ui.desktop.exception_reporter import ExceptionReporter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


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
    before = sys.excepthook, threading.excepthook
    reporter = ExceptionReporter(lambda: None)
    assert sys.excepthook != before[0]
    reporter.close()
    assert (sys.excepthook, threading.excepthook) == before
