"""The tabs of the window: two lists of faxes, and the pages that features add."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from faxdesk.store.fax_lists import Listing
from faxdesk.ui.fax_list.tab import FaxListTab
from faxdesk.ui.widgets.tab_bar import QuietTabBar

if TYPE_CHECKING:
    from PySide6.QtWidgets import QHeaderView

    from faxdesk.services.events import Progress
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.widgets.fax_texts import NumberFormatter


class TabPosition(IntEnum):
    """Where the tabs are, from left to right. A tab that is not there leaves no gap."""

    OUTBOX = 0
    SENT = 1
    INBOX = 2
    CONTACTS = 3
    DRAFTS = 4


@runtime_checkable
class TabPage(Protocol):
    """What the menu “Edit” asks of the page on the screen. A page without these leaves it nothing to do."""

    def copy(self) -> None:
        """Put what is selected on the clipboard."""

    def select_all(self) -> None:
        """Select all that the page lists."""

    def start_search(self) -> None:
        """Put the keyboard into the search field."""


@runtime_checkable
class ColumnsPage(Protocol):
    """A page with a list whose columns can be chosen."""

    def show_columns(self) -> None:
        """Let the user choose the columns of the list."""


@runtime_checkable
class KeyboardPage(Protocol):
    """A page that says where the keyboard goes when it comes to the screen.

    By this and not by a focus proxy: Tab would go there too, over what is before it, or nowhere while it is hidden.
    """

    @property
    def keyboard_place(self) -> QWidget:
        """What takes the keyboard, which is on the screen with the page."""


_LISTINGS = {Listing.OUTBOX: TabPosition.OUTBOX, Listing.SENT: TabPosition.SENT}


class FaxListTabs(QTabWidget):
    """The pages, of which one is on the screen. Each has a key by which it is shown and remembered."""

    header_added = Signal(str)
    """The columns of one more list are to be remembered."""
    failed = Signal(object)
    """A `FaxDeskError`: a list of faxes could not be read."""

    def __init__(
        self, backend: Backend, numbers: NumberFormatter, shown: Listing, parent: QWidget | None = None
    ) -> None:
        """`shown` is the list of faxes that is on the screen first. The first paint does not wait for the other."""
        super().__init__(parent)
        self._backend, self._numbers = backend, numbers
        self._pages: dict[Listing, FaxListTab] = {}
        self._renewed = False
        self._tabs: dict[QWidget, tuple[str, int]] = {}
        self._awaited = ""
        self.headers: dict[str, QHeaderView] = {}
        """The titles of each list, by its key: where its columns are, and which are hidden."""
        self.setTabBar(QuietTabBar())
        self.setDocumentMode(True)
        titles = {Listing.OUTBOX: self.tr("Outbox"), Listing.SENT: self.tr("Sent")}
        for listing, position in _LISTINGS.items():
            self.add_tab(QWidget(), titles[listing], listing, position)
        self.page = self._page(shown)
        """The list of faxes that is on the screen, or was last."""
        self.currentChanged.connect(self._await_nothing)
        self.currentChanged.connect(self.show_beginning)
        self.tabBarClicked.connect(self._await_nothing)
        backend.changed.connect(self.renew)
        backend.progressed.connect(self._show_progress)

    @property
    def pages(self) -> dict[Listing, FaxListTab]:
        """The lists of faxes."""
        return {listing: self._page(listing) for listing in _LISTINGS}

    def _page(self, listing: Listing) -> FaxListTab:
        """Return a list of faxes, which takes the place of an empty page when it is first asked for."""
        if listing not in self._pages:
            self._pages[listing] = page = FaxListTab(self._backend, listing, self._numbers)
            page.model.failed.connect(self.failed)
            self._put_in_place(page, listing)
            self.keep_columns(listing.value, page.table.horizontalHeader())
            if self._renewed:
                page.model.update()
        return self._pages[listing]

    def _put_in_place(self, page: FaxListTab, listing: Listing) -> None:
        empty = self._page_of(listing)
        assert empty is not None  # noqa: S101  for the type checker: the tabs of the lists are there from the first
        place, shown = self.indexOf(empty), self.currentWidget() is empty
        self._tabs[page] = self._tabs.pop(empty)
        blocked = self.blockSignals(True)
        self.insertTab(place, page, self.tabText(place))
        if shown:
            self.setCurrentWidget(page)
        self.removeTab(place + 1)
        self.blockSignals(blocked)
        empty.deleteLater()

    # ------------------------------------------------------------------------------------------------- the tabs

    def add_tab(self, page: QWidget, title: str, key: str, position: int) -> None:
        """Add a page behind those of a smaller position. It comes to the screen if it was there last time."""
        before = [one for one, (_key, place) in self._tabs.items() if place <= position]
        self._tabs[page] = key, position
        self.insertTab(len(before), page, title)
        if key == self._awaited:
            self.show_tab(key)

    def keep_columns(self, key: str, header: QHeaderView) -> None:
        """Have the columns of the list of a feature remembered under a key, and brought back now."""
        self.headers[key] = header
        self.header_added.emit(key)

    def show_tab(self, key: str) -> None:
        """Bring a page onto the screen. One that is still to be added comes when it is."""
        self._awaited = key
        page = self._page_of(key)
        if page is not None and self.isTabVisible(self.indexOf(page)):
            self._awaited = ""
            self.setCurrentWidget(page)

    def focus_tab(self, key: str) -> None:
        """Bring a page onto the screen, and the keyboard to it."""
        self.show_tab(key)
        self._give_keyboard(Qt.FocusReason.ShortcutFocusReason)

    def name_tab(self, key: str, title: str) -> None:
        """Let the tab of a page have another title, such as one with a count."""
        page = self._page_of(key)
        if page is not None:
            self.setTabText(self.indexOf(page), title)

    def offer_tab(self, key: str, *, offered: bool) -> None:
        """Show or hide the tab of a page. Where it was on the screen, the first page is now."""
        page = self._page_of(key)
        if page is None:
            return
        if not offered and self.currentWidget() is page:
            self.setCurrentIndex(0)
        self.setTabVisible(self.indexOf(page), offered)
        if offered and key == self._awaited:
            self.show_tab(key)

    @property
    def current_key(self) -> str:
        """The key of the page on the screen."""
        return self._tabs[self.currentWidget()][0]

    @property
    def shows_faxes(self) -> bool:
        """True while `page` is on the screen; False while the page of a feature is."""
        return self.currentWidget() is self.page

    def _page_of(self, key: str) -> QWidget | None:
        return next((page for page, tab in self._tabs.items() if tab[0] == key), None)

    def _await_nothing(self) -> None:
        self._awaited = ""

    # ------------------------------------------------------------------------------------------ the lists of faxes

    def show_listing(self, listing: Listing) -> None:
        """Bring a list onto the screen."""
        self.show_tab(listing)

    def show_beginning(self) -> None:
        """Show the beginning of the page on the screen at once."""
        if self.current_key in _LISTINGS:
            self.page = self._page(Listing(self.current_key))
            self.page.load()
        if not self.tabBar().hasFocus():
            self._give_keyboard(Qt.FocusReason.OtherFocusReason)

    def _give_keyboard(self, reason: Qt.FocusReason) -> None:
        shown = self.currentWidget()
        if self.shows_faxes:
            shown = self.page.table
        elif isinstance(shown, KeyboardPage):
            shown = shown.keyboard_place
        shown.setFocus(reason)

    def renew(self) -> None:
        """Bring the lists up to date."""
        self._renewed = True
        for page in self._pages.values():
            page.model.update()

    def say_again(self) -> None:
        """Numbers can be written properly now."""
        for page in self._pages.values():
            page.model.say_again()

    def _show_progress(self, progress: Progress) -> None:
        self._page(Listing.OUTBOX).progress(progress)
