"""The pages and the confirmation report of a fax: fetched where they are, and shown in windows of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.core.lifecycle import FINAL
from faxdesk.ui.widgets import fax_texts

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.store.fax_lists import Row
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.widgets.fax_texts import NumberFormatter


class FaxDocuments(QObject):
    """Opens and saves what belongs to a fax. Its signals carry the row's key."""

    busy = Signal(object, str)
    """Something is on its way; what to say."""
    came = Signal(object)
    """It is there."""
    failed = Signal(object, object)
    """It is not, for a `FaxDeskError`."""
    saved = Signal(object)
    """The path of a report that was saved."""

    def __init__(self, backend: Backend, numbers: NumberFormatter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._numbers = numbers
        self._under_way: set[tuple[int, str]] = set()
        self._windows: dict[int, QWidget] = {}

    # --------------------------------------------------------------------------------------------- what is asked

    def open_pages(self, row: Row) -> None:
        """Show the pages: as they were sent where the fax is finished, else the documents that are kept here."""
        from faxdesk.core.model import DocumentType

        if row.fax_id is not None and row.state in FINAL:
            title = self.tr("Fax to {number}").format(number=self._numbers.text(row.to))
            name = self.file_name(self.tr("Fax"), row)
            job = partial(self._backend.fetch_document, self, row.fax_id, DocumentType.PDF)
            self._fetch(row, "pages", self.tr("Fetching the pages…"), job, partial(self._show, title, name))
            return
        submission = self._backend.store.submissions.get(row.job or "")
        if submission is None:
            return
        for document in submission.documents:
            self._show(document.name, document.name, self._backend.store.spool.path(document.sha256))

    def open_report(self, row: Row) -> None:
        """Show the confirmation report."""
        title = self.tr("Confirmation report: {number}").format(number=self._numbers.text(row.to))
        self._report(row, partial(self._show, title, self.report_name(row)))

    def open_earlier_report(self, row: Row, fax_id: str) -> None:
        """Show the confirmation report of an earlier attempt, which has a fax id of its own."""
        self.open_report(replace(row, fax_id=fax_id))

    def save_report(self, row: Row, target: Path) -> None:
        """Keep the confirmation report as a file of the user's."""
        self._report(row, partial(self._save, row, target))

    def report_name(self, row: Row) -> str:
        """Return the name that a saved report is offered."""
        return self.file_name(self.tr("Confirmation report"), row)

    def file_name(self, what: str, row: Row) -> str:
        """Return a file name such as “Fax +41445550123 2026-12-01.pdf”."""
        number = "".join(character for character in row.to if character in "+0123456789")
        return f"{what} {number} {fax_texts.local(row.at).toString('yyyy-MM-dd')}.pdf"

    # ------------------------------------------------------------------------------------------------ fetching

    def _report(self, row: Row, then: Callable[[Path], None]) -> None:
        job = partial(self._backend.fetch_report, self, row.fax_id or "")
        self._fetch(row, "report", self.tr("Fetching the confirmation report…"), job, then)

    def _fetch(
        self,
        row: Row,
        what: str,
        saying: str,
        job: Callable[[Callable[[Path], None], Callable[[FaxDeskError], None]], None],
        then: Callable[[Path], None],
    ) -> None:
        """Fetch once at a time: pressing a button again while it fetches does nothing."""
        request = (row.key, what)
        if request in self._under_way:
            return
        self._under_way.add(request)

        def done(path: Path) -> None:
            self._under_way.discard(request)
            self.came.emit(row.key)
            then(path)

        def failed(error: FaxDeskError) -> None:
            self._under_way.discard(request)
            self.failed.emit(row.key, error)

        self.busy.emit(row.key, saying)
        job(done, failed)

    def _save(self, row: Row, target: Path, source: Path) -> None:
        from faxdesk.services.output_file import write_files

        def done(_nothing: None) -> None:
            self.saved.emit(target)

        def failed(error: FaxDeskError) -> None:
            self.failed.emit(row.key, error)

        self._backend.with_documents(self, lambda _cancel: write_files([(source, target)]), done, failed)

    # ------------------------------------------------------------------------------------------------- windows

    def _show(self, title: str, name: str, path: Path) -> None:
        from faxdesk.ui.document_viewer.window import DocumentWindow

        window = DocumentWindow(self._backend, path, title, name)
        number = id(window)
        self._windows[number] = window
        window.destroyed.connect(lambda _gone=None: self._windows.pop(number, None))
        window.show()

    def windows(self) -> list[QWidget]:
        """Return the windows that are open."""
        return list(self._windows.values())

    def close_all(self) -> None:
        """Close the windows: they belong to the main window."""
        for window in self.windows():
            window.close()
