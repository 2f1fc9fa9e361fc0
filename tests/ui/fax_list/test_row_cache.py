"""Rows of a list are read as they come into sight, and few are kept."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from faxdesk.ui.fax_list.row_cache import BLOCK, KEPT, RowCache

if TYPE_CHECKING:
    from faxdesk.store.fax_lists import Row


def test_rows_are_read_by_blocks_and_the_oldest_are_forgotten() -> None:
    reads: list[int] = []

    def read(keys: array[int]) -> dict[int, Row]:
        reads.append(len(keys))
        return {}

    cache = RowCache(read)  # type: ignore[arg-type]
    keys = array("q", range(KEPT + BLOCK))
    for place in range(0, len(keys), BLOCK):
        assert cache.row(keys, place + 5) is None
    assert reads == [BLOCK] * (KEPT // BLOCK + 1)
    assert len(cache.in_memory()) == KEPT
    cache.row(keys, len(keys) - 1)
    assert len(reads) == KEPT // BLOCK + 1
    cache.row(keys, 0)
    assert len(reads) == KEPT // BLOCK + 2
