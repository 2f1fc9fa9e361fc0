"""What the service's status words are taken for, above all those that nobody has heard of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.core.lifecycle import Event
from faxdesk.core.service_status import FINAL, OUTBOX, explain, of_archive, of_outbox
from faxdesk.practice.simulation.outcomes import DESCRIPTIONS


@given(st.text())
def test_nothing_but_success_is_ever_delivered(word: str) -> None:
    meaning = of_archive(word)
    delivered = meaning is not None and meaning.event is Event.REPORTED_DELIVERED
    assert delivered == (word == "success")
    assert of_outbox(word).event not in (Event.REPORTED_DELIVERED, Event.REPORTED_PARTIAL, Event.REPORTED_FAILED)


@pytest.mark.parametrize("word", ["failed", "failed_moon_in_the_way", "failed_fs_99"])
def test_whatever_starts_with_failed_is_a_failure(word: str) -> None:
    meaning = of_archive(word)
    assert meaning is not None
    assert meaning.event is Event.REPORTED_FAILED


@pytest.mark.parametrize("word", ["in_progress", "Success", "SUCCESS ", "ok", "", "delivered", "failure"])
def test_other_words_are_no_final_word(word: str) -> None:
    assert of_archive(word) is None


def test_an_unknown_word_is_shown_with_the_services_own_sentence() -> None:
    told = explain("teleported", "Beamed up")
    assert "Beamed up" in told
    assert "not counted as delivered" in told


def test_a_failure_tells_the_reason_the_services_sentence_and_what_to_do() -> None:
    told = explain("failed_user_busy", "USER BUSY 17")
    assert told == "The line was busy. Fax.Plus says: USER BUSY 17. Send again in a few minutes."


def test_ok_is_not_repeated() -> None:
    assert explain("success", "OK") == "All pages were delivered."
    assert explain("failed_no_answer", "failed_no_answer").count("no_answer") == 0


@pytest.mark.parametrize(
    "description", ["", "OK", " ok ", "the line was busy.", "The line is busy", "Line busy", "failed_user_busy"]
)
def test_a_service_that_says_nothing_new_is_not_quoted(description: str) -> None:
    """Else people read "Fax.Plus says: OK" beside a fax that failed."""
    assert explain("failed_user_busy", description) == "The line was busy. Send again in a few minutes."


QUOTED = {
    "failed_convert_to_tiff_issue",
    "failed_fs_2",
    "failed_fs_49",
    "failed_image_preparation",
}
"""Of the sentences of the practice service those that are not our own in other words."""


@pytest.mark.parametrize("status", sorted(DESCRIPTIONS.keys() & FINAL.keys()))
def test_nothing_is_said_twice(status: str) -> None:
    assert ("Fax.Plus says: " in explain(status, DESCRIPTIONS[status])) is (status in QUOTED)


@pytest.mark.parametrize(
    ("status", "description"),
    [
        ("failed_normal_temporary_failure", "Congestion"),
        ("failed_call_rejected", "Blacklisted by the recipient"),
        ("failed", "Header text is missing"),
        ("failed_user_busy", "\N{HIRAGANA LETTER A}\N{HIRAGANA LETTER I}"),
    ],
)
def test_what_is_new_is_quoted(status: str, description: str) -> None:
    assert f"Fax.Plus says: {description}. " in explain(status, description)


@pytest.mark.parametrize("word", sorted(FINAL))
def test_every_known_failure_says_what_to_do(word: str) -> None:
    meaning = FINAL[word]
    assert meaning.sentence.endswith(".")
    assert word == "success" or meaning.advice.endswith(".")


def test_the_outbox_words_of_the_contract_are_known() -> None:
    assert set(OUTBOX) == {"submitted", "converting", "scheduled_for_sending", "sending"}
