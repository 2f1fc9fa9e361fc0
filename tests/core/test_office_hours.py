"""When offices are open: as is usual in their country, or as a line of the user says."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.office_hours import USUAL_HOURS, OfficeHours, parse_hours, set_hours
from faxdesk.core.opening_hours import next_openings, opening_of_all, opening_times

ZURICH, MADRID, DUBAI = "+41445550123", "+34915550123", "+97142345678"
TUESDAY = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
"""07:00 in Zurich and Madrid, 10:00 in Dubai."""


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", ""),
        ("8-17", "08:00-17:00"),
        (" 8.30 \N{EN DASH} 17:15 ", "08:30-17:15"),
        ("es 9-14", "ES 09:00-14:00"),
        ("8-17;ES 9-14 mon-fri;", "08:00-17:00; ES 09:00-14:00 Mon-Fri"),
        ("AE 8-16 Sun-Thu", "AE 08:00-16:00 Mon-Thu, Sun"),
        ("9-12 Mon, Wed Sat", "09:00-12:00 Mon, Wed, Sat"),
        ("9-12 Sat-Sun", "09:00-12:00 Sat-Sun"),
    ],
)
def test_what_people_write_is_understood_and_kept_in_one_form(text: str, meant: str) -> None:
    assert str(parse_hours(text)) == meant
    assert parse_hours(meant) == parse_hours(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("always", "says no hours"),
        ("8", "says no hours"),
        ("17-8", "ends before it begins"),
        ("8-8", "ends before it begins"),
        ("8-25", "no clock shows"),
        ("8:75-17", "no clock shows"),
        ("8-17 Funday", "are no weekdays"),
        ("8-17; 9-18", "is said twice"),
        ("CH 8-17; ch 9-18", "is said twice"),
        ("Schweiz 8-17", "says no hours"),
    ],
)
def test_what_is_no_hours_is_refused_in_words(text: str, why: str) -> None:
    with pytest.raises(InputRefused, match=why):
        parse_hours(text)
    assert set_hours(text) == USUAL_HOURS


def test_a_country_has_its_own_hours_else_those_of_all_else_the_usual_ones() -> None:
    hours = parse_hours("9-16; ES 9-14 Mon-Sat")
    assert hours.of("ES") == OfficeHours(time(9), time(14), frozenset({7}))
    assert hours.of("CH") == OfficeHours(time(9), time(16), frozenset({6, 7}))
    assert hours.of("EG") == OfficeHours(time(9), time(16), frozenset({5, 6})), "the weekend is still that of Egypt"
    assert parse_hours("ES 9-14").of("CH") == USUAL_HOURS.of("CH") == OfficeHours(time(8), time(17))


def test_a_country_is_known_by_the_letters_that_people_write() -> None:
    assert str(parse_hours("UK 9-14")) == "GB 09:00-14:00"
    with pytest.raises(InputRefused, match="“XX” is no country"):
        parse_hours("XX 9-14")


def test_offices_open_when_the_user_says() -> None:
    hours = parse_hours("8:30-17; ES 9-14")
    found = next_openings((ZURICH, MADRID, DUBAI), TUESDAY, hours)
    opens = {
        number: None if one is None or one.at is None else one.at.strftime("%H:%M") for number, one in found.items()
    }
    assert opens == {ZURICH: "07:30", MADRID: "08:00", DUBAI: None}
    assert opening_of_all((MADRID,), TUESDAY, hours) == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert opening_times((ZURICH,), TUESDAY, hours) == ((ZURICH, datetime(2026, 11, 24, 7, 30, tzinfo=UTC)),)
