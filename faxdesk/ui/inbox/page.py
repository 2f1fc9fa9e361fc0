"""The tab of received faxes: the list, and beside it what is known of the chosen one and can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QSplitter, QToolButton, QVBoxLayout, QWidget

from faxdesk.core.received_fax import ReceivedFax
from faxdesk.store.fax_lists import IndexedList
from faxdesk.ui.fax_list.list_page import ListPage
from faxdesk.ui.inbox.details import InboxDetails
from faxdesk.ui.inbox.model import InboxModel, states
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.icons import icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QPalette

    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.fax_list.filter_row import FilterRow
    from faxdesk.ui.widgets.empty_page import EmptyPage
    from faxdesk.ui.widgets.fax_texts import NumberFormatter


class InboxList(ListPage[ReceivedFax]):
    """The list of the inbox, of all faxes or of those that nobody has read."""

    all_wanted = Signal()

    def __init__(self, backend: Backend, numbers: NumberFormatter, search_name: str, name: str) -> None:
        super().__init__(backend, InboxModel(backend, numbers), IndexedList.INBOX, search_name, self._make_filters)
        self.table.setAccessibleName(name)

    def _make_filters(self) -> FilterRow:
        from faxdesk.ui.fax_list.filter_row import FilterRow

        return FilterRow(states(), (), self._backend.factory.now)

    def say_empty(self, empty: EmptyPage) -> None:
        """Say how faxes get here, or that all are read."""
        if self.model.order.unread:
            empty.say(
                self.tr("Every received fax is read."),
                self.tr("What comes in from now on stands here until it is read."),
                self.tr("Show all"),
            )
        else:
            empty.say(
                self.tr("No fax has been received yet."),
                self.tr("Faxes to your numbers come here by themselves. To try it, send a fax to one of your numbers."),
                self.tr("New fax…"),
            )

    def act_on_empty(self) -> None:
        """Show all faxes, or open a new one."""
        if self.model.order.unread:
            self.all_wanted.emit()
        else:
            self.new_fax_wanted.emit()


class InboxPage(QWidget):
    """The whole tab. Its actions are carried out by whoever listens to them."""

    def __init__(self, backend: Backend, numbers: NumberFormatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.INBOX)
        self.list = InboxList(backend, numbers, self.tr("Search received faxes"), self.tr("Received faxes"))
        self.open_action = self._action(self.tr("&Open pages"), "pages", "Ctrl+Shift+O")
        self.save_action = self._action(self.tr("&Save pages…"), "save", QKeySequence.StandardKey.Save)
        self.reply_action = self._action(self.tr("&Reply…"), "reply", "Ctrl+R")
        self.read_action = self._action(self.tr("Mark as &read"), "received-read", "Ctrl+Shift+M")
        self.unread_action = self._action(self.tr("Mark as &not read"), "received", "Ctrl+Shift+U")
        self.delete_action = self._action(self.tr("&Delete"), "remove", QKeySequence.StandardKey.Delete)
        self.copy_action = self._action(self.tr("&Copy"), "copy")
        self.common_actions: Sequence[QAction] = ()
        """Of the window, for the menu of a fax: they are about whichever list is on the screen."""
        self.details = InboxDetails(self.actions()[:-1], numbers)
        self.forget_action = QAction(self.tr("&Forget this person…"), self)
        self.unread_button = QToolButton()
        self._lay_out()
        self.unread_button.toggled.connect(self._show_unread)
        self.list.all_wanted.connect(self.unread_button.toggle)
        self.list.table.customContextMenuRequested.connect(self._show_menu)

    @property
    def keyboard_place(self) -> QWidget:
        """The list, or the search field while there is none."""
        return self.list.table if self.list.table.isVisibleTo(self) else self.list.search_bar.field

    def _action(self, text: str, icon_name: str, key: QKeySequence.StandardKey | str | None = None) -> QAction:
        action = QAction(text, self)
        action.setObjectName(icon_name)
        action.setIcon(icon(icon_name))
        if key is not None:
            # As in the menu “Fax”, whose actions are about the lists of sent faxes while those are on the screen.
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        self.unread_button.setText(self.tr("Not read"))
        self.unread_button.setCheckable(True)
        self.unread_button.setToolTip(self.tr("Show only faxes that nobody has read"))
        self.list.search_bar.add_beside(self.unread_button)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self.details)
        split.setStretchFactor(0, 1)
        split.setHandleWidth(1)
        split.setCollapsible(0, False)
        split.setCollapsible(1, False)
        split.setSizes([tokens.DETAILS_WIDTH * 2, tokens.DETAILS_WIDTH])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(split)

    def _show_unread(self, alone: bool) -> None:
        self.list.model.show_unread(alone=alone)

    def look_again(self, palette: QPalette) -> None:
        """The colours are these now: draw the icons anew."""
        for action in self.actions():
            action.setIcon(icon(action.objectName(), palette))

    # ------------------------------------------------------------------------------------- for the menu “Edit”

    def copy(self) -> None:
        """Put the chosen faxes on the clipboard, as a table."""
        self.list.copy()

    def select_all(self) -> None:
        """Choose all faxes of the list."""
        self.list.select_all()

    def show_columns(self) -> None:
        """Let the user choose the columns of the list."""
        self.list.show_columns()

    def start_search(self) -> None:
        """Put the keyboard into the search field."""
        self.list.start_search()

    def _show_menu(self, place: QPoint) -> None:
        spot = self.list.table.menu_place(place)
        if spot is not None:
            menu = self.context_menu()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.list.table.viewport().mapToGlobal(spot))

    def context_menu(self) -> QMenu:
        """Return a menu for the chosen faxes."""
        menu = QMenu(self)
        menu.addActions([self.open_action, self.save_action, *self.common_actions, self.reply_action])
        menu.addSeparator()
        menu.addActions([self.read_action, self.unread_action])
        menu.addSeparator()
        menu.addActions([self.delete_action, self.copy_action])
        menu.addSeparator()
        menu.addAction(self.forget_action)
        return menu
