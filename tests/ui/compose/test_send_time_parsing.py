"""Times as people type them, and as FaxDesk itself writes them in the language of the user."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QLocale

from faxdesk.core import send_time
from faxdesk.ui.compose.send_time_parsing import parse_send_time
from faxdesk.ui.compose.zone_names import zone_name
from faxdesk.ui.widgets import fax_texts
from tests.ui.compose.compose_backend import ZURICH

TUESDAY = datetime(2026, 11, 24, 10)  # noqa: DTZ001  a clock on a wall
"""What the clock on the wall shows."""
LANGUAGES = ("C", "en_US", "en_GB", "de_CH", "de_DE", "fr_FR", "it_CH", "es_AR", "tr_TR", "ar_EG", "fa_IR", "ja_JP")


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """The user's language, for a test."""
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001  a clock on a wall


@pytest.mark.parametrize("language", LANGUAGES, indirect=True)
@pytest.mark.parametrize("when", [datetime(2026, 12, 31, 14, 30, tzinfo=UTC), datetime(2027, 2, 3, 0, 5, tzinfo=UTC)])
def test_a_time_from_the_list_can_be_pasted(language: str, when: datetime) -> None:
    shown = fax_texts.local(when)
    date, clock = shown.date(), shown.time()
    meant = local(date.year(), date.month(), date.day(), clock.hour(), clock.minute())
    assert parse_send_time(fax_texts.time_text(when), TUESDAY) == meant, language
    assert parse_send_time(fax_texts.exact_text(when), TUESDAY) == when, language


@pytest.mark.parametrize("language", ["C", "de_CH"], indirect=True)
def test_what_the_field_says_below_can_be_pasted(language: str) -> None:
    when = datetime(2026, 11, 25, 7, tzinfo=UTC)
    shown = send_time.show(when, ZURICH)
    day = QLocale().dayName(3)
    assert parse_send_time(shown, TUESDAY) == when, language
    assert parse_send_time(f"{day}, {shown}, {zone_name(ZURICH, when)}", TUESDAY) == when, language


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("de_CH", "31.12.2026 14:30", local(2026, 12, 31, 14, 30)),
        ("de_CH", "1.12.26, 9:30", local(2026, 12, 1, 9, 30)),
        ("de_CH", "1. Dezember 2026 09:30", local(2026, 12, 1, 9, 30)),
        ("de_CH", "Montag 8.30", local(2026, 11, 30, 8, 30)),
        ("en_US", "12/31/2026 2:30 PM", local(2026, 12, 31, 14, 30)),
        ("en_US", "12/1/26 9:30 am", local(2026, 12, 1, 9, 30)),
        ("en_GB", "31/12/2026 14:30", local(2026, 12, 31, 14, 30)),
        ("fr_FR", "31/12/2026 14:30", local(2026, 12, 31, 14, 30)),
        ("ar_EG", "31/12/2026 14:30", local(2026, 12, 31, 14, 30)),
    ],
    indirect=["language"],
)
def test_a_date_can_be_typed_as_people_of_the_country_do(language: str, text: str, meant: datetime) -> None:
    assert parse_send_time(text, TUESDAY) == meant, language


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tomorrow 09:00", local(2026, 11, 25, 9)),
        ("Tomorrow, 9 am", local(2026, 11, 25, 9)),
        ("today 6pm", local(2026, 11, 24, 18)),
        ("today 12 am", local(2026, 11, 24, 0)),
        ("monday 12:15 pm", local(2026, 11, 30, 12, 15)),
        ("Mon 8:00", local(2026, 11, 30, 8)),
        ("tuesday 18:00", local(2026, 11, 24, 18)),
        ("tuesday 08:00", local(2026, 12, 1, 8)),
        ("18:30", local(2026, 11, 24, 18, 30)),
        ("09:00", local(2026, 11, 25, 9)),
        ("1 Dec 2026 09:30", local(2026, 12, 1, 9, 30)),
        ("December 1, 2026 9:30 AM", local(2026, 12, 1, 9, 30)),
        ("2026-12-01  09:30", local(2026, 12, 1, 9, 30)),
        ("2026-12-01 09:30 +01:00", datetime(2026, 12, 1, 8, 30, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("language", ["C", "de_CH", "en_US"], indirect=True)
def test_days_have_names_in_every_language(language: str, text: str, meant: datetime) -> None:
    assert parse_send_time(text, TUESDAY) == meant, language


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "14", "9.30", "tomorrow", "tomorrow 13 pm", "yesterday 9:00", "2026-12-01", "25:00", "9:60"),
        *("2026-02-30 10:00", "30.2.2026 10:00", "0001-01-01 00:00+14:00", "9999-12-31 23:59"),
    ],
)
@pytest.mark.parametrize("language", ["C", "de_CH", "en_US"], indirect=True)
def test_what_is_no_time_is_not_guessed(language: str, text: str) -> None:
    assert parse_send_time(text, TUESDAY) is None, language


@pytest.mark.parametrize("language", ["tr_TR", "de_CH", "en_GB"], indirect=True)
def test_month_and_day_are_not_mistaken_for_each_other(language: str) -> None:
    assert parse_send_time("12/31/2026 14:30", TUESDAY) is None, language
    assert parse_send_time("3/4/2027 14:30", TUESDAY) == local(2027, 4, 3, 14, 30), language
