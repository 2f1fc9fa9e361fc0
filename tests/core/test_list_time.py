"""Send times as lists of several languages write them are read right, or refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.list_time import DayOrder, TimeReading, day_order, time_of

if TYPE_CHECKING:
    from faxdesk.core.table import Cell

READING = TimeReading(datetime(2026, 11, 1, tzinfo=UTC), ZoneInfo("Europe/Zurich"))
DAY_FIRST, MONTH_FIRST = (
    TimeReading(READING.now, READING.zone, order) for order in (DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST)
)
HALF_PAST_NINE = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-12-01 09:30",
        "2026-12-01T09:30+01:00",
        "2026/12/01 9:30",
        "01.12.2026 09:30",
        "1.12.26 9:30",
        "1.12.2026, 9.30 Uhr",
        "Di., 01.12.2026 09:30",
        "1. Dezember 2026 um 9:30 Uhr",
        "1er décembre 2026 à 9h30",
        "1 dicembre 2026 ore 9:30",
        "1 de diciembre de 2026 a las 9:30",
        "Dec 1, 2026 9:30 AM",
        "Tue, 1 Dec 2026 09:30",
        46357.395833,
        "46357,395833",
        datetime(2026, 12, 1, 9, 30),  # noqa: DTZ001  a time of a list
    ],
    ids=repr,
)
def test_a_time_is_read_in_the_words_of_the_list(cell: Cell) -> None:
    assert time_of(cell, READING) == HALF_PAST_NINE


@pytest.mark.parametrize("cell", ["", "  ", "sofort", "maintenant", "now"])
def test_no_time_means_now(cell: Cell) -> None:
    assert time_of(cell, READING) is None


def test_the_order_of_day_and_month_is_that_of_the_column() -> None:
    assert time_of("01/12/2026 09:30", DAY_FIRST) == HALF_PAST_NINE
    assert time_of("12/01/2026 9:30 AM", MONTH_FIRST) == HALF_PAST_NINE
    assert time_of("12/25/2026 9:30 PM", READING) == datetime(2026, 12, 25, 20, 30, tzinfo=UTC)
    assert day_order(["01/12/2026 09:30", "25/12/2026 09:30"]) is DayOrder.DAY_FIRST
    assert day_order(["01/12/2026 09:30", "12/25/2026 09:30"]) is DayOrder.MONTH_FIRST
    assert day_order(["25/12/2026", "12/25/2026"]) is DayOrder.UNKNOWN
    assert day_order(["01/12/2026", 46357.5, "25.12.2026"]) is DayOrder.UNKNOWN


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("01/12/2026 09:30", "day and which the month"),
        ("01/12/26 09:30", "the year"),
        ("2026-12-01", "no time of day"),
        ("1.12.2026", "no time of day"),
        ("1.12.2026 9", "no time of day"),
        (46357, "no time of day"),
        (date(2026, 12, 1), "no time of day"),
        ("12.01.2026 09:30", "in the past"),
        ("28.03.2027 02:30", "skips"),
        ("1.12.2026 25:00", "not a time"),
        ("32.12.2026 9:00", "not a time"),
        ("tomorrow", "not a time"),
        (5, "not a time"),
        (True, "not a time"),
    ],
)
def test_what_may_be_another_time_is_refused(cell: Cell, words: str) -> None:
    with pytest.raises(InputRefused) as refused:
        time_of(cell, READING)
    assert words in refused.value.title
