"""What is inside a signed file comes out byte for byte, however it was put in; what is not inside is said."""

from __future__ import annotations

import base64
import datetime
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from faxdesk.core.errors import InputRefused
from faxdesk.documents.common.findings import FindingLevel
from faxdesk.documents.convert.unwrap import unwrap
from tests.documents.files import page_objects, pages_pdf, pdf, put
from tests.documents.signed_files import DATA, element, information, signed, time_stamped

if TYPE_CHECKING:
    from faxdesk.documents.intake.intake import Intake

LETTER = pages_pdf(3)


def inside(folder: Path, content: bytes, name: str = "letter.pdf.p7m") -> bytes:
    out = folder / "out"
    unwrap(put(folder, name, content), out, name)
    return out.read_bytes()


def really_signed(content: bytes, encoding: Encoding, *options: pkcs7.PKCS7Options) -> bytes:
    """What a program for signatures writes."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
    return builder.sign(encoding, [*options])


@pytest.mark.parametrize(
    "content",
    [
        signed(LETTER),
        signed(LETTER, indefinite=True),
        signed(LETTER, chunk=100),
        signed(LETTER, chunk=100, indefinite=True),
        signed(LETTER, chunk=1, indefinite=True),
        signed(LETTER, signers=3),
        signed(LETTER) + b"\r\n",
        information(DATA, element(4, LETTER)),
        time_stamped(LETTER),
    ],
    ids=["DER", "BER", "chunks", "BER chunks", "single bytes", "three signers", "line end", "data", "time stamp"],
)
def test_the_document_comes_out_whole(tmp_path: Path, content: bytes) -> None:
    assert inside(tmp_path, content) == LETTER


@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
def test_what_other_programs_sign_comes_out_whole(tmp_path: Path, encoding: Encoding) -> None:
    content = really_signed(LETTER, encoding, pkcs7.PKCS7Options.Binary)
    assert inside(tmp_path, content) == LETTER


def test_what_was_made_for_mail_comes_out_whole(tmp_path: Path) -> None:
    coded = base64.encodebytes(signed(LETTER))
    assert inside(tmp_path, coded) == LETTER
    assert inside(tmp_path, coded.replace(b"\n", b"\r\n")) == LETTER
    assert inside(tmp_path, base64.b64encode(signed(LETTER))) == LETTER
    assert inside(tmp_path, b"-----BEGIN PKCS7-----\n" + coded + b"-----END PKCS7-----\n") == LETTER
    fields = b"MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=signed-data\n"
    assert inside(tmp_path, fields + b"Content-Transfer-Encoding: base64\n\n" + coded) == LETTER


def test_a_document_of_many_thousand_pieces_comes_out_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * 20_000
    assert inside(tmp_path, signed(content, chunk=1000, indefinite=True)) == content


def test_a_signature_alone_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="only the signature of a document") as refused:
        inside(tmp_path, signed(None), "letter.pdf.p7s")
    assert refused.value.field == "letter.pdf.p7s"
    assert "the same name without .p7s" in refused.value.advice
    with pytest.raises(InputRefused, match="list of certificates"):
        inside(tmp_path, signed(None, signers=0), "all.p7b")
    detached = really_signed(LETTER, Encoding.DER, pkcs7.PKCS7Options.DetachedSignature)
    with pytest.raises(InputRefused, match="only the signature of a document"):
        inside(tmp_path, detached)


@pytest.mark.parametrize("length", [30, 200, 900])
@pytest.mark.parametrize("indefinite", [True, False])
def test_a_signed_file_that_is_cut_off_is_refused(tmp_path: Path, length: int, indefinite: bool) -> None:
    content = signed(LETTER, chunk=100, indefinite=indefinite)
    assert length < len(content)
    with pytest.raises(InputRefused, match="damaged or not complete"):
        inside(tmp_path, content[:length])


@pytest.mark.parametrize("length", [310, 311, 312, 313])
def test_letters_that_are_cut_off_are_refused(tmp_path: Path, length: int) -> None:
    coded = base64.encodebytes(signed(LETTER))
    with pytest.raises(InputRefused, match="damaged or not complete"):
        inside(tmp_path, coded[:length])


def test_what_stands_before_a_pdf_is_left_behind(tmp_path: Path) -> None:
    before = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n"
    assert inside(tmp_path, before + LETTER, "letter.pdf") == LETTER


# --------------------------------------------------------------------------------------------- old headers of PDF


@pytest.mark.parametrize("before", [b"", b"\r\n", b"\0\0"])
def test_a_pdf_with_the_header_of_the_first_years_is_opened(intake: Intake, files: Path, before: bytes) -> None:
    old = before + b"%!PS-Adobe-3.0 PDF-1.4\n"
    # Its objects are where they were; the first of them is a comment that is as much shorter.
    whole = pdf([b"<< /Type /Catalog /Pages 2 0 R >> %" + b"x" * 40, *page_objects(2)[1:]])
    content = old + whole[len(b"%PDF-1.4\n") :]
    moved = len(content) - len(whole)
    content = _moved(content, moved)
    taken = intake.one(put(files, "old.pdf", content))
    assert (taken.document.pages, taken.kind) == (2, "pdf")
    assert [(one.code, one.level) for one in taken.document.findings] == [("taken_out", FindingLevel.NOTE)]
    assert taken.document.path.read_bytes().startswith(b"%PDF-1.4   ")


def test_postscript_with_the_header_of_such_a_pdf_is_refused(intake: Intake, files: Path) -> None:
    for content in (
        b"%!PS-Adobe-3.0 PDF-1.4\nshowpage\n",
        b"%!PS-Adobe-3.0 PDF-1.4\n/x 5 def showpage\nstartxref\n5\n%%EOF\n",
        b"%!PS-Adobe-3.0\nshowpage\n",
    ):
        with pytest.raises(InputRefused, match="PostScript"):
            intake.one(put(files, "letter.ps", content))


def _moved(content: bytes, by: int) -> bytes:
    """A PDF whose table says so much higher places."""
    table = re.compile(rb"(\d{10})(?= \d{5} n)")
    content = table.sub(lambda place: b"%010d" % (int(place[1]) + by), content)
    return re.sub(rb"(?<=startxref\n)\d+", lambda place: b"%d" % (int(place[0]) + by), content)
