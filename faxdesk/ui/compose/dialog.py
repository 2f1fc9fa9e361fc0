"""The dialog in which a fax is written, changed or sent again."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import tzinfo
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from faxdesk.core.errors import FaxDeskError, InputRefused, in_words
from faxdesk.core.times import own_zone
from faxdesk.ui.compose.account_line import AccountLine
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.compose.draft_saver import DraftSaver
from faxdesk.ui.compose.form import FaxForm
from faxdesk.ui.compose.kept_faxes import KeptFaxes
from faxdesk.ui.compose.modes import ComposeMode, DraftMode, EditMode, NewMode, ReopenMode, ResendMode
from faxdesk.ui.compose.number_guard import NumberGuard
from faxdesk.ui.compose.reserved_room import ReservedRoom
from faxdesk.ui.compose.same_number_guard import SameNumberGuard
from faxdesk.ui.compose.submission_flow import SubmissionFlow
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.drop_target import DropTarget
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.message_bar import MessageAction, MessageBar
from faxdesk.ui.widgets.primary_button import PrimaryButton
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.typography import grown_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from faxdesk.core.model import Draft, Recipient, Submission
    from faxdesk.core.settings import Settings
    from faxdesk.core.written_draft import WrittenDraft
    from faxdesk.documents.intake.intake import Blob
    from faxdesk.ui.backend.backend import Backend

_MESSAGE = "message"
"""The key of what the dialog says: one thing at a time."""
_DRAFT = "draft"
"""The key of what is said while the draft cannot be kept."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ComposeDialog(QDialog):
    """The fields of a fax, from To to Options. It closes when the fax is safely on disk, and not before."""

    kept = Signal(object)
    """`KeptFaxes`: what is safely on disk now."""
    drafted = Signal(int)
    """It has been closed; what it said is kept as the draft of this number."""
    editing_goes_on = Signal()
    """The user was asked whether the fax may be thrown away, and keeps it."""

    def __init__(
        self,
        backend: Backend,
        settings: Settings,
        files: Sequence[Path | Blob] = (),
        parent: QWidget | None = None,
        *,
        mode: ComposeMode | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.SENDING)
        self._backend = backend
        self._mode: ComposeMode = mode or NewMode(backend, settings)
        self.setWindowTitle(self._mode.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._form = FaxForm(backend, settings, self._mode, zone or own_zone(), self)
        self.documents_field, self.recipients_field = self._form.documents_field, self._form.recipients_field
        self.sender_field, self.comment_edit = self._form.sender_field, self._form.comment_edit
        self.cover_field, self.time_field = self._form.cover_field, self._form.time_field
        self.retry_field, self.options_fold = self._form.retry_field, self._form.options_fold
        self.verdict = QLabel(self)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setWordWrap(True)
        self.message_bar = MessageBar(self)
        self._refused: tuple[str, object, str] | None = None
        went_out_before = isinstance(self._mode, EditMode | ReopenMode)
        self._guard = NumberGuard(backend, self, self._mode.draft.recipients if went_out_before else ())
        self._flow = SubmissionFlow(self._mode, self.documents_field, self)
        dealt_with = [one for one, _number in self._mode.again]
        self._same_number = SameNumberGuard(backend, dealt_with, self, joins=not self._mode.fixed_documents)
        self._saver = (
            DraftSaver(backend, self._mode.record, self._written, self) if self._mode.record is not None else None
        )
        self._closing = False
        self._lay_out()
        self._connect()
        if isinstance(self.documents_field, DocumentsField):
            self.documents_field.add(files)
        # What has been taken back is nowhere else as the user wrote it.
        self._opened = () if isinstance(self._mode, ReopenMode) else self._form.entered()
        self._opened_draft = self._form.written(self._mode.again) if isinstance(self._mode, DraftMode) else None
        self._summarise()

    # ---------------------------------------------------------------------------------------- other modes

    @classmethod
    def for_change(
        cls,
        backend: Backend,
        settings: Settings,
        submission: Submission,
        recipient: Recipient,
        parent: QWidget | None = None,
        *,
        zone: tzinfo | None = None,
    ) -> Self:
        """Return the dialog that changes the time, number, sender or comment of a waiting fax."""
        change = EditMode(backend, submission, recipient)
        dialog = cls(backend, settings, (), parent, mode=change, zone=zone)
        change.opened_with(dialog._form.draft())
        return dialog

    @classmethod
    def for_sending_again(
        cls,
        backend: Backend,
        settings: Settings,
        submission: Submission,
        recipients: Sequence[Recipient],
        parent: QWidget | None = None,
        *,
        zone: tzinfo | None = None,
    ) -> Self:
        """Return the dialog that sends the documents of an earlier fax again, filled with what was sent."""
        mode = ResendMode(backend, submission, recipients, settings.grace)
        return cls(backend, settings, (), parent, mode=mode, zone=zone)

    # ---------------------------------------------------------------------------------------------- building

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        if self._mode.hint:
            hint = InlineNote(self)
            hint.say(self._mode.hint, Severity.PLAIN)
            layout.addWidget(hint)
        layout.addWidget(AccountLine(self._backend, self))
        layout.addWidget(self._form.scrolling(self), 1)
        layout.addWidget(ReservedRoom((self.message_bar,), self, lines=tokens.MESSAGE_LINES, margin=tokens.SPACE_S))
        footer = QHBoxLayout()
        footer.addWidget(self.verdict, 1)
        footer.addWidget(self._buttons())
        layout.addLayout(footer)
        # Small screens, and large scales on others, have less space than we would like.
        space = self.screen().availableSize() - QSize(tokens.SCREEN_MARGIN, tokens.SCREEN_MARGIN)
        self.resize(grown_size(tokens.COMPOSE_DIALOG, self).boundedTo(space))

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        self.send_button = PrimaryButton(self._mode.action, "", box)
        self.send_button.setAccessibleName(self._mode.action.replace("&", ""))
        self.send_button.setDefault(True)
        self.cancel_button = QPushButton(self.tr("&Cancel"), box)
        self.cancel_button.setAccessibleName(self.tr("Cancel"))
        self.send_button.stand_beside(self.cancel_button)
        box.addButton(self.send_button, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(self.cancel_button, QDialogButtonBox.ButtonRole.RejectRole)
        return box

    def _connect(self) -> None:
        self._form.changed.connect(self._summarise)
        self._form.changed.connect(self._forget_refusal)
        self.send_button.clicked.connect(self.send)
        self.cancel_button.clicked.connect(self.reject)
        # Not by overriding `done`: a fault there would keep the dialog open.
        self.finished.connect(self._let_nothing_in)
        if self._saver is not None:
            self._form.changed.connect(self._saver.look)
            self.comment_edit.textChanged.connect(self._saver.look)
            self._saver.failed.connect(self._say_not_kept)
            self._saver.recovered.connect(self._say_kept)
        self._same_number.passed.connect(self._submit)
        self._same_number.held.connect(self._hold)
        self._guard.passed.connect(self._check_others)
        self._guard.held.connect(self._hold)
        self._guard.instead_wanted.connect(self.recipients_field.exchange)
        self._form.template_button.failed.connect(self._explain)
        self._flow.said.connect(self._say)
        self._flow.ready.connect(self._check_and_submit)
        self._flow.done.connect(self._done)
        # Apart from what else is to be done then: a dialog that stayed open would have the fax sent twice.
        self._flow.done.connect(self.accept)
        self._flow.failed.connect(self._failed)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, activated=self.send)  # type: ignore[call-overload]  # a signal as keyword
        if isinstance(self.documents_field, DocumentsField):
            self.documents_field.summary_line.pages_wanted.connect(self._open_pages)
            self.documents_field.list.correction_wanted.connect(self._open_pages)
            self._drops = DropTarget(self, but=[self.documents_field.strip.viewport(), self.documents_field.strip])
            self._drops.dropped.connect(self._add_dropped)
            self._drops.refused.connect(self._say_no_files)

    # ------------------------------------------------------------------------------------------- the documents

    def _summarise(self) -> None:
        self.verdict.setText(self._form.verdict())

    def _open_pages(self) -> None:
        # It loads what draws pages, which most dialogs do without.
        from faxdesk.ui.compose.pages_window import open_pages

        field = self.documents_field
        if isinstance(field, DocumentsField) and field.arrangement.documents:
            open_pages(field, self._backend, cover=self.cover_field.wanted)

    def _let_nothing_in(self) -> None:
        if isinstance(self.documents_field, DocumentsField):
            self.documents_field.stop()

    def _add_dropped(self, files: tuple[Path | Blob, ...]) -> None:
        if isinstance(self.documents_field, DocumentsField) and not self._flow.busy:
            self.documents_field.add(files)

    def _say_no_files(self, reason: str) -> None:
        self._show_error(self.tr("Only files of this computer can be added. {reason}").format(reason=reason))

    # --------------------------------------------------------------------------------------------- sending

    def send(self) -> None:
        """Check everything and have it kept; explain what is missing where something is."""
        if self._flow.busy:
            return
        self._unmark()
        with self._explaining():
            # Who is missing is known at once, also while documents are on their way in.
            self.recipients_field.value()
            if self._flow.begin():
                self._check_and_submit()
            else:
                self._show_busy()

    def _check_and_submit(self) -> None:
        with self._explaining():
            draft = self._form.checked()
            self._show_busy()
            self._guard.check(draft, self._form.named_numbers)

    def _check_others(self, draft: Draft) -> None:
        with self._explaining():
            if isinstance(self._mode, EditMode):
                # It takes the place of a fax to this number.
                self._submit(draft)
            else:
                self._same_number.check(draft)

    def _submit(self, draft: Draft) -> None:
        # Who has pressed Cancel meanwhile has called it off.
        if self._flow.busy:
            with self._explaining():
                self._flow.submit(draft)

    def _hold(self) -> None:
        self._flow.stop()
        self._show_busy()
        self.recipients_field.setFocus()

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """Whatever is raised inside is explained, and the fields can be changed again."""
        try:
            yield
        except BaseException as error:
            self._flow.stop()
            self._failed(in_words(error))
            if not isinstance(error, FaxDeskError):
                raise

    def _done(self, submissions: tuple[Submission, ...]) -> None:
        self._show_busy()
        if self._saver is not None:
            self._saver.stop()
        self._form.cover_controller.keep_last(self.cover_field.filled_in)
        if submissions:
            self.kept.emit(KeptFaxes(submissions, self._mode.outcome, self.sender_field.value() or ""))

    def _failed(self, error: FaxDeskError) -> None:
        self._show_busy()
        self._explain(error)

    def _say(self, text: str) -> None:
        self.message_bar.say(text, key=_MESSAGE, stays=True)
        self.cancel_button.setEnabled(not self._flow.keeping)

    def _show_busy(self) -> None:
        """Nothing can be changed while the fax is on its way to the disk."""
        busy = self._flow.busy
        for widget in (self._form, self.send_button):
            widget.setEnabled(not busy)
        self.cancel_button.setEnabled(not self._flow.keeping)
        if not busy:
            self.message_bar.clear()

    # --------------------------------------------------------------------------------------------- messages

    def _explain(self, error: FaxDeskError) -> None:
        """Say what is wrong, mark the field and put the keyboard there."""
        field = error.field if isinstance(error, InputRefused) else ""
        text = f"{error.title} {error.advice}".strip()
        if field and field not in self._form and self.documents_field.refuse(field, error):
            text, field = f"{field}: {text}", "Documents"
        if field in self._form:
            self._show_error(self._form.refusal_text(field, text))
            self._form.mark(field, text)
            self._refused = field, self._form.content(field), text
        else:
            self._show_error(text)
            self.send_button.setFocus()

    def _show_error(self, text: str) -> None:
        self.message_bar.say(text, Severity.ERROR, key=_MESSAGE, stays=True)

    def _unmark(self) -> None:
        self._refused = None
        self.message_bar.clear()
        self._form.unmark()

    def _forget_refusal(self) -> None:
        """What was wrong has been changed: the message about it no longer holds."""
        if self._refused is None:
            return
        field, content, text = self._refused
        if self._form.content(field) == content:
            self.message_bar.change(_MESSAGE, self._form.refusal_text(field, text))
            return
        self._refused = None
        self.message_bar.take_back(_MESSAGE)
        self._form.unmark()

    # ---------------------------------------------------------------------------------------------- closing

    def _written(self) -> WrittenDraft | None:
        """Return what the fields say, None where nothing would be lost with them."""
        written = self._form.written(self._mode.again)
        if self._opened_draft is not None:
            kept = self._saver is None or not self._saver.has_saved
            return None if kept and written == self._opened_draft else written
        return None if self._form.entered() == self._opened else written

    def reject(self) -> None:
        """Close, and keep what was entered as a draft. Where it can be none, ask before something would be lost."""
        if self._closing:
            return
        if self._flow.busy:
            # Who has pressed Send may still think better of it, until the fax is being kept.
            if self._flow.stop():
                self._show_busy()
            return
        if self.message_bar.asking:
            self._go_on()
        elif self._saver is not None:
            self._closing = True
            self._saver.close(self._close_drafted, self._close_undrafted)
        elif self._form.entered() != self._opened:
            self._ask(self.tr("Throw the changes away? The fax stays as it was."))
        else:
            super().reject()

    def _say_not_kept(self, error: FaxDeskError) -> None:
        """Who goes on writing relies on the draft: it is told at once that there is none, or only an older one."""
        if not self._closing and not self._flow.busy and not self.message_bar.asking:
            text = self.tr("What you write cannot be saved as a draft now. {reason}").format(reason=str(error))
            self.message_bar.say(text, Severity.WARNING, key=_DRAFT, stays=True)

    def _say_kept(self) -> None:
        self.message_bar.take_back(_DRAFT)

    def _close_drafted(self) -> None:
        record = self._mode.record
        if record is not None and record.number is not None and not record.settled:
            self.drafted.emit(record.number)
        super().reject()

    def _close_undrafted(self, error: FaxDeskError) -> None:
        self._closing = False
        self._ask(self.tr("{reason} Throw this fax away?").format(reason=str(error)))

    def _ask(self, text: str) -> None:
        self.message_bar.take_back(_MESSAGE)
        self.message_bar.ask(
            text,
            MessageAction(self.tr("Throw awa&y"), self._throw_away),
            MessageAction(self.tr("&Keep editing"), self._go_on),
        )

    def _throw_away(self) -> None:
        if self._saver is not None:
            self._saver.drop()
        super().reject()

    def _go_on(self) -> None:
        self._unmark()
        self.recipients_field.setFocus()
        self.editing_goes_on.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's own close button does what Cancel does; pressed again, it means it."""
        if self.message_bar.asking:
            self._throw_away()
        else:
            self.reject()
        event.setAccepted(not self.isVisible())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field never sends."""
        if event.key() in _ENTER:
            event.accept()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin where the user has something to say."""
        super().showEvent(event)
        if not self.recipients_field.texts:
            self.recipients_field.setFocus()
