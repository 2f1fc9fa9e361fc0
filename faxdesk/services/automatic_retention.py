"""Deleting what is stored here of old faxes by itself, where the settings name a number of days.

Before the first time the user is told what will go, and a day to choose otherwise; so it is again when the days become
fewer. It goes on in the background, a piece at a time, once a day; what a person who was forgotten has left of files is
removed on the way (`services.forgetting`).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from faxdesk.core.times import Now, to_ms, utc_now
from faxdesk.services.events import Changed
from faxdesk.services.forgetting import Forgetter
from faxdesk.services.retention import RetentionActs, StoredHere, cutoff
from faxdesk.store import cells

if TYPE_CHECKING:
    from collections.abc import Callable

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.settings import Settings
    from faxdesk.services.events import EventSink
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)

NOTICE = timedelta(days=1)
"""How long the user has to choose otherwise before the first deletion."""
EACH = timedelta(days=1)
"""Time between two passes over all faxes."""
GENTLY = 1.0
"""Seconds between two pieces of a pass: nobody waits for it."""
_TOLD = "retention.told"
"""The fact that says of how many days the user was told, and when."""


@dataclass(frozen=True, slots=True)
class RetentionNotice:
    """What the user is to be told: after so many days, what would go today, and that it begins at `begins_at`."""

    days: int
    stored: StoredHere
    begins_at: datetime


class RetentionNotices:
    """What the user was told of, and is to be told of."""

    def __init__(self, store: Store, now: Now = utc_now) -> None:
        self._store, self._now = store, now

    def due(self, settings: Settings, cancel: CancelToken) -> RetentionNotice | None:
        """Return what the user is to be told, None where nothing is deleted, or they know. Raises `Stopped`."""
        days = settings.days_stored
        if days <= 0 or self.told_at(days) is not None:
            return None
        now = self._now()
        return RetentionNotice(
            days, RetentionActs(self._store).preview_here(cutoff(days, self._now), cancel), now + NOTICE
        )

    def told(self, days: int) -> None:
        """The user has been told that faxes are deleted after so many days."""
        self._store.service_mirror.keep_fact(_TOLD, f"{days} {to_ms(self._now())}")

    def note(self, days: int) -> None:
        """Take note of the days that hold now: who is to be told of fewer later is told, though they once knew."""
        mirror = self._store.service_mirror
        known, _, at = mirror.fact(_TOLD).partition(" ")
        if days <= 0:
            mirror.keep_fact(_TOLD, "")
        elif known.isdecimal() and int(known) < days:
            mirror.keep_fact(_TOLD, f"{days} {at}")

    def told_at(self, days: int) -> datetime | None:
        """Return when the user was told of so many days, or of fewer; None where that was never."""
        known, _, at = self._store.service_mirror.fact(_TOLD).partition(" ")
        if not known.isdecimal() or not at.isdecimal() or int(known) > days:
            return None
        return cells.instant(int(at))


class AutomaticRetention:
    """Does a piece of it in a step."""

    def __init__(self, store: Store, settings: Callable[[], Settings], report: EventSink, now: Now = utc_now) -> None:
        self._store, self._settings, self._report, self._now = store, settings, report, now
        self._acts, self._notices = RetentionActs(store), RetentionNotices(store, now)
        self._after, self._total = "", StoredHere()
        self._next = now()

    def step(self, _cancel: CancelToken) -> float | None:
        """Delete of the next old faxes what is stored here; return the seconds until the next piece, None for never.

        Raises `StoreTrouble`.
        """
        if self._store.erasures.any():
            Forgetter(self._store).finish()
        days = self._settings().days_stored
        self._notices.note(days)
        told = self._notices.told_at(days) if days > 0 else None
        if told is None:
            return None
        begins = max(told + NOTICE, self._next)
        wait = (begins - self._now()).total_seconds()
        # A clock that was set back by years must not hold it up for as long.
        if 0 < wait <= max(NOTICE, EACH).total_seconds():
            return wait
        return self._delete(cutoff(days, self._now))

    def _delete(self, before: datetime) -> float:
        proofs = self._settings().proof_beside
        self._total, self._after = self._acts.delete_next(before, self._after, self._total, proofs=proofs)
        if self._after:
            return GENTLY
        if self._total.files:
            _log.info("%d files of %d old faxes were deleted", self._total.files, self._total.faxes)
            self._report(Changed())
        self._total, self._next = StoredHere(), self._now() + EACH
        return EACH.total_seconds()
