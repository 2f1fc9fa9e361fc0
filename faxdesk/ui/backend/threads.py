"""The only threads of the program.

A `ServiceThread` loops over the steps of one service. `JobThread` runs single jobs, one after another, and brings their
results home. Both are QThreads whose objects live in the main thread: their signals are emitted in the thread and
delivered in the main thread, to bound methods of QObjects that live there. (A lambda or plain function would run in the
thread that emits.)

Nothing that is raised ends a thread, whatever it is derived from: it is told, and the thread goes on.
"""

from __future__ import annotations

import itertools
import logging
import queue
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal

from faxdesk.core import backoff
from faxdesk.core.errors import FaxDeskError, InternalFault, Stopped, StoreTrouble, in_words
from faxdesk.core.times import utc_now
from faxdesk.services.events import Changed, Condition, EventSink, Link, Progress
from faxdesk.ui.backend.callbacks import Callbacks

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken

_log = logging.getLogger(__name__)

STOP_SECONDS = 5.0
"""How long the end of the program waits for a thread. Every step is durable, so one that hangs may be left behind."""
PROGRESS_SECONDS = 0.05
"""The least time between two reports of an upload's progress: 20 a second cost the window nothing
(docs/measurements.md, section 3)."""
MOST_IDLE = 600.0
"""Seconds after which a service steps even when nobody wakes it: the longest pause that one asks for."""


class Step(Protocol):
    """What a `ServiceThread` runs: made in that thread, and closed there."""

    def step(self, cancel: CancelToken) -> float | None:
        """Do a piece of work; return the seconds until the next, 0 for at once, None for when woken."""
        ...

    def close(self) -> None:
        """Give back what belongs to the thread."""
        ...


def _logged(error: BaseException, doing: str) -> FaxDeskError:
    """Return an exception in words. What has none of its own goes to the log whole."""
    if not isinstance(error, FaxDeskError):
        _log.error("%s failed", doing, exc_info=error)
    return in_words(error)


def end_all(*steps: Callable[[], object]) -> bool:
    """Take each step of an end, whatever becomes of the one before; return whether none failed.

    What a step raises goes to the log: there is no window any more that could show it.
    """
    whole = True
    for step in steps:
        try:
            step()
        except BaseException:  # noqa: BLE001  what comes after it must be ended all the same
            _log.exception("the end was not clean")
            whole = False
    return whole


def _tell_fault_of(step: Callable[[int], None], number: int) -> None:
    """Take a step that a job can do without: what it raises is told, and the job goes on."""
    try:
        step(number)
    except BaseException as fault:  # noqa: BLE001  neither the job nor its callbacks may be lost over it
        sys.excepthook(type(fault), fault, fault.__traceback__)


class _WorkThread(QThread):
    """A thread that says where it cannot be started: Qt only prints that."""

    def begin(self) -> FaxDeskError | None:
        """Start the thread, if it does not run; return why that was not possible, or None."""
        if self.isRunning():
            return None
        self.start()
        if self.isRunning() or self.isFinished():
            return None
        return InternalFault("This computer has no room for another thread.", "Close other programs, then try again.")


class ServiceThread(_WorkThread):
    """Runs one service until it is stopped. `build` makes the service in the thread and is given the report.

    A service that cannot be set up, or that ends by a fault, is set up anew after a pause, which grows.
    """

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
        self._failures = 0
        self._last_progress = 0.0
        self._last_condition: Condition | None = None

    def run(self) -> None:
        """Work until stopped."""
        while not self._cancel.is_set():
            try:
                self._work()
            except BaseException as error:  # noqa: BLE001  the last place where it can reach the log and the screen
                self._pause(_logged(error, f"the thread {self._name}"))

    def _work(self) -> None:
        """Build, step until stopped, close."""
        service = self._build(self._report)
        try:
            while not self._cancel.is_set():
                pause = service.step(self._cancel)
                self._failures = 0
                self.rest(pause)
        finally:
            service.close()

    def _pause(self, error: FaxDeskError) -> None:
        """Tell what has ended the service, and wait until it is worth another try."""
        if isinstance(error, Stopped):
            self.rest(None)
            return
        self._failures += 1
        seconds = backoff.delay(self._failures)
        link = Link.TROUBLE if isinstance(error, StoreTrouble) else Link.FAULT
        self._report(Condition(link, error, utc_now() + timedelta(seconds=seconds)))
        self.broke.emit(error)
        self.rest(seconds)

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


class JobThread(_WorkThread, Generic[C]):
    """Runs jobs one after another over a context that is made in its thread, such as `Services`.

    Where the context cannot be made, the next job tries again. Callbacks are kept and called in the main thread; the
    thread knows only their number.
    """

    unclaimed = Signal(object)
    """A `FaxDeskError` of a job whose owner has said nothing about errors, or that a job takes too long."""
    _ended = Signal(int, object, object)

    def __init__(
        self, name: str, build: Callable[[], C], parent: QObject | None = None, *, patience: float | None = None
    ) -> None:
        """Take the name, which says in the log whose work failed.

        `patience` is how many seconds a job may take before the user is told that it hangs; None where it has an end
        of its own.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self._build = build
        self._context: list[C] = []
        self._jobs: queue.SimpleQueue[tuple[int, Callable[[C, CancelToken], Any]] | None] = queue.SimpleQueue()
        self._numbers = itertools.count()
        self._callbacks: dict[int, Callbacks[Any]] = {}
        self._cancel = threading.Event()
        self._refused: FaxDeskError | None = None
        self._watch = _Watch(patience, self)
        self._watch.overdue.connect(self.unclaimed)
        # Queued also where the main thread itself refuses a job: callbacks never come before `submit` returns.
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def ready(self) -> bool:
        """True once the context is made: before that no job is done, and none ever where it cannot be made."""
        return bool(self._context)

    def begin(self) -> FaxDeskError | None:
        """Start the thread, if it does not run. Where that is not possible its jobs are refused."""
        self._refused = super().begin()
        if self._refused is not None:
            # What is refused must not be done all the same by a later start.
            self._jobs = queue.SimpleQueue()
            for number in tuple(self._callbacks):
                self._ended.emit(number, None, self._refused)
        return self._refused

    def submit(
        self,
        owner: QObject,
        job: Callable[[C, CancelToken], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[FaxDeskError], None] | None = None,
    ) -> None:
        """Run `job` in the thread; then `done` with its result, or `failed` with its error, in the main thread.

        The job is done in any case; its callbacks are only called while `owner` is there. An exception of `done` goes
        to `failed`. Without `failed`, errors go to `unclaimed`.
        """
        number = next(self._numbers)
        self._callbacks[number] = Callbacks(owner, done, failed)
        if self._refused is not None and self.begin() is not None:
            return
        self._jobs.put((number, job))
        _tell_fault_of(self._watch.look_after, number)

    def run(self) -> None:
        """Build the context, do the jobs, close it."""
        self._prepare()
        while (entry := self._jobs.get()) is not None:
            number, job = entry
            result: Any = None
            fault: FaxDeskError | None = None
            try:
                result = self._attempt(job)
            except BaseException as error:  # noqa: BLE001  the last place where it can reach the log and the screen
                fault = _logged(error, f"a job of {self.objectName()}")
            if not self._cancel.is_set():
                self._ended.emit(number, result, fault)
        self._close()

    def _prepare(self) -> None:
        """Make the context before the first job comes. Where that fails, the first job tries again, and is told."""
        try:
            self._context.append(self._build())
        except BaseException as error:  # noqa: BLE001  the job that needs it will raise the same, and is told
            _logged(error, f"the preparation of {self.objectName()}")

    def _attempt(self, job: Callable[[C, CancelToken], Any]) -> Any:
        """Do a job, and return its result. Makes the context first where that has failed before."""
        if not self._context:
            self._context.append(self._build())
        return job(self._context[0], self._cancel)

    def _close(self) -> None:
        for context in self._context:
            if hasattr(context, "close"):
                try:
                    context.close()
                except BaseException:  # noqa: BLE001  all jobs are done: it is for the log
                    _log.exception("%s could not be closed", self.objectName())

    def _deliver(self, number: int, result: Any, error: FaxDeskError | None) -> None:
        _tell_fault_of(self._watch.ended, number)
        callbacks = self._callbacks.pop(number, None)
        if callbacks is None:
            # The work was stopped: what was on its way must not reach what is being taken down.
            return
        try:
            if error is None:
                callbacks.succeed(result)
            elif callbacks.take_errors:
                callbacks.fail(error)
            elif not isinstance(error, Stopped):
                self.unclaimed.emit(error)
        except BaseException as fault:  # noqa: BLE001  Python ends the program where Qt sees a SystemExit
            sys.excepthook(type(fault), fault, fault.__traceback__)
            if error is None:
                # Nobody waits for ever.
                callbacks.fail(in_words(fault))

    def ask_to_stop(self) -> None:
        """Cancel the present job and drop the results of the others, without waiting."""
        self._cancel.set()
        self._callbacks.clear()
        self._watch.stop()
        self._jobs.put(None)

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Cancel the present job, drop the others and wait. Returns False where it hangs and was left behind."""
        self.ask_to_stop()
        return self.wait(int(seconds * 1000))


class _Watch(QObject):
    """Looks whether a thread gets on with its jobs; costs nothing where there is none."""

    overdue = Signal(object)
    """A `FaxDeskError`: a job takes longer than it may. It goes on."""

    def __init__(self, patience: float | None, thread: QObject) -> None:
        super().__init__(thread)
        self._patience, self._thread = patience, thread
        self._waiting: set[int] = set()
        self._moved = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look)

    def look_after(self, number: int) -> None:
        """A job has been submitted."""
        if self._patience is None:
            return
        if not self._waiting:
            self._move()
        self._waiting.add(number)

    def ended(self, number: int) -> None:
        """A job has ended."""
        self._waiting.discard(number)
        if self._waiting:
            self._move()
        else:
            self._timer.stop()

    def stop(self) -> None:
        """Nothing is waited for any more."""
        self._waiting.clear()
        self._timer.stop()

    def _move(self) -> None:
        """The time of the job that is next begins now."""
        self._moved = time.monotonic()
        self._timer.start(round((self._patience or 0.0) * 1000))

    def _look(self) -> None:
        if self._waiting:
            _log.warning("%s has waited %d s for a job", self._thread.objectName(), time.monotonic() - self._moved)
            self.overdue.emit(
                InternalFault(
                    "Something takes unusually long: a disk or a network drive may not answer.",
                    "FaxDesk goes on waiting, and nothing is lost. Check the drives that your documents are on.",
                )
            )
