"""A fax that did not get through is tried again by its cause, never beside the service and never once it arrived."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from faxdesk.core import redial_pauses
from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Draft, Options
from faxdesk.practice import Fault, Pace
from faxdesk.services.events import Changed
from tests.services.conftest import GOOD, OTHER

if TYPE_CHECKING:
    from faxdesk.core.model import Recipient
    from tests.services.conftest import World

BUSY, BUSY_ONCE, NO_ANSWER, PART = "+41445550201", "+41445550202", "+41445550203", "+41445550204"
REJECTED, NO_NUMBER, UNEXPLAINED = "+41445550206", "+41445550210", "+41445550219"
TWICE = Options(redials=2)
MINUTE = timedelta(minutes=1)


def failed_once(world: World, to: str, options: Options = TWICE) -> Recipient:
    """Send a fax and follow it to the end of its first try."""
    job = world.send(to, options=options).job
    world.deliver()
    world.poll()
    return world.only(job)


def later(world: World, fax: Recipient, minutes: float) -> Recipient:
    """Let time pass, and all threads work."""
    for _ in range(4):
        world.turn(minutes * 15)
        world.deliver()
        world.carry_out()
        world.poll()
    found = world.services.store.submissions.recipient(fax.id)
    assert found is not None
    return found


def due_in(world: World) -> timedelta:
    """Return how long it is until the next fax leaves."""
    at = world.services.store.delivery_queue.next_time(world.services.account.uid())
    assert at is not None
    return at - world.now()


def test_a_busy_line_is_tried_again_soon_and_the_fax_arrives_once(world: World) -> None:
    fax = failed_once(world, BUSY_ONCE)
    assert (fax.state, fax.outbox_id, fax.fax_id) == (State.QUEUED, None, None)
    assert fax.reason == "The line was busy. FaxDesk calls again by itself (1 of 2)."
    assert due_in(world) == pytest.approx(5 * MINUTE, abs=timedelta(seconds=1))
    assert later(world, fax, 4.9).state is State.QUEUED
    assert later(world, fax, 1).state is State.DELIVERED
    assert [one.final_status for one in world.account.received()] == ["failed_user_busy", "success"]


def test_after_the_last_redial_it_has_failed(world: World) -> None:
    fax = failed_once(world, BUSY)
    later(world, fax, 6)
    assert 8.4 * MINUTE < due_in(world) <= 10 * MINUTE
    end = later(world, fax, 12)
    assert (end.state, len(world.accepted())) == (State.FAILED, 3)
    assert end.reason.startswith("The line was busy.")
    assert later(world, fax, 120).state is State.FAILED
    assert len(world.accepted()) == 3
    assert world.services.store.fax_lists.unsettled() == (fax.id,)


def test_where_nobody_answers_it_is_tried_much_later(world: World) -> None:
    failed_once(world, NO_ANSWER)
    assert due_in(world) == pytest.approx(30 * MINUTE, abs=timedelta(seconds=1))


@pytest.mark.parametrize("to", [NO_NUMBER, REJECTED, UNEXPLAINED, PART])
def test_what_the_same_again_cannot_mend_is_left_to_the_user(world: World, to: str) -> None:
    fax = failed_once(world, to)
    assert fax.state in (State.FAILED, State.PARTIAL)
    later(world, fax, 200)
    assert world.accepted() == [to]


def test_without_the_users_wish_nothing_is_tried_again(world: World) -> None:
    assert failed_once(world, BUSY, Options()).state is State.FAILED


def test_the_service_is_told_not_to_try_again_besides(world: World) -> None:
    user = world.account.members.user(world.account.uid)
    assert user is not None
    user.profile["settings"]["send_fax"]["retry"] = {"count": 2, "delay": 5}
    world.account.members.change_profile(user.uid, user.profile, world.account.clock.now())
    failed_once(world, BUSY)
    assert len(world.account.archived_ids()) == 1
    failed_once(world, BUSY, Options())
    world.turn(60)
    assert len(world.account.archived_ids()) == 1 + 3, "the account's own retries, which count where nothing is said"


def test_both_at_once_are_refused(world: World) -> None:
    with pytest.raises(InputRefused, match="cannot both try again"):
        world.send(BUSY, options=Options(redials=1, retry_count=1))
    with pytest.raises(InputRefused, match="not possible"):
        world.send(BUSY, options=Options(redials=10))


def test_try_now_and_cancel_work_while_it_waits(world: World) -> None:
    hasty, unwanted = failed_once(world, BUSY_ONCE), failed_once(world, BUSY)
    world.services.user_requests.try_now(hasty.id)
    world.services.user_requests.cancel([unwanted.id])
    world.deliver()
    world.poll()
    assert world.states(hasty.job) == [State.DELIVERED]
    assert later(world, unwanted, 60).state is State.CANCELLED
    assert world.accepted().count(BUSY) == 1


def test_a_fax_that_is_being_cancelled_is_not_tried_again(world: World) -> None:
    job = world.send(BUSY, options=TWICE).job
    world.deliver()
    world.services.user_requests.cancel([world.only(job).id])
    world.poll()
    assert world.states(job) == [State.FAILED]


def test_a_failure_that_the_service_takes_back_is_not_followed_by_a_redial(world: World) -> None:
    fax = failed_once(world, BUSY)
    with world.account.database.write() as db:
        db.execute("UPDATE attempt SET status = 'success'")
    world.turn(301)
    world.said.clear()
    world.deliver()
    assert Changed() in world.said, "nobody would look at the lists"
    end = later(world, fax, 6)
    assert (end.state, world.accepted()) == (State.DELIVERED, [BUSY])
    assert end.fax_id == end.outbox_id == world.account.received()[0].id


def test_a_try_that_took_its_time_and_arrived_after_all_is_not_followed_by_a_redial(world: World) -> None:
    """The archive lists it by when it began, which is before FaxDesk heard that it had failed."""
    world.account.pace = Pace(0, 0, 0, 10, 60, 0)
    job = world.send(BUSY, options=TWICE).job
    world.deliver()
    world.turn(120)
    world.poll()
    assert world.states(job) == [State.QUEUED]
    with world.account.database.write() as db:
        db.execute("UPDATE attempt SET status = 'success'")
    end = later(world, world.only(job), 6)
    assert (end.state, world.accepted()) == (State.DELIVERED, [BUSY])


@pytest.mark.parametrize(("word", "said"), [("in_progress", "still trying"), ("weird", "weird")])
def test_while_the_service_says_neither_yes_nor_no_of_a_try_the_user_reads_why_it_waits(
    world: World, word: str, said: str
) -> None:
    fax = failed_once(world, BUSY)
    with world.account.database.write() as db:
        db.execute("UPDATE attempt SET status = ?", (word,))
    waits = later(world, fax, 6)
    assert (waits.state, world.accepted()) == (State.QUEUED, [BUSY])
    assert said in waits.reason


def test_the_ids_of_every_try_are_kept_and_found(world: World) -> None:
    fax = failed_once(world, BUSY_ONCE)
    (first,) = world.services.store.earlier_attempts.of(fax.id)
    assert (first.outbox_id, first.status) == (world.account.received()[0].id, "failed_user_busy")
    later(world, fax, 6)
    assert world.services.store.submissions.find(str(first.outbox_id)) == (world.only(fax.job),)


def test_each_recipient_of_a_fax_has_its_own_redials(world: World) -> None:
    job = world.send("+41445550123", BUSY_ONCE, NO_ANSWER, options=TWICE).job
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED, State.QUEUED, State.QUEUED]
    later(world, world.recipients(job)[1], 6)
    assert world.states(job) == [State.DELIVERED, State.DELIVERED, State.QUEUED]
    assert world.accepted().count("+41445550123") == 1


def test_trouble_with_one_recipient_does_not_hasten_another(world: World) -> None:
    """Nobody answered there, and a telephone that rings again within minutes is a nuisance."""
    world.send(BUSY_ONCE, NO_ANSWER, options=TWICE)
    world.deliver()
    world.poll()
    world.turn(301)
    world.account.faults.add(Fault.status(500, method="GET", path="*/faxes"))
    world.deliver()
    for _ in range(20):
        world.turn(60)
        world.deliver()
    assert (world.accepted().count(BUSY_ONCE), world.accepted().count(NO_ANSWER)) == (2, 1)


def test_trouble_that_is_over_does_not_slow_the_redial_down(world: World) -> None:
    portal = Fault("portal", method="POST", path="*/files", times=6)
    world.account.faults.add(portal)
    job = world.send(BUSY_ONCE, options=TWICE).job
    while not world.accepted():
        world.turn(world.deliver() or 0)
    world.poll()
    assert world.states(job) == [State.QUEUED]
    world.account.faults.add(replace(portal, times=1))
    world.turn(301)
    world.deliver()
    assert due_in(world) < timedelta(seconds=4), "as after a first trouble"


def test_a_lost_answer_to_a_redial_does_not_send_it_twice(world: World) -> None:
    fax = failed_once(world, BUSY_ONCE)
    world.account.faults.add(Fault.lost_answer())
    world.turn(301)
    world.settle()
    world.poll()
    assert world.states(fax.job) == [State.DELIVERED]
    assert len(world.accepted()) == 2


def test_the_timeline_tells_every_try(world: World) -> None:
    fax = failed_once(world, BUSY_ONCE)
    later(world, fax, 6)
    events = [entry.event for entry in world.services.store.submissions.timeline(fax.id)]
    assert events.count(Event.SUBMIT_STARTED) == 2
    assert events.index(Event.REPORTED_FAILED) + 1 == events.index(Event.REDIAL)


@pytest.mark.parametrize("status", ["success", "partially_sent", "insufficient_credit", "failed_xyz", "in_progress"])
def test_no_other_word_is_a_reason_to_try_again(status: str) -> None:
    assert redial_pauses.pause(status, 0, TWICE) is None


def test_pauses_grow_and_then_stay(world: World) -> None:
    often = Options(redials=9)
    pauses = [redial_pauses.pause("failed_user_busy", made, often) for made in range(10)]
    assert pauses[:4] == [5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 20 * MINUTE]
    assert pauses[9] is None


def test_a_fault_while_looking_for_one_fax_keeps_no_other_from_leaving(world: World) -> None:
    fax = failed_once(world, BUSY_ONCE)
    world.turn(301)
    fresh = world.send(OTHER).job
    world.account.faults.add(Fault.status(500, method="GET", path="*/faxes", times=None))
    for _ in range(3):
        world.turn(world.deliver() or 0)
    assert world.accepted() == [BUSY_ONCE, OTHER]
    assert world.states(fresh) == [State.ACCEPTED]
    assert "Fax.Plus" in world.only(fax.job).reason
    world.account.faults.clear()
    assert later(world, fax, 5).state is State.DELIVERED


def test_a_fax_that_shall_be_replaced_is_not_tried_again_as_it_was(world: World) -> None:
    world.account.pace = Pace(0, 0, 0, 10, 60, 0)
    job = world.send(BUSY, options=TWICE).job
    world.deliver()
    world.poll()
    new = world.services.submitter.replace(world.only(job), Draft((), (GOOD,))).job
    world.carry_out()
    assert not world.only(job).cancel_requested, "it is being sent: too late"
    later(world, world.only(job), 30)
    assert world.accepted() == [BUSY]
    assert (world.states(job), world.states(new)) == ([State.FAILED], [State.CANCELLED])


def test_a_changed_comment_is_that_of_the_redial(world: World) -> None:
    world.account.pace = Pace(5, 5, 5, 5, 8, 1)
    job = world.send(BUSY_ONCE, GOOD, options=TWICE, comment="Case 42").job
    world.deliver()
    busy = world.recipients(job)[0]
    world.services.user_requests.change_comment(busy.id, "Case 43")
    world.carry_out()
    later(world, busy, 2)
    assert world.states(job) == [State.QUEUED, State.DELIVERED]
    assert later(world, busy, 6).state is State.DELIVERED
    assert [(fax.destination, fax.comment) for fax in world.account.received()][2:] == [(BUSY_ONCE, "Case 43")]


def test_a_comment_that_could_not_be_changed_before_the_failure_is_that_of_the_redial(world: World) -> None:
    job = world.send(BUSY_ONCE, options=TWICE, comment="Case 42").job
    world.deliver()
    world.services.user_requests.change_comment(world.only(job).id, "Case 43")
    world.poll()
    assert later(world, world.only(job), 6).state is State.DELIVERED
    assert [fax.comment for fax in world.account.received()] == ["Case 42", "Case 43"]


def test_a_comment_that_came_too_late_for_a_call_is_that_of_the_redial(world: World) -> None:
    world.account.pace = Pace(5, 5, 5, 5, 8, 1)
    job = world.send(BUSY_ONCE, options=TWICE, comment="Case 42").job
    world.deliver()
    world.account.faults.add(Fault.status(409, method="PUT"))
    world.services.user_requests.change_comment(world.only(job).id, "Case 43")
    world.carry_out()
    assert "too late" in world.services.store.submissions.timeline(world.only(job).id)[-1].text
    later(world, world.only(job), 2)
    assert later(world, world.only(job), 6).state is State.DELIVERED
    assert [fax.comment for fax in world.account.received()] == ["Case 42", "Case 43"]


def test_no_two_tries_carry_the_same_mark(world: World) -> None:
    """Also where a gateway had said no to the first of them."""
    world.account.pace = Pace(5, 5, 5, 5, 8, 1)
    world.account.faults.add(Fault.too_many_requests(1, method="POST", path="*/outbox", when="after_acting"))
    job = world.send(BUSY_ONCE, options=TWICE).job
    world.turn(world.deliver() or 0)
    world.deliver()
    assert world.accepted() == [BUSY_ONCE]
    assert later(world, world.only(job), 16).state is State.DELIVERED
    tags = [fax.tags for fax in world.account.received()]
    assert len(tags) == len(set(tags)) == 2
