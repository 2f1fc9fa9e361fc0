"""From one order of keys to the next in few steps, so that selection and scroll position survive an update."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

MOST_STEPS = 24
"""Above this many steps a list is set anew: each step costs the view a layout
(docs/measurements.md, section 2)."""

FEW_KEYS = 4
"""Up to so many keys are found sooner one by one than by going through all. A selection has two, its ends."""


class Remove(NamedTuple):
    """The rows from `first` to `last` are gone."""

    first: int
    last: int


class Arrange(NamedTuple):
    """The same keys in another order, from row `first` on."""

    first: int
    keys: array[int]


class Insert(NamedTuple):
    """These keys are new, before the row that is now at `first`."""

    first: int
    keys: array[int]


Step = Remove | Arrange | Insert


def diff(old: array[int], new: array[int]) -> tuple[Step, ...] | None:
    """Return the steps that make `new` of `old`, in order; none where they are equal, None where it is too many."""
    if old == new:
        return ()
    first = _alike(old, new)
    behind = _alike_behind(old, new, first)
    before, after = old[first : len(old) - behind], new[first : len(new) - behind]
    wanted, known = set(after), set(before)
    gone = list(_runs(row for row, key in enumerate(before) if key not in wanted))
    fresh = list(_runs(row for row, key in enumerate(after) if key not in known))
    if len(gone) + len(fresh) > MOST_STEPS:
        return None
    result: list[Step] = [Remove(first + start, first + end) for start, end in reversed(gone)]
    kept = array("q", [key for key in before if key in wanted])
    ordered = array("q", [key for key in after if key in known])
    if kept != ordered:
        result.append(Arrange(first, ordered))
    result += [Insert(first + start, after[start : end + 1]) for start, end in fresh]
    return tuple(result)


def places(step: Arrange, sought: set[int]) -> dict[int, int]:
    """Return where the `sought` keys are after a step; those that it does not move are left out.

    A few are looked for one by one, at the speed of memory: a table of 100,000 keys takes longer than a frame.
    """
    if len(sought) > FEW_KEYS:
        return {key: place for place, key in enumerate(step.keys, step.first) if key in sought}
    found = {}
    for key in sought:
        with suppress(ValueError):
            found[key] = step.first + step.keys.index(key)
    return found


def _alike(old: Sequence[int], new: Sequence[int]) -> int:
    """How many keys are the same at the beginning. Compares in halves: arrays compare at the speed of memory."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _alike_behind(old: Sequence[int], new: Sequence[int], first: int) -> int:
    low, high = 0, min(len(old), len(new)) - first
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _runs(rows: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Yield the first and last of each run of neighbours in rising numbers."""
    start = end = -2
    for row in rows:
        if row == end + 1:
            end = row
            continue
        if start >= 0:
            yield start, end
        start = end = row
    if start >= 0:
        yield start, end
