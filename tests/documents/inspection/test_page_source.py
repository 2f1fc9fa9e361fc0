"""How pages look in the window."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from PIL import Image

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.inspection import page_source
from faxdesk.documents.inspection.page_source import (
    MOST_VIEW_PIXELS,
    PageImage,
    PageSize,
    PageSource,
    page_sizes,
    render,
)
from tests.documents.files import (
    A4,
    RawPage,
    encrypted_pdf,
    fax_page,
    page_objects,
    pages_pdf,
    pdf,
    pillow_tiff,
    put,
    raw_tiff,
    stream,
)

PDF, TIFF = DocumentType.PDF, DocumentType.TIFF


def picture(page: PageImage) -> Image.Image:
    """The page as Pillow sees it; fails where the bytes are not those that mode and size promise."""
    return Image.frombytes(page.mode, (page.width, page.height), page.data)


def level(page: PageImage, across: float, down: float) -> float:
    """The brightness, 0 to 255, of a small area that is `across` and `down` the page (0 to 1)."""
    image = picture(page).convert("L")
    x, y = int(across * page.width), int(down * page.height)
    area = image.crop((x - 2, y - 2, x + 2, y + 2))
    return sum(area.tobytes()) / 16


# ------------------------------------------------------------------------------------------------------------ PDF


def test_a_pdf_page_is_drawn_in_the_wished_width(tmp_path: Path) -> None:
    path = put(tmp_path, "letter.pdf", pages_pdf(2))
    for width in (1, 40, 595, 1000, 1728):
        page = render(path, PDF, 1, width)
        assert page.width == width
        assert abs(page.height - width * A4[1] / A4[0]) <= 1
        assert page.mode == "RGB"
        assert len(page.data) == page.width * page.height * 3


def test_a_pdf_page_shows_what_is_on_it(tmp_path: Path) -> None:
    page = render(put(tmp_path, "letter.pdf", pages_pdf()), PDF, 0, 300)
    assert level(page, 0.3, 0.3) == 0
    assert level(page, 0.8, 0.8) == 255


def test_colours_are_in_the_order_red_green_blue(tmp_path: Path) -> None:
    red = pdf(page_objects(1, contents=b"1 0 0 rg 0 0 595 842 re f"))
    assert picture(render(put(tmp_path, "red.pdf", red), PDF, 0, 50)).getpixel((25, 25)) == (255, 0, 0)


def test_what_is_filled_into_a_form_is_shown(tmp_path: Path) -> None:
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (x) /F 4 /Rect [100 100 500 500] /P 4 0 R"
        b" /AP << /N 6 0 R >> >>"
    )
    look = stream(b"0 0 0 rg 0 0 400 400 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 400 400]")
    objects = page_objects(1, catalog=b"/AcroForm << /Fields [5 0 R] >>", page=b"/Annots [5 0 R]", contents=b"")
    page = render(put(tmp_path, "form.pdf", pdf([*objects, field, look])), PDF, 0, 300)
    assert level(page, 0.5, 0.65) < 40


@pytest.mark.parametrize("kind", [PDF, TIFF])
def test_a_page_is_drawn_on_pixels_that_are_not_square(tmp_path: Path, kind: DocumentType) -> None:
    content = pages_pdf() if kind is PDF else pillow_tiff([fax_page(size=(595, 842))], dpi=(72, 72))
    with PageSource(put(tmp_path, f"letter.{kind}", content), kind) as source:
        page = source.raster(0, 600, 421)
        assert (page.width, page.height) == (600, 421)
        assert level(page, 0.3, 0.3) == 0
        assert level(page, 0.95, 0.05) == 255
        with pytest.raises(InputRefused, match="There is no page 2"):
            source.raster(1, 600, 421)
        with pytest.raises(ValueError, match="too many"):
            source.raster(0, 10_000, 10_000)


def test_a_turned_pdf_page_is_as_wide_as_it_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, "wide.pdf", pdf(page_objects(1, page=b"/Rotate 90")))
    assert page_sizes(path, PDF) == (PageSize(842, 595),)
    page = render(path, PDF, 0, 842)
    assert (page.width, page.height) == (842, 595)


# ----------------------------------------------------------------------------------------------------------- TIFF


@pytest.mark.parametrize(("dpi", "rows"), [((204, 196), 2286), ((204, 98), 1143)])
def test_fax_pages_keep_their_true_proportions(tmp_path: Path, dpi: tuple[int, int], rows: int) -> None:
    """Lines of a standard fax are twice as far apart as its dots; on the screen a square must stay one."""
    path = put(tmp_path, "fax.tif", pillow_tiff([fax_page(1, (1728, rows))], dpi=dpi))
    (size,) = page_sizes(path, TIFF)
    assert size.width == pytest.approx(610, abs=1)
    assert size.height == pytest.approx(840, abs=1)
    page = render(path, TIFF, 0, 600)
    assert (page.width, page.height, page.mode) == (600, 826, "L")
    assert level(page, 0.3, 0.3) == 0
    assert level(page, 0.05, 0.05) == 255
    assert level(page, 0.8, 0.3) == 255


@pytest.mark.parametrize("width", [1, 2, 100, 864, 1728, 2000])
def test_a_tiff_page_is_drawn_in_the_wished_width(tmp_path: Path, width: int) -> None:
    page = render(put(tmp_path, "fax.tif", pillow_tiff(1)), TIFF, 0, width)
    assert page.width == width
    assert len(page.data) == page.width * page.height


def _of_both_byte_orders() -> list[bytes]:
    """TIFFs of four different pages: as fax machines, scanners and other programs write them."""
    photos = [Image.effect_mandelbrot((320, 240), (-2, -1.5, 1, 1.5), 10 * number) for number in range(1, 5)]
    faxes = [fax_page(number) for number in range(4)]
    stripes = [RawPage(data=bytes([0xF0 >> number]) * 8 * 32) for number in range(4)]
    return [
        pillow_tiff(faxes),
        pillow_tiff(faxes, big_tiff=True),
        pillow_tiff(photos, compression="jpeg"),
        pillow_tiff(photos, compression=None),
        raw_tiff(stripes),
        raw_tiff(stripes, order=">"),
        raw_tiff(stripes, big=True),
    ]


@pytest.mark.parametrize("content", _of_both_byte_orders(), ids=range(7))
def test_each_page_of_a_tiff_is_the_one_that_was_asked_for(tmp_path: Path, content: bytes) -> None:
    path = put(tmp_path, "fax.tif", content)
    with PageSource(path, TIFF, checked=False) as source, Image.open(path) as tiff:
        for page in (2, 0, 3, 3, 1):
            tiff.seek(page)
            drawn = source.raster(page, *tiff.size)
            assert drawn.data == tiff.convert(drawn.mode).tobytes()


def test_a_page_without_a_size_costs_that_page_only_in_a_hurry(tmp_path: Path) -> None:
    path = put(tmp_path, "fax.tif", raw_tiff([RawPage(), RawPage(fields=[(257, 4, [0])]), RawPage(width=100_000)]))
    with PageSource(path, TIFF, checked=False) as source:
        assert len(source) == 3
        assert source.render(0, 64).width == 64
        for page, why in ((1, "page 2 has no size"), (2, "page 3 is too large")):
            with pytest.raises(InputRefused, match=why):
                source.render(page, 64)
            with pytest.raises(InputRefused, match=why):
                source.raster(page, 64, 32)
    with pytest.raises(InputRefused, match="page 2 has no size"):
        PageSource(path, TIFF)


def test_densities_in_centimetres_are_understood(tmp_path: Path) -> None:
    page = fax_page(1, (1728, 1143))
    content = pillow_tiff([page], dpi=None, resolution_unit=3, x_resolution=80.4, y_resolution=38.5)
    (size,) = page_sizes(put(tmp_path, "fax.tif", content), TIFF)
    assert size.width == pytest.approx(609, abs=2)
    assert size.height == pytest.approx(842, abs=2)


def test_densities_without_a_unit_give_the_proportion(tmp_path: Path) -> None:
    page = RawPage(1000, 500, fields=[(282, 5, [2, 1]), (283, 5, [1, 1]), (296, 3, [1])])
    (size,) = page_sizes(put(tmp_path, "fax.tif", raw_tiff([page])), TIFF)
    assert size.width == pytest.approx(size.height)
    assert max(size.width, size.height) == pytest.approx(8.5 * 72)


@pytest.mark.parametrize("densities", [[], [0, 1], [200, 0], [72, 1], [4_000_000_000, 1]])
def test_a_page_of_unknown_size_fills_a_sheet(tmp_path: Path, densities: list[int]) -> None:
    page = RawPage(2000, 4000, fields=[(282, 5, densities), (283, 5, densities)])
    (size,) = page_sizes(put(tmp_path, "fax.tif", raw_tiff([page])), TIFF)
    assert size.height == pytest.approx(11 * 72)
    assert size.width == pytest.approx(5.5 * 72)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_turned_tiff_page_is_read_upright(tmp_path: Path, orientation: int) -> None:
    upright = fax_page(1, (1600, 1100)).convert("L")
    turn = {1: 0, 3: 180, 6: 90, 8: 270}[orientation]
    stored = upright.rotate(turn, expand=True)
    content = pillow_tiff([stored, stored], compression="tiff_lzw", dpi=(200, 200), tiffinfo={274: orientation})
    path = put(tmp_path, "turned.tif", content)
    with PageSource(path, TIFF) as source:
        assert source.sizes == (PageSize(576, 396),) * 2
        for page in (source.render(0, 400), source.render(1, 400), source.render(0, 400)):
            assert (page.width, page.height) == (400, 275)
            assert level(page, 0.3, 0.3) == 0
            assert level(page, 0.7, 0.3) == 255


@pytest.mark.parametrize(
    ("mode", "shown"),
    [
        ("1", "L"),
        ("L", "L"),
        ("I;16", "L"),
        ("LA", "L"),
        ("RGB", "RGB"),
        ("RGBA", "RGB"),
        ("CMYK", "RGB"),
        ("P", "RGB"),
    ],
)
def test_every_kind_of_picture_is_shown_in_grey_or_colour(tmp_path: Path, mode: str, shown: str) -> None:
    grey = fax_page(1, (400, 300)).convert("L")
    wide = grey.convert("I").point(lambda value: value * 257)
    image = wide.convert(mode) if mode == "I;16" else grey.convert(mode)
    path = put(tmp_path, "any.tif", pillow_tiff([image], compression=None, dpi=(200, 200)))
    page = render(path, TIFF, 0, 200)
    assert page.mode == shown
    assert level(page, 0.3, 0.3) < 8
    assert level(page, 0.8, 0.3) > 247


@pytest.mark.parametrize(("mode", "shown"), [("1", "L"), ("L", "L"), ("RGB", "RGB"), ("CMYK", "RGB"), ("P", "RGB")])
def test_a_long_page_that_is_made_smaller_has_no_seams(tmp_path: Path, mode: str, shown: str) -> None:
    noise = Image.effect_noise((400, 3001), 90)
    path = put(
        tmp_path, "long.tif", pillow_tiff([noise.convert("RGB").convert(mode)], compression=None, dpi=(200, 200))
    )
    with PageSource(path, TIFF) as source:
        drawn = source.raster(0, 133, 1000)
    with Image.open(path) as page:
        expected = page.convert(shown).reduce(3).resize((133, 1000), Image.Resampling.BILINEAR)
    assert (drawn.mode, drawn.data) == (shown, expected.tobytes())


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_what_is_transparent_is_white_like_paper(tmp_path: Path, mode: str) -> None:
    clear = Image.new(mode, (100, 100), 0)
    page = render(put(tmp_path, "clear.tif", pillow_tiff([clear], compression=None)), TIFF, 0, 100)
    assert level(page, 0.5, 0.5) == 255


# ----------------------------------------------------------------------------------------------------- the source


@pytest.mark.parametrize("kind", [PDF, TIFF])
def test_a_document_stays_open_for_its_pages(tmp_path: Path, kind: DocumentType) -> None:
    path = put(tmp_path, "any", pages_pdf(5) if kind is PDF else pillow_tiff(5))
    with PageSource(path, kind) as source:
        assert len(source) == len(source.sizes) == 5
        first = source.render(0, 120)
        assert source.render(4, 120) != source.render(4, 60)
        assert source.render(0, 120) == first


def test_the_pages_of_a_tiff_are_told_apart(tmp_path: Path) -> None:
    pages = [Image.new("1", (200, 200), number % 2) for number in range(4)]
    with PageSource(put(tmp_path, "any.tif", pillow_tiff(pages)), TIFF) as source:
        assert [level(source.render(number, 50), 0.5, 0.5) for number in (3, 0, 2, 1)] == [255, 0, 0, 255]


@pytest.mark.parametrize("kind", [PDF, TIFF])
def test_a_closed_document_is_let_go_of(tmp_path: Path, kind: DocumentType) -> None:
    path = put(tmp_path, "any", pages_pdf() if kind is PDF else pillow_tiff())
    source = PageSource(path, kind)
    source.render(0, 20)
    source.close()
    source.close()
    path.rename(tmp_path / "moved")
    unused = PageSource(tmp_path / "moved", kind)
    unused.close()
    if sys.platform == "linux":
        held = [link.resolve() for link in Path("/proc/self/fd").iterdir() if link.exists()]
        assert (tmp_path / "moved").resolve() not in held


@pytest.mark.parametrize("kind", [PDF, TIFF])
@pytest.mark.parametrize("page", [-1, 2, 900])
def test_a_page_that_is_not_there(tmp_path: Path, kind: DocumentType, page: int) -> None:
    path = put(tmp_path, "letter", pages_pdf(2) if kind is PDF else pillow_tiff(2))
    with PageSource(path, kind, "Letter") as source, pytest.raises(InputRefused) as caught:
        source.render(page, 100)
    assert caught.value.field == "Letter"
    assert caught.value.title == f"There is no page {page + 1}."


@pytest.mark.parametrize("kind", [PDF, TIFF])
def test_very_wide_wishes_are_drawn_smaller(tmp_path: Path, kind: DocumentType) -> None:
    path = put(tmp_path, "any", pages_pdf() if kind is PDF else pillow_tiff(1, dpi=(204, 196)))
    page = render(path, kind, 0, 1_000_000)
    assert 1000 < page.width < 10_000
    assert page.width * page.height <= MOST_VIEW_PIXELS + page.width


@pytest.mark.parametrize("size", [(1, 90_000), (90_000, 1)])
def test_extreme_shapes_stay_within_bounds(tmp_path: Path, size: tuple[int, int]) -> None:
    page = render(put(tmp_path, "strip.pdf", pages_pdf(size=size)), PDF, 0, 2000)
    assert page.width >= 1
    assert page.height >= 1
    assert page.width * page.height <= MOST_VIEW_PIXELS + page.width


def test_a_file_that_is_not_there_or_broken_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="The file is not there"):
        PageSource(tmp_path / "gone.pdf", PDF)
    with pytest.raises(InputRefused, match="opens only with a password"):
        page_sizes(put(tmp_path, "secret.pdf", encrypted_pdf(user="open", owner="own")), PDF)
    with pytest.raises(InputRefused, match="cut off"):
        render(put(tmp_path, "part.tif", pillow_tiff(2)[:300]), TIFF, 0, 100)


def test_a_page_that_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    damaged = RawPage(data=b"\xff" * 32, fields=[(259, 4, [5])])
    with PageSource(put(tmp_path, "bad.tif", raw_tiff([RawPage(), damaged])), TIFF) as source:
        assert source.render(0, 64).width == 64
        with pytest.raises(InputRefused, match="Page 2 of the TIFF is damaged"):
            source.render(1, 64)
        assert source.render(0, 64).width == 64


class Unplugged(io.BytesIO):
    """A file on a drive that somebody unplugs."""

    plugged = True

    def readinto(self, buffer: object) -> int:
        self.check()
        return super().readinto(buffer)  # type: ignore[arg-type]  # whatever PDFium gives

    def read(self, size: int | None = -1, /) -> bytes:
        self.check()
        return super().read(size)

    def check(self) -> None:
        if not self.plugged:
            raise OSError(5, "Input/output error")


@pytest.mark.parametrize("kind", [PDF, TIFF])
def test_a_drive_that_is_unplugged_is_told_from_damage(
    tmp_path: Path, kind: DocumentType, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = stream(b"% " + b"a" * 50_000 + b"\n0 0 0 rg 0 0 595 842 re f")
    second = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R >>"
    two = [*page_objects(1, promised=2), second, own]
    two[1] = two[1].replace(b"[4 0 R]", b"[4 0 R 5 0 R]")
    file = Unplugged(pdf(two) if kind is PDF else pillow_tiff([fax_page(1, (864, 1143))] * 2, compression=None))
    monkeypatch.setattr("faxdesk.documents.inspection.page_source.open_to_keep", lambda path, name: file)
    with PageSource(tmp_path / "any", kind) as source:
        source.render(0, 20)
        file.plugged = False
        with pytest.raises(InputRefused, match=r"The file cannot be read \(Input/output error\)"):
            source.render(1, 20)
        file.plugged = True
        assert level(source.render(1, 80), 0.4, 0.4) < 10


def test_a_drive_that_is_unplugged_while_a_pdf_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Dropping(Unplugged):
        reads = 0

        def readinto(self, buffer: object) -> int:
            self.reads += 1
            self.plugged = self.reads < 3
            return super().readinto(buffer)

    monkeypatch.setattr(page_source, "open_to_keep", lambda path, name: Dropping(pages_pdf(500)))
    with pytest.raises(InputRefused, match=r"The file cannot be read \(Input/output error\)"):
        PageSource(tmp_path / "any.pdf", PDF)


def test_a_file_that_shrinks_while_it_is_read_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Shrinking(io.BytesIO):
        def seek(self, at: int, whence: int = 0, /) -> int:
            return super().seek(at, whence) + (10_000 if whence == 2 else 0)

    monkeypatch.setattr(page_source, "open_to_keep", lambda path, name: Shrinking(pillow_tiff()[:-20]))
    with pytest.raises(InputRefused, match="page 1 is not complete"):
        PageSource(tmp_path / "any.tif", TIFF)


def test_a_wide_page_that_cannot_be_drawn_still_has_a_size(tmp_path: Path) -> None:
    wide = Image.linear_gradient("L").resize((2200, 1700))
    content = bytearray(pillow_tiff([wide], compression="tiff_lzw", dpi=(200, 200)))
    content[1000:-2000] = b"\xff" * (len(content) - 3000)
    with PageSource(put(tmp_path, "bad.tif", bytes(content)), TIFF, checked=False) as source:
        (size,) = source.sizes
        assert (size.width, size.height, size.text_turn) == (792, 612, None)
        with pytest.raises(InputRefused):
            source.render(0, 100)
