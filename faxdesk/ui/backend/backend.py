"""Between the window and the work: what the user wishes goes out to the lanes, what they report comes back as signals.

The window reads lists from `backend.store`, the connection of the main thread, and never waits for anything else.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from faxdesk.core.errors import FaxDeskError
from faxdesk.services.reports import Changed, Condition, Link, Progress, Report
from faxdesk.store.store import Store
from faxdesk.ui.backend.callbacks import Callbacks
from faxdesk.ui.backend.document_intake import DocumentIntake
from faxdesk.ui.backend.threads import STOP_SECONDS, JobThread, ServiceThread

if TYPE_CHECKING:
    from faxdesk.core.cancel import CancelToken
    from faxdesk.core.model import DocumentType, Draft, Recipient, Submission
    from faxdesk.core.times import Now
    from faxdesk.services.container import Services
    from faxdesk.services.step_supervisor import StepSupervisor
    from faxdesk.services.user_requests import TakenBack
    from faxdesk.store.data_folder import DataFolder
    from faxdesk.ui.backend.page_renderer import PageRenderer

_log = logging.getLogger(__name__)
T = TypeVar("T")

GATHER_MS = 80
"""Milliseconds in which reports of a change are gathered into one `changed`. In longer ones more becomes new at once,
and the pause in which it is drawn is longer."""
SWITCH_SECONDS = 0.001
"""How long a lane may keep the interpreter from the window, which waits for it after each query and each cell that it
draws. With Python's own 5 ms these waits add up to a pause that one sees."""
LAST_SECONDS = 3.0
"""How long the end of the program waits for a fax that was held for an undo. What takes longer goes on at the next
start."""
_LOOK_MS = 20
"""Milliseconds between two looks whether it has left."""
WATCH_MS = 1000
"""Milliseconds between two looks whether another process has changed the database, or the machine has slept."""
SLEPT_SECONDS = 30.0
"""When the time of day gains more than this, the machine has slept, and with it the clock that the lanes wait by."""
FRESH_SECONDS = 20.0
"""A window that is seen again after less than this is not brought up to date anew."""


def _ignore(_value: object) -> None:
    """Take a report that nobody needs."""


def _renderer() -> PageRenderer:
    from faxdesk.ui.backend.page_renderer import PageRenderer

    return PageRenderer()


class ServicesOpener(Protocol):
    """Where the work is done: a `Workplace`, or what becomes one when the first lane opens it."""

    @property
    def folder(self) -> DataFolder: ...
    @property
    def now(self) -> Now: ...
    def open(self, report: Report) -> Services: ...


class _OwnedStep:
    """One of a desk's services, as a lane runs it: the desk is opened in the lane and closed with it."""

    def __init__(self, services: Services, service: StepSupervisor) -> None:
        self._services = services
        self.step = service.step
        self.close = services.close


class Backend(QObject):
    """All that the window can ask for. Every result and every failure comes back in the main thread."""

    changed = Signal()
    """The lists may have changed; sent at most once in `GATHER_MS`."""
    progressed = Signal(object)
    """A `Progress` of an upload."""
    condition_changed = Signal(object)
    """The `Condition` of the link to Fax.Plus."""
    failed = Signal(object)
    """A `FaxDeskError` that belongs to no wish of the user: a lane ended."""

    def __init__(self, factory: ServicesOpener, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.factory = factory
        self.store = Store(factory.folder, factory.now)
        self.condition = Condition(Link.UNKNOWN)
        self._conditions: dict[QObject, Condition] = {}
        self._threads = [
            ServiceThread("deliver", self._deliver, self),
            ServiceThread("cancel", self._cancel, self),
            ServiceThread("follow", self._follow, self),
        ]
        self._user_requests = JobThread("wishes", self._services, self)
        self._fetches = JobThread("fetch", self._services, self)
        self._documents = JobThread("documents", object, self)
        self._pages = JobThread("pages", _renderer, self)
        self._lists = JobThread("lists", self._own_store, self)
        self.intake = DocumentIntake(factory.folder.cache / "intake", self)
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.timeout.connect(self.changed)
        self._watch = QTimer(self, interval=WATCH_MS)
        self._watch.timeout.connect(self._look)
        self._version = self.store.database.data_version()
        self._watched = True
        self._renewed = 0.0
        self._ahead = self._time_ahead()

    # ---------------------------------------------------------------------------------------- start and stop

    def start(self) -> None:
        """Start the lanes."""
        sys.setswitchinterval(SWITCH_SECONDS)
        for thread in self._threads:
            thread.reported.connect(self._receive)
            thread.broke.connect(self.failed)
            thread.start()
        for tasks in self._tasks():
            tasks.start()
        self._watch.start()

    def stop(self) -> bool:
        """Stop the lanes and close the store, within `STOP_SECONDS`. What was not done goes on at the next start.

        Returns False where a lane hangs and had to be left behind; its objects must then not be destroyed.
        """
        if self._watch.isActive():
            self._let_go()
        self._watch.stop()
        self._gather.stop()
        # What the lanes have already reported comes when the store is closed: nobody must act on it.
        self.blockSignals(True)
        threads: tuple[ServiceThread | JobThread[Any] | DocumentIntake, ...] = (
            *self._threads,
            *self._tasks(),
            self.intake,
        )
        for thread in threads:
            thread.ask_to_stop()
        end = time.monotonic() + STOP_SECONDS
        stopped = [thread.stop(max(0.0, end - time.monotonic())) for thread in threads]
        self.store.close()
        return all(stopped)

    def _let_go(self) -> None:
        """End the grace of everything: who closes the window takes nothing back. What was held may leave first."""
        try:
            jobs = self.store.undo_holds.end()
            delivering = self._threads[0]
            delivering.wake()
            end = time.monotonic() + (LAST_SECONDS if self.condition.link is Link.ONLINE else 0.0)
            while jobs and self.store.undo_holds.any_here(jobs) and time.monotonic() < end and delivering.isRunning():
                delivering.wait(_LOOK_MS)
        except FaxDeskError as error:
            # It stays held, until a time that has passed by the next start.
            _log.warning("what is held could not be let go: %s", error)

    def _tasks(self) -> tuple[JobThread[Any], ...]:
        return self._user_requests, self._fetches, self._documents, self._pages, self._lists

    def _own_store(self) -> Store:
        return Store(self.factory.folder, self.factory.now)

    def _services(self) -> Services:
        return self.factory.open(_ignore)

    def _deliver(self, report: Report) -> _OwnedStep:
        services = self.factory.open(report)
        return _OwnedStep(services, services.delivering)

    def _cancel(self, report: Report) -> _OwnedStep:
        services = self.factory.open(report)
        return _OwnedStep(services, services.cancelling)

    def _follow(self, report: Report) -> _OwnedStep:
        services = self.factory.open(report)
        services.follower.watched = self._is_watched
        return _OwnedStep(services, services.following)

    def _is_watched(self) -> bool:
        return self._watched

    # ---------------------------------------------------------------------------------------------- reports

    def _receive(self, value: object) -> None:
        if isinstance(value, Progress):
            self.progressed.emit(value)
        elif isinstance(value, Condition):
            self._weigh(value)
        elif isinstance(value, Changed):
            self.touch()
            if self.sender() is self._threads[0]:
                # What was handed over just now is followed from now on, not from the next idle poll on.
                self._urge(self._threads[2:])

    def _weigh(self, condition: Condition) -> None:
        """Show the link as the worst off of the lanes finds it: it is that one which needs the user."""
        sender = self.sender()
        if sender is not None:
            self._conditions[sender] = condition
        worst = max(self._conditions.values(), key=lambda one: _GRAVITY.index(one.link), default=condition)
        if worst != self.condition:
            self.condition = worst
            self.condition_changed.emit(worst)

    def touch(self) -> None:
        """Something has changed: say so soon, once."""
        if not self._gather.isActive():
            self._gather.start()

    def attend(self, *, watched: bool) -> None:
        """Poll seldom while nobody sees the window, and at once when somebody sees it again."""
        self._watched = watched
        if watched and time.monotonic() - self._renewed >= FRESH_SECONDS:
            self.refresh()

    def _time_ahead(self) -> float:
        """Return by how many seconds the time of day is ahead of the clock that lanes wait by."""
        return self.factory.now().timestamp() - time.monotonic()

    def _look(self) -> None:
        ahead = self._time_ahead()
        if ahead - self._ahead > SLEPT_SECONDS:
            self.refresh()
        self._ahead = ahead
        version = self.store.database.data_version()
        if version != self._version:
            self._version = version
            self.touch()
            self._urge(self._threads[:2])

    def _urge(self, threads: Sequence[ServiceThread]) -> None:
        """Let lanes look for new work now. Trouble keeps its pause, which the service may have asked for."""
        for thread in threads:
            if thread not in self._conditions or self._conditions[thread].error is None:
                thread.wake()

    def refresh(self) -> None:
        """Try everything now, whatever it was waiting for."""
        self._renewed = time.monotonic()
        for thread in self._threads:
            thread.wake()

    # ----------------------------------------------------------------------------------------------- wishes

    def request(
        self,
        owner: QObject,
        job: Callable[[Services], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[FaxDeskError], None] | None = None,
    ) -> None:
        """Write what the user asks for into the database, off the main thread, and let the threads carry it out."""
        callbacks = Callbacks(owner, done, failed or self.failed.emit)

        def write(services: Services, _cancel: CancelToken) -> T:
            return job(services)

        def written(result: T) -> None:
            self.touch()
            self.refresh()
            callbacks.succeed(result)

        self._user_requests.submit(self, write, written, callbacks.fail)

    def submit(
        self,
        owner: QObject,
        draft: Draft,
        done: Callable[[Submission], None],
        failed: Callable[[FaxDeskError], None],
        grace: timedelta = timedelta(),
    ) -> None:
        """Keep a draft. `done` is called when it is safely on disk: only then may the dialog close."""
        self.request(owner, lambda services: services.submitter.submit(draft, grace=grace), done, failed)

    def take_back(
        self,
        owner: QObject,
        jobs: Sequence[str],
        done: Callable[[tuple[TakenBack, ...]], None],
        failed: Callable[[FaxDeskError], None],
    ) -> None:
        """Take back what has just been sent, before it leaves."""
        self.request(owner, lambda services: services.user_requests.take_back_all(jobs), done, failed)

    def replace(
        self,
        owner: QObject,
        recipient: Recipient,
        draft: Draft,
        done: Callable[[Submission], None],
        failed: Callable[[FaxDeskError], None],
    ) -> None:
        """Cancel a waiting fax and send a changed one in its place, once that is proven."""
        self.request(owner, lambda services: services.submitter.replace(recipient, draft), done, failed)

    def send_again(self, recipients: Sequence[Recipient], draft: Draft | None = None) -> None:
        """Send the documents of an earlier fax once more."""
        self.request(self, lambda services: services.submitter.again(recipients, draft))

    def cancel(self, recipients: Sequence[int]) -> None:
        """Cancel faxes that have not been sent."""
        self.request(self, lambda services: services.user_requests.cancel(recipients))

    def change_comment(self, recipient: int, comment: str) -> None:
        """Change the comment of a fax that waits at Fax.Plus."""
        self.request(self, lambda services: services.user_requests.change_comment(recipient, comment))

    def send_unknown_again(self, recipient: int) -> None:
        """The user's word on a fax of unknown fate: send it once more."""
        self.request(self, lambda services: services.user_requests.send_again(recipient))

    def leave_unknown(self, recipient: int) -> None:
        """The user's word on a fax of unknown fate: leave it."""
        self.request(self, lambda services: services.user_requests.leave(recipient))

    def dismiss(self, recipients: Sequence[int]) -> None:
        """Nothing more is to be done about these faxes, which ended badly."""
        self.request(self, lambda services: services.user_requests.dismiss(recipients))

    def try_now(self, recipient: int) -> None:
        """Try a fax that waits here at once."""
        self.request(self, lambda services: services.user_requests.try_now(recipient))

    # ------------------------------------------------------------------------------------ files and documents

    def fetch_report(
        self, owner: QObject, fax_id: str, done: Callable[[Path], None], failed: Callable[[FaxDeskError], None]
    ) -> None:
        """Fetch the confirmation report of a fax."""
        self._fetches.submit(owner, lambda services, cancel: services.fetcher.report(fax_id, cancel), done, failed)

    def fetch_document(
        self,
        owner: QObject,
        fax_id: str,
        kind: DocumentType,
        done: Callable[[Path], None],
        failed: Callable[[FaxDeskError], None],
    ) -> None:
        """Fetch the pages of a fax as they were sent."""
        self._fetches.submit(
            owner, lambda services, cancel: services.fetcher.document(fax_id, kind, cancel), done, failed
        )

    def with_documents(
        self,
        owner: QObject,
        job: Callable[[CancelToken], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[FaxDeskError], None] | None = None,
    ) -> None:
        """Read or write files of the user's in the one thread that does so."""
        self._documents.submit(owner, lambda _context, cancel: job(cancel), done, failed)

    def with_pages(
        self,
        owner: QObject,
        job: Callable[[PageRenderer, CancelToken], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[FaxDeskError], None] | None = None,
    ) -> None:
        """Draw pages, in a thread and a child process of their own: nothing that is converted holds them up."""
        self._pages.submit(owner, job, done, failed)

    def with_store(
        self,
        owner: QObject,
        job: Callable[[Store, CancelToken], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[FaxDeskError], None] | None = None,
    ) -> None:
        """Read what takes more than a moment, such as the order of a whole list, through a connection of its own."""
        self._lists.submit(owner, job, done, failed)


_GRAVITY = (Link.UNKNOWN, Link.ONLINE, Link.ELSEWHERE, Link.OFFLINE, Link.TROUBLE, Link.SIGN_IN)
"""From the lightest to the one that needs the user most."""
