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

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


def states_of(listing: Listing) -> list[tuple[str, tuple[str, ...]]]:
    """Return the words for the states of faxes in a list. Several states have the same word, which stands once."""
    words: dict[str, tuple[str, ...]] = {}
    for state in State:
        if state in (OPEN if listing is Listing.OUTBOX else FINAL):
            word = state_word(state)
            words[word] = (*words.get(word, ()), state.value)
    return list(words.items())


class FilterRow(QWidget):
    """The filters of a list, in one row where there is room.

    `states` are those that its faxes can be in: a word, and the values that it stands for. `numbers` are those of the
    account, where a list can be filtered by them: how each is written, and itself.
    """

    changed = Signal()
    typed = Signal()
    """A key was pressed in the field for the person: more may follow."""

    def __init__(
        self,
        states: Iterable[tuple[str, tuple[str, ...]]],
        numbers: Sequence[tuple[str, str]],
        now: Now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self.person = QLineEdit()
        self.state = ComboBox()
        self.period = ComboBox()
        self.own_number = ComboBox()
        self.clear_button = QPushButton(self.tr("Clear filters"))
        self._fill(states, numbers)
        self._lay_out()
        self.person.textEdited.connect(self.typed)
        self.person.returnPressed.connect(self.changed)
        for box in (self.state, self.period, self.own_number):
            box.currentIndexChanged.connect(self.changed)
        self.clear_button.clicked.connect(self.clear)

    def _fill(self, states: Iterable[tuple[str, tuple[str, ...]]], numbers: Sequence[tuple[str, str]]) -> None:
        self.state.addItem(self.tr("Any state"), ())
        for word, values in states:
            self.state.addItem(word, values)
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

    def _lay_out(self) -> None:
        self.person.setPlaceholderText(self.tr("Person or number"))
        self.person.setClearButtonEnabled(True)
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
