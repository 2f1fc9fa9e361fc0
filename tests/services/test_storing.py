"""Accounts whose sent faxes are not stored, or are purged: no fax is lost there, or called what it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.api.client import FaxApi
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Fax, Options, Records
from faxdesk.practice import Fault, Pace
from faxdesk.practice.account.scenes import enter
from faxdesk.services import record_finder
from faxdesk.services.events import Condition, Link
from faxdesk.services.follow import Follower
from faxdesk.services.vanished import Trace
from faxdesk.store.fax_lists import Listing
from tests.services.conftest import GOOD, OTHER
from tests.services.test_identity import count_calls

if TYPE_CHECKING:
    from faxdesk.core.model import Recipient
    from tests.services.conftest import World

BUSY, PARTIAL = "+41445550201", "+41445550204"
SLOW = Pace(5, 5, 5, 20, 60, 1)
DAY = 86400.0


def follow(world: World, job: str, seconds: float = 300) -> list[State]:
    """Poll while time passes; return the states that the only fax of a job was seen in."""
    seen: list[State] = []
    passed = 0.0
    while passed < seconds:
        world.deliver()
        world.poll()
        state = world.only(job).state
        seen += [state] if state not in seen[-1:] else []
        world.turn(10)
        passed += 10
    return seen


def told(world: World, fax: Recipient) -> list[str]:
    return [entry.event for entry in world.services.store.submissions.timeline(fax.id)]


# ----------------------------------------------------------------------------------------------- nothing is stored


def test_a_fax_of_which_nothing_is_stored_ends_without_a_result(world: World) -> None:
    """It is neither lost nor a question: the account is so, and its user has been told."""
    enter(world.account, "history-off")
    world.account.pace = SLOW
    job = world.send().job
    seen = follow(world, job)
    fax = world.only(job)
    assert seen[-1] is State.UNREPORTED
    assert State.UNKNOWN not in seen
    assert Event.LOST_SIGHT not in told(world, fax)
    assert "stores no sent faxes for this account" in fax.reason
    assert "arrived is not known" in fax.reason
    assert not fax.asked
    assert world.accepted() == [GOOD]


@pytest.mark.parametrize("number", [GOOD, BUSY, PARTIAL])
def test_no_result_is_never_taken_for_a_good_one(world: World, number: str) -> None:
    enter(world.account, "history-off")
    job = world.send(number).job
    assert follow(world, job)[-1] is State.UNREPORTED


@pytest.mark.parametrize(("number", "state"), [(GOOD, State.DELIVERED), (BUSY, State.FAILED), (PARTIAL, State.PARTIAL)])
@pytest.mark.parametrize("kind", ["bare_record", "as_usual"])
def test_a_record_that_is_there_all_the_same_counts(world: World, number: str, state: State, kind: Any) -> None:
    enter(world.account, "history-off")
    world.account.switches.unsaved_fax = kind
    job = world.send(number).job
    assert follow(world, job)[-1] is state


@pytest.mark.parametrize(("number", "state"), [(GOOD, State.DELIVERED), (BUSY, State.FAILED), (PARTIAL, State.PARTIAL)])
@pytest.mark.parametrize("where", ["history", "final"])
def test_what_the_outbox_still_tells_by_the_id_counts(world: World, where: Any, number: str, state: State) -> None:
    enter(world.account, "history-off-outbox")
    world.account.switches.finished_outbox_status = where
    job = world.send(number).job
    follow(world, job)
    assert (world.only(job).state, world.only(job).fax_id) == (state, None)
    assert world.only(job).reason


BAD_ANSWERS = {
    "cut short": Fault("cut"),
    "half of the JSON": Fault("truncate"),
    "another shape": Fault("wrong_types"),
    "a fax to another number": Fault(
        "status", code=200, body='{"id": "f", "to": ["+41445559999"], "status": "failed_busy"}'
    ),
    "a web page of the network": Fault("portal"),
    "the token has ended": Fault.status(401),
    "a fault of the service": Fault.status(500),
}
"""Answers about a single fax that tell nothing of it."""


@pytest.mark.parametrize(("scene", "path"), [("history-off-outbox", "*/outbox/*"), ("history-off-record", "*/faxes/*")])
@pytest.mark.parametrize("what", BAD_ANSWERS)
def test_a_bad_answer_about_the_last_that_is_told_of_a_fax_costs_no_result(
    world: World, what: str, path: str, scene: str
) -> None:
    enter(world.account, scene)
    # The record is there by its id only: the list does not show it.
    world.account.faults.add(
        Fault("status", code=200, path="*/faxes", body='{"data": {"records": []}}', times=None),
        replace(BAD_ANSWERS[what], method="GET", path=path, times=3),
    )
    job = world.send().job
    seen = follow(world, job, 300)
    assert seen[-1] is State.DELIVERED
    assert not {State.UNREPORTED, State.UNKNOWN} & set(seen)


@pytest.mark.parametrize("what", BAD_ANSWERS)
def test_bad_answers_about_one_fax_are_not_waited_for_without_end(world: World, what: str) -> None:
    """A service may have such an answer for every fax that it does not know."""
    enter(world.account, "history-off")
    for path in ("*/outbox/*", "*/faxes/*"):
        world.account.faults.add(replace(BAD_ANSWERS[what], method="GET", path=path, times=None))
    job = world.send().job
    for _ in range(9):
        follow(world, job, 60)
        world.turn(600)
    assert world.states(job) == [State.UNREPORTED]
    assert world.said[-1] == Condition(Link.ONLINE)


def test_a_bad_answer_about_one_fax_holds_up_no_other(world: World) -> None:
    enter(world.account, "history-off-outbox")
    first, second = world.send().job, world.send(OTHER).job
    world.deliver()
    world.account.faults.add(
        replace(Fault("truncate"), method="GET", path=f"*/outbox/{world.only(first).outbox_id}", times=None)
    )
    follow(world, first, 180)
    assert world.states(second) == [State.DELIVERED]
    assert world.states(first) == [State.ACCEPTED]


def test_a_record_that_the_outbox_announces_is_waited_for(world: World) -> None:
    """Where faxes are stored, it has the id by which the report is asked for."""
    switches = world.account.switches
    switches.finished_outbox_id, switches.finished_outbox_status = 200, "final"
    switches.archive_gap, switches.archive_id = 600, "new"
    job = world.send().job
    seen = follow(world, job, 400)
    assert set(seen) <= {State.ACCEPTED}
    follow(world, job, 400)
    assert world.states(job) == [State.DELIVERED]
    assert world.only(job).fax_id == world.account.archived_ids()[0]


def test_a_record_that_never_comes_is_not_waited_for_without_end(world: World) -> None:
    switches = world.account.switches
    switches.finished_outbox_id, switches.finished_outbox_status = 200, "final"
    switches.archive_gap = 10 * DAY
    job = world.send().job
    for _ in range(8):
        follow(world, job, 60)
        world.turn(600)
    assert (world.states(job), world.only(job).fax_id) == ([State.DELIVERED], None)


def test_the_outbox_tells_only_the_last_word_of_its_history(world: World) -> None:
    """A first call that failed, and was followed by another, is no result."""
    enter(world.account, "history-off")
    world.account.switches.finished_outbox_id = 200
    job = world.send(BUSY).job
    assert follow(world, job)[-1] is State.UNREPORTED


def test_a_redial_follows_what_the_outbox_tells(world: World) -> None:
    enter(world.account, "history-off-outbox")
    job = world.send("+41445550202", options=Options(redials=2)).job
    follow(world, job, 900)
    assert world.states(job) == [State.DELIVERED]
    assert len(world.accepted()) == 2


def test_a_fax_that_is_called_when_it_is_last_seen_says_so(world: World) -> None:
    enter(world.account, "history-off")
    world.account.pace = SLOW
    job = world.send().job
    assert State.SENDING in follow(world, job)
    assert "last seen in its call" in world.only(job).reason


def test_a_record_that_comes_late_corrects_it(world: World) -> None:
    """The account says that it stores nothing; what it does is another thing."""
    enter(world.account, "history-off")
    world.account.switches.unsaved_fax = "as_usual"
    world.account.switches.archive_gap = 600
    job = world.send().job
    assert follow(world, job, 300)[-1] is State.UNREPORTED
    assert follow(world, job, 600)[-1] is State.DELIVERED


def test_storing_that_is_switched_on_again_does_not_make_the_fax_a_question(world: World) -> None:
    """It ended while nothing was stored, and nothing will come of waiting."""
    enter(world.account, "history-off")
    world.services.account.uid()
    job = world.send().job
    world.deliver()
    world.turn(2)
    world.services.account.stores_faxes()
    world.turn(61)
    enter(world.account, "usual")
    assert follow(world, job)[-1] is State.UNREPORTED


def test_storing_that_is_switched_off_in_mid_run_is_seen(world: World) -> None:
    world.account.pace = SLOW
    job = world.send().job
    world.deliver()
    world.poll()
    enter(world.account, "history-off")
    assert follow(world, job)[-1] is State.UNREPORTED


def test_a_fax_that_is_removed_before_its_time_is_no_such_fax(world: World) -> None:
    """Somebody took it out at Fax.Plus: that is for the user to know."""
    enter(world.account, "history-off")
    job = world.send(send_at=world.now() + timedelta(hours=2)).job
    world.deliver()
    world.poll()
    name = world.only(job).outbox_id or ""
    world.account.outbox.cancel(name, world.account.clock.now(), archived=False)
    follow(world, job, 120)
    assert world.only(job).state is State.UNKNOWN
    assert "its time has not come" in " ".join(
        entry.text for entry in world.services.store.submissions.timeline(world.only(job).id)
    )
    world.settle()
    world.turn(3 * 3600)
    world.settle()
    assert (world.only(job).state, world.only(job).asked) == (State.UNKNOWN, True), "also when its time has passed"


def test_where_the_token_may_not_ask_the_user_is_asked(world: World) -> None:
    enter(world.account, "history-off")
    scopes = ("fax:fax:read", "fax:fax:edit")
    world.reopen(token=world.account.issue_token(scopes=scopes))
    job = world.send(sender="+41445550100").job
    follow(world, job, 300)
    fax = world.only(job)
    assert (fax.state, fax.asked) == (State.UNKNOWN, True)
    assert "had taken this fax" in fax.reason


def test_a_lost_answer_says_why_looking_proves_little(world: World) -> None:
    enter(world.account, "history-off")
    world.account.faults.add(Fault.lost_answer())
    job = world.send().job
    follow(world, job, 300)
    fax = world.only(job)
    assert (fax.state, fax.asked) == (State.UNKNOWN, True)
    assert "would not if it were sent" in fax.reason
    assert world.accepted() == [GOOD]


def test_many_faxes_of_which_nothing_is_stored_are_not_asked_for_again_and_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(world.account, "history-off")
    world.services.account.uid()
    world.send(*[f"+4144556{number:04d}" for number in range(60)])
    world.deliver()
    asked: list[str] = []
    for name in ("fax", "outbox_fax"):
        count_calls(monkeypatch, world.services.api, name, asked)
    for _ in range(12):
        world.poll()
        world.turn(20)
    states = [claim.recipient.state for claim in world.services.store.delivery_queue.claims(State)]
    assert states == [State.UNREPORTED] * 60
    assert len(asked) == 2 * 60, "each once in each list"


def test_few_are_settled_in_one_poll(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(world.account, "history-off")
    world.services.account.uid()
    world.send(*[f"+4144556{number:04d}" for number in range(50)])
    world.deliver()
    for _ in range(4):
        world.poll()
        world.turn(20)
    asked: list[str] = []
    count_calls(monkeypatch, world.services.api, "outbox_fax", asked)
    world.poll()
    assert len(asked) == record_finder.MOST_ASKED


def test_an_uncertain_trace_is_told_and_proves_nothing(world: World) -> None:
    """What a callback says can come from anybody."""
    enter(world.account, "history-off")
    job = world.send().job
    world.deliver()
    services = world.services
    follower = Follower(
        services.store,
        services.api,
        services.account,
        world.said.append,
        world.now,
        traces=(lambda _claim: Trace("success", proof=False),),
    )
    for _ in range(10):
        follower.step(NeverCancelled())
        world.turn(20)
    fax = world.only(job)
    assert fax.state is State.UNREPORTED
    assert "“success”, unconfirmed" in fax.reason


def test_what_replaces_such_a_fax_is_not_sent_besides_it(world: World) -> None:
    enter(world.account, "history-off")
    world.account.pace = Pace(0, 0, 0, 1, 8, 0)
    job = world.send(send_at=world.now() + timedelta(seconds=90)).job
    world.deliver()
    world.poll()
    fax = world.only(job)
    changed = world.services.submitter.replace(
        fax,
        world.services.store.submissions.get(job).draft((fax,), world.now()),  # type: ignore[union-attr]
    )
    world.turn(120)
    for _ in range(12):
        world.carry_out()
        world.deliver()
        world.poll()
        world.turn(20)
    assert world.states(job) == [State.UNREPORTED]
    assert world.states(changed.job) == [State.CANCELLED]
    assert "may have gone out already" in world.only(changed.job).reason
    assert len(world.accepted()) == 1


# ------------------------------------------------------------------------------------------------- cancelling


@pytest.mark.parametrize("answer", ["not_found", "ignored"])
def test_cancelled_is_not_said_of_what_may_have_been_sent(world: World, answer: Any) -> None:
    """The service no longer has the fax when it is to be cancelled, and its archive proves nothing."""
    enter(world.account, "history-off")
    world.account.switches.delete_while_sending = answer
    world.account.pace = Pace(0, 0, 0, 30, 60, 0)
    job = world.send().job
    world.deliver()
    world.poll()
    assert world.states(job) == [State.SENDING]
    world.services.user_requests.cancel([world.only(job).id])
    for _ in range(60):
        world.carry_out()
        world.turn(3)
    fax = world.only(job)
    assert [one.cancelled for one in world.account.received()] == [False]
    assert fax.state is State.UNREPORTED
    assert "before the cancellation came" in fax.reason


@pytest.mark.parametrize("scene", ["usual", "history-off"])
def test_what_the_service_takes_back_is_cancelled(world: World, scene: str) -> None:
    enter(world.account, scene)
    job = world.send(send_at=world.now() + timedelta(hours=2)).job
    world.deliver()
    world.poll()
    world.services.user_requests.cancel([world.only(job).id])
    world.carry_out()
    assert world.states(job) == [State.CANCELLED]


@pytest.mark.parametrize("scene", ["usual", "history-off"])
def test_what_was_removed_before_its_time_cannot_have_been_sent(world: World, scene: str) -> None:
    enter(world.account, scene)
    job = world.send(send_at=world.now() + timedelta(hours=2)).job
    world.deliver()
    world.poll()
    world.account.outbox.cancel(world.only(job).outbox_id or "", world.account.clock.now(), archived=False)
    world.services.user_requests.cancel([world.only(job).id])
    for _ in range(40):
        world.carry_out()
        world.turn(3)
    assert world.states(job) == [State.CANCELLED]


# ---------------------------------------------------------------------------------------------------- purged


@pytest.mark.parametrize("kind", ["no_record", "bare_record"])
def test_what_is_purged_after_its_result_stays_what_it_was(world: World, kind: Any) -> None:
    enter(world.account, "retention")
    world.account.switches.purged_fax = kind
    job = world.send().job
    follow(world, job, 60)
    fax = world.only(job)
    assert fax.state is State.DELIVERED
    world.turn(8 * DAY)
    follow(world, job, 120)
    assert world.only(job) == fax
    world.account.switches.retention_days = 0
    follow(world, job, 120)
    assert world.only(job) == fax, "also where its record comes back"


def test_a_result_that_came_and_went_while_nobody_looked_is_not_lost(world: World) -> None:
    """The computer was off for longer than the company keeps its faxes."""
    enter(world.account, "retention")
    world.account.pace = SLOW
    job = world.send().job
    world.deliver()
    world.poll()
    world.turn(8 * DAY)
    world.reopen()
    seen = follow(world, job)
    fax = world.only(job)
    assert seen[-1] is State.UNREPORTED
    assert State.UNKNOWN not in seen
    assert "had not looked for more than a day" in fax.reason


@pytest.mark.parametrize(("number", "state"), [(GOOD, State.DELIVERED), (BUSY, State.FAILED), (PARTIAL, State.PARTIAL)])
@pytest.mark.parametrize("told_before", [False, True])
def test_a_record_that_comes_days_later_is_that_of_its_fax(
    world: World, number: str, state: State, told_before: bool
) -> None:
    """Its result counts, the fax is listed once, and nothing goes out again."""
    enter(world.account, "history-off-outbox" if told_before else "history-off")
    world.account.switches.unsaved_fax, world.account.switches.archive_gap = "as_usual", 3 * DAY
    job = world.send(number, options=Options(redials=0 if told_before else 2)).job
    follow(world, job)
    assert (world.only(job).state, world.only(job).fax_id) == (state if told_before else State.UNREPORTED, None)
    world.turn(3 * DAY)
    follow(world, job, 60)
    fax = world.only(job)
    assert (fax.state, fax.fax_id) == (state, fax.outbox_id)
    assert world.services.store.fax_lists.count(Listing.SENT) == 1
    assert world.accepted() == [number]


@pytest.mark.parametrize("status", ["failed_busy", "in_progress", "of_tomorrow"])
def test_a_fax_that_was_delivered_stays_so_whatever_comes_later(
    world: World, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    enter(world.account, "history-off-outbox")
    job = world.send().job
    follow(world, job)
    fax = world.only(job)
    record = Fax(fax.outbox_id or "", status, to=GOOD, submitted_at=world.now())
    monkeypatch.setattr(FaxApi, "faxes", lambda *_, **__: Records((record,)))
    follow(world, job, 60)
    assert world.only(job) == fax


def test_a_fax_that_vanishes_under_our_eyes_is_a_question(world: World) -> None:
    world.account.pace = SLOW
    job = world.send().job
    world.deliver()
    world.poll()
    world.account.outbox.cancel(world.only(job).outbox_id or "", world.account.clock.now(), archived=False)
    follow(world, job, 300)
    assert world.only(job).asked


def test_a_fax_that_is_handed_over_after_days_without_a_look_is_not_called_purged(world: World) -> None:
    world.poll()
    world.turn(3 * DAY)
    world.account.switches.archive_gap = 400
    job = world.send().job
    world.deliver()
    seen = follow(world, job, 300)
    assert State.UNREPORTED not in seen
    assert follow(world, job, 300)[-1] is State.DELIVERED


def test_of_two_faxes_each_ends_in_its_own_way(world: World) -> None:
    enter(world.account, "history-off")
    job = world.send().job
    follow(world, job)
    enter(world.account, "usual")
    world.turn(3700)
    other = world.send(OTHER).job
    follow(world, other, 60)
    assert (world.states(job), world.states(other)) == ([State.UNREPORTED], [State.DELIVERED])
