"""When a fax without a trace is sent again by itself: only where nothing speaks against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.core.resend_decision import (
    CLOCK_JUMP,
    CLOCKS_APART,
    MOST_RESENDS,
    OBSTACLES,
    OLDEST,
    Decision,
    LostFax,
    Moment,
    NextStep,
    Obstacle,
    decide,
)

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
PATIENCE = timedelta(minutes=15)
SECOND = timedelta(seconds=1)


def at(here: timedelta, ahead: timedelta = timedelta()) -> Moment:
    return Moment(NOON + here, NOON + here + ahead)


POSTED = at(timedelta())
COUNTED = at(timedelta(minutes=1))
DUE = at(timedelta(minutes=16))
GOOD = LostFax(now=DUE, posted=POSTED, counted=COUNTED)


def test_a_fax_is_sent_again_when_its_time_has_come_and_not_before() -> None:
    assert decide(GOOD, PATIENCE) == Decision(NextStep.SEND_AGAIN)
    early = replace(GOOD, now=at(timedelta(minutes=16) - SECOND))
    assert decide(early, PATIENCE) == Decision(NextStep.WAIT, counted=COUNTED, due=DUE.here)


def test_the_counting_begins_with_the_first_look() -> None:
    first = replace(GOOD, counted=None)
    assert decide(first, PATIENCE) == Decision(NextStep.WAIT, counted=DUE, due=DUE.here + PATIENCE)


def test_nothing_is_sent_by_itself_where_the_user_has_not_chosen_it() -> None:
    assert decide(GOOD, None) == Decision(NextStep.ASK, Obstacle.NOT_CHOSEN)


def test_what_is_to_be_cancelled_is_cancelled_then() -> None:
    assert decide(replace(GOOD, unwanted=True), PATIENCE) == Decision(NextStep.CANCEL)


MINUTE = timedelta(minutes=1)
AGAINST: list[tuple[Obstacle, dict[str, Any]]] = [
    (Obstacle.DECLINED, {"declined": True}),
    (Obstacle.TAKEN, {"taken": True}),
    (Obstacle.OLD, {"posted": Moment(DUE.here - OLDEST - SECOND, DUE.there - OLDEST - SECOND)}),
    (Obstacle.OFTEN, {"resent": MOST_RESENDS}),
    (Obstacle.ACTS_LATE, {"latest_act": PATIENCE}),
    (Obstacle.NOT_STORED, {"stored": False}),
    (Obstacle.CLOCK, {"now": None}),
    (Obstacle.CLOCK, {"posted": None}),
    # The two are too far apart, either way, all the time.
    *[
        (
            Obstacle.CLOCK,
            {
                "now": at(timedelta(minutes=16), apart),
                "posted": at(timedelta(), apart),
                "counted": at(timedelta(minutes=1), apart),
            },
        )
        for apart in (CLOCKS_APART + SECOND, -CLOCKS_APART - SECOND)
    ],
    # Either was set since the fax left, or since the counting began.
    *[
        (Obstacle.CLOCK, {name: at(moment, jump)})
        for name, moment in (("posted", timedelta()), ("counted", timedelta(minutes=1)))
        for jump in (CLOCK_JUMP + SECOND, -CLOCK_JUMP - SECOND)
    ],
    # Both went back.
    (Obstacle.CLOCK, {"posted": at(timedelta(minutes=17))}),
    (Obstacle.CLOCK, {"counted": at(timedelta(minutes=17))}),
    (Obstacle.LISTS, {"lists_whole": False}),
    (Obstacle.TAGS, {"tags_shown": False}),
    (Obstacle.TRACE, {"trace": True}),
    (Obstacle.EQUAL, {"equal_unsettled": True}),
]


@pytest.mark.parametrize(("obstacle", "changes"), AGAINST)
@pytest.mark.parametrize("unwanted", [False, True])
def test_each_condition_that_is_not_met_is_asked_about_with_its_reason(
    obstacle: Obstacle, changes: dict[str, Any], unwanted: bool
) -> None:
    assert decide(replace(GOOD, unwanted=unwanted, **changes), PATIENCE) == Decision(NextStep.ASK, obstacle)
    assert OBSTACLES[obstacle]


def test_every_reason_is_one_of_these() -> None:
    assert {obstacle for obstacle, _ in AGAINST} | {Obstacle.NOT_CHOSEN} == set(Obstacle) == set(OBSTACLES)


@pytest.mark.parametrize("slow", ["here", "there"])
def test_the_clock_that_counts_less_counts(slow: str) -> None:
    """Within what two clocks may differ, a minute more on one of them sends nothing earlier."""
    other = Moment(DUE.here - MINUTE, DUE.there) if slow == "here" else Moment(DUE.here, DUE.there - MINUTE)
    decision = decide(replace(GOOD, now=other), PATIENCE)
    assert (decision.step, decision.due) == (NextStep.WAIT, other.here + MINUTE)


_moments = st.builds(
    at,
    st.timedeltas(min_value=timedelta(days=-2), max_value=timedelta(days=2)),
    st.timedeltas(min_value=timedelta(minutes=-10), max_value=timedelta(minutes=10)),
)
_flags = st.booleans()


@given(
    st.builds(
        LostFax,
        now=st.none() | _moments,
        posted=st.none() | _moments,
        counted=st.none() | _moments,
        taken=_flags,
        declined=_flags,
        stored=_flags,
        lists_whole=_flags,
        tags_shown=_flags,
        trace=_flags,
        equal_unsettled=_flags,
        resent=st.integers(0, 5),
        latest_act=st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=1)),
        unwanted=_flags,
    ),
    st.none() | st.timedeltas(min_value=timedelta(minutes=5), max_value=timedelta(hours=12)),
)
def test_whatever_is_known_nothing_is_sent_again_before_its_time(fax: LostFax, patience: timedelta | None) -> None:
    decision = decide(fax, patience)
    if decision.step is NextStep.ASK:
        assert decision.obstacle is not None
    elif decision.step is NextStep.WAIT:
        assert fax.now is not None
        assert decision.due is not None
        assert fax.now.here < decision.due <= fax.now.here + (patience or timedelta()) + CLOCK_JUMP
    else:
        assert patience is not None
        assert fax.now is not None
        assert fax.counted is not None
        assert fax.now.here - fax.counted.here >= patience
        assert fax.now.there - fax.counted.there >= patience
        assert fax.stored
        assert fax.lists_whole
        assert fax.tags_shown
        assert not any((fax.taken, fax.declined, fax.trace, fax.equal_unsettled))
