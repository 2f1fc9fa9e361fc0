"""Writing documents of our own, so that a full disk is noticed and said."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from faxdesk.documents.pdf.library import library


def save_pdf(document: Any, path: Path, flags: int = 0) -> None:
    """Write PDFium's `document` to `path`; `flags` are those of FPDF_SaveAsCopy. The caller holds PDFium's lock.

    Raises `OSError` where that fails. By itself PDFium would take no notice: it writes by a callback that cannot raise.
    """
    with path.open("wb") as file:
        out = _Out(file)
        with suppress(library().PdfiumError):
            document.save(out, flags=flags)
            out.whole = True
        if out.trouble is not None:
            raise out.trouble
    if not out.whole:
        raise OSError("PDFium did not save it")


class _Out:
    """A file that keeps its first fault instead of raising it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.trouble: OSError | None = None
        self.whole = False

    def write(self, data: Any) -> None:
        if self.trouble is None:
            try:
                self._file.write(data)
            except OSError as error:
                self.trouble = error
