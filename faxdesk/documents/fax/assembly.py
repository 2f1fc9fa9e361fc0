"""Put pages of several documents together in one file, without loss. Runs in the child process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.model import DocumentType
from faxdesk.documents.common.flatten import on_white
from faxdesk.documents.common.page_image import PageImage
from faxdesk.documents.fax.tiff_f import PageToFax, write_fax
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.pdf.assembly import PdfAssembly, open_pdf
from faxdesk.documents.tiff.assembly import StoredPages, open_tiff
from faxdesk.documents.tiff.group4_encoder import group4_encoded
from faxdesk.documents.tiff.writer import TiffWriter

if TYPE_CHECKING:
    from faxdesk.core.arrangement import PageRef, SourceDocument
    from faxdesk.documents.common.paper import PageSize
    from faxdesk.documents.fax.page import Look

SourceDocuments = Mapping[str, "SourceDocument"]
Progress = Callable[[int], None]
"""Told how many pages are done."""


def assemble(documents: SourceDocuments, page_refs: Sequence[PageRef], out: Path, progress: Progress) -> None:
    """Write pages to `out`: a TIFF where all of them are of TIFF files, else a PDF.

    Raises `InputRefused`, naming the document, where one cannot be read, and `OSError` where `out` cannot be written.
    """
    if all(documents[page_ref.document].type is DocumentType.TIFF for page_ref in page_refs):
        _assemble_tiff(documents, page_refs, out, progress)
    else:
        _assemble_pdf(documents, page_refs, out, progress)


def assemble_fax(
    documents: SourceDocuments, page_refs: Sequence[PageRef], looks: Sequence[Look], out: Path, progress: Progress
) -> None:
    """Write pages to `out` as a TIFF in Group 4, each as it is to look. Raises as `assemble` does."""
    with ExitStack() as stack:
        sources = {
            key: stack.enter_context(PageSource(document.path, document.type, document.name))
            for key, document in documents.items()
        }
        pages = [
            PageToFax(sources[page_ref.document], page_ref.page, replace(look, turn=page_ref.turn))
            for page_ref, look in zip(page_refs, looks, strict=True)
        ]
        write_fax(out, pages, lambda done, _of: progress(done), NeverCancelled())


def _assemble_tiff(documents: SourceDocuments, page_refs: Sequence[PageRef], out: Path, progress: Progress) -> None:
    with ExitStack() as stack:
        sources = {
            key: stack.enter_context(closing(open_tiff(document.path, document.name)))
            for key, document in documents.items()
        }
        order = sources[page_refs[0].document].order
        file = stack.enter_context(out.open("wb"))
        writer = TiffWriter(file, len(page_refs), order)
        for done, page_ref in enumerate(page_refs, 1):
            writer.add(sources[page_ref.document].page(page_ref.page, page_ref.turn, order))
            progress(done)


def _assemble_pdf(documents: SourceDocuments, page_refs: Sequence[PageRef], out: Path, progress: Progress) -> None:
    places: dict[int, int] = {}
    with PdfAssembly() as assembly:
        for key, document in documents.items():
            positions = [at for at, page_ref in enumerate(page_refs) if page_ref.document == key]
            numbers = [page_refs[at].page for at in positions]
            bring = _bring_tiff if document.type is DocumentType.TIFF else _bring_pdf
            brought = bring(assembly, document, numbers, partial(_further, progress, len(places)))
            places.update(zip(positions, brought, strict=True))
        assembly.write(out, [(places[at], page_ref.turn) for at, page_ref in enumerate(page_refs)])


def _further(progress: Progress, before: int, done: int) -> None:
    progress(before + done)


def _bring_pdf(
    assembly: PdfAssembly, document: SourceDocument, numbers: Sequence[int], progress: Progress
) -> list[int]:
    return assembly.bring(partial(open_pdf, document.path, document.name), numbers, document.name, progress)


def _bring_tiff(
    assembly: PdfAssembly, document: SourceDocument, numbers: Sequence[int], progress: Progress
) -> list[int]:
    places = []
    with closing(open_tiff(document.path, document.name)) as pages:
        for done, number in enumerate(numbers, 1):
            places.append(_bring_tiff_page(assembly, pages, number))
            progress(done)
    return places


def _bring_tiff_page(assembly: PdfAssembly, pages: StoredPages, number: int) -> int:
    picture, size = pages.picture(number), pages.sizes[number]
    if picture.mode == "1":
        return assembly.bring_file(group4_pdf(group4_encoded(picture), picture.size, size))
    flat = on_white(picture)
    image = PageImage(*flat.size, flat.tobytes(), "L" if flat.mode == "L" else "RGB")
    return assembly.add_picture(size, image)


def group4_pdf(data: bytes, pixels: tuple[int, int], size: PageSize) -> bytes:
    """Return a PDF of one page of `size` that a picture of so many pixels covers; `data` is in Group 4.

    PDFium itself would store a byte for each pixel.
    """
    drawing = b"q %.3f 0 0 %.3f 0 0 cm /I Do Q" % (size.width, size.height)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.3f %.3f]/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R>>"
        % (size.width, size.height),
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ColorSpace/DeviceGray"
        b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns %d/Rows %d>>/Length %d>>stream\n%s\nendstream"
        % (*pixels, *pixels, len(data), data),
    )
    pdf = bytearray(b"%PDF-1.5\n")
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(pdf)
    pdf += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    pdf += b"".join(b"%010d 00000 n \n" % start for start in starts)
    pdf += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(pdf)
