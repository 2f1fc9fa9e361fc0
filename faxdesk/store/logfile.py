"""The log: a rotating file for the owner alone, without any secret, and the trace of a crash.

Nothing about it is ever printed: where the disk does not take it, that is told once, and FaxDesk works without it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
import traceback
from collections.abc import Callable
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from types import TracebackType

from faxdesk.core import redaction, shared_files
from faxdesk.core.errors import StoreTrouble

_BYTES = 1_000_000
"""From this size on the next file is begun."""
_KEPT = 3
"""Files that are kept besides the present one."""
_STEP = 100_000
"""By how much it grows until that is tried again where it was not possible, in bytes."""
_MOST = 5
"""How many times as large a file may become where no next one can be begun."""
_FORM = "%(asctime)s %(levelname)s %(process)d %(threadName)s %(name)s: %(message)s"

Tell = Callable[[StoreTrouble], None]
"""Called in whatever thread wrote into the log."""


def _tell_nobody(_error: StoreTrouble) -> None:
    """Take trouble that nobody wants to hear of."""


def start(path: Path, tell: Tell = _tell_nobody) -> None:
    """Send the log of FaxDesk to a file. Where that cannot be written, `tell` hears of it, once."""
    try:
        handler = _LogFile(path, tell)
    except OSError as error:
        tell(_cannot_write(path, error))
        return
    handler.setFormatter(_Formatter(_FORM))
    stop()
    root = logging.getLogger("faxdesk")
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    root.propagate = False
    handler.trace_crashes()


def stop() -> None:
    """Close the file, if there is one: whoever ends closes it anyway, and who goes on may want to remove its folder."""
    root = logging.getLogger("faxdesk")
    for handler in [one for one in root.handlers if isinstance(one, _LogFile)]:
        root.removeHandler(handler)
        handler.close()


def print_nothing() -> None:
    """Keep Python from printing what is logged while there is no log."""
    root = logging.getLogger()
    if not any(isinstance(handler, logging.NullHandler) for handler in root.handlers):
        root.addHandler(logging.NullHandler())


class _LogFile(logging.FileHandler):
    """The file, which several processes share. What cannot be written is lost; the program is not held up.

    When it is full, one of them gives it another name and begins the next. The others go on in the old one until they
    see that, so nothing is lost meanwhile, and nothing where it cannot be done just now.
    """

    def __init__(self, path: Path, tell: Tell) -> None:
        super().__init__(path, encoding="utf-8", errors="backslashreplace")
        self._path, self._tell = path, tell
        self._told = False
        self._full = _BYTES

    def _open(self) -> TextIOWrapper:
        # Each record goes out at once and whole, so that those of other processes are before it or after it.
        file = shared_files.open_for_appending(Path(self.baseFilename))
        return TextIOWrapper(file, encoding=self.encoding, errors=self.errors, write_through=True)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, into a new file where the present one is full."""
        try:
            if self.stream is not None:
                self._keep_up(self.stream.fileno())
        except (OSError, NotImplementedError):
            self.handleError(record)
            return
        super().emit(record)

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802  the base class's name
        """Tell once that the log cannot be written; the base class would print a traceback each time."""
        error = sys.exc_info()[1]
        if not self._told and isinstance(error, OSError):
            self._told = True
            # Whoever is to be told may be gone. Nothing that only logs may fail.
            with contextlib.suppress(Exception):
                self._tell(_cannot_write(self._path, error))

    def _keep_up(self, descriptor: int) -> None:
        """Begin the next file where this one is full, or go on in that which another process has begun.

        Raises where that was not possible for so long that this one is too large. Whatever else is wrong, there is
        still a place for what has to be written.
        """
        size = 0
        try:
            here = os.fstat(descriptor)
            size = here.st_size
            if not self._is_named(here) or (size >= self._full and self._begin_next(here)):
                self._go_on()
        except (OSError, NotImplementedError):
            self._full = min(size + _STEP, _MOST * _BYTES)
            if size >= _MOST * _BYTES:
                raise

    def _is_named(self, file: os.stat_result) -> bool:
        """True where this is the file that has the name."""
        try:
            return os.path.samestat(self._path.stat(), file)
        except FileNotFoundError:
            return False

    def _begin_next(self, full: os.stat_result) -> bool:
        """Give the present file another name; False where another process is at it. Raises `OSError`."""
        from filelock import FileLock, Timeout

        lock = FileLock(self._path.with_name("log.lock"), thread_local=False, mode=0o600)
        try:
            with lock.acquire(timeout=0):
                if self._is_named(full):
                    self._rename()
        except Timeout:
            return False
        return True

    def _rename(self) -> None:
        older = [Path(f"{self._path}.{number}") for number in range(_KEPT + 1)]
        # First what may be refused, so that nothing has changed then.
        shared_files.replace(self._path, older[0], patience=0)
        shared_files.discard(older[-1], patience=0)
        for one, next_one in reversed(list(pairwise(older))):
            with contextlib.suppress(OSError):
                shared_files.replace(one, next_one, patience=0)

    def _go_on(self) -> None:
        """Go on in the file that has the name now, also with the trace of a crash.

        It is told before the old one is closed: the number of that may become that of any file.
        """
        before, self.stream = self.stream, self._open()
        self._full = _BYTES
        self.trace_crashes()
        if before is not None:
            before.close()

    def trace_crashes(self) -> None:
        """Write into the file where the program was when it crashes."""
        if self.stream is not None:
            faulthandler.enable(self.stream)

    def close(self) -> None:
        """Close the file."""
        faulthandler.disable()
        # What is left of the last line cannot be written either.
        with contextlib.suppress(OSError):
            super().close()


class _Formatter(logging.Formatter):
    """Writes records without secrets, whatever is in them, and whatever is wrong with them."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record."""
        try:
            text = super().format(record)
        except Exception:  # noqa: BLE001  what is logged may be broken itself, and this is where it would be told
            text = f"{record.levelname} {record.name}: a record of line {record.lineno} cannot be written"
        return redaction.for_log(text)

    def formatException(  # noqa: N802  the base class's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Return a traceback, at least the places of one whose exception cannot be asked for its words."""
        try:
            return super().formatException(ei)
        except Exception:  # noqa: BLE001  the same
            kind, _error, trace = ei
            return "".join(traceback.format_tb(trace)) + (kind.__name__ if kind is not None else "")


def _cannot_write(path: Path, error: OSError) -> StoreTrouble:
    return StoreTrouble(
        f"The log cannot be written: {shared_files.reason(error)}.",
        f"FaxDesk works without it. {shared_files.remedy(error, path.parent)}",
    )
