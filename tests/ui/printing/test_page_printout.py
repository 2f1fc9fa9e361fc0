"""Pages and reports on paper: from Fax.Plus, or what was sent; each page on one sheet, turned as the sheet lies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest
from PySide6.QtGui import QPageSize, QPdfWriter

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import FaxDeskError, Stopped
from faxdesk.services.files_to_take import FaxToTake
from faxdesk.ui.printing.page_printout import PagePrintout, missing_texts, pages_of, pages_of_file, report_of
from faxdesk.ui.printing.paper import Paper, lay
from tests.documents.files import page_objects, pdf
from tests.services.conftest import World

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from faxdesk.ui.printing.page_printout import WantedPages


@pytest.fixture
def world(tmp_path: Path, sample_pdf: Path) -> Iterator[World]:
    world = World(tmp_path / "data", sample_pdf)
    yield world
    world.close()


def printed(world: World, target: Path, *wanted: WantedPages) -> tuple[str, ...]:
    """Print into a PDF of A4; return what is said to be missing."""
    writer = QPdfWriter(str(target))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printout = PagePrintout("Faxes", wanted, missing_texts())
    lay(writer, printout.margin, landscape=printout.landscape)
    paper = Paper(writer)
    try:
        return printout.print_on(paper, world.services, NeverCancelled(), lambda _text, _part: None)
    finally:
        paper.end()


def sheets(target: Path) -> int:
    with pypdfium2.PdfDocument(target) as document:
        return len(document)


def sent(world: World) -> FaxToTake:
    job = world.send().job
    world.deliver()
    world.turn(60)
    world.poll()
    key = world.only(job).fax_id
    assert key is not None
    return FaxToTake(key, job, "Fax.pdf", "Report.pdf")


def test_pages_and_report_of_a_sent_fax(qapp: QApplication, world: World, tmp_path: Path) -> None:
    fax, target = sent(world), tmp_path / "out.pdf"
    assert printed(world, target, pages_of(fax)) == ()
    assert sheets(target) == 2
    assert printed(world, target, pages_of(fax), report_of(fax)) == ()
    assert sheets(target) == 3


def test_what_is_gone_is_counted_and_the_rest_is_printed(qapp: QApplication, world: World, tmp_path: Path) -> None:
    world.account.switches.report_for_failed = False
    fax, target = sent(world), tmp_path / "out.pdf"
    world.account.archive.delete(fax.key)
    gone = FaxToTake("", "none", "Fax.pdf")
    assert printed(world, target, pages_of(fax), report_of(fax), pages_of(gone)) == (
        "Fax.Plus has no confirmation report of 1 fax.",
        "There are no pages of 1 fax any more.",
    )
    assert sheets(target) == 2, "the documents that were sent stand for its pages"


def test_nothing_is_printed_where_fax_plus_cannot_be_reached(qapp: QApplication, world: World, tmp_path: Path) -> None:
    fax = sent(world)
    world.reopen(url="http://127.0.0.1:9/v3")
    waiting = FaxToTake("", fax.job, "Fax.pdf")
    with pytest.raises(FaxDeskError):
        printed(world, tmp_path / "out.pdf", pages_of(waiting), pages_of(fax))
    assert not (tmp_path / "out.pdf").exists() or not (tmp_path / "out.pdf").read_bytes().count(b"/Image")


def test_a_page_on_its_side_is_turned_and_one_of_another_size_fits(
    qapp: QApplication, world: World, tmp_path: Path
) -> None:
    """Black at the left end of a wide page is at the top of the sheet, or at its bottom, over the whole width."""
    wide = tmp_path / "wide.pdf"
    wide.write_bytes(pdf(page_objects(1, size=(1000, 500), contents=b"0 0 0 rg 0 0 100 500 re f")))
    target = tmp_path / "out.pdf"
    assert printed(world, target, pages_of_file(wide)) == ()
    with pypdfium2.PdfDocument(target) as document:
        assert document[0].get_width() < document[0].get_height()
        picture = document[0].render(scale=0.5).to_pil().convert("1")
    left, top, right, bottom = picture.point(lambda value: 255 - value).getbbox()
    assert right - left > (bottom - top) * 3


def test_a_file_that_cannot_be_drawn_is_said_and_the_others_are_printed(
    qapp: QApplication, world: World, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no document at all")
    (said,) = printed(world, tmp_path / "out.pdf", pages_of_file(broken), pages_of_file(world.sample))
    assert "broken.pdf" in said
    assert sheets(tmp_path / "out.pdf") == 2


def test_it_ends_between_two_pages_where_it_is_cancelled(qapp: QApplication, world: World, tmp_path: Path) -> None:
    class AfterOnePage:
        def is_set(self) -> bool:
            return paper.sheets > 0

    writer = QPdfWriter(str(tmp_path / "out.pdf"))
    paper = Paper(writer)
    told: list[str] = []
    with pytest.raises(Stopped):
        PagePrintout("Fax", (pages_of_file(world.sample),), {}).print_on(
            paper, world.services, AfterOnePage(), lambda text, _part: told.append(text)
        )
    paper.end()
    assert paper.sheets == 1
    assert told == ["Fetching document 1 of 1…", "Printing page 1 of 2…", "Printing page 2 of 2…"]
