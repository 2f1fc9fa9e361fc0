"""The documents of one fax on their way in: each has a ticket of the intake, and is called off when it is removed."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.core.errors import InternalFault, Stopped, in_words
from faxdesk.core.model import Document
from faxdesk.core.visible_text import visible
from faxdesk.documents.intake.folders import LeftOut
from faxdesk.documents.intake.intake import Taken
from faxdesk.ui.backend.document_intake import SpooledFile
from faxdesk.ui.compose.attachment import Attachment, step_text
from faxdesk.ui.compose.document_passwords import DocumentPasswords

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from faxdesk.core.arrangement import PageRef
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.documents.intake.intake import Blob, RefusedFile
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.document_list import DocumentList

_NAMED = 3
"""Files left out of folders that are named one by one."""


class AttachmentIntake(QObject):
    """Has documents taken in, and writes into the line of each how far it is and what became of it.

    `region` is that of the settings, which decides the paper of pages that are made.
    """

    changed = Signal()
    """A line says something else."""
    settled = Signal()
    """Nothing is on its way in any more."""
    left_out = Signal(str)
    """Which files of folders are no documents."""

    def __init__(self, backend: Backend, documents: DocumentList, parent: QObject, region: str = "") -> None:
        super().__init__(parent)
        self._region = region
        self._intake, self._spool, self._documents = backend.intake, backend.store.spool, documents
        self._keys = 0
        self._cancels: dict[int, threading.Event] = {}
        self._written: dict[int, bool] = {}
        """The tickets for which something came, and whether the lines say all of it."""
        self._passwords = DocumentPasswords()
        self._left_out: list[LeftOut] = []
        documents.password_given.connect(self._unlock)
        self._intake.stepped.connect(self._stepped)
        self._intake.came.connect(self._came)
        self._intake.ended.connect(self._ended)

    @property
    def pending(self) -> bool:
        """True while a document is on its way in."""
        return any(attachment.pending for attachment in self._documents.attachments())

    def add(self, files: Sequence[Path | Blob | Document], followed_by: tuple[PageRef, ...] | None = None) -> None:
        """Add documents at the end and have them taken in. Files of folders take the place of their folder.

        `followed_by` has the pages that come after the place where they were dropped, None for none in particular.
        """
        for source in files:
            given = (
                SpooledFile(self._spool.path(source.sha256), source.name) if isinstance(source, Document) else source
            )
            cancel = threading.Event()
            ticket = self._intake.take(given, cancel, self._region, self._passwords.fitting)
            self._cancels[ticket] = cancel
            self._documents.add(self._attachment(ticket, source, followed_by))
        self.changed.emit()

    def call_off(self, tickets: Collection[int]) -> None:
        """Take in nothing more for these tickets, unless there is still a line for them."""
        needed = {attachment.ticket for attachment in self._documents.attachments()}
        for ticket in tickets:
            if ticket not in needed and (cancel := self._cancels.pop(ticket, None)) is not None:
                cancel.set()
        self.changed.emit()
        if tickets and not self.pending:
            self.settled.emit()

    def stop(self) -> None:
        """Take in nothing more at all."""
        for cancel in self._cancels.values():
            cancel.set()
        self._intake.rest()

    def _attachment(
        self, ticket: int, source: Path | Blob | Document, followed_by: tuple[PageRef, ...] | None
    ) -> Attachment:
        self._keys += 1
        return Attachment(str(self._keys), ticket, source, followed_by=followed_by)

    # --------------------------------------------------------------------------------- what the intake reports

    def _stepped(self, ticket: int, name: str, pages: int) -> None:
        found = self._find_pending(ticket)
        if found is not None:
            row, attachment = found
            self._documents.put(row, replace(attachment, step=step_text(name, pages, attachment)))

    def _came(self, ticket: int, outcome: Taken | RefusedFile | LeftOut) -> None:
        if ticket not in self._cancels:
            # It belongs to another dialog, or was removed meanwhile.
            return
        before = self._written.get(ticket, True)
        self._written[ticket] = False
        self._take(ticket, outcome)
        self._written[ticket] = before

    def _take(self, ticket: int, outcome: Taken | RefusedFile | LeftOut) -> None:
        if isinstance(outcome, LeftOut):
            self._left_out.append(outcome)
            self.left_out.emit(self._left_out_text())
            return
        found = self._find_pending(ticket)
        if found is not None:
            try:
                self._write(*found, outcome)
            except BaseException as error:
                # A line that nothing came for would go, and its pages with it.
                if (left := self._find_pending(ticket)) is not None:
                    self._documents.put(left[0], replace(left[1], error=in_words(error)))
                raise
        password = self._passwords.finish(ticket, opened=isinstance(outcome, Taken))
        if password is not None:
            self._unlock_others(password)

    def _write(self, row: int, attachment: Attachment, outcome: Taken | RefusedFile) -> None:
        if not isinstance(attachment.source, Document) and outcome.source != attachment.source:
            # One of the files in a folder: it stands before its folder, which goes when all have come.
            attachment = self._attachment(attachment.ticket, outcome.source, attachment.followed_by)
            self._documents.add_before(row, attachment)
        if isinstance(outcome, Taken):
            self._put(row, replace(attachment, taken=outcome))
        else:
            self._put(row, replace(attachment, error=outcome.error))

    def _ended(self, ticket: int, error: FaxDeskError | None) -> None:
        if ticket not in self._cancels:
            return
        found = self._find_pending(ticket)
        if found is not None:
            row, attachment = found
            if error is None and not self._written.get(ticket, False):
                error = InternalFault(
                    self.tr("FaxDesk had a fault."), self.tr("Remove the document, and add it again.")
                )
            if error is None or isinstance(error, Stopped):
                self._documents.remove_rows([row])
            else:
                self._documents.put(row, replace(attachment, error=error))
        self.changed.emit()
        if not self.pending:
            self.settled.emit()

    def _find_pending(self, ticket: int) -> tuple[int, Attachment] | None:
        for row, attachment in enumerate(self._documents.attachments()):
            if attachment.ticket == ticket and attachment.pending:
                return row, attachment
        return None

    def _put(self, row: int, attachment: Attachment) -> None:
        self._documents.put(row, attachment)
        self.changed.emit()

    def _left_out_text(self) -> str:
        named = [f"{visible(one.path.name)} ({one.why})" for one in self._left_out[:_NAMED]]
        more = len(self._left_out) - len(named)
        if more:
            named.append(self.tr("{count} more").format(count=more))
        return self.tr("Left out: {files}.").format(files="; ".join(named))

    # -------------------------------------------------------------------------------------- locked documents

    def _unlock(self, row: int, password: str) -> None:
        attachment = self._documents.attachments()[row]
        if isinstance(attachment.source, Document):
            return
        cancel = threading.Event()
        ticket = self._intake.unlock(attachment.source, password, cancel, self._region)
        self._cancels[ticket] = cancel
        self._passwords.start(ticket, password)
        self._put(row, replace(attachment, ticket=ticket, error=None, step=self.tr("Unlocking…")))
        self._documents.setFocus()

    def _unlock_others(self, password: str) -> None:
        for row, attachment in enumerate(self._documents.attachments()):
            if attachment.locked:
                self._unlock(row, password)
