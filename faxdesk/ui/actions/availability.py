"""What can be done with a fax in its present state. One place, so that menu, toolbar and details never disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import FINAL, OPEN, TRIED, State
from faxdesk.store.copy_state import CopyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.store.fax_lists import Row

_CHANGEABLE = frozenset({State.QUEUED, State.ACCEPTED, State.SUBMITTED, State.CONVERTING, State.SCHEDULED})
"""Waits where it can be taken back: while it is uploading, handed over or in a call, a replacement would race it."""


def is_asked(row: Row) -> bool:
    """True where only the user can settle what became of the fax."""
    return row.asked and row.state is State.UNKNOWN and row.recipient is not None


def is_counted(row: Row) -> bool:
    """True where there is no trace of the fax, and it is sent again by itself unless the user decides otherwise."""
    waits = row.resend_at is not None and row.state is State.UNKNOWN
    return waits and row.recipient is not None and not row.cancel_requested


def can_cancel(row: Row) -> bool:
    """True where cancelling has a chance: sent from this data folder, not finished, and not in its call."""
    waiting = row.state in OPEN and row.state is not State.SENDING
    return row.recipient is not None and waiting and not row.cancel_requested and not is_asked(row)


def can_change(row: Row) -> bool:
    """True where the number, the time or the comment can still be changed."""
    return row.recipient is not None and row.state in _CHANGEABLE and not row.cancel_requested


def can_open(row: Row) -> bool:
    """True where its pages can be shown: from the spool, or from the service once it is finished."""
    return row.job is not None or row.fax_id is not None


def can_report(row: Row) -> bool:
    """True where there is a confirmation report: at the service as far as is known, or here."""
    return (row.fax_id is not None and row.state in TRIED) or row.report_copy is CopyState.KEPT


def can_prove(row: Row) -> bool:
    """True where a proof can be made: it was sent from here, and has its result."""
    return row.recipient is not None and row.state in FINAL


def can_all_go_again(rows: Sequence[Row]) -> bool:
    """True where all of these can be sent again, by a look at them together or as they are.

    What Fax.Plus has refused needs a look first, which several faxes cannot have at once.
    """
    together = len({row.job for row in rows}) == 1
    as_they_are = all(row.state is not State.REJECTED for row in rows)
    return bool(rows) and all(map(can_send_again, rows)) and (together or as_they_are)


def can_send_again(row: Row) -> bool:
    """True where the documents are kept here and the fax has come to its end."""
    return row.job is not None and row.state in FINAL
