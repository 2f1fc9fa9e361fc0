"""What a screen reader would find nameless."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget


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
    """Return the name that assistive technology is told."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name)
