"""Fields with a value to choose that a wheel which turns over them does not change.

Qt's own take the wheel wherever the pointer happens to be: who scrolls a form would change the sender's number or the
time of sending without a word. Here the wheel scrolls what is around the field; a number can still be turned once the
keyboard is in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDateEdit, QDateTimeEdit, QSpinBox, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent


class ComboBox(QComboBox):
    """A list to choose from, which never follows the wheel while it is closed."""

    def __init__(self, *arguments: Any, **properties: Any) -> None:
        super().__init__(*arguments, **properties)
        _no_focus_by_wheel(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what is around."""
        event.ignore()


class SpinBox(QSpinBox):
    """A number that follows the wheel only while the keyboard is in it."""

    def __init__(self, *arguments: Any, **properties: Any) -> None:
        super().__init__(*arguments, **properties)
        _no_focus_by_wheel(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what is around, unless the user is at this number."""
        if _is_meant(self, event):
            super().wheelEvent(event)


class DateEdit(QDateEdit):
    """A day that follows the wheel only while the keyboard is in it."""

    def __init__(self, *arguments: Any, **properties: Any) -> None:
        super().__init__(*arguments, **properties)
        _no_focus_by_wheel(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what is around, unless the user is at this day."""
        if _is_meant(self, event):
            super().wheelEvent(event)


class DateTimeEdit(QDateTimeEdit):
    """A time that follows the wheel only while the keyboard is in it."""

    def __init__(self, *arguments: Any, **properties: Any) -> None:
        super().__init__(*arguments, **properties)
        _no_focus_by_wheel(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what is around, unless the user is at this time."""
        if _is_meant(self, event):
            super().wheelEvent(event)


def _no_focus_by_wheel(field: QWidget) -> None:
    """Qt gives these fields the keyboard before it hands them the wheel, which would make each of them meant."""
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def _is_meant(field: QAbstractSpinBox, event: QWheelEvent) -> bool:
    if not field.hasFocus():
        event.ignore()
    return field.hasFocus()
