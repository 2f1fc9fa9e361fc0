"""Faults of FaxDesk that nobody has caught."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.core.errors import FaxDeskError

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)

_ADVICE = "What you have sent is safe. If it happens again, send the log to support (Help > Where is the log?)."


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
