"""The buttons at the foot of a dialog: words only. A floppy disk on “Save” says less than the word does."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QWidget


def standard_buttons(which: QDialogButtonBox.StandardButton, parent: QWidget | None = None) -> QDialogButtonBox:
    """Return a box with these buttons of Qt, in the order of the system, without the icons that some styles add."""
    box = QDialogButtonBox(which, parent)
    for button in box.buttons():
        button.setIcon(QIcon())
    return box
