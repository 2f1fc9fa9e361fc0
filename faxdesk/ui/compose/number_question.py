"""The question before a fax goes to a number that may be wrong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.contacts import LAST_DIGITS
from faxdesk.services.number_check import last_digits_fit
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.focus_ring import FocusRing
from faxdesk.ui.widgets.growing_dialog import GrowingDialog
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.number_text import number_text
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.severity_sign import SeveritySign
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.services.number_check import NumberWarning


_MOST_SHOWN = 50
"""Warnings that are shown one by one: nobody reads more in a question."""
_MOST_AT_ONCE = 7
"""Lines, with those of the title and of the buttons, that every screen has room for."""


class NumberQuestion(GrowingDialog):
    """Says what speaks against the numbers of a fax. Back is what Enter does; sending wants a click, and the digits.

    With `of_list` they are those of the rows of a list, which can be left out.
    """

    instead_wanted = Signal(str, str)
    """The first number is wrong, the second is meant."""
    leaving_out_wanted = Signal()
    """The rows of a list that have these numbers are not sent, the others are."""

    def __init__(self, warnings: Sequence[NumberWarning], parent: QWidget, *, of_list: bool = False) -> None:
        super().__init__(parent)
        self._of_list = of_list
        lead_to_help(self, HelpSubject.NUMBERS)
        self.setWindowTitle(self.tr("Check the number"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(tokens.QUESTION_WIDTH)
        self._fields: list[tuple[str, QLineEdit]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        layout.setSpacing(tokens.SPACE_M)
        several = len({warning.number for warning in warnings}) > 1
        title = QLabel(self.tr("Are these the right numbers?") if several else self.tr("Is this the right number?"))
        title.setTextFormat(Qt.TextFormat.PlainText)
        write_in(title, tokens.TITLE, bold=True)
        layout.addWidget(title)
        # Whatever wants digits has to be there for them.
        shown = [one for place, one in enumerate(warnings) if place < _MOST_SHOWN or one.retype]
        for warning in shown:
            layout.addLayout(self._row(warning))
        more = len(warnings) - len(shown)
        if more:
            note = InlineNote(self)
            text = self.tr("{doubts}: see the rows of the list.") if of_list else self.tr("And {doubts}.")
            note.say(text.format(doubts=count_text(more, "more doubt")), Severity.PLAIN)
            layout.addWidget(note)
        layout.addWidget(self._buttons())
        self.setAccessibleDescription("\n".join(warning.text for warning in warnings))
        self._enable()
        if layout.count() > _MOST_AT_ONCE:
            self._let_scroll(layout)

    def _let_scroll(self, layout: QVBoxLayout) -> None:
        """Put what stands between the title and the buttons where it can be scrolled: these stay on every screen."""
        said = QWidget()
        box = QVBoxLayout(said)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(tokens.SPACE_M)
        while layout.count() > 2 and (item := layout.takeAt(1)) is not None:
            if (row := item.layout()) is not None:
                box.addLayout(row)
            elif (widget := item.widget()) is not None:
                box.addWidget(widget)
        area = QScrollArea()
        area.setAccessibleName(self.tr("What speaks against the numbers"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(said)
        area.setMinimumHeight(min(said.sizeHint().height(), self.screen().availableGeometry().height() // 2))
        FocusRing(area)
        layout.insertWidget(1, area, 1)

    def _row(self, warning: NumberWarning) -> QVBoxLayout:
        row = QVBoxLayout()
        row.setSpacing(tokens.SPACE_XS)
        severity = Severity.PLAIN if warning.retype else Severity.WARNING
        note = InlineNote(self)
        note.say(warning.text, severity)
        said = QHBoxLayout()
        said.setSpacing(tokens.SPACE_S)
        if severity is Severity.WARNING:
            said.addWidget(SeveritySign(severity), 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(note, 1)
        row.addLayout(said)
        if warning.retype:
            row.addWidget(self._field(warning.number), 0, Qt.AlignmentFlag.AlignLeft)
        if warning.instead:
            button = QPushButton(self.tr("Use {number}").format(number=number_text(warning.instead)))
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._use, warning.number, warning.instead))
            line = QHBoxLayout()
            line.addWidget(button)
            line.addStretch(1)
            row.addLayout(line)
        return row

    def _field(self, number: str) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(LAST_DIGITS)
        field.setValidator(QIntValidator(0, 10**LAST_DIGITS - 1, field))
        field.setAccessibleName(self.tr("Last {count} digits").format(count=LAST_DIGITS))
        field.setPlaceholderText(self.tr("Last {count} digits").format(count=LAST_DIGITS))
        field.textChanged.connect(self._enable)
        self._fields.append((number, field))
        return field

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        self.back = QPushButton(self.tr("&Back"), box)
        self.send = QPushButton(self.tr("&Send anyway") if not self._fields else self.tr("&Send"), box)
        roles = {
            self.send: QDialogButtonBox.ButtonRole.AcceptRole,
            self.back: QDialogButtonBox.ButtonRole.RejectRole,
        }
        if self._of_list:
            leave = QPushButton(self.tr("&Leave out"), box)
            leave.setAutoDefault(False)
            leave.clicked.connect(self._leave_out)
            roles[leave] = QDialogButtonBox.ButtonRole.DestructiveRole
        for button, role in roles.items():
            button.setAccessibleName(button.text().replace("&", ""))
            box.addButton(button, role)
        self.send.setAutoDefault(False)
        self.back.setDefault(True)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    @property
    def fields(self) -> tuple[QLineEdit, ...]:
        """Where last digits are typed."""
        return tuple(field for _number, field in self._fields)

    def _enable(self) -> None:
        self.send.setEnabled(all(last_digits_fit(number, field.text()) for number, field in self._fields))

    def _leave_out(self) -> None:
        self.leaving_out_wanted.emit()
        self.reject()

    def _use(self, number: str, instead: str) -> None:
        self.instead_wanted.emit(number, instead)
        self.reject()
