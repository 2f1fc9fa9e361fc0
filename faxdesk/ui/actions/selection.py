"""Which faxes the actions and the details are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from faxdesk.store.fax_lists import Row
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.fax_list.tabs import FaxListTabs

MOST_CHOSEN = 5000
"""Rows above which a selection can only be copied: reading so many takes a frame or two."""


class FaxSelection(QObject):
    """The chosen faxes: those selected in the list on the screen, or the one that has just left that list.

    A fax that goes from one list to the other stays chosen until the user turns from it, as long as the details beside
    the lists show it. What cannot be seen is never chosen: a search that leaves the fax out turns from it, too.
    """

    changed = Signal()
    """Something else is selected, or something is new about what is."""

    def __init__(self, backend: Backend, lists: FaxListTabs, details: QAction, parent: QObject) -> None:
        """`details` is checked while the details of the chosen fax are shown."""
        super().__init__(parent)
        self._backend, self._lists, self._details = backend, lists, details
        self._single: Row | None = None
        self._followed: Row | None = None
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.look)
        for page in lists.pages.values():
            page.table.chosen.connect(self._soon.start)
            page.model.loaded.connect(self._soon.start)
        lists.currentChanged.connect(self._turn_away)
        details.toggled.connect(self._soon.start)
        backend.changed.connect(self._soon.start)
        backend.condition_changed.connect(self._soon.start)

    @property
    def pending(self) -> bool:
        """True while a change has not been told yet."""
        return self._soon.isActive()

    @property
    def count(self) -> int:
        """How many faxes are selected in the list on the screen."""
        return self._lists.page.table.chosen_count() if self._lists.shows_faxes else 0

    def rows(self) -> list[Row]:
        """Return the chosen faxes; none where there are too many of them."""
        count = self.count
        if count == 0:
            return [] if self._followed is None else [self._followed]
        return self._lists.page.table.rows() if count <= MOST_CHOSEN else []

    def show(self, recipient: int) -> None:
        """Bring a fax into view, in whichever list it is now."""
        place = self._backend.store.fax_lists.place(recipient)
        if place is not None:
            self._lists.show_listing(place[0])
            self._lists.pages[place[0]].choose(place[1])

    def look(self) -> None:
        """Look at once what is chosen."""
        self._soon.stop()
        self._followed = self._still_followed() if self.count == 0 else None
        rows = self.rows()
        self._single = rows[0] if len(rows) == 1 else None
        self.changed.emit()

    def stop(self) -> None:
        """Tell nothing more."""
        self._soon.stop()

    def _turn_away(self) -> None:
        # Another list: what was followed from the last one is no longer meant.
        self._single = self._followed = None
        self._soon.start()

    def _still_followed(self) -> Row | None:
        if self._single is None or self._single.recipient is None or not self._details.isChecked():
            return None
        lists = self._backend.store.fax_lists
        found = lists.place(self._single.recipient)
        if found is None or found[0] is self._lists.page.model.listing:
            return None
        return lists.rows(found[0], (found[1],)).get(found[1])
