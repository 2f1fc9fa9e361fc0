"""Whoever asks for the order of Tab takes no widget away from Python, and nothing that hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLineEdit, QMainWindow, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from faxdesk.ui.widgets.focus_chain import widgets_after, widgets_before

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Chain = Callable[[QWidget], list[QWidget]]


class Window(QMainWindow):
    """A window with a menu, which Qt makes and Python remembers, and with two fields."""

    def __init__(self) -> None:
        super().__init__()
        self.menu = self.menuBar().addMenu("File")
        self.quit = self.menu.addAction("Quit")
        inside = QWidget()
        self.box = QVBoxLayout(inside)
        self.first, self.last = QLineEdit(), QLineEdit()
        for widget in (self.first, self.last):
            self.box.addWidget(widget)
        self.setCentralWidget(inside)

    def said(self) -> tuple[str, str]:
        """Return what Python reads of the menu."""
        return self.menu.title(), self.quit.text()


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    return window


def remove(widget: QWidget) -> None:
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.mark.parametrize("chain", [widgets_after, widgets_before])
def test_what_goes_takes_nothing_of_its_neighbours_with_it(window: Window, chain: Chain) -> None:
    button = QPushButton("Next step")
    step = QMenu(button)
    inside, area = QWidget(), QScrollArea()
    # What it is in, Qt has made.
    area.setWidget(inside)
    kept = QPushButton("Other steps", inside)
    menu = QMenu(kept)
    action = menu.addAction("Dismiss")
    kept.setMenu(menu)
    for one in (area, button):
        window.box.addWidget(one)
    around = {one for start in (window, kept, button, inside) for one in chain(start)}
    assert {window, kept, button, window.first, window.last} <= around
    assert step not in around
    assert all(one.windowTitle() == "" for one in around), "each can be asked"
    around.clear()
    remove(button)
    remove(window.last)
    assert window.said() == ("File", "Quit")
    assert (action.text(), menu.actions()) == ("Dismiss", [action])


def test_both_ways_are_the_order_of_tab(window: Window) -> None:
    QWidget.setTabOrder(window.last, window.first)
    after = [one for one in widgets_after(window) if isinstance(one, QLineEdit)]
    before = [one for one in widgets_before(window) if isinstance(one, QLineEdit)]
    assert after == before[::-1]
    assert next(one for one in widgets_after(window.last) if isinstance(one, QLineEdit)) is window.first
    assert set(widgets_after(window.first)) == set(widgets_before(window.first))
