"""The page of the settings that says which proofs are made unasked, and what is in a proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.ui.proof.name_texts import example_text, places_text
from faxdesk.ui.settings.page import Page
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from faxdesk.store.settings_file import SettingsFile


class ProofsPage(Page):
    """Whether a proof is put beside each document that is faxed, and under which name."""

    def __init__(self, file: SettingsFile, parent: QWidget | None = None) -> None:
        super().__init__("", file, parent)
        lead_to_help(self, HelpSubject.PROOF)
        self.title = self.tr("Proofs")
        self.form.say(
            self.tr(
                "A proof is one PDF with the result, the timeline, the confirmation report and every page of a fax."
                " “Save proof” in the menu “Fax” makes one of any fax."
            )
        )
        self._beside = self.form.check(
            "proof_beside",
            self.tr("Put a proof &beside each document that is faxed from now on"),
            self.tr(
                "Into the folder of the document, soon after the result. A list that is sent row by row has one proof,"
                " beside the list."
            ),
        )
        self.name_edit = self.form.line("proof_name", self.tr("&Name"), places_text())
        self.example = self.form.say("")
        self.form.check("proof_stamp", self.tr("Show the &first page large, with the result stamped above it"))
        self.name_edit.textChanged.connect(self._refresh)
        self._beside.toggled.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        self.form.enable("proof_name", usable=self._beside.isChecked())
        self.example.say(example_text(self.name_edit.text()) if self._beside.isChecked() else "")
