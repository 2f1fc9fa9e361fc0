"""Documents of faxes: how many pages a file has, and the pages of a fax as PDF, TIFF or thumbnail.

Pillow and pypdfium2 are imported where they are used: most requests need neither.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faxdesk.core.pdfium import LOCK
from faxdesk.practice.files.pdf_text import write

if TYPE_CHECKING:
    import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
    from PIL.Image import Image

FAX_WIDTH = 1728
"""Pixels of a fax line (ITU-T T.4)."""

FAX_DPI = (204.0, 196.0)
"""Pixels per inch across and down, in fine resolution (ITU-T T.30)."""

THUMBNAIL_WIDTH = 240
_TALLEST = 14 * 196
"""Lines of the tallest page, 14 inches: longer pages are scaled down."""

_MID_TONES = 0.12
"""Share of grey pixels from which on a page is taken for a picture and dithered; text stays sharper without."""

_STRANGEST_ASPECT = 4.0
"""Resolutions of an image that differ by more than this between across and down are taken for a mistake."""

_OFFICE = frozenset({".rtf", ".doc", ".docx", ".xls", ".xlsx"})
_TEXT_LINES = 60
_TEXT_COLUMNS = 90
_PAGE_WIDTH, _PAGE_HEIGHT, _MARGIN = 595.0, 842.0, 42.0
_LETTERS, _LINE = 10.0, 12.6
"""A4, its margin, the size of letters and the height of a line, in points of 1/72 inch."""


def inspect(path: Path) -> tuple[int, str]:
    """Return the pages of a file, and the status that a fax with it fails with or "" if it can be faxed."""
    kind = path.suffix
    if kind == ".pdf":
        return _inspect_pdf(path)
    if kind == ".txt":
        return len(list(text_pages(path))), ""
    if kind in _OFFICE:
        return 0, "failed_office_converter_issue"
    return _inspect_image(
        path, "failed_convert_to_tiff_issue" if kind in (".tif", ".tiff") else "failed_image_preparation"
    )


def open_pdf(path: Path) -> pypdfium2.PdfDocument:
    """Open a PDF, to be closed, without keeping its file open. Raises `PdfiumError`.

    pypdfium2 never closes a document that it refuses for having no pages, and Windows removes no file that is open.
    """
    import pypdfium2

    return pypdfium2.PdfDocument(path.read_bytes())


def _inspect_pdf(path: Path) -> tuple[int, str]:
    import pypdfium2

    with LOCK:
        try:
            document = open_pdf(path)
        except pypdfium2.PdfiumError:
            return 0, "failed_unknown_converter_issue"
        try:
            pages = len(document)
            for number in range(pages):
                document[number].close()
        except pypdfium2.PdfiumError:
            # A page that cannot be taken out of the document.
            pages = 0
        finally:
            document.close()
    return (pages, "") if pages else (0, "failed_separate_file_pages_issue")


def _inspect_image(path: Path, problem: str) -> tuple[int, str]:
    from PIL import Image

    expected = {".tif": "TIFF", ".tiff": "TIFF", ".png": "PNG"}.get(path.suffix, "JPEG")
    try:
        with Image.open(path, formats=[expected]) as image:
            pages = _frames(image)
            for number in range(pages):
                image.seek(number)
                image.load()
    except Exception:  # noqa: BLE001  there is hardly an exception that Pillow does not raise for a damaged file
        return 0, problem
    return pages, ""


def _frames(image: Image) -> int:
    """Return the pages of an image: only those of a TIFF are pages, those of a PNG are a film."""
    return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1


def text_pages(path: Path) -> Iterator[list[str]]:
    """Give the pages of a text file, each a list of lines."""
    text = path.read_text("utf-8", "replace")
    lines: list[str] = []
    for line in text.expandtabs(4).splitlines() or [""]:
        lines += [line[at : at + _TEXT_COLUMNS] for at in range(0, max(len(line), 1), _TEXT_COLUMNS)]
    for at in range(0, len(lines), _TEXT_LINES):
        yield lines[at : at + _TEXT_LINES]


def fax_images(files: Sequence[tuple[Path, int]], cover: dict[str, Any] | None) -> Iterator[Image]:
    """Give the pages of a fax, the cover page first, as one-bit images of a fine fax page.

    `files` are paths with their page counts. One page is in memory at a time.
    """
    if cover is not None:
        yield _to_fax(text_image(cover_lines(cover)))
    for path, _pages in files:
        yield from map(_to_fax, _pages_of(path))


def cover_lines(cover: dict[str, Any]) -> list[str]:
    """Return the text of a cover page."""
    flags = [flag.replace("_", " ").upper() for flag in cover.get("flags") or []]
    return [
        "FAX",
        "",
        f"To: {cover['name_to']}",
        f"From: {cover['name_from']}",
        f"Subject: {cover['subject']}",
        *(["", *flags] if flags else []),
        "",
        *str(cover.get("message") or "").splitlines(),
    ]


def _pages_of(path: Path) -> Iterator[Image]:
    if path.suffix == ".pdf":
        yield from _pdf_pages(path)
    elif path.suffix == ".txt":
        for lines in text_pages(path):
            yield text_image(lines)
    else:
        yield from _image_pages(path)


def _pdf_pages(path: Path) -> Iterator[Image]:
    with LOCK:
        document = open_pdf(path)
        count = len(document)
    try:
        for number in range(count):
            with LOCK:
                page = document[number]
                scale = min(FAX_WIDTH / page.get_width(), _TALLEST / page.get_height())
                picture = page.render(scale=scale, grayscale=True).to_pil()
                page.close()
            yield picture
    finally:
        with LOCK:
            document.close()


def _image_pages(path: Path) -> Iterator[Image]:
    from PIL import Image

    with Image.open(path) as image:
        for number in range(_frames(image)):
            image.seek(number)
            page = image.convert("L")
            page.info["dpi"] = image.info.get("dpi")
            yield page


def text_image(lines: Sequence[str]) -> Image:
    """Return an A4 page with some lines of text, in grey."""
    import pypdfium2

    with LOCK:
        document = pypdfium2.PdfDocument.new()
        try:
            page = document.new_page(_PAGE_WIDTH, _PAGE_HEIGHT)
            for number, line in enumerate(lines):
                write(document, page, line, _MARGIN, _PAGE_HEIGHT - _MARGIN - (number + 1) * _LINE, _LETTERS)
            page.gen_content()
            picture: Image = page.render(scale=FAX_WIDTH / _PAGE_WIDTH, grayscale=True).to_pil().copy()
            page.close()
        finally:
            document.close()
    return picture


def _to_fax(page: Image) -> Image:
    """Return a page as a fax machine sends it: 1728 black or white dots a line, at 204 by 196 to the inch."""
    from PIL import Image

    height = round(page.height * FAX_WIDTH / page.width * _aspect(page) * FAX_DPI[1] / FAX_DPI[0])
    grey = page.convert("L").resize((FAX_WIDTH, max(1, min(height, _TALLEST))))
    tones = grey.histogram()
    middle = sum(tones[64:192]) / max(1, grey.width * grey.height)
    if middle > _MID_TONES:
        return grey.convert("1")
    return grey.point(lambda tone: 255 if tone > 160 else 0).convert("1", dither=Image.Dither.NONE)


def _aspect(page: Image) -> float:
    """Return the height of a pixel, in widths of it: 2 for a fax page in standard resolution."""
    across, down = page.info.get("dpi") or (1.0, 1.0)
    aspect = float(across) / float(down) if across > 0 and down > 0 else 1.0
    return aspect if 1 / _STRANGEST_ASPECT <= aspect <= _STRANGEST_ASPECT else 1.0


def as_tiff(files: Sequence[tuple[Path, int]], cover: dict[str, Any] | None) -> bytes:
    """Return the pages of a fax as a Group 4 TIFF."""
    from PIL.TiffImagePlugin import AppendingTiffWriter

    target = io.BytesIO()
    with AppendingTiffWriter(target) as writer:
        for page in fax_images(files, cover):
            page.save(writer, "TIFF", compression="group4", dpi=FAX_DPI)
            writer.newFrame()
    return target.getvalue()


def as_pdf(files: Sequence[tuple[Path, int]], cover: dict[str, Any] | None) -> bytes:
    """Return the pages of a fax as a PDF: PDF documents as they are, everything else as pictures."""
    import pypdfium2

    with LOCK:
        whole = pypdfium2.PdfDocument.new()
        try:
            if cover is not None:
                _append_pictures(whole, [_to_fax(text_image(cover_lines(cover)))])
            for path, _pages in files:
                if path.suffix == ".pdf":
                    part = open_pdf(path)
                    whole.import_pages(part)
                    part.close()
                else:
                    _append_pictures(whole, [_to_fax(page) for page in _pages_of(path)])
            target = io.BytesIO()
            whole.save(target)
        finally:
            whole.close()
    return target.getvalue()


def _append_pictures(whole: pypdfium2.PdfDocument, pictures: Sequence[Image]) -> None:
    import pypdfium2

    target = io.BytesIO()
    pictures[0].save(target, "PDF", dpi=FAX_DPI, save_all=True, append_images=list(pictures[1:]))
    part = pypdfium2.PdfDocument(target.getvalue())
    whole.import_pages(part)
    part.close()


def thumbnail(files: Sequence[tuple[Path, int]], cover: dict[str, Any] | None) -> bytes:
    """Return the first page as a small PNG."""
    page = next(fax_images(files, cover)).convert("L")
    page.thumbnail((THUMBNAIL_WIDTH, THUMBNAIL_WIDTH * 2))
    target = io.BytesIO()
    page.save(target, "PNG")
    return target.getvalue()
