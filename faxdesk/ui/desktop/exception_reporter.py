"""Faults of FaxDesk that nobody has caught."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import time
import traceback
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.core.errors import FaxDeskError, InternalFault, in_words

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)

_ADVICE = "What you have sent is safe. If it happens again, send the log to support (Help > Where is the log?)."
SAME_SECONDS = 60.0
"""Seconds in which the same fault of the same line is told once: one in the drawing of a list comes with each of its
cells, and the message about it makes the window draw the list again."""


class ExceptionReporter(QObject):
    """Takes what nobody has caught: to the log with all that engineers need, to the window as one sentence.

    It raises nothing itself, whatever is wrong with the exception, the log or the window.
    """

    happened = Signal(object)
    """A `FaxDeskError` for the window, in the main thread."""
    interrupted = Signal()

    def __init__(self, prepare: Callable[[], None], parent: QObject | None = None) -> None:
        """Begin to take faults. `prepare` opens the log, which a fault before the first drawing may find closed."""
        super().__init__(parent)
        self._prepare = prepare
        self._seen: dict[object, float] = {}
        self._before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread
        sys.unraisablehook = self._take_unraisable

    def _take(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self._report(kind, error, trace)
        except BaseException:  # noqa: BLE001  there is nobody left who could be told
            _whisper()

    def _report(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt) and threading.current_thread() is threading.main_thread():
            self.interrupted.emit()
            return
        words = in_words(error or kind())
        if self._is_known(kind, words, trace):
            return
        try:
            self._prepare()
            _log.error("nobody caught this", exc_info=(kind, error or kind(), trace))
        except BaseException:  # noqa: BLE001  without a log, the user hears of it all the same
            _whisper()
        self.happened.emit(words if words is error else InternalFault(words.title, _ADVICE))

    def _is_known(self, kind: type[BaseException], words: FaxDeskError, trace: TracebackType | None) -> bool:
        """True for a fault that was told a moment ago: of the same kind, with the same words, from the same line."""
        lines = traceback.extract_tb(trace)
        place = (lines[-1].filename, lines[-1].lineno) if lines else None
        fault = kind, place, str(words)
        now = time.monotonic()
        known = now - self._seen.get(fault, -SAME_SECONDS) < SAME_SECONDS
        if not known:
            self._seen = {one: at for one, at in self._seen.items() if now - at < SAME_SECONDS}
            self._seen[fault] = now
        return known

    def _take_from_thread(self, given: threading.ExceptHookArgs) -> None:
        self._take(given.exc_type, given.exc_value, given.exc_traceback)

    def _take_unraisable(self, given: sys.UnraisableHookArgs) -> None:
        """Note what was raised where Python can raise nothing, such as at the end of an object: nothing was lost."""
        try:
            error = given.exc_value
            if error is not None and not self._is_known(type(error), in_words(error), given.exc_traceback):
                _log.error("nobody could be told", exc_info=error)
        except BaseException:  # noqa: BLE001  there is nobody left who could be told
            _whisper()

    def close(self) -> None:
        """Let faults go where they went before."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before


def _whisper() -> None:
    """Say in a line, where there is a terminal, that a fault could not be told."""
    # A windowed program on Windows has no standard error.
    if sys.stderr is not None:
        with contextlib.suppress(BaseException):
            sys.stderr.write("FaxDesk had a fault that could not be told.\n")
