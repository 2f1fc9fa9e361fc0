"""A note below a field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from faxdesk.ui.widgets.announcer import announce
from faxdesk.ui.widgets.severity import Severity, colour

_ANNOUNCED = (Severity.GOOD, Severity.WARNING, Severity.ERROR)


class InlineNote(QLabel):
    """A small text below a field, in the colour of its severity. Without text it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._severity = Severity.MUTED
        self.hide()

    def say(self, text: str, severity: Severity = Severity.MUTED) -> None:
        """Show a text, or nothing. What is good or wrong is announced, once as long as it stays the same."""
        if text != self.text() and severity in _ANNOUNCED:
            announce(self, text)
        self._severity = severity
        self._paint()
        self.setText(text)
        self.setVisible(bool(text))

    @property
    def severity(self) -> Severity:
        """How grave the present text is."""
        return self._severity

    def changeEvent(self, event: QEvent) -> None:
        """Keep the colour readable when the appearance changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _paint(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, colour(QPalette(), self._severity))
        self.setPalette(palette)
