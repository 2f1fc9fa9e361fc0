"""What takes longer than usual is known by its state, its pages and the calls that Fax.Plus may make."""

from __future__ import annotations

from datetime import timedelta

import pytest

from faxdesk.core.lifecycle import AT_SERVICE, State
from faxdesk.core.usual_wait import CALL, LINE, PAGE, PREPARING, RETRY, longest_usual


def test_a_long_fax_and_one_that_is_called_again_may_take_longer() -> None:
    assert longest_usual(State.SENDING, 0) == longest_usual(State.SENDING, 1) == CALL + PAGE
    assert longest_usual(State.SENDING, 200) == CALL + 200 * PAGE
    assert longest_usual(State.SENDING, 10, 2) == 3 * (CALL + 10 * PAGE) + 2 * RETRY
    assert longest_usual(State.SCHEDULED, 10, 2) == LINE + 2 * RETRY
    assert longest_usual(State.CONVERTING, 500, 9) == PREPARING


@pytest.mark.parametrize("state", list(State))
def test_only_what_is_at_fax_plus_can_take_too_long(state: State) -> None:
    usual = longest_usual(state, 3)
    assert (usual is not None) == (state in AT_SERVICE)
    assert usual is None or usual >= timedelta(minutes=15)
