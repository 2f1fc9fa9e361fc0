"""The dialog in which a fax is written, changed or sent again."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPalette, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from faxdesk.core.errors import FaxDeskError, InputRefused
from faxdesk.core.wording import count_text
from faxdesk.ui.compose.documents import DocumentsField, KeptDocuments
from faxdesk.ui.compose.drops import FileDrops
from faxdesk.ui.compose.failing import IfFailsField
from faxdesk.ui.compose.messages import MessageBar, Note
from faxdesk.ui.compose.purposes import Change, Form, NewFax, Purpose, SendAgain, Undone
from faxdesk.ui.compose.recipients import RecipientsField
from faxdesk.ui.compose.send_time import SendTimeField, own_zone
from faxdesk.ui.compose.sender import SenderField
from faxdesk.ui.compose.tones import Tone, colour

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from faxdesk.core.model import Document, Recipient, Submission
    from faxdesk.core.settings import Settings
    from faxdesk.ui.office import Office

COMMENT_LINES = 2
"""Lines of the comment that are visible without scrolling."""
_SIZE = QSize(680, 600)
_FRAME = 60
"""Pixels of the screen that the title bar, the frame and the task bar may take."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ComposeDialog(QDialog):
    """The fields of a fax, from From to Documents. It closes when the fax is safely on disk, and not before."""

    kept = Signal(object)
    """The `Submission` that was kept, or that the changed comment belongs to."""

    def __init__(
        self,
        office: Office,
        settings: Settings,
        files: Sequence[Path | Document] = (),
        parent: QWidget | None = None,
        *,
        purpose: Purpose | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        super().__init__(parent)
        self._office = office
        self._settings = settings
        self._purpose: Purpose = purpose or NewFax(office, settings)
        self._saving = False
        self._marked: QLabel | None = None
        self.setWindowTitle(self._purpose.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # The fields come before their labels, so that whoever looks for "To" finds the field first.
        self._rows = QWidget(self)
        self.sender_field = SenderField(office.store.mirror, self._purpose.form.sender, self._rows)
        self.recipients_field = RecipientsField(self._purpose.most_recipients, self._rows)
        self.comment_edit = self._comment_edit()
        self.time_field = SendTimeField(office.workplace.now, zone or own_zone(), self._rows)
        self.fails_field = IfFailsField(self._purpose.form.options, self._rows)
        kept = self._purpose.documents
        self.documents_field = DocumentsField(office, self._rows) if kept is None else KeptDocuments(kept, self._rows)
        self.summary = QLabel(self)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.message = MessageBar(self)
        self._labels: dict[str, QLabel] = {}
        self._lay_out()
        self._fill()
        self._connect()
        if isinstance(self.documents_field, DocumentsField):
            self.documents_field.add(files)
        # What has been taken back is nowhere else as the user wrote it.
        self._opened = () if isinstance(self._purpose, Undone) else self._entered()
        self._summarise()

    # ---------------------------------------------------------------------------------------- other purposes

    @classmethod
    def for_change(
        cls,
        office: Office,
        settings: Settings,
        submission: Submission,
        recipient: Recipient,
        parent: QWidget | None = None,
        *,
        zone: tzinfo | None = None,
    ) -> Self:
        """Return the dialog that changes the time, number, sender or comment of a waiting fax."""
        change = Change(office, submission, recipient)
        dialog = cls(office, settings, (), parent, purpose=change, zone=zone)
        change.opened_with(dialog._form())
        return dialog

    @classmethod
    def for_sending_again(
        cls,
        office: Office,
        settings: Settings,
        submission: Submission,
        recipients: Sequence[Recipient],
        parent: QWidget | None = None,
        *,
        zone: tzinfo | None = None,
    ) -> Self:
        """Return the dialog that sends the documents of an earlier fax again, filled with what was sent."""
        purpose = SendAgain(office, submission, recipients, settings.grace)
        return cls(office, settings, (), parent, purpose=purpose, zone=zone)

    # ------------------------------------------------------------------------------------------ for the caller

    @property
    def last_sender(self) -> str:
        """The number that was chosen as sender, to be kept in the settings; empty where there is none to choose."""
        return self.sender_field.value() or ""

    @property
    def outcome(self) -> str:
        """A sentence on what has been promised, after `kept`."""
        return self._purpose.outcome

    # ---------------------------------------------------------------------------------------------- building

    def _comment_edit(self) -> QPlainTextEdit:
        edit = QPlainTextEdit(self._rows)
        edit.setAccessibleName(self.tr("Comment"))
        edit.setTabChangesFocus(True)
        edit.setPlaceholderText(self.tr("A note kept with the fax at Fax.Plus. The recipient does not see it."))
        edit.setFixedHeight(COMMENT_LINES * edit.fontMetrics().lineSpacing() + 2 * edit.frameWidth() + 10)
        return edit

    def _lay_out(self) -> None:
        rows = QFormLayout(self._rows)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for field, text, widget in (
            ("From", self.tr("&From"), self.sender_field),
            ("To", self.tr("&To"), self.recipients_field),
            ("Comment", self.tr("Co&mment"), self.comment_edit),
            ("Send time", self.tr("Send t&ime"), self.time_field),
            ("If it fails", self.tr("If it fai&ls"), self.fails_field),
            ("Documents", self.tr("&Documents"), self.documents_field),
        ):
            label = QLabel(text, self._rows)
            # Screen readers on Linux call a combo box by its label, so it must lead to the very widget.
            label.setBuddy(widget.focusProxy() or widget)
            self._labels[field] = label
            rows.addRow(label, widget)
            # Whoever looks for a field by its name meets the field before its label.
            label.raise_()
        area = QScrollArea(self)
        area.setWidget(self._rows)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        if self._purpose.hint:
            hint = Note(self)
            hint.say(self._purpose.hint, Tone.PLAIN)
            layout.addWidget(hint)
        layout.addWidget(area, 1)
        layout.addWidget(self.message)
        layout.addWidget(self.summary)
        layout.addWidget(self._buttons())
        # Small screens, and large scales on others, have less room than we would like.
        room = self.screen().availableSize()
        self.resize(min(_SIZE.width(), room.width() - _FRAME), min(_SIZE.height(), room.height() - _FRAME))

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        self.send_button = QPushButton(self._purpose.action, box)
        self.send_button.setAccessibleName(self._purpose.action.replace("&", ""))
        self.send_button.setDefault(True)
        self.cancel_button = QPushButton(self.tr("&Cancel"), box)
        self.cancel_button.setAccessibleName(self.tr("Cancel"))
        box.addButton(self.send_button, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(self.cancel_button, QDialogButtonBox.ButtonRole.RejectRole)
        return box

    def _fill(self) -> None:
        form = self._purpose.form
        self._use_region()
        self.recipients_field.add(form.recipients)
        self.comment_edit.setPlainText(form.comment)
        self.time_field.set_instant(form.send_at)

    def _connect(self) -> None:
        self.sender_field.changed.connect(self._use_region)
        for field in (self.recipients_field, self.time_field, self.documents_field):
            field.changed.connect(self._summarise)
        self.send_button.clicked.connect(self.send)
        self.cancel_button.clicked.connect(self.reject)
        self.message.agreed.connect(self._throw_away)
        self.message.dismissed.connect(self._go_on)
        self._office.changed.connect(self.sender_field.refresh)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, activated=self.send)  # type: ignore[call-overload]  # a signal as keyword
        if isinstance(self.documents_field, DocumentsField):
            self._drops = FileDrops(self)
            self._drops.dropped.connect(self._add_dropped)
            self._drops.refused.connect(self._say_no_files)

    # ------------------------------------------------------------------------------------------- the fields

    def _use_region(self) -> None:
        """A number without country code belongs to the country of the sender."""
        self.recipients_field.set_region(self.sender_field.region or self._settings.region)

    def _form(self) -> Form:
        """Return what the fields say now, checked or not."""
        return Form(
            self.sender_field.value(),
            self.recipients_field.texts,
            self.comment_edit.toPlainText().strip(),
            self.time_field.instant,
            self.fails_field.value(),
        )

    def _checked(self) -> tuple[Form, tuple[Path | Document, ...]]:
        """Return the fields and files. Raises `InputRefused`, naming the first field that needs the user."""
        recipients = self.recipients_field.value()
        send_at = self.time_field.value()
        files = self.documents_field.value()
        return replace(self._form(), recipients=recipients, send_at=send_at), files

    def _entered(self) -> tuple[object, ...]:
        """What it would be a pity to lose."""
        return self.recipients_field.texts, self.documents_field.paths

    def _summarise(self) -> None:
        pages = self.documents_field.pages
        self.summary.setText(
            self.tr("{recipients}, {pages}, {time}").format(
                recipients=count_text(self.recipients_field.count, "recipient"),
                pages=self.tr("pages still being counted") if pages is None else count_text(pages, "page"),
                time=self.time_field.words,
            )
        )

    def _add_dropped(self, files: list[Path]) -> None:
        if isinstance(self.documents_field, DocumentsField) and not self._saving:
            self.documents_field.add(files)

    def _say_no_files(self) -> None:
        self.message.say(self.tr("Only files of this computer can be added. Save it first, then drop the file here."))

    # --------------------------------------------------------------------------------------------- sending

    def send(self) -> None:
        """Check everything and have it kept; explain what is missing where something is."""
        if self._saving:
            return
        self._unmark()
        try:
            form, files = self._checked()
        except InputRefused as error:
            self._explain(error)
            return
        self._set_saving(True)
        self._purpose.keep(form, files, self._done, self._failed)

    def _done(self, submission: Submission | None) -> None:
        if not isValid(self):
            return
        self._set_saving(False)
        if submission is not None:
            self.kept.emit(submission)
        self.accept()

    def _failed(self, error: FaxDeskError) -> None:
        if not isValid(self):
            return
        self._set_saving(False)
        self._explain(error)

    def _set_saving(self, saving: bool) -> None:
        self._saving = saving
        for widget in (
            self.sender_field,
            self.recipients_field,
            self.comment_edit,
            self.time_field,
            self.fails_field,
            self.documents_field,
            self.send_button,
            self.cancel_button,
        ):
            widget.setEnabled(not saving)
        if saving:
            self.message.say(self.tr("Saving…"), Tone.PLAIN)
        else:
            self.message.clear()

    # --------------------------------------------------------------------------------------------- messages

    def _explain(self, error: FaxDeskError) -> None:
        """Say what is wrong, mark the field and put the keyboard there."""
        field = error.field if isinstance(error, InputRefused) else ""
        text = f"{error.title} {error.advice}".strip()
        if field and field not in self._labels and self.documents_field.refuse(field, error):
            text, field = f"{field}: {text}", "Documents"
        self.message.say(text if field not in self._labels else f"{self._name(field)}: {text}")
        if field in self._labels:
            self._mark(field, text)
        else:
            self.send_button.setFocus()

    def _name(self, field: str) -> str:
        return self._labels[field].text().replace("&", "")

    def _mark(self, field: str, text: str) -> None:
        label = self._labels[field]
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, colour(palette, Tone.ERROR))
        label.setPalette(palette)
        self._marked = label
        label.buddy().setAccessibleDescription(text)
        label.buddy().setFocus(Qt.FocusReason.OtherFocusReason)

    def _unmark(self) -> None:
        self.message.clear()
        if self._marked is not None:
            self._marked.setPalette(QPalette())
            self._marked.buddy().setAccessibleDescription("")
            self._marked = None

    # ---------------------------------------------------------------------------------------------- closing

    def reject(self) -> None:
        """Close without keeping anything; ask first where recipients or documents would be lost."""
        if self._saving:
            return
        if self.message.asking:
            self._go_on()
        elif self._entered() != self._opened:
            self.message.ask(
                self.tr("Throw this fax away? It has not been sent."), self.tr("Throw awa&y"), self.tr("&Keep editing")
            )
        else:
            super().reject()

    def _throw_away(self) -> None:
        super().reject()

    def _go_on(self) -> None:
        self._unmark()
        self.recipients_field.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's own close button does what Cancel does; pressed again, it means it."""
        if self.message.asking:
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

    def changeEvent(self, event: QEvent) -> None:
        """Keep the mark readable when the appearance changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange and self._marked is not None:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, colour(palette, Tone.ERROR))
            self._marked.setPalette(palette)
