"""An update of a list is a few steps that lead exactly to the new order, or it is set anew."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from faxdesk.ui.fax_list.list_diff import FEW_KEYS, MOST_STEPS, Arrange, Insert, Remove, Step, diff, places

KEYS = st.lists(st.integers(0, 60), unique=True, max_size=40).map(lambda keys: array("q", keys))


def apply(keys: array[int], changes: tuple[Step, ...]) -> array[int]:
    for step in changes:
        if isinstance(step, Remove):
            keys = keys[: step.first] + keys[step.last + 1 :]
        elif isinstance(step, Insert):
            keys = keys[: step.first] + step.keys + keys[step.first :]
        else:
            assert sorted(keys[step.first : step.first + len(step.keys)]) == sorted(step.keys)
            keys = keys[: step.first] + step.keys + keys[step.first + len(step.keys) :]
    return keys


@given(KEYS, KEYS)
def test_the_steps_lead_to_the_new_order(old: array[int], new: array[int]) -> None:
    changes = diff(old, new)
    if changes is not None:
        assert apply(old, changes) == new


def test_the_same_order_takes_no_step() -> None:
    assert diff(array("q", [3, 2, 1]), array("q", [3, 2, 1])) == ()


def test_new_faxes_at_the_top_are_one_step() -> None:
    assert diff(array("q", range(100)), array("q", [200, 201, *range(100)])) == (Insert(0, array("q", [200, 201])),)


def test_a_fax_that_leaves_is_one_step() -> None:
    assert diff(array("q", [1, 2, 3, 4]), array("q", [1, 2, 4])) == (Remove(2, 2),)


def test_a_fax_that_moves_is_arranged_with_those_between() -> None:
    assert diff(array("q", [1, 2, 3, 4]), array("q", [1, 4, 2, 3])) == (Arrange(1, array("q", [4, 2, 3])),)


def test_an_order_with_too_many_changes_is_set_anew() -> None:
    assert diff(array("q", range(0, 400, 2)), array("q", range(400))) is None
    assert MOST_STEPS < 200


@given(st.permutations(range(30)), st.integers(0, 5), st.sets(st.integers(0, 40), max_size=2 * FEW_KEYS))
def test_few_and_many_keys_are_found_where_a_step_puts_them(order: list[int], first: int, sought: set[int]) -> None:
    found = places(Arrange(first, array("q", order)), sought)

    assert found == {key: first + order.index(key) for key in sought if key in order}
