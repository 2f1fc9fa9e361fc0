"""How the window says what has to be known of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.core.account_notes import NOT_STORED
from faxdesk.ui.widgets.fax_texts import date_text

if TYPE_CHECKING:
    from faxdesk.core.account_notes import AccountNote


def note_text(note: AccountNote) -> str:
    """Return the sentence of a note, with numbers and days as the user writes them."""
    from faxdesk.core.phone import display

    return note.text(display, date_text, _translated)


def storage_text() -> str:
    """Return what it means that Fax.Plus stores no sent faxes for the account."""
    return _translated(NOT_STORED)


def _translated(text: str) -> str:
    return QCoreApplication.translate("Account", text)
