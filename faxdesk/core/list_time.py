"""Send times out of a list, in the forms of several languages and spreadsheets: read right, or refused.

Where the order of day and month does not show, another cell of the same column may show it; else it is asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from faxdesk.core import send_time
from faxdesk.core.errors import InputRefused
from faxdesk.core.send_time import FIELD
from faxdesk.core.table import Cell, cell_text

_ADVICE = "Write it like 2026-12-01 09:30."
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001  a local time is naive until its zone is applied
"""Day 0 of the serial numbers of spreadsheets (ECMA-376 part 1, 18.17.4.1, for days from March 1900 on)."""
_SERIALS = range(40_000, 80_000)
"""Serial numbers of the years 2009 to 2119; others are something else."""
_NUMERAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_NOW = frozenset({"now", "sofort", "jetzt", "maintenant", "immediatement", "adesso", "subito", "ahora", "asap"})
_CLOCK = re.compile(
    r"(?:(?:um|at|alle|ore|a las|a)?\.?\s*)?"
    r"(?P<hour>\d{1,2})(?:\s*[:h]\s*(?P<minute>\d{2})(?::(?P<second>\d{2}))?|(?P<point>\.)(?P<pointed>\d{2})(?=\s*uhr))?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?\s*(?:uhr|h|hrs?)?$",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?P<first>\d{1,4})(?P<mark>[./\- ])\s*(?P<second>\d{1,2})(?P=mark)\s*(?P<third>\d{1,4})")
_NAMED = re.compile(
    r"(?P<day>\d{1,2})(?:\.|er|º|st|nd|rd|th)?\s*(?:de\s+|-)?(?P<month>[a-z]{3,})\.?,?\s*(?:de\s+|-)?(?P<year>\d{4})"
)
_NAMED_FIRST = re.compile(r"(?P<month>[a-z]{3,})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})")
_WEEKDAY = re.compile(r"^[a-z]{2,}[.,]+\s+(?=\d)|^(?:on|am|le|il|el)\s+(?=\d)")
_MONTHS = (
    ("jan", "janner", "january", "januar", "janvier", "gennaio", "gen", "enero", "ene"),
    ("feb", "february", "februar", "fevrier", "fevr", "fev", "febbraio", "febrero"),
    ("mar", "march", "marz", "mrz", "mars", "marzo"),
    ("apr", "april", "avril", "avr", "aprile", "abril", "abr"),
    ("may", "mai", "maggio", "mag", "mayo"),
    ("jun", "june", "juni", "juin", "giugno", "giu", "junio"),
    ("jul", "july", "juli", "juillet", "juil", "luglio", "lug", "julio"),
    ("aug", "august", "aout", "agosto", "ago"),
    ("sep", "sept", "september", "septembre", "settembre", "set", "septiembre"),
    ("oct", "october", "oktober", "okt", "octobre", "ottobre", "ott", "octubre"),
    ("nov", "november", "novembre", "noviembre"),
    ("dec", "december", "dezember", "dez", "decembre", "dicembre", "dic", "diciembre"),
)
"""The months in English, German, French, Italian and Spanish, without accents, whole and as they are shortened."""
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}


class DayOrder(StrEnum):
    """In which order a column writes dates with strokes."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TimeReading:
    """How the times of a list are read: when it is now (UTC), in which zone, and the order of its dates."""

    now: datetime
    zone: tzinfo
    order: DayOrder = DayOrder.UNKNOWN


class _Parts(NamedTuple):
    day: date
    rest: str


def day_order(cells: Iterable[Cell]) -> DayOrder:
    """Return what the days above the twelfth in a column show. Where they contradict each other, they show nothing."""
    shown = set()
    for cell in cells:
        found = _DATE.match(_plain(cell)) if isinstance(cell, str) else None
        if found is None or found["mark"] == "." or len(found["first"]) > 2:
            continue
        first, second = int(found["first"]), int(found["second"])
        if 12 < first <= 31 and second <= 12:
            shown.add(DayOrder.DAY_FIRST)
        elif first <= 12 < second <= 31:
            shown.add(DayOrder.MONTH_FIRST)
    return shown.pop() if len(shown) == 1 else DayOrder.UNKNOWN


def time_of(cell: Cell, reading: TimeReading) -> datetime | None:
    """Return the instant (UTC) that a cell means, None for now. Raises `InputRefused` where that is not certain."""
    if isinstance(cell, bool):
        raise _no_time(cell_text(cell))
    if isinstance(cell, datetime):
        return _at(cell, reading)
    if isinstance(cell, date):
        raise _no_clock(cell_text(cell))
    if isinstance(cell, int | float):
        return _of_serial(float(cell), reading)
    return _of_text(cell, reading)


def _of_text(text: str, reading: TimeReading) -> datetime | None:
    said = text.strip()
    if not said or _plain(said) in _NOW:
        return None
    if _NUMERAL.fullmatch(said):
        return _of_serial(float(said.replace(",", ".")), reading)
    try:
        return send_time.parse(said, reading.now, reading.zone)
    except InputRefused:
        # What it does not take for a time may be one in the words of the list.
        parts = _date_in(said, reading.order)
    if parts is None:
        return send_time.parse(said, reading.now, reading.zone)
    clock = _CLOCK.fullmatch(parts.rest) if parts.rest else None
    if not parts.rest or (clock is not None and clock["minute"] is None and not _says_hour(parts.rest)):
        raise _no_clock(said)
    if clock is None:
        raise _no_time(said)
    hour, minute = _hour(clock, said), int(clock["minute"] or clock["pointed"] or 0)
    if hour > 23 or minute > 59:
        raise _no_time(said)
    return _at(datetime(parts.day.year, parts.day.month, parts.day.day, hour, minute), reading)  # noqa: DTZ001  the same


def _says_hour(rest: str) -> bool:
    """True where a single number is an hour: `9 Uhr`, `9 am`, `9h`."""
    return re.search(r"[a-z]", rest) is not None


def _hour(clock: re.Match[str], said: str) -> int:
    hour, half = int(clock["hour"]), (clock["half"] or "")[:1]
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise _no_time(said)
    return hour % 12 + (12 if half == "p" else 0)


def _date_in(said: str, order: DayOrder) -> _Parts | None:
    """Return the day in front of a text and what follows it; None where it does not begin with one."""
    plain = _WEEKDAY.sub("", _plain(said))
    if found := _NAMED.match(plain) or _NAMED_FIRST.match(plain):
        if found["month"] not in _MONTH:
            return None
        return _Parts(_day(int(found["year"]), _MONTH[found["month"]], int(found["day"]), said), _rest(plain, found))
    found = _DATE.match(plain)
    return None if found is None else _Parts(_numeric_day(found, order, said), _rest(plain, found))


def _rest(plain: str, found: re.Match[str]) -> str:
    return plain[found.end() :].strip(" ,-")


def _numeric_day(found: re.Match[str], order: DayOrder, said: str) -> date:
    first, second, third = found["first"], int(found["second"]), found["third"]
    if len(first) == 4:
        return _day(int(first), second, int(third), said)
    if len(third) != 4 and (len(third) != 2 or found["mark"] != "."):
        raise _unclear(said, "which part of it is the year")
    year = int(third) if len(third) == 4 else 2000 + int(third)
    one = int(first)
    # With dots the day comes first wherever dates are written so.
    if found["mark"] == "." or one == second:
        return _day(year, second, one, said)
    if order is DayOrder.UNKNOWN and one <= 12 and second <= 12:
        raise _unclear(said, "which part of it is the day and which the month")
    if one > 12 or (order is DayOrder.DAY_FIRST and second <= 12):
        return _day(year, second, one, said)
    return _day(year, one, second, said)


def _day(year: int, month: int, day: int, said: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_time(said) from None


def _of_serial(value: float, reading: TimeReading) -> datetime | None:
    if not (_SERIALS.start <= value < _SERIALS.stop):
        raise _no_time(f"{value:g}")
    when = _FIRST_DAY + timedelta(seconds=round(value * 86_400))
    if value.is_integer():
        raise _no_clock(f"{when:%Y-%m-%d}")
    return _at(when.replace(second=0) if when.second < 30 else when.replace(second=0) + timedelta(minutes=1), reading)


def _at(local: datetime, reading: TimeReading) -> datetime | None:
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        raise _no_clock(f"{local:%Y-%m-%d}")
    return send_time.parse(f"{local:%Y-%m-%d %H:%M}", reading.now, reading.zone)


def _plain(text: Cell) -> str:
    """Return a text in small letters, without accents, with single spaces."""
    parts = unicodedata.normalize("NFKD", str(text)).casefold()
    return " ".join("".join(letter for letter in parts if not unicodedata.combining(letter)).split())


def _no_time(said: str) -> InputRefused:
    return InputRefused(FIELD, f"“{said}” is not a time.", _ADVICE)


def _no_clock(said: str) -> InputRefused:
    return InputRefused(FIELD, f"“{said}” has no time of day.", _ADVICE)


def _unclear(said: str, what: str) -> InputRefused:
    return InputRefused(FIELD, f"“{said}” does not show {what}.", _ADVICE)
