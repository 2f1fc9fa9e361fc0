"""Icons: monochrome SVG files in `resources/icons`, drawn in the colour of the text around them, in light and dark."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImageReader, QPalette, QPixmap

from faxdesk.core.resources import resource_path

SIZES = (16, 24)
"""Edges in device-independent pixels that icons are drawn at: in lists, menus and buttons, and in the toolbar."""


class Tone(Enum):
    """A meaning that an icon's colour adds to its shape. The values are the colours on a light and a dark ground.

    Each has a contrast of 4.5:1 or more against the base of Fusion's palette (WCAG 2.2, 1.4.3).
    """

    PLAIN = ("", "")
    GOOD = ("#1b7a35", "#6fd08c")
    BAD = ("#b3261e", "#ff9a92")
    DOUBT = ("#8a5a00", "#f2bf4e")

    def colour(self, palette: QPalette) -> QColor:
        """Return the colour of this tone on the ground of `palette`."""
        if self is Tone.PLAIN:
            return palette.color(QPalette.ColorRole.Text)
        return QColor(self.value[1] if is_dark(palette) else self.value[0])


_drawn: dict[tuple[str, int, float], QIcon] = {}


def is_dark(palette: QPalette) -> bool:
    """Return True where the palette has light text on a dark ground."""
    return palette.color(QPalette.ColorRole.Base).lightness() < 128


def icon(name: str, palette: QPalette | None = None, tone: Tone = Tone.PLAIN) -> QIcon:
    """Return the icon `name` in the text colour of `palette`, or in a tone. It does not follow later changes of it.

    An unknown name is a fault of FaxDesk, and raises `FileNotFoundError`.
    """
    colour = tone.colour(palette or QGuiApplication.palette())
    ratio = _ratio()
    key = (name, colour.rgba(), ratio)
    if key not in _drawn:
        _drawn[key] = _draw(name, colour, ratio)
    return _drawn[key]


def _ratio() -> float:
    """The greatest scale of the screens, so that icons are sharp on each."""
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)


def _draw(name: str, colour: QColor, ratio: float) -> QIcon:
    source = resource_path(f"icons/{name}.svg").read_bytes()
    source = source.replace(b"currentColor", colour.name().encode())
    result = QIcon()
    for size in SIZES:
        result.addPixmap(_pixmap(source, round(size * ratio), ratio))
    return result


def _pixmap(source: bytes, edge: int, ratio: float) -> QPixmap:
    buffer = QBuffer()
    buffer.setData(QByteArray(source))
    reader = QImageReader(buffer, QByteArray(b"svg"))
    reader.setScaledSize(QSize(edge, edge))
    pixmap = QPixmap.fromImage(reader.read(), Qt.ImageConversionFlag.AutoColor)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
