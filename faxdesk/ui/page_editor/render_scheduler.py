"""What is drawn and measured of the pages of a fax, in the order in which it is needed on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import QObject, QTimer, Signal

from faxdesk.documents.fax.legibility import MarkKind
from faxdesk.documents.fax.page import WIDTH, place
from faxdesk.ui.backend.page_renderer import PageRenderer, fax_picture, page_picture
from faxdesk.ui.page_editor.forecast import Forecast, MeasuredPage
from faxdesk.ui.page_editor.page_looks import better_look
from faxdesk.ui.page_editor.page_sizes import PageSizes
from faxdesk.ui.page_editor.render_queue import RenderJob, RenderQueue, sizes_job
from faxdesk.ui.page_editor.thumbnail_cache import ThumbnailCache
from faxdesk.ui.widgets.tooltips import reason_text

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from faxdesk.core.arrangement import PageOrder, PageRef, SourceDocument
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.documents.common.paper import PageSize
    from faxdesk.documents.fax.legibility import Mark
    from faxdesk.documents.fax.page import Look, Resolution
    from faxdesk.documents.inspection.page_traits import PageTraits
    from faxdesk.documents.worker.client import Renderer
    from faxdesk.ui.page_editor.page_looks import PageLooks
    from faxdesk.ui.page_editor.render_queue import PageDrawer
    from faxdesk.ui.page_view.scroll_view import Key

T = TypeVar("T")
TELL_MS = 250
"""Milliseconds in which measures are gathered before they are told."""
_POINTS = 72


class Rendition(Enum):
    """How pages are shown: as the documents have them, or as they come out at the other end."""

    ORIGINAL = "original"
    FAX = "fax"


@dataclass(frozen=True, slots=True)
class VisiblePages:
    """Asked for what is on the screen at this moment: small pictures, how wide they are to be, and the current page."""

    thumbnails: Callable[[], Sequence[PageRef]]
    pixels: Callable[[PageRef], int]
    current: Callable[[], PageRef | None]


class RenderScheduler(QObject):
    """Has pages drawn and measured, and tells when something is there."""

    sizes_came = Signal()
    thumbnail_came = Signal(object)
    """The page whose small picture, or the reason why there is none, has come."""
    drawn = Signal(object, object)
    """A key of the page view and its picture."""
    not_drawn = Signal(object, str)
    """A key of the page view, and why there is no picture."""
    measured = Signal()
    marked = Signal(object)
    """The page whose marks have come."""

    def __init__(
        self, sources: Sequence[SourceDocument], looks: PageLooks, backend: PageDrawer, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.page_sizes, self.thumbnails, self.forecast = PageSizes(sources), ThumbnailCache(), Forecast(looks)
        self.shown = Rendition.FAX
        self._looks = looks
        self._page_refs: PageOrder = ()
        self._screen: VisiblePages | None = None
        self._wanted: tuple[Key, int] | None = None
        self._seen: dict[tuple[str, int], PageTraits] = {}
        self._marks: dict[tuple[PageRef, Look], tuple[Mark, ...]] = {}
        self._kinds: dict[tuple[PageRef, Look], tuple[MarkKind, ...]] = {}
        self._unmarked: Iterator[PageRef] = iter(())
        self._untried: Iterator[tuple[PageRef, Look]] = iter(())
        wants = (
            *(self._want_sizes, self._want_page, self._want_thumb, self._want_marks, self._want_measure),
            *(self._want_other_marks, self._want_better_marks),
        )
        self._drawing = RenderQueue(backend, wants, self)
        self._tell = QTimer(self, singleShot=True)
        self._tell.timeout.connect(self.measured)

    def watch(self, screen: VisiblePages) -> None:
        """Draw what is on this screen first."""
        self._screen = screen

    def set_page_refs(self, page_refs: PageOrder) -> None:
        """Take the pages of the fax; also to be called where their looks have changed."""
        self._page_refs = page_refs
        self.forecast.set_page_refs(page_refs)
        self._unmarked, self._untried = iter(page_refs), self._better(page_refs)
        self.look()

    def look(self) -> None:
        """Something else may have come onto the screen."""
        self._drawing.look()

    def tell_soon(self) -> None:
        """Tell what is measured, apart from what is being done now: with many pages each takes some milliseconds."""
        self._tell.start(0)

    def _tell_in_a_while(self) -> None:
        if not self._tell.isActive():
            self._tell.start(TELL_MS)

    def stop(self) -> None:
        """Draw nothing more, and let go of the documents."""
        self._tell.stop()
        paths = [source.path for source in self.page_sizes.sources]

        def let_go(renderer: PageRenderer, _cancel: CancelToken) -> None:
            for path in paths:
                renderer.let_go(path)

        self._drawing.stop(let_go)

    # --------------------------------------------------------------------------------------------- the page view

    def page_size(self, page_ref: PageRef) -> tuple[float, float]:
        """Return width and height in points of a page as it is shown."""
        if self.shown is Rendition.ORIGINAL:
            size = self.page_sizes.size(page_ref)
            return size.width, size.height
        return _on_fax(self.page_sizes.as_read(page_ref), self._looks.resolution, page_ref.turn)

    def key(self, page_ref: PageRef) -> Key:
        """Return what tells the picture of a page from others."""
        return (page_ref, None if self.shown is Rendition.ORIGINAL else self._looks.of(page_ref))

    def want(self, key: Key, width: int) -> None:
        """Draw a page of the view `width` pixels wide before anything else."""
        self._wanted = key, width
        self.look()

    def _want_page(self) -> RenderJob | None:
        if self._wanted is None:
            return None
        (key, width), self._wanted = self._wanted, None
        page_ref, look = cast("tuple[PageRef, Look | None]", key)

        def draw(source: Renderer, cancel: CancelToken) -> QImage:
            if look is None:
                return page_picture(source, page_ref.page, page_ref.turn, width, cancel)
            return fax_picture(source, page_ref.page, look, width, cancel)

        def failed(error: FaxDeskError) -> None:
            self.not_drawn.emit(key, reason_text(error))

        return self._job(page_ref, draw, partial(self.drawn.emit, key), failed)

    # ------------------------------------------------------------------------------------------ what else is wanted

    def _job(
        self,
        page_ref: PageRef,
        work: Callable[[Renderer, CancelToken], T],
        done: Callable[[T], None],
        failed: Callable[[FaxDeskError], None],
    ) -> RenderJob:
        source = self.page_sizes.source(page_ref)

        def do(renderer: PageRenderer, cancel: CancelToken) -> T:
            return work(renderer.source(source.path, source.type, source.name), cancel)

        return RenderJob(do, done, failed)

    def _want_sizes(self) -> RenderJob | None:
        source = self.page_sizes.unknown(self._page_refs)
        if source is None:
            return None

        def done(found: tuple[PageSize, ...]) -> None:
            self.page_sizes.put(source, found)
            self.sizes_came.emit()

        return sizes_job(source, done)

    def _want_thumb(self) -> RenderJob | None:
        screen = self._screen
        if screen is None:
            return None
        for page_ref in screen.thumbnails():
            width = screen.pixels(page_ref)
            if self.thumbnails.lacks(page_ref, width):
                return self._thumb_job(page_ref, width, screen)
        return None

    def _thumb_job(self, page_ref: PageRef, width: int, screen: VisiblePages) -> RenderJob:
        def done(picture: QImage) -> None:
            self.thumbnails.put(page_ref, picture, screen.thumbnails())
            self.thumbnail_came.emit(page_ref)

        def failed(error: FaxDeskError) -> None:
            self.thumbnails.fail(page_ref, reason_text(error))
            self.thumbnail_came.emit(page_ref)

        return self._job(
            page_ref, lambda source, cancel: page_picture(source, page_ref.page, 0, width, cancel), done, failed
        )

    def _want_measure(self) -> RenderJob | None:
        found = self.forecast.next()
        if found is None:
            return None
        page_ref, look = found
        seen = self._seen.get((page_ref.document, page_ref.page))

        def measure(source: Renderer, cancel: CancelToken) -> MeasuredPage:
            size = source.fax_bytes(page_ref.page, look, cancel)
            return MeasuredPage(size, seen or source.traits(page_ref.page, cancel))

        def done(measured: MeasuredPage | None) -> None:
            self.forecast.put(page_ref, look, measured)
            if measured is not None:
                self._seen[page_ref.document, page_ref.page] = measured.traits
            self._tell_in_a_while()

        return self._job(page_ref, measure, done, lambda _error: done(None))

    # --------------------------------------------------------------------------------------------------- marks

    def marks(self, page_ref: PageRef) -> tuple[Mark, ...] | None:
        """Return what will be hard to read on a page, None where that is not known yet."""
        return self._marks.get((page_ref, self._looks.of(page_ref)))

    def mark_kinds(self, page_ref: PageRef) -> tuple[MarkKind, ...]:
        """Return what is known to be hard to read on a page, each kind once and in their order."""
        return self._kinds.get((page_ref, self._looks.of(page_ref)), ())

    @property
    def all_marked(self) -> bool:
        """True where it is known of every page what will be hard to read on it, and whether another look helps."""
        known = all(self.marks(page_ref) is not None for page_ref in self._page_refs)
        return known and next(self._better(self._page_refs), None) is None

    def helps(self, page_ref: PageRef, kind: MarkKind) -> bool:
        """Return True where it is known that the look for that leaves nothing of a kind that is marked on a page."""
        better = self._kinds.get((page_ref, better_look(kind, self._looks.of(page_ref))))
        return better is not None and kind not in better

    def _better(self, page_refs: PageOrder) -> Iterator[tuple[PageRef, Look]]:
        """Yield marked pages with the looks that may help them; to be asked when all marks are known."""
        for page_ref in page_refs:
            for kind in self.mark_kinds(page_ref):
                look = better_look(kind, self._looks.of(page_ref))
                if (page_ref, look) not in self._marks:
                    yield page_ref, look

    def _want_marks(self) -> RenderJob | None:
        page_ref = self._screen.current() if self._screen is not None else None
        if page_ref is None or self.marks(page_ref) is not None:
            return None
        return self._marks_job(page_ref, self._looks.of(page_ref))

    def _want_other_marks(self) -> RenderJob | None:
        page_ref = next((one for one in self._unmarked if self.marks(one) is None), None)
        return None if page_ref is None else self._marks_job(page_ref, self._looks.of(page_ref))

    def _want_better_marks(self) -> RenderJob | None:
        found = next(self._untried, None)
        return None if found is None else self._marks_job(*found)

    def _marks_job(self, page_ref: PageRef, look: Look) -> RenderJob:
        def done(found: tuple[Mark, ...]) -> None:
            self._marks[page_ref, look] = found
            kinds = {mark.kind for mark in found}
            self._kinds[page_ref, look] = tuple(kind for kind in MarkKind if kind in kinds)
            self.marked.emit(page_ref)
            self._tell_in_a_while()

        return self._job(
            page_ref, lambda source, cancel: source.marks(page_ref.page, look, cancel), done, lambda _error: done(())
        )


@lru_cache(maxsize=256)
def _on_fax(size: PageSize, resolution: Resolution, turn: int) -> tuple[float, float]:
    """Return width and height in points of a page of `size` as it is faxed. Most documents have few sizes of pages."""
    lines = place(size, resolution, turn).height
    return WIDTH / resolution.across * _POINTS, lines / resolution.down * _POINTS
