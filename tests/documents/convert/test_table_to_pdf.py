"""A table as a PDF that people file: all of it is there to read, on as many pages as it takes."""

from __future__ import annotations

import ctypes
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information

from faxdesk.documents.common.paper import A4
from faxdesk.documents.convert.page_drawing import PageDrawing
from faxdesk.documents.convert.table_to_pdf import PdfTable, TableFigure, TableLine, table_to_pdf

TITLES = ("Line", "Number", "State")


def pages(out: Path, *lines: TableLine, facts: tuple[tuple[str, str], ...] = (), note: str = "") -> list[str]:
    """Write a table; return the text of its pages, each line of it without what ends it."""
    figures = (TableFigure("rows", len(lines)), TableFigure("failed", 1, "bad"))
    table = PdfTable("Summary of list.csv", facts, figures, note, TITLES, (0.2, 0.4, 0.4), lines, "FaxDesk")
    table_to_pdf(table, out, A4)
    with closing(pypdfium2.PdfDocument(out)) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def edges(page: Any) -> list[float]:
    """Return how far to the right each piece of text goes, in points."""
    text = page.get_textpage()
    return [text.get_rect(number)[2] for number in range(text.count_rects())]


def text_of(thing: Any, page: Any) -> str:
    """Return the text of an object of a page."""
    raw = pypdfium2.raw
    length = raw.FPDFTextObj_GetText(thing, page, None, 0)
    held = (ctypes.c_ushort * (length // 2))()
    raw.FPDFTextObj_GetText(thing, page, held, length)
    return bytes(held).decode("utf-16-le").strip("\0 ")


def colour_of(thing: Any) -> tuple[int, ...]:
    parts = [ctypes.c_uint() for _ in range(4)]
    pypdfium2.raw.FPDFPageObj_GetFillColor(thing, *parts)
    return tuple(part.value for part in parts)


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


def test_a_long_name_at_the_foot_ends_before_the_number_of_the_page(tmp_path: Path) -> None:
    table = PdfTable("Summary", (), (), "", TITLES, (0.2, 0.4, 0.4), (row(1),), "A long name " * 30)
    table_to_pdf(table, tmp_path / "out.pdf", A4)
    with closing(pypdfium2.PdfDocument(tmp_path / "out.pdf")) as document:
        text = document[0].get_textpage().get_text_range()
        assert max(edges(document[0])) < A4.width - 40
    assert "Page 1 of 1" in text
    assert text.count("A long name") < 30


def test_letters_of_other_scripts_are_as_wide_as_they_are(tmp_path: Path) -> None:
    """Words stand side by side: what was measured is what is drawn."""
    with closing(pypdfium2.PdfDocument.new()) as document:
        drawing = PageDrawing(document, ["Ждановых", "“Zitat” \N{EN DASH}"])
        page = document.new_page(400, 100)
        for text in ("Ждановых", "“Zitat” \N{EN DASH}"):
            drawing.text(page, text, 0, 50, 10)
            page.gen_content()
            drawn = max(right for _, _, right, _ in (one.get_bounds() for one in page.get_objects()))
            assert abs(drawing.width(text, 10) - drawn) < 1, text
            for one in list(page.get_objects()):
                page.remove_obj(one)


def test_what_has_ids_alone_has_them_in_grey(tmp_path: Path) -> None:
    both, alone = TableLine(("1", "a\nid", "Sent")), TableLine(("2", "\nid", "Sent"))
    pages(tmp_path / "out.pdf", both, alone)
    with closing(pypdfium2.PdfDocument(tmp_path / "out.pdf")) as document:
        page = document[0]
        texts = page.get_textpage()
        shown = [one for one in page.get_objects() if one.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT]
        colours = [colour_of(one) for one in shown if text_of(one, texts) == "id"]
    assert len(colours) == 2
    assert len(set(colours)) == 1
