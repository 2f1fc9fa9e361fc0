"""What is missing on the pages of a PDF."""

from __future__ import annotations

from faxdesk.documents.pdf.missing_parts import misses_parts


def test_of_what_is_no_pdf_nothing_is_said_to_be_missing() -> None:
    assert not misses_parts(b"no PDF")
