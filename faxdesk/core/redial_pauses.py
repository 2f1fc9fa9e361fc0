"""When FaxDesk itself sends a fax again that did not get through: soon, later or never, by the cause.

A busy line is free again in minutes; a machine that nobody switched on, later; a number that does not exist, never.
What arrived in part is left to the user, as its first pages would arrive twice; so is a failure whose cause is unknown.
"""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import Event
from faxdesk.core.service_status import FINAL, Retry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faxdesk.core.model import Options

_MINUTE = timedelta(minutes=1)
PAUSES: Mapping[Retry, tuple[timedelta, ...]] = MappingProxyType(
    {
        Retry.NOW: (_MINUTE, 3 * _MINUTE, 10 * _MINUTE),
        Retry.SOON: (5 * _MINUTE, 10 * _MINUTE, 20 * _MINUTE),
        Retry.LATER: (30 * _MINUTE, 60 * _MINUTE),
    }
)
"""How long to wait before the first redial, the second and so on; the last pause counts for all that follow.

A fax machine does the same. The pauses are long because Fax.Plus blocks accounts whose calls seldom succeed (its help,
article 10045022076316), and because a call to a person who picks up a telephone is a nuisance.
"""

SERVICE_DELAY = 15
"""The `Options.retry_delay` for retries of the service: that of its own example (apidoc.fax.plus), which is a sensible
pause in either unit that its documents name, seconds or minutes."""


def pause(status: str, made: int, options: Options) -> timedelta | None:
    """Return how long to wait before a fax is sent again whose try ended in `status`, or None where it is not.

    `made` is how many redials there were before.
    """
    meaning = FINAL.get(status)
    if options.retry_count or made >= options.redials:
        return None
    if meaning is None or meaning.event is not Event.REPORTED_FAILED or meaning.retry not in PAUSES:
        return None
    return pauses(meaning.retry, made + 1)[made]


def pauses(meaning: Retry, redials: int) -> tuple[timedelta, ...]:
    """Return the pauses before each of so many redials."""
    known = PAUSES[meaning]
    return tuple(known[min(made, len(known) - 1)] for made in range(redials))
