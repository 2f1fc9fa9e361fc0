"""The buttons of a dialog, by what is written on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def press(dialog: QWidget, text: str) -> None:
    """Press the button that says this, whatever letter of it goes with Alt."""
    next(one for one in dialog.findChildren(QPushButton) if one.text().replace("&", "") == text).click()
