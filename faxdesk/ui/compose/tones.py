"""How grave a text is, and what that looks like. A colour never stands alone: words and an icon say the same."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QStyle

_MIDDLE = 128
_LIGHT = {"warning": "#805300", "error": "#b3261e"}
_DARK = {"warning": "#f2c26b", "error": "#ff9a90"}
"""On the usual light and dark backgrounds each has a contrast of more than 4.5 to 1 (WCAG 2.2, 1.4.3)."""


class Tone(Enum):
    """What a text is for."""

    PLAIN = "plain"
    MUTED = "muted"
    WARNING = "warning"
    ERROR = "error"


def colour(palette: QPalette, tone: Tone) -> QColor:
    """Return the colour of a text of this tone on the palette's own background."""
    text = palette.color(QPalette.ColorRole.Text)
    base = palette.color(QPalette.ColorRole.Base)
    if tone is Tone.PLAIN:
        return text
    if tone is Tone.MUTED:
        return _mixed(text, base)
    return QColor((_LIGHT if base.lightness() >= _MIDDLE else _DARK)[tone.value])


def _mixed(text: QColor, base: QColor) -> QColor:
    def mean(one: int, other: int) -> int:
        return (3 * one + other) // 4

    return QColor(mean(text.red(), base.red()), mean(text.green(), base.green()), mean(text.blue(), base.blue()))


def icon(style: QStyle, tone: Tone) -> QIcon:
    """Return the icon of a tone; plain and muted texts have none."""
    standard = {
        Tone.WARNING: QStyle.StandardPixmap.SP_MessageBoxWarning,
        Tone.ERROR: QStyle.StandardPixmap.SP_MessageBoxCritical,
    }.get(tone)
    return QIcon() if standard is None else style.standardIcon(standard)
