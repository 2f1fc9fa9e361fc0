"""The dialog “Save proof”: what it will be, and what may be in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QLabel, QVBoxLayout

from faxdesk.core.quantities import count_text
from faxdesk.ui.widgets.growing_dialog import GrowingDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class ProofDialog(GrowingDialog):
    """Says what a proof is, and asks what shall be in it."""

    wanted = Signal(bool)
    """The proof shall be saved; True with its first page stamped."""

    def __init__(self, faxes: int, parent: QWidget, *, stamped: bool) -> None:
        """`faxes` is how many it will be about."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save proof"))
        what = self.tr(
            "One PDF to file or to hand over: the number that was dialled, the result, the timeline, the confirmation"
            " report and every page that was sent. The documents are attached to it as they are."
        )
        several = self.tr("{faxes} are in it, each with all of this.").format(faxes=count_text(faxes, "fax"))
        limit = self.tr(
            "It proves which result Fax.Plus reported, not that a person has read the pages. Nobody signs it. FaxDesk"
            " notes its SHA-256, by which this file can be told from any other."
        )
        self.stamp_box = QCheckBox(self.tr("Show the &first page large, with the result stamped above it"), self)
        self.stamp_box.setChecked(stamped)
        self.buttons = QDialogButtonBox(self)
        save = self.buttons.addButton(self.tr("Save as…"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setDefault(True)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for text in (what, several if faxes > 1 else "", limit):
            if text:
                layout.addWidget(self._paragraph(text))
        layout.addWidget(self.stamp_box)
        layout.addStretch()
        layout.addWidget(self.buttons)

    def _paragraph(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def accept(self) -> None:
        """Close, and have it saved."""
        super().accept()
        self.wanted.emit(self.stamp_box.isChecked())
