"""The files that a fax is sent as, made of its pages as they were arranged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.core.model import AssembledFile
from faxdesk.ui.widgets.count_texts import count_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.ui.backend.callbacks import CancellableTask
    from faxdesk.ui.backend.document_intake import DocumentIntake
    from faxdesk.ui.compose.page_arrangement import PageArrangement


class FilePreparation(QObject):
    """Has the files made by the intake, where not all documents go out as they are."""

    def __init__(self, intake: DocumentIntake, arrangement: PageArrangement, parent: QObject) -> None:
        super().__init__(parent)
        self._intake, self._arrangement = intake, arrangement
        self._ticket = 0
        self._report: Callable[[str], None] | None = None
        intake.stepped.connect(self._stepped)

    def start(
        self,
        task: CancellableTask,
        report: Callable[[str], None],
        done: Callable[[tuple[Path | AssembledFile, ...]], None],
        failed: Callable[[FaxDeskError], None],
        *,
        fax_per_file: bool,
    ) -> None:
        """Call `done` with the files, or `failed`. Where each document is a fax of its own, each has one file."""
        arrangement = self._arrangement

        if arrangement.untouched(fax_per_file=fax_per_file):
            done(tuple(file for files in arrangement.files(fax_per_file=fax_per_file) for file in files))
            return
        faxes = arrangement.faxes(fax_per_file=fax_per_file)
        looks = [arrangement.looks.for_sending(page_refs) for page_refs in faxes]
        parts = [
            names
            for page_refs, look in zip(faxes, looks, strict=True)
            for names in arrangement.parts(page_refs, prepared=look is not None)
        ]

        def made(results: Sequence[tuple[Path, ...]]) -> None:
            files = [file for result in results for file in result]
            named = zip(files, parts, strict=True)
            done(tuple(AssembledFile(file, names) if names else file for file, names in named))

        self._report = report
        self._ticket = self._intake.prepare(task, faxes, arrangement.documents, looks, task.token, made, failed)

    def _stepped(self, ticket: int, _name: str, pages: int) -> None:
        if ticket == self._ticket and self._report is not None:
            self._report(self.tr("Preparing the pages… {pages} done").format(pages=count_text(pages, "page")))
