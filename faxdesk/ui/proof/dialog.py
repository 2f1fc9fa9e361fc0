"""The dialog “Save proof”: what it will be, what may be in it, and whether each fax is to have one by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.errors import InputRefused
from faxdesk.core.proof_name import check_pattern
from faxdesk.ui.proof.name_texts import example_text, places_text
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.growing_dialog import GrowingDialog
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.lock_note import lock_note
from faxdesk.ui.widgets.primary_button import PrimaryButton
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.tooltips import reason_text
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from collections.abc import Set

    from faxdesk.core.settings import Settings


class ProofDialog(GrowingDialog):
    """Says what a proof is, and asks what shall be in it."""

    wanted = Signal(object)
    """The proof shall be saved; the `Settings` as they were, with what was chosen here."""

    def __init__(self, faxes: int, settings: Settings, parent: QWidget, *, locked: Set[str] = frozenset()) -> None:
        """`faxes` is how many it will be about; `locked` are names of settings that the administrator has set."""
        super().__init__(parent)
        lead_to_help(self, HelpSubject.PROOF)
        self._settings, self._locked = settings, locked
        self.setWindowTitle(self.tr("Save proof"))
        self.heading = self._paragraph(self.tr("One PDF to file or to hand over"))
        write_in(self.heading, tokens.TITLE, bold=True)
        what = self.tr(
            "It has the number that was dialled, the result, the timeline, the confirmation report and every page that"
            " was sent. The documents are attached to it as they are."
        )
        several = self.tr("{faxes} are in it, each with all of this.").format(faxes=count_text(faxes, "fax"))
        limit = self.tr(
            "It proves which result Fax.Plus reported, not that a person has read the pages. Nobody signs it. FaxDesk"
            " notes its SHA-256, by which this file can be told from any other."
        )
        self.stamp_box = QCheckBox(self.tr("Show the &first page large, with the result stamped above it"), self)
        self.stamp_box.setChecked(settings.proof_stamp)
        self.beside_box = QCheckBox(self.tr("Put a proof &beside each document that is faxed from now on"), self)
        self.beside_box.setChecked(settings.proof_beside)
        self.name_edit = QLineEdit(settings.proof_name, self)
        self.name_edit.setAccessibleName(self.tr("Name of the proof"))
        self.name_edit.textChanged.connect(self._show_example)
        self.note = InlineNote(self)
        self.buttons = QDialogButtonBox(self)
        save, cancel = PrimaryButton(self.tr("Save as…")), QPushButton(self.tr("Cancel"))
        self.buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        save.stand_beside(cancel)
        save.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out([what, several] if faxes > 1 else [what], limit)

    def _lay_out(self, texts: list[str], limit: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        layout.setSpacing(tokens.SPACE_S)
        layout.addWidget(self.heading)
        for text in texts:
            layout.addWidget(self._paragraph(text))
        limited = InlineNote(self)
        limited.say(limit)
        layout.addWidget(limited)
        layout.addSpacing(tokens.SPACE_XS)
        for name, box in (("proof_stamp", self.stamp_box), ("proof_beside", self.beside_box)):
            layout.addWidget(box)
            if name in self._locked:
                box.setEnabled(False)
                layout.addWidget(lock_note(box))
        layout.addWidget(self._naming())
        layout.addStretch()
        layout.addSpacing(tokens.SPACE_S)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(tokens.QUESTION_WIDTH)

    def _naming(self) -> QWidget:
        """Return what is asked only where proofs are put beside documents."""
        naming = QWidget(self)
        form = QFormLayout(naming)
        # Below the words of the box that opens it.
        form.setContentsMargins(tokens.ICON_S + tokens.SPACE_S, 0, 0, 0)
        form.setVerticalSpacing(tokens.SPACE_S)
        label = QLabel(self.tr("&Name"), naming)
        label.setBuddy(self.name_edit)
        form.addRow(label, self.name_edit)
        if "proof_name" in self._locked:
            self.name_edit.setReadOnly(True)
            form.addRow(lock_note(self.name_edit))
        form.addRow(self.note)
        for text in (
            places_text(),
            self.tr("A list that is sent row by row has one proof, beside the list."),
        ):
            note = InlineNote(self)
            note.say(text)
            form.addRow(note)
        naming.setVisible(self.beside_box.isChecked())
        self.beside_box.toggled.connect(naming.setVisible)
        self._show_example()
        return naming

    def _show_example(self) -> None:
        self.note.say(example_text(self.name_edit.text()))

    def _paragraph(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def accept(self) -> None:
        """Close, and have it saved; where no name can be made, say why instead."""
        if self.beside_box.isChecked():
            try:
                check_pattern(self.name_edit.text())
            except InputRefused as error:
                self.note.say(reason_text(error), Severity.ERROR)
                self.name_edit.setFocus()
                return
        super().accept()
        self.wanted.emit(self._chosen())

    def _chosen(self) -> Settings:
        beside = self.beside_box.isChecked()
        return self._settings._replace(
            proof_stamp=self.stamp_box.isChecked(),
            proof_beside=beside,
            proof_name=self.name_edit.text() if beside else self._settings.proof_name,
        )
