"""Icons: that of the program, and those that are drawn after the first paint."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QWidget

from faxdesk.ui.widgets import icons
from faxdesk.ui.widgets.icons import icon, program_icon

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.mark.skipif(sys.platform == "darwin", reason="the Dock shows one large picture")
def test_the_icon_of_the_program_is_drawn_for_each_size(qapp: QApplication) -> None:
    sizes = program_icon().availableSizes()
    assert {QSize(side, side) for side in (16, 24, 32, 48, 256)} <= set(sizes)
    small = program_icon().pixmap(16, 16).toImage()
    large = program_icon().pixmap(256, 256).toImage().scaled(16, 16)
    assert small != large, "a small icon is a drawing of its own"


class Opaque(QLabel):
    """Covers its own ground, so that Qt does not paint it with what is below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Count."""
        super().paintEvent(event)
        self.painted += 1


def test_all_that_is_on_a_window_is_painted_anew_when_icons_are_drawn(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    inside = Opaque(window)
    window.show()
    qtbot.waitUntil(lambda: inside.painted > 0)
    before = inside.painted
    icons.draw(window)
    qtbot.waitUntil(lambda: inside.painted > before)


def test_an_icon_that_was_left_empty_is_drawn_later(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    picture = icon("search")
    icons.leave_empty()
    try:
        assert picture.pixmap(16, 16).isNull()
        assert not picture.isNull(), "it keeps its room"
    finally:
        icons.draw(window)
    drawn = picture.pixmap(16, 16).toImage()
    assert any(drawn.pixelColor(x, y).alpha() for x in range(16) for y in range(16))


def test_an_icon_stands_in_the_middle_of_the_room_that_it_has(qapp: QApplication) -> None:
    narrow, wide = (icons.icon("search").pixmap(QSize(width, 20), 1.0).toImage() for width in (20, 30))
    assert wide.size() == QSize(30, 20)
    assert wide.copy(5, 0, 20, 20) == narrow
    assert all(wide.pixelColor(x, y).alpha() == 0 for x in (0, 4, 25, 29) for y in range(20))
