"""The field "Documents" where they are those of an earlier fax."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from faxdesk.core.visible_text import visible
from faxdesk.core.written_draft import DraftFile
from faxdesk.ui.compose.attachment import extent
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.line_delegate import LineItem
from faxdesk.ui.widgets.line_list import LineList

if TYPE_CHECKING:
    from faxdesk.core.errors import FaxDeskError, InputRefused
    from faxdesk.core.model import Document, SourceFile


class FixedDocumentsField(QWidget):
    """The documents of an earlier fax. They are kept already, and go out as they are."""

    changed = Signal()

    def __init__(self, documents: Sequence[Document], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._documents = tuple(documents)
        self.paths: tuple[object, ...] = ()
        self.pages: int | None = sum(document.pages for document in documents)
        self.pending = False
        self.refused: tuple[InputRefused, ...] = ()
        self.list = LineList(self.tr("Documents"), self, removable=False)
        for document in documents:
            parts = ", ".join(visible(name) for name in document.parts if name != document.name)
            line = LineItem(visible(document.name), extent(document.pages, document.size), note=parts)
            self.list.append(document, line)
        self.note = InlineNote(self)
        self.note.say(self.tr("The documents stay as they are. For other ones, make a new fax."))
        self.setFocusProxy(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.note)

    def written(self) -> tuple[DraftFile, ...]:
        """Return the documents, for a draft."""
        return tuple(DraftFile(document=document) for document in self._documents)

    @property
    def written_pages(self) -> str:
        """How the pages are arranged: as they were."""
        return ""

    def value(self) -> tuple[SourceFile, ...]:
        """Return nothing: no file has to be kept."""
        return ()

    def refuse(self, _name: str, _error: FaxDeskError) -> bool:
        """Return False: these documents have been accepted before."""
        return False
