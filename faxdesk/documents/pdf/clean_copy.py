"""A clean copy of a PDF: its pages as they look, and nothing else of what was in the file.

Form fields and comments become part of the page; scripts, actions, attached files, the protection and the damage stay
behind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from faxdesk.core.pdfium import LOCK
from faxdesk.documents.common.opening import name_of
from faxdesk.documents.pdf.assembly import PdfAssembly, open_pdf
from faxdesk.documents.pdf.library import library
from faxdesk.documents.pdf.saving import save_pdf


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
    with PdfAssembly() as assembly:
        places = assembly.bring(lambda: open_pdf(path, called, password), None, called, progress)
        assembly.write(copy, [(place, 0) for place in places])


def join_pdfs(paths: Sequence[Path], copy: Path) -> None:
    """Write the pages of the PDFs at `paths`, which FaxDesk has made itself, to `copy`, one after the other.

    Raises `OSError` where the copy cannot be written.
    """
    with LOCK, closing(library().PdfDocument.new()) as target:
        for path in paths:
            with closing(library().PdfDocument(path)) as source:
                target.import_pages(source)
        save_pdf(target, copy)
