"""Fax numbers inside of texts that may run from the right to the left."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

_LEFT_TO_RIGHT = "\u200e"
"""A mark without width (U+200E): digits between two of them run from the left, whatever is around them."""


def number_text(number: str) -> str:
    """Return a number (E.164) as people write it, in its order also where texts run from the right.

    >>> number_text("+41445550123")
    '+41 44 555 01 23'
    """
    # Here: the first paint does not wait for the library.
    from faxdesk.core.phone import display

    return in_its_order(display(number))


def in_its_order(shown: str) -> str:
    """Return a number as it is shown so that its groups of digits are never turned round."""
    if QGuiApplication.layoutDirection() is not Qt.LayoutDirection.RightToLeft:
        return shown
    return f"{_LEFT_TO_RIGHT}{shown}{_LEFT_TO_RIGHT}"
