"""The dialog “Print”: what of the list on the screen is printed, and whether on a printer or into a PDF."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QRadioButton, QVBoxLayout, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.growing_dialog import GrowingDialog
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.primary_button import PrimaryButton
from faxdesk.ui.widgets.severity import Severity


class PrintSubject(Enum):
    """What is printed."""

    LIST = "list"
    PAGES = "pages"
    REPORTS = "reports"
    BOTH = "pages and reports"


class PrintChoices(NamedTuple):
    """What there is: `listed` faxes in the list, all of it or those that are chosen; and of how many of the chosen ones
    there are pages, and reports. `reports` is None where the faxes of the list never have one. `chosen` is how many
    rows are chosen, and `most` of how many the pages can be printed.
    """

    listed: int
    list_is_whole: bool
    pages: int
    reports: int | None
    chosen: int = 0
    most: int = 0


class PrintDialog(GrowingDialog):
    """Asks what to print. Where faxes are chosen, their pages are meant; else the list."""

    printer_wanted = Signal(object)
    """A `PrintSubject` shall be printed."""
    file_wanted = Signal(object)
    """A `PrintSubject` shall be saved as a PDF."""

    def __init__(self, choices: PrintChoices, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Print"))
        self.radios = {subject: QRadioButton(text, self) for subject, text in self._texts(choices).items()}
        self.hint, self.note = InlineNote(self), InlineNote(self)
        self.buttons = QDialogButtonBox(self)
        self.print_button, cancel = PrimaryButton(self.tr("Print…")), QPushButton(self.tr("Cancel"))
        self.file_button = QPushButton(self.tr("Save as PDF…"))
        self.buttons.addButton(self.print_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.file_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.print_button.stand_beside(self.file_button, cancel)
        self._lay_out()
        self._choose_first(choices)
        self.buttons.accepted.connect(self._print)
        self.buttons.rejected.connect(self.reject)
        self.file_button.clicked.connect(self._save)

    def _texts(self, choices: PrintChoices) -> dict[PrintSubject, str]:
        listed = count_text(choices.listed, "fax")
        whole = self.tr("The &list, {faxes}, as a table").format(faxes=listed)
        chosen = self.tr("The {faxes} that are chosen, as a tab&le").format(faxes=listed)
        pages = {
            0: self.tr("The &pages of the chosen faxes"),
            1: self.tr("The &pages of the chosen fax"),
        }.get(choices.pages, self.tr("The &pages of {faxes}").format(faxes=count_text(choices.pages, "fax")))
        several = self.tr("The confirmation &reports of {faxes}").format(faxes=count_text(choices.reports or 0, "fax"))
        reports = {
            0: self.tr("The confirmation &reports of the chosen faxes"),
            1: self.tr("The confirmation &report of the chosen fax"),
        }.get(choices.reports or 0, several)
        texts = {PrintSubject.LIST: whole if choices.list_is_whole else chosen, PrintSubject.PAGES: pages}
        if choices.reports is None:
            return texts
        both = (
            self.tr("&Both: the pages of the fax, then its report")
            if choices.pages == choices.reports == 1
            else self.tr("&Both: the pages of each fax, then its report")
        )
        return {**texts, PrintSubject.REPORTS: reports, PrintSubject.BOTH: both}

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        layout.setSpacing(tokens.SPACE_S)
        for radio in self.radios.values():
            layout.addWidget(radio)
        layout.addWidget(self.hint)
        layout.addWidget(self.note)
        layout.addStretch()
        layout.addSpacing(tokens.SPACE_S)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(tokens.QUESTION_WIDTH)

    def _choose_first(self, choices: PrintChoices) -> None:
        there = {PrintSubject.PAGES: choices.pages, PrintSubject.REPORTS: choices.reports or 0}
        there[PrintSubject.BOTH] = min(there.values())
        for subject, count in there.items():
            if subject in self.radios:
                self.radios[subject].setEnabled(count > 0)
        if not choices.pages:
            self.hint.say(self._why_no_pages(choices))
        first = self.radios[PrintSubject.PAGES if choices.pages else PrintSubject.LIST]
        first.setChecked(True)
        first.setFocus()
        self.print_button.setDefault(True)

    def _why_no_pages(self, choices: PrintChoices) -> str:
        if not choices.chosen:
            return self.tr("To print pages, choose faxes in the list first: several with Ctrl or Shift.")
        if choices.chosen > choices.most:
            most = count_text(choices.most, "fax")
            return self.tr("To print pages, choose fewer faxes: {most} at most.").format(most=most)
        return self.tr("Of the chosen faxes there are no pages, here or at Fax.Plus.")

    @property
    def subject(self) -> PrintSubject:
        """What is chosen."""
        return next(subject for subject, radio in self.radios.items() if radio.isChecked())

    def show_printers(self, names: list[str]) -> None:
        """Say so where there is no printer: a PDF can be saved all the same."""
        there = bool(names)
        self.print_button.setEnabled(there)
        self.print_button.setDefault(there)
        self.file_button.setDefault(not there)
        if not there:
            self.note.say(
                self.tr(
                    "No printer is set up on this computer. Set one up in the settings of the system, or save a PDF."
                ),
                Severity.WARNING,
            )

    def _print(self) -> None:
        self.accept()
        self.printer_wanted.emit(self.subject)

    def _save(self) -> None:
        self.accept()
        self.file_wanted.emit(self.subject)
