"""How long to wait before trying again: pure functions, in seconds."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = 2.0
"""The pause after the first failure, in seconds."""
MOST = 300.0
"""The longest pause of our own choosing, in seconds. The service's `Retry-After` may be longer."""
LONGEST_ASKED = 3600.0
"""A `Retry-After` above an hour is taken for an hour, so that a strange answer cannot silence FaxDesk for a day."""


def delay(
    failures: int,
    retry_after: float | None = None,
    jitter: Callable[[], float] = random.random,
    *,
    first: float = FIRST,
) -> float:
    """Return the pause after `failures` failures in a row (1 or more): doubling from `first`, at most `MOST`.

    `retry_after` is what the service asked for, which is a lower bound. Up to a quarter is added by `jitter` (a value
    from 0 to 1), so that many desks do not come back in the same second.
    """
    own = min(MOST, first * 2.0 ** min(failures - 1, 30))
    asked = min(LONGEST_ASKED, max(0.0, retry_after or 0.0))
    return max(own, asked) * (1 + jitter() / 4)
