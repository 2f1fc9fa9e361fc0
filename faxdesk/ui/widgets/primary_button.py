"""The one filled button of a screen: what it is for.

It draws itself. Styles fill only the default button of a dialog, and some not even that.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QPushButton

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.focus_ring import shows_focus
from faxdesk.ui.widgets.icons import coloured
from faxdesk.ui.widgets.severity import mixed
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QAction, QEnterEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget


class PrimaryButton(QPushButton):
    """A button on the ground of the accent. There is one on a screen at most."""

    def __init__(self, text: str = "", icon_name: str = "", parent: QWidget | None = None) -> None:
        """`icon_name` is that of a file in `resources/icons`, or empty."""
        super().__init__(text, parent)
        self._icon_name = icon_name
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        write_in(self, tokens.BODY, bold=True)

    def follow(self, action: QAction) -> None:
        """Be this action: its words, its tool tip, and whether it can be done."""
        self._copy(action)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._action = action

    def _follow(self) -> None:
        self._copy(self._action)

    def _copy(self, action: QAction) -> None:
        # The mnemonic of the menu would be there twice.
        self.setText(action.iconText())
        self.setToolTip(action.toolTip())
        self.setEnabled(action.isEnabled())

    def stand_beside(self, *buttons: QPushButton) -> None:
        """Make other buttons of the same row as high. Those of macOS have one height only."""
        if sys.platform != "darwin":
            for button in buttons:
                button.setMinimumHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """Room for the icon and the words."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self._words()) + self._icon_room() + 2 * tokens.SPACE_L
        return QSize(width, max(metrics.height(), tokens.ICON_S) + 2 * tokens.SPACE_S)

    def minimumSizeHint(self) -> QSize:
        """The same: its words are never cut off."""
        return self.sizeHint()

    def _words(self) -> str:
        return self.text().replace("&", "")

    def _icon_room(self) -> int:
        return tokens.ICON_S + tokens.SPACE_S if self._icon_name else 0

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Look as before."""
        super().leaveEvent(event)
        self.update()

    def colours(self) -> tuple[QColor, QColor]:
        """Return the colour of its ground, and that of the words on it, as it is now."""
        palette = self.palette()
        if not self.isEnabled():
            # In the palette of buttons the ground of a window stands for the colour of borders (`theme`).
            ground = self.window().palette().color(QPalette.ColorRole.Window)
            back = mixed(ground, palette.color(QPalette.ColorRole.Text), tokens.RULE_PART)
            return back, palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
        accent = palette.color(QPalette.ColorRole.Highlight)
        words = palette.color(QPalette.ColorRole.HighlightedText)
        if self.isDown():
            return mixed(accent, QColor(tokens.SHADOW), tokens.PRESSED_PART), words
        if self.underMouse():
            return mixed(accent, QColor(tokens.SHADOW), tokens.PRESSED_PART / 2), words
        return accent, words

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, the icon and the words, and a frame where the keyboard is."""
        ground, words = self.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), tokens.RADIUS_M, tokens.RADIUS_M)
        text, side = self.fontMetrics().horizontalAdvance(self._words()), tokens.ICON_S
        left = (self.width() - text - self._icon_room()) // 2
        mirrored = self.isRightToLeft()
        if self._icon_name:
            at = left + text + tokens.SPACE_S if mirrored else left
            coloured(self._icon_name, words).paint(painter, at, (self.height() - side) // 2, side, side)
        painter.setPen(words)
        place = QRect(left if mirrored else left + self._icon_room(), 0, text, self.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip), self._words())
        if shows_focus(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(words, tokens.STROKE))
            frame = QRectF(self.rect()).adjusted(
                tokens.INSET + 1, tokens.INSET + 1, -tokens.INSET - 1, -tokens.INSET - 1
            )
            painter.drawRoundedRect(frame, tokens.RADIUS_S, tokens.RADIUS_S)
        painter.end()
