"""All services in turn, in one thread: how the command line delivers, follows and cancels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from faxdesk.core.cancel import Cancel, Never
from faxdesk.core.errors import FaxDeskError, SignInNeeded

if TYPE_CHECKING:
    from faxdesk.core.times import Now
    from faxdesk.services.steady import Steady
    from faxdesk.services.workplace import Desk

LONGEST_WAIT = 0.2
"""Seconds between two looks at the database, where another process may be delivering."""


class Rounds:
    """Steps through delivering, cancelling and following until there is nothing more to wait for.

    `wait` lets time pass (seconds); it is handed in, since nothing below the command line sleeps.
    """

    def __init__(self, desk: Desk, wait: Callable[[float], None], now: Now, cancel: Cancel | None = None) -> None:
        self._wait = wait
        self._now = now
        self._cancel = cancel or Never()
        self._due: dict[Steady, datetime] = {
            service: now() for service in (desk.delivering, desk.cancelling, desk.following)
        }
        self._failing_since: datetime | None = None

    @property
    def sign_in_needed(self) -> bool:
        """True where a service was refused for want of a working token."""
        return any(isinstance(service.failed, SignInNeeded) for service in self._due)

    @property
    def trouble(self) -> FaxDeskError | None:
        """Why the last tries failed, or None."""
        return next((service.failed for service in self._due if service.failed is not None), None)

    @property
    def failed_for(self) -> timedelta:
        """How long every try has been failing."""
        return self._now() - self._failing_since if self._failing_since is not None else timedelta()

    def run(self, done: Callable[[], bool], patience: timedelta) -> None:
        """Go on until `done`, until sign-in is needed, or until everything has failed for as long as `patience`."""
        while not done() and not self.sign_in_needed and self.failed_for <= patience:
            self.once()
            if done():
                return
            soonest = min(self._due.values())
            self._wait(min(LONGEST_WAIT, max(0.0, (soonest - self._now()).total_seconds())))

    def once(self) -> None:
        """Run each service that is due."""
        for service, due in self._due.items():
            if due > self._now():
                continue
            pause = service.step(self._cancel)
            self._due[service] = self._now() + timedelta(seconds=LONGEST_WAIT if pause is None else pause)
        failing = any(service.failed is not None for service in self._due)
        self._failing_since = (self._failing_since or self._now()) if failing else None
