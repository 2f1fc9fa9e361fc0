"""All services in turn, in one thread: how the command line delivers, follows and cancels."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from math import inf
from typing import TYPE_CHECKING

from faxdesk.core.cancel_token import CancelToken, NeverCancelled
from faxdesk.core.errors import FaxDeskError, SignInNeeded
from faxdesk.services.prefetch import GENTLY
from faxdesk.services.webhook_hints import WakingCalls

if TYPE_CHECKING:
    from faxdesk.services.container import Services
    from faxdesk.services.step_supervisor import StepSupervisor

LONGEST_WAIT = 0.2
"""Seconds between two looks at the database, where another process may be delivering."""
SOON = 30.0
"""Work that is due later than this, in seconds, is left to another day: no look for a lost fax pauses for so long
before its user is asked."""
PART = 19.0
"""So many times as long as a poll takes, the next one waits while faxes are being handed over."""
AT_REST = timedelta(seconds=1)
"""How long there must be nothing to do soon: in that time each service had its say several times."""


class ServiceLoop:
    """Steps through delivering, cancelling and following until there is nothing more to wait for.

    `wait` lets time pass (seconds); it is handed in, since nothing below the command line sleeps. `clock` tells
    seconds that go on evenly, whatever happens to the clock on the wall.
    """

    def __init__(
        self,
        services: Services,
        wait: Callable[[float], None],
        clock: Callable[[], float] = time.monotonic,
        cancel: CancelToken | None = None,
    ) -> None:
        self._wait = wait
        self._clock = clock
        self._changes = services.store.database.total_changes
        self._others = services.store.database.data_version
        self._seen = self._others()
        self._cancel = cancel or NeverCancelled()
        self._calls = WakingCalls(services.store, clock)
        self._working = (services.batching, services.delivering, services.cancelling)
        self._batching, self._delivering = services.batching, services.delivering
        self._following = services.following
        self._afterwards = (services.prefetching, services.filing)
        self._later: dict[StepSupervisor, float] = {}
        self._moved = False
        self._due: dict[StepSupervisor, float] = {service: clock() for service in (*self._working, services.following)}
        self._pauses: dict[StepSupervisor, float] = {}
        self._since: dict[str, float] = {}

    @property
    def sign_in_needed(self) -> bool:
        """True where a service was refused for want of a working token."""
        return any(isinstance(service.failed, SignInNeeded) for service in self._due)

    @property
    def trouble(self) -> FaxDeskError | None:
        """Why the last tries failed, or None."""
        return next((service.failed for service in self._due if service.failed is not None), None)

    @property
    def elsewhere(self) -> bool:
        """True where another process delivers from this data folder."""
        return any(service.elsewhere for service in self._due)

    def run(self, done: Callable[[], bool], patience: timedelta, *, alone: bool = True) -> None:
        """Go on until `done`, until sign-in is needed, or until everything has failed for as long as `patience`.

        `alone`: until another process has had the turn for as long as `patience`, too, and until nothing is left that
        this one could do soon.
        """
        while not done() and not self.sign_in_needed and not self._gives_up(patience, alone):
            self._heed_others()
            self.once()
            if done():
                return
            pause = min(LONGEST_WAIT, min(self._due.values()) - self._clock())
            if pause > 0:
                self._wait(pause)

    def turn(self) -> float:
        """Run each service that is due, for whoever goes on for ever; return the seconds until the next is.

        Copies and proofs are made meanwhile, a step at a time: nobody waits for them.
        """
        self._heed_others()
        self.once()
        for service in self._afterwards:
            if self._later.get(service, 0.0) <= self._clock():
                pause = service.step(self._cancel)
                self._later[service] = self._clock() + (SOON if pause is None else pause)
        return max(0.0, min(self._due.values()) - self._clock())

    def keep_copies(self, patience: timedelta) -> None:
        """Fetch what the service may not keep for long, and file proofs, as long as that goes on without a pause."""
        end = self._clock() + patience.total_seconds()
        for service in self._afterwards:
            while self._clock() < end:
                pause = service.step(self._cancel)
                if pause is None or pause > GENTLY:
                    break
                self._wait(LONGEST_WAIT)

    def _gives_up(self, patience: timedelta, alone: bool) -> bool:
        if self._lasted("failing") > patience:
            return True
        return alone and (self._lasted("elsewhere") > patience or self._lasted("at rest") > AT_REST)

    def _heed_others(self) -> None:
        """Do at once what another process has asked for: this one may be the deliverer, and have put its next step off.

        So for a fax that a webhook has called of. Trouble keeps its pause, which the service may have asked for.
        """
        if self._calls.due() and self._following.failed is None:
            self._due[self._following] = self._clock()
        seen = self._others()
        if seen != self._seen:
            self._seen = seen
            self._due.update({service: self._clock() for service in self._working if service.failed is None})

    def once(self) -> None:
        """Run each service that is due. What one has moved is followed soon, not from the next idle poll on."""
        for service in self._due:
            if service is self._following:
                self._follow_soon()
            if self._due[service] > self._clock():
                continue
            before, began = self._changes(), self._clock()
            pause = service.step(self._cancel)
            changed = self._changes() != before
            rest = LONGEST_WAIT if pause is None else pause
            if service is self._following:
                self._moved = False
                if changed:
                    self._calls.found_news()
                rest = max(rest, PART * (self._clock() - began)) if self._busy else rest
            elif changed:
                self._moved = True
            if service is self._delivering and self._busy and pause != 0.0:
                self._refill()
            self._due[service] = self._clock() + rest
            self._pauses[service] = inf if pause is None else pause
        self._note("failing", self.trouble is not None)
        self._note("elsewhere", self.elsewhere)
        self._note("at rest", all(self._rests(service) for service in self._working))

    @property
    def _busy(self) -> bool:
        """True while there is more to hand over."""
        return self._pauses.get(self._delivering) == 0.0

    def _refill(self) -> None:
        """Let a batch make the next faxes at once: all that there were are handed over."""
        if self._batching.failed is None:
            self._due[self._batching] = self._clock()

    def _follow_soon(self) -> None:
        """Let what has moved be followed at once, unless there is more to hand over.

        A poll after each fax of many would take more requests than the faxes themselves.
        """
        if self._moved and not self._busy and self._following.failed is None:
            self._due[self._following] = self._clock()

    def _rests(self, service: StepSupervisor) -> bool:
        return service.failed is None and self._pauses.get(service, 0.0) > SOON

    def _note(self, what: str, true: bool) -> None:
        if not true:
            self._since.pop(what, None)
        else:
            self._since.setdefault(what, self._clock())

    def _lasted(self, what: str) -> timedelta:
        since = self._since.get(what)
        return timedelta() if since is None else timedelta(seconds=self._clock() - since)
