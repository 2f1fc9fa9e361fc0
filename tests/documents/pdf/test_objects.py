"""The objects of PDFs that PDFium has written: read as another library reads them, and changed without loss."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest

from faxdesk.core.pdfium import LOCK
from faxdesk.documents.pdf.objects import Name, PdfObjects, Ref, Stream, Value, decoded
from tests.documents.files import encrypted_pdf, page_objects, pages_pdf, pdf, stream
from tests.documents.print_corpus import corpus

CORPUS = corpus()


def plain(content: bytes) -> bytes:
    """The file as PDFium writes it."""
    with LOCK:
        document = pypdfium2.PdfDocument(content)
        out = io.BytesIO()
        document.save(out, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
        document.close()
    return out.getvalue()


def same(ours: Value, theirs: Any, objects: PdfObjects, depth: int = 0) -> bool:
    """True where both libraries read the same."""
    ours = objects.value(ours)
    if depth > 12:
        return True
    if isinstance(ours, Stream):
        read = theirs.read_raw_bytes()
        return ours.data == read and same(dict(ours.entries), theirs.stream_dict, objects, depth + 1)
    if isinstance(ours, dict):
        return {"/" + key for key in ours} == set(theirs.keys()) and all(
            key == "Parent" or same(each, theirs["/" + key], objects, depth + 1) for key, each in ours.items()
        )
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(
            same(one, other, objects, depth + 1) for one, other in zip(ours, theirs, strict=True)
        )
    if isinstance(ours, Name):
        return str(theirs) == f"/{ours}"
    if isinstance(ours, bytes):
        return bytes(theirs) == ours
    return theirs is None if ours is None else float(ours) == pytest.approx(float(theirs))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", CORPUS)
def test_objects_are_read_as_another_library_reads_them(name: str) -> None:
    written = plain(CORPUS[name])
    objects = PdfObjects(written)
    with pikepdf.open(io.BytesIO(written)) as document:
        assert len(objects.pages()) == len(document.pages)
        assert same(objects.root, document.Root, objects)


def test_strings_come_back_whatever_is_in_them() -> None:
    odd = [b"plain", b"(\\)", b"a\rb\nc\td", bytes(range(256)), b"", b"\xfe\xff\x00A", b"]>>endobj"]
    strings = b" ".join(b"<%s>" % each.hex().encode() for each in odd)
    literal = rb"(one \(two\) \\ \101\60 three\
 four)"
    content = pdf([*page_objects(1, catalog=b"/X [%s %s]" % (strings, literal))])
    assert PdfObjects(plain(content)).root["X"] == [*odd, b"one (two) \\ A0 three four"]


def test_what_is_changed_is_what_pdfium_reads_then() -> None:
    objects = PdfObjects(plain(pages_pdf(2)))
    (first, page), _ = objects.pages()
    drawing = objects.add(Stream({"Odd": Name("A#20b")}, b"1 0 0 rg 0 0 595 842 re f"))
    objects.put(first, {**page, "Contents": drawing, "Extra": [1, 2.5, None, True, b"\xff(", {"K": Ref(1)}]})
    changed = objects.saved()

    again = PdfObjects(plain(changed))
    (_, read), _ = again.pages()
    assert read["Extra"] == [1, 2.5, None, True, b"\xff(", {"K": Ref(1)}]
    assert again.dictionary(read["Contents"])["Odd"] == "A#20b"
    with LOCK:
        document = pypdfium2.PdfDocument(changed)
        colour = document[0].render(scale=0.05).to_pil().getpixel((5, 5))
        document.close()
    assert colour == (255, 0, 0)


def test_encryption_is_gone_and_its_strings_are_readable() -> None:
    written = plain(encrypted_pdf(user="", owner="own"))
    assert len(PdfObjects(written).pages()) == 2
    assert b"/Encrypt" not in written


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.4\nnothing", b"startxref\n99\n%%EOF\n", b"xref\n0 1\nstartxref\n0\n%%EOF", b"\0" * 500],
)
def test_what_pdfium_has_not_written_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        PdfObjects(content)


def table(*bodies: bytes) -> bytes:
    """A file whose catalog, object 1, is the first of these bodies."""
    return pdf(bodies)


@pytest.mark.parametrize(
    ("bodies", "fault"),
    [
        ([b"<< /A " + b"[" * 200 + b"]" * 200 + b" >>"], "too deep"),
        ([b"<< /A [1 2"], "does not end|is closed|no value|no name"),
        ([b"<< 7 8 >>"], "no name"),
        ([b"<< /A ] >>"], "was not opened"),
        ([b"<< /A word >>"], "no value"),
        ([b"<< /A 1 0 R >> stream\nabc\nendstream"], "no length"),
    ],
)
def test_objects_that_pdfium_would_not_write_are_refused(bodies: list[bytes], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        _ = PdfObjects(table(*bodies)).root


def test_a_table_that_points_beside_its_objects_is_refused() -> None:
    content = table(b"<< /Type /Catalog >>")
    place = b"%010d" % content.index(b"1 0 obj")
    with pytest.raises(ValueError, match="where the table says"):
        _ = PdfObjects(content.replace(place, b"0000000003")).root


def test_pages_and_the_catalog_must_be_objects_of_their_own() -> None:
    inline = PdfObjects(table(b"<< /Type /Catalog /Pages << /Type /Pages >> >>"))
    with pytest.raises(ValueError, match="a page is no object"):
        inline.pages()
    inline.trailer["Root"] = {}
    with pytest.raises(ValueError, match="the catalog is no object"):
        inline.put_root({})


def test_the_bytes_of_a_stream_can_be_read_as_text() -> None:
    assert PdfObjects(plain(pages_pdf(1))).text(Stream({}, b"words")) == "words"


def test_a_tree_of_pages_that_contains_itself_ends(tmp_path: Path) -> None:
    objects = PdfObjects(plain(pages_pdf(1)))
    root = objects.root["Pages"]
    assert isinstance(root, Ref)
    objects.put(root, {**objects.dictionary(root), "Kids": [root]})
    with pytest.raises(ValueError, match="contains itself"):
        objects.pages()


def test_a_reference_to_itself_leads_nowhere() -> None:
    objects = PdfObjects(plain(pages_pdf(1)))
    loop = objects.add(None)
    objects.put(loop, loop)
    assert objects.value(loop) is None
    assert (objects.dictionary(loop), objects.array(loop), objects.numbers(loop), objects.text(loop)) == (
        {},
        [],
        [],
        "",
    )


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (b"plain", "plain"),
        (b"\xfe\xff\x00\xe4", "ä"),
        (b"\xff\xfe\xe4\x00", "ä"),
        (b"\xef\xbb\xbf\xc3\xa4", "ä"),
        (b"\xe4\x80\xa0", "ä•€"),
    ],
)
def test_texts_are_read_in_their_encoding(stored: bytes, text: str) -> None:
    assert decoded(stored) == text


def test_a_stream_keeps_its_bytes() -> None:
    data = zlib.compress(bytes(range(256)) * 3)
    packed = stream(data, b"/Kind /Any /Filter /FlateDecode")
    objects = PdfObjects(plain(pdf([*page_objects(1, catalog=b"/X 5 0 R"), packed])))
    found = objects.value(objects.root["X"])
    assert isinstance(found, Stream)
    assert found.data == data
