"""What is missing on the pages of a PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from faxdesk.documents.common.findings import FindingRemedy
from faxdesk.documents.inspection.examine import examine
from faxdesk.documents.pdf.missing_parts import Missing, missing_in
from tests.documents.files import page_objects, pdf, put


def test_of_what_is_no_pdf_nothing_is_said_to_be_missing() -> None:
    assert missing_in(b"no PDF") == Missing(parts=False, fonts=False)


FONT = b"<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"


@pytest.mark.parametrize(
    ("fonts", "used", "told"),
    [(FONT, b"/F1", []), (FONT, b"/F2", ["fonts_missing"]), (b"<< >>", b"/F1", ["fonts_missing"])],
)
def test_text_in_a_font_that_is_not_there_is_told_and_can_be_sent_as_shown(
    tmp_path: Path, fonts: bytes, used: bytes, told: list[str]
) -> None:
    page = b"/Resources << /Font " + fonts + b" >>"
    contents = b"BT " + used + b" 12 Tf 50 700 Td (Total 120.00) Tj ET"
    path = put(tmp_path, "bill.pdf", pdf(page_objects(1, page=page, contents=contents)))
    found = [one for one in examine(path).findings if one.code == "fonts_missing"]
    assert [one.code for one in found] == told
    assert {one.remedy for one in found} <= {FindingRemedy.SEND_AS_SHOWN}
