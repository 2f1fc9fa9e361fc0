"""The last page of the dialog that connects FaxDesk: whose account it is, and what it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from faxdesk.ui.account.connect_pages import heading
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.account_texts import account_facts, connected_text, usable_numbers
from faxdesk.ui.widgets.fact_list import FactList
from faxdesk.ui.widgets.focus_ring import FocusRing
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.number_text import number_text

if TYPE_CHECKING:
    from faxdesk.core.account_notes import AccountState


class ResultPage(QWidget):
    """Says what a sign-in shows of the account, and offers a test fax."""

    test_wanted = Signal()
    """The user wants to send a fax to their own number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = heading("")
        self._facts = FactList()
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self._facts)
        area.setAccessibleName(self.tr("What this account can do"))
        FocusRing(area)
        self.test_button = QPushButton(self.tr("Send yourself a &test fax…"))
        self.test_button.setAutoDefault(False)
        self.test_button.clicked.connect(self.test_wanted)
        self._hint = InlineNote()
        row = QHBoxLayout()
        row.addWidget(self.test_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_M)
        column.addWidget(self._title)
        column.addWidget(area, 1)
        column.addLayout(row)
        column.addWidget(self._hint)

    def show_account(self, state: AccountState) -> None:
        """Show what there is to know of an account."""
        self._title.setText(connected_text(state))
        self._facts.show_facts(account_facts(state))
        numbers = usable_numbers(state)
        self.test_button.setVisible(bool(numbers))
        self._hint.say(
            self.tr(
                "It opens a new fax to {number} with one page. You look at it before it is sent, and it costs what a"
                " page costs."
            ).format(number=number_text(numbers[0]))
            if numbers
            else ""
        )

    def texts(self) -> list[str]:
        """Return what is said of the account."""
        return [self._title.text(), *self._facts.texts()]
