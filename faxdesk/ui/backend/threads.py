"""The only threads of the program.

A `ServiceThread` loops over the steps of one service. `JobThread` runs single jobs, one after another, and brings their
results home. Both are QThreads whose objects live in the main thread: their signals are emitted in the thread and
delivered in the main thread, to bound methods of QObjects that live there. (A lambda or plain function would run in the
thread that emits.)
"""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QThread, Signal

from faxdesk.core.errors import FaxDeskError
from faxdesk.services.events import Changed, Condition, EventSink, Progress
from faxdesk.ui.backend.callbacks import Callbacks

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken

_log = logging.getLogger(__name__)

STOP_SECONDS = 5.0
"""How long the end of the program waits for a thread. Every step is durable, so one that hangs may be left behind."""
PROGRESS_SECONDS = 0.05
"""The least time between two reports of an upload's progress: 20 a second cost the window nothing
(docs/measurements.md, section 3)."""
MOST_IDLE = 300.0
"""Seconds after which a service steps even when nobody wakes it."""


class Step(Protocol):
    """What a `ServiceThread` runs: made in that thread, and closed there."""

    def step(self, cancel: CancelToken) -> float | None:
        """Do a piece of work; return the seconds until the next, 0 for at once, None for when woken."""
        ...

    def close(self) -> None:
        """Give back what belongs to the thread."""
        ...


class ServiceThread(QThread):
    """Runs one service until it is stopped. `build` makes the service in the thread and is given the report."""

    reported = Signal(str, object)
    """The name of the thread and a `Progress`, `Condition` or `Changed`, in the main thread."""
    broke = Signal(object)
    """A `FaxDeskError`: the service could not be set up, or ended by a fault of FaxDesk."""

    def __init__(self, name: str, build: Callable[[EventSink], Step], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._name = name
        self._build = build
        self._cancel = threading.Event()
        self._wake = threading.Event()
        self._last_progress = 0.0
        self._last_condition: Condition | None = None

    def run(self) -> None:
        """Build, step until stopped, close."""
        try:
            service = self._build(self._report)
        except FaxDeskError as error:
            self.broke.emit(error)
            return
        try:
            while not self._cancel.is_set():
                self.rest(service.step(self._cancel))
        except Exception:  # noqa: BLE001  the last place where a fault of ours can reach the log and the screen
            _log.exception("the thread %s ended", self._name)
            self.broke.emit(
                FaxDeskError("FaxDesk had a fault and has stopped sending.", "Start it again; nothing is lost.")
            )
        finally:
            service.close()

    def rest(self, seconds: float | None) -> None:
        """Wait until the next step is due or somebody wakes the thread."""
        self._wake.wait(MOST_IDLE if seconds is None else min(seconds, MOST_IDLE))
        self._wake.clear()

    def wake(self) -> None:
        """Let the next step begin now. May be called from any thread."""
        self._wake.set()

    def ask_to_stop(self) -> None:
        """Cancel and wake, without waiting."""
        self._cancel.set()
        self._wake.set()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Cancel, wake and wait. Returns False where the service hangs in a step and had to be left behind."""
        self.ask_to_stop()
        return self.wait(int(seconds * 1000))

    def _report(self, value: Progress | Condition | Changed) -> None:
        if isinstance(value, Progress):
            now = time.monotonic()
            if value.sent < value.total and now - self._last_progress < PROGRESS_SECONDS:
                return
            self._last_progress = now
        elif isinstance(value, Condition):
            if value == self._last_condition:
                return
            self._last_condition = value
        self.reported.emit(self._name, value)


C = TypeVar("C")
T = TypeVar("T")


class JobThread(QThread, Generic[C]):
    """Runs jobs one after another over a context that is made in its thread, such as `Services`.

    Callbacks are kept and called in the main thread; the thread knows only their number.
    """

    _ended = Signal(int, object, object)

    def __init__(self, name: str, build: Callable[[], C], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._build = build
        self._jobs: queue.SimpleQueue[tuple[int, Callable[[C, CancelToken], Any]] | None] = queue.SimpleQueue()
        self._numbers = itertools.count()
        self._callbacks: dict[int, Callbacks[Any]] = {}
        self._cancel = threading.Event()
        self.ready = False
        """True once the context is made: before that no job is done, and none ever where it could not be made."""
        self._ended.connect(self._deliver)

    def submit(
        self,
        owner: QObject,
        job: Callable[[C, CancelToken], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[FaxDeskError], None] | None = None,
    ) -> None:
        """Run `job` in the thread; then `done` with its result, or `failed` with its error, in the main thread.

        The job is done in any case; its callbacks are only called while `owner` is there.
        """
        number = next(self._numbers)
        self._callbacks[number] = Callbacks(owner, done, failed)
        self._jobs.put((number, job))

    def run(self) -> None:
        """Build the context, do the jobs, close it."""
        try:
            context = self._build()
        except FaxDeskError as error:
            self._refuse_all(error)
            return
        self.ready = True
        while (entry := self._jobs.get()) is not None:
            number, job = entry
            result, fault = self._attempt(job, context)
            if not self._cancel.is_set():
                self._ended.emit(number, result, fault)
        if hasattr(context, "close"):
            context.close()

    def _attempt(self, job: Callable[[C, CancelToken], Any], context: C) -> tuple[Any, FaxDeskError | None]:
        try:
            return job(context, self._cancel), None
        except FaxDeskError as error:
            return None, error
        except Exception:  # noqa: BLE001  the last place where a fault of ours can reach the log and the screen
            _log.exception("a job of %s failed", self.objectName())
            return None, FaxDeskError("FaxDesk had a fault.", "Try again. If it stays, send the log to support.")

    def _refuse_all(self, error: FaxDeskError) -> None:
        while (entry := self._jobs.get()) is not None:
            self._ended.emit(entry[0], None, error)

    def _deliver(self, number: int, result: Any, error: FaxDeskError | None) -> None:
        callbacks = self._callbacks.pop(number, None)
        if callbacks is None:
            # The work was stopped: what was on its way must not reach what is being taken down.
            return
        if error is None:
            callbacks.succeed(result)
        else:
            callbacks.fail(error)

    def ask_to_stop(self) -> None:
        """Cancel the present job and drop the results of the others, without waiting."""
        self._cancel.set()
        self._callbacks.clear()
        self._jobs.put(None)

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Cancel the present job, drop the others and wait. Returns False where it hangs and was left behind."""
        self.ask_to_stop()
        return self.wait(int(seconds * 1000))
