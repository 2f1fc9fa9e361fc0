"""What is written in a dialog is kept as a draft while it is written: a power cut costs a second of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.written_draft import WrittenDraft
    from faxdesk.services.written_drafts import DraftRecord
    from faxdesk.ui.backend.backend import Backend

REST_MS = 1000
"""Milliseconds without a change after which the draft is kept."""
LONGEST_MS = 10_000
"""Milliseconds after which it is kept though somebody goes on writing, and tried again where it could not be kept."""


class DraftSaver(QObject):
    """Keeps the draft of one dialog. `written` returns what the dialog says, None where that is not worth keeping."""

    failed = Signal(object)
    """A `FaxDeskError`: what was written is not kept. It is tried again."""
    recovered = Signal()
    """It is kept again."""

    def __init__(
        self, backend: Backend, record: DraftRecord, written: Callable[[], WrittenDraft | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._backend, self._record, self._written = backend, record, written
        self._was_kept = record.number is not None
        self._saved: WrittenDraft | None = None
        self.has_saved = False
        """True once something has been kept that was not there before."""
        self._rest, self._longest = QTimer(self, singleShot=True), QTimer(self, singleShot=True)
        for timer, interval in ((self._rest, REST_MS), (self._longest, LONGEST_MS)):
            timer.setInterval(interval)
            timer.timeout.connect(self._save)

    def look(self) -> None:
        """Something was changed: keep it once nothing more is for a moment, and at last after some seconds."""
        self._rest.start()
        if not self._longest.isActive():
            self._longest.start()

    def stop(self) -> None:
        """Keep nothing more: the fax is on its way."""
        self._rest.stop()
        self._longest.stop()

    def close(self, done: Callable[[], None], failed: Callable[[FaxDeskError], None]) -> None:
        """Keep what there is and call `done`, at once where that has been done; `failed` where the disk refuses it."""
        self.stop()
        written = self._written()
        if written is None:
            self.drop()
            done()
        elif written == self._saved:
            done()
        else:
            self._backend.commands.keep_draft(self, self._record, written, lambda _none: done(), failed)

    def drop(self) -> None:
        """Throw the draft away, unless it was one before the dialog opened."""
        self.stop()
        if not self._was_kept:
            self._backend.commands.drop_draft(self._record)

    def _save(self) -> None:
        self.stop()
        written = self._written()
        if written is None or written == self._saved:
            return
        self.has_saved = True
        self._backend.commands.keep_draft(self, self._record, written, partial(self._keep, written), self._not_kept)

    def _keep(self, written: WrittenDraft, _none: None) -> None:
        self._saved = written
        self.recovered.emit()

    def _not_kept(self, error: FaxDeskError) -> None:
        self._saved = None
        self._longest.start()
        self.failed.emit(error)
