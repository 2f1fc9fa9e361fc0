"""A part of the panel beside the pages: its heading, and below it what it has."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.typography import write_in


class PanelSection(QWidget):
    """What belongs together stands below a heading; no frame parts it from its neighbours."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = QLabel(self)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setWordWrap(True)
        write_in(self._heading, tokens.HEADING, bold=True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(tokens.SPACE_S)
        self.column.addWidget(self._heading)
        self.set_title(title)

    def set_title(self, title: str) -> None:
        """Say what it is about."""
        self._heading.setText(title)
        self.setAccessibleName(title)

    @property
    def title(self) -> str:
        """What it is about."""
        return self._heading.text()
