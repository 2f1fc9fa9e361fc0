"""Instants. Inside FaxDesk every time is an aware datetime in UTC, or whole milliseconds since 1970 in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

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
