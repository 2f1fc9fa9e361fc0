"""The window "Pages": the pages of a fax before it is sent, put in order, looked at and mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from faxdesk.core.arrangement import moved, turned, without
from faxdesk.documents.fax.dithering import Tone
from faxdesk.ui.page_editor.checklist import ChecklistBox, MarksBox
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

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from faxdesk.core.arrangement import History, PageOrder, PageRef, SourceDocument
    from faxdesk.documents.fax.enhancement import Improve
    from faxdesk.documents.fax.page import Resolution
    from faxdesk.ui.page_editor.fax_view import Region
    from faxdesk.ui.page_editor.page_looks import PageLooks
    from faxdesk.ui.page_editor.render_queue import PageDrawer
    from faxdesk.ui.page_view.scroll_view import Key


class PagesDialog(QDialog):
    """Shows the pages of a new fax. What is done there is done at once to `history` and `looks`, and can be undone.

    `papers` are the documents that the leaves of `history` are from; `cover` says whether a cover page comes before
    them. `backend` draws the pages.
    """

    changed = Signal()
    """Pages, their order or their looks have changed."""

    def __init__(
        self,
        papers: Sequence[SourceDocument],
        history: History,
        looks: PageLooks,
        backend: PageDrawer,
        parent: QWidget | None = None,
        *,
        cover: bool = False,
    ) -> None:
        super().__init__(parent)
        self._history, self._looks, self._cover = history, looks, cover
        self._syncing = False
        self.setWindowTitle(self.tr("Pages"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._scheduler = RenderScheduler(papers, looks, backend, self)
        self._cells = ThumbnailDelegate(self._scheduler.sheets, self._scheduler.thumbs, self)
        self._model = PagesModel(self._scheduler.sheets, self._scheduler.thumbs, self)
        self._strip = ThumbnailStrip(self._model, self._cells, self)
        self._view = FaxView(self)
        self._none = QLabel(self.tr("There are no pages left. Undo brings them back."), self)
        self._look, self._send = RenderingBox(self), SendingBox(self)
        self._before, self._marks = ChecklistBox(self), MarksBox(self)
        self._tools = PageToolbar(self._view, self)
        self._lay_out()
        self._connect()
        self._scheduler.watch(VisiblePages(self._strip.visible_leaves, self._pixels, self._current))
        self._tools.show_as(self._scheduler.shown, looks.resolution)
        self._send.show_choice(prepared=looks.send_prepared)
        self._take({0} if history.page_refs else set())
        self.resize(self.sizeHint())
        self._strip.setFocus()

    # --------------------------------------------------------------------------------------------------- layout

    def _lay_out(self) -> None:
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setWordWrap(True)
        side = QWidget(self)
        boxes = QVBoxLayout(side)
        for box in (self._look, self._send, self._before, self._marks):
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
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        for button in buttons.buttons():
            button.setProperty("autoDefault", False)
            # The style's own picture stays black in dark windows.
            button.setIcon(QIcon())
        layout = QVBoxLayout(self)
        layout.addWidget(self._tools)
        layout.addWidget(split, 1)
        layout.addWidget(buttons)

    def sizeHint(self) -> QSize:
        """Room for a whole page, within the screen."""
        room = self.screen().availableSize()
        return QSize(min(1200, room.width() * 95 // 100), min(900, room.height() * 9 // 10))

    def _connect(self) -> None:
        tools, strip, scheduler = self._tools, self._strip, self._scheduler
        tools.undo.triggered.connect(self._undo)
        tools.redo.triggered.connect(self._redo)
        tools.left.triggered.connect(self._turn_left)
        tools.right.triggered.connect(self._turn_right)
        tools.remove.triggered.connect(self._remove)
        tools.shown_chosen.connect(self._show_as)
        tools.row_wanted.connect(self._go_to)
        strip.moved.connect(self._move)
        strip.scrolled.connect(scheduler.look)
        strip.chosen.connect(self._follow_strip)
        self._view.page_changed.connect(self._follow_view)
        self._view.wanted.connect(scheduler.want)
        scheduler.drawn.connect(self._show_picture)
        scheduler.not_drawn.connect(self._view.show_fault)
        scheduler.sizes_came.connect(self._show_sizes)
        scheduler.thumb_came.connect(self._model.touch)
        scheduler.measured.connect(self._show_measures)
        scheduler.marked.connect(self._show_marks)
        self._look.tone_chosen.connect(self._set_tone)
        self._look.improve_chosen.connect(self._improve)
        self._look.all_wanted.connect(self._same_for_all)
        self._send.chosen.connect(self._prepare)
        self._before.mend_wanted.connect(self._mend)
        self._marks.chosen.connect(self._choose_mark)

    def done(self, result: int) -> None:
        """Let go of the documents."""
        self._scheduler.stop()
        super().done(result)

    # ------------------------------------------------------------------------------------------- which page it is

    def _current(self) -> PageRef | None:
        row = self._strip.row
        return self._history.page_refs[row] if 0 <= row < len(self._history.page_refs) else None

    def _chosen(self) -> list[int]:
        """Return the rows that something is done to: those chosen, or else the current one."""
        return self._strip.rows() or ([self._strip.row] if self._current() is not None else [])

    def _page_refs(self, rows: Sequence[int]) -> list[PageRef]:
        return [self._history.page_refs[row] for row in rows]

    def _pixels(self, page_ref: PageRef) -> int:
        return self._cells.pixels(page_ref, self.devicePixelRatioF())

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

    # ------------------------------------------------------------------------------------------------ arrangement

    def _do(self, page_refs: PageOrder, rows: set[int]) -> None:
        self._history.do(page_refs)
        self._take(rows)
        self.changed.emit()

    def _take(self, rows: set[int]) -> None:
        """Show the leaves as they are now, and choose these rows of them."""
        page_refs = self._history.page_refs
        self._syncing = True
        self._model.set_leaves(page_refs)
        self._strip.choose({row for row in rows if row < len(page_refs)})
        self._show_pages()
        self._view.go_to(max(0, self._strip.row))
        self._syncing = False
        self._view.setVisible(bool(page_refs))
        self._none.setVisible(not page_refs)
        self._tools.offer(self._history)
        self._scheduler.set_leaves(page_refs)
        self._show_choice()
        self._scheduler.tell_soon()

    def _show_pages(self) -> None:
        page_refs, scheduler = self._history.page_refs, self._scheduler
        self._view.set_pages(
            [scheduler.page_size(page_ref) for page_ref in page_refs],
            [scheduler.key(page_ref) for page_ref in page_refs],
        )

    def _move(self, rows: list[int], before: int) -> None:
        page_refs = moved(self._history.page_refs, rows, before)
        first = before - sum(row < before for row in rows)
        self._do(page_refs, set(range(first, first + len(rows))))

    def _turn_left(self) -> None:
        self._turn(self._chosen(), -90)

    def _turn_right(self) -> None:
        self._turn(self._chosen(), 90)

    def _turn(self, rows: Sequence[int], degrees: int) -> None:
        chosen = set(self._chosen())
        self._do(turned(self._history.page_refs, rows, degrees), chosen)

    def _remove(self) -> None:
        self._remove_rows(self._chosen())

    def _remove_rows(self, rows: Sequence[int]) -> None:
        if not rows:
            return
        page_refs = without(self._history.page_refs, rows)
        # The page that followed the first of them, so that the keyboard goes on from there.
        self._do(page_refs, {min(rows[0], len(page_refs) - 1)} if page_refs else set())

    def _undo(self) -> None:
        self._step(self._history.undo)

    def _redo(self) -> None:
        self._step(self._history.redo)

    def _step(self, step: Callable[[], PageOrder]) -> None:
        before = self._history.page_refs
        after = step()
        # What has come back, or has another place or turn, is what one wants to see.
        rows = {row for row, page_ref in enumerate(after) if row >= len(before) or page_ref != before[row]}
        known = set(before)
        back = {row for row in rows if after[row] not in known}
        self._take(back or rows or {min(max(0, self._strip.row), len(after) - 1)} if after else set())
        self.changed.emit()

    # ------------------------------------------------------------------------------------------------------ looks

    def _show_as(self, shown: Rendition, resolution: Resolution) -> None:
        changes = resolution is not self._looks.resolution
        self._scheduler.shown, self._looks.resolution = shown, resolution
        self._show_looks(changes=changes)

    def _set_tone(self, tone: Tone) -> None:
        self._looks.set_tone(tone, self._page_refs(self._chosen()))
        self._preview()

    def _improve(self, change: Callable[[Improve], Improve]) -> None:
        for page_ref in self._page_refs(self._chosen()):
            self._looks.set_improve(change(self._looks.of(page_ref).improve), [page_ref])
        self._preview()

    def _same_for_all(self) -> None:
        if (page_ref := self._current()) is not None:
            look = self._looks.of(page_ref)
            self._looks.set_tone(look.tone)
            self._looks.set_improve(look.improve)
            self._preview()

    def _preview(self) -> None:
        """Looks are seen on fax pages only."""
        self._scheduler.shown = Rendition.FAX
        self._tools.show_as(self._scheduler.shown, self._looks.resolution)
        self._show_looks(changes=True)

    def _prepare(self, prepared: bool) -> None:
        self._looks.send_prepared = prepared
        self._send.show_choice(prepared=prepared)
        self._show_looks(changes=True)

    def _show_looks(self, *, changes: bool) -> None:
        self._syncing = True
        self._show_pages()
        self._syncing = False
        self._scheduler.set_leaves(self._history.page_refs)
        self._show_choice()
        if changes:
            self._scheduler.tell_soon()
            self.changed.emit()

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
        self._look.show_looks(rows, [self._looks.of(page_ref) for page_ref in self._page_refs(rows)])
        self._tools.show_row(self._strip.row, len(self._history.page_refs))
        self._show_page_time()
        self._show_marks()

    def _show_measures(self) -> None:
        forecast, page_refs = self._scheduler.forecast, self._history.page_refs
        faults = forecast.faults()
        rows: dict[PageIssue, list[int]] = {}
        for row, page_ref in enumerate(page_refs):
            if page_ref in faults:
                rows.setdefault(faults[page_ref], []).append(row)
        self._model.set_notes({page_ref: (note_text(fault),) for page_ref, fault in faults.items()})
        self._before.show_outlook(forecast.outlook(cover=self._cover), cover=self._cover)
        saved = forecast.gains(self._page_refs(rows.get(PageIssue.SLOW, [])))
        self._before.show_faults(rows, saved, prepared=self._looks.send_prepared)
        self._show_page_time()

    def _show_page_time(self) -> None:
        page_ref = self._current()
        if page_ref is None:
            self._before.show_page(-1, None)
        else:
            seconds, across = self._scheduler.forecast.seconds(page_ref), self._scheduler.sheets.lies_across(page_ref)
            self._before.show_page(self._strip.row, seconds, across=across)

    def _mend(self, fault: PageIssue, rows: list[int]) -> None:
        if fault is PageIssue.SLOW:
            self._looks.set_tone(Tone.TEXT, self._page_refs(rows))
            self._looks.send_prepared = True
            self._send.show_choice(prepared=True)
            self._preview()
        elif fault is PageIssue.SIDEWAYS:
            self._turn(rows, 90)
        else:
            self._remove_rows(rows)

    # ------------------------------------------------------------------------------------------------------ marks

    def _show_marks(self) -> None:
        page_ref, row = self._current(), self._strip.row
        found = self._scheduler.marks(page_ref) if page_ref is not None else None
        size = self._scheduler.sheets.as_read(page_ref) if page_ref is not None else None
        regions: list[Region] | None = None
        if found is not None and page_ref is not None and size is not None:
            look = self._looks.of(page_ref) if self._scheduler.shown is Rendition.FAX else None
            regions = regions_of(found, size, page_ref.turn, look)
        self._view.set_regions({row: regions} if regions else {})
        self._marks.show_regions(row, regions)

    def _choose_mark(self, region: Region | None) -> None:
        self._view.choose(self._strip.row, region)
