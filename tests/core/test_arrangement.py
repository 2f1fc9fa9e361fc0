"""Pages put in order: none gets lost, all else keeps its order, and each step can be taken back."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.core.arrangement import MOST_STEPS, History, PageOrder, PageRef, added, moved, turned, without

LEAVES = st.lists(
    st.builds(PageRef, st.sampled_from("abc"), st.integers(0, 3), st.sampled_from((0, 90, 180, 270))), max_size=12
).map(tuple)


@st.composite
def chosen_leaves(draw: st.DrawFn) -> tuple[PageOrder, set[int]]:
    leaves = draw(LEAVES)
    return leaves, draw(st.sets(st.sampled_from(range(len(leaves))))) if leaves else set()


@given(chosen_leaves(), st.data())
def test_a_move_loses_no_page_and_keeps_the_order_of_what_moves_and_of_what_stays(
    start: tuple[PageOrder, set[int]], data: st.DataObject
) -> None:
    leaves, chosen = start
    before = data.draw(st.integers(0, len(leaves)))
    # Each leaf is told apart, also from its equals.
    known = tuple(PageRef(f"{leaf.document}{at}", leaf.page, leaf.turn) for at, leaf in enumerate(leaves))
    moving = [known[at] for at in sorted(chosen)]
    staying = [leaf for at, leaf in enumerate(known) if at not in chosen]

    result = moved(known, chosen, before)

    assert Counter(result) == Counter(known)
    assert [leaf for leaf in result if leaf in staying] == staying
    ahead = sum(at not in chosen for at in range(before))
    assert list(result[ahead : ahead + len(moving)]) == moving


@given(chosen_leaves(), st.sampled_from((-270, -180, -90, 0, 90, 180, 270, 450)))
def test_turning_touches_only_what_is_chosen_and_turning_back_undoes_it(
    start: tuple[PageOrder, set[int]], degrees: int
) -> None:
    leaves, chosen = start

    result = turned(leaves, chosen, degrees)

    assert all(
        (one.document, one.page) == (other.document, other.page) for one, other in zip(leaves, result, strict=True)
    )
    assert all(result[at] == leaf for at, leaf in enumerate(leaves) if at not in chosen)
    assert all(result[at].turn == (leaves[at].turn + degrees) % 360 for at in chosen)
    assert turned(result, chosen, -degrees) == leaves


def test_a_page_is_turned_by_quarters_only() -> None:
    with pytest.raises(ValueError, match="45 degrees"):
        turned((PageRef("a", 0),), {0}, 45)


@given(chosen_leaves())
def test_what_is_taken_away_is_gone_and_nothing_else(start: tuple[PageOrder, set[int]]) -> None:
    leaves, chosen = start

    assert list(without(leaves, chosen)) == [leaf for at, leaf in enumerate(leaves) if at not in chosen]


@given(LEAVES, st.integers(1, 5), st.data())
def test_a_document_goes_in_where_it_is_put_and_parts_nothing_else(
    leaves: PageOrder, pages: int, data: st.DataObject
) -> None:
    at = data.draw(st.none() | st.integers(0, len(leaves)))
    start = len(leaves) if at is None else at

    result = added(leaves, "new", pages, at)

    assert result[start : start + pages] == tuple(PageRef("new", page) for page in range(pages))
    assert result[:start] + result[start + pages :] == leaves


@given(LEAVES, st.lists(LEAVES, max_size=8))
def test_undo_goes_back_through_every_step_and_redo_forward_again(start: PageOrder, steps: list[PageOrder]) -> None:
    history, seen = History(start), [start]
    for step in steps:
        history.do(step)
        if step != seen[-1]:
            seen.append(step)

    for earlier in reversed(seen[:-1]):
        assert history.can_undo
        assert history.undo() == history.leaves == earlier
    assert not history.can_undo
    assert history.undo() == start
    for later in seen[1:]:
        assert history.can_redo
        assert history.redo() == history.leaves == later
    assert not history.can_redo
    assert history.redo() == seen[-1]


def test_what_was_undone_is_forgotten_with_the_next_step() -> None:
    history = History((PageRef("a", 0), PageRef("a", 1)))
    history.do((PageRef("a", 1),))
    history.undo()
    history.do((PageRef("a", 0),))

    assert not history.can_redo
    assert history.undo() == (PageRef("a", 0), PageRef("a", 1))


def test_a_long_session_remembers_its_last_steps() -> None:
    history = History()
    for number in range(MOST_STEPS + 5):
        history.do((PageRef("a", number),))

    for _ in range(MOST_STEPS):
        assert history.can_undo
        history.undo()
    assert not history.can_undo
    assert history.leaves == (PageRef("a", 4),)
