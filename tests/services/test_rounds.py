"""How long one command goes on delivering: to the end of what it can do soon, and not for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import State
from faxdesk.practice import Fault
from faxdesk.services.single_thread_loop import ServiceLoop

if TYPE_CHECKING:
    from tests.services.conftest import World

PATIENCE = timedelta(seconds=30)


def run(world: World) -> timedelta:
    """Deliver as a command does that nobody stops; return how long that took."""
    began = world.now()

    def wait(seconds: float) -> None:
        world.turn(max(seconds, 0.01))
        assert world.now() - began < timedelta(hours=1), "it does not come to an end"

    def clock() -> float:
        return world.now().timestamp()

    ServiceLoop(world.services, wait, clock).run(lambda: False, PATIENCE)
    return world.now() - began


def test_a_fax_that_has_to_wait_for_a_moment_is_delivered_all_the_same(world: World) -> None:
    world.account.faults.add(Fault("portal", method="POST", path="*/files", times=2))
    job = world.send().job
    took = run(world)
    assert world.states(job) == [State.DELIVERED]
    assert took < PATIENCE


def test_without_a_network_it_gives_up_when_its_patience_ends(world: World) -> None:
    job = world.send().job
    world.server.stop()
    took = run(world)
    assert world.states(job) == [State.QUEUED]
    assert PATIENCE < took < 5 * PATIENCE
