"""What is unusual about an open PDF. The caller holds the lock of PDFium."""

from __future__ import annotations

import ctypes
from typing import Any

from faxdesk.documents.common.findings import Finding, FindingLevel

_COVERING = 0.85
"""Share of the page that the picture of a scan covers at least; some scanners leave out the margins."""
_FIRST_OBJECTS = 50
"""Objects of a page that are looked at; a scan has its picture near the begin."""


def pdf_findings(raw: Any, document: Any) -> tuple[Finding, ...]:
    """Return what PDFium tells about `document`, whose functions are those of `raw`, without looking at its pages."""
    found = (_repaired(raw, document), _protected(raw, document), _form(raw, document), _attachments(document))
    return tuple(finding for finding in found if finding is not None)


def is_sound(raw: Any, document: Any) -> bool:
    """True where PDFium found the objects where the file says that they are; it searched for them otherwise."""
    return bool(raw.FPDF_DocumentHasValidCrossReferenceTable(document))


def _repaired(raw: Any, document: Any) -> Finding | None:
    if is_sound(raw, document):
        return None
    return Finding(
        "repaired",
        "The PDF is damaged in places and was repaired to open it. Look at its pages before you send it.",
    )


def _protected(raw: Any, document: Any) -> Finding | None:
    """Encrypted and open: a password was given, or only the author's restrictions are left."""
    if raw.FPDF_GetSecurityHandlerRevision(document) < 0:
        return None
    return Finding(
        "protected",
        "The PDF is protected by its author. If Fax.Plus cannot convert it, print it as a new PDF and send that.",
    )


def _form(raw: Any, document: Any) -> Finding | None:
    kind = document.get_formtype()
    if kind == raw.FORMTYPE_XFA_FULL:
        return Finding(
            "xfa_form",
            "The PDF is a form for Adobe Reader only (XFA) and may arrive as a page that says “Please wait”. "
            "Open it in Adobe Reader and print it as a new PDF.",
        )
    if kind == raw.FORMTYPE_NONE:
        return None
    return Finding(
        "form", "The PDF is a form. What is filled in is faxed as its pages show it.", level=FindingLevel.NOTE
    )


def _attachments(document: Any) -> Finding | None:
    if not document.count_attachments():
        return None
    return Finding(
        "attachments", "Files are attached inside the PDF. Only its own pages are faxed, not what is attached."
    )


def covered_by_picture(raw: Any, pdf_page: Any) -> bool:
    """True where one picture covers the loaded page `pdf_page`, as it does on a scan."""
    width, height = pdf_page.get_size()
    corners = [ctypes.c_float() for _ in range(4)]
    for number in range(min(_FIRST_OBJECTS, raw.FPDFPage_CountObjects(pdf_page))):
        thing = raw.FPDFPage_GetObject(pdf_page, number)
        if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_IMAGE and raw.FPDFPageObj_GetBounds(thing, *corners):
            left, bottom, right, top = (corner.value for corner in corners)
            if (right - left) * (top - bottom) >= _COVERING * width * height:
                return True
    return False
