"""Whom a file's name names. A number that may end in two places is dialled in neither."""

from __future__ import annotations

import pytest

from faxdesk.core.file_name_recipient import NamedRecipient, read_name

GOOD = "+41445550123"


@pytest.mark.parametrize(
    ("name", "comment"),
    [
        ("+41445550123 Case 42.pdf", "Case 42"),
        ("+41 44 555 01 23 Case 42.pdf", "Case 42"),
        ("+41445550123 42.pdf", "42"),
        ("+41445550123_42.pdf", "42"),
        ("+41-44-555-01-23-Case.pdf", "Case"),
        ("(+41)44 555 01 23 x.pdf", "x"),
        ("0041445550123 x.pdf", "x"),
        ("Case 42 +41445550123.pdf", "Case 42"),
        ("Case 42 (+41 44 555 01 23).pdf", "Case 42"),
        ("+41445550123 (2).pdf", ""),
        ("+41445550123.pdf", ""),
        ("+41\u00a044\u202f555\u201101\u201123 x.pdf", "x"),
    ],
)
def test_a_number_with_its_country_is_found(name: str, comment: str) -> None:
    assert read_name(name) == NamedRecipient(GOOD, comment=comment)


def test_a_national_number_needs_a_country() -> None:
    assert read_name("044 555 01 23 Case.pdf", region="CH") == NamedRecipient(GOOD, comment="Case")
    assert read_name("044 555 01 23 Case.pdf").number == ""


@pytest.mark.parametrize(
    "name",
    [
        "2024-11-05 invoice.pdf",
        "01-02-2024 report.pdf",
        "0042 invoice.pdf",
        "Rechnung 20241105.pdf",
        "4711.pdf",
        "a.pdf",
    ],
)
def test_dates_and_other_numbers_are_nobody(name: str) -> None:
    found = read_name(name, region="CH")
    assert (found.number, found.doubt) == ("", "")


@pytest.mark.parametrize(
    "name",
    [
        "+49305550123 42.pdf",
        "+41445550123, +41445550124.pdf",
        "+4144.pdf",
        "+41445550123Case.pdf",
    ],
)
def test_what_is_not_certain_is_a_doubt_and_no_number(name: str) -> None:
    found = read_name(name)
    assert found.number == ""
    assert found.doubt


def test_a_name_before_a_dash_is_somebody() -> None:
    assert read_name("Dental practice - referral.pdf") == NamedRecipient(person="Dental practice", comment="referral")


def test_a_form_of_names_is_followed() -> None:
    form = "{any}-{to}-{comment}"
    assert read_name("job-0445550123-letter.pdf", form, "CH") == NamedRecipient(GOOD, comment="letter")
    assert read_name("job-0041445550123-letter.pdf", form) == NamedRecipient(GOOD, comment="letter")
    assert read_name("job-Dental practice-letter.pdf", form).person == "Dental practice"
    assert "has not the form" in read_name("letter.pdf", form).doubt
    assert "no fax number" in read_name("job-12-letter.pdf", form).doubt


def test_a_name_of_other_bytes_is_read_as_far_as_it_is_text() -> None:
    assert read_name("+41445550123 caf\udce9.pdf").number == GOOD
