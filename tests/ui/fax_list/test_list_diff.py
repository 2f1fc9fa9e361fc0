"""An update of a list is a few steps that lead exactly to the new order, or it is set anew."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.ui.fax_list.list_diff import (
    BLOCK,
    FEW_KEYS,
    MOST_STEPS,
    ArrangeStep,
    InsertStep,
    RemoveStep,
    Step,
    diff,
    new_in_front,
    place,
    places,
    to_front,
)

KEYS = st.lists(st.integers(0, 60), unique=True, max_size=40).map(lambda keys: array("q", keys))


def apply(keys: array[int], changes: tuple[Step, ...]) -> array[int]:
    for step in changes:
        if isinstance(step, RemoveStep):
            keys = keys[: step.first] + keys[step.last + 1 :]
        elif isinstance(step, InsertStep):
            keys = keys[: step.first] + step.keys + keys[step.first :]
        else:
            assert isinstance(step, ArrangeStep)
            assert sorted(keys[step.first : step.first + len(step.keys)]) == sorted(step.keys)
            keys = keys[: step.first] + step.keys + keys[step.first + len(step.keys) :]
    return keys


@given(KEYS, KEYS)
def test_the_steps_lead_to_the_new_order(old: array[int], new: array[int]) -> None:
    changes = diff(old, new)
    if changes is not None:
        assert apply(old, changes) == new


@given(KEYS, KEYS)
def test_some_keys_come_to_the_front_and_each_row_is_known_again(old: array[int], front: array[int]) -> None:
    step = to_front(old, front)

    first = [key for key in front if key in old]
    assert list(step.keys) == [*first, *(key for key in old if key not in first)]
    assert [step.keys[step.row(before)] for before in range(len(old))] == list(old)


def test_the_same_order_takes_no_step() -> None:
    assert diff(array("q", [3, 2, 1]), array("q", [3, 2, 1])) == ()


def test_new_faxes_at_the_top_are_one_step() -> None:
    assert diff(array("q", range(100)), array("q", [200, 201, *range(100)])) == (InsertStep(0, array("q", [200, 201])),)


def test_a_fax_that_leaves_is_one_step() -> None:
    assert diff(array("q", [1, 2, 3, 4]), array("q", [1, 2, 4])) == (RemoveStep(2, 2),)


def test_a_fax_that_moves_is_arranged_with_those_between() -> None:
    assert diff(array("q", [1, 2, 3, 4]), array("q", [1, 4, 2, 3])) == (ArrangeStep(1, array("q", [4, 2, 3])),)


def test_what_is_behind_the_moved_faxes_is_left_alone() -> None:
    assert diff(array("q", [1, 2, 3, 4]), array("q", [2, 1, 3, 4])) == (ArrangeStep(0, array("q", [2, 1])),)


def test_an_order_with_too_many_changes_is_set_anew() -> None:
    assert diff(array("q", range(0, 400, 2)), array("q", range(400))) is None
    assert MOST_STEPS < 200


MANY = 2 * max(BLOCK, FEW_KEYS) + 5
"""Keys that are compared in several blocks and looked up in an array."""


def many(step: int = 1) -> array[int]:
    return array("q", range(0, MANY, step))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(many(), many()[::-1], id="turned round"),
        pytest.param(many(), many()[1:] + many()[:1], id="the first goes to the end"),
        pytest.param(many(), array("q", [MANY, MANY + 1]) + many(), id="new at the top"),
        pytest.param(many(), many() + array("q", [MANY, MANY + 1]), id="new at the end"),
        pytest.param(many(), many()[:7] + many()[9:BLOCK] + many()[BLOCK + 1 :], id="some are gone"),
        pytest.param(many(), many()[9:][::-1] + array("q", [MANY]), id="gone, turned round and new"),
        pytest.param(
            array("q", [key << 32 for key in many()]), array("q", [key << 32 for key in many()[::-1]]), id="far apart"
        ),
    ],
)
def test_the_steps_of_a_long_list_lead_to_the_new_order(old: array[int], new: array[int]) -> None:
    changes = diff(old, new)
    assert changes is not None
    assert apply(old, changes) == new
    assert (changes == ()) == (old == new)


def test_a_long_list_with_too_many_changes_is_set_anew() -> None:
    assert diff(many(), many(2)) is None
    assert diff(many(2), many()) is None
    assert diff(many(), many()[:300]) == (RemoveStep(300, MANY - 1),)


@given(st.permutations(range(30)), st.integers(0, 5))
def test_every_key_is_found_where_a_step_puts_it(order: list[int], first: int) -> None:
    found = places(ArrangeStep(first, array("q", order)))

    assert [found[key] for key in order] == list(range(first, first + len(order)))


@pytest.mark.parametrize("scale", [1, 1 << 32])
def test_every_key_of_many_is_found_where_a_step_puts_it(scale: int) -> None:
    keys = array("q", [key * scale for key in many()[::-1]])
    found = places(ArrangeStep(3, keys))

    assert all(found[key] == row for row, key in enumerate(keys, 3))


@given(st.lists(st.integers(0, 1 << 40), unique=True, max_size=40), st.integers(0, 1 << 40))
def test_a_key_is_found_in_a_list(keys: list[int], other: int) -> None:
    whole = array("q", keys)

    assert [place(whole, key) for key in keys] == list(range(len(keys)))
    assert place(whole, other) == (keys.index(other) if other in keys else None)


def test_the_end_of_one_key_and_the_beginning_of_the_next_are_not_taken_for_a_third() -> None:
    assert place(array("q", [0x0101, 0x0101 << 8]), 0x01 << 8) is None
    assert place(array("q", [1 << 8, 1]), 1) == 1
    assert place(array("q", [1 << 56, 0, 1]), 0) == 1


@pytest.mark.parametrize(
    ("old", "front", "fresh"),
    [
        ([3, 2, 1], [5, 4, 3, 2], [5, 4]),
        ([3, 2, 1], [3, 2], None),
        ([3, 2, 1], [4, 3, 1], None),
        ([3, 2, 1], [1, 3, 2], None),
        ([3, 2, 1], [6, 5, 4], None),
        ([], [1], None),
    ],
)
def test_what_is_new_in_front_is_told_by_the_first_rows_alone(
    old: list[int], front: list[int], fresh: list[int] | None
) -> None:
    step = new_in_front(array("q", old), array("q", front))
    assert step == (None if fresh is None else InsertStep(0, array("q", fresh)))
