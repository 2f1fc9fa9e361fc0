"""The list of documents: lines that can be dragged to another place, and that ask for a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from faxdesk.ui.compose.attachment import Attachment, line_of
from faxdesk.ui.compose.password_delegate import PasswordDelegate
from faxdesk.ui.widgets.line_list import LineList
from faxdesk.ui.widgets.mime_documents import pasted

if TYPE_CHECKING:
    from faxdesk.ui.widgets.line_delegate import LineDelegate, LineItem


class DocumentList(LineList):
    """Attachments in the order of their pages."""

    pasted = Signal(tuple)
    """Paths and `Blob`s from the clipboard."""
    refused = Signal(str)
    """Why what is on the clipboard is no document."""
    reordered = Signal()
    password_given = Signal(int, str)
    """The row of a locked document, and what was typed as its password."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.as_shown = False
        """Whether the pages are sent as they are shown; lines that are put in from then on say what is left to say."""
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)

    def _drawing(self, *, removable: bool) -> LineDelegate:
        delegate = PasswordDelegate(self, removable=removable)
        delegate.given.connect(self.password_given)
        return delegate

    def attachments(self) -> list[Attachment]:
        """Return what is behind the lines, from top to bottom."""
        return [entry for entry in self.entries() if isinstance(entry, Attachment)]

    def add(self, attachment: Attachment) -> None:
        """Add a document at the end."""
        self.append(attachment, line_of(attachment, as_shown=self.as_shown))

    def add_before(self, row: int, attachment: Attachment) -> None:
        """Add a document before another."""
        self.insert(row, attachment, line_of(attachment, as_shown=self.as_shown))

    def put(self, row: int, attachment: Attachment, pages_left: int | None = None) -> None:
        """Put a document into a line; `pages_left` is how many of its pages are in the fax, where that is not all."""
        self.replace_line(row, attachment, line_of(attachment, pages_left, as_shown=self.as_shown))

    def move_rows(self, rows: list[int], by: int) -> None:
        """Move lines up (-1) or down (1) by one place. They stay selected."""
        for row in rows if by < 0 else reversed(rows):
            item = self.takeItem(row)
            self.insertItem(row + by, item)
        self.open_password_editors()
        self.clearSelection()
        for row in rows:
            self.item(row + by).setSelected(True)

    def insert(self, row: int, entry: object, line: LineItem) -> None:
        """Add a line before another, with its field where it asks for a password."""
        super().insert(row, entry, line)
        self.open_password_editors()

    def replace_line(self, row: int, entry: object, line: LineItem) -> None:
        """Put something else into a line."""
        super().replace_line(row, entry, line)
        self.open_password_editors()

    def open_password_editors(self) -> None:
        """Give each line that asks for a password its field, wherever it has been moved."""
        for row in range(self.count()):
            item, wanted = self.item(row), self.line(row).asks
            if wanted and not self.isPersistentEditorOpen(item):
                self.openPersistentEditor(item)
            elif not wanted and self.isPersistentEditorOpen(item):
                self.closePersistentEditor(item)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell when a line has been dragged to another place."""
        super().dropEvent(event)
        self.open_password_editors()
        self.reordered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take documents from the clipboard."""
        if not event.matches(QKeySequence.StandardKey.Paste):
            super().keyPressEvent(event)
            return
        what = pasted(QApplication.clipboard().mimeData())
        if what.files:
            self.pasted.emit(what.files)
        else:
            self.refused.emit(what.refusal)
