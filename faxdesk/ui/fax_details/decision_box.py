"""The choices of the user about a fax that may have been sent, and that Fax.Plus does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.choice_button import ChoiceButton
from faxdesk.ui.widgets.plain_labels import text_label
from faxdesk.ui.widgets.severity import GROUND, Severity, tinted

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class _Box(QFrame):
    """Lies on a ground of its own, which light and dark and any style show."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(self.palette(), Severity.WARNING).color(GROUND))
        painter.drawRoundedRect(self.rect(), tokens.RADIUS_M, tokens.RADIUS_M)
        painter.end()


class DecisionBox(_Box):
    """Two cards, each with what it will do. Neither is the default."""

    again = Signal()
    leave = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._again = ChoiceButton(
            "send-again", self.tr("Send again"), self.tr("Sends the fax once more. The recipient may get it twice.")
        )
        self._leave = ChoiceButton(
            "check", self.tr("Leave it as it is"), self.tr("Nothing more is sent. The recipient may not have got it.")
        )
        _lay_out(self, text_label(self.tr("Shall this fax be sent again?"), bold=True), self._again, self._leave)
        self._again.clicked.connect(self.again)
        self._leave.clicked.connect(self.leave)


class CountdownBox(_Box):
    """When a fax without a trace is sent again by itself, and two cards to have it otherwise."""

    now = Signal()
    ask = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._when = text_label(bold=True)
        self._now = ChoiceButton(
            "send-again", self.tr("Send now"), self.tr("Sends the fax at once. The recipient may get it twice.")
        )
        self._ask = ChoiceButton(
            "cancel",
            self.tr("Don't"),
            self.tr("Nothing is sent by itself. FaxDesk goes on looking for it, and you decide."),
        )
        _lay_out(self, self._when, self._now, self._ask)
        self._now.clicked.connect(self.now)
        self._ask.clicked.connect(self.ask)

    def show_time(self, when: str) -> None:
        """Say when it is sent again."""
        self._when.setText(when)


def _lay_out(box: _Box, *parts: QWidget) -> None:
    column = QVBoxLayout(box)
    column.setContentsMargins(tokens.SPACE_M, tokens.SPACE_M, tokens.SPACE_M, tokens.SPACE_M)
    column.setSpacing(tokens.SPACE_S)
    for part in parts:
        column.addWidget(part)
