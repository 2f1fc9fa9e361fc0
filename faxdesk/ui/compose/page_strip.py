"""The pages of the fax in small, under its documents: moved by dragging, with other documents dropped between them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from faxdesk.ui.backend.page_renderer import page_picture
from faxdesk.ui.page_editor.page_model import PagesModel
from faxdesk.ui.page_editor.page_sizes import PageSizes
from faxdesk.ui.page_editor.render_queue import RenderJob, RenderQueue, sizes_job
from faxdesk.ui.page_editor.thumbnail_cache import ThumbnailCache
from faxdesk.ui.page_editor.thumbnail_delegate import ThumbnailDelegate
from faxdesk.ui.page_editor.thumbnail_strip import ThumbnailStrip
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.tooltips import reason_text

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QKeyEvent, QShowEvent

    from faxdesk.core.arrangement import PageRef, SourceDocument
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.documents.common.paper import PageSize
    from faxdesk.ui.backend.page_renderer import PageRenderer
    from faxdesk.ui.compose.page_arrangement import PageArrangement
    from faxdesk.ui.page_editor.render_queue import PageDrawer

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PageStrip(ThumbnailStrip):
    """Draws the pages that are on the screen, and follows an arrangement. A double click or Enter wants them large."""

    opened = Signal()

    def __init__(self, backend: PageDrawer, arrangement: PageArrangement, parent: QWidget) -> None:
        self._arrangement = arrangement
        self._sizes, self._thumbnails = PageSizes(()), ThumbnailCache()
        self._drawn = ThumbnailDelegate(self._sizes, self._thumbnails, parent, tokens.PAGE_STRIP)
        self._shown = PagesModel(self._sizes, self._thumbnails, parent)
        super().__init__(self._shown, self._drawn, parent)
        lead_to_help(self, HelpSubject.PAGES)
        self.takes_files = True
        # Around the pages, too: it is one field with them.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._renders = RenderQueue(backend, [self._want_sizes, self._want_picture], self)
        self.scrolled.connect(self._renders.look)
        self.doubleClicked.connect(self.opened)

    def renew(self) -> None:
        """The documents or their pages have changed."""
        self._sizes.follow(self._arrangement.documents)
        self._shown.set_page_refs(self._arrangement.page_refs)
        self._renders.look()

    def showEvent(self, event: QShowEvent) -> None:
        """There is room for the pages again: nothing was drawn without."""
        super().showEvent(event)
        self._renders.look()

    def stop(self) -> None:
        """Draw nothing more, and let go of the documents."""
        paths = [document.path for document in self._arrangement.documents]

        def let_go(renderer: PageRenderer, _cancel: CancelToken) -> None:
            for path in paths:
                renderer.let_go(path)

        self._renders.stop(let_go)

    def sizeHint(self) -> QSize:
        """One line of pages."""
        return QSize(super().sizeHint().width(), self.gridSize().height() + tokens.SPACE_XS + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        """Nothing: it is hidden where there is no room for it."""
        return QSize(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter wants the pages large."""
        if event.key() in _ENTER:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------------------------------------- drawing

    def _want_sizes(self) -> RenderJob | None:
        source = self._sizes.unknown(self._arrangement.page_refs) if self.isVisible() else None
        if source is None:
            return None
        return sizes_job(source, partial(self._put_sizes, source))

    def _put_sizes(self, source: SourceDocument, sizes: tuple[PageSize, ...]) -> None:
        self._sizes.put(source, sizes)
        self._shown.refresh()

    def _want_picture(self) -> RenderJob | None:
        known = {document.key for document in self._arrangement.documents}
        for page_ref in self.visible_page_refs():
            width = self._drawn.pixels(page_ref, self.devicePixelRatioF()) if page_ref.document in known else 0
            if width and self._thumbnails.lacks(page_ref, width):
                return self._picture_job(page_ref, width)
        return None

    def _picture_job(self, page_ref: PageRef, width: int) -> RenderJob:
        source = self._sizes.source(page_ref)

        def draw(renderer: PageRenderer, cancel: CancelToken) -> QImage:
            return page_picture(renderer.source(source.path, source.type, source.name), page_ref.page, 0, width, cancel)

        def done(picture: QImage) -> None:
            self._thumbnails.put(page_ref, picture, self.visible_page_refs())
            self._shown.touch(page_ref)

        def failed(error: FaxDeskError) -> None:
            self._thumbnails.fail(page_ref, reason_text(error))
            self._shown.touch(page_ref)

        return RenderJob(draw, done, failed)
