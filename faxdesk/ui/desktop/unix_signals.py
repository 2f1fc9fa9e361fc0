"""Signals that ask the program to end."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_log = logging.getLogger(__name__)


class SignalHandler(QObject):
    """Ends the program cleanly on Ctrl-C and where the operating system asks it to.

    Python acts on a signal only when it runs, and Qt's loop waits outside Python: a byte on a socket wakes it.
    """

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard, self._told = socket.socketpair()
        for end in (self._heard, self._told):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._heard.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)
        self._before = signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        self._handlers = {name: signal.signal(name, self._handle) for name in (signal.SIGINT, signal.SIGTERM)}

    def _handle(self, number: int, _frame: object) -> None:
        _log.info("asked to end by signal %s", number)
        self.asked.emit()

    def _woken(self) -> None:
        # Running this is what lets Python call the handler.
        with contextlib.suppress(BlockingIOError):
            self._heard.recv(64)

    def close(self) -> None:
        """Let signals do what they did before."""
        for name, handler in self._handlers.items():
            signal.signal(name, handler)
        signal.set_wakeup_fd(self._before)
        self._notifier.setEnabled(False)
        self._heard.close()
        self._told.close()
