"""Three threads and the user's requests work on one database at the same time; and a disk can be full at any moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused, StoreTrouble
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Draft, Options
from faxdesk.practice import Fault, Pace
from faxdesk.services.events import Condition, Link
from tests.services.conftest import GOOD, World

if TYPE_CHECKING:
    from faxdesk.services.container import Services


@pytest.fixture
def other(world: World) -> Any:
    """The services of another thread of the same process, over connections of its own."""
    services = world.open()
    yield services
    services.close()


def meanwhile(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, action: Callable[[], object]) -> None:
    """Let something happen once, right after a call of `owner` has come back or failed."""
    real = getattr(owner, name)

    def call(*args: Any, **more: Any) -> Any:
        try:
            return real(*args, **more)
        finally:
            monkeypatch.setattr(owner, name, real)
            action()

    monkeypatch.setattr(owner, name, call)


def scheduled(world: World) -> str:
    job = world.send(send_at=world.now() + timedelta(hours=2)).job
    world.deliver()
    world.poll()
    return job


def lost(world: World, when: str = "after_acting") -> str:
    world.account.faults.add(Fault("drop", method="POST", path="*/outbox", when=when))  # type: ignore[arg-type]
    job = world.send().job
    world.deliver()
    assert world.states(job) == [State.UNKNOWN]
    return job


def test_a_fax_cancelled_during_a_poll_stays_cancelled(
    world: World, other: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = scheduled(world)

    def cancel() -> None:
        other.user_requests.cancel([world.only(job).id])
        while other.cancelling.step(NeverCancelled()) == 0.0:
            pass

    meanwhile(monkeypatch, world.services.api, "outbox", cancel)
    world.poll()
    assert world.states(job) == [State.CANCELLED]


def test_a_fax_that_ends_during_a_poll_that_missed_it_breaks_nothing(
    world: World, other: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = scheduled(world)
    outbox_id = str(world.only(job).outbox_id)
    world.services.api.cancel_fax(outbox_id)
    for _ in range(6):
        world.poll()
        world.turn(5)
    world.turn(60)
    recipient = world.only(job).id
    meanwhile(
        monkeypatch,
        world.services.api,
        "faxes",
        lambda: other.store.delivery_queue.moved((recipient,), Event.CANCELLED),
    )
    world.poll()
    assert world.states(job) == [State.CANCELLED]


@pytest.mark.parametrize("action", ["leave", "send_again"])
@pytest.mark.parametrize("when", ["after_acting", "before_acting"])
def test_the_user_decides_while_we_look(
    world: World, other: Services, monkeypatch: pytest.MonkeyPatch, action: str, when: str
) -> None:
    world.account.pace = Pace(60, 5, 5, 5, 8, 1)
    job = lost(world, when)
    recipient = world.only(job).id
    world.turn(2)
    meanwhile(monkeypatch, world.services.api, "outbox", lambda: getattr(other.user_requests, action)(recipient))
    world.services.delivering.step(NeverCancelled())
    fax = world.only(job)
    assert fax.state is (State.CANCELLED if action == "leave" else State.QUEUED)
    assert not fax.asked


@pytest.mark.parametrize("action", ["leave", "send_again"])
def test_the_user_decides_while_the_archive_is_read(
    world: World, other: Services, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    job = lost(world)
    recipient = world.only(job).id
    world.turn(2)
    meanwhile(monkeypatch, world.services.api, "faxes", lambda: getattr(other.user_requests, action)(recipient))
    world.services.delivering.step(NeverCancelled())
    fax = world.only(job)
    assert fax.state is (State.CANCELLED if action == "leave" else State.QUEUED)
    assert fax.fax_id is None, "the record of the first try is not that of the next"


def test_a_fax_that_the_user_sends_again_during_a_look_in_vain_leaves_at_once(
    world: World, other: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = lost(world, "before_acting")
    world.settle()
    assert world.only(job).asked
    world.turn(world.deliver() or 0)
    meanwhile(monkeypatch, world.services.api, "faxes", lambda: other.user_requests.send_again(world.only(job).id))
    world.deliver()
    world.turn(1)
    world.deliver()
    assert world.states(job) == [State.ACCEPTED]
    assert world.accepted() == [GOOD]


def test_a_fax_that_arrives_although_its_cancellation_was_taken_is_not_replaced(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.account.switches.delete_while_sending = "ignored"
    world.account.pace = Pace(0, 0, 0, 10, 60, 0)
    job = world.send().job
    world.deliver()
    world.poll()
    new = world.services.submitter.replace(world.only(job), Draft((), (GOOD,), comment="Changed")).job
    meanwhile(monkeypatch, world.services.api, "cancel_fax", lambda: world.turn(200))
    world.carry_out()
    world.deliver()
    world.poll()
    world.deliver()
    assert (world.states(job), world.states(new)) == ([State.DELIVERED], [State.CANCELLED])
    assert world.accepted() == [GOOD]


def test_a_fax_that_fails_while_its_cancellation_is_refused_says_why_it_failed(
    world: World, other: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.account.pace = Pace(0, 0, 0, 10, 60, 0)
    job = world.send("+41445550201").job
    world.deliver()
    world.poll()
    assert world.states(job) == [State.SENDING]
    world.services.user_requests.cancel([world.only(job).id])

    def end() -> None:
        world.turn(200)
        other.following.step(NeverCancelled())
        assert world.states(job) == [State.FAILED]

    meanwhile(monkeypatch, world.services.api, "cancel_fax", end)
    world.carry_out()
    assert world.only(job).reason.startswith("The line was busy.")


def test_a_fax_that_is_cancelled_while_its_earlier_try_is_looked_up_says_so(
    world: World, other: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = world.send("+41445550201", options=Options(redials=2)).job
    world.deliver()
    world.poll()
    assert world.states(job) == [State.QUEUED]
    with world.account.database.write() as db:
        db.execute("UPDATE attempt SET status = 'in_progress'")
    world.turn(301)
    meanwhile(monkeypatch, world.services.api, "faxes", lambda: other.user_requests.cancel([world.only(job).id]))
    world.deliver()
    assert (world.only(job).state, world.only(job).reason) == (State.CANCELLED, "Cancelled by you.")


def test_the_users_word_comes_after_the_fax_was_found(world: World, other: Services) -> None:
    world.account.pace = Pace(60, 5, 5, 5, 8, 1)
    job = lost(world)
    world.settle(1)
    world.settle(1)
    assert world.only(job).state is not State.UNKNOWN
    for action in (other.user_requests.leave, other.user_requests.send_again):
        with pytest.raises(InputRefused, match="known by now"):
            action(world.only(job).id)


def test_a_fax_cancelled_just_before_its_upload_is_not_sent(
    world: World, other: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = world.send().job
    meanwhile(
        monkeypatch, world.services.store.submissions, "get", lambda: other.user_requests.cancel([world.only(job).id])
    )
    world.deliver()
    assert world.states(job) == [State.CANCELLED]
    assert world.account.received() == ()


def test_a_fax_cancelled_during_its_upload_says_why_it_was_not_sent(
    world: World, other: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = world.send().job
    meanwhile(monkeypatch, world.services.api, "upload", lambda: other.user_requests.cancel([world.only(job).id]))
    world.deliver()
    assert (world.only(job).state, world.only(job).reason) == (State.CANCELLED, "Cancelled by you.")
    assert world.account.received() == ()


# ------------------------------------------------------------------------------------------------- a full disk


def fail_once(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    """Let one write fail as on a full disk."""
    real = getattr(owner, name)

    def full(*_args: Any, **_more: Any) -> Any:
        monkeypatch.setattr(owner, name, real)
        raise StoreTrouble("The disk is full or failing.", "Make room.")

    monkeypatch.setattr(owner, name, full)


@pytest.mark.parametrize("name", ["begin", "attempt", "uploaded", "posting"])
def test_a_disk_that_is_full_before_the_request_delays_the_fax(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    job = world.send().job
    fail_once(monkeypatch, world.services.store.attempts, name)
    world.deliver()
    assert [report.link for report in world.said if isinstance(report, Condition)][-1] is Link.TROUBLE
    world.turn(600)
    world.deliver()
    assert world.states(job) == [State.ACCEPTED]
    assert world.accepted() == [GOOD]


def test_a_disk_that_is_full_before_another_try_delays_the_fax(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = world.send().job
    for name in ("posting", "forget_uploads"):
        fail_once(monkeypatch, world.services.store.attempts, name)
        world.deliver()
        assert [report.link for report in world.said if isinstance(report, Condition)][-1] is Link.TROUBLE
        world.turn(600)
    world.deliver()
    assert world.states(job) == [State.ACCEPTED]
    assert world.accepted() == [GOOD]


def test_a_disk_that_is_full_for_a_while_during_an_upload_delays_the_fax(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = world.send().job
    fail_once(monkeypatch, world.services.store.attempts, "uploaded")
    fail_once(monkeypatch, world.services.store.attempts, "not_sent")
    world.deliver()
    world.turn(600)
    world.deliver()
    assert world.states(job) == [State.ACCEPTED]


def test_an_answer_that_could_not_be_kept_is_kept_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.account.switches.tags_shown = False
    world.account.switches.outbox_files = "stored"
    job = world.send().job
    fail_once(monkeypatch, world.services.store.delivery_queue, "moved")
    world.deliver()
    assert world.states(job) == [State.SUBMITTING]
    world.turn(10)
    world.deliver()
    assert world.states(job) == [State.ACCEPTED]
    assert world.accepted() == [GOOD]
    assert world.only(job).outbox_id


def test_a_lost_answer_that_could_not_be_noted_is_looked_for_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.account.pace = Pace(60, 5, 5, 5, 8, 1)
    world.account.faults.add(Fault.lost_answer())
    job = world.send().job
    fail_once(monkeypatch, world.services.store.delivery_queue, "moved")
    world.deliver()
    world.turn(10)
    world.settle(3)
    assert world.states(job) == [State.SUBMITTED]
    assert world.accepted() == [GOOD]
