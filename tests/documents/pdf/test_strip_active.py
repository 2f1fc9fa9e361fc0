"""What is not drawn is taken out of the pages of a PDF that PDFium wrote, and nothing is moved by that."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from faxdesk.documents.pdf.strip_active import strip_active


def written(bodies: Sequence[bytes]) -> bytearray:
    """A PDF as PDFium writes it."""
    out, starts = bytearray(b"%PDF-1.7\r\n"), []
    for number, body in enumerate(bodies, 1):
        starts.append(len(out))
        out += b"%d 0 obj\r\n%s\r\nendobj\r\n" % (number, body)
    table = len(out)
    out += b"xref\r\n0 %d\r\n0000000000 65535 f\r\n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n\r\n" % start for start in starts)
    return out + b"trailer\r\n<<\r\n/Root 1 0 R\r\n>>\r\nstartxref\r\n%d\r\n%%%%EOF\r\n" % table


def left(*bodies: bytes) -> list[bytes]:
    """What is left of objects, without the spaces."""
    before = written(bodies)
    after = bytearray(before)
    strip_active(after)
    assert len(after) == len(before)
    return [b"".join(part.split(b"obj")[-1].split()) for part in after.split(b"end")[: len(bodies)]]


@pytest.mark.parametrize(
    "value",
    [b"5 0 R", b"/Name", b"12.5", b"null", b"(a \\) /Type >> b)", b"<3C3E>", b"[1 [2 /A] (])]", b"<</S/Launch/F(x)>>"],
)
def test_an_action_goes_whatever_its_value_is(value: bytes) -> None:
    page = b"<</AA %s/MediaBox[0 0 9 9]/Parent 2 0 R /Annots %s/Type/Page>>" % (value, value)
    assert left(page) == [b"<</MediaBox[0099]/Parent20R/Type/Page>>"]


def test_only_pages_and_attached_files_are_touched() -> None:
    others = [
        b"<</AA 5 0 R/Type/Pages/Kids[3 0 R]>>",
        b"<</Font<</AA 5 0 R/Annots 6 0 R>>/Note(/Type/Page)>>",
        b"[/Type/Page/AA]",
        b"<</Length 13>>stream\r\n<</Type/Page>>\r\n",
    ]
    assert left(*others) == [b"".join(other.split()) for other in others]
    assert left(b"<</AF[7 0 R]/PieceInfo<</X 1>>/Subtype/Image>>") == [b"<</Subtype/Image>>"]


def test_what_is_not_as_pdfium_writes_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="no table"):
        strip_active(bytearray(b"%PDF-1.7 startxref 3 %%EOF"))
    broken = written([b"<</Type/Page/AA<</S"])
    at = broken.index(b"endobj")
    broken[at : at + 6] = b"<<<<<<"
    with pytest.raises(ValueError, match="does not end"):
        strip_active(broken)
