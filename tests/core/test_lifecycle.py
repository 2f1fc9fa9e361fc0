"""The table of legal moves holds what users rely on: no dead ends, and no way to a second sending unasked."""

from __future__ import annotations

import pytest

from faxdesk.core.lifecycle import AT_SERVICE, FINAL, HERE, MOVES, OPEN, REPORTS, Event, IllegalMove, State, after


def reachable(start: State) -> set[State]:
    """Return every state that can follow `start`, however late."""
    found, fresh = {start}, {start}
    while fresh:
        fresh = {result for (state, _), result in MOVES.items() if state in fresh} - found
        found |= fresh
    return found


def test_every_state_can_be_reached_from_the_queue() -> None:
    assert reachable(State.QUEUED) == set(State)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_no_open_state_is_a_dead_end(state: State) -> None:
    assert reachable(state) & FINAL


@pytest.mark.parametrize("state", sorted(HERE))
def test_what_is_still_here_can_be_cancelled(state: State) -> None:
    assert after(state, Event.CANCELLED) is State.CANCELLED


def test_a_lost_answer_leads_back_to_the_queue_only_as_the_user_chose() -> None:
    """For the one fax, or for all of which there is no trace, in the settings."""
    back = {event for (state, event), result in MOVES.items() if state is State.UNKNOWN and result is State.QUEUED}
    assert back == {Event.SEND_AGAIN, Event.RESEND}


def test_nothing_that_fax_plus_has_can_be_queued_again() -> None:
    for (state, _event), result in MOVES.items():
        if state in AT_SERVICE:
            assert result not in HERE | {State.SUBMITTING}


def test_delivered_and_rejected_are_last_words() -> None:
    assert not [event for state, event in MOVES if state in (State.DELIVERED, State.REJECTED)]


@pytest.mark.parametrize("state", sorted(AT_SERVICE))
@pytest.mark.parametrize("event", sorted(REPORTS))
def test_the_service_may_say_anything_about_a_fax_it_has(state: State, event: Event) -> None:
    assert after(state, event) is REPORTS[event]


def test_an_impossible_event_is_refused() -> None:
    with pytest.raises(IllegalMove, match="'accepted' cannot happen to a fax that is 'queued'"):
        after(State.QUEUED, Event.ACCEPTED)
