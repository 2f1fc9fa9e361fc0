"""A page that only asks for another program is not faxed in the place of the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.documents.inspection.examine import examine
from tests.documents.files import page_objects, pdf, put, stream

FONT = b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
WAIT = "Please wait... You can upgrade to the latest version of Adobe Reader"
WARTEN = "Bitte warten... Sie koennen Adobe Reader laden: http://www.adobe.com/go/reader_download"
PORTFOLIO = "For the best experience, open this PDF portfolio in Acrobat or Adobe Reader."
PACKET = stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'></xdp:xdp>")
XFA = b"/AcroForm << /Fields [] /XFA 5 0 R >> /NeedsRendering true"


def page(text: str, catalog: bytes = b"", *more: bytes, count: int = 1) -> bytes:
    contents = b"BT /F1 12 Tf 50 700 Td (%s) Tj ET" % text.encode()
    return pdf([*page_objects(count, catalog=catalog, page=FONT, contents=contents), *more])


def attached(name: bytes) -> tuple[bytes, bytes, bytes]:
    """What a catalog has of an attached file, and the file."""
    spec = b"<< /Type /Filespec /F (%s) /UF (%s) /EF << /F 6 0 R >> >>" % (name, name)
    catalog = b"/Names << /EmbeddedFiles << /Names [(%s) 5 0 R] >> >> /Collection << /View /D >>" % name
    return catalog, spec, stream(b"hello", b"/Type /EmbeddedFile")


@pytest.mark.parametrize("text", [WAIT, WARTEN])
def test_a_form_that_only_adobe_reader_shows_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputRefused, match="only Adobe Reader shows") as refused:
        examine(put(tmp_path, "form.pdf", page(text, XFA, PACKET)))
    assert "Open it in Adobe Reader, print it as a new PDF" in refused.value.advice


def test_a_form_that_has_pages_of_its_own_is_warned_of(tmp_path: Path) -> None:
    (found,) = examine(put(tmp_path, "form.pdf", page("Name and address", XFA, PACKET))).findings
    assert found.code == "xfa_form"


def test_a_portfolio_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="portfolio: the documents are attached inside"):
        examine(put(tmp_path, "all.pdf", page(PORTFOLIO, *attached(b"letter.pdf"))))


def test_a_letter_with_an_attachment_is_warned_of(tmp_path: Path) -> None:
    for text in ("Dear Sir", "We use Adobe Reader"):
        (found,) = examine(put(tmp_path, "letter.pdf", page(text, *attached(b"table.csv")))).findings
        assert found.code == "attachments"


def test_a_document_that_microsoft_protects_is_refused(tmp_path: Path) -> None:
    content = page("This PDF file is protected.", *attached(b"MicrosoftIRMServices Protected PDF.pdf"))
    with pytest.raises(InputRefused, match="Microsoft Purview"):
        examine(put(tmp_path, "secret.pdf", content))


def test_a_document_about_such_pages_is_a_document(tmp_path: Path) -> None:
    assert examine(put(tmp_path, "help.pdf", page(WAIT))).pages == 1
    two = page(WAIT, XFA.replace(b"5 0 R", b"6 0 R"), PACKET, count=2)
    assert examine(put(tmp_path, "help.pdf", two)).pages == 2
