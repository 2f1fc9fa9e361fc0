"""The field "Documents": files of every kind are added, taken in while one goes on, and put in order."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from faxdesk.core.errors import FaxDeskError, InputRefused, Stopped
from faxdesk.core.model import Document
from faxdesk.core.text import count_text
from faxdesk.documents.inspection.limits import check_together
from faxdesk.documents.intake.folders import LeftOut
from faxdesk.documents.intake.intake import Taken
from faxdesk.ui.backend.document_intake import SpooledFile
from faxdesk.ui.compose.attachment import Attachment, line_of, not_ready, step_text
from faxdesk.ui.compose.document_list import DocumentList
from faxdesk.ui.compose.file_dialog import ask_for_files
from faxdesk.ui.compose.page_arrangement import PageArrangement
from faxdesk.ui.compose.summary_line import SummaryLine
from faxdesk.ui.widgets.inline_messages import InlineNote
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from faxdesk.documents.inspection.examine import Examined
    from faxdesk.documents.intake.intake import Blob, RefusedFile
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.backend.callbacks import CancellableTask

    Faxes = tuple[tuple[Path | Document, ...], ...]

FIELD = "Documents"
_NAMED = 3
"""Files left out of folders that are named one by one."""


class DocumentsField(QWidget):
    """The documents of a new fax, in the order of their pages.

    `region` is the two-letter country whose paper pictures and texts are put on.
    """

    changed = Signal()
    settled = Signal()
    """Nothing is on its way in any more."""

    def __init__(
        self, backend: Backend, parent: QWidget | None = None, region: str = "", *, apart: bool = False
    ) -> None:
        super().__init__(parent)
        self._backend = backend
        self._intake = backend.intake
        self.region = region
        self.arrangement = PageArrangement()
        self._keys = 0
        self._cancels: dict[int, threading.Event] = {}
        self._passwords: list[str] = []
        self._tried: dict[int, str] = {}
        self._left_out: list[LeftOut] = []
        self.list = DocumentList(self.tr("Documents"), self)
        self.add_button = self._button(self.tr("&Add documents"), self._ask_for_files)
        self.remove_button = self._button(self.tr("&Remove"), self._remove_chosen)
        self.up_button = self._button(self.tr("Move &up"), self._move_up)
        self.down_button = self._button(self.tr("Move do&wn"), self._move_down)
        self.refused_button = self._button(self.tr("Remove what cannot be faxed"), self._remove_refused)
        self.extent = SummaryLine(backend, self.arrangement, self, apart=apart)
        self._preparing = 0
        self._told: Callable[[str], None] | None = None
        self.note = InlineNote(self)
        self.aside = InlineNote(self)
        self._lay_out()
        self._connect()
        self._report()

    def _button(self, text: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    def _lay_out(self) -> None:
        self.setFocusProxy(self.list)
        self.buttons = QHBoxLayout()
        self.buttons.addWidget(self.add_button)
        self.buttons.addStretch(1)
        for button in (self.refused_button, self.remove_button, self.up_button, self.down_button):
            self.buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list, 1)
        layout.addLayout(self.buttons)
        layout.addWidget(self.extent)
        layout.addWidget(self.note)
        layout.addWidget(self.aside)
        self.list.invite(
            self.tr(
                "Drop PDF or TIFF files, pictures, text or office documents anywhere on this window, or press Add"
                " documents."
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _connect(self) -> None:
        self.list.removal_wanted.connect(self._remove)
        self.list.itemSelectionChanged.connect(self._offer)
        self.list.reordered.connect(self._report)
        self.list.pasted.connect(self.add)
        self.list.refused.connect(self._say_aside)
        self.list.password_given.connect(self._unlock)
        self.extent.changed.connect(self._report)
        self._intake.stepped.connect(self._stepped)
        self._intake.came.connect(self._came)
        self._intake.ended.connect(self._ended)

    # --------------------------------------------------------------------------------------- what it holds

    def value(self) -> tuple[Path | Blob | Document, ...]:
        """Return the documents in order, each as a whole.

        Raises `InputRefused` where there is none, one that cannot be faxed or is still on its way in, or too much.
        """
        entries = self._entries()
        for row, entry in enumerate(entries):
            if entry.taken is None:
                self.list.choose(row)
                raise not_ready(entry, FIELD)
        self._check_together()
        if entries and not self.arrangement.page_refs:
            raise InputRefused(
                FIELD, self.tr("All pages have been taken out."), self.tr("Press Pages… and Undo, or add a document.")
            )
        return tuple(entry.sent for entry in entries)

    @property
    def paths(self) -> tuple[Path | Blob | Document, ...]:
        """All that was added, in order, good or not: what would be lost with the dialog."""
        return tuple(entry.source for entry in self._entries())

    @property
    def examined(self) -> list[Examined]:
        """What is known of the good documents."""
        return [entry.taken.document for entry in self._entries() if entry.taken is not None]

    @property
    def pending(self) -> bool:
        """True while one of them is on its way in."""
        return any(entry.pending for entry in self._entries())

    @property
    def pages(self) -> int | None:
        """The pages of the fax; None while a document is on its way in."""
        return None if self.pending else len(self.arrangement.page_refs)

    def refuse(self, name: str, error: FaxDeskError) -> bool:
        """Mark the document of this name as refused; return whether there is one."""
        for row, entry in enumerate(self._entries()):
            if name in {entry.name, getattr(entry.sent, "name", "")}:
                self._put(row, replace(entry, taken=None, error=error))
                self.list.choose(row)
                return True
        return False

    def prepare(
        self,
        task: CancellableTask,
        told: Callable[[str], None],
        done: Callable[[Faxes], None],
        failed: Callable[[FaxDeskError], None],
    ) -> None:
        """Make the files of each fax of the pages as they were arranged, and call `done` with them, or `failed`."""
        kept = {
            entry.taken.document.path: entry.source
            for entry in self._entries()
            if entry.taken is not None and isinstance(entry.source, Document)
        }
        faxes = self.arrangement.faxes(apart=self.extent.apart)

        def made(files: Sequence[tuple[Path, ...]]) -> None:
            done(tuple(tuple(kept.get(path, path) for path in fax) for fax in files))

        if self.arrangement.untouched(apart=self.extent.apart):
            made(self.arrangement.files(apart=self.extent.apart))
            return
        looks = [self.arrangement.looks.for_sending(page_refs) for page_refs in faxes]
        self._told = told
        self._preparing = self._intake.prepare(task, faxes, self.arrangement.papers, looks, task.token, made, failed)

    def abandon(self) -> None:
        """The dialog closes: nothing more has to come in."""
        for cancel in self._cancels.values():
            cancel.set()
        self.extent.amount.stop()
        self._intake.rest()

    # ------------------------------------------------------------------------------------------- on its way in

    def add(self, files: Sequence[Path | Blob | Document]) -> None:
        """Add documents at the end and have them taken in. Files of folders take the place of their folder."""
        for source in files:
            cancel = threading.Event()
            ticket = self._intake.take(self._given(source), cancel, self.region, self._passwords)
            self._cancels[ticket] = cancel
            entry = self._entry(ticket, source)
            self.list.append(entry, line_of(entry))
        self._report()

    def _given(self, source: Path | Blob | Document) -> Path | Blob | SpooledFile:
        if isinstance(source, Document):
            return SpooledFile(self._backend.store.spool.path(source.sha256), source.name)
        return source

    def _entry(self, ticket: int, source: Path | Blob | Document) -> Attachment:
        self._keys += 1
        return Attachment(str(self._keys), ticket, source)

    def _stepped(self, ticket: int, name: str, pages: int) -> None:
        if ticket == self._preparing and self._told is not None:
            self._told(self.tr("Preparing the pages… {pages} done").format(pages=count_text(pages, "page")))
            return
        for row, entry in enumerate(self._entries()):
            if entry.ticket == ticket and entry.pending:
                step = replace(entry, step=step_text(name, pages, entry))
                self.list.replace_line(row, step, line_of(step))

    def _came(self, ticket: int, outcome: Taken | RefusedFile | LeftOut) -> None:
        if ticket not in self._cancels:
            # It belongs to another dialog, or was removed meanwhile.
            return
        if isinstance(outcome, LeftOut):
            self._left_out.append(outcome)
            self._say_left_out()
            return
        password = self._tried.pop(ticket, None)
        for row, entry in enumerate(self._entries()):
            if entry.ticket == ticket and entry.pending:
                self._settle(row, entry, outcome)
                break
        if password is not None and isinstance(outcome, Taken):
            self._try_elsewhere(password)

    def _settle(self, row: int, entry: Attachment, outcome: Taken | RefusedFile) -> None:
        if not isinstance(entry.source, Document) and outcome.source != entry.source:
            # One of the files in a folder: it stands before its folder, which goes when all have come.
            entry = self._entry(entry.ticket, outcome.source)
            self.list.insert(row, entry, line_of(entry))
        if isinstance(outcome, Taken):
            self._put(row, replace(entry, taken=outcome))
        else:
            self._put(row, replace(entry, error=outcome.error))

    def _ended(self, ticket: int, error: FaxDeskError | None) -> None:
        if ticket not in self._cancels:
            return
        for row, entry in enumerate(self._entries()):
            if entry.ticket == ticket and entry.pending:
                if error is None or isinstance(error, Stopped):
                    self.list.remove_rows([row])
                else:
                    self._put(row, replace(entry, error=error))
                break
        self._report()
        if not self.pending:
            self.settled.emit()

    def _put(self, row: int, entry: Attachment) -> None:
        self.list.replace_line(row, entry, line_of(entry))
        self._report()

    # ----------------------------------------------------------------------------------------------- passwords

    def _unlock(self, row: int, password: str) -> None:
        entry = self._entries()[row]
        if isinstance(entry.source, Document):
            return
        cancel = threading.Event()
        ticket = self._intake.unlock(entry.source, password, cancel, self.region)
        self._cancels[ticket], self._tried[ticket] = cancel, password
        self._put(row, replace(entry, ticket=ticket, error=None, step=self.tr("Unlocking…")))
        self.list.setFocus()

    def _try_elsewhere(self, password: str) -> None:
        """A password that fitted is remembered for this fax, and tried on what else is locked."""
        self._passwords.append(password)
        for row, entry in enumerate(self._entries()):
            if entry.locked:
                self._unlock(row, password)

    # -------------------------------------------------------------------------------------------- the list

    def sync(self) -> None:
        """The pages were changed in their own window: put the list in their order."""
        order = self.arrangement.order()
        chosen = {entry.key for row, entry in enumerate(self._entries()) if row in self.list.rows()}
        entries = sorted(
            self._entries(), key=lambda entry: order.index(entry.key) if entry.key in order else len(order)
        )
        self.arrangement.adopt_order()
        for row, entry in enumerate(entries):
            self.list.replace_line(row, entry, line_of(entry, self._left(entry)))
            self.list.item(row).setSelected(entry.key in chosen)
        self._report()

    def _left(self, entry: Attachment) -> int | None:
        return None if entry.taken is None else self.arrangement.left(entry.key)

    def _report(self) -> None:
        papers = [entry.paper for entry in self._entries()]
        self.arrangement.follow([paper for paper in papers if paper is not None])
        if self.examined:
            self._say_together()
        else:
            self.note.say("")
        self.extent.renew()
        self._offer()
        self.changed.emit()

    def _say_together(self) -> None:
        try:
            warnings = self._check_together()
        except InputRefused as error:
            self.note.say(f"{error.title} {error.advice}", Severity.ERROR)
        else:
            self.note.say(" ".join(warnings), Severity.WARNING)

    def _check_together(self) -> tuple[str, ...]:
        return check_together(self.examined, joined=True)

    def _say_aside(self, text: str) -> None:
        self.aside.say(text, Severity.WARNING)

    def _say_left_out(self) -> None:
        named = [f"{one.path.name} ({one.why})" for one in self._left_out[:_NAMED]]
        more = len(self._left_out) - len(named)
        if more:
            named.append(self.tr("{count} more").format(count=more))
        self.aside.say(self.tr("Left out: {files}.").format(files="; ".join(named)))

    def _offer(self) -> None:
        rows, count = self.list.rows(), self.list.count()
        for button in (self.remove_button, self.up_button, self.down_button):
            button.setVisible(count > 0)
        self.refused_button.setVisible(len(self._bad_rows()) > 1)
        self.remove_button.setEnabled(bool(rows))
        self.up_button.setEnabled(bool(rows) and rows[0] > 0)
        self.down_button.setEnabled(bool(rows) and rows[-1] < count - 1)

    def _bad_rows(self) -> list[int]:
        return [row for row, entry in enumerate(self._entries()) if entry.error is not None and not entry.locked]

    def _remove_refused(self) -> None:
        self._remove(self._bad_rows())

    def _remove_chosen(self) -> None:
        self._remove(self.list.rows())

    def _remove(self, rows: list[int]) -> None:
        had_focus = self.remove_button.hasFocus() or self.refused_button.hasFocus() or self.list.hasFocus()
        gone = [self._entries()[row].ticket for row in rows]
        self.list.remove_rows(rows)
        kept = {entry.ticket for entry in self._entries()}
        for ticket in gone:
            if ticket not in kept and (cancel := self._cancels.pop(ticket, None)) is not None:
                cancel.set()
        self._report()
        if had_focus:
            (self.list if self.list.count() else self.add_button).setFocus()
        if gone and not self.pending:
            self.settled.emit()

    def _move_up(self) -> None:
        self._move(-1)

    def _move_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        rows = self.list.rows()
        for row in rows if by < 0 else reversed(rows):
            item = self.list.takeItem(row)
            self.list.insertItem(row + by, item)
        self.list.ask()
        self.list.clearSelection()
        for row in rows:
            self.list.item(row + by).setSelected(True)
        self._report()

    def _entries(self) -> list[Attachment]:
        return [entry for entry in self.list.entries() if isinstance(entry, Attachment)]

    def _ask_for_files(self) -> None:
        paths = [path for path in self.paths if isinstance(path, Path)]
        ask_for_files(self, self.add, paths[-1].parent if paths else None)
