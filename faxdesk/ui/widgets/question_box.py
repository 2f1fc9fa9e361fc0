"""A question before something that nothing takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.severity import Severity, icon
from faxdesk.ui.widgets.tooltips import fill_box

if TYPE_CHECKING:
    from collections.abc import Callable


class Question(NamedTuple):
    """What is asked: the title of the window, the question, what follows from it, and the words of both buttons."""

    title: str
    text: str
    more: str
    yes: str
    no: str


class QuestionBox(QMessageBox):
    """Asks, and does nothing where the user presses Enter or Escape."""

    def __init__(self, parent: QWidget | None, question: Question, act: Callable[[], None]) -> None:
        """`act` is a bound method: what the first button does."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_box(self, question.title, question.text, question.more)
        agreed = self.addButton(question.yes, QMessageBox.ButtonRole.DestructiveRole)
        kept = self.addButton(question.no, QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(kept)
        self.setEscapeButton(kept)
        agreed.clicked.connect(act)
        self._paint_sign()

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_sign()

    def _paint_sign(self) -> None:
        # Not one of the style: those have other colours, and a sound.
        self.setIconPixmap(icon(self.palette(), Severity.WARNING).pixmap(tokens.ICON_M, tokens.ICON_M))
