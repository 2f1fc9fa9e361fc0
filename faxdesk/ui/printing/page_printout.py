"""The pages of documents on paper: each as large as it is, or as large as the paper has room for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QImage, QPainter

from faxdesk.core.cancel_token import check
from faxdesk.core.errors import InputRefused
from faxdesk.ui.backend.page_renderer import document_kind, page_picture
from faxdesk.ui.widgets.count_texts import count_text

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.documents.worker.client import Renderer, Worker
    from faxdesk.services.container import Services
    from faxdesk.services.files_to_take import FaxToTake
    from faxdesk.ui.printing.paper import Paper, PrintProgress

DENSITY = 300
"""Dots for an inch of a page: more than a fax has, and what office printers do."""
_POINTS = 72

FindFiles = Callable[["Services", "CancelToken"], Sequence[Path]]
"""Finds the files that stand for one thing of which pages are wanted; none where they are gone."""


@dataclass(frozen=True, slots=True)
class WantedPages:
    """Pages of one document, or of the documents of one fax. `lacking` counts it where there are none."""

    find: FindFiles
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class PagePrintout:
    """The pages of some documents, one after the other. `missing` are sentences that say of how many there are none.

    Its keys are the words of `WantedPages.lacking`; `{faxes}` in a sentence is how many.
    """

    title: str
    wanted: Sequence[WantedPages]
    missing: dict[str, str]
    landscape: bool = False
    margin: float = 0.0

    def print_on(self, paper: Paper, services: Services, cancel: CancelToken, tell: PrintProgress) -> tuple[str, ...]:
        """Fetch all files first: where Fax.Plus cannot be reached nothing is printed. Then paint their pages."""
        from faxdesk.documents.worker.client import Worker

        lacking: dict[str, int] = {}
        files: list[Path] = []
        for number, one in enumerate(self.wanted, 1):
            check(cancel)
            said = QCoreApplication.translate("Printing", "Fetching document {number} of {count}…")
            tell(said.format(number=number, count=len(self.wanted)), number / (4 * len(self.wanted)))
            found = one.find(services, cancel)
            files += found
            if not found:
                lacking[one.lacking] = lacking.get(one.lacking, 0) + 1
        refused: list[str] = []
        with Worker() as worker:
            for number, file in enumerate(files):
                begun = 0.25 + 0.75 * number / len(files)
                try:
                    for page, pages in _print_file(paper, worker, file, cancel):
                        tell(
                            _progress(number + 1, len(files), page + 1, pages), begun + 0.75 * page / pages / len(files)
                        )
                except InputRefused as error:
                    refused.append(str(error))
        gone = (self.missing[word].format(faxes=count_text(count, "fax")) for word, count in lacking.items())
        return *gone, *refused


def _progress(document: int, documents: int, page: int, pages: int) -> str:
    if documents == 1:
        said = QCoreApplication.translate("Printing", "Printing page {page} of {pages}…")
    else:
        said = QCoreApplication.translate("Printing", "Printing document {document} of {documents}, page {page}…")
    return said.format(document=document, documents=documents, page=page, pages=pages)


def _print_file(paper: Paper, worker: Worker, file: Path, cancel: CancelToken) -> Iterator[tuple[int, int]]:
    """Paint the pages of a file; yield before each which it is, from 0, and how many there are."""
    from faxdesk.documents.worker.client import Renderer

    with Renderer(worker, file, document_kind(file)) as source:
        for page in range(len(source)):
            yield page, len(source)
            check(cancel)
            _print_page(paper, source, page, cancel)


def _print_page(paper: Paper, source: Renderer, page: int, cancel: CancelToken) -> None:
    """Paint a page in the middle of a sheet, turned where it lies on its side and the paper does not."""
    size, room, dots = source.sizes[page], paper.room, paper.dots
    turned = (size.width > size.height) is not (room.width() > room.height())
    width, height = (size.height, size.width) if turned else (size.width, size.height)
    scale = min(dots, room.width() / width, room.height() / height)
    shown = QRectF(0, 0, width * scale, height * scale)
    shown.moveCenter(room.center())
    picture = page_picture(
        source, page, 90 if turned else 0, math.ceil(width * scale / dots / _POINTS * DENSITY), cancel
    )
    if picture.allGray():
        picture = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    painter = paper.next()
    # The dots of a fax would have halos of a JPEG around them.
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(shown, picture)


def pages_of(fax: FaxToTake) -> WantedPages:
    """Return the pages of a fax, or the documents that were sent where Fax.Plus has none."""
    return WantedPages(_finder(fax._replace(report="")), PAGES)


def report_of(fax: FaxToTake) -> WantedPages:
    """Return the confirmation report of a fax."""
    return WantedPages(_finder(fax._replace(pages="")), REPORTS)


PAGES, REPORTS = "pages", "reports"


def missing_texts() -> dict[str, str]:
    """Return what is said where Fax.Plus has no pages, or no reports, of some faxes."""
    return {
        PAGES: QCoreApplication.translate("Printing", "There are no pages of {faxes} any more."),
        REPORTS: QCoreApplication.translate("Printing", "Fax.Plus has no confirmation report of {faxes}."),
    }


def _finder(fax: FaxToTake) -> FindFiles:
    def find(services: Services, cancel: CancelToken) -> Sequence[Path]:
        from faxdesk.services.files_to_take import files_of

        return [path for path, _name in files_of(services.store, services.fetcher, fax, cancel)]

    return find


def pages_of_file(path: Path) -> WantedPages:
    """Return the pages of a document that is here."""
    return WantedPages(lambda _services, _cancel: (path,))
