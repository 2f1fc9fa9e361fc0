"""The first drawing of a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow
from shiboken6 import delete

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


def test_nothing_is_told_of_a_window_that_is_gone_before(qtbot: QtBot) -> None:
    window, paint = QMainWindow(), FirstPaint()
    window.show()
    paint.watch(window.windowHandle())
    assert paint._unseen.isActive()
    delete(window)
    assert not paint._unseen.isActive()
    with qtbot.assertNotEmitted(paint.painted):
        # A timer that has run out while the window was going.
        paint._unseen.timeout.emit()
