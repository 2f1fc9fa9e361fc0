"""Records that no FaxDesk has written: each is told in a sentence, and none is taken for something else."""

from __future__ import annotations

import pytest

from faxdesk.core.errors import StoreTrouble
from faxdesk.core.lifecycle import State
from faxdesk.core.model import DocumentType
from faxdesk.store import cells
from faxdesk.store.submissions import options_of

UNREADABLE = "A record in the database of FaxDesk cannot be read: it says"


def test_what_faxdesk_writes_is_read() -> None:
    assert cells.state("queued") is State.QUEUED
    assert cells.word(DocumentType, "pdf") is DocumentType.PDF
    assert cells.instant(1_000).isoformat() == "1970-01-01T00:00:01+00:00"
    assert cells.parsed("[1]", tuple) == (1,)
    assert options_of("{}").redials == 0


@pytest.mark.parametrize("word", ["", "Queued", "queued ", "teleported"])
def test_no_word_is_taken_for_another(word: str) -> None:
    with pytest.raises(StoreTrouble, match=UNREADABLE):
        cells.state(word)


@pytest.mark.parametrize("time", [-1, -(2**63), 2**63 - 1, 253_402_300_800_000])
def test_no_time_is_beyond_the_calendar(time: int) -> None:
    """To show one in the zone of the user, or to add to it, would be a fault."""
    with pytest.raises(StoreTrouble, match=UNREADABLE):
        cells.instant(time)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "[1]", "null", '{"retry_count": []}x', "{} {}"])
def test_options_that_are_none_are_told(text: str) -> None:
    with pytest.raises(StoreTrouble, match=UNREADABLE) as caught:
        options_of(text)
    assert len(str(caught.value)) < 300
