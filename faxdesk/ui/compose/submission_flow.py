"""From pressing Send to safely on disk: documents on their way in are waited for, changed pages are prepared."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.core.errors import FaxDeskError, InternalFault, in_words
from faxdesk.ui.backend.callbacks import CancellableTask
from faxdesk.ui.compose.documents_field import DocumentsField

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from faxdesk.core.model import Document, Draft, Submission
    from faxdesk.ui.compose.fixed_documents_field import FixedDocumentsField
    from faxdesk.ui.compose.modes import ComposeMode


class SubmissionFlow(QObject):
    """Brings one fax on its way. Until it is being kept, that can be stopped."""

    said = Signal(str)
    """What is going on."""
    ready = Signal()
    """What was on its way in is there: all can be checked now."""
    done = Signal(object)
    """The submissions that were kept; none where there was nothing to keep."""
    failed = Signal(object)
    """A `FaxDeskError`: nothing was kept."""

    def __init__(self, mode: ComposeMode, documents: DocumentsField | FixedDocumentsField, parent: QObject) -> None:
        super().__init__(parent)
        self._mode = mode
        self._documents = documents
        self._draft: Draft | None = None
        self._task = CancellableTask(self)
        self.waiting = self.busy = self.keeping = False
        if isinstance(documents, DocumentsField):
            documents.settled.connect(self._settled)

    def begin(self) -> bool:
        """Return True where all can be checked now; else `ready` comes later."""
        self._task = CancellableTask(self)
        self.busy = True
        self.waiting = self._documents.pending
        if self.waiting:
            self.said.emit(self.tr("The fax is sent as soon as its documents are ready…"))
        return not self.waiting

    def submit(self, draft: Draft) -> None:
        """Prepare the pages where they were changed, then keep the fax. `draft` has been checked."""
        self._draft = draft
        with self._ending_badly():
            if isinstance(self._documents, DocumentsField):
                self._documents.prepare(self._task, self._told, self._prepared, self._over)
            else:
                self._keep(draft)

    def stop(self) -> bool:
        """Stop, where the fax is not being kept yet; return whether that was so."""
        if not self.busy or self.keeping:
            return False
        self._task.cancel()
        self._end()
        return True

    def _settled(self) -> None:
        if self.waiting:
            self.waiting = False
            self.ready.emit()

    def _told(self, text: str) -> None:
        if self.busy:
            self.said.emit(text)

    def _prepared(self, files: tuple[Path | Document, ...]) -> None:
        if self._draft is not None:
            self._keep(replace(self._draft, files=files))

    @contextmanager
    def _ending_badly(self) -> Iterator[None]:
        """Whatever is raised inside ends the way of the fax: nobody waits for what does not come."""
        try:
            yield
        except BaseException as error:
            self._over(in_words(error))
            if not isinstance(error, FaxDeskError):
                raise

    def _keep(self, draft: Draft) -> None:
        self.keeping = True
        self.said.emit(self.tr("Saving…"))
        self._mode.keep(self._task, draft, self._kept, self._over)

    def _kept(self, submissions: tuple[Submission, ...]) -> None:
        self._end()
        self.done.emit(submissions)

    def _over(self, error: FaxDeskError) -> None:
        self._end()
        if isinstance(error, InternalFault):
            # It may have come after the fax was kept, and would be sent twice.
            advice = self.tr("Look in the outbox whether the fax is there before you send it again.")
            error = InternalFault(error.title, advice)
        self.failed.emit(error)

    def _end(self) -> None:
        self.busy = self.waiting = self.keeping = False
