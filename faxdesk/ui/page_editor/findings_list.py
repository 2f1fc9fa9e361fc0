"""What will not come out well, or costs more than it needs to: a line for each finding, with the buttons that help."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.flow_layout import FlowLayout
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.severity import Severity, icon

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding: what it is about, its sentence, and its buttons, each with its words and what it asks for."""

    about: Hashable
    text: str
    buttons: tuple[tuple[str, Hashable], ...]


class FindingsList(QWidget):
    """The findings one below the other, the gravest first, and below them what there is to say besides."""

    wanted = Signal(object)
    """What a button asks for."""

    def __init__(self, parent: QWidget, before: QWidget) -> None:
        """`before` is what the keyboard comes from when it comes here."""
        super().__init__(parent)
        self._before = before
        self._rows: dict[Hashable, _FindingRow] = {}
        self._arranged: Sequence[QWidget] = ()
        self.note = InlineNote(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.SPACE_M)
        self._column.addWidget(self.note)

    def show_lines(self, lines: Sequence[FindingLine], note: str) -> None:
        """Show findings. Those that were there stay what they are, with the keyboard in them."""
        had_focus = any(row.has_keyboard for row in self._rows.values())
        gone = self._rows.keys() - {line.about for line in lines}
        for about in gone:
            row = self._rows.pop(about)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for at, line in enumerate(lines):
            if line.about not in self._rows:
                self._rows[line.about] = _FindingRow(self)
                self._rows[line.about].wanted.connect(self.wanted)
            row = self._rows[line.about]
            row.show_line(line)
            if self._place(line.about) != at:
                self._column.insertWidget(at, row)
        self._arrange([button for line in lines for button in self._rows[line.about].buttons])
        self.note.say(note)
        left = next((self._rows[line.about] for line in lines if line.buttons), None)
        if had_focus and left is not None and not any(row.has_keyboard for row in self._rows.values()):
            left.buttons[0].setFocus()

    def _arrange(self, buttons: Sequence[QWidget]) -> None:
        """Buttons come late: let the keyboard go through them where they are seen."""
        if buttons != self._arranged:
            self._arranged = buttons
            for one, other in pairwise([self._before, *buttons]):
                QWidget.setTabOrder(one, other)

    @property
    def lines(self) -> list[FindingLine]:
        """What is shown, from top to bottom."""
        return sorted((row.line for row in self._rows.values()), key=lambda line: self._place(line.about))

    def _place(self, about: Hashable) -> int:
        return self._column.indexOf(self._rows[about])


class _FindingRow(QWidget):
    """One finding: a sign, its sentence, and its buttons below that."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.line = FindingLine("", "", ())
        self._sign = QLabel(self)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._actions = QWidget(self)
        self._flow = FlowLayout(self._actions)
        self.buttons: list[_FindingButton] = []
        beside = QVBoxLayout()
        beside.setSpacing(tokens.SPACE_XS)
        beside.addWidget(self._text)
        beside.addWidget(self._actions)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.SPACE_S)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(beside, 1)
        self._show_sign()

    def show_line(self, line: FindingLine) -> None:
        """Show a finding."""
        self.line = line
        self._text.setText(line.text)
        for text, asked in line.buttons[len(self.buttons) :]:
            button = _FindingButton(text, asked, self._actions)
            button.pressed_for.connect(self.wanted)
            self.buttons.append(button)
            self._flow.addWidget(button)
        for at, button in enumerate(self.buttons):
            button.setVisible(at < len(line.buttons))
            if at < len(line.buttons):
                button.renew(*line.buttons[at], line.text)
        self._actions.setVisible(bool(line.buttons))

    @property
    def has_keyboard(self) -> bool:
        """True while the keyboard is in one of its buttons."""
        return any(button.hasFocus() for button in self.buttons)

    def _show_sign(self) -> None:
        self._sign.setPixmap(icon(self.palette(), Severity.WARNING).pixmap(tokens.ICON_S, tokens.ICON_S))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the sign in the colours of the appearance."""
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange:
            self._show_sign()


class _FindingButton(QPushButton):
    pressed_for = Signal(object)

    def __init__(self, text: str, asked: Hashable, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._asked = asked
        self.setAutoDefault(False)
        self.clicked.connect(self._ask)

    def renew(self, text: str, asked: Hashable, about: str) -> None:
        """Be this button of a finding; `about` is its sentence."""
        self.setText(text)
        self.setAccessibleDescription(about)
        self._asked = asked

    def _ask(self) -> None:
        self.pressed_for.emit(self._asked)
