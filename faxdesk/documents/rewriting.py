"""A clean copy of a PDF: the same pages, as they look, and nothing else.

Each page becomes a drawing on a fresh page. Text stays text and pictures keep their bytes; what is filled into forms,
and annotations, become part of the page. Scripts, actions, attached files, the protection and the damage stay behind.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faxdesk.core.cancel import Never, check
from faxdesk.core.errors import InputRefused
from faxdesk.core.pdfium import LOCK
from faxdesk.documents.opening import name_of, open_file, trouble
from faxdesk.documents.pdf import PdfPages

if TYPE_CHECKING:
    from faxdesk.core.cancel import Cancel

_FOR_PRINT = 1
"""FPDFPage_Flatten: what is hidden on paper (FLAT_PRINT in fpdf_flatten.h)."""


def rewrite_pdf(
    path: Path, copy: Path, name: str | None = None, password: str | None = None, cancel: Cancel | None = None
) -> None:
    """Write a clean copy of the PDF at `path` to `copy`, without a password.

    Raises `InputRefused` where the file does not open or a page of it cannot be copied, `Stopped`, and `OSError` where
    the copy cannot be written.
    """
    called = name_of(path, name)
    try:
        file = open_file(path, called)
    except OSError as error:
        raise trouble(called, error) from error
    with closing(_opened(file, called, password)) as pages, LOCK:
        _copy_pages(pages, copy, called, cancel or Never())


def _opened(file: Any, name: str, password: str | None) -> PdfPages:
    try:
        return PdfPages(file, name, password)
    except BaseException:
        file.close()
        raise


def _copy_pages(pages: PdfPages, copy: Path, name: str, cancel: Cancel) -> None:
    target = pages.library.PdfDocument.new()
    try:
        for number in range(len(pages.sizes)):
            check(cancel)
            with pages.leaf(number) as leaf:
                pages.library.raw.FPDFPage_Flatten(leaf, _FOR_PRINT)
            _copy_page(pages, target, number, name)
        with copy.open("wb") as out:
            target.save(out)
    finally:
        target.close()


def _copy_page(pages: PdfPages, target: Any, number: int, name: str) -> None:
    raw, size = pages.library.raw, pages.sizes[number]
    drawing = raw.FPDF_NewXObjectFromPage(target, pages.document, number)
    if not drawing:
        raise InputRefused(
            name,
            f"Page {number + 1} of the PDF cannot be copied.",
            "Open it, save or print it as a new PDF, then add that file.",
        )
    try:
        page = target.new_page(size.width, size.height)
        raw.FPDFPage_InsertObject(page, raw.FPDF_NewFormObjectFromXObject(drawing))
        page.gen_content()
        page.close()
    finally:
        raw.FPDF_CloseXObject(drawing)
