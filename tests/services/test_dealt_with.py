"""Faxes that ended badly are dealt with by sending them again or by a word of the user, for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from faxdesk.core.cover import Cover, CoverPage
from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft, Options
from tests.services.conftest import GOOD, OTHER, World
from tests.services.sending_again import send_again

BUSY = "+41445550201"
ALSO_BUSY = "+41225550201"
OWN = "+41225550100"


def needing(world: World) -> list[str]:
    return [row.to for row in world.services.store.fax_lists.needing(9)]


def fail(world: World, *numbers: str) -> str:
    job = world.send(*numbers).job
    world.deliver()
    world.poll()
    world.turn(1)
    world.poll()
    assert set(world.states(job)) == {State.FAILED}
    return job


def test_a_failure_needs_the_user_until_it_is_sent_again(world: World) -> None:
    job = fail(world, BUSY)
    world.reopen()
    assert needing(world) == [BUSY]
    again = send_again(world.services, world.recipients(job))
    assert needing(world) == []
    assert world.states(again.job) == [State.QUEUED]


def test_what_is_sent_again_is_the_same_fax(world: World) -> None:
    cover = CoverPage("Records Office", "Example Office", "Case 42", (), "Two pages follow.")
    options = Options(enhancement=False)
    job = world.send(BUSY, sender=OWN, comment="Case 42", options=options, cover=Cover(cover)).job
    world.deliver()
    world.poll()
    again = send_again(world.services, world.recipients(job))
    assert (again.sender, again.comment, again.options, again.cover_page) == (OWN, "Case 42", options, cover)
    earlier = world.services.store.submissions.get(job)
    assert earlier is not None
    assert again.documents == earlier.documents


def test_several_faxes_are_kept_together_or_not_at_all(world: World) -> None:
    """A fax for each document: where one is refused, the user sends them all once more."""
    failed = world.only(fail(world, BUSY)).id
    count = "SELECT count(*) FROM submission"
    before = world.services.store.database.value(count)
    both = Draft((world.sample, world.sample.with_name("gone.pdf")), (GOOD,), fax_per_file=True)
    with pytest.raises(InputRefused):
        world.services.submitter.submit_all(both, deals_with=[failed])
    assert (world.services.store.database.value(count), needing(world)) == (before, [BUSY])
    made = world.services.submitter.submit_all(replace(both, files=(world.sample,) * 2), deals_with=[failed])
    assert needing(world) == []
    world.deliver()
    assert [one.recipients[0].to for one in made] == world.accepted()[1:] == [GOOD, GOOD]


def test_only_those_that_it_is_sent_to_again_are_dealt_with(world: World) -> None:
    job = fail(world, BUSY, ALSO_BUSY)
    send_again(world.services, world.recipients(job), Draft((), (BUSY,)))
    assert needing(world) == [ALSO_BUSY]


def test_a_single_one_may_go_to_another_number(world: World) -> None:
    job = fail(world, BUSY)
    send_again(world.services, world.recipients(job), Draft((), (OTHER,)))
    assert needing(world) == []


def test_what_is_dismissed_is_dismissed_for_good(world: World) -> None:
    job = fail(world, BUSY)
    world.services.user_requests.dismiss([world.only(job).id])
    world.reopen()
    world.poll()
    assert needing(world) == []
    assert world.states(job) == [State.FAILED]


def test_only_what_waits_here_can_be_tried_now(world: World) -> None:
    recipient = world.only(world.send(GOOD).job)
    world.services.store.delivery_queue.put_off(recipient.id, world.now() + timedelta(hours=1))
    assert world.deliver() != 0.0
    assert world.accepted() == []
    world.services.user_requests.try_now(recipient.id)
    world.deliver()
    assert world.accepted() == [GOOD]
    world.services.user_requests.try_now(recipient.id)
    assert world.only(recipient.job).state is not State.QUEUED
