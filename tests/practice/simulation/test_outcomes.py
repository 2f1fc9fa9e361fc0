"""The table of numbers that always end in the same way."""

from __future__ import annotations

import phonenumbers
import pytest

from faxdesk.practice import OUTCOMES
from faxdesk.practice.simulation.outcomes import DESCRIPTIONS, describe, outcome_for


def test_the_table_can_be_shown_to_people() -> None:
    numbers = [outcome.number for outcome in OUTCOMES]
    assert len(set(numbers)) == len(numbers)
    assert len({outcome.name for outcome in OUTCOMES}) == len(numbers)
    for outcome in OUTCOMES:
        assert outcome.sentence.endswith(".")
        assert {*outcome.results} <= DESCRIPTIONS.keys()
        parsed = phonenumbers.parse(outcome.number)
        assert phonenumbers.is_possible_number(parsed)
        assert phonenumbers.is_valid_number(parsed)
        assert outcome.number.startswith("+4144555")


@pytest.mark.parametrize("written", ["+41445550201", "044 555 02 01", "+41 (44) 555-02.01", "+41445550201**12"])
def test_a_number_is_known_however_it_is_written(written: str) -> None:
    assert outcome_for(written).name == "busy"


@pytest.mark.parametrize("written", ["+390612345678", "+12025550123", "0445559999"])
def test_every_other_number_takes_the_fax(written: str) -> None:
    assert outcome_for(written).results == ("success",)


@pytest.mark.parametrize("written", ["fax@example.com", "+41", "", "+41x445550201"])
def test_what_is_no_number_fails_as_one(written: str) -> None:
    assert outcome_for(written).results == ("failed_invalid_number_format",)


def test_the_last_result_stands_for_all_that_follow() -> None:
    once = outcome_for("+41445550202")
    assert [once.result(attempt) for attempt in range(3)] == ["failed_user_busy", "success", "success"]


def test_a_status_without_a_sentence_is_read_aloud() -> None:
    assert describe("failed_new_reason") == "failed new reason"
