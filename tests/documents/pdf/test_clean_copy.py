"""A clean copy of a PDF looks as the PDF does, and has nothing but its pages."""

from __future__ import annotations

import errno
import random
import sys
from pathlib import Path

import pikepdf
import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.inspection.examine import examine
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.pdf.clean_copy import rewrite_pdf
from tests.documents.files import encrypted_pdf, page_objects, pages_pdf, pdf, put, stream

PDF = DocumentType.PDF


def looks_alike(path: Path, copy: Path) -> bool:
    with PageSource(path, PDF) as before, PageSource(copy, PDF) as after:
        assert before.sizes == after.sizes
        return all(before.render(page, 300) == after.render(page, 300) for page in range(len(before)))


@pytest.mark.parametrize("page", [b"", b"/Rotate 90", b"/Rotate 270 /CropBox [100 200 500 700]", b"/UserUnit 2"])
def test_pages_look_as_before(tmp_path: Path, page: bytes) -> None:
    path = put(tmp_path, "any.pdf", pdf(page_objects(3, page=page)))
    rewrite_pdf(path, tmp_path / "copy.pdf")
    assert looks_alike(path, tmp_path / "copy.pdf")


def test_real_text_stays_text(tmp_path: Path, sample_pdf: Path) -> None:
    copy = tmp_path / "copy.pdf"
    rewrite_pdf(sample_pdf, copy)
    assert looks_alike(sample_pdf, copy)
    with PageSource(sample_pdf, PDF) as before, PageSource(copy, PDF) as after:
        assert before.text(0) == after.text(0) != ""


def test_a_form_and_its_scripts_become_plain_pages(tmp_path: Path) -> None:
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /F 4 /Rect [100 100 500 500] /P 4 0 R"
        b" /AP << /N 6 0 R >> /A << /S /JavaScript /JS (x) >> >>"
    )
    look = stream(b"0 0 0 rg 0 0 400 400 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 400 400]")
    catalog = b"/AcroForm << /Fields [5 0 R] >> /OpenAction << /S /Launch /F (calc.exe) >>"
    page = b"/Annots [5 0 R] /AA << /O << /S /JavaScript /JS (x) >> >>"
    path = put(tmp_path, "form.pdf", pdf([*page_objects(1, catalog=catalog, page=page, contents=b""), field, look]))
    assert {found.code for found in examine(path).findings} == {"form", "scripts", "starts_programs"}
    copy = tmp_path / "copy.pdf"
    rewrite_pdf(path, copy)
    assert examine(copy).findings == ()
    with PageSource(copy, PDF) as source:
        image = source.render(0, 100)
    assert image.data[3 * (65 * image.width + 50)] == 0
    assert b"Action" not in copy.read_bytes()


def test_attached_files_stay_behind(tmp_path: Path) -> None:
    path, copy = tmp_path / "with.pdf", tmp_path / "without.pdf"
    with pikepdf.open(put(tmp_path, "plain.pdf", pages_pdf())) as document:
        document.attachments["secret.txt"] = b"my secret"
        document.save(path)
    rewrite_pdf(path, copy)
    with pikepdf.open(copy) as document:
        assert (len(document.pages), len(document.attachments)) == (1, 0)
        assert set(document.Root.keys()) == {"/Pages", "/Type"}


def test_a_copy_opens_without_the_password(tmp_path: Path) -> None:
    path, copy = put(tmp_path, "secret.pdf", encrypted_pdf(user="open", owner="own")), tmp_path / "copy.pdf"
    rewrite_pdf(path, copy, password="open")
    examined = examine(copy)
    assert (examined.pages, examined.findings) == (2, ())


def test_a_copy_of_a_damaged_pdf_is_sound(tmp_path: Path) -> None:
    path, copy = put(tmp_path, "padded.pdf", pages_pdf(3) + b"\0" * 100_000), tmp_path / "copy.pdf"
    rewrite_pdf(path, copy)
    examined = examine(copy)
    assert (examined.pages, examined.findings, examined.repaired) == (3, (), False)


def test_progress_is_told_and_what_does_not_open_is_refused(tmp_path: Path) -> None:
    path, told = put(tmp_path, "any.pdf", pages_pdf(3)), list[int]()
    rewrite_pdf(path, tmp_path / "first.pdf", progress=told.append)
    assert told == [1, 2, 3]
    with pytest.raises(InputRefused, match="not there"):
        rewrite_pdf(tmp_path / "gone.pdf", tmp_path / "copy.pdf")
    with pytest.raises(InputRefused, match="only with a password"):
        rewrite_pdf(put(tmp_path, "secret.pdf", encrypted_pdf(user="o", owner="o")), tmp_path / "copy.pdf")
    assert not (tmp_path / "copy.pdf").exists()


def test_pages_share_their_fonts_as_before(tmp_path: Path) -> None:
    font = stream(random.Random(1).randbytes(100_000))  # noqa: S311  content, no secret
    resources = b"/Resources << /Font << /F 24 0 R >> >>"
    descriptor = b"<< /Type /Font /Subtype /Type0 /FontFile 25 0 R >>"
    path = put(tmp_path, "long.pdf", pdf([*page_objects(20, page=resources), descriptor, font]))

    rewrite_pdf(path, tmp_path / "copy.pdf")

    assert 100_000 < (tmp_path / "copy.pdf").stat().st_size < path.stat().st_size + 20_000


def test_what_a_layer_hides_stays_hidden(tmp_path: Path) -> None:
    catalog = b"/OCProperties << /OCGs [5 0 R] /D << /OFF [5 0 R] /BaseState /ON >> >>"
    layer = b"<< /Type /OCG /Name (Draft) >>"
    page = b"/Resources << /Properties << /L 5 0 R >> >>"
    drawing = b"0 0 100 100 re f /OC /L BDC 300 300 200 200 re f EMC"
    path = put(tmp_path, "layers.pdf", pdf([*page_objects(1, catalog=catalog, page=page, contents=drawing), layer]))
    copy = tmp_path / "copy.pdf"

    rewrite_pdf(path, copy)

    with PageSource(path, PDF) as before, PageSource(copy, PDF) as after:
        one, other = before.render(0, 300), after.render(0, 300)
    assert bytes(one.data).count(0) == pytest.approx(bytes(other.data).count(0), rel=0.05)
    assert bytes(other.data).count(0) > 1000


@pytest.mark.skipif(sys.platform != "linux", reason="it has a full disk to try on")
def test_a_full_disk_is_noticed(sample_pdf: Path) -> None:
    with pytest.raises(OSError, match=str(errno.ENOSPC)):
        rewrite_pdf(sample_pdf, Path("/dev/full"))
