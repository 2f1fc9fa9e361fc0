"""PDFs whose only page stands in for what is inside, and asks the reader to open it in another program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from faxdesk.core.errors import InputRefused
from faxdesk.core.pdfium import LOCK

if TYPE_CHECKING:
    from faxdesk.documents.pdf.reader import PdfPages

_MOST_PAGES = 1
_PAYLOADS = ("MicrosoftIRMServices Protected PDF.pdf",)
"""What the real document is called inside of one that is protected by Microsoft (ISO 32000-2, 7.6.7)."""
_MOST_ATTACHMENTS = 100


def check_own_pages(pages: PdfPages, name: str) -> None:
    """Raise `InputRefused`, naming the document `name`, where its page says only that it is another document's."""
    if pages.count > _MOST_PAGES:
        return
    with LOCK:
        kind = pages.document.get_formtype()
        raw = pages.library.raw
        is_xfa = kind in {raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND}
        attached = _attached(pages.document)
    if any(one in _PAYLOADS for one in attached):
        raise InputRefused(
            name,
            "The PDF is protected (Microsoft Purview): its own page says only that it needs another reader.",
            "Open it in a program that shows it, print it as a new PDF, then add that file.",
        )
    # In any language, the page that stands in for another names the program that shows it.
    if not ((is_xfa or attached) and "adobe" in (text := pages.text(0).lower())):
        return
    if is_xfa:
        raise InputRefused(
            name,
            "The PDF is a form that only Adobe Reader shows (XFA). Its own page says no more than “Please wait”.",
            "Open it in Adobe Reader, print it as a new PDF, then add that file.",
        )
    if "portfolio" in text:
        raise InputRefused(
            name,
            "The PDF is a portfolio: the documents are attached inside, and its own page says only that.",
            "Open it in Adobe Reader, save the documents that you want to fax, and add those.",
        )


def _attached(document: Any) -> list[str]:
    count = min(document.count_attachments(), _MOST_ATTACHMENTS)
    return [document.get_attachment(number).get_name() for number in range(count)]
