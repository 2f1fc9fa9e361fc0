"""The field "Send time": now, or a time of the user's own clock, with what it means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime, QTimeZone, Signal
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QHBoxLayout, QVBoxLayout, QWidget

from faxdesk.core import schedule
from faxdesk.core.errors import InputRefused
from faxdesk.ui.compose.messages import Note
from faxdesk.ui.compose.tones import Tone

if TYPE_CHECKING:
    from faxdesk.core.times import Now

_NOW = 0
_AFTERNOON_ENDS = 17
"""Until this hour "Today 18:00" is worth offering."""


class SendTimeField(QWidget):
    """A choice of times, and a date and time to set.

    The date and time is what the clock on the wall shows: also one that the clock skips or repeats can be entered, and
    what it means is said below.
    """

    changed = Signal()

    def __init__(self, now: Now, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._zone = zone
        self._exact: datetime | None = None
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(self.tr("Send time"))
        self.choice.addItem(self.tr("Now"))
        for text, local in self._quick():
            self.choice.addItem(text, local)
        self.choice.addItem(self.tr("Date and time…"))
        self.edit = QDateTimeEdit(self)
        # Qt would move a time that the clock skips; in UTC it takes every time as it is typed.
        self.edit.setTimeZone(QTimeZone.utc())
        self.edit.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.edit.setCalendarPopup(True)
        self.edit.setAccessibleName(self.tr("Date and time"))
        self.note = Note(self)
        self._show_local(self._next_hour())
        self.edit.hide()
        self._lay_out()
        self.choice.activated.connect(self._chosen)
        self.edit.dateTimeChanged.connect(self._edited)

    def _lay_out(self) -> None:
        self.setFocusProxy(self.choice)
        first = QHBoxLayout()
        first.addWidget(self.choice)
        first.addWidget(self.edit)
        first.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(first)
        layout.addWidget(self.note)

    # --------------------------------------------------------------------------------------- what it holds

    def value(self) -> datetime | None:
        """Return the instant (UTC), or None for now. Raises `InputRefused` where it has passed or is too far away."""
        when = self.instant
        return None if when is None else schedule.future(when, self._now(), self._zone)

    @property
    def instant(self) -> datetime | None:
        """The instant that is set, be it past or not; None for now."""
        if self.is_now:
            return None
        return self._exact or schedule.meant(self.local, self._zone).at

    @property
    def is_now(self) -> bool:
        """True where the fax shall go out as soon as possible."""
        return self.choice.currentIndex() == _NOW

    @property
    def local(self) -> datetime:
        """The date and time that are set, as the clock on the wall shows them."""
        shown = self.edit.dateTime()
        date, clock = shown.date(), shown.time()
        return datetime(date.year(), date.month(), date.day(), clock.hour(), clock.minute())  # noqa: DTZ001  local

    @property
    def words(self) -> str:
        """The time for a sentence: "now", or the time in the user's zone."""
        when = self.instant
        return self.tr("now") if when is None else schedule.show(when, self._zone)

    def set_instant(self, when: datetime | None) -> None:
        """Show an instant. It is given back to the second as long as nobody changes it."""
        if when is None:
            self.choice.setCurrentIndex(_NOW)
        else:
            self.choice.setCurrentIndex(self.choice.count() - 1)
            self._show_local(when.astimezone(self._zone).replace(tzinfo=None))
            self._exact = when
        self._explain()

    # -------------------------------------------------------------------------------------------- the widgets

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
            found.append((self.tr("Today 18:00"), morning.replace(hour=18)))
        found.append((self.tr("Tomorrow 08:00"), morning + timedelta(days=1)))
        monday = morning + timedelta(days=7 - now.weekday())
        if monday != morning + timedelta(days=1):
            found.append((self.tr("Monday 08:00"), monday))
        return found

    def _show_local(self, local: datetime) -> None:
        self.edit.blockSignals(True)
        date, clock = QDate(local.year, local.month, local.day), QTime(local.hour, local.minute)
        self.edit.setDateTime(QDateTime(date, clock, QTimeZone.utc()))
        self.edit.blockSignals(False)
        self._exact = None

    def _chosen(self, index: int) -> None:
        local = self.choice.itemData(index)
        if isinstance(local, datetime):
            self._show_local(local)
        self._explain()
        if index == self.choice.count() - 1:
            self.edit.setFocus()
        self.changed.emit()

    def _edited(self) -> None:
        self._exact = None
        self.choice.setCurrentIndex(self.choice.count() - 1)
        self._explain()
        self.changed.emit()

    def _explain(self) -> None:
        self.edit.setVisible(not self.is_now)
        when = self.instant
        if when is None:
            self.note.say("")
            return
        try:
            schedule.future(when, self._now(), self._zone)
        except InputRefused as error:
            self.note.say(error.title, Tone.ERROR)
            return
        doubt = "" if self._exact else schedule.warning(self.local, self._zone)
        self.note.say(doubt or self._meaning(when), Tone.WARNING if doubt else Tone.MUTED)

    def _meaning(self, when: datetime) -> str:
        day = QLocale().dayName(when.astimezone(self._zone).isoweekday())
        return self.tr("{day}, {time}, {zone}").format(
            day=day, time=schedule.show(when, self._zone), zone=zone_name(self._zone, when)
        )


def zone_name(zone: tzinfo, when: datetime) -> str:
    """Return what to call a zone on the screen: its name in the zone database, else its abbreviation."""
    return str(getattr(zone, "key", "") or when.astimezone(zone).tzname() or UTC)


def own_zone() -> tzinfo:
    """Return the zone of this computer, which knows when its clocks change."""
    import tzlocal

    return tzlocal.get_localzone()
