"""PDF documents, by PDFium. Every call of the library holds its lock, and everything it returns is closed."""

from __future__ import annotations

import ctypes
import io
import logging
import os
import re
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
from faxdesk.documents.pdf.encryption import PdfEncryption
from faxdesk.documents.pdf.font_findings import font_findings, missing_fonts, names_foreign_fonts
from faxdesk.documents.pdf.missing_parts import missing_in
from faxdesk.documents.pdf.page_boxes import LEAST_SIDE
from faxdesk.documents.pdf.pdf_findings import covered_by_picture, is_sound, pdf_findings
from faxdesk.documents.pdf.print_findings import UNKNOWN, print_findings
from faxdesk.documents.pdf.print_version import PrintVersion, differs_in_print, pages_in_tree, print_version
from faxdesk.documents.pdf.text_runs import TextRun, text_runs, text_turn

if TYPE_CHECKING:
    from mmap import mmap

    from faxdesk.documents.common.findings import Finding

_BLOCK = 65_536
_OVERLAP = 32
"""Bytes; longer than any word of `_STRUCTURE`."""
_STRUCTURE = re.compile(rb"\d[ \t\r\n]+(obj)\b|%%EOF|startxref")
"""What begins an object, and what stands at the end of a PDF and of each of its revisions."""
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
        self._stream = _Stream(file)
        self._print_version: PrintVersion | None = None
        self._print_unknown = False
        self._printed: Any = None
        self.locked = False
        """True where it opened with the password only. Whoever has no password cannot open the file as it is."""
        self.decrypted = False
        """True where it is encrypted in a way that not all programs read, and a copy that is not was opened."""
        self._sizes: tuple[PageSize, ...] = ()
        if checked:
            check_inflation(file, name)
        with LOCK:
            self.library = library()
            self._raw = self.library.raw
            self._original = self._open(password)
            try:
                self.count = self._count()
                if checked:
                    self._sizes = self._measure()
            except BaseException:
                self._close()
                raise

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
        file = self._stream.file
        fonts = self._encrypted or names_foreign_fonts(file)
        return (
            *found,
            *(() if self._encrypted else self._damage_findings()),
            *active_findings(file, scripts=self._scripts()),
            *(font_findings(self.count, self.missing_fonts) if fonts else ()),
        )

    def _damage_findings(self) -> Iterator[Finding]:
        found = damage_findings(self._stream.file)
        yield from found
        if DAMAGED_PARTS in {one.code for one in found} or self._stream.file.seek(0, os.SEEK_END) > _MOST_SEARCHED:
            return
        out = io.BytesIO()
        with LOCK:
            self._original.save(out)
        self._raise_trouble()
        missing = missing_in(out.getvalue())
        if missing.parts:
            yield missing_finding()
        if missing.fonts:
            yield missing_fonts_finding()

    def check_tree(self) -> None:
        """Raise `InputRefused` where more pages are in the tree of pages than the document says it has.

        Some readers show those, others do not; nobody can say which of them are meant.
        """
        if self._encrypted or not may_have_more_pages(self._stream.file, self.count):
            return
        with LOCK:
            found = pages_in_tree(self._original)
        self._raise_trouble()
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
            self._stream.trouble = None
            pdf_page = self._loaded(page)
            try:
                yield pdf_page
            finally:
                pdf_page.close()
        self._raise_trouble()

    def _raise_trouble(self) -> None:
        if self._stream.trouble is not None:
            raise self._stream.trouble

    def close(self) -> None:
        """Close the document and its file. May be called again."""
        with LOCK:
            self._close()
        self._stream.file.close()

    def _close(self) -> None:
        for document in (self._printed, self._original):
            if document is not None:
                document.close()

    @property
    def _encrypted(self) -> bool:
        with LOCK:
            return bool(self._raw.FPDF_GetSecurityHandlerRevision(self._original) >= 0)

    def _print(self) -> Any:
        """Return the print version of the document; None where it is printed as it is, or nobody can tell."""
        if not differs_in_print(self._stream.file, encrypted=self._encrypted):
            return None
        self._stream.trouble = None
        try:
            version = print_version(self.library, self._original)
            printed = self.library.PdfDocument(version.pdf)
        except (ValueError, self.library.PdfiumError):
            self._print_unknown = True
            return None
        finally:
            self._raise_trouble()
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

    def _open(self, password: str | None) -> Any:
        """Open the document with the raw call; the library's own takes one without pages for one that does not open."""
        handle = self._load(None)
        code = self._raw.FPDF_GetLastError()
        encryption = self._encryption() if self._may_be_encrypted(handle, code) else None
        handle = self._decrypted(handle, encryption, "")
        if not handle and password is not None and code == self._raw.FPDF_ERR_PASSWORD:
            self.locked = True
            handle = self._decrypted(self._load(password), encryption, password)
        if not handle:
            raise self._stream.trouble or self._refusal(code, encryption)
        return self.library.PdfDocument(handle)

    def _load(self, password: str | None) -> Any:
        # PDFium reads through this as long as the document is open.
        self._access = self.library.internal.get_bufreader(self._stream)
        return self._raw.FPDF_LoadCustomDocument(self._access[0], None if password is None else password.encode())

    def _may_be_encrypted(self, handle: Any, code: int) -> bool:
        if handle:
            return bool(self._raw.FPDF_GetSecurityHandlerRevision(handle) >= 0)
        return code in {self._raw.FPDF_ERR_PASSWORD, self._raw.FPDF_ERR_SECURITY}

    def _decrypted(self, handle: Any, encryption: PdfEncryption | None, password: str) -> Any:
        """Return `handle`, or that of a copy that is not encrypted where PDFium does not read the document rightly.

        Raises `InputRefused` where there is no such copy and PDFium would draw something else than is meant.
        """
        if encryption is None or self._reads(handle, encryption):
            return handle
        decrypted = self._decrypt(encryption, password)
        if not (handle or decrypted):
            return None
        if handle:
            self._raw.FPDF_CloseDocument(handle)
        if not decrypted:
            raise self._unknown_encryption()
        return self._load(None)

    def _reads(self, handle: Any, encryption: PdfEncryption) -> bool:
        """True where PDFium decrypts the document as it is meant."""
        return bool(handle) and not encryption.misread and self._raw.FPDF_GetPageCount(handle) > 0

    def _encryption(self) -> PdfEncryption | None:
        try:
            return PdfEncryption(self._stream.file)
        except ValueError:
            return None

    def _decrypt(self, encryption: PdfEncryption, password: str) -> bool:
        """Go on with a copy that is not encrypted, if there is one; return whether there is."""
        try:
            copy = encryption.copy(password)
        except ValueError:
            return False
        if copy is None:
            return False
        check_inflation(copy, self._name)
        self._stream.file.close()
        self._stream, self.decrypted = _Stream(copy), True
        return True

    def _refusal(self, code: int, encryption: PdfEncryption | None) -> InputRefused:
        """Why PDFium does not open the document, by its reason `code`."""
        if encryption is not None and encryption.of_certificates:
            return InputRefused(
                self._name,
                "The PDF is encrypted for certain people: it opens only with the certificate of one of them.",
                "Open it with your certificate, print it as a new PDF, then add that file, or ask for an open copy.",
            )
        if encryption is not None and encryption.maker:
            return InputRefused(
                self._name,
                f"The PDF is protected by {encryption.maker} and opens only in a program for that.",
                "Open it there and print it as a new PDF, or ask its author for an open copy.",
            )
        if code == self._raw.FPDF_ERR_PASSWORD:
            if self.locked:
                return InputRefused(
                    self._name,
                    "This is not the password of the PDF.",
                    "Mind capital letters, or ask its author for the password.",
                    code="password",
                )
            return InputRefused(
                self._name,
                "The PDF is encrypted: it opens only with a password.",
                "Open it with the password, save or print it as a PDF without one, then add that file.",
                code="password",
            )
        if code == self._raw.FPDF_ERR_SECURITY:
            return self._unknown_encryption()
        if _cut_off(self._stream.file):
            return self._cut_off_refusal()
        return InputRefused(
            self._name, "The PDF is damaged and cannot be opened.", "Ask for another copy, or scan it again."
        )

    def _unknown_encryption(self) -> InputRefused:
        return InputRefused(
            self._name,
            "The PDF is encrypted in a way that FaxDesk does not know.",
            "Open it in another program and print it as a new PDF, or ask its author for an open copy.",
        )

    def _cut_off_refusal(self) -> InputRefused:
        return InputRefused(
            self._name,
            "The PDF is cut off: its end is missing.",
            "Copy, download or scan it again; the last attempt stopped too early.",
        )

    def _count(self) -> int:
        """How many pages the document says it has."""
        count = len(self._original)
        if count > MOST_PAGES:
            raise too_many_pages(self._name, count)
        if count < 1:
            if _cut_off(self._stream.file):
                raise self._cut_off_refusal()
            raise InputRefused(self._name, "The PDF has no pages.", "Check that it is the right file.")
        return count

    def _measure(self) -> tuple[PageSize, ...]:
        """Find each page, so that a count which promises too much is noticed, and take its size."""
        if _cut_off(self._stream.file):
            raise self._cut_off_refusal()
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
            raise self._stream.trouble or InputRefused(
                self._name, f"The PDF is damaged: page {page + 1} of {count} is missing.", _SAVE_AGAIN
            ) from error

    def _scripts(self) -> bool:
        """True where the document has scripts that run when it is opened."""
        with LOCK:
            return bool(self._raw.FPDFDoc_GetJavaScriptActionCount(self._original) > 0)


class _Stream:
    """The file as PDFium reads it. PDFium learns only that a read failed; the reason is kept in `trouble`."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.trouble: OSError | None = None
        self.seek, self.tell, self.read = file.seek, file.tell, file.read

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` and return the number of bytes read, 0 after a fault."""
        try:
            return self.file.readinto(buffer)  # type: ignore[attr-defined, no-any-return]  # binary files have it
        except OSError as error:
            self.trouble = error
            return 0


def library() -> Any:
    """Import PDFium when it is first needed: 30 ms and 20 MB."""
    import pypdfium2  # type: ignore[import-untyped]  # it comes without type information

    # It tells programmers that XFA is not built in; users are told by `_dynamic_form`.
    logging.getLogger("pypdfium2").setLevel(logging.ERROR)
    return pypdfium2


def _cut_off(file: BinaryIO) -> bool:
    """True where the last thing of structure in the file is the begin of an object, not the end of a revision.

    Searched from the end in blocks, so that what is appended to some PDFs (zeros, web pages) does not matter.
    """
    end = file.seek(0, os.SEEK_END)
    while end > 0:
        start = max(0, end - _BLOCK)
        file.seek(start)
        objects = [match[1] for match in _STRUCTURE.finditer(file.read(_BLOCK + _OVERLAP))]
        if objects:
            return objects[-1] is not None
        end = start
    return True
