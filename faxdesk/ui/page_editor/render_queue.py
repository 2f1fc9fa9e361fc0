"""What is drawn next: one job at a time, the most wanted first, so that what is on the screen never waits long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject

from faxdesk.core.errors import InputRefused, in_words

if TYPE_CHECKING:
    from faxdesk.core.arrangement import SourceDocument
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.documents.common.paper import PageSize
    from faxdesk.ui.backend.page_renderer import PageRenderer

T = TypeVar("T")


class PageDrawer(Protocol):
    """What a `Backend` offers to whoever wants pages drawn."""

    def with_pages(
        self,
        owner: QObject,
        job: Callable[[PageRenderer, CancelToken], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[FaxDeskError], None] | None = None,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class RenderJob:
    """Something to be drawn or measured in the thread of the renderer, and who gets the result in the main thread."""

    work: Callable[[PageRenderer, CancelToken], Any]
    done: Callable[[Any], None]
    failed: Callable[[FaxDeskError], None]


def sizes_job(source: SourceDocument, done: Callable[[tuple[PageSize, ...]], None]) -> RenderJob:
    """Return the job that measures the pages of a document. Of one that cannot be read there are none."""

    def measure(renderer: PageRenderer, _cancel: CancelToken) -> tuple[PageSize, ...]:
        try:
            return renderer.source(source.path, source.type, source.name).sizes
        except InputRefused:
            # Each page will say why, where it would be.
            return ()

    return RenderJob(measure, done, lambda _error: done(()))


Wants = Callable[[], RenderJob | None]
"""Returns what is wanted most at this moment, None for nothing."""


class RenderQueue(QObject):
    """Has one job done after the other, each asked for when the one before has ended: nothing is drawn in vain."""

    def __init__(self, backend: PageDrawer, wants: Sequence[Wants], parent: QObject) -> None:
        super().__init__(parent)
        self._backend = backend
        self._wants = wants
        self._job: RenderJob | None = None
        self._over = False

    @property
    def busy(self) -> bool:
        """True while something is being drawn."""
        return self._job is not None

    def look(self) -> None:
        """Something else may be wanted now."""
        if self._over or self._job is not None:
            return
        self._job = next((job for want in self._wants if (job := want()) is not None), None)
        if self._job is not None:
            self._backend.with_pages(self, self._job.work, self._done, self._failed)

    def stop(self, last: Callable[[PageRenderer, CancelToken], Any]) -> None:
        """Have nothing more drawn, and do something in its thread at the end; its result is dropped."""
        self._over = True
        self._backend.with_pages(self, last)

    def _done(self, result: object) -> None:
        if (job := self._ended()) is not None:
            try:
                job.done(result)
            except BaseException as error:
                # Else it would be wanted again at once, and fail again.
                job.failed(in_words(error))
                raise
            finally:
                self.look()

    def _failed(self, error: FaxDeskError) -> None:
        if (job := self._ended()) is not None:
            try:
                job.failed(error)
            finally:
                self.look()

    def _ended(self) -> RenderJob | None:
        job, self._job = self._job, None
        return None if self._over else job
