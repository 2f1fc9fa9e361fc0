"""Where a PDF begins."""

from __future__ import annotations

from faxdesk.documents.inspection.pdf_header import with_usual_header


def test_an_old_header_is_replaced_in_its_place_and_any_other_is_left() -> None:
    old = b"%!PS-Adobe-3.0 PDF-1.4\n1 0 obj"
    assert with_usual_header(old) == b"%PDF-1.4".ljust(len(old) - 8) + b"\n1 0 obj"
    usual = b"%PDF-1.4\n1 0 obj"
    assert with_usual_header(usual) == usual
