"""The next steps that a part of the window offers: buttons, what is in their menus, and crosses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QToolButton

from faxdesk.ui.attention.line import _HeadingButton

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def steps(widget: QWidget) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield the name of each step on a widget, and what takes it."""
    for button in widget.findChildren(QAbstractButton):
        menu = button.menu() if isinstance(button, QToolButton) else None
        if not button.isVisible():
            # Such as those of a line that is being removed.
            continue
        if menu is not None:
            yield from ((action.text(), action.trigger) for action in menu.actions())
        elif not isinstance(button, _HeadingButton):
            yield button.text() or button.accessibleName(), button.click


def take(widget: QWidget, text: str) -> None:
    """Take the first step with this name."""
    next(act for name, act in steps(widget) if name == text)()
