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
    page_refs = draw(LEAVES)
    return page_refs, draw(st.sets(st.sampled_from(range(len(page_refs))))) if page_refs else set()


@given(chosen_leaves(), st.data())
def test_a_move_loses_no_page_and_keeps_the_order_of_what_moves_and_of_what_stays(
    start: tuple[PageOrder, set[int]], data: st.DataObject
) -> None:
    page_refs, chosen = start
    before = data.draw(st.integers(0, len(page_refs)))
    # Each page is told apart, also from its equals.
    known = tuple(
        PageRef(f"{page_ref.document}{at}", page_ref.page, page_ref.turn) for at, page_ref in enumerate(page_refs)
    )
    moving = [known[at] for at in sorted(chosen)]
    staying = [page_ref for at, page_ref in enumerate(known) if at not in chosen]

    result = moved(known, chosen, before)

    assert Counter(result) == Counter(known)
    assert [page_ref for page_ref in result if page_ref in staying] == staying
    ahead = sum(at not in chosen for at in range(before))
    assert list(result[ahead : ahead + len(moving)]) == moving


@given(chosen_leaves(), st.sampled_from((-270, -180, -90, 0, 90, 180, 270, 450)))
def test_turning_touches_only_what_is_chosen_and_turning_back_undoes_it(
    start: tuple[PageOrder, set[int]], degrees: int
) -> None:
    page_refs, chosen = start

    result = turned(page_refs, chosen, degrees)

    assert all(
        (one.document, one.page) == (other.document, other.page) for one, other in zip(page_refs, result, strict=True)
    )
    assert all(result[at] == page_ref for at, page_ref in enumerate(page_refs) if at not in chosen)
    assert all(result[at].turn == (page_refs[at].turn + degrees) % 360 for at in chosen)
    assert turned(result, chosen, -degrees) == page_refs


def test_a_page_is_turned_by_quarters_only() -> None:
    with pytest.raises(ValueError, match="45 degrees"):
        turned((PageRef("a", 0),), {0}, 45)


@given(chosen_leaves())
def test_what_is_taken_away_is_gone_and_nothing_else(start: tuple[PageOrder, set[int]]) -> None:
    page_refs, chosen = start

    assert list(without(page_refs, chosen)) == [page_ref for at, page_ref in enumerate(page_refs) if at not in chosen]


@given(LEAVES, st.integers(1, 5), st.data())
def test_a_document_goes_in_where_it_is_put_and_parts_nothing_else(
    page_refs: PageOrder, pages: int, data: st.DataObject
) -> None:
    at = data.draw(st.none() | st.integers(0, len(page_refs)))
    start = len(page_refs) if at is None else at

    result = added(page_refs, "new", pages, at)

    assert result[start : start + pages] == tuple(PageRef("new", page) for page in range(pages))
    assert result[:start] + result[start + pages :] == page_refs


@given(LEAVES, st.lists(LEAVES, max_size=8))
def test_undo_goes_back_through_every_step_and_redo_forward_again(start: PageOrder, steps: list[PageOrder]) -> None:
    history, seen = History(start), [start]
    for step in steps:
        history.do(step)
        if step != seen[-1]:
            seen.append(step)

    for earlier in reversed(seen[:-1]):
        assert history.can_undo
        assert history.undo() == history.page_refs == earlier
    assert not history.can_undo
    assert history.undo() == start
    for later in seen[1:]:
        assert history.can_redo
        assert history.redo() == history.page_refs == later
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
    assert history.page_refs == (PageRef("a", 4),)


@given(st.lists(LEAVES, min_size=1, max_size=6), st.integers(0, 6))
def test_what_is_amended_is_no_step_and_holds_in_every_state(states: list[PageOrder], undone: int) -> None:
    history = History(states[0])
    for state in states[1:]:
        history.do(state)
    for _ in range(undone):
        history.undo()
    before = history.page_refs

    def change(page_refs: PageOrder) -> PageOrder:
        return added(tuple(one for one in page_refs if one.document != "a"), "new", 2)

    history.amend(change)

    assert history.page_refs == change(before)
    seen = [history.page_refs]
    while history.can_undo:
        seen.append(history.undo())
        assert seen[-1] != seen[-2], "no step does nothing"
    while history.can_redo:
        seen.append(history.redo())
    assert set(seen) == {change(one) for one in states}


def test_a_new_beginning_has_no_steps() -> None:
    history = History(added((), "a", 2))
    history.do(())
    history.undo()
    history.begin(added((), "b", 1))
    assert history.page_refs == added((), "b", 1)
    assert not history.can_undo
    assert not history.can_redo
