"""What a list is filtered by besides words: a person, a state, a time, the number it was sent from, an account."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from faxdesk.core.fax_search import FaxSearch
from faxdesk.core.lifecycle import FINAL, OPEN, State
from faxdesk.core.send_time import meant
from faxdesk.core.times import SystemZone, local
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.choices import ComboBox, DateEdit
from faxdesk.ui.widgets.fax_texts import state_word
from faxdesk.ui.widgets.flow_layout import FlowLayout
from faxdesk.ui.widgets.search_field import let_clear
from faxdesk.ui.widgets.tooltips import plain_tip

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
    DAYS = "days"
    """From one day to another, both of which are chosen."""


_DAYS = {Period.TODAY: 1, Period.WEEK: 7, Period.MONTH: 30, Period.YEAR: 365}


_FIRST_DAY, _LAST_DAY = QDate(2000, 1, 1), QDate(2999, 12, 31)
"""Between which days are chosen: Qt would offer one after which the calendar ends."""
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
        *,
        accounts: Sequence[tuple[str, str]] = (),
    ) -> None:
        """`accounts` are those that faxes belong to: what each is called, and its uid."""
        super().__init__(parent)
        self._now = now
        self.person = QLineEdit()
        self.state = ComboBox()
        self.period = ComboBox()
        self.days = _Days()
        self.own_number = ComboBox()
        self.account = ComboBox()
        self.clear_button = QPushButton(self.tr("Clear filters"))
        self._fill(states, numbers, accounts)
        self._lay_out()
        self.person.textEdited.connect(self.typed)
        self.person.returnPressed.connect(self.changed)
        for box in (self.state, self.own_number, self.account):
            box.currentIndexChanged.connect(self.changed)
        self.period.currentIndexChanged.connect(self._choose_period)
        self.days.changed.connect(self.changed)
        self.clear_button.clicked.connect(self.clear)

    def _fill(
        self,
        states: Iterable[tuple[str, tuple[str, ...]]],
        numbers: Sequence[tuple[str, str]],
        accounts: Sequence[tuple[str, str]],
    ) -> None:
        self.state.addItem(self.tr("Any state"), ())
        for word, values in states:
            self.state.addItem(word, values)
        for period, word in (
            (Period.ANY, self.tr("Any time")),
            (Period.TODAY, self.tr("Today")),
            (Period.WEEK, self.tr("Last 7 days")),
            (Period.MONTH, self.tr("Last 30 days")),
            (Period.YEAR, self.tr("Last 12 months")),
            (Period.DAYS, self.tr("From … to …")),
        ):
            self.period.addItem(word, period.value)
        self.own_number.addItem(self.tr("From any number"), "")
        for text, number in numbers:
            self.own_number.addItem(self.tr("From {number}").format(number=text), number)
        self.account.addItem(self.tr("Any account"), "")
        for title, uid in accounts:
            self.account.addItem(title or self.tr("Account {id}").format(id=uid), uid)
        self.account.setVisible(len(accounts) > 1)
        # With one number alone there is nothing to choose.
        self.own_number.setVisible(len(numbers) > 1)
        self.days.hide()

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
            (self.days, self.tr("Days")),
            (self.own_number, self.tr("Sent from")),
            (self.account, self.tr("Account")),
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
            until=self._until(),
            account=self.account.currentData(),
            sender=self.own_number.currentData(),
            typing=typing,
        )

    def _choose_period(self) -> None:
        chosen = Period(self.period.currentData()) is Period.DAYS
        self.days.setVisible(chosen)
        if chosen:
            self.days.begin(local(self._now()).date())
            self.days.first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _since(self) -> datetime | None:
        """Return the midnight, here, at which the chosen days begin."""
        period = Period(self.period.currentData())
        if period is Period.DAYS:
            return _midnight(self.days.chosen[0])
        days = _DAYS.get(period)
        return None if days is None else _midnight(local(self._now()).date() - timedelta(days=days - 1))

    def _until(self) -> datetime | None:
        """Return the midnight, here, at which the chosen days have ended."""
        if Period(self.period.currentData()) is not Period.DAYS:
            return None
        return _midnight(self.days.chosen[1] + timedelta(days=1))

    def clear(self) -> None:
        """Leave no fax out."""
        self.person.clear()
        for box in (self.state, self.period, self.own_number, self.account):
            box.setCurrentIndex(0)
        self.changed.emit()


class _Days(QWidget):
    """The first and the last day of a time, the last one included."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last = DateEdit(), DateEdit()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_XS)
        for edit, name in ((self.first, self.tr("First day")), (self.last, self.tr("Last day"))):
            edit.setDateRange(_FIRST_DAY, _LAST_DAY)
            edit.setCalendarPopup(True)
            edit.setDisplayFormat(_day_format())
            edit.setAccessibleName(name)
            edit.setToolTip(plain_tip(name))
        row.addWidget(self.first)
        row.addWidget(QLabel("\N{EN DASH}"))
        row.addWidget(self.last)
        self.first.dateChanged.connect(self._change)
        self.last.dateChanged.connect(self.changed)

    def begin(self, today: date) -> None:
        """Offer the last 30 days."""
        day = QDate(today.year, today.month, today.day)
        with QSignalBlocker(self.first), QSignalBlocker(self.last):
            self.last.clearMinimumDate()
            self.last.setDate(day)
            self.first.setDate(day.addDays(1 - _DAYS[Period.MONTH]))
            self.last.setMinimumDate(self.first.date())

    def _change(self, first: QDate) -> None:
        # No time ends before it begins: where the last day was earlier, it comes along, and tells by itself.
        if self.last.date() < first:
            self.last.setMinimumDate(first)
            return
        self.last.setMinimumDate(first)
        self.changed.emit()

    @property
    def chosen(self) -> tuple[date, date]:
        """The first and the last day."""
        first, last = self.first.date(), self.last.date()
        return date(first.year(), first.month(), first.day()), date(last.year(), last.month(), last.day())


def _day_format() -> str:
    """Return how the user's locale writes a day, with all digits of the year."""
    locale = QLocale()
    if locale.language() is QLocale.Language.C:
        # Where no language is set, Qt would write “24 11 2026”.
        return "yyyy-MM-dd"
    return re.sub(r"y+", "yyyy", locale.dateFormat(QLocale.FormatType.ShortFormat))


def _midnight(day: date) -> datetime:
    """Return when a day begins on this computer."""
    return meant(datetime(day.year, day.month, day.day), SystemZone()).at  # noqa: DTZ001  of this computer
