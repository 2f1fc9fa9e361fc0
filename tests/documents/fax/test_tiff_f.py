"""A fax as a file: what other programs read in it, and how it is written."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused, Stopped
from faxdesk.core.model import DocumentType
from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.page import Look, Resolution, fax_page
from faxdesk.documents.fax.tiff_f import PageToFax, write_fax
from faxdesk.documents.inspection.examine import examine
from faxdesk.documents.inspection.page_source import PageSource
from tests.documents.fax_files import drawn_pdf, paragraph, photo, photo_at
from tests.documents.files import fax_page as drawn_fax
from tests.documents.files import pillow_tiff, put

PDF, TIFF = DocumentType.PDF, DocumentType.TIFF
FINE, STANDARD = Resolution.FINE, Resolution.STANDARD
PAGES = [paragraph(), photo_at(60, 300, 450, 350), b""]


def quiet(_done: int, _of: int) -> None:
    """Tell nobody."""


@pytest.fixture
def letter(tmp_path: Path) -> Iterator[PageSource]:
    """A PDF with a page of text, a page with a photo, and an empty page."""
    with PageSource(put(tmp_path, "letter.pdf", drawn_pdf(PAGES, photo=photo())), PDF) as source:
        yield source


def pages(source: PageSource, look: Look) -> list[PageToFax]:
    """All pages of a document."""
    return [PageToFax(source, page, look) for page in range(len(source))]


@pytest.mark.parametrize("resolution", Resolution)
def test_the_file_has_every_pixel_that_was_shown(tmp_path: Path, letter: PageSource, resolution: Resolution) -> None:
    target = tmp_path / "fax.tiff"
    look = Look(resolution)
    size = write_fax(target, pages(letter, look), quiet, NeverCancelled())
    assert target.stat().st_size == size
    with Image.open(target) as tiff:
        assert getattr(tiff, "n_frames", 1) == 3
        for page in range(3):
            tiff.seek(page)
            assert tiff.convert("1").tobytes() == fax_page(letter, page, look).data
            assert tiff.info["dpi"] == resolution.value
            assert tiff.info["compression"] == "group4"


def test_faxdesk_takes_it_and_finds_nothing_wrong(tmp_path: Path, letter: PageSource) -> None:
    target = tmp_path / "fax.tiff"
    write_fax(target, pages(letter, Look())[:2], quiet, NeverCancelled())
    found = examine(target)
    assert (found.type, found.pages) == (TIFF, 2)
    assert found.warnings == ()
    with PageSource(target, TIFF) as again:
        assert again.sizes[0].height == pytest.approx(842, abs=1)
        assert fax_page(again, 0, Look()).data == fax_page(letter, 0, Look()).data


def test_libtiff_reads_it_without_a_complaint(tmp_path: Path, letter: PageSource) -> None:
    tiffinfo = shutil.which("tiffinfo")
    if tiffinfo is None:
        pytest.skip("libtiff's tools are not installed")
    target = tmp_path / "fax.tiff"
    write_fax(target, pages(letter, Look(STANDARD)), quiet, NeverCancelled())
    told = subprocess.run([tiffinfo, "-D", target], capture_output=True, encoding="utf-8", check=True)
    assert told.stderr == ""
    for line in (
        "Image Width: 1728 Image Length: 1146",
        "Resolution: 204, 98 pixels/inch",
        "Compression Scheme: CCITT Group 4",
        "Photometric Interpretation: min-is-white",
        "FillOrder: msb-to-lsb",
        "Group 4 Options: (0 = 0x0)",
    ):
        assert told.stdout.count(line) == 3, told.stdout
    assert [f"Page Number: {number}-3" in told.stdout for number in range(3)] == [True] * 3


def test_pages_of_several_documents_each_with_its_own_look(tmp_path: Path, letter: PageSource) -> None:
    with PageSource(put(tmp_path, "old.tiff", pillow_tiff([drawn_fax(size=(1728, 1100))])), TIFF) as old:
        order = [
            PageToFax(old, 0, Look(STANDARD)),
            PageToFax(letter, 0, Look(FINE, turn=180)),
            PageToFax(letter, 1, Look(FINE, Tone.TEXT)),
        ]
        write_fax(tmp_path / "fax.tiff", order, quiet, NeverCancelled())
        with PageSource(tmp_path / "fax.tiff", TIFF) as fax:
            for page, wanted in enumerate(order):
                expected = fax_page(wanted.source, wanted.number, wanted.look)
                assert fax_page(fax, page, Look(wanted.look.resolution)).data == expected.data


def test_it_tells_how_far_it_is_and_stops_between_two_pages(tmp_path: Path, letter: PageSource) -> None:
    told: list[tuple[int, int]] = []

    class AfterTwo:
        def is_set(self) -> bool:
            return len(told) == 2

    target = put(tmp_path, "fax.tiff", b"of yesterday")
    with pytest.raises(Stopped):
        write_fax(target, pages(letter, Look(STANDARD)), lambda done, of: told.append((done, of)), AfterTwo())
    assert told == [(1, 3), (2, 3)]
    assert target.read_bytes() == b"of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fax.tiff", "letter.pdf"]


def test_a_page_that_cannot_be_drawn_leaves_no_file(tmp_path: Path, letter: PageSource) -> None:
    with pytest.raises(InputRefused, match="There is no page 9"):
        write_fax(tmp_path / "fax.tiff", [PageToFax(letter, 8, Look())], quiet, NeverCancelled())
    assert [path.name for path in tmp_path.iterdir()] == ["letter.pdf"]


def test_a_text_page_is_no_larger_than_what_pillow_makes_of_it(tmp_path: Path, letter: PageSource) -> None:
    target = tmp_path / "fax.tiff"
    size = write_fax(target, [PageToFax(letter, 0, Look())], quiet, NeverCancelled())
    plain = pillow_tiff([fax_page(letter, 0, Look()).picture()], dpi=FINE.value)
    assert size < 1.01 * len(plain)
