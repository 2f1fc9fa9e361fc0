"""The menu “Edit”: for a text field while that has the keyboard, else for the page on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.fax_list.tabs import TabPage
from faxdesk.ui.widgets.mime_documents import pasted

if TYPE_CHECKING:
    from faxdesk.ui.actions.window_host import WindowHost


def install(host: WindowHost) -> None:
    """Let the menu “Edit” act, but for “Undo”."""
    EditMenu(host)


class EditMenu(QObject):
    """Copies, pastes, selects and finds: in the text field that has the keyboard, else in the page on the screen."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        host.handle(ActionId.COPY, self.copy)
        host.handle(ActionId.PASTE, self.paste)
        host.handle(ActionId.SELECT_ALL, self.select_all)
        host.handle(ActionId.FIND, self.find)
        host.selection.changed.connect(self._enable)

    def _page(self) -> TabPage | None:
        page = self._host.lists.currentWidget()
        return page if isinstance(page, TabPage) else None

    def _enable(self) -> None:
        lists, page = self._host.lists, self._page()
        can_copy = self._host.selection.count > 0 if lists.shows_faxes else page is not None
        self._host.actions[ActionId.COPY].setEnabled(can_copy or self._field() is not None)
        for action in (ActionId.SELECT_ALL, ActionId.FIND):
            self._host.actions[action].setEnabled(page is not None)

    def _field(self) -> QLineEdit | None:
        """Return the text field of the page that has the keyboard."""
        holder = self._host.window.focusWidget()
        page = self._host.lists.currentWidget()
        return holder if isinstance(holder, QLineEdit) and page.isAncestorOf(holder) else None

    def copy(self) -> None:
        """Copy the selected text, or what is selected in the page."""
        if (field := self._field()) is not None:
            field.copy()
        elif (page := self._page()) is not None:
            page.copy()

    def paste(self) -> None:
        """Paste text, or open a new fax with the files on the clipboard."""
        if (field := self._field()) is not None:
            field.paste()
            return
        what = pasted(QGuiApplication.clipboard().mimeData())
        if what.files:
            self._host.launcher.new_fax(what.files)
        else:
            self._host.message_bar.say(what.refusal, key="paste")

    def select_all(self) -> None:
        """Select all text, or all that the page lists."""
        if (field := self._field()) is not None:
            field.selectAll()
        elif (page := self._page()) is not None:
            page.select_all()

    def find(self) -> None:
        """Put the keyboard into the search field."""
        if (page := self._page()) is not None:
            page.start_search()
