"""What the help is about where somebody asks for it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_PROPERTY = "helpSubject"


class HelpSubject(StrEnum):
    """The topics of the help that a window, a page or a field leads to."""

    SENDING = "sending"
    NUMBERS = "numbers"
    DRAFTS = "drafts"
    TEMPLATES = "templates"
    PAGES = "pages"
    NEEDS = "needs"
    NOTIFICATIONS = "notifications"
    RETRIES = "retries"
    SEARCH = "search"
    INBOX = "inbox"
    CONTACTS = "contacts"
    PROOF = "proof"
    LISTS = "lists"
    PROGRAMS = "programs"


def lead_to_help(widget: QWidget, subject: HelpSubject) -> None:
    """Let F1 in this widget, and in all that is in it, open the help at a subject."""
    widget.setProperty(_PROPERTY, subject.value)


def help_subject(widget: QWidget | None) -> HelpSubject | None:
    """Return what the help is about for a widget, by the nearest around it that says so; None where none does."""
    while widget is not None:
        said = widget.property(_PROPERTY)
        if said is not None:
            return HelpSubject(said)
        widget = widget.parentWidget()
    return None
