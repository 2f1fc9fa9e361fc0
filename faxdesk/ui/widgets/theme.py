"""How the window looks: light, dark or as the operating system does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPalette

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.icons import is_dark
from faxdesk.ui.widgets.severity import contrast, luminance, mixed

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}
_DISABLED = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)
_TEXT_CONTRAST = 4.5
"""Of texts with their ground (WCAG 2.2, 1.4.3)."""
_HINT_PART = 0.4
"""How much of its ground a hint in an empty field takes on: 5.7 to 1 of black on white."""
_STEPS = 50
"""In so many steps a colour becomes black or white."""
_BORDERED = (
    *("QAbstractSpinBox", "QCheckBox", "QComboBox", "QLineEdit", "QListView", "QPlainTextEdit", "QProgressBar"),
    *("QPushButton", "QRadioButton", "QToolButton"),
)
"""Controls that are known by their border."""
_FUSION = sys.platform.startswith("linux")
"""Elsewhere the system draws the controls (`application.Application`)."""
_ON_WINDOWS = sys.platform == "win32"
_ALWAYS_LIGHT = "windowsvista"
"""Qt's name of the style of Windows 10. It replaces a dark palette by a light one (qwindowsvistastyle.cpp)."""


def apply(application: QApplication, appearance: str) -> None:
    """Let the whole program look light, dark or as the operating system; an unknown word means the last."""
    global _follower  # noqa: PLW0603  the application is one, and has one look
    # Not found among its children: PySide would load the types of all of them, that of the style for 5 ms.
    if _follower is None or _follower.application is not application:
        _follower = _Follower(application)
    _follower.follow(_SCHEMES.get(appearance, Qt.ColorScheme.Unknown))


class _Follower(QObject):
    """Sets the colours, and sets them anew when the system turns light or dark."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.application = application
        self._wanted = Qt.ColorScheme.Unknown
        self._drawing = False
        self._system_style = ""
        """The name of the system's style where Qt's own stands in for it."""
        application.styleHints().colorSchemeChanged.connect(self._draw)

    def follow(self, wanted: Qt.ColorScheme) -> None:
        self._wanted = wanted
        self.application.styleHints().setColorScheme(wanted)
        self._draw()

    def _draw(self) -> None:
        if self._drawing:
            return
        self._drawing = True
        self._choose_style()
        self.application.setPalette(QPalette())
        ours = self._own_palette()
        if ours is not None:
            self.application.setPalette(ours)
        self.application.setPalette(_readable(self.application.palette(), ours or QPalette()))
        if _FUSION or self._system_style:
            borders = _bordered(self.application.palette())
            for name in _BORDERED:
                self.application.setPalette(borders, name)  # type: ignore[arg-type]  # PySide takes no bytes here
            titles = _flat(self.application.palette())
            self.application.setPalette(titles, "QHeaderView")  # type: ignore[arg-type]  # as above
        self._drawing = False

    def _own_palette(self) -> QPalette | None:
        """Return our colours where there are none but those of Qt's own style; None where the system has chosen."""
        dark = Qt.ColorScheme.Dark
        # Desktops without a theme of their own (plain X11) do not turn dark when they are asked to.
        left_light = self._wanted is dark and self.application.styleHints().colorScheme() is not dark
        if left_light or self._system_style:
            return dark_palette()
        shown = self.application.palette()
        if not _FUSION or shown.color(QPalette.ColorRole.Window).name() not in tokens.FUSION_WINDOW:
            return None
        return dark_palette() if is_dark(shown) else light_palette()

    def _choose_style(self) -> None:
        """Draw by Qt's own style what should be dark and is not, and by that of the system what need not be."""
        if self._system_style and self.application.styleHints().colorScheme() is not Qt.ColorScheme.Dark:
            self.application.setStyle(self._system_style)
            self._system_style = ""
        elif not self._system_style and _is_left_light(self.application):
            self._system_style = self.application.style().name()
            self.application.setStyle("fusion")


_follower: _Follower | None = None


def _is_left_light(application: QApplication) -> bool:
    """Return True where all should be dark, and the style of the system never is: that of Windows 10."""
    # By its name: while the system tells of a change, the palette is still the one before.
    wants_dark = _ON_WINDOWS and application.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return wants_dark and application.style().name() == _ALWAYS_LIGHT


def _readable(shown: QPalette, wanted: QPalette) -> QPalette:
    """Return `wanted` with hints in empty fields and chosen lines that can be read where they are `shown` too faint."""
    role, highlight = QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Highlight
    base, hint = shown.color(QPalette.ColorRole.Base), shown.color(role)
    if contrast(mixed(base, hint, hint.alphaF()), base) < _TEXT_CONTRAST or hint.alpha() < 255:
        wanted.setColor(role, mixed(shown.color(QPalette.ColorRole.Text), base, _HINT_PART))
    ground, text = shown.color(highlight), shown.color(QPalette.ColorRole.HighlightedText)
    if contrast(text, ground) < _TEXT_CONTRAST:
        wanted.setColor(highlight, _away_from(text, ground))
    return wanted


def _away_from(text: QColor, ground: QColor) -> QColor:
    """Return the ground, as far darker or lighter as the text needs."""
    end = QColor("black" if luminance(text) > luminance(ground) else "white")
    parts = (mixed(ground, end, step / _STEPS) for step in range(_STEPS + 1))
    return next((colour for colour in parts if contrast(text, colour) >= _TEXT_CONTRAST), end)


def _bordered(shown: QPalette) -> QPalette:
    """Return the palette of controls with a border, which is quieter around those that cannot be used."""
    palette, dark = QPalette(), is_dark(shown)
    for group, pair in (
        (QPalette.ColorGroup.Active, tokens.BORDER),
        (QPalette.ColorGroup.Inactive, tokens.BORDER),
        (QPalette.ColorGroup.Disabled, tokens.BORDER_DISABLED),
    ):
        palette.setColor(group, QPalette.ColorRole.Window, QColor(pair.dark if dark else pair.light))
    return palette


def _flat(shown: QPalette) -> QPalette:
    """Return the palette of the titles of columns: quiet words on the ground of their list, not a row of buttons."""
    palette, base = QPalette(), shown.color(QPalette.ColorRole.Base)
    palette.setColor(QPalette.ColorRole.Button, base)
    palette.setColor(
        QPalette.ColorRole.ButtonText, mixed(shown.color(QPalette.ColorRole.Text), base, tokens.MUTED_PART)
    )
    return palette


def light_palette() -> QPalette:
    """Return light colours whose texts have a contrast of more than 4.5 to 1."""
    return _palette(tokens.LIGHT, tokens.DISABLED_TEXT.light)


def dark_palette() -> QPalette:
    """Return dark colours whose texts have a contrast of more than 4.5 to 1."""
    return _palette(tokens.DARK, tokens.DISABLED_TEXT.dark)


def _palette(colours: dict[str, str], disabled: str) -> QPalette:
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(QPalette.ColorRole[name], QColor(colour))
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(disabled))
    return palette
