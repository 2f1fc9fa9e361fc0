"""Lines of text on a page of a PDF, in Helvetica, which PDFium has of its own."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pypdfium2  # type: ignore[import-untyped]  # it comes without type information

_ENCODING = "cp1252"
"""The letters that PDFium has for a standard font (WinAnsiEncoding)."""


def write(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, text: str, x: float, y: float, size: float) -> None:
    """Write a line at a place, in points from the lower left corner; letters that the font lacks become question marks.

    The caller has `faxdesk.core.pdfium.LOCK`, and calls `page.gen_content()` at the end.
    """
    from pypdfium2 import raw

    item = raw.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", size)
    printable = "".join(letter if letter.isprintable() else "?" for letter in text)
    letters = printable.encode(_ENCODING, "replace").decode(_ENCODING)
    encoded = (letters + "\0").encode("utf-16-le")
    buffer = ctypes.create_string_buffer(encoded, len(encoded))
    raw.FPDFText_SetText(item, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
    raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, x, y)
    raw.FPDFPage_InsertObject(page.raw, item)
