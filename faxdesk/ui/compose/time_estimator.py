"""How much a new fax is: a few of its pages are measured while nobody waits for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from faxdesk.documents.fax.duration import sample

if TYPE_CHECKING:
    from faxdesk.core.arrangement import PageRef
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.documents.fax.page import Look
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.backend.page_renderer import PageRenderer
    from faxdesk.ui.compose.page_arrangement import PageArrangement
    from faxdesk.ui.page_editor.forecast import FaxForecast, Forecast, MeasuredPage
    from faxdesk.ui.page_editor.render_queue import RenderJob, RenderQueue

REST_MS = 500
"""Milliseconds without a change before pages are measured: who drops one file after the other is not done yet."""


class TimeEstimator(QObject):
    """Says how long the pages are on the line. `changed` is sent as the estimate becomes better."""

    changed = Signal()

    def __init__(self, backend: Backend, arrangement: PageArrangement, parent: QObject) -> None:
        super().__init__(parent)
        self._backend, self._arrangement = backend, arrangement
        self._forecast: Forecast | None = None
        self._renders: RenderQueue | None = None
        self._left = 0
        self._rest = QTimer(self, singleShot=True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._begin)

    def renew(self) -> None:
        """The pages or their looks may have changed."""
        if self._forecast is not None:
            self._forecast.set_page_refs(self._arrangement.page_refs)
        if self._arrangement.page_refs:
            self._rest.start()

    def forecast(self, *, cover: bool) -> FaxForecast | None:
        """Return what is known of the fax, None as long as no page of it has been measured."""
        if self._forecast is None:
            return None
        forecast = self._forecast.fax_forecast(cover=cover)
        return forecast if forecast.measured else None

    def stop(self) -> None:
        """Measure nothing more, and let go of the documents."""
        self._rest.stop()
        paths = [document.path for document in self._arrangement.documents]
        if self._renders is not None:

            def let_go(renderer: PageRenderer, _cancel: CancelToken) -> None:
                for path in paths:
                    renderer.let_go(path)

            self._renders.stop(let_go)

    def _begin(self) -> None:
        from faxdesk.ui.page_editor.forecast import Forecast
        from faxdesk.ui.page_editor.render_queue import RenderQueue

        if self._forecast is None:
            self._forecast = Forecast(self._arrangement.looks)
            self._renders = RenderQueue(self._backend, [self._want], self)
        self._forecast.set_page_refs(self._arrangement.page_refs)
        # The first that a forecast wants are those that stand for all.
        self._left = len(sample(len(self._arrangement.page_refs))) if self._arrangement.page_refs else 0
        if self._renders is not None:
            self._renders.look()

    def _want(self) -> RenderJob | None:
        found = self._forecast.next() if self._forecast is not None and self._left else None
        if found is None:
            return None
        self._left -= 1
        return self._job(*found)

    def _job(self, page_ref: PageRef, look: Look) -> RenderJob:
        from faxdesk.ui.page_editor.forecast import MeasuredPage
        from faxdesk.ui.page_editor.render_queue import RenderJob

        document, forecast = self._arrangement.document(page_ref.document), self._forecast

        def measure(renderer: PageRenderer, cancel: CancelToken) -> MeasuredPage:
            source = renderer.source(document.path, document.type, document.name)
            return MeasuredPage(source.fax_bytes(page_ref.page, look, cancel), source.traits(page_ref.page, cancel))

        def done(measured: MeasuredPage | None) -> None:
            if forecast is not None:
                forecast.put(page_ref, look, measured)
                self.changed.emit()

        return RenderJob(measure, done, lambda _error: done(None))
