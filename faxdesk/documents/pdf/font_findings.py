"""Fonts that are not in a PDF: each program takes one of its own for them, and letters may become others.

The 14 standard fonts and their twins are no matter: every reader has them, or letters of the same shape and width.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from faxdesk.documents.common.findings import Finding, FindingRemedy, pages_text
from faxdesk.documents.pdf.active_content import blocks

MOST_PAGES = 100
"""Pages of a document whose fonts are looked at; each takes some 5 ms, only where a font may be missing."""
_MOST_OBJECTS = 20_000
"""Pieces of text, pictures and lines of a page that are looked at."""
_DEEPEST = 8
"""Drawings within each other that are looked into."""
_SUBSET = re.compile(r"[A-Z]{6}\+")
_NAMED = re.compile(rb"/BaseFont\s*/([^\s()<>\[\]{}/%]*)")
_STANDARD = re.compile(
    r"(Helvetica|Arial|Times|Times-Roman|TimesNewRoman|TimesNewRomanPS|Courier|CourierNew|CourierNewPS)(MT)?"
    r"([-,]?(Bold|Italic|Oblique|Roman|Regular)+)?(MT)?|Symbol(MT)?|ZapfDingbats"
)
"""ISO 32000-1, 9.6.2.2, and the names that Windows has for fonts of the same widths."""


def names_foreign_fonts(file: BinaryIO) -> bool:
    """True where the PDF `file`, which is not encrypted, names a font that may not be in it. May raise `OSError`."""
    return any(_may_be_missing(name) for block in blocks(file) for name in _NAMED.findall(block))


def font_findings(count: int, missing: Callable[[int], frozenset[str]]) -> tuple[Finding, ...]:
    """Return what is said of fonts that are not in a PDF of `count` pages.

    `missing` returns the fonts of a page, from 0, that are not in the file.
    """
    found = tuple(page + 1 for page in range(min(count, MOST_PAGES)) if missing(page))
    if not found:
        return ()
    where = pages_text(found).lower()
    text = f"The fonts of {where} are not in the file; it may look different at the recipient."
    return (Finding("fonts_not_embedded", text, found, remedy=FindingRemedy.SEND_AS_SHOWN),)


def _may_be_missing(name: bytes) -> bool:
    text = name.decode("latin-1")
    return not _SUBSET.match(text) and not _STANDARD.fullmatch(text)


def missing_fonts(raw: Any, pdf_page: Any) -> frozenset[str]:
    """Return the fonts of visible text of a loaded page that are not in its file. The caller holds PDFium's lock."""
    named: dict[int | None, str] = {}
    for text in _texts(raw, pdf_page):
        font = raw.FPDFTextObj_GetFont(text)
        key = ctypes.cast(font, ctypes.c_void_p).value
        if key not in named:
            named[key] = "" if raw.FPDFFont_GetIsEmbedded(font) == 1 else _name(raw, font)
    return frozenset(name for name in named.values() if name and not _STANDARD.fullmatch(name))


def _texts(raw: Any, pdf_page: Any) -> Iterator[Any]:
    count = min(_MOST_OBJECTS, raw.FPDFPage_CountObjects(pdf_page))
    yield from _texts_in(raw, [raw.FPDFPage_GetObject(pdf_page, number) for number in range(count)], 0)


def _texts_in(raw: Any, objects: Sequence[Any], depth: int) -> Iterator[Any]:
    for each in objects:
        kind = raw.FPDFPageObj_GetType(each)
        # What is only there to be searched, such as the words behind a scan, is not seen.
        if (
            kind == raw.FPDF_PAGEOBJ_TEXT
            and raw.FPDFTextObj_GetTextRenderMode(each) != raw.FPDF_TEXTRENDERMODE_INVISIBLE
        ):
            yield each
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            count = min(_MOST_OBJECTS, raw.FPDFFormObj_CountObjects(each))
            inner = [raw.FPDFFormObj_GetObject(each, number) for number in range(count)]
            yield from _texts_in(raw, inner, depth + 1)


def _name(raw: Any, font: Any) -> str:
    length = raw.FPDFFont_GetBaseFontName(font, None, 0)
    room = ctypes.create_string_buffer(length)
    raw.FPDFFont_GetBaseFontName(font, room, length)
    return room.value.decode("utf-8", "replace")
