"""The field "Send time": now, or a time of the user's own clock, with what it means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, Qt, QTime, QTimeZone, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from faxdesk.core import send_time
from faxdesk.core.errors import InputRefused
from faxdesk.core.office_hours import USUAL_HOURS, WorkingHours
from faxdesk.core.opening_hours import opening_times
from faxdesk.ui.compose.office_times import (
    clock,
    closed_text,
    date_and_time_format,
    exact_moment_text,
    moment_text,
    openings_text,
    time_here_and_there,
)
from faxdesk.ui.compose.send_time_parsing import parse_send_time
from faxdesk.ui.widgets.choices import ComboBox, DateTimeEdit
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.times import Now

_NOW = 0
_OPENING = "opening"
"""What is behind the choice of the moment at which offices open."""
_LONGEST_TIME = 16
"""Characters of a date and time."""
_AFTERNOON_ENDS = 17
"""Until this hour "Today 18:00" is worth offering."""


class SendTimeField(QWidget):
    """A choice of times that can also be typed, a date and time to set, or the moment at which each office opens.

    The date and time is what the clock on the wall shows: also one that the clock skips or repeats can be entered, and
    what it means is said below.
    """

    changed = Signal()

    def __init__(
        self,
        now: Now,
        zone: tzinfo,
        parent: QWidget | None = None,
        *,
        hours: WorkingHours = USUAL_HOURS,
        grace: timedelta = timedelta(0),
    ) -> None:
        """`hours` are those at which offices are open, `grace` for how long a fax can be taken back."""
        super().__init__(parent)
        self._now = now
        self._zone = zone
        self._hours = hours
        self._grace = grace
        self._exact: datetime | None = None
        self._wrong: InputRefused | None = None
        self._numbers: tuple[str, ...] = ()
        self.text = QLineEdit(self)
        self.text.setAccessibleName(self.tr("Send time"))
        self.meaning = QWidget(self)
        """What the choice means, with the date and time to set; a form may put it elsewhere. It keeps its room."""
        self.choice = self._choices()
        self.edit = DateTimeEdit(self.meaning)
        # Qt would move a time that the clock skips; in UTC it takes every time as it is typed.
        self.edit.setTimeZone(QTimeZone.utc())
        self.edit.setDisplayFormat(date_and_time_format())
        self.edit.setCalendarPopup(True)
        self.edit.setAccessibleName(self.tr("Date and time"))
        self.note = InlineNote(self.meaning)
        self._show_local(self._next_hour())
        self.edit.hide()
        self._lay_out()
        self.choice.activated.connect(self._chosen)
        self.choice.editTextChanged.connect(self._typed)
        self.text.editingFinished.connect(self._finish)
        self.edit.dateTimeChanged.connect(self._edited)

    def _choices(self) -> QComboBox:
        choice = ComboBox(self)
        choice.setEditable(True)
        choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        choice.setCompleter(None)  # type: ignore[arg-type]  # the stubs do not know that None is allowed
        choice.setAccessibleName(self.tr("Send time"))
        choice.addItem(self.tr("Now"))
        for text, local in self._quick():
            choice.addItem(text, local)
        choice.addItem(self.tr("When their office opens"), _OPENING)
        choice.addItem(self.tr("Date and time…"))
        choice.setLineEdit(self.text)
        choice.setMinimumContentsLength(_LONGEST_TIME)
        return choice

    def _lay_out(self) -> None:
        self.setFocusProxy(self.choice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.choice)
        layout.addWidget(self.meaning)
        line = QHBoxLayout(self.meaning)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.note, 1)
        line.addWidget(self.edit)
        self.meaning.setMinimumHeight(self.edit.sizeHint().height())

    # --------------------------------------------------------------------------------------- what it holds

    def value(self) -> datetime | None:
        """Return the instant (UTC), or None for now. Raises `InputRefused` where it is none, past or too far away.

        None also where `opens`: each number then has its own time.
        """
        if self._wrong is not None:
            raise self._wrong
        if self.opens:
            opening_times(self._numbers, self._now(), self._hours)
            return None
        when = self.instant
        return None if when is None else send_time.future(when, self._now(), self._zone, exact_moment_text)

    @property
    def instant(self) -> datetime | None:
        """The instant that is set, be it past or not; None for now, or where the text is no time."""
        if self.is_now or self.opens or self._wrong is not None:
            return None
        return self._exact or send_time.meant(self.local, self._zone).at

    @property
    def is_now(self) -> bool:
        """True where the fax shall go out as soon as possible."""
        return self.choice.currentText().strip().casefold() in {"", self.choice.itemText(_NOW).casefold()}

    @property
    def opens(self) -> bool:
        """True where the fax shall go out to each number when its office opens."""
        index = self.choice.findData(_OPENING)
        return self.choice.currentText().strip().casefold() == self.choice.itemText(index).casefold()

    @property
    def times(self) -> tuple[tuple[str, datetime | None], ...]:
        """Where the offices decide: the time of each number, None where its office is open now."""
        if not self.opens:
            return ()
        try:
            return opening_times(self._numbers, self._now(), self._hours)
        except InputRefused:
            return ()

    @property
    def local(self) -> datetime:
        """The date and time that are set, as the clock on the wall shows them."""
        shown = self.edit.dateTime()
        date, clock = shown.date(), shown.time()
        return datetime(date.year(), date.month(), date.day(), clock.hour(), clock.minute())  # noqa: DTZ001  local

    @property
    def outlook(self) -> str:
        """When the fax goes out, for a sentence."""
        if self._wrong is not None:
            return self.tr("when it goes out is not clear yet")
        if self.opens:
            return self._opening_outlook()
        when = self.instant
        if when is None:
            return self.tr("goes out now")
        return self.tr("the send time has passed") if when <= self._now() else self._goes_out(when)

    def _opening_outlook(self) -> str:
        times = {at for _number, at in self.times}
        if len(times) != 1:
            return self.tr("goes out to each when its office opens")
        (at,) = times
        if at is None:
            return self.tr("goes out now")
        return self._goes_out(at)

    def _goes_out(self, at: datetime) -> str:
        return self.tr("goes out {time}").format(time=moment_text(at, self._zone))

    def set_numbers(self, numbers: Sequence[str]) -> None:
        """Take whom the fax goes to (E.164): what a time means there is said beside what it means here."""
        if self._numbers != (wanted := tuple(numbers)):
            self._numbers = wanted
            self._explain()

    @property
    def unclear(self) -> str:
        """What was typed where that is no time; empty where all is well."""
        return self.text.text().strip() if self._wrong is not None else ""

    def set_opening(self) -> None:
        """Let the offices decide."""
        self._choose(self.choice.findData(_OPENING))
        self._explain()

    def set_instant(self, when: datetime | None) -> None:
        """Show an instant. It is given back to the second as long as nobody changes it."""
        self._choose(_NOW if when is None else self._last())
        if when is not None:
            self._show_instant(when)
        self._explain()

    # ------------------------------------------------------------------------------------------ typed times

    def _typed(self, text: str) -> None:
        """A text that is a choice is taken as that one; another must be a time."""
        self._wrong = None
        said = text.strip()
        index = self.choice.findText(said, Qt.MatchFlag.MatchFixedString)
        if index >= 0:
            self._take(index)
        elif said:
            self._understand(said)
        self._explain()
        self.changed.emit()

    def _understand(self, said: str) -> None:
        when = parse_send_time(said, self._local_now())
        if when is None:
            self._wrong = InputRefused(
                send_time.FIELD,
                self.tr("“{text}” is not a time.").format(text=said),
                self.tr("Write it like 2026-12-01 09:30, or choose one from the list."),
            )
        elif when.tzinfo is None:
            self._show_local(when)
        else:
            self._show_instant(when.astimezone(UTC))

    def _finish(self) -> None:
        """The keyboard leaves: a time that was typed stands in the date and time from now on."""
        if not self.is_now and self._wrong is None and self.choice.findText(self.choice.currentText()) < 0:
            self._choose(self._last())
        self._explain(ended=True)

    # -------------------------------------------------------------------------------------------- the widgets

    def _last(self) -> int:
        return self.choice.count() - 1

    def _local_now(self) -> datetime:
        return self._now().astimezone(self._zone).replace(tzinfo=None)

    def _next_hour(self) -> datetime:
        return (self._local_now() + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)

    def _quick(self) -> list[tuple[str, datetime]]:
        """Times that offices often want: this evening, when faxing is cheap, and the next mornings."""
        now = self._local_now()
        morning = now.replace(hour=8, minute=0, second=0, microsecond=0)
        found = []
        if now.hour < _AFTERNOON_ENDS:
            evening = morning.replace(hour=18)
            found.append((self.tr("Today {time}").format(time=clock(evening)), evening))
        found.append((self.tr("Tomorrow {time}").format(time=clock(morning)), morning + timedelta(days=1)))
        monday = morning + timedelta(days=7 - now.weekday())
        if monday != morning + timedelta(days=1):
            found.append((self.tr("Monday {time}").format(time=clock(monday)), monday))
        return found

    def _choose(self, index: int) -> None:
        self._wrong = None
        self.choice.blockSignals(True)
        self.choice.setCurrentIndex(index)
        self.choice.setEditText(self.choice.itemText(index))
        self.choice.blockSignals(False)

    def _show_local(self, local: datetime) -> None:
        self.edit.blockSignals(True)
        date, clock = QDate(local.year, local.month, local.day), QTime(local.hour, local.minute)
        self.edit.setDateTime(QDateTime(date, clock, QTimeZone.utc()))
        self.edit.blockSignals(False)
        self._exact = None

    def _show_instant(self, when: datetime) -> None:
        self._show_local(when.astimezone(self._zone).replace(tzinfo=None))
        self._exact = when

    def _take(self, index: int) -> None:
        local = self.choice.itemData(index)
        if isinstance(local, datetime):
            self._show_local(local)

    def _chosen(self, index: int) -> None:
        self._choose(index)
        self._take(index)
        self._explain()
        if index == self._last():
            self.edit.setFocus()
        self.changed.emit()

    def _edited(self) -> None:
        self._exact = None
        self._choose(self._last())
        self._explain()
        self.changed.emit()

    def _grace_text(self) -> str:
        if not self._grace:
            return ""
        return self.tr("You can take it back for {seconds} s after Send.").format(
            seconds=int(self._grace.total_seconds())
        )

    def _explain(self, *, ended: bool = False) -> None:
        """Say what the time means. What is wrong with one is no error before typing has ended."""
        self.edit.setVisible(not self.is_now and not self.opens)
        try:
            when = self.value()
        except InputRefused as error:
            severity = Severity.MUTED if self.text.hasFocus() and not ended else Severity.ERROR
            self.note.say(error.title if error is not self._wrong else f"{error.title} {error.advice}", severity)
            return
        if self.opens:
            self.note.say(openings_text(self.times, self._now(), self._zone))
        elif when is None:
            self.note.say(closed_text(self._numbers, self._now(), self._hours) or self._grace_text())
        else:
            doubt = "" if self._exact else send_time.warning(self.local, self._zone, exact_moment_text)
            meaning = time_here_and_there(when, self._zone, self._numbers)
            self.note.say(doubt or meaning, Severity.WARNING if doubt else Severity.MUTED)
