"""Sending a fax again by itself that did not get through, where its sender wanted that and its cause allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core import redial_pauses
from faxdesk.core.lifecycle import AT_SERVICE, State
from faxdesk.core.service_status import FINAL, Remedy, remedy_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from faxdesk.core.model import Fax
    from faxdesk.store.delivery_queue import TrackedFax
    from faxdesk.store.store import Store

_ALIVE = AT_SERVICE | {State.UNKNOWN}
DOCUMENTS_KEPT = timedelta(minutes=5)
"""A conversion that fails so long after the upload may have failed because the documents were gone: the service deletes
them an hour after their upload at the latest (docs/api-notes.md, section 15)."""
_GONE = "Fax.Plus could not read the documents when the time came, and may not have had them any more."


@dataclass(frozen=True, slots=True)
class RedialPlan:
    """A redial after `pause`, for `reason`.

    `comment` is another one where the user asked for one that the service did not take.
    """

    pause: timedelta
    reason: str
    comment: str | None


def wanted(store: Store, claim: TrackedFax, fax: Fax) -> RedialPlan | None:
    """Return how a fax is to be sent again of which `fax` is the only record, or None where it is not.

    A service that says of the record that it tries again by itself is left to do so. What another fax waits to take
    the place of is not sent as it was. To be asked before the failure is written down, which ends all requests.
    """
    now = store.submissions.recipient(claim.recipient.id)
    if now is None or now.state not in _ALIVE or now.cancel_requested or fax.retries:
        return None
    found = _again(store, claim, fax)
    if found is None or store.submissions.successors(now.id):
        return None
    pause, reason = found
    return RedialPlan(pause, reason, store.submissions.requested_comment(now.id))


def _again(store: Store, claim: TrackedFax, fax: Fax) -> tuple[timedelta, str] | None:
    """Return after which pause a fax is to be sent again, and what is said of that."""
    if _documents_were_gone(store, claim, fax):
        return timedelta(), f"{_GONE} FaxDesk uploads them again."
    made = store.earlier_attempts.redials(claim.recipient.id)
    pause = redial_pauses.pause(fax.status, made, claim.options)
    if pause is None:
        return None
    count = f"{made + 1} of {claim.options.redials}"
    return pause, f"{FINAL[fax.status].sentence} FaxDesk calls again by itself ({count})."


def _documents_were_gone(store: Store, claim: TrackedFax, fax: Fax) -> bool:
    """Return whether a conversion failed late, and for the first time. No call was made: nothing arrives twice."""
    ended, age = fax.started_at or fax.changed_at, _age_of_uploads(claim)
    if remedy_of(fax.status) is not Remedy.DOCUMENTS or ended is None or age is None:
        return False
    earlier = store.earlier_attempts.of(claim.recipient.id)
    return age(ended) > DOCUMENTS_KEPT and all(remedy_of(one.status) is not Remedy.DOCUMENTS for one in earlier)


def _age_of_uploads(claim: TrackedFax) -> Callable[[datetime], timedelta] | None:
    """Return what tells how old the documents of a fax were at a time of the service's clock."""
    attempt = claim.attempt
    if attempt is None or attempt.uploaded_at is None or attempt.posted_at is None or attempt.posted_there is None:
        return None
    uploaded_there = attempt.uploaded_at + (attempt.posted_there - attempt.posted_at)
    return lambda ended: ended - uploaded_there


def plan(store: Store, claim: TrackedFax, wanted: RedialPlan) -> None:
    """Put a fax that has just failed back into the queue. To be called in the transaction of its failure."""
    store.earlier_attempts.redial(claim.recipient.id, wanted.pause, wanted.reason)
    if wanted.comment is not None:
        store.submissions.request_comment(claim.recipient.id, wanted.comment)
