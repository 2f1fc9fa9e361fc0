"""Clocks of computers that are not ours: what happens to the time, in what moment of a fax, and what is kept.

A notebook sleeps for a day, a battery is empty, somebody corrects the year. Each row is played on a fax that is queued,
one whose answer was lost, and one that is at Fax.Plus; in the end each has arrived, once, and nobody was asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft
from faxdesk.practice import Fault
from faxdesk.services.single_thread_loop import ServiceLoop
from tests.services.conftest import GOOD, World

pytestmark = pytest.mark.unmeasured

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """What happens to the clock: to ours alone, or to that of the whole world."""

    what: str
    happens: Callable[[World], None]

    def __str__(self) -> str:
        return self.what


def ours(jump: timedelta) -> Callable[[World], None]:
    """Somebody sets the clock of this computer."""

    def happens(world: World) -> None:
        world.present += jump

    return happens


def asleep(time: timedelta) -> Callable[[World], None]:
    """The computer sleeps; the service goes on."""
    return lambda world: world.turn(time.total_seconds())


def there_and_back(jump: timedelta) -> Callable[[World], None]:
    """The clock is wrong while FaxDesk works, and then corrected: what was put off until then must not wait so long."""

    def happens(world: World) -> None:
        world.present += jump
        world.deliver()
        world.poll()
        world.carry_out()
        world.present -= jump

    return happens


TABLE = [
    Row("sleeps for a day", asleep(DAY)),
    Row("sleeps for a month", asleep(30 * DAY)),
    Row("set forward by an hour (summer time, set by hand)", ours(timedelta(hours=1))),
    Row("set forward by a day", ours(DAY)),
    Row("set forward by ten years", ours(3650 * DAY)),
    Row("set back by an hour", ours(-timedelta(hours=1))),
    Row("set back by a day", ours(-DAY)),
    Row("back to 2000, as with an empty battery", ours(-9000 * DAY)),
    Row("a day ahead for a while", there_and_back(DAY)),
    Row("ten years ahead for a while", there_and_back(3650 * DAY)),
    Row("a day behind for a while", there_and_back(-DAY)),
]


def queued(world: World) -> str:
    """Kept, and the network is gone at the first try."""
    world.server.stop()
    job = world.send().job
    world.deliver()
    world.server.start()
    return job


def held(world: World) -> str:
    """Just sent, and can still be taken back for some seconds."""
    draft = Draft((world.sample,), (GOOD,))
    return world.services.submitter.submit(draft, grace=timedelta(seconds=10)).job


def lost(world: World) -> str:
    """Taken by the service, whose answer was lost."""
    world.account.faults.add(Fault.lost_answer())
    job = world.send().job
    for _ in range(5):
        world.services.delivering.step(NeverCancelled())
        if world.states(job) == [State.UNKNOWN]:
            return job
    raise AssertionError("the answer was not lost")


def accepted(world: World) -> str:
    """At the service."""
    job = world.send().job
    world.deliver()
    assert world.states(job) == [State.ACCEPTED]
    return job


@pytest.mark.parametrize("moment", [queued, held, lost, accepted], ids=lambda moment: moment.__name__)
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_clock(row: Row, moment: Callable[[World], str], world: World) -> None:
    job = moment(world)
    row.happens(world)
    for _ in range(20):
        world.deliver()
        world.poll()
        world.turn(15)
    assert world.states(job) == [State.DELIVERED]
    assert not any(recipient.asked for recipient in world.recipients(job))
    assert world.accepted() == [GOOD]


@pytest.mark.parametrize("jump", [86_400.0, 30 * 86_400.0], ids=["a day", "a month"])
def test_the_even_clock_jumps_with_a_sleep(jump: float, world: World) -> None:
    """On Windows and macOS it may count the time asleep: a command that is under way goes on all the same."""
    job = world.send().job
    seconds = [0.0]

    def wait(pause: float) -> None:
        seconds[0] += jump
        world.turn(max(pause, 1))

    loop = ServiceLoop(world.services, wait, clock=lambda: seconds[0])
    loop.run(lambda: world.states(job) == [State.DELIVERED], timedelta(days=400), alone=False)
    assert world.accepted() == [GOOD]
