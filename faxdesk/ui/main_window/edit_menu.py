"""The menu “Edit”: for the search field while that has the keyboard, else for the faxes in the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from faxdesk.ui.widgets.mime_documents import pasted

if TYPE_CHECKING:
    from faxdesk.documents.intake.intake import Blob
    from faxdesk.ui.fax_list.tab import FaxListTab
    from faxdesk.ui.widgets.message_bar import MessageBar


class EditMenu(QObject):
    """Copies, pastes and selects. `page` returns the list on the screen; `new_fax` takes pasted files."""

    def __init__(
        self,
        page: Callable[[], FaxListTab],
        message_bar: MessageBar,
        new_fax: Callable[[Sequence[Path | Blob]], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._page, self._message_bar, self._new_fax = page, message_bar, new_fax

    def in_text(self) -> bool:
        """True while the search field has the keyboard."""
        return self._page().field.hasFocus()

    def copy(self) -> None:
        """Copy the selected text, or the selected faxes as a table."""
        if self.in_text():
            self._page().field.copy()
        else:
            self._page().copy()

    def paste(self) -> None:
        """Paste text, or open a new fax with the files on the clipboard."""
        if self.in_text():
            self._page().field.paste()
            return
        what = pasted(QGuiApplication.clipboard().mimeData())
        if what.files:
            self._new_fax(what.files)
        else:
            self._message_bar.say(what.refusal, key="paste")

    def select_all(self) -> None:
        """Select all text, or all faxes."""
        if self.in_text():
            self._page().field.selectAll()
        else:
            self._page().table.selectAll()
