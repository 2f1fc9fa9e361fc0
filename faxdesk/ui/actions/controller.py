"""What the user does with the chosen faxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from faxdesk.core.lifecycle import State
from faxdesk.core.text import count_text
from faxdesk.ui.actions.availability import (
    Remedy,
    can_cancel,
    can_change,
    can_open,
    can_report,
    can_send_again,
    is_asked,
    remedy_of,
)
from faxdesk.ui.actions.table import ActionId, Actions
from faxdesk.ui.widgets.message_bar import MessageBar, MessageKind
from faxdesk.ui.widgets.wait_texts import wait_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from faxdesk.core.model import Recipient, Submission
    from faxdesk.documents.intake.intake import Blob
    from faxdesk.services.user_requests import TakenBack
    from faxdesk.store.fax_lists import Row
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.ui.actions.fax_documents import FaxDocuments
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.dialog import ComposeDialog


class FaxActions(QObject):
    """Carries out the actions of the menu “Fax”, and opens new faxes. `chosen` returns the rows that they are about."""

    kept = Signal(object)
    """`Submission`s have been kept, at least one."""

    def __init__(
        self,
        backend: Backend,
        settings_file: SettingsFile,
        papers: FaxDocuments,
        message_bar: MessageBar,
        chosen: Callable[[], Sequence[Row]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._backend, self._settings_file, self._fax_documents = backend, settings_file, papers
        self._message_bar, self._chosen, self._window = message_bar, chosen, window

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

    # ------------------------------------------------------------------------------------------------ new faxes

    def new_fax(self, files: Sequence[Path | Blob] = ()) -> None:
        """Open the dialog for a new fax."""
        from faxdesk.ui.compose.dialog import ComposeDialog

        self._open(ComposeDialog(self._backend, self._settings_file.settings, files, self._window))

    def reopen(self, taken: Sequence[TakenBack]) -> None:
        """Open what the user has taken back again, as it was when Send was pressed."""
        from faxdesk.ui.compose.dialog import ComposeDialog
        from faxdesk.ui.compose.modes import ReopenMode

        settings = self._settings_file.settings
        mode = ReopenMode(self._backend, settings, taken)
        self._open(ComposeDialog(self._backend, settings, mode.again, self._window, mode=mode))

    def add_documents(self) -> None:
        """Let the user choose documents, then open a new fax with them."""
        from faxdesk.ui.compose.file_dialog import ask_for_files

        ask_for_files(self._window, self.new_fax)

    def change(self) -> None:
        """Change a waiting fax."""
        from faxdesk.ui.compose.dialog import ComposeDialog

        promised = self._promised(self._chosen())
        if promised is not None:
            submission, recipients = promised
            settings = self._settings_file.settings
            self._open(ComposeDialog.for_change(self._backend, settings, submission, recipients[0], self._window))

    def send_again(self) -> None:
        """Send the documents of the chosen faxes again, after the user has looked at them."""
        self.send_rows_again(self._chosen())

    def send_rows_again(self, rows: Sequence[Row]) -> None:
        """Do so with the faxes in some rows. What Fax.Plus refused may need anything else, so all can be changed."""
        if any(row.state is State.REJECTED for row in rows):
            self._open_anew(rows, self.tr("Send again"))
        else:
            self._open_again(rows)

    def mend(self, row: Row) -> None:
        """Open a fax that ended badly where its fault can be mended: at the number, or with all its documents."""
        if remedy_of(row) is Remedy.NUMBER:
            dialog = self._open_again([row])
            if dialog is not None:
                dialog.recipients_field.correct(0)
        else:
            self._open_anew([row], self.tr("Change documents"))

    def _open_again(self, rows: Sequence[Row]) -> ComposeDialog | None:
        from faxdesk.ui.compose.dialog import ComposeDialog

        promised = self._promised(rows)
        if promised is None:
            return None
        settings = self._settings_file.settings
        dialog = ComposeDialog.for_sending_again(self._backend, settings, *promised, self._window)
        self._open(dialog)
        return dialog

    def _open_anew(self, rows: Sequence[Row], title: str) -> None:
        from faxdesk.ui.compose.dialog import ComposeDialog
        from faxdesk.ui.compose.modes import RebuildMode

        promised = self._promised(rows)
        if promised is not None:
            settings = self._settings_file.settings
            mode = RebuildMode(self._backend, settings, *promised, title=title, hint=rows[0].reason)
            documents = promised[0].documents
            self._open(ComposeDialog(self._backend, settings, documents, self._window, mode=mode))

    def _promised(self, rows: Sequence[Row]) -> tuple[Submission, list[Recipient]] | None:
        """Return the submission of some rows and its recipients that they stand for."""
        submission = self._backend.store.submissions.get(rows[0].job or "") if rows else None
        if submission is None:
            return None
        wanted = {row.recipient for row in rows}
        recipients = [one for one in submission.recipients if one.id in wanted]
        return (submission, recipients) if recipients else None

    def _open(self, dialog: ComposeDialog) -> None:
        dialog.kept.connect(self._kept)
        dialog.open()

    def _kept(self, submission: Submission) -> None:
        dialog = self.sender()
        outcome = getattr(dialog, "outcome", "") or self.tr("Fax kept. It will be sent as soon as possible.")
        if submission.held_until is None or submission.held_until <= self._backend.factory.now():
            self._message_bar.say(outcome, MessageKind.GOOD, key="kept")
        self._remember(getattr(dialog, "last_sender", ""))
        self.kept.emit(getattr(dialog, "submissions", (submission,)))

    def _remember(self, sender: str) -> None:
        """Keep the number that was used last; off the main thread, as it waits for the disk."""
        settings = self._settings_file.settings
        if not sender or settings.sender == sender:
            return
        settings_file, changed = self._settings_file, replace(settings, sender=sender)
        self._backend.with_documents(self, lambda _cancel: settings_file.save(changed), failed=self._message_bar.fail)

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
