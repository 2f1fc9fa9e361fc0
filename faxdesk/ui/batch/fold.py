"""A part of the page that is folded away: what is chosen in it, in a line, and the fields once it is opened."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.disclosure import Disclosure
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.tooltips import plain_tip


class Fold(QWidget):
    """Folded to begin with. `inside` is what its button opens and closes."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = Disclosure(title)
        self.button.setAccessibleName(title.replace("&", ""))
        self.summary = InlineNote(self)
        self.summary.setWordWrap(False)
        # However much is chosen, the page keeps its width.
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.inside = QWidget()
        self.inside.hide()
        line = QHBoxLayout()
        line.addWidget(self.button)
        line.addWidget(self.summary, 1)
        line.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(tokens.SPACE_XS)
        box.addLayout(line)
        box.addWidget(self.inside)
        self.button.toggled.connect(self._fold)

    def say(self, text: str) -> None:
        """Say in a line what is chosen inside."""
        self.summary.say(text)
        self.summary.setVisible(not self.button.isChecked())
        self.summary.setToolTip(plain_tip(text))
        self.button.setAccessibleDescription(text)

    def _fold(self, opened: bool) -> None:
        self.inside.setVisible(opened)
        # The fields say it themselves.
        self.summary.setVisible(not opened)
