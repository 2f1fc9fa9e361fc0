"""Where a number is, and when somebody can be expected in the office there."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from faxdesk.core import opening_hours
from faxdesk.core.errors import InputRefused
from faxdesk.core.office_hours import USUAL_HOURS
from faxdesk.core.opening_hours import (
    Opening,
    next_openings,
    opening_of_all,
    opening_times,
    place_name,
    zone_at,
    zones_of,
)

ZURICH, NEW_YORK, TOKYO, ISRAEL = "+41445550123", "+12125550123", "+81312345678", "+97225550123"
TOLL_FREE = "+18005550123"
"""It may be answered anywhere between Alaska and Newfoundland, and beyond."""
AUSTRALIAN_MOBILE = "+61412345678"


def next_opening(number: str, now: datetime) -> Opening | None:
    return next_openings((number,), now)[number]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "now", "opens"),
    [
        (ZURICH, "2026-11-24 06:30", "2026-11-24 07:00"),  # 07:30 there, a Tuesday
        (ZURICH, "2026-11-24 16:00", "2026-11-25 07:00"),  # 17:00 there: closed, to the minute
        (ZURICH, "2026-11-27 20:00", "2026-11-30 07:00"),  # Friday evening
        (ZURICH, "2026-03-27 20:00", "2026-03-30 06:00"),  # the clocks go forward on Sunday
        (NEW_YORK, "2026-11-24 09:00", "2026-11-24 13:00"),
        (ISRAEL, "2026-11-27 08:00", "2026-11-29 06:00"),  # Friday: open again on Sunday
    ],
)
def test_it_opens_at_eight_of_its_own_clock_on_the_next_working_day(number: str, now: str, opens: str) -> None:
    found = next_openings((number,), utc(now))[number]
    assert found is not None
    assert found.at == utc(opens)


@pytest.mark.parametrize("now", ["2026-11-24 07:00", "2026-11-24 15:59"])
def test_an_open_office_need_not_be_waited_for(now: str) -> None:
    found = next_openings((ZURICH,), utc(now))[ZURICH]
    assert found is not None
    assert found.at is None
    assert found.zone == ZoneInfo("Europe/Zurich")


def test_of_several_zones_the_last_to_open_decides() -> None:
    found = next_openings((AUSTRALIAN_MOBILE,), utc("2026-11-24 12:00"))[AUSTRALIAN_MOBILE]
    assert found is not None
    assert found.at is not None
    local = [found.at.astimezone(zone) for zone in zones_of(AUSTRALIAN_MOBILE)]
    assert len({one.utcoffset() for one in local}) > 1
    assert all(8 <= one.hour < 17 for one in local), "it is open in each of them"
    assert any((one.hour, one.minute) == (8, 0) for one in local), "and that has just become true"


def test_a_number_that_is_nowhere_opens_never() -> None:
    assert next_openings(("+80012345678",), utc("2026-11-24 12:00"))["+80012345678"] is None
    assert next_openings(("no number",), utc("2026-11-24 12:00"))["no number"] is None
    assert zones_of("+80012345678") == ()


def test_zones_too_far_apart_have_no_hour_in_common() -> None:
    assert len(zones_of(TOLL_FREE)) > 10
    assert next_openings((TOLL_FREE,), utc("2026-11-24 12:00"))[TOLL_FREE] is None


def test_the_time_there_is_told_only_where_there_is_one() -> None:
    now = utc("2026-11-24 12:00")
    assert zone_at(ZURICH, now) == ZoneInfo("Europe/Zurich")
    assert zone_at(TOLL_FREE, now) is None
    assert zone_at(AUSTRALIAN_MOBILE, now) is None


@pytest.mark.parametrize(
    ("region", "weekend"), [("CH", {6, 7}), ("IL", {5, 6}), ("AE", {6, 7}), ("AF", {4, 5}), ("IR", {5}), ("IN", {7})]
)
def test_weekends_are_those_of_the_country(region: str, weekend: set[int]) -> None:
    assert USUAL_HOURS.of(region).weekend == weekend


def test_zones_are_called_by_their_city() -> None:
    assert place_name(ZoneInfo("America/New_York")) == "New York"
    assert place_name(ZoneInfo("America/Argentina/Buenos_Aires")) == "Buenos Aires"
    assert place_name(UTC) == "UTC"
    assert place_name(ZoneInfo("UTC")) == "UTC"


def test_each_of_several_numbers_opens_by_itself() -> None:
    found = next_openings((ZURICH, NEW_YORK, "no number", "+41225550123"), utc("2026-11-24 09:00"))
    assert [one and one.at for one in found.values()] == [None, utc("2026-11-24 13:00"), None, None]
    assert found[ZURICH] == found["+41225550123"] == Opening(None, ZoneInfo("Europe/Zurich"))
    assert found["no number"] is None


def test_one_fax_goes_out_when_all_open_at_the_same_time() -> None:
    now = utc("2026-11-24 05:00")
    assert opening_of_all((ZURICH, "+41225550123"), now) == utc("2026-11-24 07:00")
    assert opening_of_all((ZURICH,), utc("2026-11-24 09:00")) is None
    with pytest.raises(InputRefused, match="different times"):
        opening_of_all((ZURICH, NEW_YORK), now)
    with pytest.raises(InputRefused, match="Nobody knows where"):
        opening_times((ZURICH, "+80012345678"), now)


def test_a_zone_that_this_computer_does_not_know_is_left_out() -> None:
    assert opening_hours._zone("Atlantis/Poseidonis") is None
    assert opening_hours._zone("Etc/UTC") is UTC
