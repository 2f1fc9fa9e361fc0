"""What stands in the place of a list that is empty: a picture, why it is empty, and what to do."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.icons import coloured
from faxdesk.ui.widgets.severity import Severity, colour, mixed
from faxdesk.ui.widgets.typography import write_in


class Drawing(Enum):
    """What the picture shows."""

    DOCUMENT = "document"
    """It falls on a desk: faxes go out from here."""
    CARD = "card"
    """Of an address book."""
    LENS = "lens"
    """A search has found nothing."""


class EmptyPage(QWidget):
    """Tells what to do where there is nothing to show."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.picture = EmptyPicture()
        self._title = QLabel()
        self._advice = QLabel()
        self.button = QPushButton()
        write_in(self._title, tokens.TITLE, bold=True)
        self._advice.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.SPACE_XXL, tokens.SPACE_L, tokens.SPACE_XXL, tokens.SPACE_L)
        box.setSpacing(tokens.SPACE_S)
        box.addStretch(2)
        box.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(tokens.SPACE_S)
        for label in (self._title, self._advice):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            box.addWidget(label)
        box.addSpacing(tokens.SPACE_S)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(tokens.SPACE_S)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.button)
        self._buttons.addStretch(1)
        box.addLayout(self._buttons)
        box.addStretch(3)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.pressed)

    def minimumSizeHint(self) -> QSize:
        """Room for the words: a low window does without the picture."""
        least = super().minimumSizeHint()
        return QSize(least.width(), least.height() - (0 if self.picture.isHidden() else self._picture_room()))

    def _picture_room(self) -> int:
        return self.picture.height() + 2 * tokens.SPACE_S

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the picture where there is room for it."""
        super().resizeEvent(event)
        self.picture.setVisible(self.height() >= self.minimumSizeHint().height() + self._picture_room())

    def add_button(self, button: QPushButton) -> None:
        """Add another way to go on, before the one that is there."""
        button.setAutoDefault(False)
        self._buttons.insertWidget(1, button)

    def say(self, title: str, advice: str, button: str, drawing: Drawing = Drawing.DOCUMENT) -> None:
        """Say why a list is empty, what to do, and what the button does."""
        self.picture.show_drawing(drawing)
        self._title.setText(title)
        self._advice.setText(advice)
        self.button.setText(button)


class EmptyPicture(QWidget):
    """A drawing. It says nothing that words do not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing = Drawing.DOCUMENT
        self.setFixedSize(*tokens.PICTURE)

    def show_drawing(self, drawing: Drawing) -> None:
        """Show this from now on."""
        self.drawing = drawing
        self.update()

    def sizeHint(self) -> QSize:
        """It has one size."""
        return QSize(*tokens.PICTURE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the colours of the palette."""
        palette = self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # The measures of the drawings are twelfths of their height.
        unit = self.height() / 12
        if self.drawing is Drawing.LENS:
            side = tokens.ICON_L
            place = self.rect().center()
            lens = coloured("search", colour(palette, Severity.MUTED))
            lens.paint(painter, place.x() - side // 2, place.y() - side // 2, side, side)
        elif self.drawing is Drawing.CARD:
            _paint_card(painter, unit, palette)
        else:
            _paint_drop(painter, unit, palette)
        painter.end()


def _paint_card(painter: QPainter, unit: float, palette: QPalette) -> None:
    base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
    accent = palette.color(QPalette.ColorRole.Highlight)
    rim = mixed(base, text, tokens.OUTLINE_PART)
    painter.scale(unit, unit)
    stroke = tokens.STROKE / unit
    painter.setPen(QPen(rim, stroke, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(mixed(base, accent, tokens.TINT_PART))
    painter.drawRoundedRect(QRectF(2.4, 2.2, 11.6, 7.8), 0.6, 0.6)
    painter.setBrush(base)
    painter.drawEllipse(QPointF(5.4, 4.9), 1.05, 1.05)
    shoulders = QPainterPath(QPointF(3.6, 8.4))
    shoulders.cubicTo(QPointF(3.6, 6.2), QPointF(7.2, 6.2), QPointF(7.2, 8.4))
    shoulders.closeSubpath()
    painter.drawPath(shoulders)
    for down, end, ink in ((4.5, 11.4, accent), (6.1, 12.4, rim), (7.7, 11.0, rim)):
        painter.setPen(QPen(ink, stroke, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(8.6, down), QPointF(end, down))


def _paint_drop(painter: QPainter, unit: float, palette: QPalette) -> None:
    base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
    accent = palette.color(QPalette.ColorRole.Highlight)
    rim = mixed(base, text, tokens.OUTLINE_PART)
    painter.scale(unit, unit)
    stroke = tokens.STROKE / unit
    painter.setPen(QPen(rim, stroke, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(mixed(base, accent, tokens.TINT_PART))
    painter.drawPath(_tray())
    painter.setPen(QPen(accent, stroke, c=Qt.PenCapStyle.RoundCap))
    for x, y in _MOVES:
        painter.drawLine(QPointF(x, y), QPointF(x, y + 1))
    _paint_sheet(painter, stroke, rim, accent)


_MOVES = ((4.1, 1.6), (4.1, 3.6), (12.6, 2.4), (12.6, 4.4))
"""Where the strokes begin that tell which way the sheet goes."""
_LINES = ((2.0, 3.1), (3.1, 3.7), (4.2, 3.7), (5.3, 2.6))
"""Of the words on the sheet: how far down they are, and how long."""
_TILT = -7
"""Degrees."""


def _tray() -> QPainterPath:
    path = QPainterPath(QPointF(2.6, 7.4))
    for x, y in ((2.6, 10.6), (13.9, 10.6), (13.9, 7.4), (10.6, 7.4), (9.8, 8.8), (6.7, 8.8), (5.9, 7.4)):
        path.lineTo(x, y)
    path.closeSubpath()
    return path


def _paint_sheet(painter: QPainter, stroke: float, rim: QColor, accent: QColor) -> None:
    painter.save()
    painter.translate(5.9, 0.7)
    painter.rotate(_TILT)
    sheet = QPainterPath(QPointF(0, 0))
    for x, y in ((3.6, 0), (5, 1.4), (5, 6.8), (0, 6.8)):
        sheet.lineTo(x, y)
    sheet.closeSubpath()
    painter.setPen(QPen(rim, stroke, j=Qt.PenJoinStyle.RoundJoin))
    # Paper is white in every appearance.
    painter.setBrush(QColor(tokens.PAPER))
    painter.drawPath(sheet)
    painter.drawPolyline([QPointF(3.6, 0), QPointF(3.6, 1.4), QPointF(5, 1.4)])
    for place, (down, length) in enumerate(_LINES):
        ink = accent if place == 0 else QColor(tokens.PAPER_EDGE)
        painter.setPen(QPen(ink, stroke, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(0.8, down), QPointF(0.8 + length * 0.9, down))
    painter.restore()
