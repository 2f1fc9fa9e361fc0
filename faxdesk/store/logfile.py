"""The log: a rotating file for the owner alone, without any secret, and the trace of a crash.

Nothing about it is ever printed: where the disk does not take it, that is told once, and FaxDesk works without it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import logging.handlers
import os
import sys
import traceback
from collections.abc import Callable
from io import TextIOWrapper
from types import TracebackType
from typing import TYPE_CHECKING

from faxdesk.core import redaction
from faxdesk.core.errors import StoreTrouble

if TYPE_CHECKING:
    from pathlib import Path

_BYTES = 1_000_000
_KEPT = 3
_FORM = "%(asctime)s %(levelname)s %(process)d %(threadName)s %(name)s: %(message)s"

Tell = Callable[[StoreTrouble], None]
"""Called in whatever thread wrote into the log."""


def _tell_nobody(_error: StoreTrouble) -> None:
    """Take trouble that nobody wants to hear of."""


def start(path: Path, tell: Tell = _tell_nobody) -> None:
    """Send the log of FaxDesk to a file. Where that cannot be written, `tell` hears of it, once."""
    try:
        path.touch(mode=0o600, exist_ok=True)
        handler = _LogFile(path, tell)
    except OSError as error:
        tell(_cannot_write(path, error))
        return
    handler.setFormatter(_Formatter(_FORM))
    root = logging.getLogger("faxdesk")
    for earlier in [one for one in root.handlers if isinstance(one, _LogFile)]:
        root.removeHandler(earlier)
        earlier.close()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    root.propagate = False
    handler.trace_crashes()


def print_nothing() -> None:
    """Keep Python from printing what is logged while there is no log."""
    root = logging.getLogger()
    if not any(isinstance(handler, logging.NullHandler) for handler in root.handlers):
        root.addHandler(logging.NullHandler())


class _LogFile(logging.handlers.RotatingFileHandler):
    """The file. What cannot be written is lost; the program is not held up."""

    def __init__(self, path: Path, tell: Tell) -> None:
        super().__init__(path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", errors="backslashreplace")
        self._path, self._tell = path, tell
        self._told = False

    def _open(self) -> TextIOWrapper:
        # Also the next file is for the owner alone, in a folder that others may look into.
        handle = os.open(self.baseFilename, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)
        return TextIOWrapper(os.fdopen(handle, "ab"), encoding=self.encoding, errors=self.errors)

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802  the base class's name
        """Tell once that the log cannot be written; the base class would print a traceback each time."""
        error = sys.exc_info()[1]
        if not self._told and isinstance(error, OSError):
            self._told = True
            # Whoever is to be told may be gone. Nothing that only logs may fail.
            with contextlib.suppress(Exception):
                self._tell(_cannot_write(self._path, error))

    def doRollover(self) -> None:  # noqa: N802  the base class's name
        """Begin a new file, also for the trace of a crash: the number of the old one may become that of any file."""
        faulthandler.disable()
        super().doRollover()
        self.trace_crashes()

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
        f"The log cannot be written: {error.strerror or type(error).__name__}.",
        f"FaxDesk works without it. Make room on the disk that has {path.parent}, or check who may write there.",
    )
