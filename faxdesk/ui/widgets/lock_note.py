"""What stands below a control that an administrator has set for all users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.ui.widgets.inline_note import InlineNote

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def lock_words() -> str:
    """Return why a setting cannot be chosen."""
    return QCoreApplication.translate("Settings", "Set by your administrator.")


def lock_note(control: QWidget) -> InlineNote:
    """Return a note that says why `control` cannot be used; who cannot see it hears that at the control itself."""
    note = InlineNote()
    note.say(lock_words())
    control.setAccessibleDescription(lock_words())
    return note
