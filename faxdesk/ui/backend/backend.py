"""Between the window and the work: requests go out to the threads, what these report comes back as signals.

The window reads lists from `backend.store`, the connection of the main thread, and never waits for anything else.
It never writes there: what the user asks for is in `backend.commands`.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from faxdesk.core.errors import FaxDeskError
from faxdesk.core.times import local
from faxdesk.core.webhook_events import FAX_SENT
from faxdesk.services.events import Changed, Condition, EventSink, Link, Progress
from faxdesk.services.webhook_hints import WakingCalls
from faxdesk.store.store import Store
from faxdesk.ui.backend.callbacks import Callbacks
from faxdesk.ui.backend.fax_commands import FaxCommands
from faxdesk.ui.backend.folder_watch import WATCH, FolderWatch
from faxdesk.ui.backend.text_index import INDEX, TextIndex
from faxdesk.ui.backend.threads import STOP_SECONDS, JobThread, ServiceThread, end_all

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import DocumentType
    from faxdesk.core.times import Now
    from faxdesk.services.container import Services
    from faxdesk.services.local_services import LocalServices
    from faxdesk.services.step_supervisor import StepSupervisor
    from faxdesk.store.data_folder import DataFolder
    from faxdesk.ui.backend.document_intake import DocumentIntake
    from faxdesk.ui.backend.page_renderer import PageRenderer

_log = logging.getLogger(__name__)
T = TypeVar("T")

GATHER_MS = 80
"""Milliseconds in which reports of a change are gathered into one `changed`. In longer ones more becomes new at once,
and the pause in which it is drawn is longer."""
SWITCH_SECONDS = 0.0003
"""How long a thread may keep the interpreter from the window, which waits for it after each query and each cell that it
draws. With Python's own 5 ms these waits add up to a pause that one sees; with 1 ms a list is drawn in 22 ms beside a
thread that never rests, with this in 15."""
LAST_SECONDS = 3.0
"""How long the end of the program waits for a fax that was held for an undo. What takes longer goes on at the next
start."""
_LOOK_MS = 20
"""Milliseconds between two looks whether it has left."""
WATCH_MS = 1000
"""Milliseconds between two looks whether another process has changed the database, or the machine has slept."""
CALLS_MS = 100
"""The same whether a webhook has called, while a fax is on its way of whose end it can tell."""
SLEPT_SECONDS = 30.0
"""When the time of day gains more than this, the machine has slept, and with it the clock that the threads wait by."""
STILL_SECONDS = 0.2
"""How long the window may stand still for a program that keeps the database busy."""
HANGS_SECONDS = 30.0
"""A job that only reads and writes files takes less, unless a disk or a network drive does not answer: the largest
documents, 150 MB, are copied and looked at in 10 seconds."""
FRESH_SECONDS = 20.0
"""A window that is seen again after less than this is not brought up to date anew."""


DELIVER, CANCEL, FOLLOW, PREFETCH, BATCH, INBOX = "deliver", "cancel", "follow", "prefetch", "batch", "inbox"
HOUSEKEEPING = "housekeeping"
"""The threads of the services: the last puts proofs beside documents, and deletes what is too old."""


def _unreported(_value: object) -> None:
    """Take a report of services that are only asked for single things."""


def _renderer() -> PageRenderer:
    from faxdesk.ui.backend.page_renderer import PageRenderer

    return PageRenderer()


class ServicesOpener(Protocol):
    """What opens the services: a `ServicesFactory`, or what becomes one when the first thread needs it."""

    @property
    def folder(self) -> DataFolder: ...
    @property
    def now(self) -> Now: ...
    def open(self, report: EventSink) -> Services: ...
    def open_here(self) -> LocalServices: ...
    def look_again(self) -> None: ...


class _OwnedStep:
    """One service, as a thread runs it: all services are opened in the thread and closed with it."""

    def __init__(self, services: Services, service: StepSupervisor) -> None:
        self._services = services
        self.step = service.step
        self.close = services.close


class Backend(QObject):
    """All that the window can ask for. Every result and every failure comes back in the main thread."""

    changed = Signal()
    """The lists may have changed; sent at most once in `GATHER_MS`."""
    day_changed = Signal()
    """Another day has begun where the user is, so that “Today” means another one."""
    progressed = Signal(object)
    """A `Progress` of an upload."""
    condition_changed = Signal(object)
    """The `Condition` of the link to Fax.Plus."""
    failed = Signal(object)
    """A `FaxDeskError` that nobody takes: a request of the user failed, or a thread ended."""

    def __init__(self, factory: ServicesOpener, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.factory = factory
        self.store = Store(factory.folder, factory.now)
        self.store.wait_at_most(STILL_SECONDS)
        self.condition = Condition(Link.UNKNOWN)
        self.commands = FaxCommands(self)
        self._conditions: dict[str, Condition] = {}
        self._services = {
            name: ServiceThread(name, partial(self._own_step, supervisor), self)
            for name, supervisor in _SUPERVISORS.items()
        }
        self.folder_watch = FolderWatch(factory, self)
        self._services[WATCH] = self.folder_watch.thread_
        self.text_index = TextIndex(factory, self)
        self._services[INDEX] = self.text_index.thread_
        self._requests = JobThread("requests", self._open_here, self, patience=HANGS_SECONDS)
        self._fetches = JobThread("fetch", self._open, self)
        self._documents = JobThread("documents", object, self, patience=HANGS_SECONDS)
        self._pages = JobThread("pages", _renderer, self)
        self._lists = JobThread("lists", self._own_store, self, patience=HANGS_SECONDS)
        self._long_jobs: JobThread[Services] | None = None
        for jobs in self._job_threads():
            jobs.unclaimed.connect(self.failed)
        self._intake: DocumentIntake | None = None
        self._gather = QTimer(self, singleShot=True)
        self._gather.setInterval(GATHER_MS)
        self._gather.timeout.connect(self.changed)
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self._look)
        self._calls = WakingCalls(self.store)
        self._calls_of_inbox = WakingCalls(self.store, apart_from=FAX_SENT)
        self._listen = QTimer(self)
        self._listen.setInterval(CALLS_MS)
        self._listen.timeout.connect(self._heed_calls)
        self._version = self.store.database.data_version()
        self._watched = True
        self._renewed = 0.0
        self._ahead = self._time_ahead()
        self._day = self._today()

    # ---------------------------------------------------------------------------------------- start and stop

    def start(self) -> None:
        """Start the threads."""
        sys.setswitchinterval(SWITCH_SECONDS)
        for service in self._services.values():
            service.reported.connect(self._receive)
            service.broke.connect(self.failed)
        self._keep_running()
        self.start_jobs()
        self._watch.start()

    def start_jobs(self) -> None:
        """Start the threads of single jobs, without which nothing is read or drawn; nothing is delivered yet."""
        for jobs in self._job_threads():
            self._tell(jobs.begin())

    def _keep_running(self) -> None:
        """Start each service whose thread does not run; say so where the computer does not let it."""
        for name, service in self._services.items():
            if name != WATCH or service.isRunning() or self.store.watched_files.folders():
                self._tell(service.begin())

    def _tell(self, error: FaxDeskError | None) -> None:
        if error is not None:
            self.failed.emit(error)

    def stop(self) -> bool:
        """Stop the threads and close the store, within `STOP_SECONDS`. What was not done goes on at the next start.

        Returns False where a thread hangs and had to be left behind; its objects must then not be destroyed.
        """
        if self._watch.isActive():
            end_all(self._end_holds)
        self._watch.stop()
        self._listen.stop()
        self._gather.stop()
        # What the threads have already reported comes when the store is closed: nobody must act on it.
        self.blockSignals(True)
        threads: tuple[ServiceThread | JobThread[Any] | DocumentIntake, ...] = (
            *self._services.values(),
            *self._job_threads(),
            *(() if self._intake is None else (self._intake,)),
        )
        for thread in threads:
            thread.ask_to_stop()
        end = time.monotonic() + STOP_SECONDS
        stopped = [thread.stop(max(0.0, end - time.monotonic())) for thread in threads]
        end_all(self.store.close)
        return all(stopped)

    def _end_holds(self) -> None:
        """End the grace of everything: who closes the window takes nothing back. What was held may leave first.

        It comes after what the user has asked for last, in the same thread. Where that has done nothing yet, nothing of
        this window is held, and there is nothing to wait for.
        """
        ended = threading.Event()
        leave_by = time.monotonic() + LAST_SECONDS
        online, delivering = self.condition.link is Link.ONLINE, self._services[DELIVER]
        cancelling = self._services[CANCEL]

        def end_holds(services: LocalServices, cancel: CancelToken) -> None:
            holds = services.store.undo_holds
            try:
                unwanted, jobs = holds.end_cancellations(), holds.end()
                cancelling.wake()
                delivering.wake()
                while online and holds.any_to_cancel(unwanted) and not cancel.is_set() and cancelling.isRunning():
                    cancelling.wait(_LOOK_MS)
                while online and holds.any_here(jobs) and not cancel.is_set() and delivering.isRunning():
                    delivering.wait(_LOOK_MS)
            except FaxDeskError as error:
                # It stays held, until a time that has passed by the next start.
                _log.warning("the holds could not be ended: %s", error)
            finally:
                ended.set()

        self._requests.submit(self, end_holds)
        if self._requests.ready:
            ended.wait(max(0.0, leave_by - time.monotonic()))

    def _job_threads(self) -> tuple[JobThread[Any], ...]:
        long_jobs = () if self._long_jobs is None else (self._long_jobs,)
        return self._requests, self._fetches, self._documents, self._pages, self._lists, *long_jobs

    def _own_store(self) -> Store:
        return Store(self.factory.folder, self.factory.now)

    def _open(self) -> Services:
        return self.factory.open(_unreported)

    def _open_here(self) -> LocalServices:
        return self.factory.open_here()

    def _own_step(self, supervisor: Callable[[Services], StepSupervisor], report: EventSink) -> _OwnedStep:
        services = self.factory.open(report)
        services.follower.watched = services.inbox.watched = self._is_watched
        return _OwnedStep(services, supervisor(services))

    def _is_watched(self) -> bool:
        return self._watched

    # ---------------------------------------------------------------------------------------------- reports

    def _receive(self, thread: str, value: object) -> None:
        if isinstance(value, Progress):
            self.progressed.emit(value)
        elif isinstance(value, Condition):
            self._weigh(thread, value)
        elif isinstance(value, Changed):
            self.touch()
            self._urge(INDEX)
            if thread == DELIVER:
                # What was handed over just now is followed from now on, not from the next idle poll on.
                self._urge(FOLLOW, BATCH)
            elif thread == FOLLOW:
                self._calls.found_news()
                # A fax that has come to its end may be what another waits for.
                self._urge(PREFETCH, BATCH, HOUSEKEEPING, DELIVER)
            elif thread == INBOX:
                self._calls_of_inbox.found_news()
                self._urge(PREFETCH)
            elif thread in (BATCH, WATCH):
                self._urge(DELIVER)

    def _weigh(self, thread: str, condition: Condition) -> None:
        """Show the link as the thread finds it that is worst off: it is that one which needs the user."""
        if thread == INDEX:
            # It knows nothing of the link; its trouble is told like any other.
            return
        if thread in (PREFETCH, BATCH, HOUSEKEEPING) and condition.error is None:
            # They ask the service for nothing, or not while there is nothing to fetch, and do not know how the link is.
            self._conditions.pop(thread, None)
        else:
            self._conditions[thread] = condition
        worst = max(self._conditions.values(), key=lambda one: _GRAVITY.index(one.link), default=self.condition)
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
        """Return by how many seconds the time of day is ahead of the clock that threads wait by."""
        return self.factory.now().timestamp() - time.monotonic()

    def _today(self) -> date:
        return local(self.factory.now()).date()

    def _look(self) -> None:
        today, before = self._today(), self._day
        self._day = today
        if today != before:
            self.day_changed.emit()
            self.touch()
        ahead = self._time_ahead()
        if ahead - self._ahead > SLEPT_SECONDS:
            self.refresh()
        self._ahead = ahead
        self._keep_running()
        version = self.store.database.data_version()
        if version != self._version:
            self._version = version
            self.touch()
            self._urge(INDEX, DELIVER, CANCEL, BATCH)
        self._listen_closely()
        self._heed_calls()

    def _listen_closely(self) -> None:
        """Look for calls ten times a second while a fax is on its way, where webhooks have ever called."""
        closely = self.factory.folder.webhooks.exists() and self.store.delivery_queue.in_motion()
        if not closely:
            self._listen.stop()
        elif not self._listen.isActive():
            self._listen.start()

    def _heed_calls(self) -> None:
        if self._calls.due():
            self._urge(FOLLOW)
        if self._calls_of_inbox.due():
            self._urge(INBOX)

    def _urge(self, *threads: str) -> None:
        """Let threads look for new work now. Trouble keeps its pause, which the service may have asked for."""
        for thread in threads:
            if thread not in self._conditions or self._conditions[thread].error is None:
                self._services[thread].wake()

    def look_for_sign_in(self) -> None:
        """The user has unlocked or mended the keyring: ask it again, and try everything."""
        self.factory.look_again()
        self.refresh()

    def refresh(self) -> None:
        """Try everything now, whatever it was waiting for."""
        self._renewed = time.monotonic()
        for service in self._services.values():
            service.wake()

    # --------------------------------------------------------------------------------------------- requests

    def request(
        self,
        owner: QObject | None,
        job: Callable[[LocalServices], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[FaxDeskError], None] | None = None,
    ) -> None:
        """Write what the user asks for into the database, off the main thread, and let the threads carry it out."""
        callbacks = Callbacks(owner or self, done, failed or self.failed.emit)

        def write(services: LocalServices, _cancel: CancelToken) -> T:
            return job(services)

        def written(result: T) -> None:
            self.touch()
            self.refresh()
            callbacks.succeed(result)

        def not_written(error: FaxDeskError) -> None:
            # What the user has asked for is not kept: he must hear of it, though its dialog has gone.
            if callbacks.awaited:
                callbacks.fail(error)
            else:
                self.failed.emit(error)

        self._requests.submit(self, write, written, not_written)

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

    def ask_service(
        self,
        owner: QObject,
        job: Callable[[Services, CancelToken], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[FaxDeskError], None] | None = None,
    ) -> None:
        """Ask or tell Fax.Plus something that is about no fax."""
        self._fetches.submit(owner, job, done, failed)

    def with_services(
        self,
        owner: QObject,
        job: Callable[[Services, CancelToken], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[FaxDeskError], None] | None = None,
    ) -> None:
        """Do what may take minutes and need Fax.Plus, in a thread that is there from the first such job on."""
        if self._long_jobs is None:
            self._long_jobs = JobThread("long jobs", self._open, self)
            self._long_jobs.unclaimed.connect(self.failed)
            self._long_jobs.begin()
        self._long_jobs.submit(owner, job, done, failed)

    @property
    def intake(self) -> DocumentIntake:
        """What takes documents in, made when the first dialog for a fax is opened."""
        if self._intake is None:
            # Not above: the first paint does not wait for it.
            from faxdesk.ui.backend.document_intake import DocumentIntake

            self._intake = DocumentIntake(self.factory.folder.cache / "intake", self)
            self._intake.tasks.unclaimed.connect(self.failed)
        return self._intake

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


_SUPERVISORS: dict[str, Callable[[Services], StepSupervisor]] = {
    DELIVER: lambda services: services.delivering,
    CANCEL: lambda services: services.cancelling,
    FOLLOW: lambda services: services.following,
    PREFETCH: lambda services: services.prefetching,
    BATCH: lambda services: services.batching,
    INBOX: lambda services: services.receiving,
    HOUSEKEEPING: lambda services: services.housekeeping,
}
"""What each thread of a service runs, out of all services, which it opens for itself."""
_GRAVITY = (Link.UNKNOWN, Link.ONLINE, Link.ELSEWHERE, Link.OFFLINE, Link.TROUBLE, Link.FAULT, Link.SIGN_IN)
"""From the lightest to the one that needs the user most."""
