"""A new PDF of pages of others: their text, fonts and pictures as they are, and nothing else of what was in the files.

What is filled into forms, and comments, become part of the drawing where they are printed. A page that would look
different alone, as where the document hides a layer of it, goes in as a picture of how it looks in print.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from faxdesk.core.errors import InputRefused
from faxdesk.core.pdfium import LOCK
from faxdesk.documents.common.opening import open_file, trouble
from faxdesk.documents.pdf.library import library
from faxdesk.documents.pdf.reader import PdfPages
from faxdesk.documents.pdf.saving import save_pdf
from faxdesk.documents.pdf.strip_active import strip_active

if TYPE_CHECKING:
    from faxdesk.documents.common.page_image import PageImage
    from faxdesk.documents.common.paper import PageSize

_DENSITY = 300
"""Dots per inch of a page that goes in as a picture; a fax has 204."""
_GLANCE, _CELL = 620, 8
"""Pixels across of the drawings that are compared, and of the squares in which they are: a letter of 10 points."""
_SEEN = 12
"""Grey levels by which a square is different; a letter makes 30."""
_POINTS, _FULL_TURN = 72, 360

OpenPages = Callable[[], PdfPages]
Progress = Callable[[int], None]
"""Told how many pages are done."""


def open_pdf(path: Path, name: str, password: str | None = None) -> PdfPages:
    """Open the PDF at `path`. Raises `InputRefused`, naming the document `name`."""
    try:
        file = open_file(path, name)
        try:
            return PdfPages(file, name, password)
        except BaseException:
            file.close()
            raise
    except OSError as error:
        raise trouble(name, error) from error


class PdfAssembly:
    """Pages brought together one after the other, then written in any order. Closed by the `with` it is used in."""

    def __init__(self) -> None:
        self._library = library()
        self._pages = self._library.PdfDocument.new()

    def __enter__(self) -> PdfAssembly:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with LOCK:
            self._pages.close()

    def bring(self, opened: OpenPages, numbers: Sequence[int] | None, name: str, progress: Progress) -> list[int]:
        """Copy pages (from 0), or all, of the document that `opened` opens; return which ones here they are.

        Raises `InputRefused`, naming the document `name`, where one cannot be copied, and `OSError` where the file can
        no longer be read.
        """
        with LOCK, closing(opened()) as source:
            numbers = range(source.count) if numbers is None else numbers
            start = len(self._pages)
            glances = self._flatten(source, numbers, progress)
            self._copy(source, numbers, name)
            places = list(range(start, start + len(numbers)))
            differing = [at for at, glance in glances.items() if not _alike(glance, self._glance(places[at]))]
        if differing:
            with LOCK, closing(opened()) as untouched:
                for at in differing:
                    places[at] = self._bring_picture(untouched, numbers[at])
        return places

    def bring_file(self, pdf: bytes) -> int:
        """Copy the single page of a PDF that FaxDesk has made; return which one here it is."""
        with LOCK, closing(self._library.PdfDocument(pdf)) as source:
            self._pages.import_pages(source)
            return len(self._pages) - 1

    def add_picture(self, size: PageSize, picture: PageImage) -> int:
        """Add a page of `size` that is covered by a picture; return which one it is."""
        from PIL import Image

        with LOCK:
            image = self._library.PdfImage.new(self._pages)
            bitmap = self._library.PdfBitmap.from_pil(
                Image.frombytes(picture.mode, (picture.width, picture.height), picture.data)
            )
            image.set_bitmap(bitmap)
            bitmap.close()
            image.set_matrix(self._library.PdfMatrix().scale(size.width, size.height))
            page = self._pages.new_page(size.width, size.height)
            page.insert_obj(image)
            page.gen_content()
            page.close()
            return len(self._pages) - 1

    def write(self, out: Path, order: Sequence[tuple[int, int]]) -> None:
        """Write pages to `out` in this order, each turned clockwise by so many degrees.

        Raises `OSError` where `out` cannot be written.
        """
        with LOCK:
            data = io.BytesIO()
            self._pages.save(data)
            with data.getbuffer() as view:
                drawn = bytearray(view)
            data.close()
            strip_active(drawn)
            with (
                closing(self._library.PdfDocument((ctypes.c_ubyte * len(drawn)).from_buffer(drawn))) as stripped,
                closing(self._library.PdfDocument.new()) as target,
            ):
                # What no page needs any more is not copied.
                target.import_pages(stripped, [page for page, _ in order])
                for number, (_, turn) in enumerate(order):
                    if turn:
                        _turn(target, number, turn)
                save_pdf(target, out)

    def _flatten(self, source: PdfPages, numbers: Sequence[int], progress: Progress) -> dict[int, bytes]:
        """Make comments and form fields part of the drawing, each page once; return how pages looked, by position.

        Only those that may look different alone.
        """
        every = source.layered
        seen: dict[int, bytes] = {}
        for done, number in enumerate(dict.fromkeys(numbers), 1):
            with source.pdf_page(number) as pdf_page:
                if every or source.library.raw.FPDFPage_GetAnnotCount(pdf_page):
                    seen[number] = _glance(pdf_page)
                source.library.raw.FPDFPage_Flatten(pdf_page, source.library.raw.FLAT_PRINT)
            progress(done)
        return {at: seen[number] for at, number in enumerate(numbers) if number in seen}

    def _copy(self, source: PdfPages, numbers: Sequence[int], name: str) -> None:
        # With a page open, a fault of reading is noticed.
        with source.pdf_page(numbers[-1]), _copying(name):
            self._pages.import_pages(source.document, list(numbers))

    def _bring_picture(self, source: PdfPages, number: int) -> int:
        size = source.sizes[number]
        return self.add_picture(size, source.draw(number, round(size.width / _POINTS * _DENSITY)))

    def _glance(self, number: int) -> bytes:
        with closing(self._pages[number]) as pdf_page:
            return _glance(pdf_page)


def _glance(pdf_page: Any) -> bytes:
    """Return how dark the loaded page is in each of its squares."""
    bitmap = pdf_page.render(scale=_GLANCE / pdf_page.get_width(), grayscale=True, optimize_mode="print")
    try:
        return bytes(bitmap.to_pil().reduce(_CELL).tobytes())
    finally:
        bitmap.close()


def _alike(one: bytes, other: bytes) -> bool:
    return len(one) == len(other) and all(abs(a - b) < _SEEN for a, b in zip(one, other, strict=True))


def _turn(document: Any, number: int, degrees: int) -> None:
    with closing(document[number]) as page:
        page.set_rotation((page.get_rotation() + degrees) % _FULL_TURN)


@contextmanager
def _copying(name: str) -> Iterator[None]:
    try:
        yield
    except library().PdfiumError as error:
        raise InputRefused(
            name,
            "Its pages cannot be copied.",
            "Open it, save or print it as a new PDF, then add that file.",
        ) from error
