"""A fax that is held after Send is uploaded but not handed over, and can be taken back whole until it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft, Submission
from faxdesk.practice import Fault
from tests.services.conftest import GOOD, OTHER, SENDER, World
from tests.services.sending_again import send_again

GRACE = timedelta(seconds=10)


def hold(world: World, *to: str, **more: object) -> Submission:
    """Keep a fax as the window does."""
    return world.services.submitter.submit(Draft((world.sample,), to or (GOOD,), **more), grace=GRACE)  # type: ignore[arg-type]


def uploads(world: World, job: str) -> int:
    found: int = world.services.store.database.value(
        "SELECT count(*) FROM upload JOIN attempt ON attempt.id = upload.attempt WHERE job = ?", (job,)
    )
    return found


def test_it_is_uploaded_at_once_and_handed_over_when_the_grace_is_over(world: World) -> None:
    job = hold(world, GOOD, OTHER).job
    pause = world.deliver()
    assert world.states(job) == [State.QUEUED, State.QUEUED]
    assert {one.reason for one in world.recipients(job)} == {"Uploaded, and not yet handed over to Fax.Plus."}
    assert uploads(world, job) == 1
    assert world.accepted() == []
    assert pause == pytest.approx(10, abs=0.1)
    world.turn(9)
    world.deliver()
    assert world.accepted() == []
    world.turn(1.1)
    world.deliver()
    assert sorted(world.accepted()) == sorted([GOOD, OTHER])
    assert uploads(world, job) == 1


def test_a_service_that_cannot_list_its_faxes_does_not_keep_a_held_one(world: World) -> None:
    hold(world)
    world.deliver()
    world.account.faults.add(Fault.status(500, method="GET", path="*/outbox", times=None))
    world.turn(11)
    world.deliver()
    assert world.accepted() == [GOOD]


def test_without_a_grace_nothing_is_held(world: World) -> None:
    world.send(GOOD)
    world.deliver()
    assert world.accepted() == [GOOD]


def test_another_fax_does_not_wait_for_one_that_is_held(world: World) -> None:
    hold(world, GOOD)
    world.send(OTHER)
    world.deliver()
    assert world.accepted() == [OTHER]


@pytest.mark.parametrize("uploaded", [False, True])
def test_it_is_taken_back_whole_and_nothing_is_ever_sent(world: World, *, uploaded: bool) -> None:
    sent_at = world.now() + timedelta(hours=2)
    job = hold(world, GOOD, OTHER, sender=SENDER, comment="Offer", send_at=sent_at).job
    if uploaded:
        world.deliver()
    taken = world.services.user_requests.take_back(job)
    assert [one.to for one in taken.submission.recipients] == [GOOD, OTHER]
    assert (taken.submission.sender, taken.submission.comment) == (SENDER, "Offer")
    assert world.states(job) == [State.CANCELLED, State.CANCELLED]
    assert {one.reason for one in world.recipients(job)} == {"Taken back."}
    world.turn(60)
    world.deliver()
    world.carry_out()
    world.poll()
    assert world.accepted() == []
    assert world.services.store.fax_lists.need_count() == 0


def test_its_documents_are_sent_from_the_spool_under_their_names(world: World) -> None:
    job = hold(world).job
    taken = world.services.user_requests.take_back(job).submission
    world.sample = world.sample.with_name("gone.pdf")
    again = world.services.submitter.submit(Draft(taken.documents, (OTHER,)))
    assert again.documents == taken.documents
    world.deliver()
    assert world.accepted() == [OTHER]


def test_a_document_that_is_no_longer_kept_is_refused_by_its_name(world: World) -> None:
    (document,) = hold(world).documents
    lost = replace(document, sha256="0" * 64, name="Lost.pdf")
    with pytest.raises(InputRefused) as refused:
        world.services.submitter.submit(Draft((lost,), (GOOD,)))
    assert refused.value.field == "Lost.pdf"


def test_once_it_is_handed_over_it_is_too_late(world: World) -> None:
    job = hold(world).job
    world.deliver()
    world.turn(11)
    world.deliver()
    with pytest.raises(InputRefused, match="too late"):
        world.services.user_requests.take_back(job)
    assert world.accepted() == [GOOD]
    assert State.CANCELLED not in world.states(job)


def test_what_may_have_been_sent_is_never_taken_back(world: World) -> None:
    """Its answer was lost, and the user had it sent again: it waits here, but the first try may have arrived."""
    job = hold(world).job
    world.deliver()
    world.turn(11)
    world.account.faults.add(Fault.lost_answer())
    world.deliver()
    recipient = world.only(job)
    assert recipient.state is State.UNKNOWN
    world.services.user_requests.send_again(recipient.id)
    assert world.only(job).state is State.QUEUED
    with pytest.raises(InputRefused, match="too late"):
        world.services.user_requests.take_back(job)


def test_a_fax_that_was_cancelled_alone_stays_out_of_what_is_taken_back(world: World) -> None:
    job = hold(world, GOOD, OTHER).job
    world.services.user_requests.cancel([world.recipients(job)[0].id])
    taken = world.services.user_requests.take_back(job)
    assert [one.to for one in taken.submission.recipients] == [OTHER]
    with pytest.raises(InputRefused, match="too late"):
        world.services.user_requests.take_back(job)


def test_cancelling_and_changing_work_while_it_is_held(world: World) -> None:
    cancelled, changed = hold(world, GOOD).job, hold(world, GOOD).job
    world.deliver()
    world.services.user_requests.cancel([world.only(cancelled).id])
    world.services.submitter.replace(world.only(changed), Draft((), (OTHER,)))
    world.deliver()
    assert world.accepted() == [OTHER]
    world.turn(60)
    world.deliver()
    assert world.accepted() == [OTHER]


def test_of_several_faxes_those_are_taken_back_that_have_not_left(world: World) -> None:
    """They were sent together, a fax for each document."""
    both = Draft((world.sample, world.sample), (GOOD,), fax_per_file=True)
    first, second = world.services.submitter.submit_all(both, grace=GRACE)
    world.services.user_requests.cancel([world.only(first.job).id])
    (taken,) = world.services.user_requests.take_back_all((first.job, second.job))
    assert taken.submission.job == second.job
    with pytest.raises(InputRefused, match="too late"):
        world.services.user_requests.take_back_all((first.job, second.job))
    world.turn(60)
    world.deliver()
    assert world.accepted() == []


def test_taking_back_what_was_sent_again_brings_the_failure_back(world: World) -> None:
    first = hold(world, "+41445550201").job
    world.deliver()
    world.turn(11)
    world.deliver()
    world.poll()
    assert world.states(first) == [State.FAILED]
    again = send_again(world.services, world.recipients(first), grace=GRACE)
    assert world.services.store.fax_lists.need_count() == 0
    taken = world.services.user_requests.take_back(again.job)
    assert world.services.store.fax_lists.need_count() == 1
    world.services.submitter.submit(Draft(taken.submission.documents, (GOOD,)), deals_with=taken.again)
    assert world.services.store.fax_lists.need_count() == 0


def test_the_grace_ends_at_once_where_faxdesk_is_closed(world: World) -> None:
    before, after = hold(world, GOOD).job, hold(world, OTHER).job
    world.services.delivering.step(NeverCancelled())
    assert set(world.services.store.undo_holds.end()) == {before, after}
    assert world.services.store.undo_holds.any_here((before, after))
    world.deliver()
    assert sorted(world.accepted()) == sorted([GOOD, OTHER])
    assert not world.services.store.undo_holds.any_here((before, after))
    assert world.services.store.undo_holds.end() == ()


def test_after_a_crash_it_goes_out_when_the_grace_is_over(world: World) -> None:
    hold(world, GOOD)
    world.deliver()
    world.reopen()
    world.deliver()
    assert world.accepted() == []
    world.turn(11)
    world.deliver()
    assert world.accepted() == [GOOD]


def test_a_clock_that_is_set_back_holds_nothing(world: World) -> None:
    hold(world, GOOD)
    world.present -= timedelta(days=1)
    world.deliver()
    assert world.accepted() == [GOOD]


def test_offline_it_is_kept_and_can_still_be_taken_back(world: World) -> None:
    job = hold(world).job
    world.server.stop()
    world.deliver()
    world.turn(30)
    world.services.user_requests.take_back(job)
    world.server.start()
    world.turn(60)
    world.deliver()
    assert world.accepted() == []
