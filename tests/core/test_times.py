"""The zone of this computer, with a name in the zone database and without."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import pytest

from faxdesk.core.send_time import ClockChange, meant, parse
from faxdesk.core.times import SystemZone, own_zone
from tests.core.test_send_time import of_windows

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there, no variable of the environment sets the zone")

RULE = "EST5EDT,M3.2.0,M11.1.0"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def zone_is() -> Iterator[Callable[[str], None]]:
    """Sets the zone of this process."""
    with pytest.MonkeyPatch.context() as patch:

        def become(zone: str) -> None:
            patch.setenv("TZ", zone)
            # What was found once is kept.
            patch.setattr("tzlocal.unix._cache_tz", None)
            time.tzset()

        yield become
    time.tzset()


def test_a_zone_is_known_by_its_name(zone_is: Callable[[str], None]) -> None:
    zone_is("America/St_Johns")
    assert getattr(own_zone(), "key", "") == "America/St_Johns"


@pytest.mark.parametrize(
    ("zone", "name", "hours"), [(RULE, "EST", -5), ("<+0330>-3:30", "+0330", 3.5), ("CST6", "CST", -6)]
)
def test_a_zone_that_is_a_rule_counts_as_well(
    zone_is: Callable[[str], None], zone: str, name: str, hours: float
) -> None:
    zone_is(zone)
    own = own_zone()
    assert own.utcoffset(datetime(2026, 12, 1, 9, 30)) == timedelta(hours=hours)  # noqa: DTZ001  a local time
    assert (own.tzname(NOON.replace(tzinfo=None)), NOON.astimezone(own).hour) == (name, int(12 + hours))
    assert parse("2026-12-01 09:30", NOON, own) == datetime(2026, 12, 1, 9, 30, tzinfo=UTC) - timedelta(hours=hours)


def test_a_rule_knows_when_the_clocks_change(zone_is: Callable[[str], None]) -> None:
    zone_is(RULE)
    skipped, repeated = datetime(2027, 3, 14, 2, 30), datetime(2027, 11, 7, 1, 30)  # noqa: DTZ001  local times
    assert meant(skipped, own_zone()).clock is ClockChange.SKIPPED
    assert meant(repeated, own_zone()).clock is ClockChange.REPEATED
    assert meant(repeated, own_zone()).at == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
    second = datetime(2027, 11, 7, 6, 30, tzinfo=UTC).astimezone(own_zone())
    assert (second.replace(tzinfo=None), second.fold, second.astimezone(UTC).hour) == (repeated.replace(fold=1), 1, 6)


def test_times_that_no_calendar_of_the_system_has_are_no_trouble() -> None:
    for year in (1, 9999):
        assert SystemZone().utcoffset(datetime(year, 1, 1)) is not None  # noqa: DTZ001  a local time
    assert SystemZone().utcoffset(None) is not None


class MarchNight(datetime):
    """A clock that stands still at half an hour after the clocks of Zurich were put forward."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(2027, 3, 28, 1, 30, tzinfo=UTC).astimezone(tz)


def test_a_year_that_the_library_does_not_know_is_as_far_from_utc_as_now(
    zone_is: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    zone_is("Europe/Zurich")
    monkeypatch.setattr("faxdesk.core.times.datetime", MarchNight)
    own = SystemZone()
    assert own.utcoffset(None) == timedelta(hours=2)
    monkeypatch.setattr("faxdesk.core.times._by_the_library", of_windows)
    shown = datetime(3500, 1, 1, tzinfo=UTC).astimezone(own)
    assert (shown.hour, shown.utcoffset()) == (2, timedelta(hours=2))
