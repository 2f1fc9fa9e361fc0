"""Rectangles of one colour.

Not by `QPainter.fillRect`: PySide looks at all that this may be called with, and loads the 169 gradients that Qt has
names for. The window is drawn for the first time without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter


def fill(painter: QPainter, rect: QRect, colour: QColor) -> None:
    """Fill a rectangle. The pen of the painter is none afterwards."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRect(rect)
