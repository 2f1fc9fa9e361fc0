"""What the user asks for becomes submissions, and is found again in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faxdesk.core.cover import NOBODY, Cover, CoverPage
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Document, DocumentType, Draft, Options, Recipient, Submission

CLINIC, COURT = "+41445550123", "+41225550123"
LETTER, ANNEX = Path("letter.pdf"), Path("annex.tif")
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
PAGE = CoverPage("", "", "Case 42")
DOCUMENT = Document("letter.pdf", DocumentType.PDF, "0" * 64, 1000, 2)


def submission(draft: Draft) -> Submission:
    """What is kept of a draft that needs no splitting."""
    recipients = tuple(Recipient(at, "job", to, State.QUEUED) for at, to in enumerate(draft.recipients, 1))
    return Submission(
        "job",
        NOW,
        draft.sender,
        draft.comment,
        draft.send_at,
        draft.options,
        draft.cover_page,
        (DOCUMENT,),
        recipients,
    )


def test_all_documents_are_one_fax_unless_each_is_to_be_one() -> None:
    draft = Draft((LETTER, ANNEX), (CLINIC, COURT), "+41445550100", "Offer 17", NOW, Options(redials=2))
    assert draft.split() == (draft,)
    letter, annex = replace(draft, fax_per_file=True).split()
    assert (letter, annex) == (replace(draft, files=(LETTER,)), replace(draft, files=(ANNEX,)))


def test_each_name_on_the_cover_page_gets_a_fax_of_its_own() -> None:
    cover = Cover(PAGE, ((CLINIC, "Ward 7"), (COURT, "Registry")))
    clinic, court = Draft((LETTER,), (CLINIC, COURT), cover=cover, signature="Example Office").split()
    assert (clinic.recipients, court.recipients) == ((CLINIC,), (COURT,))
    assert clinic.cover_page == CoverPage("Ward 7", "Example Office", "Case 42")
    assert court.cover_page == CoverPage("Registry", "Example Office", "Case 42")
    assert clinic.split() == (clinic,)


def test_a_fax_per_document_and_per_name() -> None:
    cover = Cover(PAGE, ((CLINIC, "Ward 7"), (COURT, "Registry")))
    drafts = Draft((LETTER, ANNEX), (CLINIC, COURT), cover=cover, fax_per_file=True).split()
    assert [(one.files, one.recipients) for one in drafts] == [
        ((LETTER,), (CLINIC,)),
        ((LETTER,), (COURT,)),
        ((ANNEX,), (CLINIC,)),
        ((ANNEX,), (COURT,)),
    ]


def test_an_earlier_fax_is_asked_for_again_as_it_was() -> None:
    draft = Draft((LETTER,), (CLINIC, COURT), "+41445550100", "Offer 17", NOW + timedelta(days=1), Options(redials=2))
    earlier = submission(draft)
    assert earlier.draft(earlier.recipients, NOW) == replace(draft, files=(DOCUMENT,))
    assert earlier.draft(earlier.recipients[1:], NOW).recipients == (COURT,)


def test_a_time_that_has_passed_means_now() -> None:
    earlier = submission(Draft((LETTER,), (CLINIC,), send_at=NOW))
    assert earlier.draft(earlier.recipients, NOW).send_at is None


def test_the_comment_is_the_one_that_was_asked_for_last() -> None:
    earlier = submission(Draft((LETTER,), (CLINIC, COURT), comment="Offer 17"))
    clinic, court = earlier.recipients
    changed = replace(court, comment="")
    assert earlier.draft((changed,), NOW).comment == ""
    assert earlier.draft((clinic, replace(court, comment="Offer 18")), NOW).comment == "Offer 18"
    assert earlier.draft((clinic,), NOW).comment == "Offer 17"


def test_a_number_stands_on_the_cover_page_only_as_long_as_it_is_that_of_the_recipient() -> None:
    for numbers in ((CLINIC,), (CLINIC, COURT)):
        (kept,) = Draft((LETTER,), numbers, cover=Cover(PAGE)).split()
        again = submission(kept).draft(submission(kept).recipients, NOW)
        assert again.cover is not None
        assert again.cover.page.name_to == ""
        (elsewhere,) = replace(again, recipients=(COURT,)).split()
        assert elsewhere.cover_page is not None
        assert elsewhere.cover_page.name_to == "+41 22 555 01 23"
    (several,) = Draft((LETTER,), (CLINIC, COURT), cover=Cover(PAGE)).split()
    assert several.cover_page is not None
    assert several.cover_page.name_to == NOBODY


def test_numbers_with_times_of_their_own_become_submissions_of_their_own() -> None:
    morning = NOW + timedelta(hours=9)
    draft = Draft((LETTER,), (CLINIC, COURT), send_times=((CLINIC, morning), (COURT, None)), cover=Cover(PAGE))
    parts = draft.split()
    assert [(part.recipients, part.send_at, part.send_times) for part in parts] == [
        ((CLINIC,), morning, ()),
        ((COURT,), None, ()),
    ]
    assert all(part.cover_page is not None for part in parts)


def test_numbers_with_the_same_time_stay_together() -> None:
    morning = NOW + timedelta(hours=9)
    draft = Draft((LETTER,), (CLINIC, COURT), send_at=morning, send_times=((CLINIC, morning),))
    assert [(part.recipients, part.send_at) for part in draft.split()] == [((CLINIC, COURT), morning)]
