"""What is written in a dialog is kept as a draft while it is written: a power cut costs a second of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.written_draft import WrittenDraft
    from faxdesk.services.written_drafts import DraftRecord
    from faxdesk.ui.backend.backend import Backend

REST_MS = 1000
"""Milliseconds without a change after which the draft is kept."""


class DraftSaver(QObject):
    """Keeps the draft of one dialog. `written` returns what the dialog says, None where that is not worth keeping."""

    def __init__(
        self, backend: Backend, record: DraftRecord, written: Callable[[], WrittenDraft | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._backend, self._record, self._written = backend, record, written
        self._was_kept = record.number is not None
        self._saved: WrittenDraft | None = None
        self.has_saved = False
        """True once something has been kept that was not there before."""
        self._rest = QTimer(self, singleShot=True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._save)

    def look(self) -> None:
        """Something was changed: keep it once nothing more is for a moment."""
        self._rest.start()

    def stop(self) -> None:
        """Keep nothing more: the fax is on its way."""
        self._rest.stop()

    def close(self, done: Callable[[], None], failed: Callable[[FaxDeskError], None]) -> None:
        """Keep what there is and call `done`, at once where that has been done; `failed` where the disk refuses it."""
        self._rest.stop()
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
        self._rest.stop()
        if not self._was_kept:
            self._backend.commands.drop_draft(self._record)

    def _save(self) -> None:
        written = self._written()
        if written is None or written == self._saved:
            return
        self.has_saved = True
        # Whoever goes on writing hears of trouble when the dialog is closed: it has not been kept then either.
        self._backend.commands.keep_draft(self, self._record, written, partial(self._keep, written), self._not_kept)

    def _keep(self, written: WrittenDraft, _none: None) -> None:
        self._saved = written

    def _not_kept(self, _error: FaxDeskError) -> None:
        self._saved = None
