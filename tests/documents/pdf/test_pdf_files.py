"""Which PDFs can be faxed, and what is said about those that cannot."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Literal

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.common import paper
from faxdesk.documents.inspection.examine import examine
from tests.documents.files import encrypted_pdf, page_objects, pages_pdf, pdf, put, stream, zeros
from tests.documents.refusals import refusal
from tests.time_limits import PATIENCE


@pytest.mark.parametrize("count", [1, 2, 7, 200])
def test_a_sound_pdf_is_accepted_with_its_pages(tmp_path: Path, count: int) -> None:
    content = pages_pdf(count)
    path = put(tmp_path, "letter.pdf", content)
    examined = examine(path)
    assert (examined.path, examined.name, examined.type) == (path, "letter.pdf", DocumentType.PDF)
    assert (examined.size, examined.pages, examined.warnings) == (len(content), count, ())


def test_the_name_may_be_another_than_that_of_the_file(tmp_path: Path) -> None:
    path = put(tmp_path, "3f9a", pages_pdf())
    assert examine(path, "Offer.pdf").name == "Offer.pdf"
    path.write_bytes(b"")
    with pytest.raises(InputRefused) as caught:
        examine(path, "Offer.pdf")
    assert caught.value.field == "Offer.pdf"


def test_a_name_without_suffix_needs_no_warning(tmp_path: Path) -> None:
    assert examine(put(tmp_path, "letter", pages_pdf())).warnings == ()


def test_a_pdf_called_tif_is_sent_as_a_pdf_and_said_so(tmp_path: Path) -> None:
    examined = examine(put(tmp_path, "letter.tif", pages_pdf()))
    assert examined.type is DocumentType.PDF
    assert examined.warnings == ("Its name ends in .tif, but it is really a PDF. It is sent as what it is.",)


def test_names_outside_of_any_encoding_are_no_trouble(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux keeps names that are no text")
    path = tmp_path / "caf\udce9.pdf"
    path.write_bytes(pages_pdf(3))
    assert examine(path).pages == 3


def test_a_pdf_may_begin_with_something_else(tmp_path: Path) -> None:
    assert examine(put(tmp_path, "mail.pdf", b"\n" * 900 + pages_pdf(2))).pages == 2


def test_very_many_pages_are_said_to_take_hours(tmp_path: Path) -> None:
    (warning,) = examine(put(tmp_path, "manual.pdf", pages_pdf(300))).warnings
    assert warning.startswith("300 pages are a very long fax")
    assert "about 3 to 5 hours for each recipient" in warning


def test_more_pages_than_anybody_faxes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faxdesk.documents.pdf.reader.MOST_PAGES", 20)
    refused = refusal(put(tmp_path, "manual.pdf", pages_pdf(21)))
    assert refused.title == f"The document has 21 pages; FaxDesk takes up to {paper.MOST_PAGES}."


def test_large_pages_are_warned_of(tmp_path: Path) -> None:
    (warning,) = examine(put(tmp_path, "plan.pdf", pages_pdf(3, size=(2592, 3456)))).warnings
    assert warning.startswith("Page 1 is very large: 36.0 x 48.0 in (914 x 1219 mm). So are 2 more pages.")


def test_one_large_page_is_named_alone(tmp_path: Path) -> None:
    objects = [*page_objects(1, promised=2), b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 2000] >>"]
    objects[1] = objects[1].replace(b"[4 0 R]", b"[4 0 R 5 0 R]")
    (warning,) = examine(put(tmp_path, "roll.pdf", pdf(objects))).warnings
    assert warning.startswith("Page 2 is very large: 8.3 x 27.8 in (210 x 706 mm). Fax paper is")


# ------------------------------------------------------------------------------------------------------ encryption


@pytest.mark.parametrize("revision", [2, 3, 4, 6])
def test_a_pdf_that_needs_a_password_is_refused(tmp_path: Path, revision: Literal[2, 3, 4, 6]) -> None:
    refused = refusal(put(tmp_path, "secret.pdf", encrypted_pdf(user="open", owner="own", revision=revision)))
    assert refused.title == "The PDF is encrypted: it opens only with a password."


@pytest.mark.parametrize("revision", [2, 3, 4, 6])
def test_a_pdf_that_only_restricts_is_accepted(tmp_path: Path, revision: Literal[2, 3, 4, 6]) -> None:
    examined = examine(put(tmp_path, "restricted.pdf", encrypted_pdf(user="", owner="own", revision=revision)))
    assert examined.pages == 2
    (warning,) = examined.warnings
    assert "protected by its author" in warning


def test_a_pdf_locked_in_an_unknown_way_is_refused(tmp_path: Path) -> None:
    lock = b"/Encrypt << /Filter /Acme.Vault /V 1 /R 2 /O (x) /U (x) /P -4 >> /ID [<00><00>]"
    refused = refusal(put(tmp_path, "vault.pdf", pdf(page_objects(1), trailer=lock)))
    assert refused.title == "The PDF is encrypted in a way that FaxDesk does not know."


# ------------------------------------------------------------------------------------------------ damage and cuts


@pytest.mark.parametrize("part", range(1, 40))
def test_a_cut_pdf_is_refused_unless_only_its_end_mark_is_gone(tmp_path: Path, part: int) -> None:
    """A page must never be lost because a download stopped: what is accepted has all of them."""
    content = pages_pdf(12)
    path = put(tmp_path, "part.pdf", content[: len(content) * part // 40])
    refused = refusal(path)
    assert "cut off" in refused.title


def test_a_pdf_without_its_last_bytes_still_has_all_pages(tmp_path: Path) -> None:
    content = pages_pdf(12)
    for missing in range(1, 12):
        assert examine(put(tmp_path, "part.pdf", content[:-missing])).pages == 12


def test_a_cut_within_the_last_revision_is_refused(tmp_path: Path) -> None:
    sound = pages_pdf(2)
    update = b"\n3 0 obj\n" + stream(b"0 0 0 rg 50 400 300 300 re f" * 40)
    assert "cut off" in refusal(put(tmp_path, "signed.pdf", sound + update[:-30])).title


def test_a_cut_far_behind_the_last_object_is_found(tmp_path: Path) -> None:
    picture = stream(b"q" * 300_000)
    content = pdf([*page_objects(1), picture])
    assert "cut off" in refusal(put(tmp_path, "scan.pdf", content[:200_000])).title


def test_what_is_appended_to_a_pdf_does_not_matter(tmp_path: Path) -> None:
    path = put(tmp_path, "padded.pdf", pages_pdf(3) + b"\0" * 100_000)
    examined = examine(path)
    assert examined.pages == 3
    assert examined.warnings == (
        "The PDF is damaged in places and was repaired to open it. Look at its pages before you send it.",
    )


def test_only_the_begin_of_a_pdf_is_cut_off(tmp_path: Path) -> None:
    assert "cut off" in refusal(put(tmp_path, "start.pdf", b"%PDF-1.4\n")).title


def test_damage_is_told_from_a_cut(tmp_path: Path) -> None:
    content = b"%PDF-1.4\nnothing in here\nstartxref\n9\n%%EOF\n"
    assert refusal(put(tmp_path, "bad.pdf", content)).title == "The PDF is damaged and cannot be opened."


def test_a_pdf_without_pages_is_refused(tmp_path: Path) -> None:
    # The reason that PDFium keeps is that of the document before.
    refusal(put(tmp_path, "secret.pdf", encrypted_pdf(user="open", owner="own")))
    assert refusal(put(tmp_path, "none.pdf", pdf(page_objects(0)))).title == "The PDF has no pages."


def test_a_page_tree_that_promises_too_much_is_refused(tmp_path: Path) -> None:
    refused = refusal(put(tmp_path, "lost.pdf", pdf(page_objects(2, promised=900))))
    assert refused.title == "The PDF is damaged: page 3 of 900 is missing."


def test_a_page_tree_that_contains_itself_is_refused(tmp_path: Path) -> None:
    objects = page_objects(1, promised=3)
    objects[1] = objects[1].replace(b"[4 0 R]", b"[4 0 R 2 0 R 4 0 R]")
    assert "is missing" in refusal(put(tmp_path, "circle.pdf", pdf(objects))).title


@pytest.mark.parametrize("size", [(0.001, 842), (595, 0.5), (2147483647, 1), (1, 100_001)])
def test_a_page_of_an_impossible_size_is_refused(tmp_path: Path, size: tuple[float, float]) -> None:
    refused = refusal(put(tmp_path, "endless.pdf", pages_pdf(size=size)))
    assert refused.title == "Page 1 of the PDF has an impossible size."


# ---------------------------------------------------------------------------------------------- unusual documents


def test_a_form_for_adobe_reader_only_is_warned_of(tmp_path: Path) -> None:
    form = b"/AcroForm << /Fields [] /XFA 5 0 R >> /NeedsRendering true"
    packet = stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'></xdp:xdp>")
    (warning,) = examine(put(tmp_path, "form.pdf", pdf([*page_objects(1, catalog=form), packet]))).warnings
    assert "Please wait" in warning


def test_files_attached_inside_are_warned_of(tmp_path: Path) -> None:
    names = b"/Names << /EmbeddedFiles << /Names [(a.txt) 5 0 R] >> >>"
    spec = b"<< /Type /Filespec /F (a.txt) /EF << /F 6 0 R >> >>"
    content = pdf([*page_objects(1, catalog=names), spec, stream(b"hello", b"/Type /EmbeddedFile")])
    (warning,) = examine(put(tmp_path, "portfolio.pdf", content)).warnings
    assert warning.startswith("Files are attached inside the PDF.")


# -------------------------------------------------------------------------------------------------- hostile files


def tables_pdf(*tables: bytes, kind: bytes = b"/XRef") -> bytes:
    """A PDF with streams that claim to be tables of objects."""
    dictionary = b"/Type %s /Size 4 /W [1 4 2] /Root 1 0 R /Filter /FlateDecode" % kind
    return pdf([*page_objects(1), *(stream(table, dictionary) for table in tables)])


@pytest.mark.parametrize("kind", [b"/XRef", b"/ObjStm"])
def test_tables_that_inflate_to_gigabytes_are_refused(
    tmp_path: Path, kind: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faxdesk.documents.pdf.bomb_check.MOST_TABLES", 20_000_000)
    path = put(tmp_path, "bomb.pdf", tables_pdf(zeros(12_000_000), zeros(12_000_000), kind=kind))
    assert path.stat().st_size < 40_000
    assert "too much memory" in refusal(path).title


def content_pdf(data: bytes, dictionary: bytes = b"") -> bytes:
    """A PDF of one page whose contents are `data`, deflated."""
    objects = page_objects(1)
    objects[2] = stream(data, b"/Filter /FlateDecode " + dictionary)
    return pdf(objects)


def test_contents_that_inflate_to_gigabytes_are_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "bomb.pdf", content_pdf(zeros(40_000_000)))
    assert path.stat().st_size < 50_000
    assert "too much memory" in refusal(path).title


def test_very_many_large_contents_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faxdesk.documents.pdf.bomb_check.MOST_CONTENT", 50_000_000)
    heavy = stream(zeros(17_000_000), b"/Filter /FlateDecode")
    assert examine(put(tmp_path, "two.pdf", pdf([*page_objects(1), heavy, heavy]))).pages == 1
    assert "too much memory" in refusal(put(tmp_path, "three.pdf", pdf([*page_objects(1), *[heavy] * 3]))).title


def test_large_drawings_and_pictures_are_no_bombs(tmp_path: Path) -> None:
    points = [(step * 7919 % 797, step * 104_729 % 811) for step in range(40_000)]
    lines = b"".join(b"%d %d m %d %d l S\n" % (*point, *reversed(point)) for point in points)
    drawing = zlib.compress(lines * 32, 1)
    assert len(lines) * 32 > 20_000_000
    assert examine(put(tmp_path, "plan.pdf", content_pdf(drawing))).pages == 1
    assert examine(put(tmp_path, "scan.pdf", content_pdf(zeros(40_000_000), b"/Subtype /Image"))).pages == 1


def test_tables_of_a_usual_size_are_not_in_the_way(tmp_path: Path) -> None:
    names = b"/Title (about /XRef)"
    content = tables_pdf(zeros(1_000_000), b"not deflated at all", zeros(2_000_000)[:500]) + names
    assert examine(put(tmp_path, "modern.pdf", content)).pages == 1


def test_a_table_that_is_cut_off_is_no_bomb(tmp_path: Path) -> None:
    content = tables_pdf(zeros(3_000_000))
    assert "cut off" in refusal(put(tmp_path, "part.pdf", content[: content.index(b"stream\nx") + 900])).title


def test_a_table_on_the_border_of_two_blocks_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faxdesk.documents.pdf.bomb_check.MOST_TABLES", 4_000_000)
    tail = tables_pdf(zeros(5_000_000))
    word = tail.index(b"stream", tail.index(b"/XRef"))
    for place in (1_048_574, 1_048_576, 1_050_000, 1_052_668, 1_052_672, 1_052_680):
        padding = b"%PDF-1.7\n" + b"%" * (place - word - 9)
        assert "too much memory" in refusal(put(tmp_path, "border.pdf", padding + tail)).title


def test_a_table_is_measured_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faxdesk.documents.pdf.bomb_check.MOST_TABLES", 9_000_000)
    tail = tables_pdf(zeros(5_000_000))
    content = b"%PDF-1.7\n" + b"%" * (1_050_000 - tail.index(b"/XRef")) + tail
    assert examine(put(tmp_path, "border.pdf", content)).pages == 1


def test_a_real_cross_reference_stream_opens(tmp_path: Path) -> None:
    objects = page_objects(2)
    out = bytearray(b"%PDF-1.7\n")
    rows = [struct.pack(">BIH", 0, 0, 65535)]
    for number, body in enumerate(objects, 1):
        rows.append(struct.pack(">BIH", 1, len(out), 0))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    rows.append(struct.pack(">BIH", 1, start, 0))
    size = len(objects) + 2
    table = stream(b"".join(rows), b"/Type /XRef /Size %d /W [1 4 2] /Root 1 0 R" % size)
    out += b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (size - 1, table, start)
    examined = examine(put(tmp_path, "modern.pdf", bytes(out)))
    assert (examined.pages, examined.warnings) == (2, ())


def test_heavy_libraries_wait_until_a_document_needs_them() -> None:
    code = (
        "import sys, faxdesk.documents.inspection.examine, faxdesk.documents.inspection.joint_limits\n"
        "import faxdesk.documents.inspection.page_source\n"
        "import faxdesk.documents.intake.intake\n"
        "heavy = 'PIL', 'pypdfium2', 'zipfile', 'pypdf', 'pyasn1', 'olefile', 'cryptography'\n"
        "heavy += ('faxdesk.documents.inspection.text_type',)\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=PATIENCE, check=True
    )
    assert done.stdout.strip() == "[]"
