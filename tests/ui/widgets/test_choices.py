"""The wheel over fields with a value to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from faxdesk.ui.widgets.choices import ComboBox, DateEdit, DateTimeEdit, SpinBox

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Form(QWidget):
    """Fields, none of which has the keyboard at first."""

    def __init__(self) -> None:
        super().__init__()
        self.choice, self.number, self.time, self.day = ComboBox(), SpinBox(), DateTimeEdit(), DateEdit()
        self.choice.addItems(["+41 44 555 01 00", "+41 22 555 01 00"])
        self.number.setRange(0, 9)
        self.number.setValue(5)
        self.day.setDate(QDate(2026, 3, 15))
        lines = QVBoxLayout(self)
        for field in (self.choice, self.number, self.time, self.day):
            lines.addWidget(field)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def values(self) -> tuple[object, ...]:
        return self.choice.currentText(), self.number.value(), self.time.dateTime(), self.day.date()


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


def turn(field: QWidget) -> bool:
    """Turn the wheel a notch towards the user over a field; True where the field has used it up."""
    at = QPointF(field.rect().center())
    event = QWheelEvent(
        at,
        field.mapToGlobal(at),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, event)
    return event.isAccepted()


@pytest.mark.parametrize("name", ["choice", "number", "time", "day"])
def test_a_wheel_that_passes_over_a_field_changes_nothing_and_goes_to_the_form(form: Form, name: str) -> None:
    before, field = form.values(), getattr(form, name)
    assert not turn(field)
    assert form.values() == before
    assert field.focusPolicy() is Qt.FocusPolicy.StrongFocus, "Qt would give it the keyboard first"


def test_a_number_follows_the_wheel_once_the_keyboard_is_in_it(form: Form, qtbot: QtBot) -> None:
    form.number.setFocus()
    qtbot.waitUntil(form.number.hasFocus)
    assert turn(form.number)
    assert form.number.value() == 4


def test_a_day_follows_the_wheel_once_the_keyboard_is_in_it(form: Form, qtbot: QtBot) -> None:
    form.day.setFocus()
    qtbot.waitUntil(form.day.hasFocus)
    assert turn(form.day)
    assert form.day.date() == QDate(2026, 3, 14)


def test_a_choice_never_does(form: Form, qtbot: QtBot) -> None:
    """Who has chosen the sender's number scrolls on to what comes after it, the pointer where it was."""
    form.choice.setFocus()
    qtbot.waitUntil(form.choice.hasFocus)
    assert not turn(form.choice)
    assert form.choice.currentIndex() == 0
