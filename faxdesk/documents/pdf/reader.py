"""PDF documents, by PDFium. Every call of the library holds its lock, and everything it returns is closed."""

from __future__ import annotations

import ctypes
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from faxdesk.core.errors import InputRefused
from faxdesk.core.pdfium import LOCK
from faxdesk.core.quantities import count_text
from faxdesk.documents.common.page_image import PageImage, fit
from faxdesk.documents.common.paper import MOST_PAGES, PageSize, too_many_pages
from faxdesk.documents.pdf.active_content import active_findings
from faxdesk.documents.pdf.bomb_check import check_inflation
from faxdesk.documents.pdf.damage import (
    DAMAGED_PARTS,
    damage_findings,
    may_have_more_pages,
    missing_finding,
    missing_fonts_finding,
)
from faxdesk.documents.pdf.font_findings import font_findings, missing_fonts, names_foreign_fonts
from faxdesk.documents.pdf.library import library
from faxdesk.documents.pdf.missing_parts import missing_in
from faxdesk.documents.pdf.opened_file import OpenedPdf
from faxdesk.documents.pdf.page_boxes import LEAST_SIDE
from faxdesk.documents.pdf.pdf_findings import covered_by_picture, is_sound, pdf_findings
from faxdesk.documents.pdf.print_findings import UNKNOWN, print_findings
from faxdesk.documents.pdf.print_version import PrintVersion, differs_in_print, pages_in_tree, print_version
from faxdesk.documents.pdf.text_runs import TextRun, text_runs, text_turn

if TYPE_CHECKING:
    from mmap import mmap

    from faxdesk.documents.common.findings import Finding

_SIDES = (LEAST_SIDE, 100_000)
"""Points that a side of a page has at least and at most. Acrobat ends at 14,400 (ISO 32000-1, annex C)."""
MOST_TEXT = 50_000
"""Characters of one page that `text` returns; a page of a telephone book has 20,000."""
_MOST_SEARCHED = 50_000_000
"""Bytes of a file in which is searched for what is missing, as that needs a copy of it in memory."""
_SAVE_AGAIN = "Open it, save or print it as a new PDF, then add that file."


class PdfPages:
    """The pages of an open PDF, as they are printed. The stream stays open as long as this object is.

    `password` is tried where the document does not open without one; it is kept nowhere. Raises `InputRefused`, naming
    the document `name`, where it cannot be opened: password, damage, cut off, no pages. Raises `OSError` where the
    system cannot read the stream. With `checked` False nobody looks whether it is cut off, misses pages or would take
    gigabytes of memory, until `sizes` is asked for: for processes that survive that, and want the first page soon.
    """

    _room: ClassVar[Any] = b""
    """What `raster` draws in, under the lock, and keeps: new memory for each page costs 6 ms, as much as its text."""

    def __init__(self, file: BinaryIO, name: str, password: str | None = None, *, checked: bool = True) -> None:
        self._name = name
        self._print_version: PrintVersion | None = None
        self._print_unknown = False
        self._printed: Any = None
        self._sizes: tuple[PageSize, ...] = ()
        if checked:
            check_inflation(file, name)
        with LOCK:
            self.library = library()
            self._raw = self.library.raw
            self._opened = OpenedPdf(self.library, file, name, password)
            self._original = self._opened.document
            try:
                self.count = self._count()
                if checked:
                    self._sizes = self._measure()
            except BaseException:
                self._close()
                raise

    @property
    def locked(self) -> bool:
        """True where it opened with the password only. Whoever has no password cannot open the file as it is."""
        return self._opened.locked

    @property
    def decrypted(self) -> bool:
        """True where it is encrypted in a way that not all programs read, and a copy that is not was opened."""
        return self._opened.decrypted

    @property
    def document(self) -> Any:
        """The document as it is printed, for PDFium; made when it is first asked for. PDFium's lock is to be held.

        Raises `OSError` where the stream cannot be read.
        """
        if self._printed is None:
            self._printed = self._print() or self._original
        return self._printed

    @property
    def sizes(self) -> tuple[PageSize, ...]:
        """The size of each page, in points, as it is read (turned pages are turned)."""
        if not self._sizes:
            with LOCK:
                self._sizes = self._measure()
        return self._sizes

    @property
    def sound(self) -> bool:
        """False where the file was damaged and PDFium repaired it in memory."""
        with LOCK:
            return is_sound(self._raw, self._original)

    @property
    def layered(self) -> bool:
        """True where the document has layers, of which some may be hidden."""
        with LOCK:
            return (
                self.document is not self._original and self._print_version is not None and self._print_version.layered
            )

    def findings(self) -> tuple[Finding, ...]:
        """Return what is unusual about the document."""
        with LOCK:
            found = (*pdf_findings(self._raw, self._original), *self._print_findings())
        file = self._opened.file
        fonts = self._opened.encrypted or names_foreign_fonts(file)
        return (
            *found,
            *(() if self._opened.encrypted else self._damage_findings()),
            *active_findings(file, scripts=self._scripts()),
            *(font_findings(self.count, self.missing_fonts) if fonts else ()),
        )

    def _damage_findings(self) -> Iterator[Finding]:
        found = damage_findings(self._opened.file)
        yield from found
        if DAMAGED_PARTS in {one.code for one in found} or self._opened.file.seek(0, os.SEEK_END) > _MOST_SEARCHED:
            return
        out = io.BytesIO()
        with LOCK:
            self._original.save(out)
        self._opened.raise_trouble()
        missing = missing_in(out.getvalue())
        if missing.parts:
            yield missing_finding()
        if missing.fonts:
            yield missing_fonts_finding()

    def check_tree(self) -> None:
        """Raise `InputRefused` where more pages are in the tree of pages than the document says it has.

        Some readers show those, others do not; nobody can say which of them are meant.
        """
        if self._opened.encrypted or not may_have_more_pages(self._opened.file, self.count):
            return
        with LOCK:
            found = pages_in_tree(self._original)
        self._opened.raise_trouble()
        if found > self.count:
            raise InputRefused(
                self._name,
                f"The PDF is damaged: it says that it has {count_text(self.count, 'page')}, and {found} are in it.",
                "Open it in another program, see that all of its pages are there, print it as a new PDF, and add that.",
            )

    def missing_fonts(self, page: int) -> frozenset[str]:
        """Return the names of the fonts of `page` (from 0) that are not in the file, without those that all have."""
        with self.pdf_page(page) as pdf_page:
            return missing_fonts(self._raw, pdf_page)

    def draw(self, page: int, width: int) -> PageImage:
        """Draw `page` (from 0), with what is filled in and marked on it as far as it is printed, in colour on white."""
        with self.pdf_page(page) as pdf_page:
            return self._draw(pdf_page, width)

    def text(self, page: int) -> str:
        """Return the text layer of `page` (from 0), up to `MOST_TEXT` characters; empty where it is a picture."""
        with self.pdf_page(page) as pdf_page:
            layer = pdf_page.get_textpage()
            try:
                return str(layer.get_text_range(0, min(layer.count_chars(), MOST_TEXT)))
            finally:
                layer.close()

    def text_runs(self, page: int) -> tuple[TextRun, ...]:
        """Return the visible text of `page` (from 0)."""
        with self.pdf_page(page) as pdf_page:
            return text_runs(self._raw, pdf_page)

    def text_turn(self, page: int) -> int | None:
        """Return by how many degrees clockwise the text of `page` (from 0) is turned; None where it has none."""
        with self.pdf_page(page) as pdf_page:
            return text_turn(self._raw, pdf_page)

    def is_scan(self, page: int) -> bool:
        """True where one picture covers `page` (from 0)."""
        with self.pdf_page(page) as pdf_page:
            return covered_by_picture(self._raw, pdf_page)

    def raster(self, page: int, width: int, height: int) -> PageImage:
        """Draw `page` as `draw` does, but on `width` x `height` pixels, whatever its proportions are."""
        with self.pdf_page(page) as pdf_page:
            return self._raster(pdf_page, width, height)

    @contextmanager
    def pdf_page(self, page: int) -> Iterator[Any]:
        """Inside, `page` (from 0) is loaded as it is printed, and PDFium's lock is held.

        Raises `InputRefused` where there is no such page, and `OSError` at the
        end where the stream could not be read: what is missing leaves no other sign.
        """
        with LOCK:
            self._opened.forget_trouble()
            pdf_page = self._loaded(page)
            try:
                yield pdf_page
            finally:
                pdf_page.close()
        self._opened.raise_trouble()

    def close(self) -> None:
        """Close the document and its file. May be called again."""
        with LOCK:
            self._close()
        self._opened.file.close()

    def _close(self) -> None:
        for document in (self._printed, self._original):
            if document is not None:
                document.close()

    def _print(self) -> Any:
        """Return the print version of the document; None where it is printed as it is, or nobody can tell."""
        if not differs_in_print(self._opened.file, encrypted=self._opened.encrypted):
            return None
        self._opened.forget_trouble()
        try:
            version = print_version(self.library, self._original)
            printed = self.library.PdfDocument(version.pdf)
        except (ValueError, self.library.PdfiumError):
            self._print_unknown = True
            return None
        finally:
            self._opened.raise_trouble()
        if len(printed) != self.count:
            printed.close()
            self._print_unknown = True
            return None
        self._print_version = version
        return printed

    def _print_findings(self) -> tuple[Finding, ...]:
        version = self._version()
        if version is None:
            return (UNKNOWN,) if self._print_unknown else ()
        return print_findings(version.differences)

    def _version(self) -> PrintVersion | None:
        _ = self.document
        return self._print_version

    def draw_on(self, canvas: mmap, page: int, width: int) -> tuple[int, int]:
        """Draw as `draw` does, but into memory that is there; return width and height of what is in it, in "BGRA".

        That saves copies, and the system the trouble of finding memory for each: half the time of a simple page.
        """

        def maker(wide: int, high: int, **form: Any) -> Any:
            # Packed, and never more than the canvas holds.
            memory = (ctypes.c_ubyte * (wide * high * 4)).from_buffer(canvas)
            return self.library.PdfBitmap.new_native(wide, high, buffer=memory, **form)

        with self.pdf_page(page) as pdf_page:
            bitmap = self._rendered(pdf_page, width, bitmap_maker=maker, prefer_bgrx=True)
            bitmap.close()
            return bitmap.width, bitmap.height

    def _draw(self, pdf_page: Any, width: int) -> PageImage:
        bitmap = self._rendered(pdf_page, width, rev_byteorder=True)
        try:
            return PageImage(bitmap.width, bitmap.height, bytes(bitmap.buffer), "RGB")
        finally:
            bitmap.close()

    def _rendered(self, pdf_page: Any, width: int, **more: Any) -> Any:
        page_width, page_height = pdf_page.get_size()
        wide, _ = fit(width, page_height / page_width)
        # The library rounds up; half a pixel less keeps rounding errors from adding one.
        return pdf_page.render(scale=(wide - 0.5) / page_width, optimize_mode="print", **more)

    def _raster(self, pdf_page: Any, width: int, height: int) -> PageImage:
        """The library's own way to render knows square pixels only, so this calls PDFium as that does."""
        raw = self._raw
        flags = raw.FPDF_ANNOT | raw.FPDF_PRINTING | raw.FPDF_REVERSE_BYTE_ORDER
        length = width * height * 3
        if len(self._room) < length:
            PdfPages._room = (ctypes.c_ubyte * length)()
        bitmap = self.library.PdfBitmap.new_native(
            width, height, raw.FPDFBitmap_BGR, rev_byteorder=True, buffer=self._room
        )
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
            raw.FPDF_RenderPageBitmap(bitmap, pdf_page, 0, 0, width, height, 0, flags)
            return PageImage(width, height, bytes(memoryview(self._room)[:length]), "RGB")
        finally:
            bitmap.close()

    def _count(self) -> int:
        """How many pages the document says it has."""
        count = len(self._original)
        if count > MOST_PAGES:
            raise too_many_pages(self._name, count)
        if count < 1:
            self._opened.check_end()
            raise InputRefused(self._name, "The PDF has no pages.", "Check that it is the right file.")
        return count

    def _measure(self) -> tuple[PageSize, ...]:
        """Find each page, so that a count which promises too much is noticed, and take its size."""
        self._opened.check_end()
        return tuple(self._size(page) for page in range(self.count))

    def _loaded(self, page: int) -> Any:
        with self._finding(page):
            pdf_page = self.document[page]
            if min(pdf_page.get_size()) >= _SIDES[0]:
                return pdf_page
            # What is to be seen lies beside the paper: then all of the paper is seen.
            pdf_page.set_cropbox(*pdf_page.get_mediabox())
            pdf_page.close()
            return self.document[page]

    def _size(self, page: int) -> PageSize:
        with self._finding(page):
            width, height = self.document.get_page_size(page)
            if min(width, height) < _SIDES[0]:
                self._loaded(page).close()
                width, height = self.document.get_page_size(page)
        if not (_SIDES[0] <= width <= _SIDES[1] and _SIDES[0] <= height <= _SIDES[1]):
            raise InputRefused(self._name, f"Page {page + 1} of the PDF has an impossible size.", _SAVE_AGAIN)
        return PageSize(width, height)

    @contextmanager
    def _finding(self, page: int) -> Iterator[None]:
        """Inside, PDFium looks for `page`; where it is not to be found, say why."""
        try:
            yield
        except self.library.PdfiumError as error:
            count = self.count
            raise self._opened.trouble or InputRefused(
                self._name, f"The PDF is damaged: page {page + 1} of {count} is missing.", _SAVE_AGAIN
            ) from error

    def _scripts(self) -> bool:
        """True where the document has scripts that run when it is opened."""
        with LOCK:
            return bool(self._raw.FPDFDoc_GetJavaScriptActionCount(self._original) > 0)
