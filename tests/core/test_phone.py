"""Fax numbers as people type and paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.core.errors import InputRefused
from faxdesk.core.phone import comparable, display, doubt, parse, region_of
from faxdesk.core.recipients import collect


@pytest.mark.parametrize(
    ("typed", "region"),
    [
        ("+41 44 555 01 23", ""),
        ("+41445550123", ""),
        ("0041 44 555 01 23", "CH"),
        ("044 555 01 23", "CH"),
        ("(044) 555-01-23", "CH"),
        ("\u202a+41 44 555 01 23\u202c", ""),
        ("\uff0b41445550123", ""),
        ("+41 (0)44 555 01 23", ""),
        ("  +41.44.555.01.23  ", "US"),
        ("+41\ufe0e 44 555 01 23", ""),
        ("+41\u202f44\u2009555\u00a001\u201123", ""),
        ("4\ufe0f\u20e31\ufe0f\u20e3 44 555 01 23", "CH"),
        ("tel:+41-44-555-0123", ""),
        ("FAX:+41445550123", ""),
        ("41445550123.0", "CH"),
        ("445550123.0", "CH"),
    ],
)
def test_many_spellings_are_one_number(typed: str, region: str) -> None:
    assert parse(typed, region) == "+41445550123"


@pytest.mark.parametrize(
    ("typed", "region", "reason"),
    [
        ("", "", "no fax number"),
        ("   ", "CH", "no fax number"),
        ("044 555 01 23", "", "no country code"),
        ("+999 123 456 78", "", "not a fax number"),
        ("+41 44", "", "too short"),
        ("+41 44 555 01 23 99 99 99", "", "too long"),
        ("1-800-FLOWERS", "US", "letters"),
        ("+41 44 555 01 23 x12", "", "has an extension"),
        ("+41 44 555 01 23 ext. 12", "", "has an extension"),
        ("+41 44 555 01 23p12", "", "has an extension"),
        ("tel:+41-44-555-0123;ext=12", "", "has an extension"),
        ("4.14455501E+10", "CH", "letters"),
        ("+41 44 555 01 23\n+41 44 555 01 24", "", "not a fax number"),
        ("hello", "CH", "letters"),
        ("+", "", "not a fax number"),
        ("+\u0660\u0660\u0660", "", ""),
        ("'; DROP TABLE recipient; --", "CH", "letters"),
    ],
)
def test_a_wrong_number_is_refused_with_a_reason(typed: str, region: str, reason: str) -> None:
    with pytest.raises(InputRefused) as caught:
        parse(typed, region)
    assert caught.value.field == "To"
    assert reason in caught.value.title
    assert caught.value.advice


@given(st.text(max_size=40), st.sampled_from(["", "CH", "US", "IT"]))
def test_any_text_is_a_number_or_a_plain_refusal(text: str, region: str) -> None:
    try:
        number = parse(text, region)
    except InputRefused:
        return
    assert number.startswith("+")
    assert number[1:].isascii()
    assert number[1:].isdigit()
    assert parse(number) == number


def test_numbers_are_shown_as_people_write_them() -> None:
    assert display("+41445550123") == "+41 44 555 01 23"
    assert display("no_number") == "no_number"


def test_the_country_of_a_number() -> None:
    assert region_of("+41445550123") == "CH"
    assert region_of("x") == ""


def test_a_possible_number_that_nobody_uses_is_doubted() -> None:
    assert doubt("+41445550123") == ""
    assert "does not look like" in doubt("+41145550123")


@pytest.mark.parametrize("spelling", ["+1 334-304-0000", "13343040000", "001 334 304 0000", "+13343040000"])
def test_spellings_of_the_service_compare_equal(spelling: str) -> None:
    assert comparable(spelling) == "13343040000"


def test_a_recipient_given_twice_is_kept_once_and_that_is_said() -> None:
    gathered = collect(["+41 44 555 01 23", "044 555 01 23", "+41225550123"], "CH")
    assert gathered.numbers == ("+41445550123", "+41225550123")
    assert gathered.notices == ("+41 44 555 01 23 was given more than once and gets the fax once.",)
