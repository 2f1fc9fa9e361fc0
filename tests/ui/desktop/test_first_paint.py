"""The first drawing of a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from faxdesk.ui.desktop.first_paint import FirstPaint

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_the_first_paint_is_told_once(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    paint = FirstPaint()
    told: list[int] = []
    paint.painted.connect(lambda: told.append(1))
    window.show()
    paint.watch(window.windowHandle())
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    window.hide()
    window.show()
    qtbot.waitExposed(window).__enter__()
    assert told == [1]
