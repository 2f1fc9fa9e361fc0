"""The guard against wrong numbers on the command line: asks on a terminal, and refuses where nobody can be asked."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from faxdesk.cli.output import ask, can_ask, warn
from faxdesk.core.contacts import LAST_DIGITS
from faxdesk.core.cover import CoverFlag
from faxdesk.core.errors import InputRefused, NumberDoubted
from faxdesk.core.phone import display
from faxdesk.services.number_check import last_digits_fit, number_warnings, without_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faxdesk.core.model import Draft
    from faxdesk.documents.intake.intake import Taken
    from faxdesk.documents.worker.client import Worker
    from faxdesk.services.number_check import NumberWarning
    from faxdesk.store.store import Store

YES = frozenset({"y", "yes"})
"""What sends a fax all the same."""


class _Doubt(InputRefused):
    """A warning as a message: its number and its kind are for programs, its sentence says both."""

    def __init__(self, of: NumberWarning) -> None:
        meant = f"Did you mean {display(of.instead)}?" if of.instead else ""
        super().__init__(of.number, of.text, meant, code=of.doubt.value)

    def __str__(self) -> str:
        return f"{self.title} {self.advice}".strip()


def check_numbers(store: Store, draft: Draft, taken: Sequence[Taken], region: str, worker: Worker) -> None:
    """Tell what speaks against the numbers of a fax and, on a terminal, ask whether it is to be sent all the same.

    `taken` are its documents, `region` the country of numbers in them without country code. Raises `NumberDoubted`
    where it is not to be sent, or nobody can be asked.
    """
    confidential = draft.cover is not None and CoverFlag.CONFIDENTIAL in draft.cover.page.flags
    named = tuple(_named(store, taken, region, worker)) if len(draft.recipients) == 1 else ()
    found = number_warnings(store, draft.recipients, named=named, confidential=confidential)
    if not found:
        return
    # Its sentence asks for the last digits: they are asked for below.
    others = [one for one in found if not one.retype]
    for one in others if can_ask() else found:
        warn(_Doubt(one))
    if not can_ask():
        raise NumberDoubted("Nothing was sent: look at the number.", "--send-anyway sends it all the same.")
    if others and ask("Send it all the same? [y/N] ").lower() not in YES:
        raise NumberDoubted("Nothing was sent.")
    for one in found:
        if one.retype:
            _ask_for_last_digits(one.number)


def _ask_for_last_digits(number: str) -> None:
    shown = without_end(number)
    typed = ask(f"This is the first confidential fax to {shown}. Its last {LAST_DIGITS} digits: ")
    if not last_digits_fit(number, typed):
        raise NumberDoubted("Nothing was sent: these are not the last digits of the number.", "Look at it once more.")


def _named(store: Store, taken: Sequence[Taken], region: str, worker: Worker) -> Iterator[str]:
    """Yield the fax numbers that the documents certainly name, but those of the account."""
    from faxdesk.documents.inspection.fax_numbers import Certainty, find_fax_numbers
    from faxdesk.documents.worker.client import Renderer, WorkerLost

    own = frozenset(number.number for number in store.service_mirror.numbers())
    for one in taken:
        # A document of which no text can be had names nobody.
        with (
            contextlib.suppress(InputRefused, WorkerLost),
            Renderer(worker, one.document.path, one.document.type, one.name) as renderer,
        ):
            found = find_fax_numbers(len(renderer), renderer.text, region, own)
            yield from (number.number for number in found if number.sure is Certainty.CERTAIN)
