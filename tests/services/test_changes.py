"""Changing and cancelling what waits, following what moves, and the account behind it all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused, NotThere, Offline, SignInNeeded
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Draft
from faxdesk.core.settings import Settings
from faxdesk.practice import Fault, Pace
from faxdesk.services import sign_in
from faxdesk.services.account import NO_NUMBER
from faxdesk.services.events import Condition, Link
from faxdesk.services.follow import NEAR, SPARING, Cadence
from faxdesk.store.fax_lists import Listing
from faxdesk.store.keyring_secrets import KeyringSecrets
from faxdesk.store.settings_file import SettingsFile
from tests.services.conftest import GOOD, OTHER, World
from tests.services.sending_again import send_again


def waiting(world: World, *to: str) -> str:
    """Let a fax wait at the service for its time; return its job."""
    job = world.send(*to, send_at=world.now() + timedelta(hours=2), comment="Case 42").job
    world.deliver()
    world.poll()
    return job


def request_cancel(world: World, job: str) -> None:
    world.services.user_requests.cancel([recipient.id for recipient in world.recipients(job)])
    world.carry_out()


# ------------------------------------------------------------------------------------------------------- cancel


def test_a_waiting_fax_is_cancelled_at_the_service(world: World) -> None:
    job = waiting(world)
    request_cancel(world, job)
    assert world.states(job) == [State.CANCELLED]
    assert [fax.cancelled for fax in world.account.received()] == [True]
    world.turn(8000)
    world.poll()
    assert world.states(job) == [State.CANCELLED]


def test_one_recipient_of_many_is_cancelled(world: World) -> None:
    job = waiting(world, GOOD, OTHER)
    world.services.user_requests.cancel([world.recipients(job)[0].id])
    world.carry_out()
    world.turn(8000)
    world.poll()
    assert world.states(job) == [State.CANCELLED, State.DELIVERED]


@pytest.mark.parametrize("answer", ["conflict", "not_found", "ignored"])
def test_a_cancellation_in_the_middle_of_sending_tells_the_truth(world: World, answer: str) -> None:
    world.account.switches.delete_while_sending = answer  # type: ignore[assignment]
    world.account.pace = Pace(0, 0, 0, 10, 60, 0)
    job = world.send().job
    world.deliver()
    world.poll()
    assert world.states(job) == [State.SENDING]
    request_cancel(world, job)
    assert world.states(job) == [State.SENDING]
    for _ in range(10):
        world.turn(10)
        world.carry_out()
        world.poll()
    assert world.states(job) == [State.DELIVERED]
    assert not world.only(job).cancel_requested


def test_a_cancellation_that_the_service_takes_while_sending(world: World) -> None:
    world.account.switches.delete_while_sending = "cancelled"
    world.account.pace = Pace(0, 0, 0, 10, 60, 0)
    job = world.send().job
    world.deliver()
    world.poll()
    request_cancel(world, job)
    world.turn(100)
    world.poll()
    assert world.states(job) == [State.CANCELLED]


def test_a_cancellation_after_the_end_is_refused_in_words(world: World) -> None:
    job = world.send().job
    world.deliver()
    world.poll()
    with pytest.raises(InputRefused, match="can no longer be cancelled"):
        world.services.user_requests.cancel([world.only(job).id])


def test_a_cancellation_just_too_late_is_told(world: World) -> None:
    job = waiting(world)
    world.turn(8000)
    request_cancel(world, job)
    assert world.states(job) == [State.SCHEDULED]
    assert "already been sent" in world.only(job).reason
    world.poll()
    assert world.states(job) == [State.DELIVERED]


def test_a_fax_that_had_failed_when_it_was_cancelled_is_said_to_have_failed(world: World) -> None:
    job = world.send("+41445550201").job
    world.deliver()
    request_cancel(world, job)
    world.poll()
    assert world.states(job) == [State.FAILED]
    assert world.only(job).reason.startswith("The line was busy.")


def test_a_cancellation_that_the_service_refuses_is_told(world: World) -> None:
    job = waiting(world)
    world.account.faults.add(Fault.status(400, "no", "Not today", method="DELETE"))
    request_cancel(world, job)
    assert "Not today" in world.only(job).reason
    assert world.states(job) == [State.SCHEDULED]


def test_a_cancellation_waits_for_the_network(world: World) -> None:
    job = waiting(world)
    world.account.faults.add(Fault("reset", method="DELETE", when="after_acting"))
    request_cancel(world, job)
    assert world.states(job) == [State.SCHEDULED]
    assert world.only(job).cancel_requested
    for _ in range(5):
        world.turn(20)
        world.carry_out()
        world.poll()
    assert world.states(job) == [State.CANCELLED]


def test_a_fax_that_was_cancelled_but_not_proven_so_is_no_question(world: World) -> None:
    """It is gone from the service, as it should be; whoever cancels it has the word."""
    job = waiting(world)
    world.account.faults.add(Fault.status(500, method="DELETE", when="after_acting", times=None))
    world.account.faults.add(Fault.status(500, method="GET", path="*/outbox/*", times=None))
    request_cancel(world, job)
    for _ in range(10):
        world.poll()
        world.turn(15)
        world.carry_out()
    assert world.states(job) == [State.SCHEDULED]
    world.account.faults.clear()
    world.turn(300)
    world.carry_out()
    assert world.states(job) == [State.CANCELLED]


def test_a_fax_that_is_not_handed_over_yet_is_cancelled_here(world: World) -> None:
    job = world.send().job
    request_cancel(world, job)
    world.deliver()
    assert world.states(job) == [State.CANCELLED]
    assert world.account.received() == ()


# ------------------------------------------------------------------------------------------------------- change


def test_the_comment_of_a_waiting_fax_is_changed_there_and_here(world: World) -> None:
    job = waiting(world)
    world.services.user_requests.change_comment(world.only(job).id, "Case 43")
    world.carry_out()
    assert [fax.comment for fax in world.account.received()] == ["Case 43"]
    world.turn(8000)
    world.poll()
    (row,) = world.services.store.fax_lists.all(Listing.SENT)
    assert (row.comment, row.state) == ("Case 43", State.DELIVERED)


@pytest.mark.parametrize(("code", "words"), [(409, "too late"), (404, "too late"), (400, "could not be changed")])
def test_a_comment_that_cannot_be_changed_is_told(world: World, code: int, words: str) -> None:
    job = waiting(world)
    world.account.faults.add(Fault.status(code, method="PUT"))
    world.services.user_requests.change_comment(world.only(job).id, "Case 43")
    world.carry_out()
    assert words in world.services.store.submissions.timeline(world.only(job).id)[-1].text
    with pytest.raises(InputRefused):
        world.services.user_requests.change_comment(999, "x")


def test_a_comment_asked_for_while_another_is_being_changed_is_changed_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = waiting(world)
    recipient = world.only(job).id
    real = world.services.api.change_comment

    def overtaken(outbox_id: str, comment: str) -> None:
        real(outbox_id, comment)
        if comment == "Case 43":
            world.services.user_requests.change_comment(recipient, "Case 44")

    monkeypatch.setattr(world.services.api, "change_comment", overtaken)
    world.services.user_requests.change_comment(recipient, "Case 43")
    world.carry_out()
    assert [fax.comment for fax in world.account.received()] == ["Case 44"]
    assert world.services.store.submissions.requested_comment(recipient) is None


def test_a_fax_of_unknown_fate_is_sent_again_with_the_comment_that_was_asked_for_last(world: World) -> None:
    job = waiting(world)
    recipient = world.only(job).id
    world.account.faults.add(Fault.status(400, method="PUT"))
    world.services.user_requests.change_comment(recipient, "Case 43")
    world.carry_out()
    world.services.store.delivery_queue.moved((recipient,), Event.LOST_SIGHT, "Gone.")
    world.services.user_requests.send_again(recipient)
    assert world.services.store.submissions.comment(recipient) == "Case 43"


def test_a_comment_that_is_on_its_way_is_listed(world: World) -> None:
    job = waiting(world)
    world.services.user_requests.change_comment(world.only(job).id, "Case 43")
    (row,) = world.services.store.fax_lists.all(Listing.OUTBOX)
    assert row.comment == "Case 43"


@pytest.mark.parametrize("code", [None, 409, 400])
def test_what_is_sent_again_has_the_comment_that_the_user_asked_for_last(world: World, code: int | None) -> None:
    """Also where the fax ended before Fax.Plus was asked (None), or Fax.Plus did not take it."""
    job = waiting(world)
    world.services.user_requests.change_comment(world.only(job).id, "Case 43")
    if code is not None:
        world.account.faults.add(Fault.status(code, method="PUT"))
        world.carry_out()
    request_cancel(world, job)
    world.carry_out()
    assert world.states(job) == [State.CANCELLED]
    again = send_again(world.services, world.recipients(job))
    assert again.comment == "Case 43"


def test_a_change_of_time_replaces_the_fax_and_only_the_new_one_is_sent(world: World) -> None:
    job = waiting(world)
    draft = Draft((), (OTHER,), comment="Case 43", send_at=world.now() + timedelta(hours=4))
    new = world.services.submitter.replace(world.only(job), draft).job
    world.deliver()
    assert world.states(new) == [State.QUEUED]
    world.carry_out()
    world.deliver()
    world.turn(3600 * 5)
    world.poll()
    assert world.states(job) == [State.CANCELLED]
    assert world.states(new) == [State.DELIVERED]
    assert [(fax.destination, fax.cancelled) for fax in world.account.received()] == [(GOOD, True), (OTHER, False)]


def test_the_fax_that_was_changed_says_that_another_takes_its_place(world: World) -> None:
    job = waiting(world, GOOD)
    (old,) = world.services.store.submissions.recipients(job)
    world.services.submitter.replace(old, Draft(recipients=(GOOD,), send_at=world.now() + timedelta(hours=5)))
    world.carry_out()
    found = world.services.store.submissions.recipient(old.id)
    assert found is not None
    assert (found.state, found.reason) == (State.CANCELLED, "Replaced by a changed fax.")


def test_a_change_that_comes_too_late_sends_nothing_more(world: World) -> None:
    job = waiting(world)
    world.turn(8000)
    new = world.services.submitter.replace(world.only(job), Draft((), (GOOD,))).job
    world.carry_out()
    world.poll()
    world.deliver()
    assert world.states(job) == [State.DELIVERED]
    assert world.states(new) == [State.CANCELLED]
    assert "too late" in world.only(new).reason
    assert len(world.account.received()) == 1


def test_death_in_the_middle_of_a_change_leaves_it_queued(world: World) -> None:
    job = waiting(world)
    new = world.services.submitter.replace(world.only(job), Draft((), (GOOD,))).job
    world.reopen()
    world.deliver()
    assert world.states(new) == [State.QUEUED]
    world.carry_out()
    world.deliver()
    world.poll()
    assert world.states(new) == [State.DELIVERED]


def test_sending_again_is_a_new_fax_with_the_same_documents(world: World) -> None:
    job = world.send("+41445550201", GOOD).job
    world.deliver()
    world.poll()
    failed = [recipient for recipient in world.recipients(job) if recipient.state is State.FAILED]
    again = send_again(world.services, failed)
    world.deliver()
    world.poll()
    assert [recipient.to for recipient in again.recipients] == ["+41445550201"]
    assert world.states(again.job) == [State.FAILED]
    assert len({fax.sha256 for fax in world.account.received()}) == 1


# ------------------------------------------------------------------------------------------------------- follow


def test_a_gap_between_the_two_lists_is_not_a_loss(world: World) -> None:
    world.account.pace = Pace(0, 0, 0, 0, 0, 30)
    job = world.send().job
    world.deliver()
    for _ in range(10):
        world.poll()
        assert world.states(job) == [State.ACCEPTED]
        world.turn(2)
    world.turn(30)
    world.poll()
    assert world.states(job) == [State.DELIVERED]


def test_a_fax_that_was_removed_elsewhere_becomes_a_question_not_a_delivery(world: World) -> None:
    job = waiting(world)
    world.services.api.cancel_fax(str(world.only(job).outbox_id))
    for _ in range(10):
        world.poll()
        world.turn(15)
    fax = world.only(job)
    assert fax.state is State.UNKNOWN
    world.settle()
    assert world.only(job).asked


def test_an_archive_record_with_another_id_is_found_by_ours(world: World) -> None:
    world.account.switches.archive_id = "new"
    job = world.send(comment="Case 42").job
    world.deliver()
    world.poll()
    fax = world.only(job)
    assert fax.state is State.DELIVERED
    assert fax.fax_id != fax.outbox_id


def test_an_archive_record_with_another_id_is_found_by_likeness(world: World) -> None:
    world.account.switches.archive_id = "new"
    world.account.switches.outbox_id_in_archive = False
    jobs = [world.send(number, comment="Case 42").job for number in (GOOD, OTHER)]
    world.deliver()
    world.poll()
    assert [world.only(job).state for job in jobs] == [State.DELIVERED, State.DELIVERED]
    assert len({world.only(job).fax_id for job in jobs}) == 2


def test_an_archive_status_that_nobody_knows_is_a_question(world: World) -> None:
    job = world.send().job
    world.deliver()
    fax = world.only(job)
    from faxdesk.core.model import Fax
    from faxdesk.services.record_finder import RecordFinder

    finder = RecordFinder(world.services.store, world.services.api, world.now)
    (claim,) = world.services.store.delivery_queue.claims((State.ACCEPTED,))
    finder._adopt(claim, Fax(str(fax.outbox_id), "teleported", GOOD, description="Beamed up"), only=True)
    assert (world.only(job).state, world.only(job).asked, world.only(job).status) == (State.UNKNOWN, True, "teleported")
    world.turn(300)
    world.settle(1)
    assert world.states(job) == [State.DELIVERED]


@pytest.mark.parametrize("offset", [True, False])
def test_the_older_archive_is_mirrored_page_by_page(world: World, offset: bool) -> None:
    for _ in range(4):
        world.send(*[f"+4144555{number:04d}" for number in range(300, 330)])
        world.deliver()
        world.turn(60)
    world.account.switches.offset_supported = offset
    world.poll()
    expected = 120 if offset else 50
    assert world.services.store.database.value("SELECT count(*) FROM fax") >= expected
    before = world.services.store.database.total_changes()
    world.poll()
    assert world.services.store.database.total_changes() == before


def test_faxes_sent_from_elsewhere_are_shown_too(world: World) -> None:
    from faxdesk.core.model import DocumentType, Shipment

    world.account.pace = Pace(5, 5, 5, 5, 8, 0)
    path = world.services.api.upload(
        world.sample, "a.pdf", DocumentType.PDF, lambda sent, total: None, NeverCancelled()
    )
    world.services.api.send(Shipment("+41445550100", (GOOD,), (path,), "web"))
    world.poll()
    assert [row.recipient for row in world.services.store.fax_lists.all(Listing.OUTBOX)] == [None]
    world.turn(60)
    world.poll()
    assert [row.state for row in world.services.store.fax_lists.all(Listing.SENT)] == [State.DELIVERED]
    assert world.services.store.fax_lists.all(Listing.OUTBOX) == []


def test_polls_are_quick_while_something_moves_and_slow_when_idle(world: World) -> None:
    assert world.poll() == NEAR.idle
    world.account.pace = Pace(100, 100, 100, 100, 100, 0)
    world.send()
    world.deliver()
    first = world.poll()
    pauses = [world.poll() or 0 for _ in range(30)]
    assert first == NEAR.first
    assert pauses == sorted(pauses)
    assert pauses[-1] == NEAR.most
    world.send()
    world.deliver()
    assert (world.poll() or 0) < NEAR.most
    assert Cadence().idle >= 60


def test_polls_are_fewer_where_the_user_wants_that_from_the_next_one_on(world: World) -> None:
    usual = world.poll() or 0
    SettingsFile(world.folder.settings).save(Settings(poll_sparingly=True))
    assert world.poll() == usual * SPARING
    SettingsFile(world.folder.settings).save(Settings())
    assert world.poll() == usual


def test_a_fax_for_tomorrow_is_not_polled_every_second(world: World) -> None:
    waiting(world)
    pause = [world.poll() for _ in range(12)][-1]
    assert pause == NEAR.waiting


def test_a_fax_that_waits_for_a_line_is_followed_beside_one_for_tomorrow(world: World) -> None:
    world.account.pace = Pace(0, 0, 600, 5, 5, 0)
    world.send(OTHER)
    world.deliver()
    waiting(world)
    pause = [world.poll() for _ in range(12)][-1]
    assert pause == NEAR.most


# ------------------------------------------------------------------------------------------------------ account


def test_a_wrong_token_stops_everything_and_says_so(world: World) -> None:
    job = world.send().job
    world.reopen(token="alohi_pat_wrong")
    world.deliver()
    assert world.states(job) == [State.QUEUED]
    told = [report for report in world.said if isinstance(report, Condition)][-1]
    assert told.link is Link.SIGN_IN
    assert isinstance(told.error, SignInNeeded)
    world.reopen()
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED]


def test_a_token_that_is_refused_for_a_moment_is_not_taken_for_one_of_nobody(world: World) -> None:
    """A fax that was written for the account would wait for it until FaxDesk is started again."""
    world.account.faults.add(Fault("reset", method="POST", path="*/files", when="before_body"))
    job = world.send().job
    world.deliver()
    assert world.states(job) == [State.QUEUED]
    world.reopen()
    world.account.faults.add(Fault.status(401, times=None))
    world.turn(60)
    world.deliver()
    world.account.faults.clear()
    world.turn(600)
    world.deliver()
    assert world.states(job) == [State.ACCEPTED]


def test_a_token_with_narrow_scopes_can_send(world: World) -> None:
    token = world.account.issue_token(scopes=("fax:fax:read", "fax:fax:edit", "fax:file:read", "fax:file:edit"))
    world.reopen(token=token)
    job = world.send(sender="+41445550100").job
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED]


def test_without_a_number_named_the_first_usable_one_sends(world: World) -> None:
    assert world.services.account.sender() == "+41445550100"
    world.services.store.service_mirror.keep_numbers(())
    world.account.faults.add(Fault.status(404, path="*/numbers"))
    assert world.services.account.sender() == NO_NUMBER


def test_a_token_is_tried_out_before_it_is_kept(world: World) -> None:
    account = sign_in.try_out(world.server.url, world.server.token).account
    assert account is not None
    assert account.uid == world.account.uid
    with pytest.raises(SignInNeeded):
        sign_in.try_out(world.server.url, "alohi_pat_wrong")
    with pytest.raises(InputRefused):
        sign_in.try_out("http://example.com/v3", world.server.token)
    with pytest.raises(Offline):
        sign_in.try_out("http://127.0.0.1:9/v3", world.server.token)


def test_whose_token_is_used(world: World) -> None:
    secrets = KeyringSecrets()
    nobody = sign_in.credentials(Settings(), secrets, {})
    with pytest.raises(SignInNeeded, match="not connected"):
        nobody.headers()
    assert not nobody.renew("x")
    secrets.set(sign_in.TOKEN, "alohi_pat_kept")
    kept = sign_in.credentials(Settings(account="token"), secrets, {})
    assert kept.headers()["Authorization"] == "Bearer alohi_pat_kept"
    given = sign_in.credentials(Settings(account="token"), secrets, {"FAXDESK_TOKEN": "alohi_pat_given"})
    assert given.headers()["Authorization"] == "Bearer alohi_pat_given"
    assert sign_in.address(Settings(), {"FAXDESK_API_URL": "http://127.0.0.1:1/v3"}) == "http://127.0.0.1:1/v3"


def test_a_report_that_does_not_exist_is_told(world: World) -> None:
    with pytest.raises(NotThere):
        world.services.fetcher.report("nothing", NeverCancelled())
