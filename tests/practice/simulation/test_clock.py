"""The clock: real time that can be pushed ahead, hastened or stopped, and never goes back."""

from __future__ import annotations

import pytest

from faxdesk.practice import PracticeAccount, ServiceClock
from faxdesk.practice.simulation.clock import (
    END,
    FASTEST,
    parse_stamp,
    parse_stamp_with_offset,
    stamp,
    stamp_with_offset,
)


class Watch:
    """Real time, for a test."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def test_it_follows_real_time() -> None:
    watch = Watch()
    clock = ServiceClock(source=watch)
    watch.seconds += 5
    assert (clock.now(), clock.real(), clock.rate) == (1005.0, 1005.0, 1.0)


def test_it_jumps_and_hastens() -> None:
    watch = Watch()
    clock = ServiceClock(source=watch, start=0.0)
    assert clock.advance(100) == 100
    clock.rate = 60
    watch.seconds += 2
    assert clock.now() == 220
    clock.rate = 0
    watch.seconds += 1000
    assert clock.now() == 220
    assert clock.real() == 2002


def test_what_it_cannot_do() -> None:
    clock = ServiceClock(rate=0, start=0)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.advance(-1)
    for seconds in (END + 1, float("inf"), float("nan")):
        with pytest.raises(ValueError, match="ends with the year 2999"):
            clock.advance(seconds)
    for rate in (-1, FASTEST + 1, float("nan")):
        with pytest.raises(ValueError, match="seconds a second"):
            clock.rate = rate
    with pytest.raises(ValueError, match="seconds a second"):
        ServiceClock(rate=-1)
    assert clock.now() == 0


def test_an_account_hands_it_on(account: PracticeAccount) -> None:
    account.clock.advance(60)
    other = PracticeAccount(account.folder)
    try:
        assert other.clock.now() == account.clock.now()
        other.clock.advance(60)
        assert other.clock.now() == account.clock.now()
        assert account.clock.rate == other.clock.rate == 0
    finally:
        other.close()


def test_forms_of_times() -> None:
    assert stamp(0.9) == "1970-01-01 00:00:00"
    assert stamp_with_offset(86400) == "1970-01-02 00:00:00 +0000"
    assert parse_stamp("1970-01-02 00:00:00") == 86400
    assert parse_stamp_with_offset("1970-01-01 01:00:00 +0100") == 0
    for text in ("1970-01-01", "1970-01-01T00:00:00", "1970-13-01 00:00:00"):
        with pytest.raises(ValueError, match="does not match"):
            parse_stamp(text)
