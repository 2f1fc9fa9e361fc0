"""What pages cost beside the tools that draw them alone, and how well they come out as a fax."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from faxdesk.core.model import DocumentType
from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.page import Look, Resolution, drawn, fax_page, place
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.tiff.group4_encoder import group4_encoded
from faxdesk.documents.worker.client import Renderer, Worker
from tests.bench.measure import Figure, Note, environment, in_pairs, taken
from tests.documents.fax_files import drawn_pdf, filled, paragraph, photo, photo_at
from tests.documents.files import fax_page as drawn_fax
from tests.documents.files import pillow_tiff

pytestmark = pytest.mark.bench

ROUNDS = 11
WIDTH = 794
"""Pixels of A4 at 96 dots per inch."""
PDF, TIFF = DocumentType.PDF, DocumentType.TIFF
FINE = Resolution.FINE.value
COLOURS = {
    "blue": (0, 0, 1),
    "red": (1, 0, 0),
    "green": (0, 0.6, 0.3),
    "orange": (1, 0.5, 0),
    "light blue": (0, 0.68, 0.94),
    "grey": (0.5, 0.5, 0.5),
}
_OTHER_WORDS = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF of 300 pages of text, with a filled box and a photo here and there."""
    box = filled((0.8, 0.85, 0.95), 56, 100, 480, 60)
    pages = [paragraph(10, lines=40) + (photo_at(56, 100, 200, 150) if page % 20 == 10 else box) for page in range(300)]
    path = tmp_path_factory.mktemp("report") / "report.pdf"
    path.write_bytes(drawn_pdf(pages, photo=photo()))
    return path


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    """The child process that the window has draw pages; it runs already when something is dropped."""
    with Worker() as running:
        running.start()
        yield running


def _timed(job: Callable[[], object]) -> Callable[[], float]:
    return lambda: taken(time.perf_counter, job)


# -------------------------------------------------------------------------------------------------------- speed


def test_the_first_page_of_a_long_pdf(report: Path, worker: Worker, note: Note) -> None:
    def ours() -> None:
        with Renderer(worker, report, PDF) as source:
            source.render(0, WIDTH)

    def in_process() -> None:
        with PageSource(report, PDF, checked=False) as source:
            source.render(0, WIDTH)

    def bare() -> None:
        document = pypdfium2.PdfDocument(report)
        page = document[0]
        bitmap = page.render(scale=WIDTH / page.get_width())
        bytes(bitmap.buffer)
        bitmap.close()
        page.close()
        document.close()

    note(in_pairs(ROUNDS, _timed(ours), _timed(bare)).figure("first of 300 pages, child beside pypdfium2", "ms", 1.2))
    pairs = in_pairs(ROUNDS, _timed(in_process), _timed(bare))
    note(pairs.figure("first of 300 pages, same process beside pypdfium2", "ms", 1.2))


@pytest.mark.parametrize("pages", [300, 2000])
def test_the_page_count_of_a_long_pdf(tmp_path: Path, note: Note, pages: int) -> None:
    pypdf = pytest.importorskip("pypdf")
    path = tmp_path / "report.pdf"
    path.write_bytes(drawn_pdf([paragraph(10, lines=40)] * pages))
    counts = []

    def ours() -> None:
        with PageSource(path, PDF, checked=False) as source:
            counts.append(len(source))

    def theirs() -> None:
        counts.append(len(pypdf.PdfReader(path).pages))

    pairs = in_pairs(ROUNDS, _timed(ours), _timed(theirs))
    note(pairs.figure(f"count of {pages} pages beside pypdf", "ms", 0.02))
    assert set(counts) == {pages}


def test_fifty_thumbnails(report: Path, worker: Worker, tmp_path: Path, note: Note) -> None:
    pdftoppm = shutil.which("pdftoppm")
    if pdftoppm is None:
        pytest.skip("poppler's tools are not installed")
    words = [pdftoppm, "-l", "50", "-scale-to-x", "120", "-scale-to-y", "-1", str(report), str(tmp_path / "page")]

    def ours() -> None:
        with Renderer(worker, report, PDF) as source:
            for page in range(50):
                source.render(page, 120)

    def theirs() -> None:
        subprocess.run(words, env=environment(), check=True, timeout=60)

    note(in_pairs(ROUNDS, _timed(ours), _timed(theirs)).figure("50 thumbnails beside pdftoppm", "ms", 0.5))


def test_the_last_page_of_a_long_tiff(tmp_path: Path, note: Note) -> None:
    path = tmp_path / "scan.tiff"
    page = drawn_fax(size=(1728, 2156))
    path.write_bytes(pillow_tiff([page] * 500, dpi=FINE))

    def ours() -> None:
        # As the child opens it.
        with PageSource(path, TIFF, checked=False) as source:
            source.render(499, 864)

    def theirs() -> None:
        with Image.open(path) as tiff:
            tiff.seek(499)
            tiff.convert("L").reduce(2)

    note(in_pairs(ROUNDS, _timed(ours), _timed(theirs)).figure("last of 500 TIFF pages beside Pillow", "ms", 0.3))


@pytest.mark.parametrize("what", ["text", "photo", "mixed"])
def test_the_recipients_view_of_a_warm_page(tmp_path: Path, note: Note, what: str) -> None:
    commands = {
        "text": paragraph(11),
        "photo": photo_at(0, 0, 595, 842),
        "mixed": paragraph(11, lines=20) + photo_at(60, 60, 450, 350),
    }[what]
    path = tmp_path / "page.pdf"
    path.write_bytes(drawn_pdf([commands], photo=photo()))
    document = pypdfium2.PdfDocument(path)
    page = document[0]

    def theirs() -> None:
        grey = page.render(scale=204 / 72, grayscale=True).to_pil()
        grey.resize((grey.width, round(grey.height * 196 / 204))).convert("1").tobytes()

    with PageSource(path, PDF) as source:
        pairs = in_pairs(ROUNDS, _timed(lambda: fax_page(source, 0, Look())), _timed(theirs))
    page.close()
    document.close()
    note(pairs.figure(f"recipient's view, {what}, beside render + resize + dither", "ms", 1.2))


# ------------------------------------------------------------------------------------------------------ quality


def _recall(tesseract: str, source: PageSource, page: int, folder: Path, resolution: Resolution) -> float:
    """The share of the words of a page that are read on the fax."""
    target = folder / "page.png"
    shown = fax_page(source, page, Look(resolution)).shown(1728)
    Image.frombytes(shown.mode, (shown.width, shown.height), shown.data).save(target)
    # One thread: several only wait for each other on a page.
    read = subprocess.run(
        [tesseract, str(target), "-", "--dpi", "204"],
        env=environment(OMP_THREAD_LIMIT="1"),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    ).stdout
    told, expected = (Counter(_OTHER_WORDS.findall(text.lower())) for text in (read, source.text(page)))
    return (told & expected).total() / expected.total()


@pytest.mark.parametrize("size", [8, 11])
def test_text_is_read_on_the_fax(tmp_path: Path, note: Note, size: int) -> None:
    tesseract = shutil.which("tesseract")
    if tesseract is None:
        pytest.skip("tesseract is not installed (on Debian: apt-get install tesseract-ocr)")
    colours = {"black": (0.0, 0.0, 0.0), **COLOURS}
    path = tmp_path / "letter.pdf"
    # As many lines as fit beside each other: those in capitals further down are too wide for the page.
    path.write_bytes(drawn_pdf([paragraph(size, colour, lines=9) for colour in colours.values()]))
    with PageSource(path, PDF) as source:
        for page, name in enumerate(colours):
            lost = 1 - _recall(tesseract, source, page, tmp_path, Resolution.FINE)
            goal = 0.01 if name == "black" else 0.05
            note(Figure(f"words of {name} text, {size} points, lost", f"{lost:.3f}", "", lost, goal))


def test_photos_keep_their_tones(tmp_path: Path, note: Note) -> None:
    """As seen from a reading distance: both sides blurred by 2.5 pixels."""
    path = tmp_path / "photo.pdf"
    path.write_bytes(drawn_pdf([photo_at(60, 300, 450, 350)], photo=photo()))
    with PageSource(path, PDF) as source:
        placement = place(source.size(0), Resolution.FINE)
        original = drawn(source, 0, placement).convert("L")
        fax = fax_page(source, 0, Look()).picture().convert("L")
    fax = fax.crop((placement.left, 0, placement.left + placement.width, placement.height))
    inside = placement.pixels((66, 198, 504, 536))
    blurred = (image.filter(ImageFilter.GaussianBlur(2.5)).crop(inside) for image in (original, fax))
    wrong = ImageStat.Stat(ImageChops.difference(*blurred)).rms[0] / 255
    # 40 dB are a hundredth.
    note(Figure("error of a photo after a blur of 2.5 pixels", f"{wrong:.4f} of full scale", "", wrong, 0.01))


def test_plain_text_is_as_short_as_a_threshold_makes_it(tmp_path: Path, note: Note) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(drawn_pdf([paragraph(11)]))
    with PageSource(path, PDF) as source:
        grey = drawn(source, 0, place(source.size(0), Resolution.FINE)).convert("L")
        ours = len(group4_encoded(fax_page(source, 0, Look()).picture()))
        text = len(group4_encoded(fax_page(source, 0, Look(tone=Tone.TEXT)).picture()))
    plain = len(group4_encoded(grey.point([255 if level >= 160 else 0 for level in range(256)], "1")))
    note(Figure("bytes of a text page beside a threshold", f"{ours}", f"{plain}", ours / plain, 1.05))
    assert ours == text
