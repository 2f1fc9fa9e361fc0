"""Instants. Inside FaxDesk every time is an aware datetime in UTC, or whole milliseconds since 1970 in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

Now = Callable[[], datetime]
"""A clock: a function without arguments that returns the present, aware, in UTC."""

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
        local = dt.replace(tzinfo=UTC).astimezone()
        plain = local.replace(tzinfo=self, fold=0)
        return plain if plain.utcoffset() == local.utcoffset() else plain.replace(fold=1)

    @staticmethod
    def _own(when: datetime | None) -> datetime:
        try:
            return (when or datetime.now(UTC)).replace(tzinfo=None).astimezone()
        except (OverflowError, ValueError, OSError):
            # No library knows the year 1 or 9999.
            return datetime.now(UTC).astimezone()


def own_zone() -> tzinfo:
    """Return the zone of this computer, which knows when its clocks change; by its proper name, if it has one."""
    from zoneinfo import ZoneInfoNotFoundError

    import tzlocal

    try:
        return tzlocal.get_localzone()
    except (ZoneInfoNotFoundError, ValueError):
        return SystemZone()
