"""Calls of webhooks: they let FaxDesk look, change nothing, and make polling rare only while they come true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from faxdesk.core.lifecycle import State
from faxdesk.core.model import WebhookCall
from faxdesk.practice import Pace
from faxdesk.services import webhook_hints
from faxdesk.services.follow import Cadence
from faxdesk.services.webhook_hints import HOOKED_PAUSE, WakingCalls

if TYPE_CHECKING:
    from faxdesk.core.model import Recipient
    from tests.services.conftest import World

LINE = Pace(0.1, 0.1, 0.1, 60.0, 300.0, 5.0)
"""A page takes a minute, and a fax is in neither list of the service for 5 s."""
STUCK = Pace(0.1, 0.1, 0.1, 3000.0, 9000.0, 5.0)


def hear(world: World, fax: Recipient | None = None, **said: str) -> None:
    """A call comes to the receiver of this data folder, about a fax of ours or made up."""
    ids = {} if fax is None else {"session_id": fax.outbox_id or "", "fax_id": fax.fax_id or fax.outbox_id or ""}
    with_status = {"event": "fax_sent", "status": "success", **ids, **said}
    world.services.store.webhook_calls.keep(WebhookCall(**with_status), b"{}")  # type: ignore[arg-type]


def poll(world: World) -> float:
    """Poll as for a service elsewhere; return the pause after it."""
    world.services.follower.cadence = Cadence()
    pause = world.poll()
    assert pause is not None
    return pause


def end_one(world: World, *, called: bool) -> Recipient:
    """Send a fax to its end, with a call of it or without."""
    job = world.send().job
    world.deliver()
    world.turn(300)
    if called:
        hear(world, world.only(job))
    poll(world)
    world.turn(61)
    poll(world)
    fax = world.only(job)
    assert fax.state is State.DELIVERED
    return fax


@pytest.fixture
def trusting(world: World) -> World:
    """A world in which the last fax was announced by a call."""
    world.account.pace = LINE
    end_one(world, called=True)
    return world


def test_polling_is_rare_while_calls_come_true(trusting: World) -> None:
    assert poll(trusting) == HOOKED_PAUSE
    assert webhook_hints.HOOKED_PAUSE == 600, "ten minutes"
    trusting.services.follower.watched = lambda: False
    assert poll(trusting) == HOOKED_PAUSE


def test_without_a_call_polling_stays_as_it_was(world: World) -> None:
    world.account.pace = LINE
    end_one(world, called=False)
    assert poll(world) == Cadence().idle


def test_calls_of_other_faxes_slow_nothing(world: World) -> None:
    """Whoever knows the address could otherwise make FaxDesk slow."""
    world.account.pace = LINE
    end_one(world, called=False)
    for number in range(3):
        hear(world, session_id=f"made up {number}", fax_id=f"made up {number}")
    assert poll(world) == Cadence().idle


def test_one_fax_that_ends_in_silence_ends_the_trust(trusting: World) -> None:
    end_one(trusting, called=False)
    assert poll(trusting) == Cadence().idle
    end_one(trusting, called=True)
    assert poll(trusting) == HOOKED_PAUSE


def test_a_call_that_comes_late_is_a_call(trusting: World) -> None:
    """The poll may have been faster."""
    job = trusting.send().job
    trusting.deliver()
    trusting.turn(300)
    poll(trusting)
    trusting.turn(59)
    hear(trusting, trusting.only(job))
    trusting.turn(30)
    assert poll(trusting) == HOOKED_PAUSE


def test_a_call_that_comes_much_later_is_none(trusting: World) -> None:
    job = trusting.send().job
    trusting.deliver()
    trusting.turn(300)
    poll(trusting)
    trusting.turn(120)
    hear(trusting, trusting.only(job))
    assert poll(trusting) == Cadence().idle


def test_after_a_day_of_silence_nothing_is_relied_on(trusting: World) -> None:
    trusting.turn(86_400)
    assert poll(trusting) == Cadence().idle


def test_a_fax_is_left_alone_until_it_should_be_done(trusting: World) -> None:
    """Two pages: a minute before the first, and one for each."""
    trusting.send()
    trusting.deliver()
    assert poll(trusting) == pytest.approx(180, abs=1)
    trusting.turn(80)
    assert poll(trusting) == pytest.approx(100, abs=1)


def test_a_fax_that_should_be_done_is_asked_about_as_before(trusting: World) -> None:
    trusting.account.pace = STUCK
    trusting.send()
    trusting.deliver()
    trusting.turn(185)
    assert poll(trusting) <= Cadence().most


def test_a_fax_for_later_is_left_alone_until_then(trusting: World) -> None:
    from datetime import timedelta

    trusting.send(send_at=trusting.now() + timedelta(minutes=8))
    trusting.deliver()
    trusting.turn(1)
    assert poll(trusting) == HOOKED_PAUSE
    trusting.turn(400)
    assert poll(trusting) == pytest.approx(480 - 401 + 180, abs=3)


def test_a_fax_that_was_called_of_and_is_not_done_is_asked_about_as_before(trusting: World) -> None:
    """The call may be faster than the archive, or about a try that others follow, or forged."""
    job = trusting.send().job
    trusting.deliver()
    poll(trusting)
    hear(trusting, trusting.only(job))
    assert poll(trusting) <= Cadence().most
    assert trusting.only(job).state is not State.DELIVERED


@pytest.mark.parametrize("status", ["success", "failed", "successo", ""])
def test_a_call_alone_changes_no_fax(status: str, world: World) -> None:
    world.account.pace = STUCK
    job = world.send().job
    world.deliver()
    world.poll()
    before = world.only(job), world.services.store.submissions.timeline(world.only(job).id)
    for _ in range(3):
        hear(world, world.only(job), status=status)
        world.poll()
    assert (world.only(job), world.services.store.submissions.timeline(world.only(job).id)) == before


def test_calls_that_are_repeated_late_or_out_of_order_change_nothing(world: World) -> None:
    job = world.send().job
    world.deliver()
    world.turn(60)
    world.poll()
    before = world.only(job), world.services.store.submissions.timeline(world.only(job).id)
    assert before[0].state is State.DELIVERED
    for status in ("failed_user_busy", "success", "success", "failed"):
        hear(world, world.only(job), status=status)
        world.poll()
    assert (world.only(job), world.services.store.submissions.timeline(world.only(job).id)) == before


# --------------------------------------------------------------------------------------------------- the wake


def test_a_call_wakes_once(world: World) -> None:
    now = [0.0]
    calls = WakingCalls(world.services.store, lambda: now[0])
    assert not calls.due(), "nobody has ever called"
    hear(world)
    assert calls.due()
    assert not calls.due()


def test_what_was_heard_before_the_start_is_no_news(world: World) -> None:
    hear(world)
    assert not WakingCalls(world.services.store).due()


def test_calls_that_bring_nothing_are_heeded_ever_less(world: World) -> None:
    now = [0.0]
    calls = WakingCalls(world.services.store, lambda: now[0])
    calls.due()
    looks = 0
    for _ in range(10 * 600):
        hear(world)
        now[0] += 0.1
        looks += calls.due()
    assert looks < 45, "a flood of ten minutes: hardly more than one in 20 s"
    now[0] += 30
    assert calls.due(), "the last one is not forgotten"
    calls.found_news()
    hear(world)
    now[0] += webhook_hints.FIRST_GAP
    assert calls.due()


def test_a_file_of_calls_that_is_damaged_holds_up_nothing(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.folder.webhooks.write_bytes(b"no database at all, and long enough to be none" * 100)
    calls = WakingCalls(world.services.store)
    assert not any(calls.due() for _ in range(3))
    end_one(world, called=False)
    assert poll(world) == Cadence().idle
    assert sum(record.levelname == "WARNING" for record in caplog.records) == 1
