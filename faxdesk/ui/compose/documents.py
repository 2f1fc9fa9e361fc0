"""The field "Documents": files are added, examined while one goes on, and put in order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from faxdesk.core.errors import FaxDeskError, InputRefused
from faxdesk.core.wording import count_text, size_text
from faxdesk.documents.examine import Examined, examine
from faxdesk.documents.limits import check_together
from faxdesk.ui.compose.drops import local_files
from faxdesk.ui.compose.line import Line
from faxdesk.ui.compose.lines import LinesList
from faxdesk.ui.compose.messages import Note
from faxdesk.ui.compose.tones import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from faxdesk.core.cancel import Cancel
    from faxdesk.core.model import Document
    from faxdesk.ui.office import Office

FIELD = "Documents"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in the list: being examined, found good, or refused. `ticket` tells it from the same file added twice.

    A `Document` is one that is kept already, under another name.
    """

    ticket: int
    path: Path | Document
    good: Examined | None = None
    error: FaxDeskError | None = None

    @property
    def name(self) -> str:
        """What the user calls it."""
        return self.path.name or str(self.path)


class _FilesList(LinesList):
    """The list of documents. Lines can be dragged to another place, and files can be pasted."""

    pasted = Signal(list)
    reordered = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell when a line has been dragged to another place."""
        super().dropEvent(event)
        self.reordered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take files from the clipboard."""
        if event.matches(QKeySequence.StandardKey.Paste):
            files = local_files(QApplication.clipboard().mimeData())
            if files:
                self.pasted.emit(files)
                return
        super().keyPressEvent(event)


class DocumentsField(QWidget):
    """The documents of a new fax, in the order of their pages."""

    changed = Signal()

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._tickets = 0
        self.list = _FilesList(self.tr("Documents"), self)
        self.list.removal_wanted.connect(self._remove)
        self.list.itemSelectionChanged.connect(self._offer)
        self.list.reordered.connect(self._report)
        self.list.pasted.connect(self.add)
        self.add_button = self._button(self.tr("&Add documents"), self._ask_for_files)
        self.remove_button = self._button(self.tr("&Remove"), self._remove_chosen)
        self.up_button = self._button(self.tr("Move &up"), self._move_up)
        self.down_button = self._button(self.tr("Move do&wn"), self._move_down)
        self.note = Note(self)
        self._lay_out()
        self._report()

    def _button(self, text: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    def _lay_out(self) -> None:
        self.setFocusProxy(self.list)
        buttons = QVBoxLayout()
        for button in (self.add_button, self.remove_button, self.up_button, self.down_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        upper = QHBoxLayout()
        upper.addWidget(self.list, 1)
        upper.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(upper, 1)
        layout.addWidget(self.note)
        self.list.invite(self.tr("Drop PDF or TIFF files anywhere on this window, or press Add documents."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # --------------------------------------------------------------------------------------- what it holds

    def value(self) -> tuple[Path | Document, ...]:
        """Return the files in order. Raises `InputRefused` where there is none, a bad one, or too much of them.

        A file that is still being examined counts as good: it is examined again when the fax is kept.
        """
        entries = self._entries()
        bad = next((row for row, entry in enumerate(entries) if entry.error is not None), None)
        if bad is not None:
            self.list.choose(bad)
            raise InputRefused(
                FIELD,
                self.tr("“{name}” cannot be faxed.").format(name=entries[bad].name),
                self.tr("Remove it from the list, or put a good copy in its place."),
            )
        examined = [entry.good for entry in entries if entry.good is not None]
        if len(examined) == len(entries):
            check_together(examined)
        return tuple(entry.path for entry in entries)

    @property
    def paths(self) -> tuple[Path | Document, ...]:
        """All files in order, good or not: what would be lost with the dialog."""
        return tuple(entry.path for entry in self._entries())

    @property
    def pages(self) -> int | None:
        """The pages of all good documents together; None while one of them is being examined."""
        entries = self._entries()
        if any(entry.good is None and entry.error is None for entry in entries):
            return None
        return sum(entry.good.pages for entry in entries if entry.good is not None)

    @property
    def documents(self) -> tuple[Document, ...] | None:
        """None: these documents are not kept yet."""
        return None

    def add(self, files: Sequence[Path | Document]) -> None:
        """Add files at the end and have them examined."""
        for path in files:
            self._tickets += 1
            entry = Attached(self._tickets, path)
            self.list.append(entry, self._line(entry))
            self._office.with_documents(
                partial(_examine, self._place(path), path.name),
                partial(self._found, entry),
                partial(self._refused, entry),
            )
        self._report()

    def refuse(self, name: str, error: FaxDeskError) -> bool:
        """Mark the document of this name as refused; return whether there is one."""
        for row, entry in enumerate(self._entries()):
            if entry.name == name:
                self._put(row, Attached(entry.ticket, entry.path, error=error))
                self.list.choose(row)
                return True
        return False

    # ------------------------------------------------------------------------------------------ examination

    def _place(self, file: Path | Document) -> Path:
        return file if isinstance(file, Path) else self._office.store.spool.path(file.sha256)

    def _found(self, entry: Attached, good: Examined) -> None:
        self._answer(Attached(entry.ticket, entry.path, good=good))

    def _refused(self, entry: Attached, error: FaxDeskError) -> None:
        self._answer(Attached(entry.ticket, entry.path, error=error))

    def _answer(self, entry: Attached) -> None:
        if not isValid(self):
            # The dialog was closed before the answer came.
            return
        for row, other in enumerate(self._entries()):
            if other.ticket == entry.ticket:
                self._put(row, entry)

    def _put(self, row: int, entry: Attached) -> None:
        self.list.replace_line(row, entry, self._line(entry))
        self._report()

    def _line(self, entry: Attached) -> Line:
        if entry.error is not None:
            return Line(entry.name, self.tr("Cannot be faxed"), f"{entry.error.title} {entry.error.advice}", Tone.ERROR)
        if entry.good is None:
            return Line(entry.name, self.tr("Checking…"), tone=Tone.MUTED)
        warnings = " ".join(entry.good.warnings)
        return Line(
            entry.name, extent(entry.good.pages, entry.good.size), warnings, Tone.WARNING if warnings else Tone.PLAIN
        )

    # -------------------------------------------------------------------------------------------- the list

    def _report(self) -> None:
        examined = [entry.good for entry in self._entries() if entry.good is not None]
        if examined:
            self._say_together(examined)
        else:
            self.note.say("")
        self._offer()
        self.changed.emit()

    def _say_together(self, examined: list[Examined]) -> None:
        try:
            warnings = check_together(examined)
        except InputRefused as error:
            self.note.say(f"{error.title} {error.advice}", Tone.ERROR)
        else:
            self.note.say(" ".join(warnings), Tone.WARNING)

    def _offer(self) -> None:
        rows = self.list.rows()
        self.remove_button.setEnabled(bool(rows))
        self.up_button.setEnabled(bool(rows) and rows[0] > 0)
        self.down_button.setEnabled(bool(rows) and rows[-1] < self.list.count() - 1)

    def _remove_chosen(self) -> None:
        self._remove(self.list.rows())

    def _remove(self, rows: list[int]) -> None:
        had_focus = self.remove_button.hasFocus() or self.list.hasFocus()
        self.list.remove_rows(rows)
        self._report()
        if had_focus and not self.list.count():
            self.add_button.setFocus()

    def _move_up(self) -> None:
        self._move(-1)

    def _move_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        rows = self.list.rows()
        for row in rows if by < 0 else reversed(rows):
            item = self.list.takeItem(row)
            self.list.insertItem(row + by, item)
        self.list.clearSelection()
        for row in rows:
            self.list.item(row + by).setSelected(True)
        self._report()

    def _entries(self) -> list[Attached]:
        return [entry for entry in self.list.entries() if isinstance(entry, Attached)]

    # ----------------------------------------------------------------------------------------- the file dialog

    def _ask_for_files(self) -> None:
        dialog = QFileDialog(self, self.tr("Add documents"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(
            [self.tr("PDF and TIFF files (*.pdf *.tif *.tiff *.PDF *.TIF *.TIFF)"), self.tr("All files (*)")]
        )
        paths = [path for path in self.paths if isinstance(path, Path)]
        if paths:
            dialog.setDirectory(str(paths[-1].parent))
        dialog.filesSelected.connect(self._add_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add_chosen(self, names: list[str]) -> None:
        self.add([Path(name) for name in names])


class KeptDocuments(QWidget):
    """The documents of an earlier fax. They are kept already, and go out as they are."""

    changed = Signal()

    def __init__(self, documents: Sequence[Document], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.documents: tuple[Document, ...] | None = tuple(documents)
        self.paths: tuple[Path | Document, ...] = ()
        self.pages: int | None = sum(document.pages for document in documents)
        self.list = LinesList(self.tr("Documents"), self, removable=False)
        for document in documents:
            self.list.append(document, Line(document.name, extent(document.pages, document.size)))
        self.note = Note(self)
        self.note.say(self.tr("These documents are sent as they were kept. For other ones, make a new fax."))
        self.setFocusProxy(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.note)

    def value(self) -> tuple[Path | Document, ...]:
        """Return nothing: no file has to be kept."""
        return ()

    def refuse(self, _name: str, _error: FaxDeskError) -> bool:
        """Return False: these documents have been accepted before."""
        return False


def _examine(path: Path, name: str, _cancel: Cancel) -> Examined:
    # A root folder has no name of its own.
    return examine(path, name or None)


def extent(pages: int, size: int) -> str:
    """Return how much a document is: "3 pages, 120 KB"."""
    return f"{count_text(pages, 'page')}, {size_text(size)}"
