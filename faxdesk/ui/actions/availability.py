"""What can be done with a fax in its present state. One place, so that menu, toolbar and details never disagree."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import FINAL, OPEN, TRIED, State
from faxdesk.core.status import FINAL as MEANINGS
from faxdesk.core.status import NUMBER_FAULTS, Retry

if TYPE_CHECKING:
    from faxdesk.store.fax_lists import Row

_CHANGEABLE = frozenset({State.QUEUED, State.ACCEPTED, State.SUBMITTED, State.CONVERTING, State.SCHEDULED})
"""Waits where it can be taken back: while it is uploading, handed over or in a call, a replacement would race it."""
_NO_DOCUMENT = "insufficient_credit"
"""The only fault to be mended that no other documents mend."""
_SENDER_WORDS = frozenset({"from", "sender"})
_NUMBER_WORDS = frozenset({"number", "destination", "recipient", "phone"})
_DOCUMENT_WORDS = frozenset({"file", "files", "document", "documents", "mimetype", "pdf", "size", "large"})
"""Words of a refusal that tell what it is about. The service has no list of its codes
(docs/api-notes.md, section 10)."""
_MEMBER_TO = re.compile(r"""^to\b|_to$|["'`“]to["'`”]|\bto[:\[]""")
"""The member `to` of the request, as opposed to the word."""
_SAID = "Fax.Plus says: "
"""What comes before the service's own sentence in a reason (`api.faults`); FaxDesk's advice comes after it."""


class Remedy(Enum):
    """What has to become another before a fax that ended badly can get through."""

    NOTHING = auto()
    NUMBER = auto()
    DOCUMENTS = auto()
    ANYTHING = auto()


def remedy_of(row: Row) -> Remedy:
    """Return what has to become another, as far as Fax.Plus says so: anything may, where it refused without a word."""
    if row.state is State.REJECTED:
        return _refused(row)
    if row.status in NUMBER_FAULTS:
        return Remedy.NUMBER
    meaning = MEANINGS.get(row.status)
    if meaning is not None and meaning.retry is Retry.AFTER_MENDING and row.status != _NO_DOCUMENT:
        return Remedy.DOCUMENTS
    return Remedy.NOTHING


def _refused(row: Row) -> Remedy:
    said = row.reason.partition(_SAID)[2].rpartition(". ")[0]
    for text in (row.status, said):
        words = set(re.split(r"[^a-z]+", text.lower()))
        if words & _SENDER_WORDS:
            return Remedy.ANYTHING
        if words & _NUMBER_WORDS or _MEMBER_TO.search(text.lower()):
            return Remedy.NUMBER
        if words & _DOCUMENT_WORDS:
            return Remedy.DOCUMENTS
    return Remedy.ANYTHING


def is_asked(row: Row) -> bool:
    """True where only the user can settle what became of the fax."""
    return row.asked and row.state is State.UNKNOWN and row.recipient is not None


def can_cancel(row: Row) -> bool:
    """True where cancelling has a chance: sent from this data folder, not finished, and not in its call."""
    waiting = row.state in OPEN and row.state is not State.SENDING
    return row.recipient is not None and waiting and not row.cancel_wished and not is_asked(row)


def can_change(row: Row) -> bool:
    """True where the number, the time or the comment can still be changed."""
    return row.recipient is not None and row.state in _CHANGEABLE and not row.cancel_wished


def can_open(row: Row) -> bool:
    """True where its pages can be shown: from the spool, or from the service once it is finished."""
    return row.job is not None or row.fax_id is not None


def can_report(row: Row) -> bool:
    """True where there is a confirmation report."""
    return row.fax_id is not None and row.state in TRIED


def can_send_again(row: Row) -> bool:
    """True where the documents are kept here and the fax has come to its end."""
    return row.job is not None and row.state in FINAL
