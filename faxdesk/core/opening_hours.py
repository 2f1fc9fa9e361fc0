"""Where a fax number is, what time it is there, and when offices there open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from faxdesk.core import phone
from faxdesk.core.errors import InputRefused
from faxdesk.core.office_hours import USUAL_HOURS
from faxdesk.core.send_time import FIELD, meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from faxdesk.core.office_hours import OfficeHours, WorkingHours

_UNKNOWN = "Etc/Unknown"
"""How `phonenumbers` calls the zone of numbers that belong to no place (`phonenumbers.timezone.UNKNOWN_TIMEZONE`)."""
_DAYS_AHEAD = 14
"""Days among which an hour is looked for at which all the zones of a number have their offices open."""
_NUMBERS = 8192
"""Numbers whose zones are kept in mind: twice as many as one fax can have."""


@dataclass(frozen=True, slots=True)
class Opening:
    """When an office can be expected to be open: `at` is the instant (UTC), None where it is open now.

    `zone` is the one that decides: of several, the one whose offices open last.
    """

    at: datetime | None
    zone: tzinfo


class _Place(NamedTuple):
    """Where a number can be: its zones, and its two-letter region."""

    zones: tuple[tzinfo, ...]
    region: str


@lru_cache(maxsize=_NUMBERS)
def _place_of(number: str) -> _Place:
    import phonenumbers
    from phonenumbers import timezone as places

    try:
        names = places.time_zones_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return _Place((), "")
    zones = tuple(zone for name in names if name != _UNKNOWN and (zone := _zone(name)) is not None)
    return _Place(zones, phone.region_of(number))


def zones_of(number: str) -> tuple[tzinfo, ...]:
    """Return the time zones that a number (E.164) can be in; none where it belongs to no place, or is no number."""
    return _place_of(number).zones


def zone_at(number: str, when: datetime) -> tzinfo | None:
    """Return the zone of a number (E.164) whose clock shows what all its possible zones show at an instant.

    None where they differ: a mobile number of a country with several zones can be in any of them.
    """
    zones = zones_of(number)
    return zones[0] if zones and len({when.astimezone(zone).utcoffset() for zone in zones}) == 1 else None


def next_openings(
    numbers: Iterable[str], now: datetime, hours: WorkingHours = USUAL_HOURS
) -> dict[str, Opening | None]:
    """Return when the office of each number (E.164) is open: the first instant at which it is so in all its zones.

    None for a number that belongs to no place, or whose zones lie too far apart for that. Thousands are in few places.
    """
    known: dict[_Place, Opening | None] = {}
    found = {}
    for number in numbers:
        place = _place_of(number)
        if place not in known:
            known[place] = _next_opening(place, now, hours.of(place.region))
        found[number] = known[place]
    return found


def _next_opening(place: _Place, now: datetime, hours: OfficeHours) -> Opening | None:
    zones = place.zones
    if not zones:
        return None
    if _open_in_all(zones, hours, now):
        return Opening(None, zones[0])
    found = [(at, zone) for zone in zones for at in _openings(zone, hours, now) if _open_in_all(zones, hours, at)]
    return Opening(*min(found, key=lambda one: one[0])) if found else None


def _open_in_all(zones: Sequence[tzinfo], hours: OfficeHours, when: datetime) -> bool:
    return all(hours.open_at(when.astimezone(zone).replace(tzinfo=None)) for zone in zones)


def _openings(zone: tzinfo, hours: OfficeHours, now: datetime) -> list[datetime]:
    """Return the next instants (UTC) after `now` at which offices in a zone open."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD + 1))
    instants = (
        meant(datetime.combine(day, hours.opens), zone).at for day in days if day.isoweekday() not in hours.weekend
    )
    return [at for at in instants if at > now]


def _zone(name: str) -> tzinfo | None:
    try:
        return UTC if name == "Etc/UTC" else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # The tables of numbers may be newer than those of zones.
        return None


def opening_times(
    numbers: Sequence[str], now: datetime, hours: WorkingHours = USUAL_HOURS
) -> tuple[tuple[str, datetime | None], ...]:
    """Return for each number (E.164) when its office opens (UTC), None where it is open now.

    Raises `InputRefused` for a number that is nowhere, or can be in zones too far apart.
    """
    found = []
    for number, opening in next_openings(numbers, now, hours).items():
        if opening is None:
            raise InputRefused(
                FIELD,
                f"Nobody knows where {phone.display(number)} is, and so not when its office opens.",
                "Choose a time for it, or send it now.",
            )
        found.append((number, opening.at))
    return tuple(found)


def opening_of_all(numbers: Sequence[str], now: datetime, hours: WorkingHours = USUAL_HOURS) -> datetime | None:
    """Return when the offices of all numbers open (UTC), None where all are open now. Raises `InputRefused`.

    It is refused where they open at different times: one fax has one time.
    """
    times = {at for _number, at in opening_times(numbers, now, hours)}
    if len(times) > 1:
        raise InputRefused(FIELD, "These offices open at different times.", "Send each of them a fax of its own.")
    return next(iter(times), None)


def place_name(zone: tzinfo) -> str:
    """Return what people call a zone: its city, such as “New York”; an offset where it has none."""
    name = str(getattr(zone, "key", ""))
    if "/" not in name:
        return name or str(zone)
    return name.rpartition("/")[2].replace("_", " ")
