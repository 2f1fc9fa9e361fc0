"""Pages of a PDF that are much longer than paper, as of a web page saved whole: cut into pages, without loss."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faxdesk.core.pdfium import LOCK
from faxdesk.documents.common.page_image import fit
from faxdesk.documents.common.pagination import Piece, cut_finding, pieces
from faxdesk.documents.common.paper import A4, PageSize
from faxdesk.documents.pdf.library import library
from faxdesk.documents.pdf.saving import save_pdf

if TYPE_CHECKING:
    from faxdesk.documents.common.findings import Finding

_WIDTH = 620
"""Pixels across of the drawing in which gaps between lines are looked for."""


def cut_long_pages(path: Path) -> tuple[Finding, ...]:
    """Cut the long pages of the PDF at `path`, which FaxDesk has made; return what is said of them.

    Raises `OSError` where it cannot be written.
    """
    with LOCK, closing(library().PdfDocument(path.read_bytes())) as source:
        cuts = [_cuts(source, number) for number in range(len(source))]
        if all(len(cut) == 1 for cut in cuts):
            return ()
        with closing(library().PdfDocument.new()) as target:
            target.import_pages(source, [number for number, cut in enumerate(cuts) for _ in cut])
            findings, done = [], 0
            for number, cut in enumerate(cuts, 1):
                if len(cut) > 1:
                    _crop(target, done, cut)
                    made = tuple(range(done + 1, done + len(cut) + 1))
                    findings.append(cut_finding(f"Page {number} of the file", len(cut), made))
                done += len(cut)
            save_pdf(target, path)
    return tuple(findings)


def _cuts(document: Any, number: int) -> Sequence[Piece]:
    """Return how a page is cut, in rows of its drawing."""
    with closing(document[number]) as page:
        size = PageSize(page.get_width(), page.get_height())
        if not size.long:
            return [Piece(0, 1)]
        wide, _ = fit(_WIDTH, size.height / size.width)
        bitmap = page.render(scale=wide / size.width, grayscale=True, optimize_mode="print")
        try:
            # As long as a sheet beside the width of the page, so that nothing is made smaller.
            most = A4.height * max(1.0, size.width / A4.width)
            return pieces(bitmap.to_pil(), int(most * wide / size.width))
        finally:
            bitmap.close()


def _crop(document: Any, first: int, cut: Sequence[Piece]) -> None:
    """Let copies of one page, from `first` on, each show its piece."""
    rows = cut[-1].bottom
    for number, (top, bottom) in enumerate(cut, first):
        with closing(document[number]) as page:
            box = _part(page.get_cropbox(), page.get_rotation(), top / rows, bottom / rows)
            page.set_mediabox(*box)
            page.set_cropbox(*box)


def _part(
    box: tuple[float, float, float, float], rotation: int, top: float, bottom: float
) -> tuple[float, float, float, float]:
    """Return the part of a box from `top` to `bottom`, shares of its height as it is read, turned by `rotation`."""
    left, low, right, high = box
    wide, tall = right - left, high - low
    match rotation:
        case 90:
            return left + top * wide, low, left + bottom * wide, high
        case 180:
            return left, low + top * tall, right, low + bottom * tall
        case 270:
            return right - bottom * wide, low, right - top * wide, high
    return left, high - bottom * tall, right, high - top * tall
