"""A list on paper: every row once, titles on each sheet, and which sheet of how many it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest
from PySide6.QtGui import QFont, QPageSize, QPdfWriter

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import Stopped
from faxdesk.ui.printing.list_printout import ListPrintout, PrintedColumn
from faxdesk.ui.printing.paper import Paper, lay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QApplication

    from faxdesk.core.cancel_token import CancelToken

COLUMNS = (PrintedColumn("Status", 20), PrintedColumn("Comment", 20, elastic=True), PrintedColumn("Pages", 8, True))


class Shop:
    """The services, of which a list needs no more than that they have a store."""

    store = None


def printed(
    target: Path,
    rows: int,
    comment: str = "Offer",
    cancel: CancelToken | None = None,
    *,
    mirrored: bool = False,
    at: str = "",
) -> list[str]:
    """Print a list into a PDF; return the text of each sheet."""

    def read(_store: object, keys: Sequence[int]) -> list[tuple[int, tuple[str, ...]]]:
        return [(key, (f"row {key};", comment, at or str(key * 2))) for key in keys if key != 13]

    printout = ListPrintout(
        "Sent faxes", f"{rows} faxes", "Printed today", COLUMNS, range(rows), read, QFont(), mirrored
    )
    writer = QPdfWriter(str(target))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    lay(writer, printout.margin, landscape=printout.landscape)
    paper = Paper(writer)
    try:
        printout.print_on(paper, Shop(), cancel or NeverCancelled(), lambda _text, _part: None)  # type: ignore[arg-type]
    finally:
        paper.end()
    with pypdfium2.PdfDocument(target) as document:
        assert paper.sheets == len(document)
        return [page.get_textpage().get_text_range() for page in document]


def test_every_row_is_there_once_and_each_sheet_says_which_it_is(qapp: QApplication, tmp_path: Path) -> None:
    sheets = printed(tmp_path / "list.pdf", 90)
    assert len(sheets) > 2
    for number, sheet in enumerate(sheets, 1):
        assert f"Page {number} of {len(sheets)}" in sheet
        assert {"Status", "Comment", "Pages"} <= set(sheet.split())
        assert "Printed today" in sheet
        assert ("Sent faxes" in sheet) is (number == 1), "the title stands on the first sheet"
    with pypdfium2.PdfDocument(tmp_path / "list.pdf") as document:
        for page in document:
            text = page.get_textpage()
            found = text.get_text_range()
            row, foot = (text.get_charbox(at)[1] for at in (found.rindex("row "), found.index("Printed today")))
            assert row > foot, "no row is over the foot of a sheet"
    whole = "\n".join(sheets)
    assert [whole.count(f"row {number};") for number in range(90)] == [int(number != 13) for number in range(90)]


def test_long_words_are_written_whole_on_as_many_lines_as_they_need(qapp: QApplication, tmp_path: Path) -> None:
    comment = " ".join(f"word{number}" for number in range(120))
    (sheet,) = printed(tmp_path / "list.pdf", 2, comment)
    assert all(f"word{number}" in sheet.replace("\r\n", "") for number in range(120))


def test_a_time_stays_on_its_line(qapp: QApplication, tmp_path: Path) -> None:
    (sheet,) = printed(tmp_path / "list.pdf", 2, at="2026-11-24 13:00 (UTC+01:00)")
    assert sheet.count("2026-11-24 13:00 (UTC+01:00)") == 2


def test_an_empty_list_is_a_sheet_with_its_titles(qapp: QApplication, tmp_path: Path) -> None:
    (sheet,) = printed(tmp_path / "list.pdf", 0)
    assert "Page 1 of 1" in sheet


def test_a_list_is_laid_out_from_the_right_where_the_language_is_written_so(qapp: QApplication, tmp_path: Path) -> None:
    places = []
    for mirrored in (False, True):
        printed(tmp_path / "list.pdf", 1, mirrored=mirrored)
        with pypdfium2.PdfDocument(tmp_path / "list.pdf") as document:
            text = document[0].get_textpage()
            at = text.get_text_range().index("row 0")
            places.append((text.get_charbox(at)[0], document[0].get_width()))
            row, digit = (text.get_charbox(found)[0] for found in (at, at + len("row ")))
            assert row < digit, "each text runs as its letters do"
    (left, width), (mirrored_left, _width) = places
    assert left < width / 3
    assert mirrored_left > width * 2 / 3


def test_a_list_can_be_cancelled(qapp: QApplication, tmp_path: Path) -> None:
    class Cancelled:
        def is_set(self) -> bool:
            return True

    with pytest.raises(Stopped):
        printed(tmp_path / "list.pdf", 5, cancel=Cancelled())
