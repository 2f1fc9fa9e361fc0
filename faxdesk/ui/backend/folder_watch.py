"""Watches folders as long as the window runs, in a thread that is there only where there are folders to watch."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import QObject, Signal

from faxdesk.services.events import Changed, Condition, Link
from faxdesk.ui.backend.threads import ServiceThread

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.times import Now
    from faxdesk.services.container import Services
    from faxdesk.services.events import EventSink
    from faxdesk.services.folder_events import FileReport, FolderState
    from faxdesk.services.watched_folders import WatchedFolders

WATCH = "watch"
"""The name of the thread."""


class _Factory(Protocol):
    """What opens the services in the thread."""

    @property
    def now(self) -> Now: ...
    def open(self, report: EventSink) -> Services: ...


class FileNews(NamedTuple):
    """Something has happened to a file of a watched folder: a `FileReport` on its way to the main thread."""

    report: FileReport


class _WatchStep:
    """The watched folders, as a thread runs them."""

    def __init__(self, folders: WatchedFolders, report: EventSink) -> None:
        self._folders, self._report = folders, report
        self.close = folders.close

    def step(self, cancel: CancelToken) -> float | None:
        pause = self._folders.step(cancel)
        # What went wrong before is over. It knows nothing of Fax.Plus itself.
        self._report(Condition(Link.UNKNOWN))
        return pause


class FolderWatch(QObject):
    """The thread, and what it has found. `states` is how each folder was found last."""

    said = Signal(object)
    """A `FileReport`."""

    def __init__(self, factory: _Factory, parent: QObject) -> None:
        super().__init__(parent)
        self._factory = factory
        self.thread_ = ServiceThread(WATCH, self._build, parent)
        self.thread_.reported.connect(self._take)
        self.states: tuple[FolderState, ...] = ()

    def _build(self, report: EventSink) -> _WatchStep:
        # Not above: a window that watches no folder needs none of it.
        from faxdesk.services.watched_folders import WatchedFolders

        services = self._factory.open(report)
        return _WatchStep(WatchedFolders(services, self._factory.now, report, self._hear, self._keep), report)

    def _hear(self, report: FileReport) -> None:
        self.thread_.reported.emit(WATCH, FileNews(report))

    def _keep(self, states: tuple[FolderState, ...]) -> None:
        # In the thread: a tuple is put in the place of another at once.
        before, self.states = self.states, states
        if [state.problem for state in before] != [state.problem for state in states]:
            self.thread_.reported.emit(WATCH, Changed())

    def _take(self, _thread: str, value: object) -> None:
        if isinstance(value, FileNews):
            self.said.emit(value.report)
