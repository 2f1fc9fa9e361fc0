"""After a lost answer: is the fax at the service or not? Found means adopt it; not found means look again, then ask."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core import matching
from faxdesk.core.lifecycle import State
from faxdesk.core.times import Now, utc_now
from faxdesk.services.linking import Linker, sought
from faxdesk.services.reports import Changed, Report

if TYPE_CHECKING:
    from faxdesk.api.client import FaxApi
    from faxdesk.core.cancel import Cancel
    from faxdesk.store.deliveries import Claim
    from faxdesk.store.store import Store

LOOKS = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between the looks before the user is asked: half a minute covers what the service needs to show a fax."""
LATER = 120.0
"""Seconds between the looks after that, in which a fax that shows up late is still adopted."""


class Settle:
    """Looks for every fax of unknown fate, all of them with one reading of the service's two lists."""

    def __init__(
        self, store: Store, api: FaxApi, report: Report, now: Now = utc_now, jitter: Callable[[], float] = random.random
    ) -> None:
        self._store = store
        self._api = api
        self._report = report
        self._now = now
        self._jitter = jitter

    def step(self, cancel: Cancel) -> float | None:  # noqa: ARG002  a look is short, and every service has this shape
        """Look once for all that are due; return the seconds until the next look, or None where none is unknown."""
        queue = self._store.deliveries
        due = queue.claims((State.UNKNOWN,), due_only=True)
        if due:
            self._look(due)
            self._report(Changed())
        again = queue.next_look()
        return None if again is None else max(0.05, (again - self._now()).total_seconds())

    def _look(self, due: tuple[Claim, ...]) -> None:
        linker = Linker(self._store, self._api, self._now)
        outbox = self._api.outbox()
        missing = []
        for claim in due:
            record = matching.in_outbox(outbox, sought(claim))
            if record is not None:
                linker.adopt_outbox(claim, record)
            else:
                missing.append(claim)
        if missing:
            linker.read_archive(missing)
            for claim in linker.link(missing):
                self._in_vain(claim)

    def _in_vain(self, claim: Claim) -> None:
        asked = claim.checks >= len(LOOKS)
        pause = LATER if asked else LOOKS[claim.checks] * (1 + self._jitter() / 4)
        self._store.deliveries.looked_in_vain(
            claim.recipient.id,
            self._now() + timedelta(seconds=pause),
            ask=asked,
            reason=(
                "Fax.Plus does not show this fax, but may have taken it. Check with the recipient or at Fax.Plus,"
                " then choose: send it again, or leave it."
                if asked
                else ""
            ),
        )
