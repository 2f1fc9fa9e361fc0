"""The order of Tab, asked for so that Python keeps hold of the widgets in it.

PySide takes what `nextInFocusChain` and `previousInFocusChain` return for a child of the widget that was asked. When
that one is deleted, Python loses the other too and all that hangs on it, such as menus and their actions, though Qt has
them still: “Internal C++ object already deleted”. `buddy` does the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Callable


def widgets_after(widget: QWidget) -> list[QWidget]:
    """Return the other widgets of a window in the order of Tab, whether or not they take the keyboard."""
    return _around(widget, QWidget.nextInFocusChain)


def widgets_before(widget: QWidget) -> list[QWidget]:
    """Return the other widgets of a window against the order of Tab."""
    return _around(widget, QWidget.previousInFocusChain)


def _around(widget: QWidget, step: Callable[[QWidget], QWidget | None]) -> list[QWidget]:
    found: list[QWidget] = []
    following = step(widget)
    while following is not None and following is not widget:
        found.append(following)
        following = step(following)
    _give_back(widget.window())
    return found


def _give_back(window: QWidget) -> None:
    """Make all that is in a window its own again, which stays as long as they do. To Qt nothing of it is new."""
    QWidget.setParent(window, window.parentWidget())
    window.findChildren(QWidget)
