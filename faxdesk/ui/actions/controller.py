"""What the user does with the chosen faxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from faxdesk.core.lifecycle import State
from faxdesk.core.text import count_text
from faxdesk.ui.actions.availability import (
    can_cancel,
    can_change,
    can_open,
    can_report,
    can_send_again,
    is_asked,
)
from faxdesk.ui.actions.table import ActionId, Actions
from faxdesk.ui.widgets.wait_texts import wait_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from faxdesk.store.fax_lists import Row
    from faxdesk.ui.actions.compose_launcher import ComposeLauncher
    from faxdesk.ui.actions.fax_documents import FaxDocuments
    from faxdesk.ui.backend.backend import Backend


class FaxActions(QObject):
    """Carries out the actions of the menu “Fax”. `chosen` returns the rows that they are about."""

    def __init__(
        self,
        backend: Backend,
        launcher: ComposeLauncher,
        fax_documents: FaxDocuments,
        chosen: Callable[[], Sequence[Row]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._backend, self._launcher, self._fax_documents = backend, launcher, fax_documents
        self._chosen, self._window = chosen, window

    def handlers(self) -> dict[ActionId, Callable[[], object]]:
        """Return what the actions do that are about the chosen faxes."""
        return {
            ActionId.OPEN_PAGES: self.open_pages,
            ActionId.REPORT: self.open_report,
            ActionId.SAVE_REPORT: self.save_report,
            ActionId.TRY_NOW: self.try_now,
            ActionId.CHANGE: self.change,
            ActionId.CANCEL: self.cancel,
            ActionId.SEND_AGAIN: self.send_again,
            ActionId.UNKNOWN_AGAIN: self.unknown_again,
            ActionId.UNKNOWN_LEAVE: self.unknown_leave,
        }

    def enable(self, actions: Actions, rows: Sequence[Row]) -> None:
        """Let the actions be those that can be done with these rows."""
        one = rows[0] if len(rows) == 1 else None
        jobs = {row.job for row in rows}
        possible = {
            ActionId.OPEN_PAGES: one is not None and can_open(one),
            ActionId.REPORT: one is not None and can_report(one),
            ActionId.SAVE_REPORT: one is not None and can_report(one),
            ActionId.TRY_NOW: one is not None and self._can_try(one),
            ActionId.CHANGE: one is not None and can_change(one),
            ActionId.CANCEL: any(can_cancel(row) for row in rows),
            ActionId.SEND_AGAIN: bool(rows) and len(jobs) == 1 and all(can_send_again(row) for row in rows),
            ActionId.UNKNOWN_AGAIN: one is not None and is_asked(one),
            ActionId.UNKNOWN_LEAVE: one is not None and is_asked(one),
        }
        for act, can in possible.items():
            actions[act].setEnabled(can)

    def _can_try(self, row: Row) -> bool:
        wait = wait_of(row, self._backend.condition, self._backend.factory.now())
        return wait is not None and wait.can_try

    # --------------------------------------------------------------------------------------------- chosen faxes

    def open_pages(self) -> None:
        """Show the pages of the chosen fax."""
        for row in self._chosen()[:1]:
            if can_open(row):
                self._fax_documents.open_pages(row)

    def open_report(self) -> None:
        """Show its confirmation report."""
        for row in self._chosen()[:1]:
            self._fax_documents.open_report(row)

    def open_earlier_report(self, fax_id: str) -> None:
        """Show that of an earlier try of the chosen fax, which has a fax id of its own."""
        for row in self._chosen()[:1]:
            self._fax_documents.open_report(replace(row, fax_id=fax_id))

    def save_report(self) -> None:
        """Ask where to keep its confirmation report, then do so."""
        for row in self._chosen()[:1]:
            self._ask_where(row)

    def _ask_where(self, row: Row) -> None:
        from PySide6.QtCore import QStandardPaths
        from PySide6.QtWidgets import QFileDialog

        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._window, self.tr("Save report"), folder, self.tr("PDF files (*.pdf)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self._fax_documents.report_name(row))
        # The row is that of the moment when the user asked; the list may have changed since.
        dialog.fileSelected.connect(lambda name: self._fax_documents.save_report(row, Path(name)))
        dialog.open()

    def change(self) -> None:
        """Change a waiting fax."""
        self._launcher.change(self._chosen())

    def send_again(self) -> None:
        """Send the documents of the chosen faxes again, after the user has looked at them."""
        self._launcher.send_again(self._chosen())

    def cancel(self) -> None:
        """Cancel the chosen faxes. Several at once are asked about: that cannot be undone with one press."""
        rows = [row for row in self._chosen() if can_cancel(row)]
        wanted = [row.recipient for row in rows if row.recipient is not None]
        if len(wanted) == 1:
            self._backend.commands.cancel(wanted)
        elif wanted:
            self._ask_to_cancel(wanted)

    def _ask_to_cancel(self, recipients: Sequence[int]) -> None:
        from PySide6.QtWidgets import QMessageBox

        faxes = count_text(len(recipients), "fax")
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Cancel faxes"))
        box.setText(self.tr("Cancel {faxes}?").format(faxes=faxes))
        box.setInformativeText(self.tr("They are not sent. What is in its call already cannot be stopped."))
        yes = box.addButton(self.tr("Cancel {faxes}").format(faxes=faxes), QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(self.tr("Keep them"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        yes.clicked.connect(lambda: self._backend.commands.cancel(recipients))
        box.open()

    def try_now(self) -> None:
        """Try the chosen fax now instead of later."""
        for row in self._chosen()[:1]:
            if row.state is State.QUEUED and row.recipient is not None:
                self._backend.commands.try_now(row.recipient)
            else:
                self._backend.refresh()

    def unknown_again(self) -> None:
        """The user's word: send a fax of unknown fate once more."""
        for row in self._asked():
            self._backend.commands.send_unknown_again(row)

    def unknown_leave(self) -> None:
        """The user's word: leave a fax of unknown fate."""
        for row in self._asked():
            self._backend.commands.leave_unknown(row)

    def _asked(self) -> list[int]:
        return [row.recipient for row in self._chosen()[:1] if is_asked(row) and row.recipient is not None]
