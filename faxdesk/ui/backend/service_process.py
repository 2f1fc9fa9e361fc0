"""A program that serves the window: started, watched, started again if it dies, and ended with the window.

It ends when its standard input closes, which the operating system sees to even when the window is killed.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from faxdesk.core.child_environment import for_faxdesk
from faxdesk.core.errors import FaxDeskError
from faxdesk.core.job_object import JobObject

_log = logging.getLogger(__name__)

START_MS = 30_000
"""Milliseconds that the program has to say where it is: a cold disk and a virus scanner take their time."""
_MEMORY = 2_000_000_000
"""Bytes that it may take on Windows: a fax of 150 MB, its pages, and the libraries."""
END_MS = 3_000
"""Milliseconds that it has to end by itself."""
_MOST_TOLD = 10_000
"""Bytes in which it has said where it is; two words are."""
_RESTARTS = 3
_ADVICE = "Start FaxDesk again. If it stays, send the log to whoever looks after your computer."


def faxdesk_command(folder: Path, *arguments: str) -> tuple[str, list[str]]:
    """Return the program and the arguments that start FaxDesk itself, with this data folder."""
    module = [] if getattr(sys, "frozen", False) else ["-m", "faxdesk"]
    return sys.executable, [*module, "--data-dir", str(folder), *arguments]


def process_environment(variables: Mapping[str, str]) -> QProcessEnvironment:
    """Return these variables, and no others, as a `QProcess` takes them."""
    surroundings = QProcessEnvironment()
    for variable, value in variables.items():
        surroundings.insert(variable, value)
    return surroundings


class ServiceProcess(QObject):
    """Starts the program, hears its first line, starts it again if it dies, and ends it.

    `name` is what it is called where something is said about it, with an article. A subclass has `_understood`, and
    `_environment` where it needs more than others.
    """

    failed = Signal(object)
    """A `FaxDeskError`: it could not be started, or does not stay alive."""

    def __init__(self, name: str, program: str, arguments: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._program, self._arguments = program, list(arguments)
        self._restarts = 0
        self._told = b""
        self._last_words = ""
        self._said = False
        self._ending = False
        self._job: JobObject | None = None
        self._process = QProcess(self)
        self._process.setProcessEnvironment(process_environment(self._environment()))
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._note)
        self._process.started.connect(self._limit)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._error)
        self._patience = QTimer(self, singleShot=True)
        self._patience.setInterval(START_MS)
        self._patience.timeout.connect(self._too_slow)

    def _environment(self) -> dict[str, str]:
        """Return the environment that it is started with."""
        return for_faxdesk()

    def start(self) -> None:
        """Start it, without waiting for it."""
        self._patience.start()
        self._process.start(self._program, self._arguments)

    @property
    def pid(self) -> int:
        """The number of its process, 0 when it does not run."""
        return int(self._process.processId())

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self._ending = True
        self._patience.stop()
        if self._process.state() is QProcess.ProcessState.NotRunning:
            return
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(self._end_ms()):
            self._process.kill()
            self._process.waitForFinished(END_MS)

    def _end_ms(self) -> int:
        """Return how many milliseconds it has to end by itself."""
        return END_MS

    def _understood(self, line: str) -> bool:
        """Take the first line that the program has printed; return False where that makes no sense."""
        raise NotImplementedError

    def _keep_port(self, url: str) -> None:
        """Have the program use the same port if it is started again."""
        port = url.partition("://")[2].partition("/")[0].rpartition(":")[2]
        self._arguments = [port if before == "--port" else one for before, one in _pairs(self._arguments)]

    def _read(self) -> None:
        data = bytes(self._process.readAllStandardOutput().data())
        if self._said:
            return
        self._told += data
        line, newline, _ = self._told.partition(b"\n")
        if not newline and len(self._told) < _MOST_TOLD:
            return
        if not newline or not self._understood(line.decode("utf-8", "replace")):
            self._fail(FaxDeskError(f"{self._name} gave a strange answer.", _ADVICE))
            return
        self._said = True
        self._patience.stop()

    def _note(self) -> None:
        text = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").strip()
        if not text:
            return
        self._last_words = text.splitlines()[-1]
        _log.warning("%s said: %s", self._name, text[-2000:])

    def _finished(self) -> None:
        if self._ending:
            return
        _log.warning("%s ended with code %s", self._name, self._process.exitCode())
        if self._said and self._restarts < _RESTARTS:
            self._restarts += 1
            self._process.start(self._program, self._arguments)
            return
        self._fail(FaxDeskError(f"{self._name} has stopped.", self._reason()))

    def _limit(self) -> None:
        try:
            job = JobObject(_MEMORY)
            job.add_by_number(self.pid)
        except OSError as error:
            # It may have ended already.
            self._last_words = self._last_words or f"No limits could be set ({error.strerror})."
            self._process.kill()
            return
        # The job of a program that has ended goes with this.
        self._job = job

    def _error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and not self._ending:
            reason = self._process.errorString()
            self._fail(FaxDeskError(f"{self._name} could not be started: {reason}.", _ADVICE))

    def _too_slow(self) -> None:
        self._fail(FaxDeskError(f"{self._name} did not start in time.", _ADVICE))
        self.stop()

    def _reason(self) -> str:
        return f"It said: {self._last_words} {_ADVICE}" if self._last_words else _ADVICE

    def _fail(self, error: FaxDeskError) -> None:
        self._ending = True
        self._patience.stop()
        _log.error("a program of FaxDesk failed: %s", error)
        self.failed.emit(error)


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    return list(zip(["", *words[:-1]], words, strict=True))
