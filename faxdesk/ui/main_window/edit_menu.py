"""The menu “Edit”: for the search field while that has the keyboard, else for the faxes in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.widgets.mime_documents import pasted

if TYPE_CHECKING:
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.fax_list.tab import FaxListTab


def install(host: WindowHost) -> None:
    """Let the menu “Edit” act, but for “Undo”."""
    EditMenu(host)


class EditMenu(QObject):
    """Copies, pastes, selects and finds."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        host.handle(ActionId.COPY, self.copy)
        host.handle(ActionId.PASTE, self.paste)
        host.handle(ActionId.SELECT_ALL, self.select_all)
        host.handle(ActionId.FIND, self.find)
        host.selection.changed.connect(self._enable)

    def _page(self) -> FaxListTab:
        return self._host.lists.page

    def _enable(self) -> None:
        self._host.actions[ActionId.COPY].setEnabled(self._host.selection.count > 0 or self.in_text())

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
            self._host.launcher.new_fax(what.files)
        else:
            self._host.message_bar.say(what.refusal, key="paste")

    def select_all(self) -> None:
        """Select all text, or all faxes."""
        if self.in_text():
            self._page().field.selectAll()
        else:
            self._page().table.selectAll()

    def find(self) -> None:
        """Put the keyboard into the search field."""
        self._page().field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._page().field.selectAll()
