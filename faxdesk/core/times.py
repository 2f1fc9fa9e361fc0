"""Instants. Inside FaxDesk every time is an aware datetime in UTC, or whole milliseconds since 1970 in the database."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

Now = Callable[[], datetime]
"""A clock: a function without arguments that returns the present, aware, in UTC."""

_UNKNOWN = (OverflowError, ValueError, OSError)
"""What C libraries make of years that they do not know: most have no 1 and no 9999, that of Windows none after 3000."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def utc_now() -> datetime:
    """Return the present, to the millisecond, which is what the database keeps."""
    return from_ms(to_ms(datetime.now(UTC)))


def to_ms(when: datetime) -> int:
    """Return milliseconds since 1970 (UTC) of an aware datetime."""
    return (when - _EPOCH) // timedelta(milliseconds=1)


def from_ms(milliseconds: int) -> datetime:
    """Return the aware datetime in UTC, the reverse of `to_ms`."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def from_seconds(seconds: float) -> datetime:
    """Return the aware datetime in UTC of seconds since 1970. Raises `OverflowError` where no calendar has it.

    `fromtimestamp` asks the C library, and that of Windows knows the years from 1970 to 3000 only.
    """
    return _EPOCH + timedelta(seconds=seconds)


def local(when: datetime) -> datetime:
    """Return an instant as the clock on the wall of this computer shows it."""
    return when.astimezone(SystemZone())


def _by_the_library(when: datetime) -> datetime:
    return when.astimezone()


class SystemZone(tzinfo):
    """The zone of this computer as its C library knows it, also where that has no name: `TZ=EST5EDT,M3.2.0,M11.1.0`."""

    def utcoffset(self, dt: datetime | None) -> timedelta:
        """Return what the clock on the wall is ahead of UTC at a local time."""
        return self._own(dt).utcoffset() or timedelta()

    def dst(self, _dt: datetime | None) -> timedelta | None:
        """Return None: the library says the whole difference only."""
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        """Return the abbreviation, such as EST."""
        return self._own(dt).tzname()

    def fromutc(self, dt: datetime) -> datetime:
        """Return the local time of an instant; of a time that comes twice the second has `fold` 1."""
        try:
            told = _by_the_library(dt.replace(tzinfo=UTC))
        except _UNKNOWN:
            return dt + (self.utcoffset(None) or timedelta())
        plain = told.replace(tzinfo=self, fold=0)
        return plain if plain.utcoffset() == told.utcoffset() else plain.replace(fold=1)

    @staticmethod
    def _own(when: datetime | None) -> datetime:
        # Without a time, or for one that the library does not know, as it is now.
        with contextlib.suppress(*_UNKNOWN):
            if when is not None:
                return _by_the_library(when.replace(tzinfo=None))
        return _by_the_library(datetime.now(UTC))


def own_zone() -> tzinfo:
    """Return the zone of this computer, which knows when its clocks change; by its proper name, if it has one."""
    from zoneinfo import ZoneInfoNotFoundError

    import tzlocal

    try:
        return tzlocal.get_localzone()
    except (ZoneInfoNotFoundError, ValueError):
        return SystemZone()
