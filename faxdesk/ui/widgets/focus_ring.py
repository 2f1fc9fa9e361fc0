"""A frame around what has the keyboard, for widgets that no style draws one for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QApplication


def draw_focus_frame(painter: QPainter, rect: QRectF, palette: QPalette) -> None:
    """Draw the frame at the inner edge of a rectangle, in a colour that stands out in light and dark."""
    colour: QColor = palette.color(QPalette.ColorRole.Link)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, tokens.STROKE))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), tokens.RADIUS_S, tokens.RADIUS_S)


def shows_focus(widget: QWidget) -> bool:
    """Return whether a widget has the keyboard, and whoever uses the window is using the keyboard."""
    return widget.hasFocus() and widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


class _Frame(QWidget):
    """Lies over a widget and is seen by the eye alone."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame."""
        painter = QPainter(self)
        draw_focus_frame(painter, QRectF(self.rect()), self.palette())
        painter.end()


class DefaultButtonRing(QObject):
    """Frames the button that Enter presses anyway while it has the keyboard, too.

    Fusion draws both alike (`isDefault` in qfusionstyle.cpp), so that nobody sees where the keyboard is. Other styles
    draw a frame of their own.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        application.focusChanged.connect(self._follow)

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        for frame in before.findChildren(_Frame) if isinstance(before, QPushButton) else ():
            frame.hide()
            frame.deleteLater()
        is_plain = isinstance(now, QPushButton) and type(now).paintEvent is QPushButton.paintEvent
        if isinstance(now, QPushButton) and is_plain and now.isDefault() and shows_focus(now):
            frame = _Frame(now)
            frame.setGeometry(now.rect())
            frame.show()


class FocusRing(_Frame):
    """Lies over a widget, such as a list or an area that scrolls, and shows while that has the keyboard.

    Who has put it there with the mouse knows where it is.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.hide()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the keyboard."""
        if isinstance(event, QFocusEvent):
            self._turn(shown=event.gotFocus() and event.reason() is not Qt.FocusReason.MouseFocusReason)
        elif event.type() == QEvent.Type.Resize and self.isVisible():
            self._turn(shown=True)
        return super().eventFilter(watched, event)

    def _turn(self, *, shown: bool) -> None:
        parent = self.parentWidget()
        if shown and parent is not None:
            self.setGeometry(parent.rect())
            self.raise_()
        self.setVisible(shown)
