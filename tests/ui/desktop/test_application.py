"""Files from the operating system, signals, and faults that nobody has caught."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QMainWindow

from faxdesk.core.errors import FaxDeskError, StoreTrouble
from faxdesk.ui.desktop.application import Application, ExceptionReporter, FirstPaint
from faxdesk.ui.desktop.unix_signals import SignalHandler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def application(qapp: Application) -> Application:
    qapp._listening, qapp._files = False, []
    return qapp


@pytest.fixture
def faults(qapp: object) -> Iterator[ExceptionReporter]:
    faults = ExceptionReporter(lambda: None)
    yield faults
    faults.close()


def test_a_fault_is_logged_whole_and_shown_as_a_sentence(
    faults: ExceptionReporter, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    try:
        raise ZeroDivisionError("the cause")  # noqa: TRY301  something has to be caught
    except ZeroDivisionError as error:
        trouble = error
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(faults.happened) as got:
        sys.excepthook(type(trouble), trouble, trouble.__traceback__)
    shown: FaxDeskError = got.args[0]
    assert "ZeroDivisionError" not in str(shown)
    assert "safe" in shown.advice
    assert "the cause" in caplog.text
    assert "Traceback" in caplog.text


def test_a_fault_that_has_words_keeps_them(faults: ExceptionReporter, qtbot: QtBot) -> None:
    with qtbot.waitSignal(faults.happened) as got:
        sys.excepthook(StoreTrouble, StoreTrouble("The disk is full.", "Make room."), None)
    assert str(got.args[0]) == "The disk is full. Make room."


def test_a_fault_in_a_thread_is_told_in_the_main_thread(faults: ExceptionReporter, qtbot: QtBot) -> None:
    def fail() -> None:
        raise LookupError("in a thread")

    with qtbot.waitSignal(faults.happened):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()


def test_ctrl_c_is_no_fault(faults: ExceptionReporter, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(faults.happened), qtbot.waitSignal(faults.interrupted):
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)


def test_closed_faults_give_the_hooks_back() -> None:
    before = sys.excepthook, threading.excepthook
    faults = ExceptionReporter(lambda: None)
    assert sys.excepthook != before[0]
    faults.close()
    assert (sys.excepthook, threading.excepthook) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process that is sent a signal")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_ask_to_end_while_qt_waits(number: signal.Signals, qtbot: QtBot) -> None:
    before = signal.getsignal(number)
    interrupts = SignalHandler()
    try:
        with qtbot.waitSignal(interrupts.asked):
            os.kill(os.getpid(), number)
    finally:
        interrupts.close()
    assert signal.getsignal(number) == before


def test_files_wait_until_somebody_listens_and_come_together(application: Application, qtbot: QtBot) -> None:
    heard: list[tuple[Path, ...]] = []
    application.opened.connect(heard.append)
    for name in ("a.pdf", "b.pdf"):
        application.event(QFileOpenEvent(QUrl.fromLocalFile(f"/letters/{name}")))
    assert heard == []
    application.listen()
    assert heard == [(Path("/letters/a.pdf"), Path("/letters/b.pdf"))]
    application.event(QFileOpenEvent(QUrl.fromLocalFile("/letters/c.pdf")))
    application.open_files([Path("/letters/d.pdf")])
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[1] == (Path("/letters/c.pdf"), Path("/letters/d.pdf"))
    application.opened.disconnect(heard.append)


def test_the_first_paint_is_told_once(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    paint = FirstPaint()
    told: list[int] = []
    paint.painted.connect(lambda: told.append(1))
    window.show()
    paint.watch(window.windowHandle())
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    window.hide()
    window.show()
    qtbot.waitExposed(window).__enter__()
    assert told == [1]
