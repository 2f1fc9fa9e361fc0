"""The side of the pages window: how the chosen pages are made black and white, and how the fax is sent."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QWidget

from faxdesk.documents.common.findings import pages_text
from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.enhancement import Enhancements
from faxdesk.ui.page_editor.page_sizes import PaperFit
from faxdesk.ui.page_editor.panel_section import PanelSection
from faxdesk.ui.page_editor.texts import page_time_text
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.segmented_control import Choice, SegmentedControl
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from faxdesk.documents.fax.page import Look

_STATES = (Qt.CheckState.Unchecked, Qt.CheckState.Checked)


class RenderingBox(PanelSection):
    """The time of a chosen page, the tone of all that are chosen, and what is improved on them."""

    tone_chosen = Signal(object)
    """A `Tone` for the chosen pages."""
    improve_chosen = Signal(object)
    """A function from an `Enhancements` to the one that the chosen pages are to have."""
    all_wanted = Signal()
    """All pages are to look as the current one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.note = InlineNote(self)
        self.tone = SegmentedControl(self.tr("Tone"), self._tones(), self)
        self.tone.chosen.connect(self.tone_chosen)
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

    def _tones(self) -> list[Choice]:
        return [
            Choice(
                self.tr("Automatic"), Tone.AUTO, self.tr("Photos are drawn in dots; all else becomes black on white.")
            ),
            Choice(self.tr("Text"), Tone.TEXT, self.tr("Everything becomes pure black on white.")),
            Choice(self.tr("Photo"), Tone.PHOTO, self.tr("Everything is drawn in dots.")),
        ]

    def _box(self, text: str, tip: str) -> QCheckBox:
        box = QCheckBox(text, self)
        box.setToolTip(tip)
        box.setAccessibleDescription(tip)
        return box

    def _lay_out(self) -> None:
        write_in(self.note, tokens.CAPTION)
        label = QLabel(self.tr("T&one:"), self)
        label.setBuddy(self.tone)
        tone = QHBoxLayout()
        tone.addWidget(label)
        tone.addWidget(self.tone)
        tone.addStretch(1)
        self.column.addWidget(self.note)
        self.column.addLayout(tone)
        for box in (self.lighten, self.sharpen, self.straighten):
            self.column.addWidget(box)
        self.column.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)

    def show_time(self, seconds: float | None, fit: PaperFit = PaperFit.AS_IT_IS) -> None:
        """Show how long the chosen page takes, None where that is not known, and how it comes to fit the paper."""
        self.note.say("" if seconds is None else page_time_text(seconds, fit))

    def show_looks(self, rows: Collection[int], looks: Collection[Look]) -> None:
        """Show the looks of the chosen rows, from 0; where they differ, neither of them."""
        self.set_title(pages_text([row + 1 for row in rows]) if rows else self.tr("No page"))
        self.setEnabled(bool(rows))
        tones = {look.tone for look in looks}
        self.tone.show_choice(tones.pop() if len(tones) == 1 else None)
        for box, states in (
            (self.lighten, {look.improve.lighten for look in looks}),
            (self.sharpen, {look.improve.sharpen for look in looks}),
            (self.straighten, {look.improve.straighten for look in looks}),
        ):
            _show(box, states)

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


class SendingBox(PanelSection):
    """Whether the fax is sent as it is shown."""

    chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("How it is sent"), parent)
        self.prepared = QCheckBox(self.tr("Send &as shown, in black and white"), self)
        self.prepared.clicked.connect(self.chosen)
        self.note = InlineNote(self)
        write_in(self.note, tokens.CAPTION)
        self.column.addWidget(self.prepared)
        self.column.addWidget(self.note)

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
        self.note.say(text)
        self.prepared.setAccessibleDescription(text)
