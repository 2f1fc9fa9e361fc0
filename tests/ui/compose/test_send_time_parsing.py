"""Times as people type them, and as FaxDesk itself writes them in the language of the user."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QLocale

from faxdesk.core import send_time
from faxdesk.ui.compose.send_time_field import SendTimeField
from faxdesk.ui.compose.send_time_parsing import parse_send_time
from faxdesk.ui.widgets import fax_texts
from tests.ui.compose.compose_backend import ZURICH

TUESDAY = datetime(2026, 11, 24, 10)  # noqa: DTZ001  a clock on a wall
"""What the clock on the wall shows."""
LANGUAGES = (
    *("C", "en_US", "en_GB", "en_CA", "en_IN", "en_AU", "de_CH", "de_DE", "fr_FR", "fr_CA", "fr_CH"),
    *("it_CH", "es_AR", "es_MX", "pt_BR", "nl_NL", "sv_SE", "fi_FI", "da_DK", "nb_NO", "pl_PL", "cs_CZ"),
    *("hu_HU", "ro_RO", "bg_BG", "ru_RU", "uk_UA", "lt_LT", "lv_LV", "tr_TR", "ar_EG", "ar_SA", "fa_IR"),
    *("ur_PK", "he_IL", "hi_IN", "bn_BD", "mr_IN", "my_MM", "th_TH", "vi_VN", "id_ID", "sw_KE", "am_ET"),
    *("zh_CN", "zh_TW", "ja_JP", "ko_KR", "ckb_IQ", "ne_NP", "dz_BT", "hy_AM", "ka_GE", "kk_KZ", "eu_ES"),
    *("el_GR", "ta_IN"),
)
"""Every order of day and month, every script of digits, and halves of the day in several languages."""


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


@pytest.mark.parametrize("language", LANGUAGES, indirect=True)
def test_what_the_field_says_below_can_be_pasted(language: str) -> None:
    when = datetime(2026, 11, 25, 7, tzinfo=UTC)
    shown = send_time.show(when, ZURICH)
    day = QLocale().dayName(3)
    assert parse_send_time(shown, TUESDAY) == when, language
    assert parse_send_time(f"{day}, {shown}, Europe/Zurich", TUESDAY) == when, language


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


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("language", LANGUAGES, indirect=True)
def test_a_time_that_is_offered_can_be_typed(language: str) -> None:
    field = SendTimeField(lambda: datetime(2026, 11, 24, 9, tzinfo=UTC), ZURICH)
    offered = {field.choice.itemText(row): field.choice.itemData(row) for row in range(field.choice.count())}
    times = {text: local for text, local in offered.items() if isinstance(local, datetime)}
    assert len(times) == 3
    for text, meant in times.items():
        assert parse_send_time(text, TUESDAY) == meant, language
    field.deleteLater()


@pytest.mark.parametrize("language", LANGUAGES, indirect=True)
def test_a_time_is_read_with_any_blank_between_its_parts(language: str) -> None:
    when = datetime(2026, 12, 31, 14, 30, tzinfo=UTC)
    text = fax_texts.time_text(when)
    meant = parse_send_time(text, TUESDAY)
    assert meant is not None, language
    for blank in (" ", "\u00a0", "\u202f", "  "):
        assert parse_send_time(re.sub(r"\s", blank, text), TUESDAY) == meant, (language, blank)


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("C", "in 30 minutes", local(2026, 11, 24, 10, 30)),
        ("C", "in 2 h", local(2026, 11, 24, 12)),
        ("C", "in an hour", local(2026, 11, 24, 11)),
        ("C", "in 3 days", local(2026, 11, 27, 10)),
        ("C", "tomorrow 9", local(2026, 11, 25, 9)),
        ("C", "Friday at 14", local(2026, 11, 27, 14)),
        ("C", "tomorrow noon", local(2026, 11, 25, 12)),
        ("C", "1 Dec 9:30", local(2026, 12, 1, 9, 30)),
        ("C", "Dec 1, 9:30", local(2026, 12, 1, 9, 30)),
        ("C", "January 5 at 8", local(2027, 1, 5, 8)),
        ("de_CH", "1.12. 9:30", local(2026, 12, 1, 9, 30)),
        ("de_CH", "1. Dezember 9:30", local(2026, 12, 1, 9, 30)),
        ("de_CH", "24.11. 9:30", local(2027, 11, 24, 9, 30)),
        ("en_US", "12/1 9:30 am", local(2026, 12, 1, 9, 30)),
        ("en_GB", "1/12, 9:30", local(2026, 12, 1, 9, 30)),
        ("C", "29.2. 9:30", None),
        ("C", "in 3 moons", None),
        ("C", "1 Smarch 9:30", None),
    ],
    indirect=["language"],
)
def test_a_time_can_be_typed_as_people_say_it(language: str, text: str, meant: datetime | None) -> None:
    assert parse_send_time(text, TUESDAY) == meant, language


@pytest.mark.usefixtures("no_language")
def test_a_time_with_what_it_is_elsewhere_can_be_pasted() -> None:
    assert parse_send_time("2026-11-25 08:00 · 02:00 in New York", TUESDAY) == local(2026, 11, 25, 8)
