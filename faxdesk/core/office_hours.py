"""When offices are open, by the clock on their wall: as is usual in their country, or as the user has set it.

What the user sets is one line, parted by semicolons: hours for all countries, and for single ones by their two letters
(ISO 3166), each with weekdays where these are not the usual ones of the country:

>>> hours = parse_hours("8:30-17; ES 9-14; AE 8-16 Mon-Fri")
>>> str(hours)
'08:30-17:00; ES 09:00-14:00; AE 08:00-16:00 Mon-Fri'
>>> hours.of("ES").closes, hours.of("CH").opens
(datetime.time(14, 0), datetime.time(8, 30))
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby

from faxdesk.core.errors import InputRefused

FIELD = "Office hours"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEK = frozenset(range(1, 8))
_THURSDAY, _FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6, 7
_WEEKENDS = (
    ("BH DZ EG IL IQ JO KW LY OM QA SA SD SY YE", {_FRIDAY, _SATURDAY}),
    ("AF", {_THURSDAY, _FRIDAY}),
    ("IR", {_FRIDAY}),
    ("IN UG", {_SUNDAY}),
)
"""Countries whose weekend is not Saturday and Sunday (Unicode CLDR, supplemental/supplementalData.xml, weekData)."""
_ENTRY = re.compile(
    r"(?:(?P<region>[A-Za-z]{2})\s+)?(?P<opens>\d{1,2})(?:[:.](?P<past>\d\d))?\s*[-\u2013]\s*"
    r"(?P<closes>\d{1,2})(?:[:.](?P<to>\d\d))?(?:\s+(?P<days>[A-Za-z].*))?"
)
_ADVICE = "Write it like 8:30-17:00, or for a country like ES 9-14 Mon-Fri; part them by semicolons."


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When offices are open, by the clock on their wall. Weekdays are those of ISO 8601: Monday is 1."""

    opens: time = time(8)
    closes: time = time(17)
    weekend: frozenset[int] = frozenset({_SATURDAY, _SUNDAY})

    def open_at(self, local: datetime) -> bool:
        """Return whether an office is open at a time of its own clock."""
        return local.isoweekday() not in self.weekend and self.opens <= local.time() < self.closes


@dataclass(frozen=True, slots=True)
class SetHours:
    """Hours that the user has set. `days` are the weekdays on which offices are open, None for those of the country."""

    opens: time
    closes: time
    days: frozenset[int] | None = None

    def __str__(self) -> str:
        hours = f"{self.opens:%H:%M}-{self.closes:%H:%M}"
        return hours if self.days is None else f"{hours} {_days_text(self.days)}"


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The hours of all countries: `everywhere` and in single ones (ISO 3166), where the user has set them."""

    everywhere: SetHours | None = None
    countries: tuple[tuple[str, SetHours], ...] = ()

    def of(self, region: str) -> OfficeHours:
        """Return the hours in a two-letter region: eight to five if nothing is set. Public holidays are not known."""
        weekend = next((frozenset(days) for regions, days in _WEEKENDS if region in regions.split()), None)
        usual = OfficeHours() if weekend is None else OfficeHours(weekend=weekend)
        chosen = dict(self.countries).get(region, self.everywhere)
        if chosen is None:
            return usual
        return OfficeHours(chosen.opens, chosen.closes, usual.weekend if chosen.days is None else _WEEK - chosen.days)

    def __str__(self) -> str:
        everywhere = [] if self.everywhere is None else [str(self.everywhere)]
        return "; ".join([*everywhere, *(f"{region} {hours}" for region, hours in self.countries)])


USUAL_HOURS = WorkingHours()
_OTHER_NAMES = {"UK": "GB", "EL": "GR"}
"""What people and the European Union write for the letters of ISO 3166."""


def parse_hours(text: str) -> WorkingHours:
    """Return what a line says. Raises `InputRefused`."""
    everywhere: SetHours | None = None
    countries: dict[str, SetHours] = {}
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        match = _ENTRY.fullmatch(entry)
        if match is None:
            raise InputRefused(FIELD, f"“{entry}” says no hours.", _ADVICE)
        hours = _hours(entry, match)
        region = (match["region"] or "").upper()
        region = _OTHER_NAMES.get(region, region)
        if region and not _is_country(region):
            raise InputRefused(FIELD, f"“{region}” is no country.", "Write its two letters, such as ES or GB.")
        if region in countries or (not region and everywhere is not None):
            raise InputRefused(FIELD, f"“{entry}” is said twice.", "Leave one of them out.")
        if region:
            countries[region] = hours
        else:
            everywhere = hours
    return WorkingHours(everywhere, tuple(countries.items()))


def _is_country(region: str) -> bool:
    # Here: most have no hours of single countries, and this takes long to load.
    import phonenumbers

    return region in phonenumbers.SUPPORTED_REGIONS


def set_hours(text: str) -> WorkingHours:
    """Return the same, the usual hours where the line cannot be read, as it may have been written by hand."""
    try:
        return parse_hours(text)
    except InputRefused:
        return USUAL_HOURS


def _hours(entry: str, match: re.Match[str]) -> SetHours:
    try:
        opens = time(int(match["opens"]), int(match["past"] or 0))
        closes = time(int(match["closes"]), int(match["to"] or 0))
    except ValueError as error:
        raise InputRefused(FIELD, f"“{entry}” has a time in it that no clock shows.", _ADVICE) from error
    if opens >= closes:
        raise InputRefused(FIELD, f"“{entry}” ends before it begins.", _ADVICE)
    return SetHours(opens, closes, None if match["days"] is None else _days(match["days"]))


def _days(text: str) -> frozenset[int]:
    found = set[int]()
    for part in re.split(r"[,\s]+", text.strip()):
        first, _, last = part.replace("\N{EN DASH}", "-").partition("-")
        start, end = _day(first, text), _day(last or first, text)
        found |= {(start - 1 + step) % 7 + 1 for step in range((end - start) % 7 + 1)}
    return frozenset(found)


def _day(name: str, text: str) -> int:
    if name.title() not in _DAYS:
        raise InputRefused(FIELD, f"“{text}” are no weekdays.", "Write them like Mon-Fri, or Mon, Wed, Sat.")
    return _DAYS.index(name.title()) + 1


def _days_text(days: frozenset[int]) -> str:
    runs = [
        [day for _, day in run] for _, run in groupby(enumerate(sorted(days)), key=lambda placed: placed[1] - placed[0])
    ]
    return ", ".join(
        _DAYS[run[0] - 1] if len(run) == 1 else f"{_DAYS[run[0] - 1]}-{_DAYS[run[-1] - 1]}" for run in runs
    )
