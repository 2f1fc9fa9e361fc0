"""An error in a method that Qt calls costs that method, never the program."""

from __future__ import annotations

import inspect
import subprocess
import sys
from types import FunctionType

import pytest

from faxdesk.ui.desktop.override_guard import guarded
from tests.time_limits import PATIENCE

_RAISED_BY_C = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from faxdesk.ui.desktop.override_guard import guard_overrides
guard_overrides()
from PySide6.QtCore import QAbstractListModel, QModelIndex, QSize
from PySide6.QtWidgets import QApplication, QDialog, QListView, QPushButton, QVBoxLayout, QWidget

sys.excepthook = lambda kind, error, trace: None

class Wide(QWidget):
    def sizeHint(self):
        return int("x")
    def paintEvent(self, event):
        {}["nothing"]

class Model(QAbstractListModel):
    def rowCount(self, parent=QModelIndex()):
        return 3
    def data(self, index, role):
        return (1, 2)[5]

class Dialog(QDialog):
    closed = False
    def reject(self):
        self.closed = True
        super().reject()

application = QApplication([])
top = QWidget()
layout = QVBoxLayout(top)
view = QListView()
model = Model()
wide = Wide()
for make in (wide.adjustSize, wide.grab, lambda: layout.addWidget(wide), lambda: view.setModel(model),
             lambda: layout.addWidget(view), top.show, top.adjustSize, top.grab, view.grab):
    try:
        make()
    except (KeyError, IndexError, ValueError):
        print("raised")
application.processEvents()
dialog, button = Dialog(), QPushButton()
button.clicked.connect(dialog.reject)
button.click()
print("alive", dialog.closed)
"""


_WHILE_AN_ERROR_WAITS = """
import gc, os, sys
from contextlib import suppress
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from faxdesk.ui.desktop.override_guard import guard_overrides
guard_overrides()
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

sys.excepthook = lambda kind, error, trace: None

class Bad(QWidget):
    def sizeHint(self):
        raise ValueError("bad")

class Good(QWidget):
    def sizeHint(self):
        return QSize(10, 10)

application = QApplication([])
for _ in range(100):
    top = QWidget()
    layout = QVBoxLayout(top)
    layout.addWidget(Bad())
    layout.addWidget(Good())
    with suppress(ValueError):
        top.adjustSize()
gc.collect()
print("alive", Good().sizeHint() == QSize(10, 10))
"""


def said_by(program: str) -> list[str]:
    """Run a program, which must end well; return the lines that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_what_c_code_raises_in_what_qt_calls_ends_nothing() -> None:
    *raised, alive = said_by(_RAISED_BY_C)
    assert raised
    assert alive == "alive True"


def test_what_qt_calls_while_an_error_waits_is_still_there_afterwards() -> None:
    assert said_by(_WHILE_AN_ERROR_WAITS) == ["alive True"]


def paint(self: object, painter: str, option: int = 7) -> str:
    """Paint."""
    return f"{painter} {option}"


def test_a_guarded_method_is_the_same_to_everybody() -> None:
    assert isinstance(paint, FunctionType)
    made = guarded(paint)
    assert isinstance(made, FunctionType)
    assert made.__code__.co_argcount == 3, "by this Qt knows how many arguments a slot takes"
    assert inspect.signature(made) == inspect.signature(paint)
    assert (made.__name__, made.__doc__) == ("paint", "Paint.")
    assert made(None, "a") == "a 7"
    assert made(None, option=1, painter="b") == "b 1"


def test_an_error_comes_out_as_it_was() -> None:
    def broken(_self: object) -> None:
        raise LookupError("the words")

    with pytest.raises(LookupError, match="the words"):
        guarded(broken)(None)  # type: ignore[arg-type]
