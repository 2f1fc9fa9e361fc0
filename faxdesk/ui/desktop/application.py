"""What the operating system and Python tell the program: files to open, the first drawing, faults of our own."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from faxdesk.core.errors import FaxDeskError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QWindow

_log = logging.getLogger(__name__)

_STYLE = ("-style", "fusion") if sys.platform.startswith("linux") else ()
"""Qt's own style where the system has none. Asked for by name: an object of a style makes PySide load 7 ms of types."""
GATHER_MS = 250
"""Milliseconds in which files that come one by one are gathered: macOS tells them singly."""
UNSEEN_MS = 2_000
"""Milliseconds after which the work starts even where the window is not shown, as when it starts minimised."""


class Application(QApplication):
    """The application, which keeps files that it is asked to open until somebody listens."""

    opened = Signal(object)
    """Files to open in a new fax, a tuple of paths."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__([*arguments, *_STYLE])
        self._files: list[Path] = []
        self._listening = False
        self._gather = QTimer(self, singleShot=True)
        self._gather.setInterval(GATHER_MS)
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
        self._unseen = QTimer(self, singleShot=True)
        self._unseen.setInterval(UNSEEN_MS)
        self._unseen.timeout.connect(self._tell)
        self._soon = QTimer(self, singleShot=True)
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


class ExceptionReporter(QObject):
    """Takes what nobody has caught: to the log with all that engineers need, to the window as one sentence."""

    happened = Signal(object)
    """A `FaxDeskError` for the window, in the main thread."""
    interrupted = Signal()

    def __init__(self, prepare: Callable[[], None], parent: QObject | None = None) -> None:
        """Begin to take faults. `prepare` opens the log, which a fault before the first drawing may find closed."""
        super().__init__(parent)
        self._prepare = prepare
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread

    def _take(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self.interrupted.emit()
            return
        self._prepare()
        _log.error("nobody caught this", exc_info=(kind, error or kind(), trace))
        known = isinstance(error, FaxDeskError)
        self.happened.emit(error if known else FaxDeskError("FaxDesk had a fault.", _ADVICE))

    def _take_from_thread(self, given: threading.ExceptHookArgs) -> None:
        self._take(given.exc_type, given.exc_value, given.exc_traceback)

    def close(self) -> None:
        """Let faults go where they went before."""
        sys.excepthook, threading.excepthook = self._before


_ADVICE = "What you have sent is safe. If it happens again, send the log to support (Help > Where is the log?)."
