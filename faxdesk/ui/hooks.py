"""What the operating system and Python tell the program: files to open, signals to end, faults of our own."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from faxdesk.core.errors import FaxDeskError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QWindow

_log = logging.getLogger(__name__)

GATHER_MS = 250
"""Milliseconds in which files that come one by one are gathered: macOS tells them singly."""
UNSEEN_MS = 2_000
"""Milliseconds after which the work starts even where the window is not shown, as when it starts minimised."""


class Application(QApplication):
    """The application, which keeps files that it is asked to open until somebody listens."""

    opened = Signal(object)
    """Files to open in a new fax, a tuple of paths."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self._files: list[Path] = []
        self._listening = False
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.timeout.connect(self._tell)

    def event(self, event: QEvent) -> bool:
        """Take the files that macOS opens with FaxDesk."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.open_files([Path(event.file())])
            return True
        return super().event(event)

    def open_files(self, files: Sequence[Path]) -> None:
        """Ask for files to be opened, now or as soon as `listen` was called."""
        self._files += files
        if self._listening and self._files:
            self._gather.start()

    def listen(self) -> None:
        """Tell of the files that have come, and of those to come."""
        self._listening = True
        self._tell()

    def _tell(self) -> None:
        files, self._files = tuple(self._files), []
        if files:
            self.opened.emit(files)


class FirstPaint(QObject):
    """Tells once when a window has been drawn for the first time."""

    painted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window: QWindow | None = None
        self._unseen = QTimer(self, singleShot=True, interval=UNSEEN_MS)
        self._unseen.timeout.connect(self._tell)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._tell)

    def watch(self, window: QWindow) -> None:
        """Watch a window that has been told to show."""
        self._window = window
        window.installEventFilter(self)
        self._unseen.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note the first exposure: Qt draws the window within that event, and the timer comes after it."""
        if event.type() == QEvent.Type.Expose and self._window is not None and self._window.isExposed():
            self._soon.start()
        return False

    def _tell(self) -> None:
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window = None
            self._unseen.stop()
            self.painted.emit()


class Interrupts(QObject):
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


class Faults(QObject):
    """Takes what nobody has caught: to the log with all that engineers need, to the window as one sentence."""

    happened = Signal(object)
    """A `FaxDeskError` for the window, in the main thread."""
    interrupted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread

    def _take(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self.interrupted.emit()
            return
        _log.error("nobody caught this", exc_info=(kind, error or kind(), trace))
        known = isinstance(error, FaxDeskError)
        self.happened.emit(error if known else FaxDeskError("FaxDesk had a fault.", _ADVICE))

    def _take_from_thread(self, given: threading.ExceptHookArgs) -> None:
        self._take(given.exc_type, given.exc_value, given.exc_traceback)

    def close(self) -> None:
        """Let faults go where they went before."""
        sys.excepthook, threading.excepthook = self._before


_ADVICE = "What you have sent is safe. If it happens again, send the log to support (Help > Where is the log?)."
