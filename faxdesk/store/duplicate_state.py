"""The words by which the database says what became of an earlier attempt that turned up after all."""

from __future__ import annotations

from enum import StrEnum


class DuplicateState(StrEnum):
    """How far the cancellation of an earlier attempt is that turned up as it waited. The values are in the database."""

    WANTED = "wanted"
    AGREED = "agreed"
    """The service has said yes."""
    MISSING = "missing"
    """The service does not know it, before it said yes to anything."""
    CANCELLED = "cancelled"
    REFUSED = "refused"
    """The service may take it from the user, or later."""
    LATE = "late"


TOLD = (DuplicateState.REFUSED, DuplicateState.LATE)
TO_BE_TOLD = f"e.turned_up_at IS NOT NULL AND e.cancel IN ('', {', '.join(repr(str(one)) for one in TOLD)})"
"""Of the others the user need not know: they do not arrive, or that is still being seen to."""
