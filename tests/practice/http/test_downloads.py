"""Downloads: the pages as they were sent, the confirmation report, the thumbnail."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest
from PIL import Image, ImageDraw, ImageSequence

from faxdesk.core.pdfium import LOCK
from tests.practice.http_client import BUSY, GOOD, PARTIAL, Answer, Caller

if TYPE_CHECKING:
    from faxdesk.practice import PracticeAccount

COVER = {
    "name_to": "Tax office",
    "name_from": "Office",
    "subject": "Papers",
    "flags": ["please_reply", "urgent"],
    "message": "Two pages follow.\nThank you",
}


def texts(body: bytes) -> list[str]:
    """The text of each page of a PDF."""
    with LOCK:
        document = pypdfium2.PdfDocument(body)
        try:
            return [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()


def frames(body: bytes) -> list[Image.Image]:
    with Image.open(io.BytesIO(body)) as image:
        assert image.format == "TIFF"
        return [frame.copy() for frame in ImageSequence.Iterator(image)]


def tiff(*sizes: tuple[int, int], dpi: tuple[float, float] = (204, 196), mode: str = "1") -> bytes:
    """A TIFF with a black box in the top left corner of each page."""
    pages = []
    for size in sizes:
        page = Image.new(mode, size, 255)
        ImageDraw.Draw(page).rectangle((0, 0, size[0] // 2, 99), fill=0)
        pages.append(page)
    target = io.BytesIO()
    packing: dict[str, Any] = {"compression": "group4"} if mode == "1" else {}
    pages[0].save(target, "TIFF", dpi=dpi, save_all=True, append_images=pages[1:], **packing)
    return target.getvalue()


def picture(kind: str, size: tuple[int, int] = (400, 300)) -> bytes:
    image = Image.linear_gradient("L").resize(size)
    target = io.BytesIO()
    image.save(target, kind)
    return target.getvalue()


def accepting(api: Caller, key: str, accept: str) -> Answer:
    return api.call("GET", f"files/{key}", headers={"Accept": accept})


def test_a_pdf_comes_back_with_its_text(instant: Caller, sample_pdf: Path) -> None:
    answer = instant.get(f"files/{instant.fax(instant.path(sample_pdf))}", format="pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="fax-to-41445550123.pdf"'
    assert texts(answer.body) == texts(sample_pdf.read_bytes())


def test_several_documents_are_one_behind_the_cover_page(instant: Caller, sample_pdf: Path, sample_tiff: Path) -> None:
    paths = [instant.path(sample_pdf), instant.path(sample_tiff, "b.tif"), instant.path("Größe\n".encode(), "c.txt")]
    key = instant.fax(*paths, cover_page=COVER)
    assert instant.get(f"faxes/{key}").json["pages"] == 6
    pages = texts(instant.get(f"files/{key}", format="pdf").body)
    assert len(pages) == 6
    assert pages[1:3] == texts(sample_pdf.read_bytes())
    found = frames(instant.get(f"files/{key}", format="tiff").body)
    assert len(found) == 6
    assert 0 in found[0].convert("L").tobytes(), "the cover page is not empty"


@pytest.mark.parametrize("kind", ["pdf", "tiff"])
def test_every_kind_of_document_comes_back(kind: str, instant: Caller) -> None:
    documents = {
        "a.txt": b"\n".join(b"line %d" % number for number in range(130)),
        "a.png": picture("PNG"),
        "a.jpg": picture("JPEG"),
        "a.tiff": tiff((800, 600), (600, 800), dpi=(0, 0), mode="L"),
    }
    key = instant.fax(*(instant.path(content, name) for name, content in documents.items()))
    assert instant.get(f"faxes/{key}").json["pages"] == 3 + 1 + 1 + 2
    body = instant.get(f"files/{key}", format=kind).body
    assert len(texts(body) if kind == "pdf" else frames(body)) == 7


def test_a_tiff_is_a_fax_of_fine_resolution(instant: Caller, sample_pdf: Path) -> None:
    answer = instant.get(f"files/{instant.fax(instant.path(sample_pdf))}", format="tiff")
    assert answer.headers["content-type"] == "image/tiff"
    found = frames(answer.body)
    assert len(found) == 2
    for page in found:
        assert (page.mode, page.width) == ("1", 1728)
        assert page.info["dpi"] == (204, 196)
        assert page.info["compression"] == "group4"
        assert abs(page.height - 1728 * 297 / 210 * 196 / 204) < 3


@pytest.mark.parametrize(("dpi", "lines"), [((204, 196), 2000), ((204, 98), 4000 // 2)])
def test_fax_pages_stay_what_they_are(
    dpi: tuple[float, float], lines: int, instant: Caller, account: PracticeAccount
) -> None:
    """A page in standard resolution has lines that are twice as high, so it has twice as many afterwards."""
    height = 2000 if dpi[1] == 196 else 1000
    content = tiff((1728, height), dpi=dpi)
    key = instant.fax(instant.path(content, "scan.tif"))
    (page,) = frames(instant.get(f"files/{key}", format="tiff").body)
    assert page.size == (1728, lines)
    if height == lines:
        assert page.tobytes() == frames(content)[0].tobytes(), "dot for dot"
    body = instant.get(f"files/{key}", format="pdf").body
    with LOCK:
        document = pypdfium2.PdfDocument(body)
        width, tall = document[0].get_size()
        document.close()
    assert (width, tall) == pytest.approx((1728 / 204 * 72, lines / 196 * 72), abs=1)


def test_a_page_that_is_too_long_is_made_shorter(instant: Caller) -> None:
    key = instant.fax(instant.path(picture("PNG", (100, 2000)), "long.png"))
    (page,) = frames(instant.get(f"files/{key}", format="tiff").body)
    assert page.size == (1728, 14 * 196)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/pdf", "application/pdf"),
        ("image/tiff", "image/tiff"),
        ("application/pdf;q=0.5, image/tiff", "image/tiff"),
        ("application/pdf, image/tiff;q=0.5", "application/pdf"),
        ("application/pdf, image/tiff", "application/pdf"),
        ("application/json", "application/pdf"),
        ("*/*", "application/pdf"),
    ],
)
def test_the_accept_header_is_weighed(accept: str, kind: str, instant: Caller, sample_pdf: Path) -> None:
    key = instant.fax(instant.path(sample_pdf))
    assert accepting(instant, key, accept).headers["content-type"] == kind


def test_format_goes_before_accept(instant: Caller, sample_pdf: Path) -> None:
    key = instant.fax(instant.path(sample_pdf))
    answer = instant.call("GET", f"files/{key}", headers={"Accept": "application/pdf"}, format="tiff")
    assert answer.headers["content-type"] == "image/tiff"
    assert instant.get(f"files/{key}", format="docx").status == 400


def test_a_format_may_be_required(instant: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    account.switches.download_format = "required"
    key = instant.fax(instant.path(sample_pdf))
    assert accepting(instant, key, "application/json").status == 400
    assert accepting(instant, key, "image/tiff").status == 200
    assert instant.get(f"files/{key}", format="pdf").status == 200


def test_downloads_may_have_no_name(instant: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    account.switches.download_named = False
    key = instant.fax(instant.path(sample_pdf))
    for what in ("files", "report", "thumbnail"):
        assert "content-disposition" not in instant.get(f"{what}/{key}").headers


def test_a_name_has_only_plain_letters(instant: Caller, sample_pdf: Path) -> None:
    """A header cannot hold others, whatever was given for a number."""
    key = instant.fax(instant.path(sample_pdf), to="Фabc+41445550123")
    assert instant.get(f"report/{key}").status == 200
    answer = instant.get(f"files/{key}")
    assert answer.headers["content-disposition"] == 'attachment; filename="fax-to-abc41445550123.pdf"'


def test_the_report_tells_people_what_happened(instant: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    key = instant.fax(instant.path(sample_pdf), to=PARTIAL, comment={"text": "Bill \u00e9 \u20ac \u2713"})
    answer = instant.get(f"report/{key}")
    assert answer.headers["content-type"] == "application/pdf"
    (text,) = texts(answer.body)
    for words in (
        "partially_sent: The call ended before all pages were received",
        "+41445550100 (Practice Office)",
        PARTIAL,
        "1 of 2",
        "2026-11-24 06:00:00 UTC",
        key,
        "Bill \u00e9 \u20ac ?",
        "no fax has left this computer",
    ):
        assert words in text


def test_the_report_shortens_a_comment_that_is_longer_than_its_line(instant: Caller, sample_pdf: Path) -> None:
    key = instant.fax(instant.path(sample_pdf), comment={"text": "first\nsecond " + 80 * "x"})
    (text,) = texts(instant.get(f"report/{key}").body)
    assert f"first second {56 * 'x'}\u2026" in text


def test_who_has_a_report(instant: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    path = instant.path(sample_pdf)
    good, bad, got = instant.fax(path), instant.fax(path, to=BUSY), account.receive(GOOD, sample_pdf)
    assert [instant.get(f"report/{key}").status for key in (good, bad, got)] == [200, 200, 404]
    account.switches.report_for_failed = False
    account.switches.report_for_incoming = True
    assert [instant.get(f"report/{key}").status for key in (good, bad, got)] == [200, 404, 200]


def test_the_thumbnail_is_a_small_picture(instant: Caller, sample_pdf: Path) -> None:
    answer = instant.get(f"thumbnail/{instant.fax(instant.path(sample_pdf))}")
    assert answer.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(answer.body)) as image:
        assert image.width == 240
        assert 200 < image.height < 480


def test_an_incoming_fax_has_its_document(
    instant: Caller, account: PracticeAccount, sample_tiff: Path, tmp_path: Path
) -> None:
    key = account.receive("+41445559999", sample_tiff, "+41225550100")
    assert len(frames(instant.get(f"files/{key}", format="tiff").body)) == 2
    assert instant.archive(category="inbox")[0]["to"] == "+41225550100"
    with pytest.raises(LookupError):
        account.receive("+41445559999", sample_tiff, "+41445559998")
    (tmp_path / "a.exe").write_bytes(b"x")
    with pytest.raises(ValueError, match="'exe' is none of pdf"):
        account.receive("+41445559999", tmp_path / "a.exe")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-")
    with pytest.raises(ValueError, match="cannot be read"):
        account.receive("+41445559999", broken)


def damaged(sample: Path) -> Sequence[tuple[str, bytes, str]]:
    whole = tiff((1728, 300), (1728, 300))
    return [
        ("locked.pdf", locked_pdf(), "failed_unknown_converter_issue"),
        ("none.pdf", empty_pdf(), "failed_unknown_converter_issue"),
        ("lost.pdf", pdf(b"", b""), "failed_separate_file_pages_issue"),
        ("cut.tif", whole[: len(whole) // 2], "failed_convert_to_tiff_issue"),
        ("png.jpg", picture("PNG"), "failed_image_preparation"),
    ]


def empty_pdf() -> bytes:
    """A PDF without pages."""
    target = io.BytesIO()
    with LOCK:
        document = pypdfium2.PdfDocument.new()
        document.save(target)
        document.close()
    return target.getvalue()


def locked_pdf() -> bytes:
    """A PDF that needs a password: an encryption dictionary whose check values fit no empty password."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    lock = b"<</Filter/Standard/V 1/R 2/Length 40/P -4/O<" + b"28" * 32 + b">/U<" + b"4E" * 32 + b">>>"
    return pdf(page, lock)


def pdf(page: bytes, lock: bytes) -> bytes:
    """A PDF whose only page is `page`, and whose encryption is `lock`."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, lock]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    encrypt = b"/Encrypt 4 0 R/ID[<00><00>]" if lock else b""
    trailer = b"trailer\n<</Size 5/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (encrypt, len(body))
    return body + table + trailer


@pytest.mark.parametrize("which", range(5), ids=["password", "no page", "lost page", "cut TIFF", "PNG called JPG"])
def test_what_cannot_be_converted_has_its_reason(which: int, instant: Caller, sample_pdf: Path) -> None:
    name, content, status = damaged(sample_pdf)[which]
    record = instant.get(f"faxes/{instant.fax(instant.path(content, name))}").json
    assert record["status"] == status
    assert record["description"]
