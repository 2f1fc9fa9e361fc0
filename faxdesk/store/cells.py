"""What stands in a cell of the database, as a value of the model.

A cell may hold what no FaxDesk has written there: of a bad sector, another program, a newer version. Each reading that
can fail goes through here, so that it ends with a sentence and not as a fault of FaxDesk: all functions raise
`UnreadableRecord`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from faxdesk.core import times
from faxdesk.core.errors import StoreTrouble
from faxdesk.core.lifecycle import State

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
_LATEST = times.to_ms(datetime(9999, 1, 1, tzinfo=UTC))
"""In every zone, this is a time that a calendar has."""


def word(kind: type[E], value: str) -> E:
    """Return the member of that name."""
    try:
        return kind(value)
    except ValueError as error:
        raise _unreadable(value) from error


def state(value: str) -> State:
    """Return the state of that name."""
    return word(State, value)


def instant(value: int) -> datetime:
    """Return the time that these milliseconds since 1970 are, in UTC."""
    if not 0 <= value <= _LATEST:
        raise _unreadable(value)
    return times.from_ms(value)


def when(milliseconds: Any) -> datetime | None:
    """Return the instant in a column that may be empty."""
    return None if milliseconds is None else instant(milliseconds)


def parsed(text: str, made: Callable[[Any], T]) -> T:
    """Return what `made` makes of a value of JSON."""
    try:
        return made(json.loads(text))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise _unreadable(text) from error


class UnreadableRecord(StoreTrouble):
    """One record of the database cannot be read; the others can."""


def _unreadable(value: object) -> UnreadableRecord:
    return UnreadableRecord(
        f"A record in the database of FaxDesk cannot be read: it says “{str(value)[:40]}”.",
        "Nothing was changed. Restore the file faxdesk.sqlite3 in the data folder from a backup.",
    )
