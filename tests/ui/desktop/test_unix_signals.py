"""Signals of the system, which ask the program to end."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from faxdesk.ui.desktop.unix_signals import SignalHandler

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


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
