"""Light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton, QWidget

from faxdesk.ui.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

_PAIRS = [
    (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
    (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
    (QPalette.ColorRole.Text, QPalette.ColorRole.AlternateBase),
    (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base),
    (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
    (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
    (QPalette.ColorRole.Link, QPalette.ColorRole.Base),
    (QPalette.ColorRole.ToolTipText, QPalette.ColorRole.ToolTipBase),
]


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, "light")


def luminance(colour: QColor) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_dark_and_back(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    assert qapp.palette().color(QPalette.ColorRole.Base).lightness() < 128
    theme.apply(qapp, "light")
    assert qapp.palette().color(QPalette.ColorRole.Base).lightness() > 128


@pytest.mark.parametrize("word", ["system", "light", "no such word"])
def test_other_words_take_nothing_from_the_system(word: str, qapp: QApplication) -> None:
    theme.apply(qapp, word)
    assert qapp.palette().color(QPalette.ColorRole.Text).isValid()


@pytest.mark.parametrize(("text", "ground"), _PAIRS)
def test_dark_texts_can_be_read(text: QPalette.ColorRole, ground: QPalette.ColorRole, qapp: QApplication) -> None:
    palette = theme.dark_palette()
    light, dark = sorted((luminance(palette.color(text)), luminance(palette.color(ground))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_check_box_is_seen_on_dark_ground(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = QCheckBox("Lighten", window)
    window.show()
    middle = box.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, _option(box), box).center()
    theme.apply(qapp, "dark")
    picture = box.grab().toImage()
    fill, ground = luminance(picture.pixelColor(middle)), luminance(picture.pixelColor(box.width() - 1, 0))
    assert (fill + 0.05) / (ground + 0.05) >= 3
    assert 1.05 / (fill + 0.05) >= 3, "and so is the tick in it"
    theme.apply(qapp, "light")
    assert box.grab().toImage().pixelColor(middle).lightness() > 200


def _option(box: QCheckBox) -> QStyleOptionButton:
    option = QStyleOptionButton()
    box.initStyleOption(option)
    return option
