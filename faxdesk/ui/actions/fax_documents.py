"""The pages and the confirmation report of a fax: fetched where they are, and shown in windows of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.core.errors import FaxDeskError, NotThere
from faxdesk.core.file_names import usable
from faxdesk.core.lifecycle import FINAL
from faxdesk.store.copy_state import CopyState
from faxdesk.ui.actions.availability import can_report
from faxdesk.ui.widgets import fax_texts

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from faxdesk.services.files_to_take import FaxToTake
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
    replaced = Signal(object, str)
    """Something else is shown in its place; what to say."""
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

        if row.state in FINAL and (row.fax_id is not None or row.pages_copy is CopyState.KEPT):
            title = self.tr("Fax to {number}").format(number=self._numbers.text(row.to))
            name = self.pages_name(row)
            job = partial(self._backend.fetch_document, self, row.copy_key, DocumentType.PDF)
            self._fetch(
                row,
                "pages",
                self.tr("Fetching the pages…"),
                job,
                partial(self.show, title, name),
                partial(self._show_own_instead, row),
            )
            return
        self._show_own(row)

    def _show_own(self, row: Row) -> bool:
        """Show the documents that are kept here; return False where there are none."""
        submission = self._backend.store.submissions.get(row.job or "")
        if submission is None:
            return False
        for document in submission.documents:
            self.show(document.name, document.name, self._backend.store.spool.path(document.sha256))
        return True

    def _show_own_instead(self, row: Row, error: FaxDeskError) -> bool:
        """The service has no pages any more: show what was sent, and say so."""
        if not isinstance(error, NotThere) or not self._show_own(row):
            return False
        said = self.tr("Fax.Plus has no pages of this fax any more. These are the documents that FaxDesk sent.")
        self.replaced.emit(row.key, said)
        return True

    def open_report(self, row: Row) -> None:
        """Show the confirmation report."""
        title = self.tr("Confirmation report: {number}").format(number=self._numbers.text(row.to))
        self._report(row, partial(self.show, title, self.report_name(row)))

    def open_earlier_report(self, row: Row, fax_id: str) -> None:
        """Show the confirmation report of an earlier attempt, which has a fax id of its own."""
        self.open_report(row._replace(fax_id=fax_id))

    def save_report(self, row: Row, target: Path) -> None:
        """Keep the confirmation report as a file of the user's."""
        self._report(row, partial(self._save, row, target))

    def pages_name(self, row: Row) -> str:
        """Return the name that the pages are offered to be saved as."""
        return self.file_name(self.tr("Fax"), row)

    def report_name(self, row: Row) -> str:
        """Return the name that a saved report is offered."""
        return self.file_name(self.tr("Confirmation report"), row)

    def file_name(self, what: str, row: Row) -> str:
        """Return a file name such as “Fax +41445550123 2026-12-01.pdf”."""
        number = "".join(character for character in row.to if character in "+0123456789")
        return usable(f"{what} {number} {fax_texts.local(row.at).toString('yyyy-MM-dd')}.pdf", unfit=" ")

    def to_take(self, row: Row) -> FaxToTake:
        """Return which files of a fax other programs and printers get."""
        from faxdesk.services.files_to_take import FaxToTake

        # A fax that has not ended has nothing at Fax.Plus yet but what was uploaded.
        key = row.copy_key if row.state in FINAL and row.fax_id is not None else ""
        report = self.report_name(row) if key and can_report(row) else ""
        return FaxToTake(key, row.job or "", self.pages_name(row), report)

    # ------------------------------------------------------------------------------------------------ fetching

    def _report(self, row: Row, then: Callable[[Path], None]) -> None:
        job = partial(self._backend.fetch_report, self, row.copy_key)
        self._fetch(
            row,
            "report",
            self.tr("Fetching the confirmation report…"),
            job,
            then,
            partial(self._say_no_report, row),
        )

    def _say_no_report(self, row: Row, error: FaxDeskError) -> bool:
        if not isinstance(error, NotThere):
            return False
        said = FaxDeskError(
            self.tr("Fax.Plus has no confirmation report of this fax."),
            self.tr("It may store none for this account, or has purged it. What is known stands in the details."),
        )
        self.failed.emit(row.key, said)
        return True

    def _fetch(
        self,
        row: Row,
        what: str,
        saying: str,
        job: Callable[[Callable[[Path], None], Callable[[FaxDeskError], None]], None],
        then: Callable[[Path], None],
        otherwise: Callable[[FaxDeskError], bool],
    ) -> None:
        """Fetch once at a time: pressing a button again while it fetches does nothing.

        `otherwise` is given what went wrong, and returns whether it has dealt with it.
        """
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
            if not otherwise(error):
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

    def show(self, title: str, name: str, path: Path) -> None:
        """Show a PDF in a window of its own; `name` is what it is offered to be saved as."""
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
