"""Some keys of a list, to be asked whether one is among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BLOCK = 8192
"""Keys that are looked at in one call of C code: some microseconds."""


class KeySet:
    """A byte for each number up to the greatest key.

    A set of a million keys is made in one call that holds the interpreter, and with it the window, for 70 ms, and
    takes 30 times as much memory.
    """

    def __init__(self, keys: Sequence[int]) -> None:
        self._known = bytearray(max(map(max, blocks(keys)), default=-1) + 1)
        for block in blocks(keys):
            for key in block:
                self._known[key] = True

    def __contains__(self, key: int) -> bool:
        return key < len(self._known) and bool(self._known[key])


def blocks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the keys in parts that are small enough for one call."""
    for start in range(0, len(keys), _BLOCK):
        yield keys[start : start + _BLOCK]
