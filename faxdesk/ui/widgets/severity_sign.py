"""The icon of a severity beside its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.severity import Severity, icon

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class SeveritySign(QWidget):
    """Shows the icon in the colours of the palette that there is when it is drawn: it turns dark with its window."""

    def __init__(self, severity: Severity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._severity = severity
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As large as an icon beside a word."""
        return QSize(tokens.ICON_S, tokens.ICON_S)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon."""
        painter = QPainter(self)
        icon(self.palette(), self._severity).paint(painter, QRect(0, 0, tokens.ICON_S, tokens.ICON_S))
        painter.end()
