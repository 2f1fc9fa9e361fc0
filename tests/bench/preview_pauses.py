"""How long the GUI thread pauses while pages are drawn, made black and white and put together: FOLDER FILE...

Prints, in ms, the longest lateness of a 5 ms timer: `idle` before anything works, and for each kind of work: `draw`
(pages and thumbnails), `fax` (the recipient's view, and its compressed size), `g4` (all pages as one Group 4 TIFF), and
`join` (all pages turned and put together).
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from faxdesk.core.arrangement import PageOrder, SourceDocument, added, turned
from faxdesk.core.model import DocumentType
from faxdesk.documents.fax.page import Look
from faxdesk.documents.inspection.page_source import page_sizes
from faxdesk.documents.outgoing.prepare import prepare
from faxdesk.documents.worker.client import Worker
from faxdesk.ui.backend.backend import SWITCH_SECONDS
from faxdesk.ui.backend.page_renderer import PageRenderer, fax_picture, page_picture
from faxdesk.ui.backend.threads import JobThread
from faxdesk.ui.desktop.application import Application
from faxdesk.ui.desktop.main_thread_gc import MainThreadGC
from tests.bench.pauses import IDLE_MS, SETTLE_MS, Lateness

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError

PAGE, THUMBNAIL = 1240, 160
"""Pixels across of a page on a large screen, and of one in the strip."""
MOST = 12
"""Pages of each document."""

Job = Callable[[PageRenderer, "CancelToken"], object]


class Run(QObject):
    """One run: idle, then one kind of work after the other."""

    def __init__(self, lateness: Lateness, folder: Path, files: list[Path]) -> None:
        super().__init__()
        self._lateness, self._folder = lateness, folder
        self._fax_documents = [_source(path) for path in files]
        self._worker = Worker()
        self._pages: JobThread[PageRenderer] = JobThread("pages", lambda: PageRenderer(self._worker), self)
        self._pages.start()
        self._told: dict[str, float] = {}
        self._jobs = self._all_jobs()
        self._kind = ""
        QTimer.singleShot(SETTLE_MS, self._settled)

    def _settled(self) -> None:
        self._lateness.take()
        QTimer.singleShot(IDLE_MS, self._begin)

    def _begin(self) -> None:
        self._told["idle"] = self._lateness.take()
        self._next(None)

    def _next(self, _result: object) -> None:
        kind, job = next(self._jobs, ("", None))
        if self._kind:
            worst = self._lateness.take()
            self._told[self._kind] = max(worst, self._told.get(self._kind, 0.0))
        self._kind = kind
        if job is None:
            self._pages.stop()
            sys.stdout.write(json.dumps(self._told))
            sys.stdout.flush()
            os._exit(0)
        self._pages.submit(self, job, self._next, self._fail)

    def _all_jobs(self) -> Iterator[tuple[str, Job]]:
        for document in self._fax_documents:
            for page in range(min(document.pages, MOST)):
                yield "draw", _drawing(document, page, PAGE)
                yield "draw", _drawing(document, page, THUMBNAIL)
                yield "fax", _faxing(document, page)
        page_refs: PageOrder = ()
        for document in self._fax_documents:
            page_refs = added(page_refs, document.key, min(document.pages, MOST))
        looks = (Look(),) * len(page_refs)
        yield (
            "g4",
            lambda _renderer, cancel: prepare(
                page_refs, self._fax_documents, looks, self._folder, self._worker, cancel
            ),
        )
        around = turned(page_refs, range(len(page_refs)), 90)
        yield (
            "join",
            lambda _renderer, cancel: prepare(around, self._fax_documents, None, self._folder, self._worker, cancel),
        )

    def _fail(self, error: FaxDeskError) -> None:
        sys.stderr.write(f"{error}\n")
        os._exit(1)


def _source(path: Path) -> SourceDocument:
    kind = DocumentType.PDF if path.suffix == ".pdf" else DocumentType.TIFF
    return SourceDocument(str(path), path.name, path, kind, len(page_sizes(path, kind)))


def _drawing(document: SourceDocument, page: int, width: int) -> Job:
    return lambda renderer, cancel: page_picture(renderer.source(document.path, document.type), page, 0, width, cancel)


def _faxing(document: SourceDocument, page: int) -> Job:
    def fax(renderer: PageRenderer, cancel: CancelToken) -> object:
        source = renderer.source(document.path, document.type)
        source.fax_bytes(page, Look(), cancel)
        return fax_picture(source, page, Look(), PAGE, cancel)

    return fax


def main(folder: str, *files: str) -> None:
    """Work on the files."""
    gc.disable()
    application = Application(sys.argv[:1])
    # As the program does.
    sys.setswitchinterval(SWITCH_SECONDS)
    collector = MainThreadGC(application)
    run = Run(Lateness(), Path(folder), [Path(file) for file in files])
    application.exec()
    del run
    collector.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
