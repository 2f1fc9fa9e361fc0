"""How grave a text is, and what that looks like. A colour never stands alone: words and an icon say the same."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QColor, QIcon, QPalette

from faxdesk.ui.widgets import icons, tokens
from faxdesk.ui.widgets.icons import IconTone


class Severity(Enum):
    """What a text is for."""

    PLAIN = "plain"
    MUTED = "muted"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


_ICONS = {
    Severity.GOOD: ("state-delivered", IconTone.GOOD),
    Severity.WARNING: ("warning", IconTone.DOUBT),
    Severity.ERROR: ("state-failed", IconTone.BAD),
}
GROUND = QPalette.ColorRole.ToolTipBase
"""What a widget with a `tinted` palette is filled with: not the ground of a window, of which controls in it draw their
borders."""


def colour(palette: QPalette, severity: Severity) -> QColor:
    """Return the colour of a text of this severity on the ground of the palette; high contrast knows no muted one."""
    own = _tone(severity).colour(palette)
    if severity is not Severity.MUTED or is_stark(palette):
        return own
    return mixed(own, palette.color(QPalette.ColorRole.Base), tokens.MUTED_PART)


def _tone(severity: Severity) -> IconTone:
    return _ICONS[severity][1] if severity in _ICONS else IconTone.PLAIN


def icon(palette: QPalette, severity: Severity, *, chosen: bool = False) -> QIcon:
    """Return the icon of a severity, as it stands out on a `chosen` line or another; plain and muted have none."""
    if severity not in _ICONS:
        return QIcon()
    name, tone = _ICONS[severity]
    return icons.icon(name, on_choice(palette)) if chosen else icons.icon(name, palette, tone)


def tinted(palette: QPalette, severity: Severity, part: float = tokens.TINT_PART) -> QPalette:
    """Return the palette with a `GROUND` that has a `part` (0 to 1) of the colour of a severity in it.

    Text of the palette stays readable on it.
    """
    # Of the others it says nothing: a widget whose palette says all is not told when the appearance changes.
    own = QPalette()
    own.setColor(GROUND, mixed(palette.color(QPalette.ColorRole.Base), _tone(severity).colour(palette), part))
    own.setColor(QPalette.ColorRole.WindowText, palette.color(QPalette.ColorRole.Text))
    own.setColor(QPalette.ColorRole.PlaceholderText, colour(palette, Severity.MUTED))
    return own


def mixed(ground: QColor, colour: QColor, part: float) -> QColor:
    """Return `ground` with a `part` (0 to 1) of `colour` in it."""

    def between(one: int, other: int) -> int:
        return round(one + (other - one) * part)

    return QColor(
        between(ground.red(), colour.red()),
        between(ground.green(), colour.green()),
        between(ground.blue(), colour.blue()),
    )


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: QColor) -> float:
    """Return how light a colour is, from 0 to 1 (WCAG 2.2)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_stark(palette: QPalette) -> bool:
    """Return True for the colours of high contrast: the strongest there are, on a ground that is one for everything."""
    base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
    one_ground = palette.color(QPalette.ColorRole.Window).rgb() == base.rgb()
    return one_ground and contrast(text, base) >= tokens.STARK_CONTRAST


def on_choice(palette: QPalette) -> QPalette:
    """Return the palette with the text colour of chosen lines."""
    own = QPalette(palette)
    own.setColor(QPalette.ColorRole.Text, palette.color(QPalette.ColorRole.HighlightedText))
    return own
