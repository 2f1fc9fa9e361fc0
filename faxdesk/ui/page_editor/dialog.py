"""The window "Pages": the pages of a fax before it is sent, put in order, looked at and mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from faxdesk.ui.page_editor.checklist import ChecklistBox, MarksBox
from faxdesk.ui.page_editor.controller import PageEditorController
from faxdesk.ui.page_editor.fax_view import FaxView
from faxdesk.ui.page_editor.forecast import PageIssue
from faxdesk.ui.page_editor.mark_regions import regions_of
from faxdesk.ui.page_editor.options_panel import RenderingBox, SendingBox
from faxdesk.ui.page_editor.page_model import PagesModel
from faxdesk.ui.page_editor.render_scheduler import RenderScheduler, Rendition, VisiblePages
from faxdesk.ui.page_editor.texts import note_text
from faxdesk.ui.page_editor.thumbnail_delegate import ThumbnailDelegate
from faxdesk.ui.page_editor.thumbnail_strip import ThumbnailStrip
from faxdesk.ui.page_editor.toolbar import PageToolbar
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.dialog_buttons import standard_buttons
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage

    from faxdesk.core.arrangement import History, PageRef, SourceDocument
    from faxdesk.documents.fax.dithering import Tone
    from faxdesk.documents.fax.enhancement import Enhancements
    from faxdesk.documents.fax.page import Resolution
    from faxdesk.ui.page_editor.fax_view import Region
    from faxdesk.ui.page_editor.page_looks import PageLooks
    from faxdesk.ui.page_editor.render_queue import PageDrawer
    from faxdesk.ui.page_view.scroll_view import Key


class PagesDialog(QDialog):
    """Shows the pages of a new fax. What is done there is done at once to `history` and `looks`, and can be undone.

    `sources` are the documents that the pages of `history` are from; `cover` says whether a cover page comes before
    them. `backend` draws the pages.
    """

    changed = Signal()
    """Pages, their order or their looks have changed."""

    def __init__(
        self,
        sources: Sequence[SourceDocument],
        history: History,
        looks: PageLooks,
        backend: PageDrawer,
        parent: QWidget | None = None,
        *,
        cover: bool = False,
    ) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.PAGES)
        self._history, self._looks, self._cover = history, looks, cover
        self._controller = PageEditorController(history, looks, self)
        self._syncing = False
        self.setWindowTitle(self.tr("Pages"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._scheduler = RenderScheduler(sources, looks, backend, self)
        self._delegate = ThumbnailDelegate(self._scheduler.page_sizes, self._scheduler.thumbnails, self)
        self._model = PagesModel(self._scheduler.page_sizes, self._scheduler.thumbnails, self)
        self._strip = ThumbnailStrip(self._model, self._delegate, self)
        self._view = FaxView(self)
        self._none = QLabel(self.tr("There are no pages left. Undo brings them back."), self)
        self._rendering, self._sending = RenderingBox(self), SendingBox(self)
        self._checklist, self._marks = ChecklistBox(self), MarksBox(self)
        self._toolbar = PageToolbar(self._view, self)
        self._lay_out()
        self._connect()
        self._scheduler.watch(VisiblePages(self._strip.visible_page_refs, self._pixels, self._current))
        self._toolbar.show_as(self._scheduler.shown, looks.resolution)
        self._sending.show_choice(prepared=looks.send_prepared)
        self._show_arrangement({0} if history.page_refs else set())
        self.resize(self.sizeHint())
        self._strip.setFocus()

    # --------------------------------------------------------------------------------------------------- layout

    def _lay_out(self) -> None:
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setWordWrap(True)
        side = QWidget(self)
        boxes = QVBoxLayout(side)
        for box in (self._rendering, self._sending, self._checklist, self._marks):
            boxes.addWidget(box)
        boxes.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(side)
        scroll.setFixedWidth(side.sizeHint().width() + scroll.verticalScrollBar().sizeHint().width())
        split = QSplitter(self)
        split.setChildrenCollapsible(False)
        for at, widget in enumerate((self._strip, self._view, self._none, scroll)):
            split.addWidget(widget)
            split.setStretchFactor(at, 1 if widget in (self._view, self._none) else 0)
        buttons = standard_buttons(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        for button in buttons.buttons():
            button.setProperty("autoDefault", False)
        layout = QVBoxLayout(self)
        layout.addWidget(self._toolbar)
        layout.addWidget(split, 1)
        layout.addWidget(buttons)

    def sizeHint(self) -> QSize:
        """Room for a whole page, within the screen."""
        room, (wide, high) = self.screen().availableSize(), tokens.PAGES_DIALOG
        return QSize(min(wide, room.width() * 95 // 100), min(high, room.height() * 9 // 10))

    def _connect(self) -> None:
        toolbar, strip, scheduler = self._toolbar, self._strip, self._scheduler
        toolbar.undo.triggered.connect(self._undo)
        toolbar.redo.triggered.connect(self._redo)
        toolbar.left.triggered.connect(self._turn_left)
        toolbar.right.triggered.connect(self._turn_right)
        toolbar.remove.triggered.connect(self._remove)
        toolbar.shown_chosen.connect(self._show_as)
        toolbar.row_wanted.connect(self._go_to)
        self._controller.arranged.connect(self._show_arrangement)
        self._controller.rendering_changed.connect(self._preview)
        self._controller.changed.connect(self.changed)
        strip.moved.connect(self._move)
        strip.scrolled.connect(scheduler.look)
        strip.chosen.connect(self._follow_strip)
        self._view.page_changed.connect(self._follow_view)
        self._view.wanted.connect(scheduler.want)
        scheduler.drawn.connect(self._show_picture)
        scheduler.not_drawn.connect(self._view.show_fault)
        scheduler.sizes_came.connect(self._show_sizes)
        scheduler.thumbnail_came.connect(self._model.touch)
        scheduler.measured.connect(self._show_measures)
        scheduler.marked.connect(self._show_marks)
        self._rendering.tone_chosen.connect(self._set_tone)
        self._rendering.improve_chosen.connect(self._improve)
        self._rendering.all_wanted.connect(self._same_for_all)
        self._sending.chosen.connect(self._send_prepared)
        self._checklist.remedy_wanted.connect(self._mend)
        self._marks.chosen.connect(self._choose_mark)

    def done(self, result: int) -> None:
        """Let go of the documents."""
        self._scheduler.stop()
        super().done(result)

    # ------------------------------------------------------------------------------------------- which page it is

    def _current(self) -> PageRef | None:
        row = self._strip.row
        return self._controller.page_refs[row] if 0 <= row < len(self._controller.page_refs) else None

    def _chosen(self) -> list[int]:
        """Return the rows that something is done to: those chosen, or else the current one."""
        return self._strip.rows() or ([self._strip.row] if self._current() is not None else [])

    def _pixels(self, page_ref: PageRef) -> int:
        return self._delegate.pixels(page_ref, self.devicePixelRatioF())

    def _go_to(self, row: int) -> None:
        self._strip.choose({row})

    def _follow_strip(self) -> None:
        if self._syncing:
            return
        self._syncing = True
        row = self._strip.row
        if row >= 0 and row != self._view.page:
            self._view.go_to(row)
        self._syncing = False
        self._show_choice()
        self._scheduler.look()

    def _follow_view(self, page: int) -> None:
        """Scrolling through the page view turns the pages of the strip, unless several are chosen there."""
        if not self._syncing and page >= 0 and len(self._strip.rows()) < 2:
            self._syncing = True
            self._strip.choose({page})
            self._syncing = False
            self._show_choice()
            self._scheduler.look()

    # ---------------------------------------------------------------------------------------------- what is done

    def _move(self, rows: list[int], before: int) -> None:
        self._controller.move(rows, before)

    def _turn_left(self) -> None:
        self._controller.turn(self._chosen(), -90, self._chosen())

    def _turn_right(self) -> None:
        self._controller.turn(self._chosen(), 90, self._chosen())

    def _remove(self) -> None:
        self._controller.remove(self._chosen())

    def _undo(self) -> None:
        self._controller.undo(self._strip.row)

    def _redo(self) -> None:
        self._controller.redo(self._strip.row)

    def _set_tone(self, tone: Tone) -> None:
        self._controller.set_tone(tone, self._chosen())

    def _improve(self, change: Callable[[Enhancements], Enhancements]) -> None:
        self._controller.improve(change, self._chosen())

    def _same_for_all(self) -> None:
        if self._current() is not None:
            self._controller.same_for_all(self._strip.row)

    def _mend(self, issue: PageIssue, rows: list[int]) -> None:
        self._controller.mend(issue, rows, self._chosen())

    def _send_prepared(self, prepared: bool) -> None:
        self._controller.send_prepared(prepared)
        self._show_rendering(changes=True)

    def _show_as(self, shown: Rendition, resolution: Resolution) -> None:
        self._scheduler.shown = shown
        self._show_rendering(changes=self._controller.set_resolution(resolution))

    # --------------------------------------------------------------------------------------------- what is shown

    def _show_arrangement(self, rows: set[int]) -> None:
        """Show the pages as they are now, and choose these rows of them."""
        page_refs = self._controller.page_refs
        self._syncing = True
        self._model.set_page_refs(page_refs)
        self._strip.choose({row for row in rows if row < len(page_refs)})
        self._show_pages()
        self._view.go_to(max(0, self._strip.row))
        self._syncing = False
        self._view.setVisible(bool(page_refs))
        self._none.setVisible(not page_refs)
        self._toolbar.offer(self._history)
        self._scheduler.set_page_refs(page_refs)
        self._show_choice()
        self._scheduler.tell_soon()

    def _show_pages(self) -> None:
        page_refs, scheduler = self._controller.page_refs, self._scheduler
        self._view.set_pages(
            [scheduler.page_size(page_ref) for page_ref in page_refs],
            [scheduler.key(page_ref) for page_ref in page_refs],
        )

    def _preview(self) -> None:
        """Show what was changed about the rendering, which is seen on fax pages only."""
        self._scheduler.shown = Rendition.FAX
        self._toolbar.show_as(self._scheduler.shown, self._looks.resolution)
        self._show_rendering(changes=True)

    def _show_rendering(self, *, changes: bool) -> None:
        self._sending.show_choice(prepared=self._looks.send_prepared)
        self._syncing = True
        self._show_pages()
        self._syncing = False
        self._scheduler.set_page_refs(self._controller.page_refs)
        self._show_choice()
        if changes:
            self._scheduler.tell_soon()

    # ---------------------------------------------------------------------------------------------- what has come

    def _show_picture(self, key: Key, picture: QImage) -> None:
        self._view.show_picture(key, picture)

    def _show_sizes(self) -> None:
        self._syncing = True
        self._show_pages()
        self._view.go_to(max(0, self._strip.row))
        self._syncing = False
        self._model.refresh()

    def _show_choice(self) -> None:
        rows = self._chosen()
        self._rendering.show_looks(rows, [self._looks.of(page_ref) for page_ref in self._controller.in_rows(rows)])
        self._toolbar.show_row(self._strip.row, len(self._controller.page_refs))
        self._show_page_time()
        self._show_marks()

    def _show_measures(self) -> None:
        forecast, page_refs = self._scheduler.forecast, self._controller.page_refs
        issues = forecast.issues()
        rows: dict[PageIssue, list[int]] = {}
        for row, page_ref in enumerate(page_refs):
            for issue in issues.get(page_ref, ()):
                rows.setdefault(issue, []).append(row)
        self._model.set_notes({page_ref: tuple(map(note_text, found)) for page_ref, found in issues.items()})
        self._checklist.show_forecast(forecast.fax_forecast(cover=self._cover), cover=self._cover)
        saved = forecast.gains(self._controller.in_rows(rows.get(PageIssue.SLOW, [])))
        self._checklist.show_issues(rows, saved, prepared=self._looks.send_prepared)
        self._show_page_time()

    def _show_page_time(self) -> None:
        page_ref = self._current()
        if page_ref is None:
            self._checklist.show_page(-1, None)
        else:
            seconds, fit = self._scheduler.forecast.seconds(page_ref), self._scheduler.page_sizes.fit(page_ref)
            self._checklist.show_page(self._strip.row, seconds, fit)

    # ------------------------------------------------------------------------------------------------------ marks

    def _show_marks(self) -> None:
        page_ref, row = self._current(), self._strip.row
        found = self._scheduler.marks(page_ref) if page_ref is not None else None
        size = self._scheduler.page_sizes.as_read(page_ref) if page_ref is not None else None
        regions: list[Region] | None = None
        if found is not None and page_ref is not None and size is not None:
            look = self._looks.of(page_ref) if self._scheduler.shown is Rendition.FAX else None
            regions = regions_of(found, size, page_ref.turn, look)
        self._view.set_regions({row: regions} if regions else {})
        self._marks.show_regions(row, regions)

    def _choose_mark(self, region: Region | None) -> None:
        self._view.choose(self._strip.row, region)
