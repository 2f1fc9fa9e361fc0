"""What is attached to a PDF is found as a reader of PDFs finds it, and named by what is in it."""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.pdfium import LOCK
from faxdesk.core.proof import JSON_NAME
from faxdesk.documents.proof_pdf import attachments
from faxdesk.documents.proof_pdf.attachments import AttachedFile, attach, read_attached


def pdf(out: Path, *files: tuple[str, bytes]) -> Path:
    with LOCK, closing(pypdfium2.PdfDocument.new()) as document:
        document.new_page(100, 100).close()
        for name, data in files:
            attach(document, name, data)
        document.save(out)
    return out


def test_files_are_told_by_name_size_and_sha256(tmp_path: Path) -> None:
    found = read_attached(pdf(tmp_path / "a.pdf", ("Brief für Žižek.pdf", b"letter"), (JSON_NAME, b"{}")), "a.pdf")
    assert found.json == b"{}"
    assert found.files == (AttachedFile("Brief für Žižek.pdf", hashlib.sha256(b"letter").hexdigest(), 6),)


def test_nothing_may_be_attached(tmp_path: Path) -> None:
    found = read_attached(pdf(tmp_path / "a.pdf"), "a.pdf")
    assert (found.json, found.files) == (None, ())


def test_a_json_that_is_huge_is_not_read_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "_LONGEST_JSON", 5)
    assert read_attached(pdf(tmp_path / "a.pdf", (JSON_NAME, b"123456")), "a.pdf").json == b""


def test_too_many_files_and_what_is_no_pdf_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "_MOST", 1)
    path = pdf(tmp_path / "a.pdf", ("1", b"1"), ("2", b"2"))
    with pytest.raises(InputRefused, match="What is attached to it cannot be read"):
        read_attached(path, "a.pdf")
    path.write_bytes(b"no PDF")
    with pytest.raises(InputRefused, match="What is attached to it cannot be read"):
        read_attached(path, "a.pdf")
