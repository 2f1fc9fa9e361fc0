"""Whatever is raised has words for the user."""

from __future__ import annotations

import errno

import pytest

from faxdesk.core.errors import FaxDeskError, StoreTrouble, in_words
from tests.raised import every_exception


def test_every_exception_becomes_a_sentence() -> None:
    for error in every_exception():
        told = in_words(error)
        assert isinstance(told, FaxDeskError)
        if told is not error:
            assert told.title.endswith(".")
            assert told.advice.endswith(".")


def test_what_has_words_keeps_them() -> None:
    error = StoreTrouble("The disk is full.", "Make room.")
    assert in_words(error) is error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "no memory left"),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (OSError("only words"), "had a fault"),
        (ZeroDivisionError("a detail for engineers"), "had a fault"),
    ],
)
def test_the_words_say_what_can_be_done_about_it(error: Exception, words: str) -> None:
    assert words in str(in_words(error))
    assert "engineers" not in str(in_words(error))
