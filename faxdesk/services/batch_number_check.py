"""The guard against wrong numbers for a whole list: which numbers are looked at, and what speaks against them."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from faxdesk.core.batch import RowState
from faxdesk.core.cancel_token import NeverCancelled, check
from faxdesk.services.number_check import NumberDoubt, number_warnings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.batch_planner import BatchPlan
    from faxdesk.services.number_check import NumberWarning
    from faxdesk.store.store import Store

_NOT_TAKEN = frozenset({RowState.REFUSED, RowState.LEFT_OUT})
"""States of rows that were not going to be sent."""


def numbers_to_check(store: Store, plan: BatchPlan, *, again: bool = False) -> tuple[str, ...]:
    """Return the numbers (E.164) of a list that nobody has confirmed yet, each once, in their order.

    A list that goes on has been started with its numbers: those of rows that were sent, or still wait, are not asked
    about once more, unless all of it is sent `again`.
    """
    numbers = dict.fromkeys(one.row.number for one in plan.good)
    earlier = store.batches.of_list(os.path.realpath(plan.loaded.path), plan.loaded.table.sheet, plan.loaded.digest)
    if earlier is not None and not again:
        for row in store.batches.rows(earlier.id):
            if row.state not in _NOT_TAKEN:
                numbers.pop(row.row.number, None)
    return tuple(numbers)


def doubts_of(
    store: Store, numbers: Sequence[str], cancel: CancelToken | None = None
) -> dict[str, tuple[NumberWarning, ...]]:
    """Return what speaks against each of some numbers (E.164). A number takes a few milliseconds. Raises `Stopped`."""
    found = {}
    for number in numbers:
        check(cancel or NeverCancelled())
        found[number] = number_warnings(store, (number,))
    return found


def doubted_plan(plan: BatchPlan, found: Mapping[str, tuple[NumberWarning, ...]]) -> BatchPlan:
    """Return a plan with what was found to speak against its numbers.

    Where a list has two numbers that resemble each other, neither is a slip of the finger: such are those of an office.
    """
    listed = {one.row.number for one in plan.good}
    kept = {
        number: tuple(one for one in warnings if one.doubt is not NumberDoubt.NEAR or one.instead not in listed)
        for number, warnings in found.items()
    }
    return replace(plan, doubts={number: warnings for number, warnings in kept.items() if warnings})


def with_doubts(store: Store, plan: BatchPlan, *, again: bool = False) -> BatchPlan:
    """Return a plan with what speaks against its numbers."""
    return doubted_plan(plan, doubts_of(store, numbers_to_check(store, plan, again=again)))
