"""The side of the pages window: how the chosen pages are made black and white, and how the fax is sent."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QGroupBox, QLabel, QPushButton, QVBoxLayout, QWidget

from faxdesk.documents.common.findings import pages_text
from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.enhancement import Enhancements
from faxdesk.ui.widgets.choices import ComboBox

if TYPE_CHECKING:
    from faxdesk.documents.fax.page import Look

_STATES = (Qt.CheckState.Unchecked, Qt.CheckState.Checked)


class RenderingBox(QGroupBox):
    """The tone of the chosen pages, and what is improved on them."""

    tone_chosen = Signal(object)
    """A `Tone` for the chosen pages."""
    improve_chosen = Signal(object)
    """A function from an `Enhancements` to the one that the chosen pages are to have."""
    all_wanted = Signal()
    """All pages are to look as the current one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tone = ComboBox(self)
        for tone, text in self._tones().items():
            self.tone.addItem(text, tone)
        self.tone.activated.connect(self._choose_tone)
        self.lighten = self._box(self.tr("&Lighten shading"), self.tr("Grey and coloured fills become white."))
        self.sharpen = self._box(self.tr("&Sharpen letters"), self.tr("For soft scans and small type."))
        self.straighten = self._box(self.tr("S&traighten"), self.tr("For scans that lie a little askew."))
        self.lighten.clicked.connect(self._choose_lighten)
        self.sharpen.clicked.connect(self._choose_sharpen)
        self.straighten.clicked.connect(self._choose_straighten)
        self.all = QPushButton(self.tr("&Use for all pages"), self)
        self.all.setAutoDefault(False)
        self.all.clicked.connect(self.all_wanted)
        self._lay_out()

    def _tones(self) -> dict[Tone, str]:
        return {Tone.AUTO: self.tr("Automatic"), Tone.TEXT: self.tr("Text"), Tone.PHOTO: self.tr("Photo")}

    def _box(self, text: str, tip: str) -> QCheckBox:
        box = QCheckBox(text, self)
        box.setToolTip(tip)
        box.setAccessibleDescription(tip)
        return box

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(self.tr("T&one:"), self.tone)
        self.tone.setAccessibleName(self.tr("Tone"))
        self.tone.setToolTip(
            self.tr("Text becomes pure black on white. Photos are drawn in dots. Automatic uses dots only in photos.")
        )
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(QLabel(self.tr("Improve for fax:"), self))
        for widget in (self.lighten, self.sharpen, self.straighten):
            layout.addWidget(widget)
        layout.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)

    def show_looks(self, rows: Collection[int], looks: Collection[Look]) -> None:
        """Show the looks of the chosen rows, from 0; where they differ, neither of them."""
        self.setTitle(pages_text([row + 1 for row in rows]) if rows else self.tr("No page"))
        self.setEnabled(bool(rows))
        tones = {look.tone for look in looks}
        self.tone.setPlaceholderText(self.tr("Different") if rows else "")
        self.tone.setCurrentIndex(self.tone.findData(tones.pop()) if len(tones) == 1 else -1)
        for box, states in (
            (self.lighten, {look.improve.lighten for look in looks}),
            (self.sharpen, {look.improve.sharpen for look in looks}),
            (self.straighten, {look.improve.straighten for look in looks}),
        ):
            _show(box, states)

    def _choose_tone(self, index: int) -> None:
        # Qt keeps a word of an enumeration as a plain string.
        self.tone_chosen.emit(Tone(self.tone.itemData(index)))

    def _choose_lighten(self, on: bool) -> None:
        self._choose(lambda old: Enhancements(on, old.sharpen, old.straighten))

    def _choose_sharpen(self, on: bool) -> None:
        self._choose(lambda old: Enhancements(old.lighten, on, old.straighten))

    def _choose_straighten(self, on: bool) -> None:
        self._choose(lambda old: Enhancements(old.lighten, old.sharpen, on))

    def _choose(self, change: Callable[[Enhancements], Enhancements]) -> None:
        self.improve_chosen.emit(change)


def _show(box: QCheckBox, states: Collection[bool]) -> None:
    """Check a box, or show that it is checked for some only; a click then checks it for all."""
    mixed = len(states) > 1
    box.setTristate(mixed)
    box.setCheckState(Qt.CheckState.PartiallyChecked if mixed else _STATES[True in states])


class SendingBox(QGroupBox):
    """Whether the fax is sent as it is shown."""

    chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("How it is sent"))
        self.prepared = QCheckBox(self.tr("Send &as shown, in black and white"), self)
        self.prepared.clicked.connect(self.chosen)
        self._note = QLabel(self)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.prepared)
        layout.addWidget(self._note)

    def show_choice(self, *, prepared: bool) -> None:
        """Show the choice, and say what it means."""
        self.prepared.setChecked(prepared)
        text = (
            self.tr("FaxDesk makes the pages black and white as you see them here, and Fax.Plus gets them that way.")
            if prepared
            else self.tr(
                "Fax.Plus gets your documents and makes them black and white in its own way. What you see here is"
                " close to that. Tone and improvements are not sent."
            )
        )
        self._note.setText(text)
        self.prepared.setAccessibleDescription(text)
