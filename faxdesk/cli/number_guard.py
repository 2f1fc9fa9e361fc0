"""The guard against wrong numbers on the command line: asks on a terminal, and refuses where nobody can be asked."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from faxdesk.cli.output import ask, can_ask, warn
from faxdesk.core.contacts import LAST_DIGITS
from faxdesk.core.cover import CoverFlag
from faxdesk.core.errors import InputRefused, NumberDoubted
from faxdesk.core.phone import display
from faxdesk.core.quantities import count_text
from faxdesk.services.number_check import last_digits_fit, number_warnings, without_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from faxdesk.core.model import DocumentType, Draft
    from faxdesk.documents.worker.client import Worker
    from faxdesk.services.batch_planner import BatchPlan
    from faxdesk.services.number_check import NumberWarning
    from faxdesk.store.store import Store

YES = frozenset({"y", "yes"})
"""What sends a fax all the same."""
_MOST_TOLD = 20
"""Rows of a list with a doubted number that are told one by one."""


class ReadableFile(NamedTuple):
    """A document whose text can be read: where it is, what it is, and how people call it."""

    path: Path
    type: DocumentType
    name: str


class _Doubt(InputRefused):
    """A warning as a message: its number and its kind are for programs, its sentence says both."""

    def __init__(self, of: NumberWarning) -> None:
        meant = f"Did you mean {display(of.instead)}?" if of.instead else ""
        super().__init__(of.number, of.text, meant, code=of.doubt.value)

    def __str__(self) -> str:
        return f"{self.title} {self.advice}".strip()


class _RowDoubt(_Doubt):
    """The same of a row of a list, by its number there."""

    def __init__(self, line: int, of: NumberWarning) -> None:
        super().__init__(of)
        self._line = line

    def __str__(self) -> str:
        return f"Row {self._line}: {super().__str__()}"


def check_numbers(store: Store, draft: Draft, files: Sequence[ReadableFile], region: str, worker: Worker) -> None:
    """Tell what speaks against the numbers of a fax and, on a terminal, ask whether it is to be sent all the same.

    `files` are its documents, `region` the country of numbers in them without country code. Raises `NumberDoubted`
    where it is not to be sent, or nobody can be asked.
    """
    confidential = draft.cover is not None and CoverFlag.CONFIDENTIAL in draft.cover.page.flags
    named = tuple(_named(store, files, region, worker)) if len(draft.recipients) == 1 else ()
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


def confirmed_rows(plan: BatchPlan) -> BatchPlan:
    """Tell which numbers of a list may be wrong and, on a terminal, ask whether their rows are to be sent all the same.

    Without a yes they are left out of what is returned. Raises `NumberDoubted` where nothing would be sent then.
    """
    doubted = plan.doubted
    if not doubted:
        return plan
    for one in doubted[:_MOST_TOLD]:
        for warning in plan.doubts[one.row.number]:
            warn(_RowDoubt(one.row.line, warning))
    if len(doubted) > _MOST_TOLD:
        warn(f"{count_text(len(doubted) - _MOST_TOLD, 'more row')} with a doubted number; --dry-run shows them all.")
    rows = count_text(len(doubted), "row")
    if can_ask() and ask(f"Send {rows} to a doubted number all the same? [y/N] ").lower() in YES:
        return plan
    if plan.request.all_or_none or len(doubted) == len(plan.good):
        raise NumberDoubted("Nothing was sent: look at the numbers.", "--send-anyway sends to them all the same.")
    warn(f"{rows} with a doubted number left out. Start the list again with --send-anyway to send them all the same.")
    return plan.held()


def _named(store: Store, files: Sequence[ReadableFile], region: str, worker: Worker) -> Iterator[str]:
    """Yield the fax numbers that the documents certainly name, but those of the account."""
    from faxdesk.documents.inspection.fax_numbers import Certainty, find_fax_numbers
    from faxdesk.documents.worker.client import Renderer, WorkerLost

    own = frozenset(number.number for number in store.service_mirror.numbers())
    for one in files:
        # A document of which no text can be had names nobody.
        with (
            contextlib.suppress(InputRefused, WorkerLost),
            Renderer(worker, one.path, one.type, one.name) as renderer,
        ):
            found = find_fax_numbers(len(renderer), renderer.text, region, own)
            yield from (number.number for number in found if number.sure is Certainty.CERTAIN)
