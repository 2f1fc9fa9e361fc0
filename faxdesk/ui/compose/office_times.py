"""Times at the recipients' places, in words: always with the time here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTime, QTimeZone

from faxdesk.core import opening_hours, send_time
from faxdesk.ui.widgets.count_texts import count_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from faxdesk.core.office_hours import WorkingHours

_NAMED = 2
"""Places that are named one by one: what a line has room for."""


def clock(local: datetime) -> str:
    """Return the time of day as the user's locale writes it."""
    return QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)


def clock_there(number: str, now: datetime, own: tzinfo) -> str:
    """Return what time it is at a number (E.164); "" where its place is not known. Another day than ours is named."""
    zone = opening_hours.zone_at(number, now)
    if zone is None:
        return ""
    there = now.astimezone(zone)
    if there.date() == now.astimezone(own).date():
        return _tr("{time} there").format(time=clock(there))
    return _tr("{day} {time} there").format(day=_day(there), time=clock(there))


def date_and_time_format() -> str:
    """Return how the user's locale writes a date and time, as a format of Qt with all digits of the year."""
    locale, short = QLocale(), QLocale.FormatType.ShortFormat
    if locale.language() is QLocale.Language.C:
        # Where no language is set, Qt would write “24 11 2026”.
        return "yyyy-MM-dd HH:mm"
    date = re.sub(r"y+", "yyyy", locale.dateFormat(short))
    return f"{date} {locale.timeFormat(short)}"


def moment_text(when: datetime, zone: tzinfo) -> str:
    """Return an instant in a zone with its weekday, as the user's locale writes it: “Wed 25/11/2026 08:00”."""
    local = send_time.local_time(when, zone)
    return _tr("{day} {time}").format(day=_day(local), time=_date_and_time(local))


def exact_moment_text(when: datetime, zone: tzinfo) -> str:
    """Return an instant in a zone with its offset, as the user's locale writes it: “25/11/2026 08:00 (UTC+01:00)”."""
    local = send_time.local_time(when, zone)
    return _tr("{time} ({offset})").format(time=_date_and_time(local), offset=send_time.offset_text(local))


def time_here_and_there(when: datetime, zone: tzinfo, numbers: Iterable[str]) -> str:
    """Return an instant in the user's zone, with its weekday and offset, and what time it is then at the recipients."""
    own = when.astimezone(zone)
    here = _tr("{day} {time} here ({offset})").format(
        day=QLocale().dayName(own.isoweekday()), time=clock(own), offset=send_time.offset_text(own)
    )
    there = [_at_place(when, place, zone) for place in _other_zones(numbers, when, zone)]
    return " · ".join([here, *_few(there)])


def closed_text(numbers: Iterable[str], now: datetime, hours: WorkingHours) -> str:
    """Return where an office is closed now; "" where all are open, or nobody knows."""
    closed: dict[str, tzinfo] = {}
    for opening in set(opening_hours.next_openings(numbers, now, hours).values()):
        if opening is not None and opening.at is not None:
            closed.setdefault(str(opening.zone), opening.zone)
    if not closed:
        return ""
    if len(closed) > 1:
        return _tr("In {places} offices are closed now.").format(places=count_text(len(closed), "place"))
    (zone,) = closed.values()
    there = now.astimezone(zone)
    return _tr("It is {day} {time} in {city}: offices are closed there.").format(
        day=_day(there), time=clock(there), city=opening_hours.place_name(zone)
    )


def openings_text(times: Sequence[tuple[str, datetime | None]], now: datetime, zone: tzinfo) -> str:
    """Return when the offices of the recipients open, in their zones and here. "" without recipients."""
    said: dict[str, None] = {}
    places: dict[tuple[tzinfo, datetime | None], None] = {}
    for number, at in times:
        zone_there = opening_hours.zone_at(number, at or now) or opening_hours.zones_of(number)[0]
        places[zone_there, at] = None
    for place, at in places:
        city = opening_hours.place_name(place)
        if at is None:
            said[_tr("{city}: open now").format(city=city)] = None
            continue
        there, here = at.astimezone(place), at.astimezone(zone)
        text = (
            _tr("{city}: {day} {time}")
            if there.replace(tzinfo=None) == here.replace(tzinfo=None)
            else _tr("{city}: {day} {time}, here {here_day} {here}")
        )
        said[text.format(city=city, day=_day(there), time=clock(there), here_day=_day(here), here=clock(here))] = None
    return " · ".join(_few(list(said)))


def _other_zones(numbers: Iterable[str], when: datetime, own: tzinfo) -> list[tzinfo]:
    """Return the zones of numbers whose clock shows something else than ours, each once."""
    here = when.astimezone(own).utcoffset()
    found: dict[str, tzinfo] = {}
    for number in numbers:
        zone = opening_hours.zone_at(number, when)
        if zone is not None and when.astimezone(zone).utcoffset() != here:
            found.setdefault(str(zone), zone)
    return list(found.values())


def _at_place(when: datetime, place: tzinfo, own: tzinfo) -> str:
    there = when.astimezone(place)
    text = _tr("{time} in {city}") if there.date() == when.astimezone(own).date() else _tr("{day} {time} in {city}")
    return text.format(day=_day(there), time=clock(there), city=opening_hours.place_name(place))


def _few(texts: Sequence[str]) -> list[str]:
    """Return the first of some texts, and how many more there are."""
    more = len(texts) - _NAMED
    if more <= 0:
        return list(texts)
    return [*texts[:_NAMED], _tr("{places} more").format(places=more)]


def _date_and_time(local: datetime) -> str:
    # In UTC, which skips no time of the clock on a wall.
    shown = QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute), QTimeZone.utc())
    return QLocale().toString(shown, date_and_time_format())


def _day(local: datetime) -> str:
    """Return the short name of a weekday in the user's language."""
    return QLocale().dayName(local.isoweekday(), QLocale.FormatType.ShortFormat)


def _tr(text: str) -> str:
    return QCoreApplication.translate("OfficeTimes", text)
