"""A window that shows the pages of a document: a fax as it was sent, its confirmation report, a waiting document."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QFileInfo, QSize, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QAction, QCloseEvent, QDesktopServices, QImage, QKeySequence
from PySide6.QtWidgets import QFileDialog, QLabel, QMainWindow, QStackedWidget, QWidget

from faxdesk.core.errors import FaxDeskError, Stopped
from faxdesk.core.file_names import usable
from faxdesk.core.visible_text import visible
from faxdesk.ui.backend.callbacks import Callbacks
from faxdesk.ui.backend.page_renderer import PageRenderer, document_kind, page_picture
from faxdesk.ui.page_view.layout import MOST
from faxdesk.ui.page_view.scroll_view import Key, PageScrollView
from faxdesk.ui.page_view.toolbar import PageViewToolbar
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.tooltips import reason_text

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import DocumentType
    from faxdesk.documents.common.paper import PageSize
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.printing.print_run import Printed

_OPENED = "opened"
"""Folder in the cache for the copies that other programs open."""


class DocumentWindow(QMainWindow):
    """Shows the pages of the PDF or TIFF file at `path`, which a child process draws.

    `save_name` is the name offered for a copy, without it that of the file.
    """

    def __init__(
        self, backend: Backend, path: Path, title: str, save_name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._backend = backend
        self._path = path
        self._save_name = usable(save_name or path.name, unfit=" ")
        self._kind: DocumentType | None = None
        self._closed = False
        self._has_pages = False
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._view = PageScrollView()
        self._view.wanted.connect(self._draw)
        self._view.page_changed.connect(self._show_page)
        self._view.zoomed.connect(self._show_zoom)
        self._message = QLabel(self.tr("Opening…"), alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setMargin(tokens.SPACE_XL)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._message)
        self._stack.addWidget(self._view)
        self.setCentralWidget(self._stack)
        self._zoom_label = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._zoom_label.setMinimumWidth(self._zoom_label.fontMetrics().horizontalAdvance(_zoom_text(MOST)))
        self.statusBar().addPermanentWidget(self._zoom_label)
        self._bar = PageViewToolbar(self._view, self)
        self._make_tools()
        self.resize(self._first_size())
        self._open()

    # ------------------------------------------------------------------------------------------------- tools

    def _make_tools(self) -> None:
        bar, keys = self._bar, QKeySequence.StandardKey
        self.addToolBar(bar)
        bar.add_zoom()
        bar.addSeparator()
        bar.add_page_field()
        bar.page_wanted.connect(self._view.go_to)
        bar.addSeparator()
        bar.add_tool(self.tr("Save as…"), "save", self._ask_where, keys.Save, words=True)
        bar.add_tool(self.tr("Print…"), "print", self.ask_for_printer, keys.Print, words=True)
        elsewhere = self.tr("Open in other program")
        bar.add_tool(elsewhere, "open-elsewhere", self._open_elsewhere, "Ctrl+Shift+O", words=True)
        close = QAction(self.tr("Close"), self)
        close.setMenuRole(QAction.MenuRole.NoRole)
        close.setShortcuts([QKeySequence(keys.Close), QKeySequence("Esc")])
        close.triggered.connect(self.close)
        self.addAction(close)

    def _first_size(self) -> QSize:
        """Tall, as paper is, and within the screen."""
        room, (wide, high) = self.screen().availableSize(), tokens.VIEWER_WINDOW
        return QSize(min(wide, room.width() * 9 // 10), min(high, room.height() * 9 // 10))

    # ----------------------------------------------------------------------------------------------- opening

    def _open(self) -> None:
        self._backend.with_pages(self, partial(_open_file, self._path), self._ready, self._refuse)

    def _ready(self, opened: tuple[DocumentType, tuple[PageSize, ...]]) -> None:
        if self._closed:
            # The file has been let go of, and would be opened again to draw its pages.
            return
        self._kind, sizes = opened
        self._save_name = _with_suffix(self._save_name, self._kind)
        self._view.set_pages([(size.width, size.height) for size in sizes])
        self._stack.setCurrentWidget(self._view)
        self._view.setFocus()
        self._show_page(self._view.page)
        self.statusBar().showMessage(count_text(len(sizes), "page"))

    def _refuse(self, error: FaxDeskError) -> None:
        self._message.setText(reason_text(error))

    # ----------------------------------------------------------------------------------------------- drawing

    def _draw(self, key: tuple[int], width: int) -> None:
        path, kind, page = self._path, self._kind, key[0]
        if kind is None:
            return

        def draw(renderer: PageRenderer, cancel: CancelToken) -> QImage:
            _check(cancel)
            return page_picture(renderer.source(path, kind), page, 0, width, cancel)

        self._backend.with_pages(self, draw, partial(self._drawn, key), partial(self._not_drawn, key))

    def _drawn(self, key: Key, picture: QImage) -> None:
        self._view.show_picture(key, picture)
        self._answered()

    def _not_drawn(self, key: Key, error: FaxDeskError) -> None:
        self._view.show_fault(key, reason_text(error))
        self._answered()

    def _answered(self) -> None:
        self._has_pages = True
        self._show_zoom(self._view.zoom)

    def _tell(self, error: FaxDeskError) -> None:
        self.statusBar().showMessage(f"{error.title} {error.advice}".strip())

    # ------------------------------------------------------------------------------------------ page and zoom

    def _show_page(self, page: int) -> None:
        self._bar.show_page(page, self._view.page_count)

    def _show_zoom(self, zoom: float) -> None:
        # Before that it is the zoom of nothing.
        self._zoom_label.setText(_zoom_text(zoom) if self._has_pages else "")

    # ------------------------------------------------------------------------------------------------ copies

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, self.tr("Save as"), _documents())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDefaultSuffix(Path(self._save_name).suffix.removeprefix("."))
        dialog.selectFile(self._save_name)
        dialog.fileSelected.connect(self._save_to)
        dialog.open()

    def _save_to(self, name: str) -> None:
        source, target = self._path, Path(name)
        self._backend.with_documents(self, lambda _cancel: _copy(source, target), self._saved, self._tell)

    def _saved(self, target: Path) -> None:
        self.statusBar().showMessage(self.tr("Saved as {name}").format(name=visible(str(target))))

    def _open_elsewhere(self) -> None:
        # A copy: what waits in the spool must reach Fax.Plus as it was, whatever another program does to it.
        source = self._path
        folder, name = self._backend.store.folder.cache / _OPENED, self._save_name
        # Who asks for the other program may close this window at once; only what went wrong needs it.
        here: Callbacks[Path] = Callbacks(self, failed=self._tell)
        open_copy = partial(_open_elsewhere, here)
        self._backend.with_documents(
            self._backend, lambda _cancel: _copy_to_open(source, folder, name), open_copy, here.fail
        )

    # ------------------------------------------------------------------------------------------------ printing

    def ask_for_printer(self) -> None:
        """Print the pages."""
        from faxdesk.ui.printing.page_printout import PagePrintout, pages_of_file
        from faxdesk.ui.printing.print_run import PrintRun

        printout = PagePrintout(Path(self._save_name).stem, (pages_of_file(self._path),), {})
        run = PrintRun(self._backend, printout, self)
        run.printed.connect(self._printed)
        run.failed.connect(self._tell)
        run.ask_for_printer()

    def _printed(self, printed: Printed) -> None:
        self.statusBar().showMessage(printed.text)

    # --------------------------------------------------------------------------------------------------- end

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the file."""
        self._closed, path = True, self._path
        self._backend.with_pages(self, lambda renderer, _cancel: renderer.let_go(path))
        super().closeEvent(event)


def _open_elsewhere(window: Callbacks[Path], copy: Path) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(QFileInfo(copy).absoluteFilePath())):
        window.fail(
            FaxDeskError(
                QCoreApplication.translate("DocumentWindow", "No other program on this computer opens {name}.").format(
                    name=visible(copy.name)
                ),
                QCoreApplication.translate("DocumentWindow", "Use “Save as…” to keep a copy."),
            )
        )


def _zoom_text(zoom: float) -> str:
    return f"{zoom:.0%}"


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def _open_file(path: Path, renderer: PageRenderer, cancel: CancelToken) -> tuple[DocumentType, tuple[PageSize, ...]]:
    _check(cancel)
    kind = document_kind(path)
    return kind, renderer.source(path, kind).sizes


def _check(cancel: CancelToken) -> None:
    if cancel.is_set():
        raise Stopped


def _copy(source: Path, target: Path) -> Path:
    from faxdesk.services.output_file import write_files

    write_files([(source, target)])
    return target


def _copy_to_open(source: Path, folder: Path, name: str) -> Path:
    from faxdesk.services.output_file import copy_to_open

    return copy_to_open(source, folder, name)


def _with_suffix(name: str, kind: DocumentType) -> str:
    known = {"pdf": (".pdf",), "tiff": (".tif", ".tiff")}[kind.value]
    return name if name.lower().endswith(known) else name + kind.suffix
