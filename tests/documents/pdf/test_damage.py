"""What breaks off inside of a PDF, and pages that only some readers show, are never missing without a word."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from faxdesk.core.errors import InputRefused
from faxdesk.documents.inspection.examine import examine
from faxdesk.documents.pdf import damage
from faxdesk.documents.pdf.damage import damage_findings, may_have_more_pages
from tests.documents.files import encrypted_pdf, page_objects, pages_pdf, pdf, put, stream

LINES = b"".join(b"BT /F1 12 Tf 60 %d Td (Line %d) Tj ET\n" % (800 - 14 * line, line) for line in range(50))
PACKED = zlib.compress(LINES)
FLATE = b"/Filter /FlateDecode"
PICTURE = b"/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8 "


def with_stream(data: bytes, dictionary: bytes = FLATE) -> bytes:
    """A PDF of a page, with a further stream in it."""
    return pdf([*page_objects(1), stream(data, dictionary)])


def codes(content: bytes) -> list[str]:
    return [found.code for found in damage_findings(io.BytesIO(content))]


def saved(kind: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 64), 60).save(out, kind)
    return out.getvalue()


# --------------------------------------------------------------------------------------------------- broken off


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_contents_that_break_off_are_told(tmp_path: Path, share: float) -> None:
    content = with_stream(PACKED[: int(len(PACKED) * share)])
    (found,) = examine(put(tmp_path, "contract.pdf", content)).findings
    assert found.code == "damaged_parts"
    assert found.text.startswith("A part in the PDF is damaged and breaks off.")


@pytest.mark.parametrize("damaged", [b"not deflated at all", PACKED[:40] + b"\xff" * 40 + PACKED[80:]])
def test_contents_that_are_not_packed_as_they_say_are_told(damaged: bytes) -> None:
    assert codes(with_stream(damaged)) == ["damaged_parts"]


@pytest.mark.parametrize(("kind", "filter_"), [("JPEG", b"DCTDecode"), ("JPEG2000", b"JPXDecode")])
def test_a_picture_that_breaks_off_is_told(kind: str, filter_: bytes) -> None:
    whole = saved(kind)
    for dictionary in (PICTURE + b"/Filter /" + filter_, PICTURE + b"/Filter [ /" + filter_ + b" ]"):
        assert codes(with_stream(whole, dictionary)) == []
        (found,) = damage_findings(io.BytesIO(with_stream(whole[: len(whole) // 2], dictionary)))
        assert found.text.startswith("A picture in the PDF is damaged")


def test_what_phones_write_behind_a_picture_is_no_damage() -> None:
    dictionary = PICTURE + b"/Filter /DCTDecode"
    assert codes(with_stream(saved("JPEG") + b"a video " * 2_000, dictionary)) == []
    assert codes(with_stream(b"\r\n" + saved("JPEG"), dictionary)) == []


def test_the_end_of_a_small_picture_in_a_picture_is_not_its_own() -> None:
    whole = saved("JPEG")
    small = b"Exif\0\0" + whole
    holding = whole[:2] + b"\xff\xe1" + (len(small) + 2).to_bytes(2, "big") + small + whole[2:]
    assert codes(with_stream(holding, PICTURE + b"/Filter /DCTDecode")) == []
    assert codes(with_stream(holding[:-400], PICTURE + b"/Filter /DCTDecode")) == ["damaged_parts"]


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\0\0\0\0", b"\xff\xd8\xff\xe0\xff\xff\0"])
def test_a_picture_of_nothing_breaks_off(data: bytes) -> None:
    assert codes(with_stream(data, PICTURE + b"/Filter /DCTDecode")) == ["damaged_parts"]


def test_a_large_picture_is_looked_at_to_its_end() -> None:
    noise = Image.effect_noise((1500, 1500), 90).tobytes()
    whole = zlib.compress(noise)
    assert len(whole) > 20 * 65_536
    assert codes(with_stream(whole, PICTURE + FLATE)) == []
    assert codes(with_stream(whole[:-70_000], PICTURE + FLATE)) == ["damaged_parts"]


@pytest.mark.parametrize("over", range(-3, 12, 2))
def test_the_end_of_a_stream_is_found_wherever_it_stands(over: int) -> None:
    whole = b"\xff\xd8" + bytes(65_536 - over - 5) + b"\xff\xd9"
    behind = pdf([stream(whole, PICTURE + b"/Filter /DCTDecode"), stream(b" " * 3_000)])
    assert codes(behind) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        PACKED,
        b"\r\n" + PACKED,
        PACKED[:-4],
        PACKED[:-4] + b"\0\0\0\0",
        PACKED + b"\r\n",
    ],
)
def test_what_readers_read_whole_is_no_damage(data: bytes) -> None:
    assert codes(with_stream(data)) == []


def test_contents_packed_without_the_mark_at_their_end_are_whole() -> None:
    packer = zlib.compressobj()
    flushed = packer.compress(LINES + b"Q") + packer.flush(zlib.Z_SYNC_FLUSH)
    assert codes(with_stream(flushed)) == []


@pytest.mark.parametrize("kind", [b"Metadata", b"EmbeddedFile"])
def test_what_is_not_seen_on_a_page_may_break_off(kind: bytes) -> None:
    assert codes(with_stream(PACKED[:50], b"/Type /" + kind + b" " + FLATE)) == []


def test_a_stream_that_goes_on_to_the_end_of_the_file_breaks_off() -> None:
    content = with_stream(PACKED)
    assert codes(content[: content.rindex(PACKED) + len(PACKED) // 2]) == ["damaged_parts"]


def test_what_is_not_packed_or_only_mentions_a_stream_is_no_damage() -> None:
    assert codes(with_stream(b"(the word stream\nand /FlateDecode stream\n) Tj", b"")) == []


def test_sound_and_encrypted_documents_have_nothing_to_tell(tmp_path: Path) -> None:
    assert codes(pages_pdf(3)) == []
    encrypted = examine(put(tmp_path, "protected.pdf", encrypted_pdf(user="", owner="x")))
    assert {found.code for found in encrypted.findings}.isdisjoint({"damaged_parts", "several_pdfs"})


def test_it_ends_however_much_there_is_to_unpack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(damage, "_MOST_INFLATED", 1_000)
    assert codes(pdf([*page_objects(1), stream(PACKED, FLATE), stream(PACKED[:50], FLATE)])) == []


# ------------------------------------------------------------------------------------------- pages and documents


def test_of_several_documents_in_one_file_the_lost_ones_are_told(tmp_path: Path) -> None:
    found = {each.code: each.text for each in examine(put(tmp_path, "two.pdf", pages_pdf(2) + pages_pdf(1))).findings}
    assert found["several_pdfs"].startswith("Several PDFs stand one after the other in this file")
    assert codes(pages_pdf() + b"\n" + pages_pdf()) == ["several_pdfs"]


def test_an_update_of_a_document_is_no_other_document() -> None:
    assert codes(pages_pdf() + b"\n%%EOF\n% appended\n%%EOF\n") == []


@pytest.mark.parametrize("promised", [1, 3])
def test_pages_that_only_some_readers_show_are_not_left_out_without_a_word(tmp_path: Path, promised: int) -> None:
    with pytest.raises(InputRefused) as caught:
        examine(put(tmp_path, "lost.pdf", pdf(page_objects(5, promised=promised))))
    pages = "1 page" if promised == 1 else "3 pages"
    assert caught.value.title == f"The PDF is damaged: it says that it has {pages}, and 5 are in it."


def test_pages_that_nobody_shows_do_not_count(tmp_path: Path) -> None:
    removed = pdf([*page_objects(2), b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"])
    assert may_have_more_pages(io.BytesIO(removed), 2)
    assert examine(put(tmp_path, "removed.pdf", removed)).pages == 2


def test_a_wrong_number_within_the_tree_loses_no_page(tmp_path: Path) -> None:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 2 /Kids [3 0 R] >>",
        b"<< /Type /Pages /Count 1 /Parent 2 0 R /Kids [4 0 R 5 0 R] >>",
        *[b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 595 842] >>"] * 2,
    ]
    assert examine(put(tmp_path, "tree.pdf", pdf(objects))).pages == 2


# ------------------------------------------------------------------------------------- fax codes and JBIG2


def group_4(rows: int = 400) -> bytes:
    """A page of lines as Group 4 data, with its end mark."""
    page = Image.new("1", (800, rows), 1)
    for at in range(0, rows, 9):
        page.paste(0, (40 + at, at, 500 + at, at + 4))
    out = io.BytesIO()
    page.save(out, "TIFF", compression="group4", tiffinfo={278: rows})
    with Image.open(out) as image:
        (start,), (size,) = image.tag_v2[273], image.tag_v2[279]  # type: ignore[attr-defined]  # it is a TIFF
    return out.getvalue()[start : start + size]


BITS = b"/Type /XObject /Subtype /Image /Width 800 /Height 400 /ColorSpace /DeviceGray /BitsPerComponent 1 "
FAX = BITS + b"/Filter /CCITTFaxDecode /DecodeParms << /K %s /Columns 800 /Rows 400 >>"


def test_a_fax_picture_that_breaks_off_is_told() -> None:
    whole = group_4()
    for parms in (FAX % b"-1", BITS + b"/DecodeParms [<< /K -1 /Columns 800 >>] /Filter [/CCITTFaxDecode]"):
        for end in (b"", b"\0", b"\r\n", b"\0\0\n"):
            assert codes(with_stream(whole + end, parms)) == []
        for share in (0.3, 0.5, 0.95):
            assert codes(with_stream(whole[: int(len(whole) * share)], parms)) == ["damaged_parts"]


def test_a_fax_picture_that_needs_no_end_mark_is_whole_without_one() -> None:
    half = group_4()[:100]
    assert codes(with_stream(half, FAX % b"-1 /EndOfBlock false")) == []
    assert codes(with_stream(half, FAX % b"0")) == []


def jbig2_segment(number: int, kind: int, data: bytes, references: tuple[int, ...] = ()) -> bytes:
    head = number.to_bytes(4, "big") + bytes([kind, len(references) << 5, *references, 1])
    return head + len(data).to_bytes(4, "big") + data


PAGE_INFORMATION = jbig2_segment(0, 48, (800).to_bytes(4, "big") + (400).to_bytes(4, "big") + bytes(11))
JBIG2 = PAGE_INFORMATION + jbig2_segment(1, 38, bytes(18) + b"coded" * 30) + jbig2_segment(2, 6, b"text" * 9, (0, 1))


def test_a_jbig2_picture_that_breaks_off_or_is_none_is_told() -> None:
    dictionary = BITS + b"/Filter /JBIG2Decode"
    for end in (b"", b"\n", b"\r\n", jbig2_segment(3, 49, b"")):
        assert codes(with_stream(JBIG2 + end, dictionary)) == []
    many = (3).to_bytes(4, "big") + b"\x06" + (0xE0000005).to_bytes(4, "big") + b"\0" + bytes(5) + b"\1" + bytes(4)
    assert codes(with_stream(JBIG2 + many, dictionary)) == []
    for broken in (
        b"garbage",
        b"",
        JBIG2[:-3],
        JBIG2[: len(PAGE_INFORMATION) + 4],
        JBIG2 + b"\0\0\0\5\x3f\0\1\0\0\0\0",
    ):
        assert codes(with_stream(broken, dictionary)) == ["damaged_parts"]


# ------------------------------------------------------------------------------------------------- what is missing


def with_contents(contents: bytes, resources: bytes = b"", *more: bytes) -> bytes:
    objects = page_objects(1, contents=contents, page=b"/Resources << %s >>" % resources)
    return pdf([*objects, *more])


def told(folder: Path, content: bytes) -> list[str]:
    return [one.code for one in examine(put(folder, "letter.pdf", content)).findings]


DRAWN = b"q 200 0 0 200 72 400 cm /X Do Q"
SQUARE = stream(b"0 0 1 1 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 1 1]")


@pytest.mark.parametrize(
    ("resources", "more"),
    [
        (b"", ()),
        (b"/XObject << /Y 5 0 R >>", (SQUARE,)),
        (b"/XObject << /X 99 0 R >>", (SQUARE,)),
        (b"/XObject << /X 5 0 R >>", (stream(b"/Inner Do", b"/Type /XObject /Subtype /Form /BBox [0 0 1 1]"),)),
    ],
)
def test_a_picture_that_is_not_in_the_file_is_told(tmp_path: Path, resources: bytes, more: tuple[bytes, ...]) -> None:
    (found,) = examine(put(tmp_path, "letter.pdf", with_contents(DRAWN, resources, *more))).findings
    assert found.code == "damaged_parts"
    assert found.text.startswith("A part of the PDF is damaged or not in the file. Look whether anything is missing")


def test_a_picture_that_is_in_the_file_is_not_missing(tmp_path: Path) -> None:
    assert told(tmp_path, with_contents(DRAWN, b"/XObject << /X 5 0 R >>", SQUARE)) == []
    # A drawing without resources of its own takes those of the page, and may not end in itself.
    itself = stream(b"/X Do /Y Do", b"/Type /XObject /Subtype /Form /BBox [0 0 1 1]")
    assert told(tmp_path, with_contents(DRAWN, b"/XObject << /X 5 0 R /Y 6 0 R >>", itself, SQUARE)) == []


def test_contents_that_are_not_in_the_file_are_told(tmp_path: Path) -> None:
    objects = page_objects(2)
    objects[4] = objects[4].replace(b"/Contents 3 0 R", b"/Contents 77 0 R")
    assert "damaged_parts" in told(tmp_path, pdf(objects))
    objects[4] = objects[4].replace(b"/Contents 77 0 R", b"")
    assert "damaged_parts" not in told(tmp_path, pdf(objects))


@pytest.mark.parametrize(
    "contents",
    [
        b"(before) Tj << /A [ ( unclosed BT 72 600 Td (after) Tj ET",
        b"(before \\) Tj ET",
        b"((a) Tj (b) Tj",
        b"(100 % Tj ET",
    ],
)
def test_contents_behind_a_string_without_an_end_are_told(tmp_path: Path, contents: bytes) -> None:
    assert "damaged_parts" in told(tmp_path, with_contents(contents))


@pytest.mark.parametrize(
    "contents",
    [
        b"(a \\( \\\\) Tj (nested (strings) here) Tj (100 % sure) Tj",
        b"% a comment ( with a bracket\n(text) Tj",
        b"% the last line ( is one",
        b"(surplus)) Tj <28> Tj",
        b"BI /W 1 /H 1 /BPC 8 /CS /G ID ( EI (text) Tj",
        b"(the letters BI in a string) Tj",
    ],
)
def test_strings_that_end_are_no_damage(tmp_path: Path, contents: bytes) -> None:
    assert "damaged_parts" not in told(tmp_path, with_contents(contents))
