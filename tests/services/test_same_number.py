"""A second fax to a number within minutes: it meets the first, joins it, or waits for its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from faxdesk.core.cover import Cover, CoverFlag, CoverPage
from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Draft, Recipient, Submission
from faxdesk.services.same_number import WITHIN, after, on_their_way
from faxdesk.store.fax_lists import Listing
from tests.services.conftest import GOOD, OTHER, World

LATER = timedelta(hours=3)


@pytest.fixture(autouse=True)
def known_numbers(world: World) -> None:
    world.services.account.refresh_numbers()


def send(world: World, *numbers: str, **more: object) -> Submission:
    draft = replace(Draft((world.sample,), numbers or (GOOD,), comment="Offer 17"), **more)  # type: ignore[arg-type]  # any member
    return world.services.submitter.submit_all(draft)[0]


def meeting(world: World, draft: Draft, *but: int) -> list[str]:
    return [one.job for one in on_their_way(world.services.store, draft, world.now(), but)]


def test_a_fax_that_waits_meets_the_next_to_its_number(world: World) -> None:
    first = send(world)
    draft = Draft(recipients=(OTHER, GOOD))
    (found,) = on_their_way(world.services.store, draft, world.now())
    assert (found.number, found.recipient, found.job) == (GOOD, first.recipients[0].id, first.job)
    assert meeting(world, Draft(recipients=(OTHER,))) == []
    assert meeting(world, draft, first.recipients[0].id) == [], "the fax takes its place"


def test_those_at_other_times_do_not_meet(world: World) -> None:
    later = send(world, send_at=world.now() + LATER)
    assert meeting(world, Draft(recipients=(GOOD,))) == []
    for minutes, meets in ((-11, False), (-9, True), (9, True), (11, False)):
        at = world.now() + LATER + timedelta(minutes=minutes)
        assert meeting(world, Draft(recipients=(GOOD,), send_at=at)) == ([later.job] if meets else [])
        assert meeting(world, Draft(recipients=(GOOD,), send_times=((GOOD, at),))) == ([later.job] if meets else [])
    world.turn((LATER - WITHIN).total_seconds() + 1)
    assert meeting(world, Draft(recipients=(GOOD,))) == [later.job], "its time is near"


def test_what_waits_here_for_long_goes_out_with_the_next(world: World) -> None:
    first = send(world)
    world.turn(7200)
    assert meeting(world, Draft(recipients=(GOOD,))) == [first.job]


def test_a_fax_that_has_ended_is_met_by_nobody(world: World) -> None:
    first = send(world)
    world.services.user_requests.take_back(first.job)
    assert meeting(world, Draft(recipients=(GOOD,))) == []


def test_only_what_has_not_left_and_goes_to_the_same_can_be_one_fax(world: World) -> None:
    first = send(world, GOOD, OTHER)

    def joinable(draft: Draft) -> bool:
        return all(one.joinable for one in on_their_way(world.services.store, draft, world.now()))

    both = Draft(recipients=(OTHER, GOOD))
    assert joinable(both)
    assert not joinable(Draft(recipients=(GOOD,)))
    assert not joinable(replace(both, fax_per_file=True))
    queue = world.services.store.delivery_queue
    queue.moved([one.id for one in first.recipients], Event.UPLOAD_STARTED)
    assert joinable(both)
    queue.moved([one.id for one in first.recipients], Event.SUBMIT_STARTED)
    assert not joinable(both)


def test_two_become_one_fax_with_all_pages_in_order(world: World, tmp_path: Path) -> None:
    first = send(world)
    page = tmp_path / "annex.pdf"
    page.write_bytes(world.sample.read_bytes() + b"% annex")
    (both,) = world.services.submitter.submit_all(Draft((page,), (GOOD,), joins=first.job))
    assert [one.name for one in both.documents] == [world.sample.name, "annex.pdf"]
    assert both.comment == "Offer 17"
    assert states(world, first) == [State.CANCELLED]
    world.deliver()
    assert world.accepted() == [GOOD], "one call"


def test_what_was_written_for_the_first_goes_along(world: World, tmp_path: Path) -> None:
    page = CoverPage("Dr Example", "Example Office", "Referral", flags=(CoverFlag.CONFIDENTIAL,))
    submit = world.services.submitter.submit_all
    (first,) = submit(Draft((world.sample,), (GOOD,), comment="Case 17", cover=Cover(page), proof_folder=tmp_path))
    world.services.store.submissions.request_comment(first.recipients[0].id, "Case 18")
    (both,) = submit(Draft((world.sample,), (GOOD,), comment="Annex", joins=first.job))
    assert both.comment == "Case 18\nAnnex"
    assert both.cover_page == page
    assert world.services.store.proofs.folder(both.recipients[0].id) == tmp_path
    own = replace(page, subject="Annex")
    (all_,) = submit(Draft((world.sample,), (GOOD,), comment="Annex", cover=Cover(own), joins=both.job))
    assert (all_.comment, all_.cover_page) == ("Case 18\nAnnex\nAnnex", own)


def test_what_has_left_is_joined_by_nothing_and_nothing_is_lost(world: World) -> None:
    first = send(world)
    world.deliver()
    with pytest.raises(InputRefused, match="has left"):
        world.services.submitter.submit_all(Draft((world.sample,), (GOOD,), joins=first.job))
    with pytest.raises(InputRefused, match="has left"):
        world.services.submitter.submit_all(Draft((world.sample,), (GOOD,), joins="nothing"))
    assert world.services.store.database.value("SELECT count(*) FROM submission") == 1


def test_what_the_joined_fax_was_to_send_again_is_dealt_with_by_both(world: World) -> None:
    failed = send(world)
    again = world.services.submitter.submit(Draft((world.sample,), (GOOD,)), deals_with=[failed.recipients[0].id])
    (both,) = world.services.submitter.submit_all(Draft((world.sample,), (GOOD,), joins=again.job))
    dealt = world.services.store.database.value(
        "SELECT dealt_with FROM recipient WHERE id = ?", (failed.recipients[0].id,)
    )
    assert dealt == both.job


def test_one_goes_out_when_the_other_has_ended(world: World) -> None:
    first = send(world)
    draft = Draft((world.sample,), (GOOD, OTHER))
    waits = after(on_their_way(world.services.store, draft, world.now()))
    assert waits == ((GOOD, (first.recipients[0].id,)),)
    made = world.services.submitter.submit_all(replace(draft, after=waits))
    assert [[one.to for one in part.recipients] for part in made] == [[GOOD], [OTHER]], "who need not wait does not"
    world.deliver()
    assert sorted(world.accepted()) == sorted([GOOD, OTHER])
    assert states(world, made[0]) == [State.QUEUED]
    (row,) = [one for one in world.services.store.fax_lists.all(Listing.OUTBOX) if one.job == made[0].job]
    assert row.in_turn
    world.services.store.delivery_queue.moved([first.recipients[0].id], Event.REPORTED_DELIVERED)
    world.deliver()
    assert sorted(world.accepted()) == sorted([GOOD, GOOD, OTHER])


def states(world: World, submission: Submission) -> list[State]:
    found: tuple[Recipient, ...] = world.services.store.submissions.recipients(submission.job)
    return [one.state for one in found]
