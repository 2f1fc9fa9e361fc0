"""How batches and their rows are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.core.batch import BatchState, RowState
from faxdesk.core.lifecycle import ENDED_BADLY, RESULT_UNKNOWN, State
from faxdesk.core.list_columns import ListField
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.fax_texts import state_word
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from datetime import timedelta

    from faxdesk.core.batch import Counts

FIELDS = (
    ListField.TO,
    ListField.NAME,
    ListField.COMPANY,
    ListField.FILE,
    ListField.COMMENT,
    ListField.AT,
    ListField.SUBJECT,
    ListField.MESSAGE,
    ListField.SIGNATURE,
)
"""The fields in the order in which they are shown."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Batch", text)


def field_words(field: ListField) -> str:
    """Return the name of a field."""
    return {
        ListField.TO: _tr("Fax number"),
        ListField.NAME: _tr("Name"),
        ListField.COMPANY: _tr("Company"),
        ListField.FILE: _tr("File"),
        ListField.COMMENT: _tr("Comment"),
        ListField.AT: _tr("Send time"),
        ListField.SUBJECT: _tr("Cover: subject"),
        ListField.MESSAGE: _tr("Cover: message"),
        ListField.SIGNATURE: _tr("Cover: from name"),
    }[field]


def state_words(state: str, *, started: bool = True, doubted: bool = False) -> str:
    """Return the word for the state of a row, or of its fax; a row waits for nothing but the user before the start.

    `doubted` is a row that has not started and whose number may be wrong.
    """
    if state == RowState.WAITING and not started:
        return _tr("Check number") if doubted else _tr("Ready")
    rows = {
        RowState.WAITING: _tr("Waiting"),
        RowState.REFUSED: _tr("Error"),
        RowState.LEFT_OUT: _tr("Left out"),
        RowState.CANCELLED: _tr("Cancelled"),
        RowState.FORGOTTEN: _tr("Forgotten"),
    }
    return rows[RowState(state)] if state in rows else state_word(State(state))


def severity_of(state: str) -> Severity:
    """Return how grave a state is."""
    if state == State.DELIVERED:
        return Severity.GOOD
    if state in ENDED_BADLY:
        return Severity.ERROR
    if state in RESULT_UNKNOWN or state == RowState.REFUSED:
        return Severity.WARNING
    quiet = (RowState.WAITING, RowState.LEFT_OUT, RowState.CANCELLED, RowState.FORGOTTEN)
    return Severity.MUTED if state in quiet else Severity.PLAIN


def left_out_text(bad: int, repeated: int, doubted: int, *, all_or_none: bool) -> str:
    """Return which rows of a list are not sent, and what to do; "" where nothing is to be said of any.

    `bad` are those with an error; `doubted` are those that are sent, and whose number may be wrong.
    """
    one, several = _tr("1 row with an error is left out."), _tr("{rows} with an error are left out.")
    if all_or_none:
        one = _tr("1 row has an error, so nothing is sent.")
        several = _tr("{rows} have an error, so nothing is sent.")
    slip, slips = _tr("The number of 1 row may be wrong."), _tr("The numbers of {rows} may be wrong.")
    mend, mend_one = _tr("Double-click it, or press F2, to mend it."), _tr("Double-click one, or press F2, to mend it.")
    same = _tr("1 row asks for the same fax as another, which is sent once.")
    sames = _tr("{rows} ask for the same fax as others, which are sent once.")
    sentences = ((bad, one, several), (doubted, slip, slips), (bad + doubted, mend, mend_one), (repeated, same, sames))
    return " ".join(
        (first if count == 1 else more).format(rows=count_text(count, "row"))
        for count, first, more in sentences
        if count
    )


def batch_words(state: BatchState) -> str:
    """Return the word for the state of a batch."""
    return {
        BatchState.RUNNING: _tr("Running"),
        BatchState.PAUSED: _tr("Paused"),
        BatchState.STOPPED: _tr("Stopped: please decide"),
        BatchState.CANCELLED: _tr("Cancelled"),
        BatchState.DONE: _tr("Done"),
    }[state]


def counts_text(counts: Counts) -> str:
    """Return how far a batch is, in a line."""
    parts = [
        (counts.delivered, _tr("{count} delivered")),
        (counts.failed, _tr("{count} failed")),
        (counts.unknown, _tr("{count} not known")),
        (counts.open - counts.asked, _tr("{count} on the way")),
        (counts.waiting, _tr("{count} waiting")),
        (counts.refused, _tr("{count} with an error")),
        (counts.left_out, _tr("{count} left out")),
        (counts.cancelled, _tr("{count} cancelled")),
    ]
    return ", ".join(text.format(count=count) for count, text in parts if count)


def left_text(left: timedelta) -> str:
    """Return how long a batch still takes, as people estimate it."""
    seconds = left.total_seconds()
    if seconds < 90:
        return _tr("about {count} s left").format(count=max(1, round(seconds)))
    if seconds < 90 * 60:
        return _tr("about {count} min left").format(count=round(seconds / 60))
    return _tr("about {count} h left").format(count=round(seconds / 3600))
