"""The dialog in which a contact is written down or changed."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.contacts import LONGEST_NAME, Contact, check, tidy
from faxdesk.core.errors import FaxDeskError, InputRefused
from faxdesk.core.phone import parse
from faxdesk.services.home_region import home_region
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.fax_texts import date_text
from faxdesk.ui.widgets.growing_dialog import GrowingDialog
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.number_text import number_text
from faxdesk.ui.widgets.primary_button import PrimaryButton
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.services.local_services import LocalServices
    from faxdesk.ui.backend.backend import Backend

_SHOWN = 5
"""Numbers of before that are shown."""


class ContactDialog(GrowingDialog):
    """The fields of one contact. It closes when the contact is kept."""

    kept = Signal(int)
    """The id of the contact."""

    def __init__(self, backend: Backend, contact: Contact, groups: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.CONTACTS)
        self._backend, self._contact = backend, contact
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Contact") if contact.id else self.tr("New contact"))
        self.setMinimumWidth(tokens.CONTACT_WIDTH)
        self.name, self.company, self.groups = QLineEdit(), QLineEdit(), QLineEdit()
        self.numbers, self.note = QPlainTextEdit(), QPlainTextEdit()
        self.message = InlineNote(self)
        self.save_button = PrimaryButton(self.tr("&Save"))
        self.cancel_button = QPushButton(self.tr("&Cancel"))
        self._fill(groups)
        self._lay_out()

    def _fill(self, groups: Sequence[str]) -> None:
        contact = self._contact
        for field, text in ((self.name, contact.name), (self.company, contact.company)):
            field.setMaxLength(LONGEST_NAME)
            field.setText(text)
        self.numbers.setPlainText("\n".join(map(number_text, contact.numbers)))
        self.numbers.setPlaceholderText(self.tr("One number in each line, the usual one first"))
        self.groups.setText(", ".join(contact.groups))
        self.groups.setPlaceholderText(self.tr("Names, with commas between them"))
        # One that is there is completed; further ones behind a comma are typed.
        self.groups.setCompleter(QCompleter(list(groups), self.groups))
        self.note.setPlainText(contact.note)
        for several in (self.numbers, self.note):
            several.setTabChangesFocus(True)
            several.setFixedHeight(several.fontMetrics().lineSpacing() * 3 + tokens.SPACE_L)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for words, field in (
            (self.tr("&Name"), self.name),
            (self.tr("C&ompany"), self.company),
            (self.tr("&Fax numbers"), self.numbers),
            (self.tr("&Groups"), self.groups),
            (self.tr("No&te"), self.note),
        ):
            field.setAccessibleName(words.replace("&", ""))
            form.addRow(words, field)
        if before := self._numbers_before():
            form.addRow(self.tr("Earlier numbers"), before)
        box = QDialogButtonBox(self)
        box.addButton(self.save_button, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(self.cancel_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.save_button.stand_beside(self.cancel_button)
        self.save_button.setDefault(True)
        box.accepted.connect(self.save)
        box.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        layout.addLayout(form)
        layout.addWidget(self.message)
        layout.addWidget(box)

    def _numbers_before(self) -> QLabel | None:
        """Return the numbers that the contact had before, None where it had no others."""
        changes = self._backend.store.contacts.changes(self._contact.id) if self._contact.id else ()
        lines = [
            self.tr("{number} until {day}").format(number=number_text(change.old), day=date_text(change.at))
            for change in changes[:_SHOWN]
        ]
        if not lines:
            return None
        label = QLabel("\n".join(lines))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        label.setAccessibleName(self.tr("Earlier numbers"))
        return label

    # --------------------------------------------------------------------------------------------------- saving

    def value(self) -> Contact:
        """Return what the fields say. Raises `InputRefused`, naming the field."""
        region = home_region(self._backend.store)
        lines = [line for line in re.split(r"[\n;,]+", self.numbers.toPlainText()) if line.strip()]
        contact = tidy(
            replace(
                self._contact,
                name=self.name.text(),
                company=self.company.text(),
                numbers=tuple(parse(line, region, "Fax numbers") for line in lines),
                groups=tuple(group.strip() for group in self.groups.text().split(",") if group.strip()),
                note=self.note.toPlainText(),
            )
        )
        check(contact)
        return contact

    def save(self) -> None:
        """Keep the contact, and close; say what is wrong where something is."""
        try:
            contact = self.value()
        except InputRefused as error:
            self._explain(error)
            return
        self._set_busy(busy=True)
        self._backend.request(self, partial(_keep, contact), self._done, self._failed)

    def _set_busy(self, *, busy: bool) -> None:
        self.save_button.setEnabled(not busy)

    def _done(self, contact: int) -> None:
        self.kept.emit(contact)
        self.accept()

    def _failed(self, error: FaxDeskError) -> None:
        self._set_busy(busy=False)
        self._explain(error)

    def _explain(self, error: FaxDeskError) -> None:
        self.message.say(f"{error.title} {error.advice}".strip(), Severity.ERROR)
        fields: dict[str, QWidget] = {"Name": self.name, "Fax numbers": self.numbers, "Groups": self.groups}
        field = error.field if isinstance(error, InputRefused) else ""
        fields.get(field, self.save_button).setFocus()


def _keep(contact: Contact, services: LocalServices) -> int:
    if contact.id:
        services.store.contacts.change(contact)
        return contact.id
    return services.store.contacts.add(contact)
