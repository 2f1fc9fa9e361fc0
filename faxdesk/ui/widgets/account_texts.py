"""How the window says what has to be known of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.core.account_notes import NOT_STORED, QUOTA, SENDS_FROM, SENDS_FROM_MORE, STORED, Weight, notes
from faxdesk.core.rights import Right
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.fax_texts import date_text
from faxdesk.ui.widgets.number_text import number_text
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from faxdesk.core.account_notes import AccountNote, AccountState

_MOST_LISTED = 3
"""Numbers that a sentence names at the most."""
_SEVERITIES = {Weight.TOLD: Severity.MUTED, Weight.MATTERS: Severity.WARNING, Weight.BLOCKS: Severity.ERROR}

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.GOOD, Severity.MUTED)


def note_text(note: AccountNote) -> str:
    """Return the sentence of a note, with numbers and days as the user writes them."""

    return note.text(number_text, date_text, _translated)


def connected_text(state: AccountState) -> str:
    """Return whose account a token shows, and how many numbers it has, in one sentence."""
    if state.account is None:
        denied = Right.SENDING in state.denied
        return _translated("Connected.") if denied else _translated("Connected. This token may send faxes.")
    if state.numbers is None:
        return _translated("Connected as {account}.").format(account=state.account.title)
    numbers = count_text(len(state.numbers), "number")
    return _translated("Connected as {account}, {numbers}.").format(account=state.account.title, numbers=numbers)


def account_facts(state: AccountState) -> list[tuple[Severity, str]]:
    """Return what an account can do and what there is to know of it, the gravest first."""
    found = [(_SEVERITIES[note.weight], note_text(note)) for note in notes(state)]
    if usable := usable_numbers(state):
        found.append((Severity.GOOD, _senders(usable)))
    if state.stores_faxes:
        found.append((Severity.GOOD, _translated(STORED)))
    if state.account is not None:
        found.append((Severity.MUTED, _translated(QUOTA)))
    return sorted(found, key=lambda fact: _ORDER.index(fact[0]))


def usable_numbers(state: AccountState) -> tuple[str, ...]:
    """Return the numbers from which the account can send, in E.164 form; none while something keeps it from sending."""
    if any(note.weight is Weight.BLOCKS for note in notes(state)):
        return ()
    return tuple(one.number for one in state.numbers or () if one.usable)


def _senders(numbers: tuple[str, ...]) -> str:
    shown = ", ".join(map(number_text, numbers[:_MOST_LISTED]))
    if len(numbers) > _MOST_LISTED:
        return _translated(SENDS_FROM_MORE).format(numbers=shown, count=len(numbers) - _MOST_LISTED)
    return _translated(SENDS_FROM).format(numbers=shown)


def storage_text() -> str:
    """Return what it means that Fax.Plus stores no sent faxes for the account."""
    return _translated(NOT_STORED)


def _translated(text: str) -> str:
    return QCoreApplication.translate("Account", text)
