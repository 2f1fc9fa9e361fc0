"""The line "Options": what is chosen there, in words, and the fields themselves once it is unfolded."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.disclosure import Disclosure
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.tooltips import plain_tip


class OptionsFold(QWidget):
    """Folded to begin with. Its button opens and closes it."""

    toggled = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.button = Disclosure(self.tr("Optio&ns"), self)
        self.button.setAccessibleName(self.tr("Options"))
        self.summary = InlineNote(self)
        self.summary.setWordWrap(False)
        # However much is chosen, the dialog keeps its width.
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._inside = QWidget(self)
        self._rows = QFormLayout(self._inside)
        self._rows.setContentsMargins(0, tokens.SPACE_XS, 0, 0)
        self._rows.setVerticalSpacing(tokens.SPACE_S)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._inside.hide()
        line = QHBoxLayout()
        line.addWidget(self.button)
        line.addWidget(self.summary, 1)
        line.addStretch()
        self._line = line
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self._inside)
        self.button.toggled.connect(self._fold)

    def add(self, label: QLabel, field: QWidget) -> None:
        """Put a field inside."""
        self._rows.addRow(label, field)

    def add_beside(self, widget: QWidget) -> None:
        """Put a widget at the end of the line, folded or not."""
        self._line.addWidget(widget)

    def say(self, text: str) -> None:
        """Say in a line what is chosen inside."""
        self.summary.say(text)
        self.summary.setVisible(not self.unfolded)
        self.summary.setToolTip(plain_tip(text))
        self.button.setAccessibleDescription(text)

    def unfold(self) -> None:
        """Show the fields."""
        self.button.setChecked(True)

    @property
    def unfolded(self) -> bool:
        """True while the fields are shown."""
        return self.button.isChecked()

    def _fold(self) -> None:
        opened = self.unfolded
        self._inside.setVisible(opened)
        # The fields say it themselves.
        self.summary.setVisible(not opened)
        self.toggled.emit(opened)
