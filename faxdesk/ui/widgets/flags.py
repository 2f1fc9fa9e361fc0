"""The flags of countries. Not as letters: Windows has no pictures for those of flags."""

from __future__ import annotations

import zipfile
from functools import cache

from PySide6.QtCore import QBuffer, QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPainterPath, QPalette, QPen

from faxdesk.core.resources import resource_path
from faxdesk.ui.widgets import tokens

FLAGS = "flags.zip"
"""Made by `build/make_flags.py`."""
_RATIO = 1.5
"""Width of all of them by their height, whatever their countries say: they stand below each other."""


def flag_width(height: int) -> int:
    """Return the width of a flag of a height, in pixels."""
    return round(height * _RATIO)


def paint_flag(painter: QPainter, rect: QRectF, region: str, palette: QPalette) -> bool:
    """Draw the flag of a two-letter region; return False, having drawn nothing, where there is none."""
    ratio = max(1.0, painter.deviceTransform().m11())
    flag = _flag(region, round(rect.width() * ratio), round(rect.height() * ratio))
    if flag.isNull():
        return False
    outline = QPainterPath()
    outline.addRoundedRect(rect, tokens.FLAG_RADIUS, tokens.FLAG_RADIUS)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(outline)
    painter.drawImage(rect, flag)
    painter.restore()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rim = QColor(palette.color(QPalette.ColorRole.Text))
    rim.setAlpha(tokens.FLAG_RIM_ALPHA)
    painter.setPen(QPen(rim, 1))
    painter.drawPath(outline)
    painter.restore()
    return True


@cache
def _flag(region: str, width: int, height: int) -> QImage:
    source = _source(region)
    if not source:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(source))
    reader = QImageReader(buffer, QByteArray(b"svg"))
    reader.setScaledSize(QSize(width, height))
    return reader.read()


@cache
def _source(region: str) -> bytes:
    try:
        with zipfile.ZipFile(resource_path(FLAGS)) as flags:
            return flags.read(f"{region}.svg")
    except (KeyError, OSError, zipfile.BadZipFile):
        return b""
