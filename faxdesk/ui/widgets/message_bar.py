"""What a window or a dialog has to say, in a bar of its own: never a box that has to be clicked away first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStyle, QToolButton, QVBoxLayout, QWidget

from faxdesk.ui.widgets import icons, tokens
from faxdesk.ui.widgets.announcer import Politeness, announce
from faxdesk.ui.widgets.focus_chain import widgets_before
from faxdesk.ui.widgets.severity import GROUND, Severity, icon, tinted

if TYPE_CHECKING:
    from faxdesk.core.errors import FaxDeskError

SHOWN_MS = 7000
"""Milliseconds for which a message stays that asks for nothing (nextcloud/calendar#13)."""
MOST = 3
"""Messages at one time. A new one takes the place of the oldest that asks for nothing, else of the oldest."""
_QUESTION = "question"
"""The key of a question: there is one at a time."""


class MessageAction(NamedTuple):
    """A next step: the words on its button and what pressing it does."""

    text: str
    act: Callable[[], None]


class MessageBar(QWidget):
    """Messages below each other, the newest last."""

    dismissed = Signal(str)
    """The key of a message that the user has read and sent away, or acted on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(1)
        self._shown: dict[str, _Message] = {}
        self._count = 0
        self.hide()

    def say(
        self,
        text: str,
        severity: Severity = Severity.PLAIN,
        *,
        action: MessageAction | None = None,
        key: str = "",
        stays: bool = False,
    ) -> None:
        """Show a message. One with the same `key` is replaced. It goes by itself unless it `stays`."""
        self._count += 1
        actions = () if action is None else (action,)
        message = _Message(key or f"message {self._count}", text, severity, actions, self)
        message.offer_to_close()
        if stays:
            message.stays = True
        else:
            message.go_after(SHOWN_MS)
        self._add(message)

    def fail(self, error: FaxDeskError, *, action: MessageAction | None = None, key: str = "") -> None:
        """Show what went wrong and what to do. It stays until it is dismissed."""
        self.say(str(error), Severity.ERROR, action=action, key=key, stays=True)

    def ask(self, text: str, yes: MessageAction, no: MessageAction) -> None:
        """Ask a question, which stays until it is answered. The keyboard goes to `no`, which loses nothing."""
        message = _Message(_QUESTION, text, Severity.WARNING, (yes, no), self)
        message.stays = True
        self._add(message)
        message.focus_last()

    @property
    def asking(self) -> bool:
        """True while a question waits for its answer."""
        return _QUESTION in self._shown

    def change(self, key: str, text: str) -> None:
        """Change the words of a message, where it is still there, without saying it aloud again."""
        message = self._shown.get(key)
        if message is not None and message.text != text:
            message.change(text)

    def take_back(self, key: str) -> None:
        """Remove a message, where it is still there."""
        message = self._shown.pop(key, None)
        if message is not None:
            message.hide()
            self._box.removeWidget(message)
            message.deleteLater()
            self.setVisible(bool(self._shown))

    def clear(self) -> None:
        """Remove all messages."""
        for key in tuple(self._shown):
            self.take_back(key)

    def texts(self) -> list[str]:
        """Return the messages on the screen, the oldest first."""
        return [message.text for message in self._shown.values()]

    @property
    def text(self) -> str:
        """The messages on the screen, one on a line."""
        return "\n".join(self.texts())

    def _add(self, message: _Message) -> None:
        self.take_back(message.key)
        while len(self._shown) >= MOST:
            passing = (key for key, shown in self._shown.items() if not shown.stays)
            self.take_back(next(passing, next(iter(self._shown))))
        message.paint()
        message.done.connect(self._dismiss)
        self._shown[message.key] = message
        self._box.addWidget(message)
        self._put_in_order(message)
        message.show()
        self.show()
        announce(self, message.text, message.politeness)

    def _put_in_order(self, message: _Message) -> None:
        """Let Tab come to the buttons of a message where it stands, and not after all of the window."""
        # Qt puts nothing behind what takes no focus, as the bar itself.
        stops = (one for one in widgets_before(self) if one.focusPolicy() is not Qt.FocusPolicy.NoFocus)
        before = next(stops, None)
        for widget in message.stops:
            if before is not None:
                QWidget.setTabOrder(before, widget)
            before = widget

    def _dismiss(self, key: str) -> None:
        self.take_back(key)
        self.dismissed.emit(key)


class _Message(QFrame):
    """One message: an icon, words, and the buttons of its next steps."""

    done = Signal(str)
    """The key of this message: its time is over, or the user has read it or acted on it."""

    def __init__(
        self, key: str, text: str, severity: Severity, actions: Sequence[MessageAction], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.key, self.text, self.stays = key, text, False
        self._severity = severity
        self._close: QToolButton | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._picture = QLabel()
        self._words = words = QLabel(text)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_M, tokens.SPACE_XS, tokens.SPACE_S, tokens.SPACE_XS)
        row.setSpacing(tokens.SPACE_S)
        row.addWidget(self._picture)
        row.addWidget(words, 1)
        self._buttons = [_ActionButton(action, self) for action in actions]
        for button in self._buttons:
            row.addWidget(button)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(GROUND)

    @property
    def stops(self) -> list[QWidget]:
        """What takes the keyboard, from left to right."""
        return [*self._buttons, *([] if self._close is None else [self._close])]

    @property
    def politeness(self) -> Politeness:
        """How it is announced: what went wrong, or is asked, does not wait."""
        urgent = self._severity in {Severity.WARNING, Severity.ERROR}
        return Politeness.ASSERTIVE if urgent else Politeness.POLITE

    def offer_to_close(self) -> None:
        """Add the button that sends the message away."""
        self._close = close = QToolButton()
        close.setAutoRaise(True)
        close.setAccessibleName(self.tr("Dismiss this message"))
        close.setToolTip(self.tr("Dismiss this message"))
        close.clicked.connect(self.end)
        self._row.addWidget(close)

    def go_after(self, pause: int) -> None:
        """Go away by itself after some milliseconds, but not while one of its buttons has the keyboard."""
        timer = QTimer(self)
        timer.setInterval(pause)
        timer.timeout.connect(self._end_unused)
        timer.start()

    def _end_unused(self) -> None:
        if not any(widget.hasFocus() for widget in self.stops):
            self.end()

    def focus_last(self) -> None:
        """Give the keyboard to the last button; Enter presses the one that has it."""
        for button in self._buttons:
            button.setAutoDefault(True)
        self._buttons[-1].setFocus()

    def change(self, text: str) -> None:
        """Say this from now on."""
        self.text = text
        self._words.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.paint()

    def paint(self) -> None:
        """Draw the ground and the icons in the colours of the window."""
        palette = QGuiApplication.palette()
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        picture = icon(palette, self._severity)
        if picture.isNull():
            picture = icons.icon("info", palette)
        self._picture.setPixmap(picture.pixmap(side, side))
        if self._close is not None:
            self._close.setIcon(icons.icon("close", palette))
        own = tinted(palette, self._severity)
        if own != self.palette():
            self.setPalette(own)

    def end(self) -> None:
        """Tell that nothing more is to be said."""
        self.done.emit(self.key)


class _ActionButton(QPushButton):
    """The button of a next step. Its message goes first: the step may put another in its place."""

    def __init__(self, action: MessageAction, parent: _Message) -> None:
        super().__init__(action.text, parent)
        self.setAccessibleName(action.text.replace("&", ""))
        self.setAutoDefault(False)
        self._message, self._act = parent, action.act
        self.clicked.connect(self._run)

    def _run(self) -> None:
        self._message.end()
        self._act()
