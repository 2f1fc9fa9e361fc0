"""A frame around what has the keyboard, for widgets that no style draws one for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QColor


def draw_focus_frame(painter: QPainter, rect: QRectF, palette: QPalette) -> None:
    """Draw the frame at the inner edge of a rectangle, in a colour that stands out in light and dark."""
    colour: QColor = palette.color(QPalette.ColorRole.Link)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, tokens.STROKE))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), tokens.RADIUS_S, tokens.RADIUS_S)


def shows_focus(widget: QWidget) -> bool:
    """Return whether a widget has the keyboard, and whoever uses the window is using the keyboard."""
    return widget.hasFocus() and widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


class FocusRing(QWidget):
    """Lies over a widget, such as a list or an area that scrolls, and shows while that has the keyboard.

    Who has put it there with the mouse knows where it is.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame."""
        painter = QPainter(self)
        draw_focus_frame(painter, QRectF(self.rect()), self.palette())
        painter.end()
