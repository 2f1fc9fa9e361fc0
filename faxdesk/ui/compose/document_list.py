"""The list of documents: lines that can be dragged to another place, and that ask for a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from faxdesk.ui.compose.password_delegate import PasswordDelegate
from faxdesk.ui.widgets.line_list import LineList
from faxdesk.ui.widgets.mime_documents import pasted

if TYPE_CHECKING:
    from faxdesk.ui.widgets.line_delegate import LineDelegate, LineItem


class DocumentList(LineList):
    """Documents in the order of their pages."""

    pasted = Signal(tuple)
    """Paths and `Blob`s from the clipboard."""
    refused = Signal(str)
    """Why what is on the clipboard is no document."""
    reordered = Signal()
    password_given = Signal(int, str)
    """The row of a locked document, and what was typed as its password."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)

    def _drawing(self, *, removable: bool) -> LineDelegate:
        drawing = PasswordDelegate(self, removable=removable)
        drawing.given.connect(self.password_given)
        return drawing

    def insert(self, row: int, entry: object, line: LineItem) -> None:
        """Add a line before another, with its field where it asks for a password."""
        super().insert(row, entry, line)
        self.ask()

    def replace_line(self, row: int, entry: object, line: LineItem) -> None:
        """Put something else into a line."""
        super().replace_line(row, entry, line)
        self.ask()

    def ask(self) -> None:
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
        self.ask()
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
