"""Icons: monochrome SVG files in `resources/icons`, drawn in the colour of the text around them, in light and dark."""

from __future__ import annotations

import sys
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPalette, QPixmap
from PySide6.QtWidgets import QWidget

from faxdesk.core.resources import resource_path
from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from PySide6.QtCore import QRect, QSize
    from PySide6.QtGui import QPainter

_COLOURS = (b'"currentColor"', b'"#000"')
"""How the files name the colour that they are drawn in."""


class IconTone(Enum):
    """A meaning that an icon's colour adds to its shape. The values are the colours on a light and a dark ground.

    Each has a contrast of 4.5:1 or more against the base of Fusion's palette (WCAG 2.2, 1.4.3).
    """

    PLAIN = tokens.Pair("", "")
    GOOD = tokens.GOOD
    BAD = tokens.BAD
    DOUBT = tokens.DOUBT

    def colour(self, palette: QPalette) -> QColor:
        """Return the colour of this tone on the ground of `palette`."""
        if self is IconTone.PLAIN:
            return palette.color(QPalette.ColorRole.Text)
        return QColor(self.value.dark if is_dark(palette) else self.value.light)


_known: dict[tuple[str, int, int], QIcon] = {}
_empty = False
"""Whether icons keep their room and are not drawn."""


def leave_empty() -> None:
    """Keep the room of icons free until `draw`: reading the first of them loads Qt's reader of SVG files."""
    global _empty  # noqa: PLW0603  all icons of the process wait for the first paint of its window
    _empty = True


def draw(window: QWidget) -> None:
    """Draw icons from now on, and all that is on this window anew."""
    global _empty  # noqa: PLW0603  see `leave_empty`
    _empty = False
    # Not the window alone: Qt leaves out what covers its own ground.
    for widget in (window, *window.findChildren(QWidget)):
        widget.update()


def is_dark(palette: QPalette) -> bool:
    """Return True where the palette has light text on a dark ground."""
    return palette.color(QPalette.ColorRole.Base).lightness() < 128


def icon(name: str, palette: QPalette | None = None, tone: IconTone = IconTone.PLAIN) -> QIcon:
    """Return the icon `name` in the text colour of `palette`, or in a tone. It does not follow later changes of it.

    The file is read and drawn when the icon is first painted, in the size that is wanted then.
    """
    palette = palette or QGuiApplication.palette()
    colour, chosen = tone.colour(palette), palette.color(QPalette.ColorRole.HighlightedText)
    key = (name, colour.rgba(), chosen.rgba())
    if key not in _known:
        _known[key] = QIcon(_Engine(name, colour, chosen, palette))
    return _known[key]


def coloured(name: str, colour: QColor) -> QIcon:
    """Return the icon `name` in a colour, as on a ground that no palette knows."""
    key = (name, colour.rgba(), colour.rgba())
    if key not in _known:
        _known[key] = QIcon(_Engine(name, colour, colour, QGuiApplication.palette()))
    return _known[key]


def program_icon() -> QIcon:
    """Return the icon of FaxDesk: drawn for each size where windows show it small, and large for the Dock of macOS."""
    name = "faxdesk-512.png" if sys.platform == "darwin" else "faxdesk.ico"
    return QIcon(str(resource_path(f"icons/{name}")))


class _Engine(QIconEngine):
    """Draws one icon in any size: grey where it is disabled, and in the colour of the text in a selected row."""

    def __init__(self, name: str, colour: QColor, chosen: QColor, palette: QPalette) -> None:
        super().__init__()
        self._name = name
        disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
        self._colours = {QIcon.Mode.Disabled: disabled, QIcon.Mode.Selected: chosen}
        self._colour = colour
        self._drawn: dict[tuple[int, int, str], QPixmap] = {}
        self._copies: list[_Engine] = []

    def clone(self) -> QIconEngine:
        """Return an engine of the same icon."""
        copy = _Engine(self._name, self._colour, self._colours[QIcon.Mode.Selected], QPalette())
        copy._colours = dict(self._colours)
        # Qt takes the copy, and Python would free what nobody here refers to.
        self._copies.append(copy)
        return copy

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the icon into a rectangle, as sharp as the device is."""
        if _empty:
            return
        # Not of the device itself: the first look at one makes PySide load every kind of device, for 10 ms.
        ratio = max(1.0, painter.deviceTransform().m11())
        pixmap = QPixmap(self.pixmap(rect.size() * ratio, mode, state))
        pixmap.setDevicePixelRatio(ratio)
        painter.drawPixmap(rect.topLeft(), pixmap)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:  # noqa: ARG002  Qt's signature
        """Return the icon in a size, in device pixels."""
        if _empty:
            return QPixmap()
        colour = self._colours.get(mode, self._colour).name()
        key = (size.width(), size.height(), colour)
        if key not in self._drawn:
            self._drawn[key] = _draw(self._name, colour, size)
        return self._drawn[key]


def _draw(name: str, colour: str, size: QSize) -> QPixmap:
    # Not above: the window is drawn for the first time without them.
    from PySide6.QtCore import QBuffer, QByteArray, QSize
    from PySide6.QtGui import QImage, QImageReader, QPainter

    source = resource_path(f"icons/{name}.svg").read_bytes()
    for named in _COLOURS:
        source = source.replace(named, f'"{colour}"'.encode())
    buffer = QBuffer()
    buffer.setData(QByteArray(source))
    reader = QImageReader(buffer, QByteArray(b"svg"))
    side = min(size.width(), size.height())
    reader.setScaledSize(QSize(side, side))
    drawn = reader.read()
    if drawn.size() == size:
        return QPixmap.fromImage(drawn)
    # In the middle of the room that it has.
    whole = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    whole.fill(0)
    painter = QPainter(whole)
    painter.drawImage((size.width() - side) // 2, (size.height() - side) // 2, drawn)
    painter.end()
    return QPixmap.fromImage(whole)
