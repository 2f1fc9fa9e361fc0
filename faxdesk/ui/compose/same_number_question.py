"""The question before a second fax goes to a number to which one is on its way."""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton, QVBoxLayout

from faxdesk.core.lifecycle import RESULT_UNKNOWN
from faxdesk.core.visible_text import visible
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.choice_button import ChoiceButton
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.fax_texts import clock_text, state_word
from faxdesk.ui.widgets.growing_dialog import GrowingDialog
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.number_text import number_text
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from faxdesk.services.same_number import OnItsWay

_NAMED = 3
"""Faxes that are named one by one."""


class SameNumberChoice(Enum):
    """What becomes of two faxes to the same number."""

    ONE_FAX = "one fax"
    AFTER = "after"
    ANYWAY = "anyway"


class SameNumberQuestion(GrowingDialog):
    """Names the faxes on their way, and offers what can be done, each with a line of what that means.

    Enter takes the first: nothing is lost by it, and nothing arrives twice.
    """

    chosen = Signal(object)
    """A `SameNumberChoice`."""

    def __init__(self, faxes: Sequence[OnItsWay], parent: QWidget) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.NUMBERS)
        self.setWindowTitle(self.tr("Same number"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(tokens.SAME_NUMBER_WIDTH)
        self._layout = QVBoxLayout(self)
        margin = tokens.SPACE_L
        self._layout.setContentsMargins(margin, margin, margin, margin)
        self._layout.setSpacing(tokens.SPACE_S)
        title = self.title = QLabel(self._heading(faxes))
        title.setTextFormat(Qt.TextFormat.PlainText)
        write_in(title, tokens.TITLE, bold=True)
        self._layout.addWidget(title)
        self.notes: list[InlineNote] = []
        self._name(faxes)
        self.buttons: dict[SameNumberChoice, ChoiceButton] = {}
        if len({one.job for one in faxes}) == 1 and all(one.joinable for one in faxes):
            self._offer(
                SameNumberChoice.ONE_FAX,
                "pages",
                self.tr("As &one fax"),
                self.tr("The earlier fax is taken back; its pages come first, then these. One call."),
            )
        self._offer(
            SameNumberChoice.AFTER,
            "state-waiting",
            self.tr("One &after another"),
            self.tr("This fax waits on this computer until the earlier one has come to its end."),
        )
        self._offer(
            SameNumberChoice.ANYWAY,
            "send-again",
            self.tr("&Send it anyway"),
            self.tr("Both may call at the same time; one of them then finds the line busy."),
        )
        box = QDialogButtonBox(self)
        back = QPushButton(self.tr("&Back"), box)
        back.setAccessibleName(self.tr("Back"))
        back.setAutoDefault(False)
        box.addButton(back, QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.reject)
        self._layout.addStretch(1)
        self._layout.addWidget(box)
        next(iter(self.buttons.values())).setDefault(True)

    def _heading(self, faxes: Sequence[OnItsWay]) -> str:
        """Say of no number that a fax to it is on its way where nobody knows that."""
        numbers = {one.number for one in faxes}
        sure = numbers == {one.number for one in faxes if one.state not in RESULT_UNKNOWN}
        if len(numbers) > 1:
            return (
                self.tr("Faxes to these numbers are on their way")
                if sure
                else self.tr("Faxes to these numbers may be on their way")
            )
        return (
            self.tr("A fax to this number is on its way") if sure else self.tr("A fax to this number may be on its way")
        )

    def _name(self, faxes: Sequence[OnItsWay]) -> None:
        for one in faxes[:_NAMED]:
            text = self.tr("{name}, {number}: {state}, {time}") if one.name else self.tr("{number}: {state}, {time}")
            number, state, time = number_text(one.number), state_word(one.state), clock_text(one.goes_out)
            self._say(text.format(name=visible(one.name), number=number, state=state, time=time))
        more = len(faxes) - _NAMED
        if more > 0:
            self._say(self.tr("and {faxes}").format(faxes=count_text(more, "more fax")))

    def _say(self, text: str) -> None:
        note = InlineNote(self)
        note.say(text)
        self._layout.addWidget(note)
        self.notes.append(note)

    def _offer(self, choice: SameNumberChoice, icon_name: str, text: str, meaning: str) -> None:
        button = ChoiceButton(icon_name, text, meaning, self)
        button.setAutoDefault(True)
        button.clicked.connect(partial(self._choose, choice))
        self._layout.addWidget(button)
        self.buttons[choice] = button

    def _choose(self, choice: SameNumberChoice) -> None:
        self.chosen.emit(choice)
        self.accept()
