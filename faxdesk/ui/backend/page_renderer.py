"""Where pages are drawn: in a child process, asked by one thread. What comes out are pictures as Qt shows them.

Nothing here is a widget; all of it runs in the thread of `Backend.with_pages`.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QTransform

from faxdesk.core.errors import InputRefused
from faxdesk.documents.common.page_image import BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import DocumentType
    from faxdesk.documents.common.page_image import Mode, PageImage
    from faxdesk.documents.fax.page import Look
    from faxdesk.documents.worker.client import Renderer, Worker

MOST_OPEN = 10
"""Documents that are kept open: as many as one fax has files."""


class PageRenderer:
    """Draws pages of documents, and keeps open those that were drawn last.

    A document that did not open is refused again without another try, until it is let go.
    """

    def __init__(self, worker: Worker | None = None) -> None:
        self._worker = worker
        self._open: OrderedDict[Path, Renderer | InputRefused] = OrderedDict()

    def source(self, path: Path, kind: DocumentType, name: str | None = None) -> Renderer:
        """Return the document, opened. Raises `InputRefused` where it does not open."""
        found = self._open.get(path)
        if found is None:
            found = self._opened(path, kind, name)
            self._open[path] = found
            while len(self._open) > MOST_OPEN:
                _close(self._open.popitem(last=False)[1])
        self._open.move_to_end(path)
        if isinstance(found, InputRefused):
            raise found
        return found

    def let_go(self, path: Path) -> None:
        """Close the document, if it is open; with the last one the child process ends, until it is needed again."""
        if (found := self._open.pop(path, None)) is not None:
            _close(found)
        if not self._open and self._worker is not None:
            self._worker.close()

    def close(self) -> None:
        """Close everything."""
        self._open.clear()
        if self._worker is not None:
            self._worker.close()

    def _opened(self, path: Path, kind: DocumentType, name: str | None) -> Renderer | InputRefused:
        from faxdesk.documents.worker.client import Renderer, Worker

        if self._worker is None:
            self._worker = Worker()
        try:
            return Renderer(self._worker, path, kind, name)
        except InputRefused as error:
            return error


def document_kind(path: Path) -> DocumentType:
    """Return whether a file is a PDF or a TIFF. Raises `InputRefused` for anything else."""
    from faxdesk.documents.common.opening import reading
    from faxdesk.documents.inspection.file_type import recognise

    with reading(path, path.name) as file:
        kind = recognise(file).type
    if kind is None:
        raise InputRefused(path.name, "This is not a PDF or TIFF, so its pages cannot be shown.")
    return kind


def page_picture(source: Renderer, page: int, turn: int, width: int, cancel: CancelToken | None = None) -> QImage:
    """Draw a page and turn it clockwise; it is `width` pixels wide then. Raises `InputRefused` as `Renderer.render`."""
    drawn = width
    if turn % 180:
        size = source.sizes[page]
        drawn = max(1, round(width * size.width / size.height))
    buffer = _ImageBuffer()
    picture = buffer.shown(source.render(page, drawn, cancel, buffer.memory))
    if turn:
        picture = picture.transformed(QTransform().rotate(turn))
    return noted(picture, width)


def fax_picture(source: Renderer, page: int, look: Look, width: int, cancel: CancelToken | None = None) -> QImage:
    """Draw a page as it comes out at the other end, `width` pixels wide. Raises `InputRefused` as `Renderer.fax`."""
    buffer = _ImageBuffer()
    return noted(buffer.shown(source.fax(page, look, width, cancel, buffer.memory)), width)


def noted(picture: QImage, width: int) -> QImage:
    """Note how wide the picture was wanted: a very large page comes out smaller, and asking again brings nothing."""
    picture.setText("asked", str(width))
    return picture


_FORMATS: dict[Mode, QImage.Format] = {
    "RGB": QImage.Format.Format_RGB888,
    "L": QImage.Format.Format_Grayscale8,
    "BGRA": QImage.Format.Format_RGB32,
}


def qt_image(page: PageImage) -> QImage:
    """Return a drawn page as the screen takes it without converting; the pixels are copied."""
    borrowed = QImage(page.data, page.width, page.height, page.width * BYTES[page.mode], _FORMATS[page.mode])
    return borrowed.copy() if page.mode == "BGRA" else borrowed.convertToFormat(QImage.Format.Format_RGB32)


class _ImageBuffer:
    """A picture of Qt that a page is read into: copying it, or even asking for zeros, would stop the window."""

    def __init__(self) -> None:
        self._picture: QImage | None = None

    def memory(self, width: int, height: int) -> memoryview:
        """Return the memory of a picture of so many pixels."""
        self._picture = QImage(width, height, QImage.Format.Format_RGB32)
        return memoryview(self._picture.bits())

    def shown(self, page: PageImage) -> QImage:
        """Return `page`, which is in `memory` where that was asked for."""
        return qt_image(page) if self._picture is None else self._picture


def _close(found: Renderer | InputRefused) -> None:
    if not isinstance(found, InputRefused):
        found.close()
