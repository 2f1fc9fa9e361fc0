"""One printing: asks for the printer, and has everything painted in a thread, where it can be cancelled."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QFile, QObject, QSizeF, Qt, Signal
from PySide6.QtGui import QIcon, QPageSize, QPdfWriter
from PySide6.QtWidgets import QAbstractButton, QProgressDialog

from faxdesk.core.cancel_token import AnyOf
from faxdesk.core.errors import FaxDeskError, Stopped
from faxdesk.core.settings import APP_TITLE
from faxdesk.ui.backend.callbacks import CancellableTask
from faxdesk.ui.printing.paper import Paper, lay, not_taken
from faxdesk.ui.widgets.count_texts import count_text

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.documents.common.paper import PageSize
    from faxdesk.services.container import Services
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.printing.paper import Printout

_TELL_SECONDS = 0.1
"""The least time between two words about how far it is."""
_SHOW_MS = 500
"""Milliseconds after which the progress is shown: what is quicker needs none."""
_PARTS = 1000
"""Of the bar."""
_PDF_DOTS = 600
"""Dots for an inch of a PDF: twice what a page is drawn with."""


class Printed(NamedTuple):
    """What came of it: how many sheets, on which printer or in which file, and in sentences what is missing.

    `saved` is True where it is a file, `cancelled` where the user did not want the others.
    """

    sheets: int
    place: str
    missing: tuple[str, ...] = ()
    saved: bool = False
    cancelled: bool = False

    @property
    def text(self) -> str:
        """What is said of it, "" for nothing."""
        pages, missing = count_text(self.sheets, "page"), " ".join(self.missing)
        if self.cancelled and self.sheets:
            said = QCoreApplication.translate("Printing", "Printing was cancelled. The printer has {pages} already.")
        elif self.cancelled:
            return ""
        elif self.sheets and self.saved:
            said = QCoreApplication.translate("Printing", "{pages} saved as {place}. {missing}")
        elif self.sheets:
            said = QCoreApplication.translate("Printing", "{pages} given to the printer {place}. {missing}")
        else:
            said = QCoreApplication.translate("Printing", "Nothing was printed. {missing}")
        return said.format(pages=pages, place=self.place, missing=missing).strip()


def _not_written(reason: str) -> FaxDeskError:
    said = QCoreApplication.translate("Printing", "The PDF could not be written: {reason}.")
    return FaxDeskError(
        said.format(reason=reason), QCoreApplication.translate("Printing", "Make room on the disk, and try again.")
    )


def printer_names() -> list[str]:
    """Return the printers of this computer. May wait for a print server, so not in the main thread."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return QPrinterInfo.availablePrinterNames()


class PrintRun(QObject):
    """Prints one thing for a window, which may be closed meanwhile. One of its signals comes, unless nobody wants it.

    It belongs to the backend: the thread that prints tells it how far it is, to the end.
    """

    printed = Signal(object)
    """`Printed`."""
    failed = Signal(object)
    """A `FaxDeskError`."""
    _told = Signal(str, float)

    def __init__(self, backend: Backend, printout: Printout, window: QWidget) -> None:
        super().__init__(backend)
        self._backend, self._printout, self._window = backend, printout, window
        self._task = CancellableTask(self)
        self._last = 0.0
        self._progress: QProgressDialog | None = None
        self._closed = False
        window.destroyed.connect(self._lose_window)
        self._told.connect(self._show)

    # ----------------------------------------------------------------------------------------------- where to

    def ask_for_printer(self) -> None:
        """Let the user choose a printer in the dialog of the system, and print there."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._printout.title)
        printer.setCreator(APP_TITLE)
        lay(printer, self._printout.margin, landscape=self._printout.landscape)
        dialog = QPrintDialog(printer, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # It is printed whole: what is chosen in the list says what.
        options = QPrintDialog.PrintDialogOption
        for option in (options.PrintPageRange, options.PrintSelection, options.PrintCurrentPage):
            dialog.setOption(option, False)
        for button in dialog.findChildren(QAbstractButton):
            if button.text():
                # As in every dialog: words only.
                button.setIcon(QIcon())
        dialog.accepted.connect(partial(self._print, printer))
        dialog.rejected.connect(self.deleteLater)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        # Not `open`, which the one for printers has for other arguments.
        dialog.show()

    def _print(self, printer: QPrinter, *_again: object) -> None:
        from PySide6.QtPrintSupport import QPrinter

        file = printer.outputFileName()

        def job(services: Services, cancel: CancelToken) -> Printed:
            printed = self._paint(printer, file or printer.printerName(), services, cancel)
            if printer.printerState() is QPrinter.PrinterState.Error:
                raise not_taken()
            return printed._replace(saved=bool(file))

        self._begin(job)

    def save_as(self, target: Path, paper: PageSize) -> None:
        """Print into a PDF on this paper. It is there whole or not at all."""
        size = QPageSize(QSizeF(paper.width, paper.height), QPageSize.Unit.Point)

        def job(services: Services, cancel: CancelToken) -> Printed:
            from faxdesk.services.output_file import check_place, write_files

            check_place(target)
            with tempfile.TemporaryDirectory(prefix="faxdesk-") as folder:
                made = Path(folder) / "print.pdf"
                file = QFile(str(made))
                file.open(QFile.OpenModeFlag.WriteOnly)
                writer = QPdfWriter(file)
                writer.setTitle(self._printout.title)
                writer.setCreator(APP_TITLE)
                writer.setResolution(_PDF_DOTS)
                writer.setPageSize(size)
                lay(writer, self._printout.margin, landscape=self._printout.landscape)
                try:
                    printed = self._paint(writer, str(target), services, cancel)
                finally:
                    # It holds its file.
                    del writer
                    file.close()
                    # Of the last page, Qt tells nobody else.
                    if file.error() is not QFile.FileError.NoError:
                        raise _not_written(file.errorString())
                if printed.cancelled:
                    return printed._replace(sheets=0)
                if printed.sheets:
                    write_files([(made, target)])
            return printed._replace(saved=True)

        self._begin(job)

    # ------------------------------------------------------------------------------------------------ the work

    def _begin(self, job: Callable[[Services, CancelToken], Printed]) -> None:
        self._progress = progress = QProgressDialog(self._window)
        progress.setWindowTitle(self.tr("Printing"))
        progress.setLabelText(self.tr("Preparing what is printed…"))
        progress.setCancelButtonText(self.tr("Cancel"))
        progress.setRange(0, _PARTS)
        progress.setMinimumDuration(_SHOW_MS)
        progress.setAutoReset(False)
        progress.setAutoClose(False)
        progress.setValue(0)
        progress.canceled.connect(self.cancel)
        self._backend.with_services(self, job, self._done, self._not_done)

    def cancel(self) -> None:
        """Print nothing more."""
        self._task.cancel()
        self._close_progress()

    def _paint(self, device: QPagedPaintDevice, place: str, services: Services, cancel: CancelToken) -> Printed:
        """Paint everything, or what is done when it is cancelled. Called in the thread for that."""
        paper = Paper(device)
        try:
            missing = self._printout.print_on(paper, services, AnyOf(cancel, self._task.token), self._tell)
        except Stopped:
            return Printed(paper.sheets, place, cancelled=True)
        finally:
            paper.end()
        return Printed(paper.sheets, place, missing)

    def _tell(self, text: str, part: float) -> None:
        now = time.monotonic()
        if now - self._last >= _TELL_SECONDS:
            self._last = now
            self._told.emit(text, part)

    def _show(self, text: str, part: float) -> None:
        if self._progress is not None:
            self._progress.setLabelText(text)
            self._progress.setValue(round(part * (_PARTS - 1)))

    def _done(self, printed: Printed) -> None:
        self._end()
        self.printed.emit(printed)

    def _not_done(self, error: FaxDeskError) -> None:
        self._end()
        if self._closed:
            self._backend.failed.emit(error)
        else:
            self.failed.emit(error)

    def _lose_window(self) -> None:
        """The window is gone, and with it the progress, which was its child."""
        self._closed, self._progress = True, None

    def _end(self) -> None:
        self._close_progress()
        self.deleteLater()

    def _close_progress(self) -> None:
        progress, self._progress = self._progress, None
        if progress is not None:
            progress.canceled.disconnect(self.cancel)
            progress.close()
            progress.deleteLater()
