"""The question under which name a template is kept, and what of the fax is to be in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from faxdesk.core.fax_template import LONGEST_NAME, FaxTemplate
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.growing_dialog import GrowingDialog
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.primary_button import PrimaryButton

if TYPE_CHECKING:
    from collections.abc import Collection


class TemplateDialog(GrowingDialog):
    """Offers what the fields have; `known` are the names that are taken, under which one would be replaced."""

    named = Signal(str, object)
    """The name and the `FaxTemplate`."""

    def __init__(self, present: FaxTemplate, known: Collection[str], parent: QWidget) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.TEMPLATES)
        self._present, self._known = present, known
        self.setWindowTitle(self.tr("Save as template"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(tokens.SAME_NUMBER_WIDTH)
        self.name = QLineEdit(self)
        self.name.setAccessibleName(self.tr("Name"))
        self.name.setMaxLength(LONGEST_NAME)
        self.note = InlineNote(self)
        count = count_text(len(present.recipients), "recipient")
        self.recipients = self._part(self.tr("To: {recipients}").format(recipients=count), bool(present.recipients))
        self.comment = self._part(self.tr("Comment"), bool(present.comment))
        self.cover = self._part(self.tr("Cover page"), present.cover is not None)
        box = QDialogButtonBox(self)
        self.save = PrimaryButton(self.tr("&Save"), parent=box)
        self.save.setDefault(True)
        cancel = QPushButton(self.tr("Cancel"), box)
        self.save.stand_beside(cancel)
        for button, role in (
            (self.save, QDialogButtonBox.ButtonRole.AcceptRole),
            (cancel, QDialogButtonBox.ButtonRole.RejectRole),
        ):
            button.setAccessibleName(button.text().replace("&", ""))
            box.addButton(button, role)
        box.accepted.connect(self._save)
        box.rejected.connect(self.reject)
        rows = QFormLayout()
        rows.addRow(self.tr("&Name"), self.name)
        layout = QVBoxLayout(self)
        margin = tokens.SPACE_L
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(tokens.SPACE_S)
        layout.addLayout(rows)
        for part in (self.recipients, self.comment, self.cover):
            layout.addWidget(part)
        layout.addWidget(self.note)
        layout.addWidget(box)
        for changed in (self.name.textChanged, self.recipients.toggled, self.comment.toggled, self.cover.toggled):
            changed.connect(self._offer)
        self._offer()

    def _part(self, text: str, there: bool) -> QCheckBox:
        box = QCheckBox(text, self)
        box.setChecked(there)
        box.setEnabled(there)
        return box

    @property
    def template(self) -> FaxTemplate:
        """What is wanted of the fax."""
        return replace(
            self._present,
            recipients=self._present.recipients if self.recipients.isChecked() else (),
            comment=self._present.comment if self.comment.isChecked() else "",
            cover=self._present.cover if self.cover.isChecked() else None,
        )

    def _offer(self) -> None:
        name = self.name.text().strip()
        self.save.setEnabled(bool(name) and bool(self.template))
        self.note.say(self.tr("It takes the place of the template of this name.") if name in self._known else "")

    def _save(self) -> None:
        self.named.emit(self.name.text().strip(), self.template)
        self.accept()
