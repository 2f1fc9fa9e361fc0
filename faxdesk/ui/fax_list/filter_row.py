"""What a list is filtered by besides words: a person, a state, a time, and the number that it was sent from."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from faxdesk.core.fax_search import FaxSearch
from faxdesk.core.lifecycle import FINAL, OPEN, State
from faxdesk.core.send_time import meant
from faxdesk.core.times import SystemZone, local
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.widgets.choices import ComboBox
from faxdesk.ui.widgets.fax_texts import state_word
from faxdesk.ui.widgets.flow_layout import FlowLayout
from faxdesk.ui.widgets.search_field import let_clear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.times import Now


class Period(StrEnum):
    """Since when. The values are only for the box that offers them."""

    ANY = "any"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_DAYS = {Period.TODAY: 1, Period.WEEK: 7, Period.MONTH: 30, Period.YEAR: 365}


_PERSON_LETTERS = 26
"""How many letters of a name or number the field has room for."""


class FilterRow(QWidget):
    """The filters of a list, in one row where there is room. `numbers` are those of the account: how each is written,
    and itself.
    """

    changed = Signal()
    typed = Signal()
    """A key was pressed in the field for the person: more may follow."""

    def __init__(
        self, listing: Listing, numbers: Sequence[tuple[str, str]], now: Now, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._now = now
        self.person = QLineEdit()
        self.state = ComboBox()
        self.period = ComboBox()
        self.own_number = ComboBox()
        self.clear_button = QPushButton(self.tr("Clear filters"))
        self._fill(listing, numbers)
        self._lay_out()
        self.person.textEdited.connect(self.typed)
        self.person.returnPressed.connect(self.changed)
        for box in (self.state, self.period, self.own_number):
            box.currentIndexChanged.connect(self.changed)
        self.clear_button.clicked.connect(self.clear)

    def _fill(self, listing: Listing, numbers: Sequence[tuple[str, str]]) -> None:
        self.state.addItem(self.tr("Any state"), ())
        for state in State:
            if state in (OPEN if listing is Listing.OUTBOX else FINAL):
                self._add_state(state)
        for period, word in (
            (Period.ANY, self.tr("Any time")),
            (Period.TODAY, self.tr("Today")),
            (Period.WEEK, self.tr("Last 7 days")),
            (Period.MONTH, self.tr("Last 30 days")),
            (Period.YEAR, self.tr("Last 12 months")),
        ):
            self.period.addItem(word, period.value)
        self.own_number.addItem(self.tr("From any number"), "")
        for text, number in numbers:
            self.own_number.addItem(self.tr("From {number}").format(number=text), number)
        # With one number alone there is nothing to choose.
        self.own_number.setVisible(len(numbers) > 1)

    def _add_state(self, state: State) -> None:
        """Add a state; several have the same word, which stands once."""
        word = state_word(state)
        place = self.state.findText(word)
        if place < 0:
            self.state.addItem(word, (state.value,))
        else:
            self.state.setItemData(place, (*self.state.itemData(place), state.value))

    def _lay_out(self) -> None:
        self.person.setPlaceholderText(self.tr("Person or number"))
        let_clear(self.person)
        self.person.setMinimumWidth(self.person.fontMetrics().averageCharWidth() * _PERSON_LETTERS)
        self.person.setAcceptDrops(False)
        self.clear_button.setAutoDefault(False)
        self.clear_button.setEnabled(False)
        flow = FlowLayout(self)
        for control, name in (
            (self.person, self.tr("Person or number")),
            (self.state, self.tr("State")),
            (self.period, self.tr("Time")),
            (self.own_number, self.tr("Sent from")),
        ):
            control.setAccessibleName(name)
            flow.addWidget(control)
        flow.addWidget(self.clear_button)

    def search(self, words: str, *, typing: bool) -> FaxSearch:
        """Return what is looked for, with words besides the filters."""
        return FaxSearch(
            words=words,
            person=self.person.text().strip(),
            states=frozenset(self.state.currentData()),
            since=self._since(),
            sender=self.own_number.currentData(),
            typing=typing,
        )

    def _since(self) -> datetime | None:
        """Return the midnight, here, at which the chosen days begin."""
        days = _DAYS.get(Period(self.period.currentData()))
        if days is None:
            return None
        first = local(self._now()).date() - timedelta(days=days - 1)
        return meant(datetime(first.year, first.month, first.day), SystemZone()).at  # noqa: DTZ001  of this computer

    def clear(self) -> None:
        """Leave no fax out."""
        self.person.clear()
        for box in (self.state, self.period, self.own_number):
            box.setCurrentIndex(0)
        self.changed.emit()
