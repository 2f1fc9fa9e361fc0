"""The confirmation report: one page of real text, as the service makes it for a finished fax."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from faxdesk.core.pdfium import LOCK
from faxdesk.practice.files.pdf_text import write
from faxdesk.practice.simulation.clock import stamp
from faxdesk.practice.simulation.outcomes import describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.practice.state.archive import ArchivedFax

_WIDTH, _HEIGHT = 595.0, 842.0
"""A4, in points of 1/72 inch."""
_LEFT, _TOP, _VALUE = 64.0, 760.0, 190.0
_TITLE, _TEXT, _LINE = 20.0, 11.0, 24.0
_COLUMNS = 70
"""Letters of a value that fit on its line."""


def report(fax: ArchivedFax, company: str) -> bytes:
    """Return the report as a PDF."""
    rows = (
        ("Result", f"{fax.status}: {describe(fax.status)}"),
        ("From", f"{fax.source} ({company})"),
        ("To", fax.destination),
        ("Pages sent", f"{fax.pages_sent} of {fax.pages}"),
        ("Submitted", f"{stamp(fax.accepted)} UTC"),
        ("Started", f"{stamp(fax.start)} UTC"),
        ("Finished", f"{stamp(fax.finished)} UTC"),
        ("Duration", f"{max(0, round(fax.finished - fax.start))} seconds"),
        ("Fax id", fax.id),
        ("Comment", fax.comment),
    )
    return _document("Fax confirmation report", rows, "Practice account: no fax has left this computer.")


def _document(title: str, rows: Sequence[tuple[str, str]], footer: str) -> bytes:
    import pypdfium2  # type: ignore[import-untyped]  # it comes without type information

    with LOCK:
        document = pypdfium2.PdfDocument.new()
        try:
            page = document.new_page(_WIDTH, _HEIGHT)
            write(document, page, title, _LEFT, _TOP, _TITLE)
            for number, (label, value) in enumerate(rows):
                height = _TOP - 48 - number * _LINE
                write(document, page, label, _LEFT, height, _TEXT)
                write(document, page, _on_one_line(value), _VALUE, height, _TEXT)
            write(document, page, footer, _LEFT, 64.0, _TEXT)
            page.gen_content()
            page.close()
            target = io.BytesIO()
            document.save(target)
        finally:
            document.close()
    return target.getvalue()


def _on_one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _COLUMNS else f"{line[: _COLUMNS - 1]}\N{HORIZONTAL ELLIPSIS}"
