"""The window "Pages": the pages of a fax before it is sent, put in order, looked at and mended."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from faxdesk.documents.fax.legibility import MarkKind
from faxdesk.ui.page_editor.controller import PageEditorController
from faxdesk.ui.page_editor.fax_view import FaxView
from faxdesk.ui.page_editor.findings import IssueRemedy, MarkRemedy, MarkShowing, issue_lines, mark_lines
from faxdesk.ui.page_editor.findings_list import FindingsList
from faxdesk.ui.page_editor.forecast import PageIssue
from faxdesk.ui.page_editor.mark_regions import regions_of
from faxdesk.ui.page_editor.options_panel import RenderingBox, SendingBox
from faxdesk.ui.page_editor.page_model import PagesModel
from faxdesk.ui.page_editor.render_scheduler import RenderScheduler, Rendition, VisiblePages
from faxdesk.ui.page_editor.texts import note_text
from faxdesk.ui.page_editor.thumbnail_delegate import ThumbnailDelegate
from faxdesk.ui.page_editor.thumbnail_strip import ThumbnailStrip
from faxdesk.ui.page_editor.toolbar import PageToolbar
from faxdesk.ui.page_editor.verdict import FaxVerdict
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.announcer import announce
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.dialog_buttons import standard_buttons
from faxdesk.ui.widgets.drop_target import DropTarget
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from PySide6.QtGui import QImage

    from faxdesk.core.arrangement import History, PageRef, SourceDocument
    from faxdesk.documents.fax.dithering import Tone
    from faxdesk.documents.fax.enhancement import Enhancements
    from faxdesk.documents.fax.page import Resolution
    from faxdesk.documents.intake.intake import Blob
    from faxdesk.ui.page_editor.fax_view import Region
    from faxdesk.ui.page_editor.page_looks import PageLooks
    from faxdesk.ui.page_editor.render_queue import PageDrawer
    from faxdesk.ui.page_view.scroll_view import Key


class PagesDialog(QDialog):
    """Shows the pages of a new fax. What is done there is done at once to `history` and `looks`, and can be undone.

    `sources` are the documents that the pages of `history` are from; `cover` says whether a cover page comes before
    them. `backend` draws the pages. Whoever takes in the documents that come says so with `follow`.
    """

    changed = Signal()
    """Pages, their order or their looks have changed."""
    files_dropped = Signal(tuple, int)
    """Paths and `Blob`s that were dropped or pasted, and the row before which their pages are to be put."""
    files_wanted = Signal(int)
    """Documents are to be asked for, whose pages are to be put before a row."""

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
        self._view = FaxView(self)
        self._toolbar = PageToolbar(self._view, self)
        self._strip = ThumbnailStrip(self._model, self._delegate, self)
        self._none = QLabel(self.tr("There are no pages left. Undo brings them back."), self)
        self._verdict, self._findings = FaxVerdict(self), FindingsList(self, self._view)
        self._rendering, self._sending = RenderingBox(self), SendingBox(self)
        self._note = InlineNote(self)
        self._lay_out()
        self._drops = DropTarget(self, but=[self._strip, self._strip.viewport()])
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
        column = QVBoxLayout(side)
        column.setContentsMargins(tokens.SPACE_M, 0, tokens.SPACE_M, 0)
        column.setSpacing(tokens.SPACE_L)
        for part in (self._verdict, self._findings, self._rendering, self._sending):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(side)
        wide = max(tokens.PAGES_PANEL, side.minimumSizeHint().width())
        scroll.setFixedWidth(wide + scroll.verticalScrollBar().sizeHint().width())
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
        foot = QHBoxLayout()
        foot.addWidget(self._note, 1)
        foot.addWidget(buttons)
        layout.addLayout(foot)
        # The view is older than the bar, and widgets of a splitter go to the end.
        self.setTabOrder(self._strip, self._view)
        self.setTabOrder(self._view, self._rendering.tone)

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
        toolbar.page_wanted.connect(self._go_to)
        self._controller.arranged.connect(self._show_arrangement)
        self._controller.rendering_changed.connect(self._preview)
        self._controller.changed.connect(self.changed)
        toolbar.add.triggered.connect(self._want_files)
        strip.moved.connect(self._move)
        strip.files_dropped.connect(self.files_dropped)
        strip.files_refused.connect(self._refuse_files)
        self._drops.dropped.connect(self._add_behind)
        self._drops.refused.connect(self._refuse_files)
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
        self._findings.wanted.connect(self._do_for_finding)

    def done(self, result: int) -> None:
        """Let go of the documents."""
        self._scheduler.stop()
        super().done(result)

    # ------------------------------------------------------------------------------------------ documents that come

    def follow(self, sources: Sequence[SourceDocument]) -> None:
        """Take the documents as they are now. Their pages are in the history; who has chosen others stays there."""
        if tuple(sources) != self._scheduler.page_sizes.sources or self._history.page_refs != self._model.page_refs:
            chosen = [self._model.page_refs[row] for row in self._strip.rows()]
            self._scheduler.page_sizes.follow(sources)
            page_refs = self._history.page_refs
            self._show_arrangement({page_refs.index(one) for one in chosen if one in page_refs} or {0})

    def choose_documents(self, keys: Collection[str]) -> None:
        """Choose all pages of the documents with these keys, and say how many they are."""
        rows = {row for row, page_ref in enumerate(self._history.page_refs) if page_ref.document in keys}
        self._show_arrangement(rows)
        announce(self._strip, self.tr("{pages} added.").format(pages=count_text(len(rows), "page")))

    def say(self, text: str, severity: Severity = Severity.MUTED) -> None:
        """Say how far documents are that come, or why they do not; an empty text takes it back."""
        self._note.say(text, severity)

    def _want_files(self) -> None:
        self.files_wanted.emit(self._strip.row + 1)

    def _add_behind(self, files: tuple[Path | Blob, ...]) -> None:
        self.files_dropped.emit(files, len(self._history.page_refs))

    def _refuse_files(self, reason: str) -> None:
        self.say(reason, Severity.WARNING)

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

    def _do_for_finding(self, asked: IssueRemedy | MarkRemedy | MarkShowing) -> None:
        match asked:
            case IssueRemedy(issue, rows):
                self._controller.mend(issue, list(rows), self._chosen())
            case MarkRemedy(kind, rows):
                self._controller.mend_marks(kind, rows)
            case MarkShowing(kind, rows):
                self._show_next(kind, rows)

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
        self._toolbar.show_page(self._strip.row, len(self._controller.page_refs))
        self._show_page_time()
        self._show_marks()

    def _show_measures(self) -> None:
        forecast = self._scheduler.forecast
        self._verdict.show_forecast(forecast.fax_forecast(cover=self._cover), cover=self._cover)
        self._show_page_time()
        self._show_findings()

    def _show_findings(self) -> None:
        page_refs, scheduler = self._controller.page_refs, self._scheduler
        issues = scheduler.forecast.issues()
        words: dict[Enum, str] = {one: note_text(one) for one in (*PageIssue, *MarkKind)}
        notes: dict[PageRef, tuple[str, ...]] = {}
        faulty: dict[PageIssue, list[int]] = {}
        marked: dict[MarkKind, list[int]] = {}
        mendable: dict[MarkKind, list[int]] = {}
        for row, page_ref in enumerate(page_refs):
            found = issues.get(page_ref, ())
            kinds = scheduler.mark_kinds(page_ref)
            for issue in found:
                faulty.setdefault(issue, []).append(row)
            for kind in kinds:
                marked.setdefault(kind, []).append(row)
                if scheduler.helps(page_ref, kind):
                    mendable.setdefault(kind, []).append(row)
            if found or kinds:
                notes[page_ref] = tuple([words[one] for one in (*found, *kinds)])
        self._model.set_notes(notes)
        saved = scheduler.forecast.gains(self._controller.in_rows(faulty.get(PageIssue.SLOW, [])))
        lines = [*issue_lines(faulty, saved), *mark_lines(marked, mendable)]
        self._findings.show_lines(lines, self._findings_note(known=bool(lines)))

    def _findings_note(self, *, known: bool) -> str:
        forecast, page_refs = self._scheduler.forecast, self._controller.page_refs
        if forecast.fax_forecast(cover=False).measured < len(page_refs) or not self._scheduler.all_marked:
            return self.tr("Looking through the pages…")
        return "" if known or not page_refs else self.tr("Nothing was found that needs mending.")

    def _show_page_time(self) -> None:
        chosen = self._controller.in_rows(self._chosen())
        if len(chosen) == 1:
            seconds, fit = self._scheduler.forecast.seconds(chosen[0]), self._scheduler.page_sizes.fit(chosen[0])
            self._rendering.show_time(seconds, fit)
        else:
            self._rendering.show_time(None)

    # ------------------------------------------------------------------------------------- what is hard to read

    def _regions(self) -> list[Region] | None:
        """Return what is marked on the current page, None where that is not known yet."""
        page_ref = self._current()
        found = self._scheduler.marks(page_ref) if page_ref is not None else None
        if found is None or page_ref is None:
            return None
        look = self._looks.of(page_ref) if self._scheduler.shown is Rendition.FAX else None
        return regions_of(found, self._scheduler.page_sizes.as_read(page_ref), page_ref.turn, look)

    def _show_marks(self) -> None:
        regions, row = self._regions(), self._strip.row
        self._view.set_regions({row: regions} if regions else {})

    def _show_next(self, kind: MarkKind, rows: Sequence[int]) -> None:
        """Show the next region of a kind: on this page, or on the next that has some, then on the first again."""
        row = self._strip.row
        region = self._view.next_region(row, kind)
        if region is None:
            self._view.choose(row, None)
            row = next((one for one in rows if one > row), rows[0])
            self._strip.choose({row})
            region = self._view.next_region(row, kind)
        self._view.choose(row, region)
