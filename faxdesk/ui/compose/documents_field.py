"""The field "Documents": files of every kind are added, taken in while one goes on, and put in order."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from faxdesk.core.errors import FaxDeskError, InputRefused
from faxdesk.core.model import AssembledFile, Document
from faxdesk.core.visible_text import visible
from faxdesk.core.written_draft import DraftFile
from faxdesk.documents.inspection.joint_limits import check_together
from faxdesk.ui.compose.as_shown_offer import AsShownOffer
from faxdesk.ui.compose.attachment import not_ready
from faxdesk.ui.compose.attachment_intake import AttachmentIntake
from faxdesk.ui.compose.document_list import DocumentList
from faxdesk.ui.compose.file_dialog import ask_for_files
from faxdesk.ui.compose.file_preparation import FilePreparation
from faxdesk.ui.compose.page_arrangement import PageArrangement
from faxdesk.ui.compose.page_strip import PageStrip
from faxdesk.ui.compose.summary_line import SummaryLine
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from faxdesk.core.arrangement import PageRef
    from faxdesk.core.model import SourceFile
    from faxdesk.documents.inspection.examine import Examined
    from faxdesk.documents.intake.intake import Blob
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.backend.callbacks import CancellableTask
    from faxdesk.ui.compose.attachment import Attachment

    Files = tuple[SourceFile, ...]

FIELD = "Documents"
QWIDGETSIZE_MAX = (1 << 24) - 1
"""What Qt calls so: the height of a widget that nothing limits. PySide does not have it."""


class DocumentsField(QWidget):
    """The documents of a new fax, in the order of their pages.

    `region` is that of the settings, which decides the paper of pages that are made.
    """

    changed = Signal()
    settled = Signal()
    """Nothing is on its way in any more."""
    landed = Signal(tuple)
    """The keys of documents whose pages have come to where they were dropped."""

    def __init__(
        self, backend: Backend, parent: QWidget | None = None, region: str = "", *, fax_per_file: bool = False
    ) -> None:
        super().__init__(parent)
        self.arrangement = PageArrangement()
        self.list = DocumentList(self.tr("Documents"), self)
        self.strip = PageStrip(backend, self.arrangement, self)
        self.add_button = self._button(self.tr("&Add documents"), self._ask_for_files)
        self.remove_button = self._button(self.tr("&Remove"), self._remove_chosen)
        self.up_button = self._button(self.tr("Move &up"), self._move_up)
        self.down_button = self._button(self.tr("Move do&wn"), self._move_down)
        self.refused_button = self._button(self.tr("Remove what cannot be faxed"), self._remove_refused)
        self.summary_line = SummaryLine(backend, self.arrangement, self, fax_per_file=fax_per_file)
        self.as_shown_offer = AsShownOffer(self)
        self.note = InlineNote(self)
        self.left_out_note = InlineNote(self)
        self._restored = ""
        self._intake = AttachmentIntake(backend, self.list, self, region)
        self._preparation = FilePreparation(backend.intake, self.arrangement, self)
        self._lay_out()
        self._connect()
        self._update()

    def _button(self, text: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    def _lay_out(self) -> None:
        self.setFocusProxy(self.list)
        QWidget.setTabOrder(self.add_button, self.summary_line.pages_button)
        self.buttons = QHBoxLayout()
        self.buttons.addWidget(self.add_button)
        self.buttons.addWidget(self.summary_line.pages_button)
        self.buttons.addStretch(1)
        for button in (self.refused_button, self.remove_button, self.up_button, self.down_button):
            self.buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.SPACE_S)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.strip)
        layout.addLayout(self.buttons)
        layout.addWidget(self.as_shown_offer)
        layout.addWidget(self.summary_line)
        layout.addWidget(self.note)
        layout.addWidget(self.left_out_note)
        self.list.invite(
            self.tr(
                "Drop PDF or TIFF files, pictures, text or office documents anywhere on this window, or press Add"
                " documents."
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _connect(self) -> None:
        self.list.removal_wanted.connect(self._remove)
        self.list.itemSelectionChanged.connect(self._enable_buttons)
        self.list.reordered.connect(self._update)
        self.list.pasted.connect(self.add)
        self.list.refused.connect(self._say_left_out)
        self.strip.moved.connect(self._move_pages)
        self.strip.opened.connect(self.summary_line.pages_wanted)
        self.strip.files_dropped.connect(self.add_between)
        self.strip.files_refused.connect(self._say_left_out)
        self.summary_line.changed.connect(self._update)
        self.as_shown_offer.accepted.connect(self._send_as_shown)
        self._intake.changed.connect(self._update)
        # Before whoever waits for that: the pages are sent as they are arranged by then.
        self._intake.settled.connect(self._restore)
        self._intake.settled.connect(self.settled)
        self._intake.left_out.connect(self._say_left_out)

    # --------------------------------------------------------------------------------------- what it holds

    def value(self) -> tuple[Path | Blob | Document, ...]:
        """Return the documents in order, each as a whole.

        Raises `InputRefused` where there is none, one that cannot be faxed or is still on its way in, or too much.
        """
        attachments = self.list.attachments()
        for row, attachment in enumerate(attachments):
            if attachment.taken is None:
                self.list.choose(row)
                raise not_ready(attachment, FIELD)
        self._check_together()
        if attachments and not self.arrangement.page_refs:
            raise InputRefused(
                FIELD, self.tr("All pages have been taken out."), self.tr("Press Pages… and Undo, or add a document.")
            )
        return tuple(attachment.sent for attachment in attachments)

    @property
    def paths(self) -> tuple[Path | Blob | Document, ...]:
        """All that was added, in order, good or not: what would be lost with the dialog."""
        return tuple(attachment.source for attachment in self.list.attachments())

    @property
    def examined(self) -> list[Examined]:
        """What is known of the good documents."""
        return [attachment.taken.document for attachment in self.list.attachments() if attachment.taken is not None]

    @property
    def refused(self) -> tuple[InputRefused, ...]:
        """Why documents that have come in cannot be sent as they are, one for each of them."""
        return tuple(not_ready(one, FIELD) for one in self.list.attachments() if one.error is not None)

    @property
    def pending(self) -> bool:
        """True while one of them is on its way in."""
        return self._intake.pending

    @property
    def pages(self) -> int | None:
        """The pages of the fax; None while a document is on its way in."""
        return None if self.pending else len(self.arrangement.page_refs)

    @property
    def fax_per_file(self) -> bool:
        """True where each document goes out as a fax of its own."""
        return self.summary_line.fax_per_file

    def written(self) -> tuple[DraftFile, ...]:
        """Return all that was added, good or not, for a draft. What is held in memory only is left out until it is."""
        return tuple(file for one in self.list.attachments() if (file := _draft_file(one)) is not None)

    @property
    def written_pages(self) -> str:
        """How the pages are arranged, for a draft."""
        if self._restored:
            return self._restored
        return self.arrangement.written([one.key for one in self.list.attachments() if _draft_file(one) is not None])

    def restore_pages(self, written: str) -> None:
        """Arrange the pages as they were, once all documents have come in."""
        self._restored = written
        self._restore()

    def _restore(self) -> None:
        if self._restored and not self.pending:
            self.arrangement.restore(self._restored, [one.key for one in self.list.attachments()])
            self._restored = ""
            self.sync()

    def refuse(self, name: str, error: FaxDeskError) -> bool:
        """Mark the document of this name as refused; return whether there is one."""
        for row, attachment in enumerate(self.list.attachments()):
            if name in {attachment.name, visible(attachment.sent.name)}:
                self.list.put(row, replace(attachment, taken=None, error=error))
                self._update()
                self.list.choose(row)
                return True
        return False

    def add(self, files: Sequence[Path | Blob | Document]) -> None:
        """Add documents at the end and have them taken in."""
        self._intake.add(files)

    def add_between(self, files: Sequence[Path | Blob | Document], row: int) -> None:
        """Add documents whose pages go before the page that is in a row now, behind all where there is none."""
        self._intake.add(files, self.arrangement.page_refs[row:])

    def ask_for_files_between(self, row: int, parent: QWidget) -> None:
        """Ask in a dialog over `parent` for documents whose pages go before the page that is in a row now."""
        ask_for_files(parent, partial(self._add_chosen, self.arrangement.page_refs[row:]), self._last_folder())

    def _add_chosen(self, followed_by: tuple[PageRef, ...], files: Sequence[Path]) -> None:
        self._intake.add(files, followed_by)

    def _move_pages(self, rows: list[int], before: int) -> None:
        self.arrangement.move(rows, before)
        self.sync()
        first = before - sum(row < before for row in rows)
        self.strip.choose(range(first, first + len(rows)))

    def prepare(
        self,
        task: CancellableTask,
        report: Callable[[str], None],
        done: Callable[[Files], None],
        failed: Callable[[FaxDeskError], None],
    ) -> None:
        """Make the files of the pages as they were arranged, and call `done` with them, or `failed`."""
        spooled = {
            attachment.taken.document.path: attachment.source
            for attachment in self.list.attachments()
            if attachment.taken is not None and isinstance(attachment.source, Document)
        }

        of_several = {document.name: document.parts for document in spooled.values() if document.parts}

        def made(files: tuple[Path | AssembledFile, ...]) -> None:
            done(tuple(_kept(file, spooled, of_several) for file in files))

        self._preparation.start(task, report, made, failed, fax_per_file=self.fax_per_file)

    def stop(self) -> None:
        """The dialog closes: nothing more has to come in, or to be measured."""
        self._intake.stop()
        self.summary_line.estimator.stop()
        self.strip.stop()

    # -------------------------------------------------------------------------------------------- the list

    def sync(self) -> None:
        """The pages were changed in their own window: put the list in their order."""
        order = self.arrangement.order()
        attachments = self.list.attachments()
        selected = {attachments[row].key for row in self.list.rows()}
        attachments.sort(key=lambda one: order.index(one.key) if one.key in order else len(order))
        self.arrangement.adopt_order()
        self.list.as_shown = self.arrangement.prepared
        for row, attachment in enumerate(attachments):
            self.list.put(row, attachment, self._pages_left(attachment))
            self.list.item(row).setSelected(attachment.key in selected)
        self._update()

    def _send_as_shown(self) -> None:
        self.arrangement.looks.send_prepared = True
        self.sync()
        self.list.setFocus()

    def _pages_left(self, attachment: Attachment) -> int | None:
        return None if attachment.taken is None else self.arrangement.pages_left(attachment.key)

    def _update(self) -> None:
        attachments = self.list.attachments()
        documents = [attachment.document for attachment in attachments]
        landing = {one.key: one.followed_by for one in attachments if one.followed_by is not None}
        landed = self.arrangement.follow([document for document in documents if document is not None], landing)
        if landed:
            # The list follows the pages, and everything is brought up to date with it.
            self.sync()
            self._choose_pages(landed)
            self.landed.emit(landed)
            return
        if self.examined:
            self._say_together()
        else:
            self.note.say("")
        self.as_shown_offer.renew(self.examined, prepared=self.arrangement.prepared)
        self.strip.renew()
        self._fit_strip()
        self.summary_line.renew()
        self._enable_buttons()
        self.changed.emit()

    def _choose_pages(self, keys: Collection[str]) -> None:
        self.strip.choose([row for row, one in enumerate(self.arrangement.page_refs) if one.document in keys])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the pages where there is room for them beside the documents."""
        super().resizeEvent(event)
        self._fit_strip()

    def _fit_strip(self) -> None:
        least = self.list.minimumSizeHint().height()
        room = self.height() - tokens.ROOM_BELOW_PAGES - self.strip.sizeHint().height()
        shown = room >= least and bool(self.arrangement.page_refs)
        self.strip.setVisible(shown)
        # Above the pages, the list is as high as its lines: the pages show more.
        self.list.setMaximumHeight(max(least, min(room, self.list.height_of_lines())) if shown else QWIDGETSIZE_MAX)

    def _say_together(self) -> None:
        try:
            warnings = self._check_together()
        except InputRefused as error:
            self.note.say(f"{error.title} {error.advice}", Severity.ERROR)
        else:
            self.note.say(" ".join(warnings), Severity.WARNING)

    def _check_together(self) -> tuple[str, ...]:
        return check_together(self.examined, joined=True)

    def _say_left_out(self, text: str) -> None:
        self.left_out_note.say(text, Severity.WARNING)

    def _enable_buttons(self) -> None:
        rows, count = self.list.rows(), self.list.count()
        for button in (self.remove_button, self.up_button, self.down_button):
            button.setVisible(count > 0)
        self.refused_button.setVisible(len(self._refused_rows()) > 1)
        self.remove_button.setEnabled(bool(rows))
        self.up_button.setEnabled(bool(rows) and rows[0] > 0)
        self.down_button.setEnabled(bool(rows) and rows[-1] < count - 1)

    def _refused_rows(self) -> list[int]:
        attachments = enumerate(self.list.attachments())
        return [row for row, attachment in attachments if attachment.error is not None and not attachment.locked]

    def _remove_refused(self) -> None:
        self._remove(self._refused_rows())

    def _remove_chosen(self) -> None:
        self._remove(self.list.rows())

    def _remove(self, rows: list[int]) -> None:
        had_focus = self.remove_button.hasFocus() or self.refused_button.hasFocus() or self.list.hasFocus()
        attachments = self.list.attachments()
        self.list.remove_rows(rows)
        self._intake.call_off([attachments[row].ticket for row in rows])
        if had_focus:
            (self.list if self.list.count() else self.add_button).setFocus()

    def _move_up(self) -> None:
        self._move(-1)

    def _move_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        self.list.move_rows(self.list.rows(), by)
        self._update()

    def _ask_for_files(self) -> None:
        ask_for_files(self, self.add, self._last_folder())

    def _last_folder(self) -> Path | None:
        paths = [path for path in self.paths if isinstance(path, Path)]
        return paths[-1].parent if paths else None


def _draft_file(attachment: Attachment) -> DraftFile | None:
    if isinstance(attachment.source, Document):
        return DraftFile(document=attachment.source)
    if attachment.taken is not None:
        good = attachment.taken.document
        return DraftFile(good.path, Document(attachment.taken.name, good.type, "", good.size, good.pages))
    return DraftFile(attachment.source) if isinstance(attachment.source, Path) else None


def _kept(
    file: Path | AssembledFile, spooled: Mapping[Path, Document], of_several: Mapping[str, tuple[str, ...]]
) -> SourceFile:
    """Return what is to be kept of a file: the document that the spool has, and the first names of all parts."""
    if isinstance(file, AssembledFile):
        return replace(file, parts=tuple(name for part in file.parts for name in of_several.get(part, (part,))))
    return spooled.get(file, file)
