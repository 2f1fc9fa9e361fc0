"""What a screen reader would find nameless."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)


def the(window: QWidget, kind: type[W]) -> W:
    """Return the first widget of its kind in a window, which must have one."""
    found = window.findChild(kind)
    assert found is not None
    return found


def nameless(window: QWidget) -> list[str]:
    """Return the widgets in a window that can have the keyboard and have no accessible name."""
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        and widget.isVisibleTo(window)
        and not name_of(widget)
    ]


def name_of(widget: QWidget) -> str:
    """Return the name that assistive technology is told.

    Of a combo box Qt tells the chosen text on Unix, and the name by its label (QAccessibleComboBox).
    """
    if widget.accessibleName():
        return widget.accessibleName()
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name)
