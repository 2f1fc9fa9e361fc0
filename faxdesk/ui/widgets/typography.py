"""Letters in the scale of the design: a part of the size that the system has, never a size of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont

from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def scaled(font: QFont, scale: float, *, bold: bool = False) -> QFont:
    """Return a font of `scale` (of `tokens`) times its size; `bold` makes its strokes heavier."""
    own = QFont(font)
    if own.pointSizeF() > 0:
        own.setPointSizeF(own.pointSizeF() * scale)
    else:
        # A font that was asked for in pixels, as some themes do, has no points.
        own.setPixelSize(round(own.pixelSize() * scale))
    if bold:
        own.setWeight(QFont.Weight.DemiBold)
    return own


def write_in(widget: QWidget, scale: float, *, bold: bool = False) -> None:
    """Give a widget letters of the scale."""
    widget.setFont(scaled(widget.font(), scale, bold=bold))


def grown(length: int, widget: QWidget) -> int:
    """Return a length of `tokens`, in pixels, as it is for the letters of a widget: longer where they are large."""
    return round(length * max(1.0, widget.fontMetrics().height() / tokens.USUAL_LINE))


def grown_size(size: tuple[int, int], widget: QWidget) -> QSize:
    """Return a size of `tokens` in the same way."""
    width, height = size
    return QSize(grown(width, widget), grown(height, widget))
