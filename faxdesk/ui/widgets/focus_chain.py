"""The order of Tab, asked for so that Python keeps hold of the widgets in it.

PySide takes what `nextInFocusChain` and `previousInFocusChain` return for a child of the widget that was asked. When
that one is deleted, Python loses the other too and all that hangs on it, such as menus and their actions, though Qt has
them still: “Internal C++ object already deleted”. `buddy` does the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator


def widgets_after(widget: QWidget) -> Iterator[QWidget]:
    """Yield the other widgets of a window in the order of Tab, whether or not they take the keyboard."""
    following = _given_back(widget.nextInFocusChain())
    while following is not None and following is not widget:
        yield following
        following = _given_back(following.nextInFocusChain())


def widgets_before(widget: QWidget) -> Iterator[QWidget]:
    """Yield the other widgets of a window against the order of Tab."""
    preceding = _given_back(widget.previousInFocusChain())
    while preceding is not None and preceding is not widget:
        yield preceding
        preceding = _given_back(preceding.previousInFocusChain())


def _given_back(widget: QWidget | None) -> QWidget | None:
    """Return a widget as the child of its parent. To Qt this says nothing new."""
    if widget is not None:
        QWidget.setParent(widget, widget.parentWidget())
    return widget
