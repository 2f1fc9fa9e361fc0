"""Replacements, cancellations and questions where the fax has meanwhile taken another way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Draft
from faxdesk.practice import Fault, Pace
from tests.services.conftest import GOOD, OTHER, World


def waiting(world: World, *to: str, comment: str = "Case 42") -> str:
    """Let a fax wait at the service for its time; return its job."""
    job = world.send(*to, send_at=world.now() + timedelta(hours=2), comment=comment).job
    world.deliver()
    world.poll()
    return job


def changed(world: World, job: str, *to: str) -> str:
    """Put a changed fax in the place of one; return the new job."""
    return world.services.submitter.replace(world.only(job), Draft((), to or (GOOD,), comment="Changed")).job


def unknown(world: World) -> str:
    """Let a request to send vanish on its way; return the job, which is unknown."""
    world.account.faults.add(Fault("drop", method="POST", path="*/outbox", when="before_acting"))
    job = world.send().job
    world.deliver()
    assert world.states(job) == [State.UNKNOWN]
    return job


# ------------------------------------------------------------------------------------------------- replacements


def test_a_fax_that_is_changed_twice_waits_for_the_end_of_the_first(world: World) -> None:
    first = waiting(world)
    second = changed(world, first)
    third = changed(world, second)
    world.deliver()
    assert world.states(third) == [State.QUEUED]
    assert len(world.accepted()) == 1
    world.carry_out()
    world.deliver()
    assert (world.states(first), world.states(second)) == ([State.CANCELLED], [State.CANCELLED])
    assert [fax.cancelled for fax in world.account.received()] == [True, False]


def test_a_fax_that_is_changed_again_waits_for_the_end_of_the_one_that_took_its_place(world: World) -> None:
    first = waiting(world)
    world.account.pace = Pace(600, 5, 5, 5, 8, 1)
    second = changed(world, first)
    world.carry_out()
    world.deliver()
    world.poll()
    third = changed(world, second, OTHER)
    world.deliver()
    assert world.states(third) == [State.QUEUED], "the second is not cancelled yet"
    world.carry_out()
    world.deliver()
    assert [(fax.destination, fax.cancelled) for fax in world.account.received()] == [
        (GOOD, True),
        (GOOD, True),
        (OTHER, False),
    ]


def test_a_fax_changed_twice_too_late_is_sent_once(world: World) -> None:
    first = waiting(world)
    third = changed(world, changed(world, first))
    world.turn(8000)
    world.carry_out()
    world.poll()
    world.deliver()
    assert world.states(third) == [State.CANCELLED]
    assert world.accepted() == [GOOD]


def test_a_change_of_a_fax_that_the_service_refuses_goes_out(world: World) -> None:
    old = world.send().job
    recipient = world.only(old)
    attempt = world.services.store.attempts.begin(old, [recipient.id], "", "+41445550100")
    new = changed(world, old, OTHER)
    world.services.store.delivery_queue.moved((recipient.id,), Event.REFUSED, "Too large.")
    assert attempt.id
    world.deliver()
    world.poll()
    assert world.states(old) == [State.REJECTED]
    assert world.states(new) == [State.DELIVERED]


def test_a_change_of_a_fax_that_failed_says_so(world: World) -> None:
    world.account.pace = Pace(0, 0, 0, 10, 60, 0)
    old = world.send("+41445550201").job
    world.deliver()
    world.poll()
    assert world.states(old) == [State.SENDING]
    new = changed(world, old, OTHER)
    world.carry_out()
    world.turn(200)
    world.poll()
    world.deliver()
    assert (world.states(old), world.states(new)) == ([State.FAILED], [State.CANCELLED])
    assert "gone out" not in world.only(new).reason
    assert "failed" in world.only(new).reason


def test_a_change_of_a_fax_that_the_user_leaves_as_it_is_is_not_sent_either(world: World) -> None:
    """The user has settled it, perhaps because it arrived: that is no proof that it did not."""
    old = unknown(world)
    new = changed(world, old, OTHER)
    world.services.user_requests.leave(world.only(old).id)
    world.deliver()
    assert (world.states(old), world.states(new)) == ([State.CANCELLED], [State.CANCELLED])
    assert "left" in world.only(new).reason
    assert world.accepted() == []


# ------------------------------------------------------------------------------------------------ cancellations


def test_a_fax_between_the_two_lists_is_not_taken_for_cancelled(world: World) -> None:
    world.account.pace = Pace(0, 0, 0, 0, 0, 30)
    old = world.send().job
    world.deliver()
    new = changed(world, old)
    for _ in range(8):
        world.carry_out()
        world.deliver()
        world.poll()
        assert world.states(old) in ([State.ACCEPTED], [State.DELIVERED])
        world.turn(5)
    assert world.states(old) == [State.DELIVERED]
    world.deliver()
    assert world.states(new) == [State.CANCELLED]
    assert world.accepted() == [GOOD]


def test_a_fax_that_the_service_keeps_as_failed_after_its_cancellation_is_cancelled(world: World) -> None:
    world.account.switches.cancelled_in_archive = True
    old = waiting(world)
    new = changed(world, old)
    world.carry_out()
    world.deliver()
    for _ in range(3):
        world.poll()
        world.turn(10)
    assert world.states(old) == [State.CANCELLED]
    assert world.states(new) == [State.DELIVERED]


@pytest.mark.parametrize("code", [400, 403])
def test_a_cancellation_is_proven_where_the_archive_refuses_strange_ids(world: World, code: int) -> None:
    job = waiting(world)
    world.account.faults.add(Fault.status(code, method="GET", path="*/faxes/*", times=None))
    world.services.user_requests.cancel([world.only(job).id])
    world.carry_out()
    assert world.states(job) == [State.CANCELLED]


def test_one_cancellation_that_the_service_chokes_on_does_not_keep_the_others(world: World) -> None:
    bad, good = waiting(world), waiting(world, OTHER)
    world.account.faults.add(
        Fault.status(500, method="DELETE", path=f"*/outbox/{world.only(bad).outbox_id}", times=None)
    )
    world.services.user_requests.cancel([world.only(bad).id])
    world.services.user_requests.cancel([world.only(good).id])
    for _ in range(4):
        world.carry_out()
        world.turn(10)
    assert world.states(good) == [State.CANCELLED]
    assert world.only(bad).cancel_requested


def test_one_that_the_service_chokes_on_stands_back_behind_one_that_takes_a_second_look(world: World) -> None:
    bad, good = waiting(world), waiting(world, OTHER)
    for code, job, times in ((500, bad, None), (404, good, 1)):
        path = f"*/outbox/{world.only(job).outbox_id}"
        world.account.faults.add(Fault.status(code, method="DELETE", path=path, times=times))
        world.services.user_requests.cancel([world.only(job).id])
    for _ in range(4):
        world.carry_out()
        world.turn(5)
    assert world.states(good) == [State.CANCELLED]


def test_the_canceller_says_when_it_wants_to_look_again(world: World) -> None:
    from faxdesk.core.cancel_token import NeverCancelled

    world.account.switches.delete_while_sending = "ignored"
    world.account.pace = Pace(0, 0, 0, 10, 60, 0)
    job = world.send().job
    world.deliver()
    world.poll()
    world.services.user_requests.cancel([world.only(job).id])
    world.carry_out()
    pause = world.services.cancelling.step(NeverCancelled())
    assert pause is not None
    assert 1 < pause <= 2


def test_a_cancellation_before_a_request_that_did_not_leave_is_final(world: World) -> None:
    job = world.send().job
    recipient = world.only(job)
    attempt = world.services.store.attempts.begin(job, [recipient.id], "", "+41445550100")
    world.services.store.attempts.posting(attempt.id)
    world.services.user_requests.cancel([recipient.id])
    world.services.store.attempts.not_sent(attempt.id, Event.NOT_SENT, "No network.", timedelta())
    assert world.states(job) == [State.CANCELLED]


def test_a_cancelled_upload_that_died_is_cancelled(world: World) -> None:
    job = world.send().job
    recipient = world.only(job)
    world.services.store.attempts.begin(job, [recipient.id], "", "+41445550100")
    world.services.user_requests.cancel([recipient.id])
    world.reopen()
    world.deliver()
    assert world.states(job) == [State.CANCELLED]
    assert not [report for report in world.said if type(report).__name__ == "Progress"]


# ---------------------------------------------------------------------------------------------------- questions


def test_the_last_word_of_the_user_counts(world: World) -> None:
    job = unknown(world)
    world.services.user_requests.cancel([world.only(job).id])
    world.services.user_requests.send_again(world.only(job).id)
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED]


def test_a_fax_sent_again_is_not_told_by_the_record_of_the_first(world: World) -> None:
    from faxdesk.core.model import Fax
    from faxdesk.services.record_finder import RecordFinder

    job = world.send().job
    world.deliver()
    world.poll()
    first = world.only(job)
    other = world.send(OTHER).job
    world.deliver()
    (claim,) = world.services.store.delivery_queue.claims((State.ACCEPTED,))
    RecordFinder(world.services.store, world.services.api, world.now)._adopt(
        claim, Fax("f-old", "teleported", OTHER), only=True
    )
    assert world.only(other).asked
    world.services.user_requests.send_again(world.only(other).id)
    sent_again = world.only(other)
    assert (sent_again.fax_id, sent_again.outbox_id, sent_again.status) == (None, None, "")
    assert first.fax_id


def test_a_user_in_a_hurry_is_not_asked_before_the_service_had_time_to_show_the_fax(world: World) -> None:
    """The window may still offer to try it now: whoever is asked too early sends it twice."""
    job = unknown(world)
    for _ in range(10):
        world.services.user_requests.try_now(world.only(job).id)
        world.deliver()
    assert not world.only(job).asked


def test_questions_are_asked_again_ever_more_rarely(world: World) -> None:
    job = unknown(world)
    world.settle()
    assert world.only(job).asked
    pauses = []
    for _ in range(8):
        pause = world.deliver()
        assert pause is not None
        pauses.append(pause)
        world.turn(pause + 1)
    assert pauses[-1] > 10 * 60


# ------------------------------------------------------------------------------------------------ other accounts


def belongs_elsewhere(world: World, job: str) -> None:
    """Let a job belong to an account that is not signed in."""
    with world.services.store.database.transaction() as connection:
        connection.execute("UPDATE submission SET account = 'somebody else' WHERE job = ?", (job,))


def test_a_fax_written_for_one_account_does_not_go_out_from_another(world: World) -> None:
    world.account.faults.add(Fault("reset", method="POST", path="*/files", when="before_body"))
    job = world.send().job
    world.deliver()
    with world.services.store.database.transaction() as connection:
        connection.execute("UPDATE submission SET account = 'somebody else'")
    world.turn(60)
    world.deliver()
    assert world.states(job) == [State.QUEUED]
    assert world.account.received() == ()


def test_a_fax_of_another_account_is_neither_followed_nor_lost(world: World) -> None:
    job = waiting(world)
    belongs_elsewhere(world, job)
    world.services.api.cancel_fax(str(world.only(job).outbox_id))
    for _ in range(10):
        world.poll()
        world.turn(15)
    assert world.states(job) == [State.SCHEDULED]


def test_a_lost_fax_of_another_account_is_not_looked_for_in_this_one(world: World) -> None:
    """It cannot be there, so the user would be asked about it in vain."""
    job = unknown(world)
    belongs_elsewhere(world, job)
    world.settle()
    assert (world.only(job).state, world.only(job).asked) == (State.UNKNOWN, False)


def test_a_fax_of_another_account_keeps_nobody_busy(world: World) -> None:
    idle = world.poll()
    belongs_elsewhere(world, waiting(world))
    assert world.poll() == idle


def test_a_fax_of_another_account_is_not_taken_for_cancelled(world: World) -> None:
    job = waiting(world)
    with world.services.store.database.transaction() as connection:
        connection.execute("UPDATE recipient SET outbox_id = 'id-of-another-account'")
    belongs_elsewhere(world, job)
    world.services.user_requests.cancel([world.only(job).id])
    for _ in range(10):
        world.carry_out()
        world.turn(15)
    assert world.states(job) == [State.SCHEDULED]


# ------------------------------------------------------------------------------------------------------- clocks


def test_a_clock_that_is_set_back_stops_nothing(world: World) -> None:
    world.account.faults.add(Fault("portal", method="POST", path="*/files"))
    job = world.send().job
    world.deliver()
    assert world.states(job) == [State.QUEUED]
    world.present -= timedelta(days=400)
    world.deliver()
    assert world.states(job) == [State.ACCEPTED]


def test_a_computer_that_slept_while_a_fax_was_in_neither_list_does_not_lose_sight_of_it(world: World) -> None:
    """A minute has passed, but only one poll: the archive has had no time since."""
    world.account.pace = Pace(0, 0, 0, 0, 0, 90)
    job = world.send().job
    world.deliver()
    world.poll()
    world.turn(80)
    world.poll()
    assert world.states(job) == [State.ACCEPTED]
    world.turn(15)
    world.poll()
    assert world.states(job) == [State.DELIVERED]
    told = [entry.event for entry in world.services.store.submissions.timeline(world.only(job).id)]
    assert Event.LOST_SIGHT not in told


def test_how_long_a_fax_is_missing_counts_from_its_last_sight(world: World) -> None:
    job = waiting(world)
    world.turn(7000)
    world.services.api.cancel_fax(str(world.only(job).outbox_id))
    for _ in range(8):
        world.poll()
        world.turn(1)
    assert world.states(job) == [State.SCHEDULED]
    world.turn(60)
    world.poll()
    assert world.states(job) == [State.UNKNOWN]


# ----------------------------------------------------------------------------------------------------- comments


def test_a_changed_comment_belongs_to_that_recipient_alone(world: World) -> None:
    world.account.switches.archive_id = "new"
    world.account.switches.outbox_id_in_archive = False
    job = waiting(world, GOOD, OTHER)
    world.services.user_requests.change_comment(world.recipients(job)[0].id, "Case 43")
    world.carry_out()
    world.turn(8000)
    for _ in range(3):
        world.poll()
        world.turn(10)
    assert world.states(job) == [State.DELIVERED, State.DELIVERED]
