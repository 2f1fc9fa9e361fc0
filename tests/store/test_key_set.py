"""Keys that are asked for one by one, however many there are."""

from __future__ import annotations

from array import array

from faxdesk.store.key_set import KeySet, blocks


def test_it_has_its_keys_and_no_other() -> None:
    keys = array("q", range(0, 40_000, 2))
    found = KeySet(keys)
    assert [key for key in range(50_000) if key in found] == keys.tolist()


def test_none_is_in_an_empty_one() -> None:
    assert 0 not in KeySet(array("q"))


def test_the_blocks_are_all_keys_in_order() -> None:
    keys = array("q", range(20_000))
    parts = list(blocks(keys))
    assert [key for part in parts for key in part] == keys.tolist()
    assert len(parts) > 1
