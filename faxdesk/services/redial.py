"""Sending a fax again by itself that did not get through, where its sender wanted that and its cause allows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faxdesk.core import redial_pauses
from faxdesk.core.lifecycle import AT_SERVICE, State
from faxdesk.core.service_status import FINAL

if TYPE_CHECKING:
    from datetime import timedelta

    from faxdesk.core.model import Fax
    from faxdesk.store.delivery_queue import TrackedFax
    from faxdesk.store.store import Store

_ALIVE = AT_SERVICE | {State.UNKNOWN}


@dataclass(frozen=True, slots=True)
class RedialPlan:
    """A redial after `pause`, of which `made` came before.

    `comment` is another one where the user asked for one that the service did not take.
    """

    pause: timedelta
    made: int
    comment: str | None


def wanted(store: Store, claim: TrackedFax, fax: Fax) -> RedialPlan | None:
    """Return how a fax is to be sent again of which `fax` is the only record, or None where it is not.

    A service that says of the record that it tries again by itself is left to do so. What another fax waits to take
    the place of is not sent as it was. To be asked before the failure is written down, which ends all requests.
    """
    now = store.submissions.recipient(claim.recipient.id)
    if now is None or now.state not in _ALIVE or now.cancel_requested or fax.retries:
        return None
    made = store.earlier_attempts.redials(now.id)
    pause = redial_pauses.pause(fax.status, made, claim.options)
    if pause is None or store.submissions.successors(now.id):
        return None
    return RedialPlan(pause, made, store.submissions.requested_comment(now.id))


def plan(store: Store, claim: TrackedFax, fax: Fax, wanted: RedialPlan) -> None:
    """Put a fax that has just failed back into the queue. To be called in the transaction of its failure."""
    count = f"redial {wanted.made + 1} of {claim.options.redials}"
    reason = f"{FINAL[fax.status].sentence} FaxDesk tries again by itself: {count}."
    store.earlier_attempts.redial(claim.recipient.id, wanted.pause, reason)
    if wanted.comment is not None:
        store.submissions.request_comment(claim.recipient.id, wanted.comment)
