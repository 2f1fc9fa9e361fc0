"""The chain of a timeline: an entry cannot be changed, left out, moved or put in without all after it being others."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from faxdesk.core import timeline_chain
from faxdesk.core.lifecycle import State
from tests.documents.proof_pdf.proofs import JOB, TO, timeline

if TYPE_CHECKING:
    from faxdesk.core.model import TimelineEvent

ENTRIES: tuple[TimelineEvent, ...] = timeline()


def broken(entries: tuple[TimelineEvent, ...], job: str = JOB, to: str = TO) -> int | None:
    return timeline_chain.broken_at(job, to, entries)


def test_it_is_made_as_the_document_says() -> None:
    """docs/proof.md has the same by hand."""
    start = hashlib.sha256(f"FaxDesk timeline 1\n{JOB}\n{TO}".encode()).hexdigest()
    text = f"{start}\n2026-12-01T09:30:00.000Z\nkept\nqueued\nWaiting to be uploaded."
    assert ENTRIES[0].link == hashlib.sha256(text.encode()).hexdigest()
    assert timeline_chain.start(JOB, TO) == start


def test_a_whole_one_is_whole() -> None:
    assert broken(ENTRIES) is None
    assert broken(()) is None


@pytest.mark.parametrize("place", range(len(ENTRIES)))
@pytest.mark.parametrize(
    "change",
    [
        {"text": "Something else."},
        {"state": State.FAILED},
        {"event": "another"},
        {"at": ENTRIES[0].at - timedelta(milliseconds=1)},
        {"link": "0" * 64},
    ],
    ids=["text", "state", "event", "time", "link"],
)
def test_an_entry_that_is_changed_is_named(place: int, change: dict[str, object]) -> None:
    changed = (*ENTRIES[:place], replace(ENTRIES[place], **change), *ENTRIES[place + 1 :])  # type: ignore[arg-type]
    assert broken(changed) == place + 1


def test_an_entry_that_is_left_out_moved_or_put_in_is_noticed() -> None:
    first, second, third, last = ENTRIES
    assert broken((second, third, last)) == 1
    assert broken((first, third, last)) == 2
    assert broken((first, third, second, last)) == 2
    assert broken((first, second, second, third, last)) == 3


def test_the_timeline_of_another_fax_is_not_this_ones() -> None:
    assert broken(ENTRIES, job="another") == 1
    assert broken(ENTRIES, to="+41445550124") == 1


def test_what_earlier_versions_wrote_goes_into_the_first_link() -> None:
    """They had no chain: their entries are at the beginning, and can be changed no more once another has followed."""
    bare = tuple(replace(entry, link="") for entry in ENTRIES[:2])
    assert broken((*bare, *ENTRIES[2:])) is None
    assert broken((bare[0], replace(bare[1], text="Changed."), *ENTRIES[2:])) == 3
    assert broken((bare[1], *ENTRIES[2:])) == 2
    # One without a link between others was put in.
    assert broken((ENTRIES[0], bare[1], *ENTRIES[2:])) == 2


def test_a_text_with_lines_and_halves_of_letters_has_a_link() -> None:
    (entry,) = timeline([("kept", State.QUEUED, "two\nlines \ud800")])
    assert broken((entry,)) is None
