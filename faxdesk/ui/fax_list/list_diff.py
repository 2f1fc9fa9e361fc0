"""From one order of keys to the next in few steps, so that selection and scroll position survive an update.

A list may have a million keys, and the window waits for the interpreter as long as one call of C code holds it: what
goes through all keys does so in Python, or in blocks.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    Places = dict[int, int] | array[int]
    """A number for each key. An array has one also for each number that is no key."""

MOST_STEPS = 24
"""Above this many steps a list is set anew: each step costs the view a layout (docs/measurements.md, section 2)."""
BLOCK = 8192
"""Keys that are compared or copied in one call: some microseconds."""
CLOSE = 16
"""How many numbers there may be for each key, up to the greatest, for an array to take less room than a dictionary."""
FEW_KEYS = 10_000
"""Up to so many keys a dictionary is made in no time, and an array up to the greatest key would be mostly empty."""


class RemoveStep(NamedTuple):
    """The rows from `first` to `last` are gone."""

    first: int
    last: int


class ArrangeStep(NamedTuple):
    """The same keys in another order, from row `first` on."""

    first: int
    keys: array[int]


class InsertStep(NamedTuple):
    """These keys are new, before the row that is now at `first`."""

    first: int
    keys: array[int]


class FrontStep(NamedTuple):
    """Some keys come before all others, which stay in their order."""

    keys: array[int]
    """All, in their new order."""
    rows: tuple[int, ...]
    """Where those in front were, in their new order."""

    def row(self, before: int) -> int:
        """Return where a row is now."""
        if before in self.rows:
            return self.rows.index(before)
        return before + sum(row > before for row in self.rows)


Step = RemoveStep | ArrangeStep | InsertStep | FrontStep


def diff(old: array[int], new: array[int]) -> tuple[Step, ...] | None:
    """Return the steps that make `new` of `old`, in order; none where they are equal, None where it is too many.

    At most one of them is an `ArrangeStep`.
    """
    first = _alike(old, new)
    if first == len(old) == len(new):
        return ()
    behind = _alike_behind(old, new, first)
    before, after = old[first : len(old) - behind], new[first : len(new) - behind]
    if len(after) <= FEW_KEYS and _are_scattered(set(after), before[:BLOCK]):
        return None
    known = _table(before, after)
    for key in _each(after):
        known[key] = _NEW
    gone = _few_runs(row for row, key in enumerate(_each(before)) if known[key] != _NEW)
    if len(gone) > MOST_STEPS:
        return None
    for key in _each(before):
        known[key] = _OLD
    fresh = _few_runs(row for row, key in enumerate(_each(after)) if known[key] != _OLD)
    if len(gone) + len(fresh) > MOST_STEPS:
        return None
    result: list[Step] = [RemoveStep(first + start, first + end) for start, end in reversed(gone)]
    ordered = _without(after, fresh)
    if _without(before, gone) != ordered:
        result.append(ArrangeStep(first, ordered))
    result += [InsertStep(first + start, after[start : end + 1]) for start, end in fresh]
    return tuple(result)


def _are_scattered(kept: set[int], block: array[int]) -> bool:
    """Return whether a block alone loses too many runs, as where a search has found some of a million."""
    return len(_few_runs(row for row, key in enumerate(block) if key not in kept)) > MOST_STEPS


_NEW, _OLD = 1, 2


def to_front(old: array[int], front: Iterable[int]) -> FrontStep:
    """Return the step that brings these keys to the front, in their order. One that is not in `old` is left out."""
    wanted = dict.fromkeys(front, -1)
    near = set(wanted)
    for start, block in zip(range(0, len(old), BLOCK), _blocks(old), strict=True):
        for key in near.intersection(block):
            wanted[key] = start + block.index(key)
    rows = {key: row for key, row in wanted.items() if row >= 0}
    others = _without(old, ((row, row) for row in sorted(rows.values())))
    return FrontStep(array("q", rows) + others, tuple(rows.values()))


def new_in_front(old: array[int], front: array[int]) -> InsertStep | None:
    """Return the step that puts what is new in the first rows before all others, or None where they are otherwise."""
    count = next((row for row, key in enumerate(front) if key == old[0]), 0) if old else 0
    fresh = front[:count]
    if not fresh or front[count:] != old[: len(front) - count]:
        return None
    near = set(fresh)
    return None if any(near.intersection(block) for block in _blocks(old)) else InsertStep(0, fresh)


def places(step: ArrangeStep) -> Places:
    """Return the row of each key of a step after it. Takes 0.1 s for a million keys: not for the main thread."""
    found = _table(step.keys, typecode="i")
    for row, key in enumerate(_each(step.keys), step.first):
        found[key] = row
    return found


def place(keys: array[int], key: int) -> int | None:
    """Return where a key is, or None. Five times as quick as `keys.index`, which makes an object of each key."""
    pattern = re.compile(re.escape(array("q", (key,)).tobytes()))
    with memoryview(keys) as whole, whole.cast("B") as octets:
        found = pattern.search(octets)
        # The end of one key and the beginning of the next may look like it.
        while found is not None and found.start() % keys.itemsize:
            found = pattern.search(octets, found.start() + 1)
        return None if found is None else found.start() // keys.itemsize


def _table(*orders: array[int], typecode: Literal["b", "i"] = "b") -> Places:
    """Return a table with 0 for each of these keys.

    A dictionary that grows holds the interpreter for 30 ms where it has a million keys.
    """
    count = sum(map(len, orders))
    most = max((max(block) for keys in orders for block in _blocks(keys)), default=0)
    if count <= FEW_KEYS or most > CLOSE * count:
        return dict.fromkeys((key for keys in orders for key in _each(keys)), 0)
    return array(typecode, bytes(array(typecode).itemsize * (most + 1)))


def _blocks(keys: array[int]) -> Iterator[array[int]]:
    for start in range(0, len(keys), BLOCK):
        yield keys[start : start + BLOCK]


def _each(keys: array[int]) -> Iterator[int]:
    for block in _blocks(keys):
        yield from block


def _without(keys: array[int], runs: Iterable[tuple[int, int]]) -> array[int]:
    """Return the keys but those in the runs, which rise."""
    kept, start = array("q"), 0
    for first, last in runs:
        kept += keys[start:first]
        start = last + 1
    return kept + keys[start:] if start else keys


def _alike(old: array[int], new: array[int]) -> int:
    """How many keys are the same at the beginning."""
    shorter = min(len(old), len(new))
    for start in range(0, shorter, BLOCK):
        mine, theirs = old[start : start + BLOCK], new[start : start + BLOCK]
        if mine != theirs:
            return start + _alike_in(mine, theirs)
    return shorter


def _alike_behind(old: array[int], new: array[int], first: int) -> int:
    """How many are the same at the end, of those behind the `first`."""
    shorter = min(len(old), len(new)) - first
    for done in range(0, shorter, BLOCK):
        size = min(BLOCK, shorter - done)
        mine, theirs = (keys[len(keys) - done - size : len(keys) - done] for keys in (old, new))
        if mine != theirs:
            return done + _alike_in(mine[::-1], theirs[::-1])
    return shorter


def _alike_in(mine: array[int], theirs: array[int]) -> int:
    pairs = enumerate(zip(mine, theirs, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(mine), len(theirs)))


def _few_runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and last of each run of neighbours in rising numbers, up to one more than `MOST_STEPS`."""
    return list(islice(_runs(rows), MOST_STEPS + 1))


def _runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
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
