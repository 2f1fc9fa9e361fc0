"""The tabs of the window: a list each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QWidget

from faxdesk.store.fax_lists import Listing
from faxdesk.ui.fax_list.tab import FaxListTab

if TYPE_CHECKING:
    from PySide6.QtGui import QPalette

    from faxdesk.services.events import Progress
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.widgets.fax_texts import NumberFormatter

_LISTINGS = (Listing.OUTBOX, Listing.SENT)


class FaxListTabs(QTabWidget):
    """The lists, of which one is on the screen."""

    def __init__(self, backend: Backend, numbers: NumberFormatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages = {listing: FaxListTab(backend, listing, numbers) for listing in _LISTINGS}
        self.setDocumentMode(True)
        self.addTab(self.pages[Listing.OUTBOX], self.tr("Outbox"))
        self.addTab(self.pages[Listing.SENT], self.tr("Sent"))
        self.currentChanged.connect(self.show_beginning)
        backend.changed.connect(self.renew)
        backend.progressed.connect(self._show_progress)

    @property
    def page(self) -> FaxListTab:
        """The list that is on the screen."""
        return self.pages[_LISTINGS[self.currentIndex()]]

    def show_listing(self, listing: Listing) -> None:
        """Bring a list onto the screen."""
        self.setCurrentIndex(_LISTINGS.index(listing))

    def focus(self, listing: Listing) -> None:
        """Bring a list onto the screen, and the keyboard to it."""
        self.show_listing(listing)
        self.page.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_beginning(self) -> None:
        """Show the beginning of the list on the screen at once."""
        self.page.load()
        if not self.tabBar().hasFocus():
            self.page.table.setFocus()

    def renew(self) -> None:
        """Bring the lists up to date."""
        for page in self.pages.values():
            page.model.update()

    def format_numbers(self) -> None:
        """Numbers can be written properly now."""
        for page in self.pages.values():
            page.model.format_numbers()

    def look_again(self, palette: QPalette) -> None:
        """The colours are these now."""
        for page in self.pages.values():
            page.look_again(palette)

    def _show_progress(self, progress: Progress) -> None:
        self.pages[Listing.OUTBOX].progress(progress)
