"""What spreadsheets make of fax numbers is read right, or refused, and never another number."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faxdesk.core.errors import InputRefused
from faxdesk.core.list_number import number_of

if TYPE_CHECKING:
    from faxdesk.core.table import Cell

ZURICH = "+41445550123"


@pytest.mark.parametrize(
    ("cell", "region", "number"),
    [
        ("+41 44 555 01 23", "", ZURICH),
        ("0041445550123", "CH", ZURICH),
        ("044 555 01 23", "CH", ZURICH),
        (41445550123.0, "", ZURICH),
        (41445550123, "FR", ZURICH),
        ("41445550123.0", "", ZURICH),
        ("41445550123,00", "CH", ZURICH),
        ("41 44 555 01 23", "CH", ZURICH),
        # The zero in front is lost.
        (445550123.0, "CH", ZURICH),
        ("445550123", "CH", ZURICH),
        (30123456.0, "DE", "+4930123456"),
        # In Italy it is a part of the number, and its loss makes another one.
        (612345678.0, "IT", "+390612345678"),
        (2125550123, "US", "+12125550123"),
        ("(212) 555-0123", "US", "+12125550123"),
        # All its digits are there.
        ("4.1445550123E+10", "", ZURICH),
        ("4,1445550123E+10", "CH", ZURICH),
        ("'+41445550123", "", ZURICH),
        ('="0445550123"', "CH", ZURICH),
        ("41.445.550.123", "CH", ZURICH),
        ("030/123456", "DE", "+4930123456"),
    ],
    ids=repr,
)
def test_a_number_is_read_as_it_was_meant(cell: Cell, region: str, number: str) -> None:
    assert number_of(cell, region) == number


@pytest.mark.parametrize(
    ("cell", "region", "words"),
    [
        ("", "CH", "no fax number"),
        ("4.14456E+10", "CH", "first digits only"),
        ("4,14E+10", "CH", "first digits only"),
        (41445600000.0, "CH", "rounded"),
        (date(2026, 12, 1), "CH", "a date"),
        (datetime(2026, 12, 1, 9), "CH", "a date"),  # noqa: DTZ001  a time of a list
        (True, "CH", "not a fax number"),
        (41445550123.5, "CH", "not a fax number"),
        (-41445550123.0, "CH", "not a fax number"),
        (float("inf"), "CH", "not a fax number"),
        (float("nan"), "CH", "not a fax number"),
        (4e20, "CH", "not a fax number"),
        ("-41445550123", "CH", "quantity"),
        ("41445550,123", "CH", "quantity"),
        ("044 555 01 23 / 044 555 01 24", "CH", "more than one"),
        ("+41445550123;+41445550124", "", "more than one"),
        ("030 123456/57", "DE", "more than one"),
        ("044 555 01 23/24", "CH", "more than one"),
        ("+41 44 555 01 23 +41 44 555 01 24", "", "more than one"),
        (445550123.0, "", "no country code"),
        ("445550123", "", "no country code"),
        ("0445550123", "", "no country code"),
        ("#N/A", "CH", "letters"),
        ("keine", "CH", "letters"),
        (5, "CH", "not a fax number"),
    ],
    ids=repr,
)
def test_what_may_be_another_number_is_refused(cell: Cell, region: str, words: str) -> None:
    with pytest.raises(InputRefused) as refused:
        number_of(cell, region)
    assert words in refused.value.title
    assert refused.value.advice


def test_digits_that_can_be_two_numbers_are_not_guessed() -> None:
    # Zurich with its country code, and a village in the north of Germany without its zero.
    with pytest.raises(InputRefused) as refused:
        number_of(41445550123, "DE")
    assert refused.value.title == "“41445550123” can be +41 44 555 01 23 or +49 4144 5550123."


_REGIONS = st.sampled_from(["CH", "DE", "AT", "IT", "FR", "ES", "GB", "US", "LU"])


@settings(max_examples=30)
@given(region=_REGIONS, data=st.data())
def test_a_number_that_a_spreadsheet_took_for_a_quantity_is_never_another_one(region: str, data: st.DataObject) -> None:
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.FIXED_LINE)
    assert example is not None
    national = phonenumbers.national_significant_number(example)
    tail = data.draw(st.text("0123456789", min_size=4, max_size=4))
    number = phonenumbers.parse(national[:-4] + tail, region)
    meant = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    for cell in (float(meant[1:]), meant[1:], f"{meant[1:]}.0", float("".join(filter(str.isdigit, written)))):
        try:
            read = number_of(cell, region)
        except InputRefused:
            continue
        assert read == meant, cell
