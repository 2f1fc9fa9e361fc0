"""A note below a field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from faxdesk.ui.widgets.announcer import announce
from faxdesk.ui.widgets.severity import Severity, colour

_ANNOUNCED = (Severity.GOOD, Severity.WARNING, Severity.ERROR)
TYPING_MS = 1000
"""Milliseconds without a change after which somebody has stopped typing: nothing is said over what they type."""


class InlineNote(QLabel):
    """A small text below a field, in the colour of its severity. Without text it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._severity = Severity.MUTED
        self._pause: QTimer | None = None
        self.hide()

    def say(self, text: str, severity: Severity = Severity.MUTED) -> None:
        """Show a text, or nothing. What is good or wrong is announced, once as long as it stays the same.

        Where somebody is typing, that waits for a pause: the next key may make it another text.
        """
        is_news = text != self.text() or self._severity not in _ANNOUNCED
        if self._pause is not None and (text != self.text() or severity not in _ANNOUNCED):
            self._pause.stop()
        if is_news and severity in _ANNOUNCED:
            if _is_typed_in():
                self._announce_after_typing()
            else:
                announce(self, text)
        self._severity = severity
        self._paint()
        self.setText(text)
        self.setVisible(bool(text))

    def _announce_after_typing(self) -> None:
        if self._pause is None:
            self._pause = QTimer(self, singleShot=True)
            self._pause.setInterval(TYPING_MS)
            self._pause.timeout.connect(self._announce)
        self._pause.start()

    def _announce(self) -> None:
        announce(self, self.text())

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


def _is_typed_in() -> bool:
    """Return whether the keyboard is in a field for text."""
    field = QApplication.focusWidget()
    return field is not None and field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
