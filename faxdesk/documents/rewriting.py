"""A clean copy of a PDF: the same pages, as they look, and nothing else.

Each page becomes a drawing on a fresh page. Text stays text and pictures keep their bytes; what is filled into forms,
and annotations, become part of the page. Scripts, actions, attached files, the protection and the damage stay behind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from faxdesk.core.errors import InputRefused
from faxdesk.core.pdfium import LOCK
from faxdesk.documents.opening import name_of, open_file, trouble
from faxdesk.documents.pdf import PdfPages, library

_FOR_PRINT = 1
"""FPDFPage_Flatten: what is hidden on paper (FLAT_PRINT in fpdf_flatten.h)."""


def rewrite_pdf(
    path: Path,
    copy: Path,
    name: str | None = None,
    password: str | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Write a clean copy of the PDF at `path` to `copy`, without a password; `progress` hears how many pages are done.

    Raises `InputRefused` where the file does not open or a page of it cannot be copied, and `OSError` where the copy
    cannot be written.
    """
    called = name_of(path, name)
    try:
        file = open_file(path, called)
    except OSError as error:
        raise trouble(called, error) from error
    with closing(_opened(file, called, password)) as pages, LOCK:
        _copy_pages(pages, copy, called, progress)


def _opened(file: Any, name: str, password: str | None) -> PdfPages:
    try:
        return PdfPages(file, name, password)
    except BaseException:
        file.close()
        raise


def _copy_pages(pages: PdfPages, copy: Path, name: str, progress: Callable[[int], None]) -> None:
    target = pages.library.PdfDocument.new()
    try:
        for number in range(len(pages.sizes)):
            with pages.leaf(number) as leaf:
                pages.library.raw.FPDFPage_Flatten(leaf, _FOR_PRINT)
            _copy_page(pages, target, number, name)
            progress(number + 1)
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


def join_pdfs(paths: Sequence[Path], copy: Path) -> None:
    """Write the pages of the PDFs at `paths`, which FaxDesk has made itself, to `copy`, one after the other.

    Raises `OSError` where the copy cannot be written.
    """
    with LOCK, closing(library().PdfDocument.new()) as target:
        for path in paths:
            with closing(library().PdfDocument(path)) as source:
                target.import_pages(source)
        with copy.open("wb") as out:
            target.save(out)
