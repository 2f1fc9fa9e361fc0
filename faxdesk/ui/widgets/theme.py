"""How the window looks: light, dark or as the operating system does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}
_DARK = {
    QPalette.ColorRole.Window: "#2b2b2b",
    QPalette.ColorRole.WindowText: "#f0f0f0",
    QPalette.ColorRole.Base: "#1f1f1f",
    QPalette.ColorRole.AlternateBase: "#262626",
    QPalette.ColorRole.ToolTipBase: "#3a3a3a",
    QPalette.ColorRole.ToolTipText: "#f0f0f0",
    QPalette.ColorRole.PlaceholderText: "#a0a0a0",
    QPalette.ColorRole.Text: "#f0f0f0",
    QPalette.ColorRole.Button: "#353535",
    QPalette.ColorRole.ButtonText: "#f0f0f0",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.Light: "#4a4a4a",
    QPalette.ColorRole.Midlight: "#404040",
    QPalette.ColorRole.Mid: "#262626",
    QPalette.ColorRole.Dark: "#1a1a1a",
    QPalette.ColorRole.Shadow: "#000000",
    QPalette.ColorRole.Highlight: "#2f6fb5",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Link: "#7ab7ff",
    QPalette.ColorRole.LinkVisited: "#c3a6ff",
    QPalette.ColorRole.Accent: "#3d86d6",
}
_OURS = "dark palette"
"""The property of an application that has been given our dark colours."""
_BOX = "#787878"
"""What a check box is filled with: its frame is not seen on dark ground, and it needs a contrast of 3 to 1."""
_DISABLED = ("#8a8a8a", QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def apply(application: QApplication, appearance: str) -> None:
    """Let the whole program look light, dark or as the operating system; an unknown word means the last."""
    hints = application.styleHints()
    wanted = _SCHEMES.get(appearance, Qt.ColorScheme.Unknown)
    hints.setColorScheme(wanted)
    # Desktops without a theme of their own (plain X11) leave the palette to us.
    ours = wanted is Qt.ColorScheme.Dark and hints.colorScheme() is not wanted
    if not ours and not application.property(_OURS):
        return
    application.setProperty(_OURS, ours)
    application.setPalette(dark_palette() if ours else QPalette())
    boxes = QPalette()
    if ours:
        boxes.setColor(QPalette.ColorRole.Base, QColor(_BOX))
    application.setPalette(boxes, "QCheckBox")  # type: ignore[arg-type]  # PySide takes no bytes, whatever it says


def dark_palette() -> QPalette:
    """Return dark colours whose texts have a contrast of more than 4.5 to 1."""
    palette = QPalette()
    for role, colour in _DARK.items():
        palette.setColor(role, QColor(colour))
    colour, *roles = _DISABLED
    for role in roles:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colour))
    return palette
