"""What screen readers are told unasked, which is all told here.

Never by an alert: on Windows, Qt plays the sound of one (`alertSound` in qwindowsuiaaccessibility.cpp).
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Politeness(Enum):
    """Whether a text waits until the screen reader has ended its sentence."""

    POLITE = "polite"
    ASSERTIVE = "assertive"
    """For what went wrong, or needs the user."""


def announce(widget: QWidget, text: str, politeness: Politeness = Politeness.POLITE) -> None:
    """Let screen readers say a text that has appeared in a widget."""
    if not text:
        return
    # Loaded when there is something to say, not before the window is drawn.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(widget, text)
    if politeness is Politeness.ASSERTIVE:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
