"""What the dialog says in place: a bar with an icon, words and perhaps a question; and notes below fields."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStyle, QWidget

from faxdesk.ui.widgets.severity import Severity, colour, icon


class InlineNote(QLabel):
    """A small text below a field, in the colour of its tone. Without text it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._tone = Severity.MUTED
        self.hide()

    def say(self, text: str, tone: Severity = Severity.MUTED) -> None:
        """Show a text, or nothing."""
        self._tone = tone
        self._paint()
        self.setText(text)
        self.setVisible(bool(text))

    @property
    def tone(self) -> Severity:
        """How grave the present text is."""
        return self._tone

    def changeEvent(self, event: QEvent) -> None:
        """Keep the colour readable when the appearance changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._paint()

    def _paint(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, colour(QPalette(), self._tone))
        self.setPalette(palette)


class InlineMessages(QFrame):
    """One message at a time across the dialog. It may ask a question with two answers."""

    agreed = Signal()
    """The question was answered with the first button."""
    dismissed = Signal()
    """The question was answered with the second button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._icon = QLabel(self)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._yes = QPushButton(self)
        self._no = QPushButton(self)
        self._yes.clicked.connect(self.agreed)
        self._no.clicked.connect(self.dismissed)
        layout = QHBoxLayout(self)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._yes, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._no, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown, or an empty text."""
        return "" if self.isHidden() else self._text.text()

    @property
    def asking(self) -> bool:
        """True while a question waits for its answer."""
        return not self.isHidden() and not self._yes.isHidden()

    def say(self, text: str, tone: Severity = Severity.ERROR) -> None:
        """Show a message."""
        self._show(text, tone)
        self._yes.hide()
        self._no.hide()

    def ask(self, text: str, yes: str, no: str) -> None:
        """Ask a question; the keyboard goes to the answer that loses nothing."""
        self._show(text, Severity.WARNING)
        for button, word in ((self._yes, yes), (self._no, no)):
            button.setText(word)
            button.setAccessibleName(word.replace("&", ""))
            button.show()
        self._no.setFocus()

    def clear(self) -> None:
        """Show nothing."""
        self.hide()
        self._text.clear()

    def _show(self, text: str, tone: Severity) -> None:
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self._icon.setPixmap(icon(self.palette(), tone).pixmap(side, side))
        self._icon.setVisible(tone in {Severity.WARNING, Severity.ERROR})
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self.show()
        # Whoever does not see the bar hears it.
        QAccessible.updateAccessibility(QAccessibleEvent(self._text, QAccessible.Event.Alert))
