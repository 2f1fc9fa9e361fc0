"""Lost answers, and everything else that tempts a sender to send again."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft
from faxdesk.practice import Fault, Pace
from faxdesk.services.events import Condition, Link
from tests.raised import Panic
from tests.services.conftest import GOOD, OTHER, World

pytestmark = pytest.mark.unmeasured


def lose_the_answer(world: World, *to: str, comment: str = "Case 42") -> str:
    """Let the service accept a fax and lose its answer; return the job."""
    world.account.faults.add(Fault.lost_answer())
    job = world.send(*to, comment=comment).job
    world.deliver()
    return job


def test_a_lost_answer_is_found_by_its_tag_and_followed(world: World) -> None:
    world.account.pace = Pace(5, 5, 5, 5, 8, 1)
    job = lose_the_answer(world, GOOD, OTHER)
    assert world.states(job) == [State.UNKNOWN, State.UNKNOWN]
    world.settle(2)
    assert all(recipient.outbox_id for recipient in world.recipients(job))
    world.turn(60)
    world.poll()
    assert world.states(job) == [State.DELIVERED, State.DELIVERED]
    assert world.accepted() == [GOOD, OTHER]


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"tags_shown": False},
        {"outbox_record": "per_submission"},
        {"ids_key": "no_plus"},
        {"ids_key": "spaces"},
        {"ids_returned": False},
        {"ids_returned": False, "tags_shown": False},
        {"number_spelling": "spaces"},
        {"number_spelling": "no_plus", "record_naming": "from_number"},
        {"record_naming": "both"},
        {"created_status": 200, "changed_status": 200},
        {"optional_members": False},
        {"extra_members": True, "null_members": True},
        {"offset_supported": False, "sort_supported": False},
        {"archive_times": "offset"},
        {"finished_outbox_id": 200},
        {"outbox_files": "stored"},
        {"archive_id": "same"},
        {"empty_comment": "null"},
        {"overlapping_pages": 3},
    ],
    ids=str,
)
@pytest.mark.parametrize("lost", [False, True], ids=["answered", "lost"])
def test_every_fax_arrives_once_whatever_the_service_is_like(
    world: World, choices: dict[str, object], lost: bool
) -> None:
    for name, value in choices.items():
        setattr(world.account.switches, name, value)
    world.account.pace = Pace(5, 5, 5, 5, 8, 1)
    if lost:
        world.account.faults.add(Fault.lost_answer())
    job = world.send(GOOD, OTHER, comment="Case 42").job
    world.deliver()
    world.settle(3)
    for _ in range(10):
        world.turn(10)
        world.poll()
        world.settle(1)
    assert world.accepted() == [GOOD, OTHER]
    if lost and choices.get("optional_members") is False:
        # Such records say neither to whom nor when: nobody could know, so the user is asked.
        assert all(recipient.asked for recipient in world.recipients(job))
    else:
        assert world.states(job) == [State.DELIVERED, State.DELIVERED]


@pytest.mark.parametrize("copied", [True, False])
def test_a_fax_that_is_through_before_we_look_is_found_in_the_archive(world: World, copied: bool) -> None:
    world.account.switches.comment_copied = copied
    job = lose_the_answer(world)
    world.settle(2)
    assert world.states(job) == [State.DELIVERED]
    assert world.accepted() == [GOOD]


def test_two_equal_faxes_in_the_archive_are_not_told_apart_by_guess(world: World) -> None:
    world.account.faults.add(Fault.lost_answer(), Fault.lost_answer())
    jobs = [world.send(comment="Case 42").job for _ in range(2)]
    for _ in jobs:
        world.turn(world.deliver() or 0)
    world.settle()
    assert [world.only(job).state for job in jobs] == [State.UNKNOWN, State.UNKNOWN]
    assert all(world.only(job).asked for job in jobs)
    assert len(world.accepted()) == 2


def test_equal_faxes_still_in_the_outbox_find_their_own(world: World) -> None:
    world.account.pace = Pace(60, 5, 5, 5, 8, 1)
    jobs = [lose_the_answer(world) for _ in range(3)]
    world.settle(1)
    ids = [world.only(job).outbox_id for job in jobs]
    assert len(set(ids)) == 3
    by_id = {fax.id: fax.tags for fax in world.account.received()}
    assert [by_id[str(name)] for name in ids] == [(f"faxdesk:{job}-1",) for job in jobs]


@pytest.mark.parametrize("kind", ["drop", "reset"])
def test_a_request_that_may_not_have_arrived_is_asked_about_and_never_repeated(world: World, kind: str) -> None:
    world.account.faults.add(Fault(kind, method="POST", path="*/outbox", when="before_acting"))  # type: ignore[arg-type]
    job = world.send().job
    world.settle()
    fax = world.only(job)
    assert (fax.state, fax.asked) == (State.UNKNOWN, True)
    assert "send it again, or leave it" in fax.reason
    assert world.accepted() == []
    world.services.user_requests.send_again(fax.id)
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED]
    assert world.accepted() == [GOOD]
    told = [entry.text for entry in world.services.store.submissions.timeline(fax.id)]
    assert "You decided to send it again." in told, "who asks why it was sent has to find whose decision that was"


def test_leaving_a_fax_of_unknown_fate_ends_it(world: World) -> None:
    world.account.faults.add(Fault("drop", method="POST", path="*/outbox"))
    job = world.send().job
    world.settle()
    world.services.user_requests.leave(world.only(job).id)
    world.settle()
    assert world.states(job) == [State.CANCELLED]
    assert world.accepted() == []


def test_a_fax_that_shows_up_late_is_adopted_after_the_question(world: World) -> None:
    world.account.faults.add(Fault.lost_answer(), *[Fault("portal", path="*/outbox", times=1)] * 0)
    world.account.pace = Pace(0, 0, 0, 0, 0, 200)
    job = world.send().job
    world.settle(8)
    assert world.only(job).asked
    world.settle(20)
    assert world.states(job) == [State.DELIVERED]


@pytest.mark.parametrize(
    "fault",
    [
        Fault.status(500),
        Fault.status(500, when="after_acting"),
        Fault.bad_gateway(502),
        Fault.bad_gateway(503, when="after_acting"),
        Fault("truncate"),
        Fault("cut"),
        Fault("portal"),
        Fault("wrong_types"),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.code}-{fault.when}",
)
def test_no_strange_answer_to_the_request_sends_it_twice(world: World, fault: Fault) -> None:
    from dataclasses import replace

    world.account.pace = Pace(5, 5, 5, 5, 8, 1)
    world.account.faults.add(replace(fault, method="POST", path="*/outbox"))
    job = world.send().job
    world.settle()
    world.turn(60)
    world.poll()
    assert len(world.accepted()) <= 1
    fax = world.only(job)
    if world.accepted():
        assert fax.state is State.DELIVERED
    else:
        assert fax.asked


@pytest.mark.parametrize(
    ("fault", "link"),
    [
        (Fault.too_many_requests(30), Link.OFFLINE),
        (Fault.status(401), Link.SIGN_IN),
        (Fault.status(403), Link.SIGN_IN),
    ],
    ids=["429", "401", "403"],
)
def test_a_clear_no_for_now_keeps_the_fax_queued(world: World, fault: Fault, link: Link) -> None:
    from dataclasses import replace

    job = world.send().job
    world.account.faults.add(replace(fault, method="POST", path="*/outbox"))
    pause = world.deliver()
    assert world.states(job) == [State.QUEUED]
    condition = next(report for report in reversed(world.said) if isinstance(report, Condition))
    assert condition.link is link
    assert pause is not None
    assert pause >= 30
    world.turn(pause)
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED]
    assert world.accepted() == [GOOD]


@pytest.mark.parametrize("code", [400, 404, 409, 413, 422])
def test_a_clear_no_fails_that_fax_alone(world: World, code: int) -> None:
    world.account.faults.add(Fault.status(code, "no", "The service says why", method="POST", path="*/outbox"))
    refused, other = world.send().job, world.send(OTHER).job
    world.deliver()
    world.poll()
    assert world.states(refused) == [State.REJECTED]
    assert world.states(other) == [State.DELIVERED]
    assert world.accepted() == [OTHER]


def test_a_service_that_cannot_be_reached_pauses_everything_in_order(world: World) -> None:
    world.server.stop()
    first = world.send().job
    world.present += timedelta(milliseconds=5)
    second = world.send(OTHER).job
    pauses = []
    for _ in range(4):
        pause = world.deliver()
        assert pause is not None
        pauses.append(pause)
        world.turn(pause)
    assert pauses == sorted(pauses)
    assert world.states(first) + world.states(second) == [State.QUEUED, State.QUEUED]
    world.server.start()
    world.reopen(url=world.server.url)
    world.deliver()
    assert world.accepted() == [GOOD, OTHER]


def test_an_upload_that_broke_off_goes_on(world: World) -> None:
    world.account.faults.add(Fault("reset", method="POST", path="*/files", when="before_body"))
    job = world.send().job
    pause = world.deliver()
    assert world.states(job) == [State.QUEUED]
    world.turn(pause or 0)
    world.turn(5)
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED]


def test_an_upload_that_the_service_refuses_fails_that_fax_alone(world: World) -> None:
    world.account.faults.add(Fault.status(413, method="POST", path="*/files"))
    big, other = world.send().job, world.send(OTHER).job
    world.deliver()
    assert world.states(big) == [State.REJECTED]
    assert world.states(other) == [State.ACCEPTED]


def test_a_document_missing_from_the_spool_fails_that_fax_alone(world: World, sample_tiff: object) -> None:
    from pathlib import Path

    assert isinstance(sample_tiff, Path)
    lost, other = world.send(files=(sample_tiff,)).job, world.send(OTHER).job
    kept = world.services.store.submissions.get(lost)
    assert kept is not None
    world.services.store.spool.path(kept.documents[0].sha256).unlink()
    world.deliver()
    assert world.states(lost) == [State.REJECTED]
    assert world.states(other) == [State.ACCEPTED]


def test_death_after_the_request_left_is_a_lost_answer(world: World) -> None:
    job = world.send().job
    recipients = [recipient.id for recipient in world.recipients(job)]
    attempt = world.services.store.attempts.begin(job, recipients, "", "+41445550100")
    world.services.store.attempts.posting(attempt.id)
    world.reopen()
    world.settle()
    assert world.only(job).asked
    assert world.accepted() == []


def test_death_during_the_upload_starts_it_again(world: World) -> None:
    job = world.send().job
    recipients = [recipient.id for recipient in world.recipients(job)]
    world.services.store.attempts.begin(job, recipients, "", "+41445550100")
    world.reopen()
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED]
    assert world.accepted() == [GOOD]


@pytest.mark.usefixtures("faults_are_expected")
@pytest.mark.parametrize("end", [ZeroDivisionError, KeyboardInterrupt, Panic], ids=["ours", "Ctrl-C", "a library's"])
def test_what_ends_the_step_after_the_request_left_is_a_lost_answer(
    world: World, monkeypatch: pytest.MonkeyPatch, end: type[BaseException]
) -> None:
    real = world.services.api.send

    def send_and_die(shipment: object) -> dict[str, str]:
        real(shipment)  # type: ignore[arg-type]
        raise end

    monkeypatch.setattr(world.services.api, "send", send_and_die)
    world.account.pace = Pace(60, 5, 5, 5, 8, 1)
    job = world.send().job
    with suppress(KeyboardInterrupt):
        world.deliver()
    assert world.states(job) == [State.UNKNOWN]
    monkeypatch.undo()
    world.settle(1)
    assert world.states(job) == [State.SUBMITTED]
    assert world.accepted() == [GOOD]


def test_only_the_process_with_the_turn_delivers(world: World) -> None:
    from faxdesk.core.cancel_token import NeverCancelled
    from faxdesk.services.container import ServicesFactory
    from faxdesk.store.data_folder import DataFolder

    world.deliver()
    second = ServicesFactory(
        DataFolder(world.folder.path), world.server.url, world.factory().credentials, world.now
    ).open(lambda report: None)
    job = second.submitter.submit(Draft((world.sample,), (GOOD,))).job
    assert second.delivering.step(NeverCancelled()) == 1.0
    assert world.states(job) == [State.QUEUED]
    world.deliver()
    assert second.store.submissions.recipients(job)[0].state is State.ACCEPTED
    second.close()


@pytest.mark.parametrize("code", [401, 403, 429])
def test_a_no_to_what_was_done_all_the_same_is_not_believed_blindly(world: World, code: int) -> None:
    """A gateway may say no to a request that the service behind it obeys."""
    world.account.pace = Pace(5, 5, 600, 5, 8, 1)
    world.account.faults.add(Fault.status(code, method="POST", path="*/outbox", when="after_acting"))
    job = world.send(GOOD, OTHER).job
    pause = world.deliver()
    assert world.states(job) == [State.QUEUED, State.QUEUED]
    world.turn(pause or 0)
    world.deliver()
    assert all(recipient.outbox_id for recipient in world.recipients(job))
    world.turn(700)
    world.poll()
    assert world.states(job) == [State.DELIVERED, State.DELIVERED]
    assert world.accepted() == [GOOD, OTHER]


def test_documents_that_the_service_has_dropped_are_uploaded_again_once(world: World) -> None:
    world.account.faults.add(Fault.too_many_requests(60, method="POST", path="*/outbox"))
    world.account.switches.upload_lifetime = 30
    job = world.send().job
    pause = world.deliver()
    world.turn(pause or 0)
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED]
    assert world.accepted() == [GOOD]


def test_a_refusal_of_fresh_documents_is_the_last_word(world: World) -> None:
    world.account.switches.upload_lifetime = 0
    job = world.send().job
    world.deliver()
    assert world.states(job) == [State.REJECTED]
    assert world.only(job).status == "file_not_found"
    assert world.accepted() == []


@pytest.mark.parametrize("back", [timedelta(hours=3), timedelta(days=1)])
def test_a_lost_fax_is_told_by_the_services_time_where_ours_was_set_back(world: World, back: timedelta) -> None:
    job = lose_the_answer(world, GOOD)
    world.present -= back
    world.settle()
    assert world.states(job) == [State.DELIVERED]
    assert world.accepted() == [GOOD]


def test_a_lost_fax_is_found_where_what_tells_the_time_is_ahead_of_the_archive(world: World) -> None:
    """The server that answers may have another clock than the one that writes the archive down."""
    world.account.faults.add(Fault.lost_answer(), Fault("clock_skew", seconds=7200, times=None))
    job = world.send().job
    world.settle()
    assert world.states(job) == [State.DELIVERED]
    assert world.accepted() == [GOOD]


def test_a_fax_whose_upload_was_put_off_needs_no_look_before_it_leaves(world: World) -> None:
    """Nothing of it can be there. A service that takes faxes but cannot list them keeps it from nothing."""
    world.account.faults.add(Fault.too_many_requests(30, method="POST", path="*/files"))
    job = world.send().job
    world.turn(2 * (world.deliver() or 0))
    world.account.faults.add(Fault.status(500, method="GET", path="*/outbox", times=None))
    world.deliver()
    assert world.states(job) == [State.ACCEPTED]


def test_a_fax_whose_connection_was_refused_needs_no_look_before_it_leaves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = world.services.api.upload

    def upload(*args: Any, **more: Any) -> str:
        path = real(*args, **more)
        world.server.stop()
        return path

    monkeypatch.setattr(world.services.api, "upload", upload)
    job = world.send().job
    pause = world.deliver()
    assert world.states(job) == [State.QUEUED]
    world.server.start()
    world.reopen(url=world.server.url)
    world.turn(pause or 0)
    world.account.faults.add(Fault.status(500, method="GET", path="*/outbox", times=None))
    world.deliver()
    assert world.states(job) == [State.ACCEPTED]


def test_documents_that_waited_here_for_long_are_uploaded_again_before_the_service_has_to_ask(world: World) -> None:
    world.account.faults.add(Fault.too_many_requests(2700, method="POST", path="*/outbox"))
    world.account.switches.upload_lifetime = 2400
    job = world.send().job
    world.turn(world.deliver() or 0)
    world.deliver()
    assert world.states(job) == [State.ACCEPTED]
    told = [entry.text for entry in world.services.store.submissions.timeline(world.only(job).id)]
    assert not [text for text in told if "Uploading again" in text]
