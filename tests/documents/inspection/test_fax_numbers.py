"""Fax numbers that a document names are found, and those of telephones are not offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from faxdesk.core.model import DocumentType
from faxdesk.documents.common.paper import A4
from faxdesk.documents.convert.text_to_pdf import text_to_pdf
from faxdesk.documents.inspection.fax_numbers import Certainty, fax_numbers, find_fax_numbers, pages_to_search
from faxdesk.documents.inspection.page_source import PageSource
from tests.documents.files import put

FAX = "+41445550124"


def found(text: str, region: str = "CH") -> list[tuple[str, Certainty]]:
    return [(one.number, one.sure) for one in fax_numbers(text, region)]


@pytest.mark.parametrize(
    "text",
    [
        "Fax: +41 44 555 01 24",
        "Fax 044 555 01 24",
        "Telefax: 044/555 01 24",
        "FAX-Nr. 044 555 01 24",
        "Faxnummer 044 555 01 24",
        "Fax No.: 0041 44 555 01 24",
        "Tel. 044 555 01 23 Fax 044 555 01 24",
        "Tel: +41 44 555 01 23 | Fax: +41 44 555 01 24 | www.example.com",
        "Tel +41 44 555 01 23\nFax +41 44 555 01 24\n",
        "Phone:\n+41 44 555 01 23\nFax:\n+41 44 555 01 24",
        "Télécopie : 044 555 01 24",
        "Téléc. 044 555 01 24",
        "Факс: +41 44 555 01 24",
        "传真\uff1a+41 44 555 01 24",
        "To: Dr. Example, Fax (044) 555 01 24",
        "telefax\t044 555 0124",
        "Please send it by fax to\nFax +41445550124.",
    ],
)
def test_numbers_beside_a_word_for_fax_are_certain(text: str) -> None:
    assert found(text) == [(FAX, Certainty.CERTAIN)]


@pytest.mark.parametrize("gap", ["\xa0", "  "])
def test_every_gap_in_a_number_is_told_as_a_space(gap: str) -> None:
    """A font may have one glyph for spaces of several kinds, and a PDF made with it names any of them."""
    (one,) = fax_numbers(f"Fax: +41{gap}44{gap}5550124", "CH")
    assert (one.number, one.text) == (FAX, "+41 44 5550124")


@pytest.mark.parametrize(
    "text",
    [
        "T +41 44 555 01 23  F +41 44 555 01 24",
        "T: 044 555 01 23\nF: 044 555 01 24",
        "Tel./Fax: 044 555 01 24",
        "phone & fax 044 555 01 24",
        "Fax/Tel. 044 555 01 24",
        "044 555 01 24 (Fax)",
        "044 555 01 24 Fax",
        "Fax on weekdays only: 044 555 01 24",
    ],
)
def test_numbers_that_are_most_probably_those_of_a_fax_are_likely(text: str) -> None:
    assert found(text) == [(FAX, Certainty.LIKELY)]


@pytest.mark.parametrize(
    "text",
    [
        "Tel. 044 555 01 24",
        "Telefon: +41 44 555 01 24",
        "Mobile +41 79 555 01 24",
        "T 044 555 01 24",
        "M: 044 555 01 24",
        "044 555 01 24",
        "Order 044 555 01 24 of the 3rd",
        "044 555 01 24, www.example.com",
        "no fax, phone 044 555 01 24",
        "Fax: none. Tel. 044 555 01 24",
        "Invoice dated 24.11.2026, fax to follow",
        "Telefaxgerät Modell 12",
        # A fax has nobody who would dial the extension.
        "Fax: 044 555 01 24 ext. 12",
        "Fax",
        "",
    ],
)
def test_other_numbers_are_not_offered(text: str) -> None:
    assert found(text) == []


def test_a_label_belongs_to_the_number_after_it() -> None:
    assert found("044 555 01 23, Fax 044 555 01 24") == [(FAX, Certainty.CERTAIN)]
    assert found("Fax 044 555 01 24 Tel. 044 555 01 23") == [(FAX, Certainty.CERTAIN)]


def test_numbers_are_read_in_the_spelling_of_the_region() -> None:
    assert found("Fax: (415) 555-2671", "US") == [("+14155552671", Certainty.CERTAIN)]
    assert found("Fax: 030 123456-78", "DE") == [("+493012345678", Certainty.CERTAIN)]
    assert found("Fax: 01 23 45 67 89", "FR") == [("+33123456789", Certainty.CERTAIN)]
    assert found("Fax: +44 20 7946 0958", "") == [("+442079460958", Certainty.CERTAIN)]
    assert found("Fax: 044 555 01 24", "") == []


def test_a_number_that_nobody_can_have_is_less_sure() -> None:
    assert found("Fax: +41 11 111 11 11") == [("+41111111111", Certainty.LIKELY)]


def test_where_and_how_it_is_written_is_told() -> None:
    (one,) = fax_numbers("Tel 044 555 01 23\nTelefax  044 555 01 24\n", "CH", page=3)
    assert (one.page, one.label, one.text) == (3, "Telefax", "044 555 01 24")


def test_first_and_last_pages_are_searched_and_the_surest_comes_first() -> None:
    texts = {0: "F: 044 555 01 24", 1: "Fax +41 44 555 01 30", 2: "Fax 044 555 01 99", 3: "Fax 044 555 01 24"}
    assert [pages_to_search(count) for count in (0, 1, 2, 3, 9)] == [(), (0,), (0, 1), (0, 1, 2), (0, 1, 8)]
    result = find_fax_numbers(4, texts.__getitem__, "CH")
    assert [(one.number, one.page) for one in result] == [("+41445550130", 2), (FAX, 4)]
    assert [one.number for one in find_fax_numbers(4, texts.__getitem__, "CH", own={"+41445550130"})] == [FAX]


def test_numbers_are_found_in_the_text_of_a_real_document(tmp_path: Path) -> None:
    letter = put(tmp_path, "letter.txt", b"Example AG\nTel. 044 555 01 23\nFax 044 555 01 24\n\nDear Sir")
    text_to_pdf(letter, tmp_path / "letter.pdf", A4, "letter.txt")
    with PageSource(tmp_path / "letter.pdf", DocumentType.PDF) as source:
        (one,) = find_fax_numbers(len(source), source.text, "CH")
    assert (one.number, one.page) == (FAX, 1)


@pytest.mark.parametrize("text", ["fax " * 10_000, "Fax: " + "0" * 50_000, "+41 44 " * 5000, "Fax +" * 5000])
def test_text_without_end_takes_no_time_without_end(text: str) -> None:
    assert len(found(text)) < 10_000
