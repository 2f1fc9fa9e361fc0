"""Fills the search index as long as the window runs, in a thread of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from faxdesk.services.text_indexing import IndexProgress, TextIndexer
from faxdesk.store.store import Store
from faxdesk.ui.backend.threads import ServiceThread

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.times import Now
    from faxdesk.services.events import EventSink
    from faxdesk.store.data_folder import DataFolder

INDEX = "index"
"""The name of the thread."""


class _Factory(Protocol):
    """What tells which data folder it is."""

    @property
    def folder(self) -> DataFolder: ...
    @property
    def now(self) -> Now: ...


class _IndexStep:
    """The indexer, as a thread runs it: it needs the data folder alone."""

    def __init__(self, factory: _Factory, index: TextIndex) -> None:
        self._store = Store(factory.folder, factory.now)
        self._indexer = TextIndexer(self._store, index.tell)

    def step(self, cancel: CancelToken) -> float | None:
        return self._indexer.step(cancel)

    def close(self) -> None:
        try:
            self._indexer.close()
        finally:
            self._store.close()


class TextIndex(QObject):
    """The thread, and how far it has come."""

    progressed = Signal(object)
    """An `IndexProgress`, in the main thread: more can be found now."""

    def __init__(self, factory: _Factory, parent: QObject) -> None:
        super().__init__(parent)
        self._factory = factory
        self.thread_ = ServiceThread(INDEX, self._build, parent)
        self.thread_.reported.connect(self._take)

    def _build(self, _report: EventSink) -> _IndexStep:
        return _IndexStep(self._factory, self)

    def tell(self, progress: IndexProgress) -> None:
        """Take home what the thread has to say. Called in the thread."""
        self.thread_.reported.emit(INDEX, progress)

    def wake(self) -> None:
        """Look now whether there is anything to read."""
        self.thread_.wake()

    def _take(self, _thread: str, value: object) -> None:
        if isinstance(value, IndexProgress):
            self.progressed.emit(value)
