"""What FaxDesk costs the service while nothing happens: every request of hours, in a moment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.lifecycle import State
from faxdesk.practice import Fault
from faxdesk.practice.http.wsgi_app import WsgiApp
from faxdesk.services.events import Changed
from faxdesk.ui.backend.threads import MOST_IDLE

if TYPE_CHECKING:
    from tests.services.conftest import World

HOUR = 3600.0


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The path of every request that reaches the service."""
    seen: list[str] = []
    real = WsgiApp.__call__

    def counted(self: WsgiApp, environ: dict[str, Any], start_response: Any) -> Any:
        seen.append(environ["PATH_INFO"])
        return real(self, environ, start_response)

    monkeypatch.setattr(WsgiApp, "__call__", counted)
    return seen


def pass_by(world: World, seconds: float) -> int:
    """Let time pass as the threads do: each service steps when it is due. Returns the number of steps."""
    services = world.services
    due = dict.fromkeys((services.delivering, services.cancelling, services.following, services.receiving), 0.0)
    now, steps = 0.0, 0
    while now < seconds:
        for service, at in due.items():
            if at <= now:
                pause = service.step(NeverCancelled())
                due[service] = now + (MOST_IDLE if pause is None else min(pause, MOST_IDLE))
                steps += 1
        soonest = min(due.values())
        world.turn(max(0.0, soonest - now))
        now = max(now, soonest)
    return steps


def settled(world: World, *, watched: bool = False) -> None:
    """Do what the first minutes after the start do: sign in, read the archive."""
    world.services.follower.watched = world.services.inbox.watched = lambda: watched
    world.services.inbox.near = False
    pass_by(world, 60)


def test_an_idle_hidden_window_asks_less_than_once_a_minute(world: World, requests: list[str]) -> None:
    settled(world)
    requests.clear()
    steps = pass_by(world, HOUR)
    assert 0 < len(requests) < 60
    assert steps < 60, "each step wakes the processor"


def test_an_idle_window_on_the_screen_is_nearly_as_quiet(world: World, requests: list[str]) -> None:
    settled(world, watched=True)
    requests.clear()
    pass_by(world, HOUR)
    assert 0 < len(requests) < 120


def test_a_start_at_which_nothing_is_new_is_as_quiet(world: World, requests: list[str]) -> None:
    settled(world)
    world.reopen()
    settled(world)
    requests.clear()
    pass_by(world, HOUR)
    assert 0 < len(requests) < 60


def test_a_window_with_nothing_new_to_show_is_not_told_to_look(world: World) -> None:
    settled(world, watched=True)
    world.said.clear()
    pass_by(world, HOUR)
    assert Changed() not in world.said


def test_a_fax_for_next_week_does_not_make_it_busy(world: World, requests: list[str]) -> None:
    job = world.send(send_at=world.present + timedelta(days=7)).job
    settled(world)
    assert world.states(job) == [State.SCHEDULED]
    requests.clear()
    steps = pass_by(world, HOUR)
    assert 0 < len(requests) < 60
    assert steps < 60


def test_a_fax_that_is_due_is_followed_though_nobody_looks(world: World, requests: list[str]) -> None:
    job = world.send(send_at=world.present + timedelta(minutes=30)).job
    settled(world)
    pass_by(world, 31 * 60)
    assert world.states(job) == [State.DELIVERED]


def test_a_fax_that_nobody_decides_about_is_looked_for_once_an_hour(world: World, requests: list[str]) -> None:
    world.account.faults.add(Fault("drop", method="POST", path="*/outbox", when="before_acting"))
    job = world.send().job
    world.settle(40)
    for _ in range(24):
        world.turn(HOUR)
        world.deliver()
    assert world.only(job).asked
    requests.clear()
    hours = 6
    for _ in range(hours * 12):
        world.turn(HOUR / 12)
        world.deliver()
    looks = [path for path in requests if path.endswith("/outbox")]
    assert hours - 1 <= len(looks) <= hours


def test_without_a_token_that_works_it_asks_less_than_once_a_minute(world: World, requests: list[str]) -> None:
    world.reopen(token="alohi_pat_wrong")
    settled(world)
    requests.clear()
    pass_by(world, HOUR)
    assert 0 < len(requests) < 60


def test_what_is_moving_is_followed_as_before(world: World, requests: list[str]) -> None:
    settled(world)
    world.account.pace = world.account.pace.__class__(100, 100, 100, 100, 100, 0)
    world.send()
    world.deliver()
    assert (world.poll() or 0) <= world.services.follower.cadence.most
