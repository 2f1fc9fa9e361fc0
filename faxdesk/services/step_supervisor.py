"""What follows when a step fails, in one place for every service.

Sign-in needed says so, and looks again only now and then until the user has signed in. Network trouble pauses the work,
in order, with growing pauses and the service's `Retry-After`; trouble with the data folder pauses it too. Anything else
is a fault, of FaxDesk or of what it is built with: the service has put the one fax off that it happened to, it is told,
and the work goes on after a pause.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from faxdesk.core import backoff
from faxdesk.core.errors import (
    FaxDeskError,
    KeyringTrouble,
    Paused,
    ServiceError,
    SignInNeeded,
    Stopped,
    StoreTrouble,
    in_words,
)
from faxdesk.core.times import Now, utc_now
from faxdesk.services.events import Condition, EventSink, Link

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.store.delivery_lock import DeliveryLock

_log = logging.getLogger(__name__)

SIGNED_OUT = 360.0
"""Seconds until the next look whether the token works again, while the user does nothing. Two services look with two
requests each, and the inbox half as often, which keeps an idle FaxDesk below one request a minute."""
LOCKED_OUT = 1.0
"""Seconds until the next try to become the deliverer, while another process is."""


class SupervisedService(Protocol):
    """A piece of the work, done in bounded steps."""

    def step(self, cancel: CancelToken) -> float | None:
        """Do some work; return the seconds until there is more, 0 for at once, or None for when something changes."""
        ...


class StepSupervisor:
    """Runs the steps of a service and answers their failures. Itself a `SupervisedService`.

    `failed` is the error that the last step ended with, or None; `elsewhere` whether another process delivers.
    """

    def __init__(
        self,
        service: SupervisedService,
        delivery_lock: DeliveryLock | None,
        report: EventSink,
        *,
        now: Now = utc_now,
        jitter: Callable[[], float] = random.random,
        signed_out: float = SIGNED_OUT,
    ) -> None:
        """A service that sends nothing needs no `delivery_lock`: it may work in several processes at once.

        `signed_out` is the pause, in seconds, until the next look whether the token works again.
        """
        self._service = service
        self._delivery_lock = delivery_lock
        self._report = report
        self._now = now
        self._jitter = jitter
        self._signed_out = signed_out
        self._failures = 0
        self.failed: FaxDeskError | None = None
        self.elsewhere = False

    def step(self, cancel: CancelToken) -> float | None:
        """Run one step of the service where this process has the delivery lock.

        Whatever it raises is reported; only `KeyboardInterrupt`, by which a user ends a command, is raised here.
        """
        try:
            self.elsewhere = self._delivery_lock is not None and not self._delivery_lock.acquire()
            if self.elsewhere:
                self._report(Condition(Link.ELSEWHERE))
                return LOCKED_OUT
            again = self._service.step(cancel)
        except Stopped:
            return None
        except SignInNeeded as error:
            soon = error.look_again if isinstance(error, KeyringTrouble) else None
            return self._fail(error, Link.SIGN_IN, soon or self._signed_out)
        except ServiceError as error:
            self._failures += 1
            asked = error.retry_after if isinstance(error, Paused) else None
            return self._fail(error, Link.OFFLINE, backoff.delay(self._failures, asked, self._jitter))
        except StoreTrouble as error:
            self._failures += 1
            return self._fail(error, Link.TROUBLE, backoff.delay(self._failures, None, self._jitter))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  libraries raise more than `Exception`; the log has it
            self._failures += 1
            _log.error("a step of %s failed", type(self._service).__name__, exc_info=error)
            return self._fail(in_words(error), Link.FAULT, backoff.delay(self._failures, None, self._jitter))
        self._failures, self.failed = 0, None
        self._report(Condition(Link.ONLINE))
        return again

    def _fail(self, error: FaxDeskError, link: Link, pause: float) -> float:
        _log.info("%s: %s; next try in %.1f s", type(self._service).__name__, error, pause)
        self.failed = error
        self._report(Condition(link, error, self._now() + timedelta(seconds=pause)))
        return pause
