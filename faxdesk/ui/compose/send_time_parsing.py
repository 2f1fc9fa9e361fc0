"""From what is typed or pasted into the field "Send time" to a time: all that FaxDesk writes, and what people write."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANKS = re.compile(r"\s+")
_MARKS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks of the direction of writing, which stand in the times of some languages."""
_WITH_OFFSET = re.compile(r"(?:[^\d,]+, )?(.+?) \(UTC([+-]\d\d:\d\d)\)(?:, \S+)?")
"""As `send_time.show` and `exact_moment_text` write it, also with the day before and the zone behind it."""
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))? ?(am|pm|a\.m\.|p\.m\.|h|uhr)?", re.IGNORECASE)
_PAUSE = re.compile(r"in (\d{1,3}|an?|one) ?([^\W\d]+)", re.IGNORECASE)
_SPACE = r"(?:,? |, ?)"
_DAY_AND_MONTH = re.compile(rf"(?P<day>\d{{1,2}})[./-](?P<month>\d{{1,2}})\.?{_SPACE}(?P<clock>.+)")
_NAMED_DAY = re.compile(rf"(?P<day>\d{{1,2}})\.? (?P<month>[^\W\d]+)\.?{_SPACE}(?P<clock>.+)")
_NAMED_MONTH = re.compile(rf"(?P<month>[^\W\d]+)\.? (?P<day>\d{{1,2}})\.?{_SPACE}(?P<clock>.+)")
_MONTHS = 12
_DATES = ("yyyy-M-d", "d MMM yyyy", "d MMMM yyyy", "d. MMMM yyyy", "MMM d, yyyy", "MMMM d, yyyy")
_CLOCKS = ("H:mm", "h:mm AP", "H.mm")
_FIRST_YEAR, _LAST_YEAR = 1900, 9000
_NOON = 12
_DAYS = 7
_CENTURY = 100
_YEARS_AHEAD = 50
"""Of years with two digits, those so far ahead are meant to be in the past."""


def parse_send_time(text: str, now: datetime) -> datetime | None:
    """Return the time that a text means, None where it is none.

    It is an instant where the text says the offset, else what the clock on the wall shows, as `now` is.
    """
    found = _parsed(text, now)
    # No clock can be asked about the first and the last years that Python knows.
    return found if found is not None and _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _parsed(text: str, now: datetime) -> datetime | None:
    # What a time is elsewhere stands behind what it is here.
    said = _plain(text.partition(" · ")[0])
    with_offset = _WITH_OFFSET.fullmatch(said)
    if with_offset is None:
        return (
            _iso(said)
            or _from_now(said, now)
            or _day_and_clock(said, now)
            or _without_year(said, now)
            or _in_locale(text, now)
        )
    local = _iso(with_offset[1]) or _in_locale(with_offset[1], now)
    if local is None or local.tzinfo is not None:
        return None
    return _iso(f"{local:%Y-%m-%d %H:%M:%S}{with_offset[2]}")


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", _MARKS.sub("", text)).strip()


def _iso(said: str) -> datetime | None:
    """Read `2026-12-01 09:30`, also with an offset. A day without a time is none."""
    try:
        return datetime.fromisoformat(re.sub(r" (?=[+-]\d)", "", said)) if ":" in said else None
    except ValueError:
        return None


def _from_now(said: str, now: datetime) -> datetime | None:
    """Read “in 30 minutes”, “in 2 h” and “in an hour”, to the minute."""
    found = _PAUSE.fullmatch(said)
    if found is None:
        return None
    unit = next((length for words, length in _units() if found[2].casefold() in words), None)
    if unit is None:
        return None
    count = int(found[1]) if found[1].isdecimal() else 1
    return (now + count * unit).replace(second=0, microsecond=0)


def _units() -> tuple[tuple[set[str], timedelta], ...]:
    """Return the words for units of time, in English and in the user's language, and how long they are."""
    return (
        ({"m", "min", "mins", "minute", "minutes", _tr("minute"), _tr("minutes")}, timedelta(minutes=1)),
        ({"h", "hr", "hrs", "hour", "hours", _tr("hour"), _tr("hours")}, timedelta(hours=1)),
        ({"d", "day", "days", _tr("day"), _tr("days")}, timedelta(days=1)),
    )


# ------------------------------------------------------------------------------------------- days by their names


def _day_and_clock(said: str, now: datetime) -> datetime | None:
    """Read “tomorrow 9:00”, “Monday, 8 am” and “18:30”."""
    words = said.split(" ")
    for at in range(len(words)):
        day = " ".join(words[:at]).rstrip(",.")
        # A bare hour is one behind a day: “tomorrow 9”.
        clock = _clock(" ".join(words[at:]), bare=bool(day))
        if clock is None:
            continue
        if not day:
            return _next(clock, now, 1) if ":" in said else None
        return _on_day(day.casefold(), clock, now)
    return None


def _clock(said: str, *, bare: bool = False) -> time | None:
    said = said.casefold().removeprefix("at ").strip()
    if said in {"noon", _tr("noon").casefold()}:
        return time(_NOON)
    found = _CLOCK.fullmatch(said) or _CLOCK.fullmatch(_latin(said, QLocale()))
    if found is None or not (found[2] or found[3] or bare):
        local = QLocale().toTime(said, QLocale().timeFormat(QLocale.FormatType.ShortFormat))
        return time(local.hour(), local.minute()) if local.isValid() else None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1].casefold()
    if half in {"a", "p"}:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    return time(hour, minute) if hour <= 23 and minute <= 59 else None


def _on_day(day: str, clock: time, now: datetime) -> datetime | None:
    if day in {"today", _tr("today").casefold()}:
        return datetime.combine(now.date(), clock)
    if day in {"tomorrow", _tr("tomorrow").casefold()}:
        return datetime.combine(now.date() + timedelta(days=1), clock)
    for number in range(1, _DAYS + 1):
        if day in _day_names(number):
            ahead = (number - now.isoweekday()) % _DAYS
            return datetime.combine(now.date() + timedelta(days=ahead), clock) if ahead else _next(clock, now, _DAYS)
    return None


def _without_year(said: str, now: datetime) -> datetime | None:
    """Read “1.12. 9:30”, “12/1, 9 am” and “1 Dec 9:30”: the next such day, in the order of the locale."""
    found = _DAY_AND_MONTH.fullmatch(said) or _NAMED_DAY.fullmatch(said) or _NAMED_MONTH.fullmatch(said)
    clock = _clock(found["clock"], bare=found["month"].isalpha()) if found is not None else None
    if found is None or clock is None:
        return None
    day, month = found["day"], found["month"]
    if month.isdecimal() and _month_comes_first():
        day, month = month, day
    number = int(month) if month.isdecimal() else _month(month)
    for year in (now.year, now.year + 1):
        try:
            local = datetime.combine(date(year, number, int(day)), clock)
        except ValueError:
            continue
        if local > now:
            return local
    return None


def _month_comes_first() -> bool:
    order = [letter for letter in QLocale().dateFormat(QLocale.FormatType.ShortFormat) if letter in "dM"]
    return order[:1] == ["M"]


def _month(name: str) -> int:
    """Return the number of a month by its name, 0 where there is none."""
    forms = (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat)
    wanted = name.casefold().rstrip(".")
    for number in range(1, _MONTHS + 1):
        names = {locale.monthName(number, form) for locale in (QLocale(), QLocale.c()) for form in forms}
        if wanted in {_plain(one).casefold().rstrip(".") for one in names}:
            return number
    return 0


def _next(clock: time, now: datetime, days: int) -> datetime:
    """Return the clock's time today, or in so many days where that has passed."""
    today = datetime.combine(now.date(), clock)
    return today if today > now else today + timedelta(days=days)


def _day_names(number: int) -> set[str]:
    forms = (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat)
    locales = (QLocale(), QLocale.c())
    return {_plain(locale.dayName(number, form)).casefold().rstrip(".") for locale in locales for form in forms}


# -------------------------------------------------------------------------------------- dates as the locale has them


def _in_locale(text: str, now: datetime) -> datetime | None:
    own = QLocale()
    said = _plain(text)
    readings = ((own, text.strip()), (own, said), (QLocale.c(), _latin(said, own)))
    for locale, reading in readings:
        for form in _forms(own):
            found = locale.toDateTime(reading, form)
            if found.isValid() and _loose(locale.toString(found, form)) == _loose(reading):
                return _local(found, form, now)
    return None


def _local(found: QDateTime, form: str, now: datetime) -> datetime:
    date, clock = found.date(), found.time()
    year = date.year() if "yyyy" in form else _whole_year(date.year(), now.year)
    return datetime(year, date.month(), date.day(), clock.hour(), clock.minute())  # noqa: DTZ001  local


def _loose(text: str) -> str:
    """Return what must be the same where a text was understood: Qt takes some halves of the day for another."""
    return re.sub(r"\b0(?=\d)", "", _plain(text).casefold())


def _latin(said: str, locale: QLocale) -> str:
    """Return a text with the digits and halves of the day that everybody types; Qt cannot read all of its own."""
    halves = sorted(((locale.amText(), "AM"), (locale.pmText(), "PM")), key=lambda half: -len(half[0]))
    for half, latin in halves:
        said = re.sub(re.escape(_plain(half)), latin, said, flags=re.IGNORECASE)
    return "".join(str(unicodedata.digit(letter, letter)) for letter in said)


def _whole_year(year: int, this_year: int) -> int:
    """Return the year that two digits mean."""
    near = this_year - this_year % _CENTURY + year % _CENTURY
    return near - _CENTURY if near > this_year + _YEARS_AHEAD else near


def _forms(locale: QLocale) -> Iterator[str]:
    """Yield the locale's own way of writing a time, then the same with fewer or more digits and other separators."""
    short = QLocale.FormatType.ShortFormat
    yield locale.dateTimeFormat(short)
    yield _plain(locale.dateTimeFormat(short))
    date = _plain(locale.dateFormat(short))
    order = dict.fromkeys(letter for letter in date if letter in "dMy")
    days = [re.sub(r"y+", "yyyy", date)]
    days += [separator.join(order).replace("y", year) for separator in "./-" for year in ("yyyy", "yy")]
    for day in (*days, *_DATES):
        for clock in (_plain(locale.timeFormat(short)), *_CLOCKS):
            yield f"{day} {clock}"
            yield f"{day}, {clock}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("SendTimeField", text)
