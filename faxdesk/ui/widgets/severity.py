"""How grave a text is, and what that looks like. A colour never stands alone: words and an icon say the same."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QColor, QIcon, QPalette

from faxdesk.ui.widgets import icons


class Severity(Enum):
    """What a text is for."""

    PLAIN = "plain"
    MUTED = "muted"
    WARNING = "warning"
    ERROR = "error"


_ICONS = {Severity.WARNING: ("warning", icons.IconTone.DOUBT), Severity.ERROR: ("state-failed", icons.IconTone.BAD)}


def colour(palette: QPalette, tone: Severity) -> QColor:
    """Return the colour of a text of this tone on the palette's own background."""
    if tone in _ICONS:
        return _ICONS[tone][1].colour(palette)
    text = palette.color(QPalette.ColorRole.Text)
    return _mixed(text, palette.color(QPalette.ColorRole.Base)) if tone is Severity.MUTED else text


def _mixed(text: QColor, base: QColor) -> QColor:
    def mean(one: int, other: int) -> int:
        return (3 * one + other) // 4

    return QColor(mean(text.red(), base.red()), mean(text.green(), base.green()), mean(text.blue(), base.blue()))


def icon(palette: QPalette, tone: Severity, *, chosen: bool = False) -> QIcon:
    """Return the icon of a tone, as it stands out on a `chosen` line or another; plain and muted texts have none."""
    if tone not in _ICONS:
        return QIcon()
    name, shade = _ICONS[tone]
    return icons.icon(name, on_choice(palette)) if chosen else icons.icon(name, palette, shade)


def on_choice(palette: QPalette) -> QPalette:
    """Return the palette with the text colour of chosen lines."""
    own = QPalette(palette)
    own.setColor(QPalette.ColorRole.Text, palette.color(QPalette.ColorRole.HighlightedText))
    return own
