"""Send times: what is typed, what it means, and what the clock does to it."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.core import times
from faxdesk.core.errors import InputRefused
from faxdesk.core.send_time import ClockChange, meant, parse, show, warning
from faxdesk.core.times import SystemZone

ZURICH = ZoneInfo("Europe/Zurich")
NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
SKIPPED = datetime(2027, 3, 28, 2, 30)  # noqa: DTZ001  a local time that the clock skips
REPEATED = datetime(2027, 10, 31, 2, 30)  # noqa: DTZ001  a local time that comes twice


@pytest.mark.parametrize("when", [datetime(2026, 12, 1, 8, 30, tzinfo=UTC), datetime(2027, 7, 1, 8, 30, tzinfo=UTC)])
def test_what_is_shown_is_read(when: datetime) -> None:
    assert parse(show(when, ZURICH), NOW, ZURICH) == when


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01 09:30",
        "2026-12-01T09:30",
        "2026-12-01 09:30:00",
        "2026-12-01T09:30+01:00",
        "2026-12-01 09:30 +0100",
        "2026-12-01T08:30Z",
        " 2026-12-01T08:30:00+00:00 ",
    ],
)
def test_forms_of_one_time(text: str) -> None:
    assert parse(text, NOW, ZURICH) == datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "now", " NOW "])
def test_now(text: str) -> None:
    assert parse(text, NOW, ZURICH) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("yesterday", "is not a time"),
        ("2026-13-01 09:30", "is not a time"),
        ("2026-11-24 13:59", "in the past"),
        ("1999-01-01T00:00Z", "in the past"),
        ("2036-01-01 09:00", "more than a year"),
        ("2027-03-28 02:30", "skips 2027-03-28 02:30"),
        ("2027-10-31 02:30", "repeats 2027-10-31 02:30"),
        ("9999-12-31 23:59", ""),
        ("0001-01-01 00:00", ""),
        ("0001-01-01T00:00+14:00", "is not a time"),
    ],
)
def test_what_cannot_be_a_send_time(text: str, reason: str) -> None:
    with pytest.raises(InputRefused) as caught:
        parse(text, NOW, ZURICH)
    assert caught.value.field == "Send time"
    assert reason in caught.value.title
    assert caught.value.advice


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_a_plain_refusal(text: str) -> None:
    try:
        result = parse(text, NOW, ZURICH)
    except InputRefused:
        return
    assert result is None or result > NOW


def test_the_refusal_of_a_doubtful_time_offers_one_that_is_taken() -> None:
    with pytest.raises(InputRefused) as caught:
        parse("2027-10-31 02:30", NOW, ZURICH)
    offered = caught.value.advice.split(": ")[1].rstrip(".")
    assert parse(offered, NOW, ZURICH) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_what_a_skipped_and_a_repeated_time_mean() -> None:
    assert meant(SKIPPED, ZURICH).clock is ClockChange.SKIPPED
    assert meant(REPEATED, ZURICH).clock is ClockChange.REPEATED
    assert "03:30 (UTC+02:00)" in warning(SKIPPED, ZURICH, show)
    assert "02:30 (UTC+02:00)" in warning(REPEATED, ZURICH, show)
    assert warning(REPEATED + timedelta(days=1), ZURICH, show) == ""


def test_times_are_shown_with_their_offset() -> None:
    assert show(datetime(2026, 12, 1, 8, 30, tzinfo=UTC), ZURICH) == "2026-12-01 09:30 (UTC+01:00)"


def of_windows(when: datetime) -> datetime:
    """What the C library of Windows makes of a time: it knows the years from 1970 to 3000."""
    if not 1970 <= when.year <= 3000:
        raise OSError(errno.EINVAL, "Invalid argument")
    return when.astimezone()


@pytest.mark.parametrize("zone", [SystemZone(), ZURICH, timezone(timedelta(hours=-11))], ids=["own", "named", "west"])
@pytest.mark.parametrize(
    "text",
    [
        "9999-12-31 23:59",
        "9999-12-31T23:59+00:00",
        "9999-12-31T23:59-14:00",
        "0001-01-01 00:00",
        "0001-01-01T00:00+14:00",
        "3001-06-01 12:00",
        "1969-06-01 12:00",
    ],
)
def test_a_year_that_no_system_knows_is_refused_in_words(
    text: str, zone: tzinfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(times, "_by_the_library", of_windows)
    with pytest.raises(InputRefused, match=r"is not a time|a year away|in the past"):
        parse(text, NOW, zone)


def test_an_instant_is_shown_whatever_the_system_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times, "_by_the_library", of_windows)
    for year in (1900, 2026, 3500):
        when = datetime(year, 6, 1, 12, tzinfo=UTC)
        assert abs(times.local(when).replace(tzinfo=UTC) - when) <= timedelta(hours=14)
    assert times.from_seconds(32_535_215_999 + 86_400 * 400).year == 3002
