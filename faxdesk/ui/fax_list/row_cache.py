"""The rows of a list that are in memory: blocks of neighbours, 8192 rows at most (docs/measurements.md, section 2)."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar


class KeyedRow(Protocol):
    """A row of a list: it has a key, and says by `==` whether it is what it was."""

    @property
    def key(self) -> int:
        """By which it is read."""
        ...


R = TypeVar("R", bound=KeyedRow)

PAGE = 128
"""Rows that are more than any screen shows: so many are listed before the whole order is known."""
BLOCK = 32
"""Rows that are read at once, about as many as a window shows: the first paint waits for a block or two."""
KEPT = 64 * PAGE


class RowCache(Generic[R]):
    """Keeps rows by key, so that a row may change its place without being read again.

    `read` returns the rows of some keys; one that is gone is left out, and kept as None.
    """

    def __init__(self, read: Callable[[Sequence[int]], Mapping[int, R]]) -> None:
        self._read = read
        self._rows: dict[int, R | None] = {}

    def row(self, keys: array[int], place: int) -> R | None:
        """Return the row of the key at `place`; reads its whole block where it is not in memory."""
        key = keys[place]
        if key not in self._rows:
            start = place // BLOCK * BLOCK
            part = keys[start : start + BLOCK]
            self._keep(part, self._read(part))
        return self._rows[key]

    def renew(self, keys: Sequence[int], known: Mapping[int, R]) -> set[int]:
        """Keep the rows of these keys, forget all others, and return those whose row is not what it was.

        `known` are rows that have been read just now; the others are read here.
        """
        before = self._rows
        self._rows = {}
        unknown = [key for key in keys if key not in known]
        found = {**known, **self._read(unknown)} if unknown else known
        same = {key for key in keys if key in before and before[key] == found.get(key)}
        # What is made of a row may be kept as long as the row is the same object.
        self._keep(keys, {key: before[key] if key in same else found.get(key) for key in keys})
        return {key for key in keys if key not in same}

    def _keep(self, keys: Sequence[int], found: Mapping[int, R | None]) -> None:
        for key in keys:
            # What is read last is forgotten last.
            self._rows.pop(key, None)
            self._rows[key] = found.get(key)
        for key in list(self._rows)[: max(0, len(self._rows) - KEPT)]:
            del self._rows[key]

    def in_memory(self) -> Mapping[int, R | None]:
        """Return what is in memory now."""
        return self._rows
