"""The wheel over fields with a value to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from faxdesk.ui.widgets.choices import ComboBox, DateTimeEdit, SpinBox

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Form(QScrollArea):
    """A form that is longer than its window: who turns the wheel wants to see the rest of it."""

    def __init__(self) -> None:
        super().__init__()
        content = QWidget()
        lines = QVBoxLayout(content)
        self.choice, self.number, self.time = ComboBox(), SpinBox(), DateTimeEdit()
        self.choice.addItems(["+41 44 555 01 00", "+41 22 555 01 00"])
        self.number.setRange(0, 9)
        self.number.setValue(5)
        for field in (self.choice, self.number, self.time):
            lines.addWidget(field)
        content.setMinimumHeight(2000)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.resize(300, 200)

    def values(self) -> tuple[object, ...]:
        return self.choice.currentText(), self.number.value(), self.time.dateTime()


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    form = Form()
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    form.activateWindow()
    form.setFocus()
    qtbot.waitUntil(form.hasFocus)
    return form


def turn(field: QWidget) -> None:
    """Turn the wheel a notch towards the user, with the pointer over a field."""
    window = field.window()
    QTest.wheelEvent(window.windowHandle(), field.mapTo(window, field.rect().center()), QPoint(0, -120))


@pytest.mark.parametrize("name", ["choice", "number", "time"])
def test_the_wheel_scrolls_the_form_and_changes_no_field_under_it(form: Form, qtbot: QtBot, name: str) -> None:
    before = form.values()
    turn(getattr(form, name))
    qtbot.waitUntil(lambda: form.verticalScrollBar().value() > 0)
    assert form.values() == before
    assert form.hasFocus()


def test_a_number_follows_the_wheel_once_the_keyboard_is_in_it(form: Form, qtbot: QtBot) -> None:
    form.number.setFocus()
    turn(form.number)
    qtbot.waitUntil(lambda: form.number.value() == 4)
    assert form.verticalScrollBar().value() == 0


def test_a_choice_never_does(form: Form, qtbot: QtBot) -> None:
    """Who has chosen the sender's number scrolls on to what comes after it, the pointer where it was."""
    form.choice.setFocus()
    turn(form.choice)
    qtbot.waitUntil(lambda: form.verticalScrollBar().value() > 0)
    assert form.choice.currentIndex() == 0
