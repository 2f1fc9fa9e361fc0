"""`faxdesk account`: whose account it is, what it allows, and what has to be known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.cli.context import open_services
from faxdesk.cli.output import DONE, SIGN_IN, instant, say, say_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from faxdesk.cli.output_types.account import AccountJson
    from faxdesk.core.account_notes import AccountNote, AccountState


def account(options: argparse.Namespace) -> int:
    """Ask the service what the token shows of its account, and say it."""
    from faxdesk.core.account_notes import Weight, notes
    from faxdesk.services.account import look_at

    with open_services(options) as (services, _):
        state = look_at(services.api, probe=True)
        services.store.service_mirror.keep_state(state, probed=True)
        found = notes(state)
        if options.json:
            say_json(_members(state, found))
        else:
            for text in (_title(state), *map(note_line, found)):
                say(text)
        return SIGN_IN if any(note.weight is Weight.BLOCKS for note in found) else DONE


def note_line(note: AccountNote) -> str:
    """Return a note as one line of text."""
    from faxdesk.core.phone import display

    return note.text(display, lambda day: f"{day:%Y-%m-%d}")


def _title(state: AccountState) -> str:
    from faxdesk.core.phone import display

    numbers = ", ".join(display(number.number) for number in state.numbers or () if number.usable)
    title = "an account that the token may not name" if state.account is None else state.account.title
    return f"Connected to {title}. Numbers ready to send: {numbers or 'none'}."


def _members(state: AccountState, found: Sequence[AccountNote]) -> AccountJson:
    known = state.account
    return {
        "account": None if known is None else known.title,
        "uid": state.uid or None,
        "kind": None if known is None else known.kind,
        "status": None if known is None else known.status,
        "stores_faxes": state.stores_faxes,
        "numbers": None
        if state.numbers is None
        else [
            {
                "number": number.number,
                "status": number.status,
                "usable": number.usable,
                "expires_at": instant(number.expires_at),
            }
            for number in state.numbers
        ],
        "denied": sorted(state.denied),
        "notes": [{"code": note.code, "weight": note.weight.name.lower(), "text": note_line(note)} for note in found],
    }
