"""A table as a PDF that people file: all of it is there to read, on as many pages as it takes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information

from faxdesk.documents.common.paper import A4
from faxdesk.documents.convert.table_to_pdf import PdfTable, TableFigure, TableLine, table_to_pdf

TITLES = ("Line", "Number", "State")


def pages(out: Path, *lines: TableLine, facts: tuple[tuple[str, str], ...] = (), note: str = "") -> list[str]:
    """Write a table; return the text of its pages, each line of it without what ends it."""
    figures = (TableFigure("rows", len(lines)), TableFigure("failed", 1, "bad"))
    table = PdfTable("Summary of list.csv", facts, figures, note, TITLES, (0.2, 0.4, 0.4), lines, "FaxDesk")
    table_to_pdf(table, out, A4)
    with closing(pypdfium2.PdfDocument(out)) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def row(number: int, to: str = "+41 44 555 01 23", state: str = "Delivered") -> TableLine:
    return TableLine((str(number), to, state), "good")


def test_each_page_has_the_titles_and_no_row_is_lost(tmp_path: Path) -> None:
    found = pages(tmp_path / "out.pdf", *(row(number, f"row-{number}-end") for number in range(150)))
    assert len(found) > 1
    assert all(" ".join(TITLES) in text for text in found)
    together = " ".join(found)
    assert [number for number in range(150) if together.count(f"row-{number}-end") != 1] == []


def test_facts_figures_and_the_note_stand_above_it(tmp_path: Path) -> None:
    (text,) = pages(tmp_path / "out.pdf", row(1), facts=(("List", "list.csv"),), note="It has stopped itself.")
    for words in ("Summary of list.csv", "List list.csv", "1 rows 1 failed", "It has stopped itself.", "FaxDesk"):
        assert words in text


def test_a_word_that_is_wider_than_its_column_goes_on_in_the_next_line(tmp_path: Path) -> None:
    (text,) = pages(tmp_path / "out.pdf", row(1, "x" * 70 + "end"))
    assert "x" * 70 not in text
    assert "x" * 70 + "end" in text.replace(" ", "")


def test_a_long_cell_ends_with_an_ellipsis_and_the_row_below_it_is_there(tmp_path: Path) -> None:
    (text,) = pages(tmp_path / "out.pdf", row(1, "word " * 400), row(2, "the next"))
    assert "\N{HORIZONTAL ELLIPSIS}" in text
    assert "the next" in text


def test_a_letter_that_no_font_has_is_a_question_mark(tmp_path: Path) -> None:
    (text,) = pages(tmp_path / "out.pdf", row(1, "before \U0010fffd after"))
    assert "before ? after" in text


def test_other_letters_are_told_where_a_font_has_them(tmp_path: Path) -> None:
    (text,) = pages(tmp_path / "out.pdf", row(1, "Zürich Łódź"))
    assert "Zürich" in text
    assert "Łódź" in text or "?ód?" in text
