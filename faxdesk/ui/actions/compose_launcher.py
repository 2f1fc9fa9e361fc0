"""Opens the compose dialog for everything that it is used for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.core.lifecycle import State
from faxdesk.core.resources import resource_path
from faxdesk.core.service_status import Remedy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import Draft, Recipient, Submission
    from faxdesk.documents.intake.intake import Blob
    from faxdesk.services.user_requests import TakenBack
    from faxdesk.store.drafts import KeptDraft
    from faxdesk.store.fax_lists import Row
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.dialog import ComposeDialog
    from faxdesk.ui.compose.kept_faxes import KeptFaxes


class ComposeLauncher(QObject):
    """Opens compose dialogs over `window`. The dialog's modules are loaded with the first of them."""

    kept = Signal(object)
    """`KeptFaxes` of one of the dialogs."""
    drafted = Signal(int)
    """A dialog was closed; what it said is kept as the draft of this number."""
    editing_goes_on = Signal()
    """The user was asked whether a fax may be thrown away, and wants to go on with it."""

    def __init__(self, backend: Backend, settings_file: SettingsFile, window: QWidget) -> None:
        super().__init__(window)
        self._backend, self._settings_file, self._window = backend, settings_file, window

    def new_fax(self, files: Sequence[Path | Blob] = ()) -> None:
        """Open the dialog for a new fax, with these documents."""
        from faxdesk.ui.compose.dialog import ComposeDialog

        self._open(ComposeDialog(self._backend, self._settings_file.settings, files, self._window))

    def reply(self, number: str, sender: str) -> None:
        """Open a new fax to a number, from one of the account's own where it has that."""
        from faxdesk.ui.compose.dialog import ComposeDialog
        from faxdesk.ui.compose.modes import NewMode

        settings = self._settings_file.settings
        mode = NewMode(self._backend, settings)
        mode.draft = replace(mode.draft, recipients=(number,), sender=sender or mode.draft.sender)
        self._open(ComposeDialog(self._backend, settings, (), self._window, mode=mode))

    def new_fax_to(self, recipients: Sequence[tuple[str, str]]) -> None:
        """Open the dialog for a new fax to these numbers (E.164), each with the name of who has it."""
        from faxdesk.ui.compose.dialog import ComposeDialog
        from faxdesk.ui.compose.pasted_recipients import PastedRecipient

        dialog = ComposeDialog(self._backend, self._settings_file.settings, (), self._window)
        dialog.recipients_field.add([PastedRecipient(number, name) for number, name in recipients])
        self._open(dialog)

    def test_fax(self, number: str) -> None:
        """Open a new fax of one page to a number of the user's own."""
        from faxdesk.ui.compose.dialog import ComposeDialog
        from faxdesk.ui.compose.modes import NewMode

        settings = self._settings_file.settings
        mode = NewMode(self._backend, settings, (number,))
        page = resource_path("test-fax.txt")
        self._open(ComposeDialog(self._backend, settings, (page,), self._window, mode=mode))

    def add_documents(self) -> None:
        """Let the user choose documents, then open a new fax with them."""
        from faxdesk.ui.compose.file_dialog import ask_for_files

        ask_for_files(self._window, self.new_fax)

    def reopen(self, taken: Sequence[TakenBack]) -> None:
        """Open what the user has taken back again, as it was when Send was pressed."""
        from faxdesk.ui.compose.dialog import ComposeDialog
        from faxdesk.ui.compose.modes import ReopenMode

        settings = self._settings_file.settings
        mode = ReopenMode(self._backend, settings, taken)
        self._open(ComposeDialog(self._backend, settings, (), self._window, mode=mode))

    def open_draft(self, kept: KeptDraft) -> None:
        """Open a draft that somebody began to write, or has to look at before it is sent."""
        from faxdesk.ui.compose.dialog import ComposeDialog
        from faxdesk.ui.compose.modes import DraftMode

        settings = self._settings_file.settings
        mode = DraftMode(self._backend, settings, kept)
        self._open(ComposeDialog(self._backend, settings, (), self._window, mode=mode))

    def change(self, rows: Sequence[Row]) -> None:
        """Change a waiting fax, the first of the rows."""
        from faxdesk.ui.compose.dialog import ComposeDialog

        found = self._submission_of(rows)
        if found is not None:
            submission, recipients = found
            settings = self._settings_file.settings
            self._open(ComposeDialog.for_change(self._backend, settings, submission, recipients[0], self._window))

    def send_again(self, rows: Sequence[Row]) -> None:
        """Send the documents of the faxes again, after the user has looked at them.

        What Fax.Plus refused may need anything else, so all of it can be changed.
        """
        if any(row.state is State.REJECTED for row in rows):
            self._rebuild(rows, self.tr("Send again"))
        else:
            self._resend(rows)

    def send_all_again(self, rows: Sequence[Row]) -> None:
        """Send faxes again as they were, each by itself, where nothing speaks against their numbers."""
        from faxdesk.core.model import Draft
        from faxdesk.ui.compose.number_guard import NumberGuard

        guard = NumberGuard(self._backend, self._window, may_change=False)
        guard.passed.connect(partial(self._send_all_again, tuple(rows)))
        guard.passed.connect(guard.deleteLater)
        guard.held.connect(guard.deleteLater)
        guard.check(Draft((), tuple(dict.fromkeys(row.to for row in rows))))

    def _send_all_again(self, rows: Sequence[Row], _confirmed: Draft) -> None:
        from faxdesk.core.errors import InputRefused
        from faxdesk.ui.compose.kept_faxes import KeptFaxes
        from faxdesk.ui.compose.modes.mode import kept_again_text

        jobs = dict.fromkeys(row.job for row in rows)
        parts = [self._submission_of([row for row in rows if row.job == job]) for job in jobs]
        now = self._backend.factory.now()
        found = list(filter(None, parts))
        seen = {row.recipient: row.state for row in rows}
        # The user was asked, and numbers were looked at: what has failed may have arrived by now.
        if any(one.state is not seen[one.id] for _submission, recipients in found for one in recipients):
            self._backend.failed.emit(
                InputRefused(
                    self.tr("None was sent again: the status of some of these faxes has changed."),
                    self.tr("Look at them, and choose again."),
                )
            )
            return
        faxes = [(recipients, submission.draft(recipients, now)) for submission, recipients in found]

        def done(kept: tuple[Submission, ...]) -> None:
            self.kept.emit(KeptFaxes(kept, kept_again_text(len(kept)), "", together=False))

        settings = self._settings_file.settings
        self._backend.commands.send_all_again(self, faxes, done, self._backend.failed.emit, grace=settings.grace)

    def correct(self, row: Row) -> None:
        """Open a fax that ended badly where its fault can be put right: at the number, or with all its documents."""
        if row.remedy is Remedy.NUMBER:
            dialog = self._resend([row])
            if dialog is not None:
                dialog.recipients_field.correct(0)
        else:
            self._rebuild([row], self.tr("Change documents"))

    def _resend(self, rows: Sequence[Row]) -> ComposeDialog | None:
        from faxdesk.ui.compose.dialog import ComposeDialog

        found = self._submission_of(rows)
        if found is None:
            return None
        settings = self._settings_file.settings
        dialog = ComposeDialog.for_sending_again(self._backend, settings, *found, self._window)
        self._open(dialog)
        return dialog

    def _rebuild(self, rows: Sequence[Row], title: str) -> None:
        from faxdesk.ui.compose.dialog import ComposeDialog
        from faxdesk.ui.compose.modes import RebuildMode

        found = self._submission_of(rows)
        if found is not None:
            settings = self._settings_file.settings
            mode = RebuildMode(self._backend, settings, *found, title=title, hint=rows[0].reason)
            self._open(ComposeDialog(self._backend, settings, (), self._window, mode=mode))

    def _submission_of(self, rows: Sequence[Row]) -> tuple[Submission, list[Recipient]] | None:
        """Return the submission of some rows and its recipients that they stand for."""
        submission = self._backend.store.submissions.get(rows[0].job or "") if rows else None
        if submission is None:
            return None
        wanted = {row.recipient for row in rows}
        recipients = [one for one in submission.recipients if one.id in wanted]
        return (submission, recipients) if recipients else None

    def _open(self, dialog: ComposeDialog) -> None:
        dialog.kept.connect(self._remember)
        dialog.kept.connect(self.kept)
        dialog.drafted.connect(self.drafted)
        dialog.editing_goes_on.connect(self.editing_goes_on)
        dialog.open()

    def _remember(self, kept: KeptFaxes) -> None:
        """Keep the number that was used last; off the main thread, as it waits for the disk."""
        sender, settings_file = kept.sender, self._settings_file

        def remember(_cancel: CancelToken) -> None:
            if settings_file.settings.sender != sender:
                settings_file.change(lambda present: present._replace(sender=sender))

        if sender:
            self._backend.with_documents(self, remember, failed=self._backend.failed.emit)
