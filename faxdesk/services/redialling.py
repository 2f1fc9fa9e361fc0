"""Sending a fax again by itself that did not get through, where its sender wanted that and its cause allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core import redial
from faxdesk.core.lifecycle import AT_SERVICE, State
from faxdesk.core.status import FINAL

if TYPE_CHECKING:
    from datetime import timedelta

    from faxdesk.core.model import Fax
    from faxdesk.store.deliveries import Claim
    from faxdesk.store.store import Store

_ALIVE = AT_SERVICE | {State.UNKNOWN}


def pause(store: Store, claim: Claim, fax: Fax) -> timedelta | None:
    """Return how long to wait before a fax is sent again of which `fax` is the only record, or None where it is not.

    A service that says of the record that it tries again by itself is left to do so.
    """
    now = store.submissions.recipient(claim.recipient.id)
    if now is None or now.state not in _ALIVE or now.cancel_wished or fax.retries:
        return None
    return redial.pause(fax.status, store.tries.redials(now.id), claim.options)


def plan(store: Store, claim: Claim, fax: Fax, pause: timedelta) -> None:
    """Put a fax that has just failed back into the queue. To be called in the transaction of its failure."""
    made = store.tries.redials(claim.recipient.id)
    reason = (
        f"{FINAL[fax.status].sentence} FaxDesk tries again by itself: redial {made + 1} of {claim.options.redials}."
    )
    store.tries.redial(claim.recipient.id, pause, reason)
