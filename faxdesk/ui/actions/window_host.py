"""What the main window offers to its features.

A feature is a folder or module with a function that installs it; the window calls that and knows no more of it:

    def install(host: WindowHost) -> None:
        host.handle(ActionId.HELP, HelpMenu(host).show_help)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.ui.actions.compose_launcher import ComposeLauncher
from faxdesk.ui.actions.fax_documents import FaxDocuments
from faxdesk.ui.actions.selection import FaxSelection
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.desktop.notifications import Notifications
from faxdesk.ui.desktop.taskbar import Taskbar
from faxdesk.ui.desktop.tray import Tray
from faxdesk.ui.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QBoxLayout, QWidget

    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.ui.actions.list_offer import ListOffer
    from faxdesk.ui.actions.table import Actions
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.fax_list.tabs import FaxListTabs
    from faxdesk.ui.widgets.fax_texts import NumberFormatter

Install = Callable[["WindowHost"], object]
"""Installs a feature."""


class WindowHost(QObject):
    """The parts of the window that features share, and where they put their own."""

    numbers_loaded = Signal()
    """Numbers can be written properly now."""
    attention_wanted = Signal()
    """The user wants to see the faxes that need them."""
    attention_in_sight = Signal(bool)
    """What needs the user is on the screen by itself, or is not."""
    connect_wanted = Signal()
    """The user wants to sign in."""
    window_resized = Signal()
    """The window has another size."""
    side_wanted = Signal()
    """The place beside the lists shall be shown, if it is not."""
    cancelled = Signal(object)
    """The user has cancelled faxes; those whose cancellation can be taken back, as a tuple of recipients."""
    settings_changed = Signal()
    """The settings are others now, and in their file."""
    undo_offered = Signal(str, object)
    """What was done, by its key, and an `UndoOffer` to take it back."""
    page_actions_changed = Signal()
    """Something else can be done in the page of a feature."""
    forget_wanted = Signal(str, int)
    """A person is to be forgotten: a number (E.164), or where that is not 0 a contact."""
    closing = Signal()
    """The window closes."""

    def __init__(
        self,
        window: QWidget,
        backend: Backend,
        settings_file: SettingsFile,
        actions: Actions,
        lists: FaxListTabs,
        numbers: NumberFormatter,
        *,
        above: QBoxLayout,
        beside: QBoxLayout,
    ) -> None:
        """`above` and `beside` are the places above the lists and beside them."""
        super().__init__(window)
        self.window, self.backend, self.actions, self.lists, self.numbers = window, backend, actions, lists, numbers
        self.settings_file = settings_file
        self.message_bar = MessageBar(window)
        self.tray, self.taskbar = Tray(window), Taskbar(window)
        self.notifications = Notifications(window, lambda: settings_file.settings, self.tray)
        self.selection = FaxSelection(backend, lists, actions[ActionId.DETAILS], self)
        self.documents = FaxDocuments(backend, numbers, self)
        self.launcher = ComposeLauncher(backend, settings_file, window)
        self.handled: dict[ActionId, Callable[[], object]] = {}
        self._above, self._beside = above, beside
        self._page_actions: dict[str, dict[ActionId, QAction]] = {}
        self._list_offers: dict[str, ListOffer] = {}
        self.closing.connect(self.documents.close_all)
        self.closing.connect(self.selection.stop)

    def handle(self, action: ActionId, handler: Callable[[], object]) -> None:
        """Have an action carried out by a bound method."""
        self.handled[action] = handler
        self.actions[action].triggered.connect(handler)

    @property
    def grace(self) -> timedelta:
        """How long what the user did last can be taken back."""
        return self.settings_file.settings.grace

    def add_tab(
        self,
        page: QWidget,
        title: str,
        key: str,
        position: int,
        actions: Mapping[ActionId, QAction] | None = None,
    ) -> None:
        """Add a page behind the lists: `position` as in `TabPosition`, `key` as it is shown and remembered by.

        A page that is a `TabPage` too is served by the menu “Edit”. `lists.focus_tab(key)` brings it to the screen.
        `actions` are those of its own that do there what an action of the menu “Fax” does in the lists.
        """
        self._page_actions[key] = dict(actions or {})
        for action in self._page_actions[key].values():
            action.enabledChanged.connect(self.page_actions_changed)
        self.lists.add_tab(page, title, key, position)

    def page_actions(self) -> Mapping[ActionId, QAction]:
        """Return what the page on the screen does by itself of the menu “Fax”."""
        return self._page_actions.get(self.lists.current_key, {})

    def offer_list(self, key: str, offer: ListOffer) -> None:
        """Let the list of a tab be exported and printed; `page_actions_changed` tells that it has other rows."""
        self._list_offers[key] = offer

    @property
    def list_offer(self) -> ListOffer | None:
        """What the list on the screen offers; None where the page has none."""
        return self._list_offers.get(self.lists.current_key)

    def add_panel(self, panel: QWidget, *, first: bool = False) -> None:
        """Put a panel above the lists, below those that are there or before them."""
        self._above.insertWidget(0 if first else -1, panel)

    def add_side_pane(self, pane: QWidget) -> None:
        """Put a pane beside the lists."""
        self._beside.addWidget(pane)
