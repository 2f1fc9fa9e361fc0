"""How long a fax usually stays in one state at Fax.Plus.

Fax.Plus promises nothing here. The times are ours: each is far above what an ordinary fax takes, so that nobody is
troubled without need, and short enough that somebody with a deadline hears of it the same hour.
"""

from __future__ import annotations

from datetime import timedelta

from faxdesk.core.lifecycle import State

PREPARING = timedelta(minutes=15)
"""For taking a fax and preparing its pages."""
LINE = timedelta(minutes=30)
"""For a free line, once its time has come."""
CALL = timedelta(minutes=10)
"""For reaching the other side, in each call."""
PAGE = timedelta(minutes=3)
"""For a page: a dense one in fine resolution at 4,800 bit/s, to an old machine on a bad line."""
RETRY = timedelta(minutes=20)
"""For the pause before each retry of Fax.Plus: `redial_pauses.SERVICE_DELAY` taken as minutes, and some."""


def longest_usual(state: State, pages: int, retries: int = 0) -> timedelta | None:
    """Return after how long without news a state is unusual; None where it may last for any time.

    `pages` is 0 where it is not known, `retries` how often Fax.Plus itself may call again meanwhile.
    """
    match state:
        case State.ACCEPTED | State.SUBMITTED | State.CONVERTING:
            return PREPARING
        case State.SCHEDULED:
            return LINE + retries * RETRY
        case State.SENDING:
            return (1 + retries) * (CALL + max(pages, 1) * PAGE) + retries * RETRY
        case _:
            return None
