"""The icon of the program says how many things need the user, and how far an upload has come, where it can."""

from __future__ import annotations

import ctypes
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from faxdesk.ui.desktop import windows_taskbar
from faxdesk.ui.desktop.taskbar import DockLabel, Taskbar, indicator_of_this_system

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

APPLICATION_CLASS, TEXT_CLASS, APPLICATION, TILE, TEXT = 0x10, 0x20, 0x11, 0x12, 0x21
GetClass = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_char_p)
SendMessage = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class Indicator:
    """What shows progress here."""

    def __init__(self) -> None:
        self.parts: list[float | None] = []

    def show(self, part: float | None) -> None:
        self.parts.append(part)


@pytest.fixture
def badges(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    numbers: list[int] = []
    monkeypatch.setattr(QGuiApplication, "setBadgeNumber", lambda _application, number: numbers.append(number))
    return numbers


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def taskbar(window: QWidget) -> Taskbar:
    return Taskbar(window)


def test_progress_is_shown_in_hundredths_and_taken_away(taskbar: Taskbar) -> None:
    indicator = Indicator()
    taskbar.use(indicator)
    for part in (0.0, 0.001, 0.256, 0.257, 1.5, None, None):
        taskbar.show_progress(part)
    assert indicator.parts == [0.0, 0.25, 1.0, None]


def test_the_number_is_told_when_it_changes_and_is_back_after_an_upload(taskbar: Taskbar, badges: list[int]) -> None:
    counted: list[int] = []
    taskbar.counted.connect(lambda: counted.append(taskbar.count))
    taskbar.show_count(2)
    taskbar.show_count(2)
    taskbar.show_progress(0.5)
    taskbar.show_progress(None)
    assert badges == [2, 2]
    taskbar.show_count(0)
    taskbar.show_progress(0.5)
    taskbar.show_progress(None)
    assert badges == [2, 2, 0]
    assert counted == [2, 0]


def test_a_system_without_a_place_for_it_shows_nothing(taskbar: Taskbar) -> None:
    if sys.platform.startswith("linux"):
        assert indicator_of_this_system(QWidget(), None) is None
    taskbar.use(None)
    taskbar.show_progress(0.5)


def test_windows_has_progress_on_the_button_of_the_window(window: QWidget) -> None:
    """What it shows there is for the eye; an older shell, or another one, has no such button."""
    if sys.platform == "win32":
        button = windows_taskbar.TaskbarButton(lambda: int(window.winId()))
        button.show(0.5)
        button.show(None)
    else:
        assert not hasattr(windows_taskbar, "TaskbarButton")


class Runtime(SimpleNamespace):
    """The runtime of Objective-C with the classes that a Dock's label needs; `labels` has what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: list[bytes | None] = []
        self.selectors: list[bytes] = []
        self.text = b""
        self.objc_getClass = GetClass(lambda name: {b"NSApplication": APPLICATION_CLASS, b"NSString": TEXT_CLASS}[name])
        self.sel_registerName = GetClass(self._register)
        self.objc_msgSend = SendMessage(self._receive)

    def _register(self, name: bytes) -> int:
        self.selectors.append(name)
        return len(self.selectors)

    def _receive(self, receiver: int, selector: int, first: int | None) -> int:
        message = self.selectors[selector - 1]
        if message == b"stringWithUTF8String:":
            self.text = ctypes.string_at(first or 0)
        if message == b"setBadgeLabel:":
            assert receiver == TILE
            self.labels.append(self.text if first == TEXT else None)
        answers = {
            (APPLICATION_CLASS, b"sharedApplication"): APPLICATION,
            (APPLICATION, b"dockTile"): TILE,
            (TEXT_CLASS, b"stringWithUTF8String:"): TEXT,
        }
        return answers.get((receiver, message), 0)


def test_the_dock_of_macos_has_a_label() -> None:
    runtime = Runtime()
    label = DockLabel(runtime)
    label.show(0.45)
    label.show(None)
    assert runtime.labels == [b"45%", None]
