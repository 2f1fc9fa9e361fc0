"""PDFium says nothing of a disk that is full; FaxDesk does."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from faxdesk.documents.pdf.library import library
from faxdesk.documents.pdf.saving import save_pdf


def test_a_document_is_written_whole(tmp_path: Path) -> None:
    pdfium = library()
    document = pdfium.PdfDocument.new()
    document.new_page(200, 300)
    save_pdf(document, tmp_path / "a.pdf")
    document.close()
    written = pdfium.PdfDocument(tmp_path / "a.pdf")
    assert len(written) == 1
    written.close()


@pytest.mark.skipif(sys.platform != "linux", reason="no disk that is always full elsewhere")
@pytest.mark.parametrize("pages", [1, 3000], ids=["found when it is closed", "found while it is written"])
def test_a_full_disk_is_said(pages: int) -> None:
    """What does not fill the buffer of a file, 8 or 128 KiB by Python's version, is written when it is closed."""
    document = library().PdfDocument.new()
    for _ in range(pages):
        document.new_page(200, 300)
    with pytest.raises(OSError, match=str(errno.ENOSPC)):
        save_pdf(document, Path("/dev/full"))
    document.close()


def test_what_pdfium_cannot_save_is_said(tmp_path: Path) -> None:
    class Broken:
        def save(self, out: object, flags: int) -> None:
            raise library().PdfiumError("no")

    with pytest.raises(OSError, match="did not save"):
        save_pdf(Broken(), tmp_path / "a.pdf")
