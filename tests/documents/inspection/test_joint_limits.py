"""What can go out as one fax."""

from __future__ import annotations

from pathlib import Path

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import MOST_BYTES, DocumentType
from faxdesk.documents.inspection.examine import Examined
from faxdesk.documents.inspection.joint_limits import check_together


def document(name: str = "letter.pdf", *, size: int = 1000, pages: int = 1) -> Examined:
    return Examined(Path("/home/office") / name, name, DocumentType.PDF, size, pages)


def several(count: int, *, size: int = 1000, pages: int = 1) -> list[Examined]:
    return [document(f"{number}.pdf", size=size, pages=pages) for number in range(count)]


def test_a_usual_fax_has_nothing_to_be_said_about() -> None:
    assert check_together([document()]) == ()
    assert check_together(several(10, size=2_900_000, pages=20)) == ()


def test_no_documents_are_refused() -> None:
    with pytest.raises(InputRefused) as caught:
        check_together([])
    assert (caught.value.field, caught.value.title) == ("Documents", "There is no document to send.")


def test_too_many_documents_are_refused_with_the_numbers() -> None:
    with pytest.raises(InputRefused) as caught:
        check_together(several(13))
    assert caught.value.field == "Documents"
    assert caught.value.title == "13 documents are too many: Fax.Plus takes 10 for one fax."
    assert caught.value.advice.startswith("Remove 3,")


def test_too_many_bytes_together_are_refused_with_the_numbers() -> None:
    with pytest.raises(InputRefused) as caught:
        check_together(several(2, size=MOST_BYTES // 2 + 2_000_000))
    assert caught.value.field == "Documents"
    assert caught.value.title == "Together the documents are too large: 154 MB. Fax.Plus takes 150 MB."


def test_exactly_as_much_as_fax_plus_takes_is_not_refused() -> None:
    assert len(check_together(several(10, size=MOST_BYTES // 10))) == 1


def test_many_bytes_together_are_warned_of_unless_one_document_says_it_already() -> None:
    assert check_together(several(2, size=16_000_000)) == (
        "Together the documents are large (32 MB). Fax.Plus may refuse more than 30 MB.",
    )
    assert check_together([document(size=31_000_000), document("other.pdf")]) == ()


def test_many_pages_together_are_warned_of_unless_one_document_says_it_already() -> None:
    (warning,) = check_together(several(3, pages=100))
    assert warning.startswith("300 pages are a very long fax")
    assert check_together([document(pages=201), document("other.pdf")]) == ()


def test_a_document_that_is_there_more_than_once_is_said_so() -> None:
    letter, plan = document(), document("plan.pdf")
    assert check_together([letter, plan, letter]) == ("letter.pdf is there twice, and its pages are sent as often.",)
    assert check_together([plan, plan, letter, plan])[0].startswith("plan.pdf is there 3 times")
