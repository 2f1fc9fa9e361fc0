"""Texts that are shown as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox, QWidget

    from faxdesk.core.errors import FaxDeskError

_FIRST_LABEL = "qt_msgbox_label"
"""What Qt calls the label of the text."""
_SECOND_LABEL = "qt_msgbox_informativelabel"
"""What Qt calls the label of the informative text (qmessagebox.cpp)."""


def plain_tip(text: str) -> str:
    """Return a tool tip that Qt shows as it is: on its own it takes what looks like HTML for HTML. Nothing has none."""
    if not text:
        return ""
    # Its table of entities is loaded when there is something to say, not before the window is drawn.
    from html import escape

    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>"


def plain_notice(text: str) -> str:
    """Return a message for the desktop, which may take what looks like HTML for HTML, or show what it is escaped by.

    Both are the desktop's choice (freedesktop.org, Desktop Notifications, section 3), so nothing may look like it.
    """
    return text.replace("<", "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}")


def button_text(text: str) -> str:
    """Return the words of a button that shows them as they are: on its own it takes an ampersand for a mnemonic."""
    return text.replace("&", "&&")


def plain_box(parent: QWidget | None, title: str, text: str, more: str) -> QMessageBox:
    """Return a box that shows a sentence and what else is to be said, both as they are."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(parent)
    fill_box(box, title, text, more)
    return box


def fill_box(box: QMessageBox, title: str, text: str, more: str) -> None:
    """Let a box show a sentence and what else is to be said, both as they are."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QLabel

    from faxdesk.ui.widgets import tokens
    from faxdesk.ui.widgets.typography import write_in

    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(more)
    # Before Qt 6.11 its second label takes what looks like HTML for HTML, whatever the format of the box.
    for label in box.findChildren(QLabel, _SECOND_LABEL):
        label.setTextFormat(Qt.TextFormat.PlainText)
        # Qt makes the box as wide as the first label, and breaks all else after a few words.
        label.setMinimumWidth(tokens.BOX_WIDTH)
    for label in box.findChildren(QLabel, _FIRST_LABEL):
        write_in(label, tokens.HEADING, bold=True)


def reason_text(error: FaxDeskError) -> str:
    """Return what happened and what to do, each on a line of its own."""
    return f"{error.title}\n{error.advice}".strip()
