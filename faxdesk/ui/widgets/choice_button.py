"""A way to go on, as a large button: a picture, its name, and a sentence of what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.focus_ring import draw_focus_frame
from faxdesk.ui.widgets.icons import coloured
from faxdesk.ui.widgets.severity import Severity, colour, mixed
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

_TITLE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic)
_MEANING = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class ChoiceButton(QPushButton):
    """One of a few ways below each other, all as wide as their column. It draws itself: styles have no such button."""

    def __init__(self, icon_name: str, text: str, meaning: str, parent: QWidget | None = None) -> None:
        """`icon_name` is that of a file in `resources/icons`."""
        super().__init__(text, parent)
        self._icon_name, self._meaning = icon_name, meaning
        self.setAutoDefault(False)
        self.setAccessibleName(text.replace("&", ""))
        self.setAccessibleDescription(meaning)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def meaning(self) -> str:
        """The sentence."""
        return self._meaning

    # ------------------------------------------------------------------------------------------------ geometry

    def _title_height(self) -> int:
        return QFontMetrics(scaled(self.font(), tokens.BODY, bold=True)).height()

    def _left(self) -> int:
        """Where the words begin."""
        return tokens.SPACE_M + tokens.ICON_M + tokens.SPACE_M

    def hasHeightForWidth(self) -> bool:
        """The sentence wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Room for the words; the picture is not higher."""
        room = QRect(0, 0, max(1, width - self._left() - tokens.SPACE_M), 0)
        words = self.fontMetrics().boundingRect(room, _MEANING, self._meaning).height()
        return max(self._title_height() + words, tokens.ICON_M) + 2 * tokens.SPACE_M

    def sizeHint(self) -> QSize:
        """As wide as the sentence, or as a question with sentences is."""
        words = max(self.fontMetrics().horizontalAdvance(text) for text in (self._meaning, self.text()))
        width = min(self._left() + words + tokens.SPACE_L, tokens.QUESTION_WIDTH - 2 * tokens.SPACE_L)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Its height follows from its width."""
        return QSize(self._left() + tokens.NARROW_FIELD, self.sizeHint().height())

    # ----------------------------------------------------------------------------------------------- painting

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Look as before."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card, the picture and the words, and a frame where the keyboard is."""
        palette = self.palette()
        base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        accent = palette.color(QPalette.ColorRole.Highlight)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pressed = tokens.CHOICE_PART if self.isDown() else tokens.HOVER_PART * self.underMouse()
        painter.setPen(QPen(mixed(base, text, tokens.OUTLINE_PART), 1))
        painter.setBrush(mixed(base, accent if self.isDown() else text, pressed))
        half = tokens.HALF_PIXEL
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(half, half, -half, -half), tokens.RADIUS_M, tokens.RADIUS_M
        )
        side = tokens.ICON_M
        picture = coloured(self._icon_name, accent if self.isEnabled() else text)
        picture.paint(painter, tokens.SPACE_M, (self.height() - side) // 2, side, side)
        self._paint_words(painter, palette)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            draw_focus_frame(painter, QRectF(self.rect()), palette)
        painter.end()

    def _paint_words(self, painter: QPainter, palette: QPalette) -> None:
        room = self.rect().adjusted(self._left(), tokens.SPACE_M, -tokens.SPACE_M, -tokens.SPACE_M)
        painter.setFont(scaled(self.font(), tokens.BODY, bold=True))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        title = QRect(room.left(), room.top(), room.width(), self._title_height())
        painter.drawText(title, _TITLE, self.text())
        painter.setFont(self.font())
        painter.setPen(colour(palette, Severity.MUTED))
        painter.drawText(room.adjusted(0, title.height(), 0, 0), _MEANING, self._meaning)
