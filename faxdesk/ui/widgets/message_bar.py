"""What the window has to say, in a bar above the lists: never a box that has to be clicked away first."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from faxdesk.ui.widgets.icons import IconTone, icon

if TYPE_CHECKING:
    from faxdesk.core.errors import FaxDeskError

SHOWN_MS = 7000
"""Milliseconds for which a message stays that asks for nothing (nextcloud/calendar#13)."""
MOST = 3
"""Messages at one time. A new one takes the place of the oldest that asks for nothing, else of the oldest."""


class MessageKind(Enum):
    """What a message is. The values are its icon and tone."""

    INFO = ("info", IconTone.PLAIN)
    GOOD = ("state-delivered", IconTone.GOOD)
    WARNING = ("warning", IconTone.DOUBT)
    ERROR = ("state-failed", IconTone.BAD)


class MessageAction(NamedTuple):
    """A next step: the words on its button and what pressing it does."""

    text: str
    act: Callable[[], None]


class MessageBar(QWidget):
    """The messages of the window, the newest below."""

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
        kind: MessageKind = MessageKind.INFO,
        *,
        offer: MessageAction | None = None,
        key: str = "",
        stays: bool = False,
    ) -> None:
        """Show a message. One with the same `key` is replaced. It goes by itself unless it `stays`."""
        self._count += 1
        name = key or f"message {self._count}"
        self.take_back(name)
        while len(self._shown) >= MOST:
            self.take_back(
                next((key for key, notice in self._shown.items() if not notice.stays), next(iter(self._shown)))
            )
        notice = _Message(text, kind, offer, stays, lambda: self._dismiss(name), self)
        self._shown[name] = notice
        self._box.addWidget(notice)
        self.show()
        _announce(self, text)

    def fail(self, error: FaxDeskError, *, offer: MessageAction | None = None, key: str = "") -> None:
        """Show what went wrong and what to do. It stays until it is dismissed."""
        self.say(str(error), MessageKind.ERROR, offer=offer, key=key, stays=True)

    def change(self, key: str, text: str) -> None:
        """Change the words of a message, where it is still there, without saying it aloud again."""
        notice = self._shown.get(key)
        if notice is not None and notice.text != text:
            notice.change(text)

    def take_back(self, key: str) -> None:
        """Remove a message, where it is still there."""
        notice = self._shown.pop(key, None)
        if notice is not None:
            notice.hide()
            self._box.removeWidget(notice)
            notice.deleteLater()
            self.setVisible(bool(self._shown))

    def _dismiss(self, key: str) -> None:
        self.take_back(key)
        self.dismissed.emit(key)

    def texts(self) -> list[str]:
        """Return the messages on the screen, the oldest first."""
        return [notice.text for notice in self._shown.values()]


def _announce(widget: QWidget, text: str) -> None:
    """Let screen readers say a text."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    announcement = QAccessibleAnnouncementEvent(widget, text)
    QAccessible.updateAccessibility(announcement)


class _Message(QFrame):
    def __init__(
        self,
        text: str,
        kind: MessageKind,
        offer: MessageAction | None,
        stays: bool,
        gone: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.text, self.stays = text, stays
        self._kind, self._gone, self._offer = kind, gone, offer
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAutoFillBackground(True)
        self._picture = QLabel()
        self._words = words = QLabel(text)
        words.setTextFormat(Qt.TextFormat.PlainText)
        # After the policy, which would take back that its height depends on its width.
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 6, 5)
        row.addWidget(self._picture)
        row.addWidget(words, 1)
        if offer is not None:
            button = QPushButton(offer.text)
            button.setAutoDefault(False)
            button.clicked.connect(self._act)
            row.addWidget(button)
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        self._close.setAccessibleName(self.tr("Dismiss this message"))
        self._close.setToolTip(self.tr("Dismiss this message"))
        self._close.clicked.connect(self._dismiss)
        row.addWidget(self._close)
        self._paint()
        if not stays:
            timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
            timer.timeout.connect(self._dismiss)
            timer.start()

    def change(self, text: str) -> None:
        """Say this from now on."""
        self.text = text
        self._words.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._paint()

    def _paint(self) -> None:
        name, tone = self._kind.value
        palette = self.window().palette()
        self._picture.setPixmap(icon(name, palette, tone).pixmap(16, 16))
        self._close.setIcon(icon("close", palette))
        own = QPalette(palette)
        own.setColor(QPalette.ColorRole.Window, mixed(palette.color(QPalette.ColorRole.Base), tone.colour(palette)))
        own.setColor(QPalette.ColorRole.WindowText, palette.color(QPalette.ColorRole.Text))
        if own != self.palette():
            self.setPalette(own)

    def _act(self) -> None:
        offer = self._offer
        self._gone()
        if offer is not None:
            offer.act()

    def _dismiss(self) -> None:
        self._gone()


def mixed(ground: QColor, colour: QColor, part: float = 0.12) -> QColor:
    """A ground with a little of a colour in it, on which text of the palette stays readable."""
    return QColor(
        *(round(a + (b - a) * part) for a, b in zip(ground.getRgb()[:3], colour.getRgb()[:3], strict=True))  # type: ignore[index]
    )
