"""Pages of several documents in one file: each as it was, in the order and turned as the user wants."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from faxdesk.core.arrangement import PageRef, SourceDocument
from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.fax.assembly import assemble
from faxdesk.documents.inspection.examine import examine
from faxdesk.documents.inspection.page_source import PageSource
from tests.documents.files import RawPage, fax_page, page_objects, pdf, pillow_tiff, put, raw_tiff

PDF, TIFF = DocumentType.PDF, DocumentType.TIFF
A, B = "a", "b"


def source_document(key: str, path: Path) -> SourceDocument:
    examined = examine(path)
    return SourceDocument(key, path.name, path, examined.type, examined.pages)


def put_together(documents: Sequence[SourceDocument], page_refs: Sequence[PageRef], out: Path) -> list[int]:
    """Assemble; return what was told of the progress."""
    told: list[int] = []
    assemble({one.key: one for one in documents}, page_refs, out, told.append)
    return told


def drawn(path: Path, kind: DocumentType, page: int, turn: int = 0) -> Image.Image:
    """A page in grey, 300 pixels wide, then turned clockwise."""
    with PageSource(path, kind) as source:
        image = source.render(page, 300)
    picture = Image.frombytes(image.mode, (image.width, image.height), image.data).convert("L")
    return picture.rotate(-turn, expand=True)


def upright(path: Path, kind: DocumentType, page: int, size: tuple[int, int]) -> Image.Image:
    with PageSource(path, kind) as source:
        image = source.raster(page, *size)
    return Image.frombytes(image.mode, size, image.data).convert("L")


def darkness(picture: Image.Image) -> list[int]:
    """How dark each of 8 x 8 parts is."""
    return list(picture.resize((8, 8), Image.Resampling.BOX).tobytes())


def assert_alike(one: Image.Image, other: Image.Image) -> None:
    assert one.size == other.size
    assert all(abs(a - b) <= 8 for a, b in zip(darkness(one), darkness(other), strict=True))


@pytest.fixture
def first(tmp_path: Path) -> SourceDocument:
    """Three pages; their square is upper left, so that a turn is seen."""
    drawing = b"0 0 0 rg 50 500 200 300 re f"
    return source_document(A, put(tmp_path, "first.pdf", pdf(page_objects(3, contents=drawing))))


# ----------------------------------------------------------------------------------------------------------- PDF


def test_pages_of_several_pdfs_come_in_the_order_that_is_asked_for(
    first: SourceDocument, tmp_path: Path, sample_pdf: Path
) -> None:
    second, out = source_document(B, sample_pdf), tmp_path / "out.pdf"
    page_refs = [PageRef(B, 0), PageRef(A, 2), PageRef(A, 0), PageRef(B, 0)]

    told = put_together([first, second], page_refs, out)

    assert told == sorted(told)
    assert examine(out).findings == ()
    with PageSource(out, PDF) as made, PageSource(sample_pdf, PDF) as sample, PageSource(first.path, PDF) as plain:
        assert [made.text(page) for page in range(4)] == [sample.text(0), "", "", sample.text(0)]
        assert made.render(3, 300) == sample.render(0, 300)
        assert made.render(1, 300) == plain.render(2, 300)


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("page", [b"", b"/Rotate 90"])
def test_a_turned_page_is_turned_clockwise_from_how_it_was_read(tmp_path: Path, turn: int, page: bytes) -> None:
    drawing = b"0 0 0 rg 50 500 200 300 re f"
    source = source_document(A, put(tmp_path, "any.pdf", pdf(page_objects(1, contents=drawing, page=page))))

    put_together([source], [PageRef(A, 0, turn)], tmp_path / "out.pdf")

    wanted = drawn(source.path, PDF, 0, turn)
    assert_alike(upright(tmp_path / "out.pdf", PDF, 0, wanted.size), wanted)


def test_nothing_but_pages_is_left_of_a_pdf(tmp_path: Path) -> None:
    page = b"/Annots [5 0 R] /AA << /O << /S /JavaScript /JS (evil) >> >> /PieceInfo << /X (private) >>"
    link = b"<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] /A << /S /Launch /F (evil.exe) >> >>"
    source = source_document(A, put(tmp_path, "evil.pdf", pdf([*page_objects(1, page=page), link])))

    put_together([source], [PageRef(A, 0, 180)], tmp_path / "out.pdf")

    data = (tmp_path / "out.pdf").read_bytes()
    assert not any(word in data for word in (b"evil", b"private", b"JavaScript", b"Launch", b"Annot"))
    with pikepdf.open(tmp_path / "out.pdf") as document:
        assert not {"/Annots", "/AA", "/PieceInfo"} & set(document.pages[0].obj.keys())


def test_a_document_that_went_away_is_named(first: SourceDocument, tmp_path: Path) -> None:
    first.path.unlink()
    with pytest.raises(InputRefused, match="The file is not there") as caught:
        put_together([first], [PageRef(A, 0, 90)], tmp_path / "out.pdf")
    assert caught.value.field == "first.pdf"


# ---------------------------------------------------------------------------------------------------------- TIFF


def colourful(mode: str) -> Image.Image:
    ramp = Image.linear_gradient("L").resize((120, 160))
    if mode == "RGB":
        return Image.merge("RGB", (ramp, ramp.rotate(180), ramp.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    return ramp.convert(mode)


SHALLOW = [
    ("1", "group3"), ("1", "group4"), ("1", None), ("1", "packbits"), ("L", "tiff_lzw"), ("L", "tiff_adobe_deflate"),
    ("RGB", "jpeg"), ("RGB", "tiff_lzw"), ("P", "packbits"), ("CMYK", None),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "compression"), SHALLOW)
def test_tiff_pages_are_copied_as_they_are_stored(tmp_path: Path, mode: str, compression: str | None) -> None:
    pages = [fax_page(1), fax_page(2)] if mode == "1" else [colourful(mode), colourful(mode).rotate(180)]
    source = source_document(A, put(tmp_path, "any.tif", pillow_tiff(pages, compression=compression, dpi=(204, 196))))
    out = tmp_path / "out.tif"

    put_together([source], [PageRef(A, 1), PageRef(A, 0)], out)

    with Image.open(source.path) as before, Image.open(out) as after:
        for made, number in enumerate((1, 0)):
            before.seek(number)
            after.seek(made)
            tags = [tag for tag in (256, 257, 258, 259, 262, 266, 277, 278, 279, 317) if tag in before.tag_v2]  # type: ignore[attr-defined]
            assert [after.tag_v2[tag] for tag in tags] == [before.tag_v2[tag] for tag in tags]  # type: ignore[attr-defined]
            assert after.info["dpi"] == pytest.approx((204, 196))
            assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P", "I;16", "LA"])
def test_turned_tiff_pages_lose_no_pixel(tmp_path: Path, mode: str, turn: int) -> None:
    page = fax_page(1) if mode == "1" else colourful("L" if mode in {"I;16", "LA"} else mode)
    page = page.convert("I;16").point(lambda level: level * 256) if mode == "I;16" else page.convert(mode)
    source = source_document(A, put(tmp_path, "any.tif", pillow_tiff([page], compression=None, dpi=(204, 98))))
    out = tmp_path / "out.tif"

    put_together([source], [PageRef(A, 0, turn)], out)

    shallow = page.convert("I").point(lambda level: level / 256) if mode == "I;16" else page
    with Image.open(out) as after:
        turned = shallow.convert("RGB").transpose(getattr(Image.Transpose, f"ROTATE_{360 - turn}"))
        assert after.convert("RGB").tobytes() == turned.tobytes()
        assert after.tag_v2[259] == (4 if mode == "1" else 8)  # type: ignore[attr-defined]  # Group 4, or deflate
        assert after.info["dpi"] == pytest.approx((204, 98) if turn == 180 else (98, 204))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_page_that_a_tag_turns_looks_as_before_and_turns_from_there(tmp_path: Path, orientation: int) -> None:
    page = pillow_tiff([fax_page(1, (400, 600))], dpi=(200, 200), tiffinfo={274: orientation})
    source, out = source_document(A, put(tmp_path, "tag.tif", page)), tmp_path / "out.tif"

    # The turned one first: decoding it must not spoil the copy of the other.
    put_together([source], [PageRef(A, 0, 90), PageRef(A, 0)], out)

    for number, turn in enumerate((90, 0)):
        wanted = drawn(source.path, TIFF, 0, turn)
        assert_alike(upright(out, TIFF, number, wanted.size), wanted)


@pytest.mark.parametrize("order", ["<", ">"])
def test_files_of_both_byte_orders_go_together(tmp_path: Path, order: str) -> None:
    deep = RawPage(64, 32, data=bytes(range(256)) * 16, fields=[(258, 4, [16]), (262, 4, [1])])
    one = source_document(A, put(tmp_path, "one.tif", raw_tiff([RawPage(), deep], order="<")))
    other = source_document(B, put(tmp_path, "other.tif", raw_tiff([RawPage(), deep], order=">")))
    page_refs = (
        [PageRef(A, 0), PageRef(B, 1), PageRef(A, 1), PageRef(B, 0)] if order == "<" else [PageRef(B, 1), PageRef(A, 1)]
    )

    put_together([one, other], page_refs, tmp_path / "out.tif")

    for number, page_ref in enumerate(page_refs):
        source = one if page_ref.document == A else other
        with PageSource(tmp_path / "out.tif", TIFF) as made, PageSource(source.path, TIFF) as before:
            assert made.render(number, 64).data == before.render(page_ref.page, 64).data


def test_a_tiled_page_is_copied(tmp_path: Path) -> None:
    ramp = bytes(range(256))
    fields = [(322, 4, [16]), (323, 4, [16]), (324, 4, [8, 264]), (325, 4, [256, 256]), (258, 4, [8])]
    fields += [(tag, 4, []) for tag in (273, 278, 279)]
    source = source_document(
        A, put(tmp_path, "tiles.tif", raw_tiff([RawPage(32, 16, ramp + ramp[::-1], fields), RawPage()]))
    )

    put_together([source], [PageRef(A, 1), PageRef(A, 0)], tmp_path / "out.tif")

    with Image.open(source.path) as before, Image.open(tmp_path / "out.tif") as after:
        after.seek(1)
        assert after.tobytes() == before.tobytes()


def test_a_page_that_is_damaged_and_must_be_decoded_is_refused_by_name(tmp_path: Path) -> None:
    whole = pillow_tiff([colourful("L")], compression="tiff_lzw")
    source = source_document(A, put(tmp_path, "bad.tif", whole))
    spoilt = bytearray(whole)
    spoilt[8:200] = b"\xff" * 192
    source.path.write_bytes(spoilt)
    with pytest.raises(InputRefused, match="Page 1 of the TIFF is damaged") as caught:
        put_together([source], [PageRef(A, 0, 90)], tmp_path / "out.tif")
    assert caught.value.field == "bad.tif"


# --------------------------------------------------------------------------------------------------------- mixed


def test_tiff_pages_become_pdf_pages_without_loss(first: SourceDocument, tmp_path: Path) -> None:
    pages = [fax_page(1), fax_page(2), colourful("RGB")]
    scan = source_document(B, put(tmp_path, "scan.tif", pillow_tiff(pages, compression="tiff_lzw", dpi=(204, 98))))
    page_refs = [PageRef(B, 1, 90), PageRef(A, 0), PageRef(B, 2), PageRef(B, 0)]
    out = tmp_path / "out.pdf"

    told = put_together([first, scan], page_refs, out)

    assert told == [1, 2, 3, 4]
    with pikepdf.open(out) as document:
        stored = [next(iter(document.pages[number].get_images().values())) for number in (0, 2, 3)]
        found = [pikepdf.PdfImage(one).as_pil_image() for one in stored]  # type: ignore[arg-type]  # they are streams
    for picture, number in zip(found, (1, 2, 0), strict=True):
        assert picture.convert("RGB").tobytes() == pages[number].convert("RGB").tobytes()
    with PageSource(out, PDF) as made, PageSource(scan.path, TIFF) as before:
        upright_size, turned_size = before.sizes[1], made.sizes[0]
        assert (turned_size.width, turned_size.height) == pytest.approx(
            (upright_size.height, upright_size.width), abs=0.01
        )
    wanted = drawn(scan.path, TIFF, 1, 90)
    assert_alike(upright(out, PDF, 0, wanted.size), wanted)
    assert out.stat().st_size < len(pillow_tiff(pages[:2])) + 100_000


def test_the_same_tiff_page_may_come_twice(tmp_path: Path) -> None:
    source = source_document(A, put(tmp_path, "scan.tif", pillow_tiff(2)))

    put_together([source], [PageRef(A, 1), PageRef(A, 1, 180), PageRef(A, 1)], tmp_path / "out.tif")

    with Image.open(tmp_path / "out.tif") as made:
        copies = []
        for number in range(3):
            made.seek(number)
            copies.append(made.tobytes())
    assert copies[0] == copies[2] != copies[1]


def test_pages_of_a_multi_page_tiff_count_themselves(tmp_path: Path) -> None:
    source = source_document(A, put(tmp_path, "scan.tif", pillow_tiff(3)))

    put_together([source], [PageRef(A, 2), PageRef(A, 0)], tmp_path / "out.tif")

    with Image.open(io.BytesIO((tmp_path / "out.tif").read_bytes())) as made:
        assert made.n_frames == 2  # type: ignore[attr-defined]
        assert (made.tag_v2[254], made.tag_v2[297]) == (2, (0, 2))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "odd",
    [
        (279, 4, [1_000_000]),  # a picture that is said to be longer than the file
        (279, 4, []),  # one whose length nobody says
        (282, 11, [0x43480000]),  # 200.0 dots per inch, as a number of another type
    ],
)
def test_an_odd_page_is_compressed_anew(tmp_path: Path, odd: tuple[int, int, list[int]]) -> None:
    source = source_document(A, put(tmp_path, "odd.tif", raw_tiff([RawPage(fields=[odd])])))

    put_together([source], [PageRef(A, 0)], tmp_path / "out.tif")

    with Image.open(source.path) as before, Image.open(tmp_path / "out.tif") as after:
        assert after.tag_v2[259] == 4  # type: ignore[attr-defined]  # Group 4
        assert after.tobytes() == before.tobytes()


def test_a_file_that_is_no_longer_what_it_was_is_refused_by_name(first: SourceDocument, tmp_path: Path) -> None:
    scan = source_document(B, put(tmp_path, "scan.tif", pillow_tiff(2)))
    for one in (first, scan):
        one.path.write_bytes(one.path.read_bytes()[:100])
        with pytest.raises(InputRefused, match="cut off") as caught:
            put_together([one], [PageRef(one.key, 0)], tmp_path / "out")
        assert caught.value.field == one.name
