"""A fax of which Fax.Plus shows no trace, where the user has chosen that it is sent again by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.api import faults
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import DocumentType, Shipment
from faxdesk.core.resend_decision import OBSTACLES, Obstacle
from faxdesk.practice import Fault, Pace
from faxdesk.practice.account.scenes import enter
from faxdesk.services.late_arrivals import TURNED_UP
from faxdesk.store.fax_lists import Listing, Row
from faxdesk.store.settings_file import SettingsFile
from tests.services.conftest import GOOD, OTHER, SENDER, World

if TYPE_CHECKING:
    from faxdesk.core.model import Recipient

WAITS = Pace(600, 5, 5, 5, 8, 1)
"""A service where every fax is seen in the outbox."""
LOST = Fault("drop", method="POST", path="*/outbox")


def choose(world: World, minutes: int = 15, way: str = "resend") -> None:
    SettingsFile(world.folder.settings).change(
        lambda settings: settings._replace(lost_answers=way, resend_minutes=minutes)
    )


def show_a_tag(world: World) -> None:
    """Have another fax of ours seen in the outbox, with its tag."""
    world.account.pace = WAITS
    world.send(OTHER, comment="Another")
    world.deliver()
    world.poll()


def lose(world: World, fault: Fault = LOST, **more: object) -> str:
    world.account.faults.add(fault)
    job = world.send(**more).job
    world.deliver()
    return job


def pass_minutes(world: World, minutes: float) -> None:
    """Let time pass as it does while FaxDesk runs: looks are made when they are due."""
    left = minutes * 60
    while left > 0:
        pause = world.deliver()
        step = min(left, pause if pause is not None else 20.0, 60.0)
        world.turn(max(step, 0.1))
        left -= max(step, 0.1)
    world.deliver()


def listing(path: str, records: str) -> Fault:
    """Return a fault that answers with these records, whatever there is."""
    headers = {"Content-Type": "application/json"}
    body = f'{{"records": {records}}}'
    return Fault("status", method="GET", path=path, code=200, body=body, headers=headers, times=None)


def send_elsewhere(world: World, comment: str) -> None:
    """Send the sample to the same number as another program of the account does."""
    api = world.services.api
    path = api.upload(world.sample, "a.pdf", DocumentType.PDF, lambda sent, total: None, NeverCancelled())
    api.send(Shipment(SENDER, (GOOD,), (path,), "web", comment=comment))


def row(world: World, job: str) -> Row:
    (found,) = [one for one in world.services.store.fax_lists.all(Listing.OUTBOX) if one.job == job]
    return found


def events(world: World, fax: Recipient) -> list[str]:
    return [entry.event for entry in world.services.store.submissions.timeline(fax.id)]


def to(world: World, number: str) -> int:
    return world.accepted().count(number)


@pytest.fixture
def chosen(world: World) -> World:
    choose(world)
    show_a_tag(world)
    return world


def test_a_fax_without_a_trace_is_sent_again_after_the_time_that_was_chosen(chosen: World) -> None:
    job = lose(chosen)
    pass_minutes(chosen, 2)
    waits = row(chosen, job)
    assert (waits.state, waits.asked) == (State.UNKNOWN, False)
    assert waits.resend_at is not None
    assert timedelta(minutes=13) < waits.resend_at - chosen.now() <= timedelta(minutes=15)
    pass_minutes(chosen, 12)
    assert to(chosen, GOOD) == 0, "it was sent before its time"
    pass_minutes(chosen, 3)
    assert to(chosen, GOOD) == 1
    fax = chosen.only(job)
    assert fax.outbox_id
    assert "asked" not in events(chosen, fax)
    assert events(chosen, fax).count(Event.RESEND) == 1
    assert chosen.services.store.fax_lists.asked() == ()


def test_it_leaves_when_the_window_says_so(chosen: World) -> None:
    """The looks become rare, but the last of them is made when its time has come."""
    job = lose(chosen)
    pass_minutes(chosen, 2)
    due = row(chosen, job).resend_at
    assert due is not None
    pass_minutes(chosen, (due - chosen.now()) / timedelta(minutes=1) + 0.2)
    assert to(chosen, GOOD) == 1


def test_the_countdown_survives_a_restart(chosen: World) -> None:
    job = lose(chosen)
    pass_minutes(chosen, 8)
    due = row(chosen, job).resend_at
    chosen.reopen()
    assert row(chosen, job).resend_at == due
    pass_minutes(chosen, 8)
    assert to(chosen, GOOD) == 1


def test_one_command_now_and_then_is_enough(chosen: World) -> None:
    """Where nothing but `faxdesk deliver` runs, every hour."""
    job = lose(chosen)
    pass_minutes(chosen, 1)
    chosen.turn(3600)
    chosen.reopen()
    pass_minutes(chosen, 1)
    assert to(chosen, GOOD) == 1
    assert "asked" not in events(chosen, chosen.only(job))


def test_what_turns_up_in_time_is_adopted_and_not_sent_again(chosen: World) -> None:
    job = lose(chosen, Fault("late", method="POST", path="*/outbox", seconds=600))
    pass_minutes(chosen, 5)
    assert row(chosen, job).resend_at is not None
    pass_minutes(chosen, 20)
    assert to(chosen, GOOD) == 1
    fax = chosen.only(job)
    assert fax.outbox_id
    assert Event.RESEND not in events(chosen, fax)


def test_the_record_of_another_lost_fax_is_no_trace_of_this_one(chosen: World, sample_tiff: Path) -> None:
    """It turns up late, and its own next look is far away."""
    chosen.account.pace = Pace.instant()
    first = lose(chosen, Fault("late", method="POST", path="*/outbox", seconds=9 * 60), comment="Case 42")
    pass_minutes(chosen, 6)
    second = lose(chosen, comment="Case 43", files=(sample_tiff,))
    pass_minutes(chosen, 30)
    assert chosen.states(first) == [State.DELIVERED]
    assert "asked" not in events(chosen, chosen.only(second))
    assert to(chosen, GOOD) == 2


def test_what_is_through_in_time_is_found_by_its_comment(chosen: World) -> None:
    """Between two looks, within the minutes in which only this fax can be meant."""
    chosen.account.pace = Pace.instant()
    job = lose(chosen, Fault("late", method="POST", path="*/outbox", seconds=9 * 60), comment="Case 42")
    pass_minutes(chosen, 30)
    assert chosen.states(job) == [State.DELIVERED]
    assert to(chosen, GOOD) == 1
    assert "asked" not in events(chosen, chosen.only(job))


@pytest.mark.parametrize("patience", [15, 720])
def test_a_fax_like_it_that_was_sent_later_is_asked_about_however_long_the_user_waits(
    world: World, patience: int
) -> None:
    """It may be this one, and as well another of the account."""
    choose(world, patience)
    show_a_tag(world)
    world.account.pace = Pace.instant()
    job = lose(world, Fault("late", method="POST", path="*/outbox", seconds=13 * 60), comment="See attached")
    pass_minutes(world, 120)
    fax = world.only(job)
    assert (fax.state, fax.asked, to(world, GOOD)) == (State.UNKNOWN, True, 1)
    assert OBSTACLES[Obstacle.TRACE] in fax.reason


@pytest.mark.parametrize("minutes", [3, 240])
def test_other_pages_with_the_same_comment_are_never_called_this_fax(
    world: World, sample_tiff: Path, minutes: int
) -> None:
    """Somebody else of the account sends them to the same number."""
    choose(world, 720)
    show_a_tag(world)
    world.account.pace = Pace.instant()
    job = lose(world, comment="See attached", files=(world.sample, sample_tiff))
    pass_minutes(world, minutes)
    send_elsewhere(world, "See attached")
    pass_minutes(world, 60)
    fax = world.only(job)
    assert (fax.state, fax.asked, to(world, GOOD)) == (State.UNKNOWN, True, 1)


@pytest.mark.parametrize("instant", [False, True], ids=["waiting", "through"])
def test_a_service_that_acts_later_than_that_sends_twice_and_this_is_recognised_and_told(
    chosen: World, instant: bool
) -> None:
    if instant:
        chosen.account.pace = Pace.instant()
    job = lose(chosen, Fault("late", method="POST", path="*/outbox", seconds=1500), comment="Case 42")
    if not instant:
        # What still waits is cancelled, unless the service does not want to.
        chosen.account.faults.add(Fault.status(409, method="DELETE", path="*/outbox/*", times=None))
    pass_minutes(chosen, 20)
    chosen.poll()
    fax = chosen.only(job)
    assert Event.RESEND in events(chosen, fax)
    pass_minutes(chosen, 10)
    chosen.poll()
    chosen.carry_out()
    assert to(chosen, GOOD) == 2, "the practice service did not act late"
    told = [entry.text for entry in chosen.services.store.submissions.timeline(fax.id) if entry.event == "turned up"]
    assert len(told) == (1 if instant else 2)
    assert "may get it twice" in told[-1]
    (needing,) = chosen.services.store.fax_lists.needing(10)
    assert (needing.recipient, needing.turned_up_at is not None) == (fax.id, True)
    chosen.poll()
    assert events(chosen, fax).count("turned up") == len(told)
    chosen.services.user_requests.dismiss([fax.id])
    assert chosen.services.store.fax_lists.need_count() == 0
    # From now on this service is not trusted to act within that time.
    later = lose(chosen, comment="Case 43")
    pass_minutes(chosen, 60)
    assert chosen.only(later).asked
    assert OBSTACLES[Obstacle.ACTS_LATE] in chosen.only(later).reason


def send_twice(world: World) -> str:
    """Have a fax for tomorrow sent again, and the first one turn up then."""
    send_at = world.now() + timedelta(days=1)
    job = lose(world, Fault("late", method="POST", path="*/outbox", seconds=1500), send_at=send_at)
    pass_minutes(world, 18)
    world.poll()
    assert Event.RESEND in events(world, world.only(job))
    return job


def bring_the_first_one(world: World) -> None:
    pass_minutes(world, 12)
    assert to(world, GOOD) == 2, "the practice service did not act late"
    world.poll()


def carry_out_for(world: World, seconds: int) -> None:
    for _ in range(seconds):
        world.carry_out()
        world.turn(1)


def gone_out(world: World) -> list[bool]:
    """Let two days pass; return of each fax to the number, in the order in which it came, whether it was sent."""
    for _ in range(2 * 24):
        world.turn(3600)
        world.poll()
    return [not fax.cancelled for fax in world.account.received() if fax.destination == GOOD]


@pytest.mark.parametrize("cancelled", [False, True], ids=["wanted", "cancelled"])
@pytest.mark.parametrize("trouble", ["", "restart", "503", "answer lost"])
def test_the_first_one_is_cancelled_where_it_waits_when_it_turns_up(
    chosen: World, trouble: str, cancelled: bool
) -> None:
    job = send_twice(chosen)
    if cancelled:
        chosen.services.user_requests.cancel([chosen.only(job).id])
        carry_out_for(chosen, 5)
        assert chosen.states(job) == [State.CANCELLED]
    bring_the_first_one(chosen)
    if trouble == "restart":
        chosen.reopen()
    elif trouble == "503":
        chosen.account.faults.add(Fault.status(503, method="DELETE", path="*/outbox/*", times=3))
    elif trouble:
        chosen.account.faults.add(Fault("drop", method="DELETE", path="*/outbox/*", when="after_acting"))
    for _ in range(200):
        chosen.services.cancelling.step(NeverCancelled())
        chosen.turn(2)
    assert gone_out(chosen) in ([not cancelled, False], [False, not cancelled])
    assert chosen.states(job) == [State.CANCELLED if cancelled else State.DELIVERED]
    assert chosen.services.store.fax_lists.turned_up() == ()


def test_where_the_service_does_not_cancel_the_first_one_the_user_is_told_and_may_ask_again(chosen: World) -> None:
    job = send_twice(chosen)
    bring_the_first_one(chosen)
    assert chosen.services.store.fax_lists.turned_up() == (), "it may still be cancelled"
    chosen.account.faults.add(Fault.status(400, method="DELETE", path="*/outbox/*"))
    carry_out_for(chosen, 5)
    fax = chosen.only(job)
    (needing,) = chosen.services.store.fax_lists.needing(10)
    assert (needing.recipient, needing.earlier_cancellable) == (fax.id, True)
    chosen.services.user_requests.cancel_earlier(fax.id)
    carry_out_for(chosen, 10)
    assert chosen.services.store.fax_lists.turned_up() == ()
    assert gone_out(chosen).count(True) == 1


def test_what_the_user_dismissed_before_the_cancellation_failed_is_told_all_the_same(chosen: World) -> None:
    job = send_twice(chosen)
    bring_the_first_one(chosen)
    chosen.services.user_requests.dismiss([chosen.only(job).id])
    chosen.account.faults.add(Fault.status(409, method="DELETE", path="*/outbox/*"))
    carry_out_for(chosen, 5)
    assert chosen.services.store.fax_lists.turned_up() == (chosen.only(job).id,)


@pytest.mark.parametrize("early", [True, False], ids=["before its time", "at its time"])
def test_a_first_one_that_vanishes_before_it_is_cancelled_is_called_so_only_where_it_cannot_have_been_sent(
    chosen: World, early: bool
) -> None:
    job = send_twice(chosen)
    bring_the_first_one(chosen)
    if not early:
        enter(chosen.account, "history-off")
        chosen.reopen()
        chosen.turn(86400)
    chosen.account.faults.add(
        Fault.status(404, method="DELETE", path="*/outbox/*", times=None),
        Fault.status(404, method="GET", path="*/faxes/*", times=None),
    )
    carry_out_for(chosen, 5)
    assert chosen.services.store.fax_lists.turned_up() == (), "it may be on its way between the lists"
    carry_out_for(chosen, 90)
    assert chosen.services.store.fax_lists.turned_up() == (() if early else (chosen.only(job).id,))


@pytest.mark.parametrize("waits", [True, False], ids=["waiting", "through"])
def test_what_shows_up_before_the_second_one_left_takes_its_place(chosen: World, waits: bool) -> None:
    """The line is down when its time has come, and what was lost is there when it is back.

    Once it is through, nothing but its number tells it, and the user is asked.
    """
    job = lose(chosen, Fault("late", method="POST", path="*/outbox", seconds=1200))
    pass_minutes(chosen, 14)
    chosen.account.faults.add(Fault.status(503, method="POST", path="*/files", times=None))
    pass_minutes(chosen, 3)
    assert chosen.only(job).state is State.QUEUED
    chosen.turn(300 if waits else 900)
    chosen.account.faults.clear()
    pass_minutes(chosen, 60)
    assert to(chosen, GOOD) == 1
    fax = chosen.only(job)
    assert Event.RESEND_CALLED_OFF in events(chosen, fax)
    assert (bool(fax.outbox_id), fax.asked) == (waits, not waits)


def take_time_to_upload(world: World, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> None:
    """Let five minutes pass in each upload, in which FaxDesk's other threads work on."""
    upload = world.services.api.upload

    def slow(*args: Any) -> str:
        path = upload(*args)
        world.turn(300)
        meanwhile()
        return path

    monkeypatch.setattr(world.services.api, "upload", slow)


def test_what_shows_up_during_the_upload_of_the_second_one_takes_its_place(
    chosen: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = lose(chosen, Fault("late", method="POST", path="*/outbox", seconds=16 * 60))
    take_time_to_upload(chosen, monkeypatch, chosen.poll)
    pass_minutes(chosen, 60)
    chosen.poll()
    fax = chosen.only(job)
    assert Event.RESEND_CALLED_OFF in events(chosen, fax)
    assert (to(chosen, GOOD), bool(fax.outbox_id)) == (1, True)


@pytest.mark.parametrize("code", [503, 401, 404])
def test_where_the_lists_cannot_be_read_after_the_upload_nothing_is_sent_until_they_can(
    chosen: World, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    job = lose(chosen)
    fault = Fault.status(code, method="GET", path="*/outbox", times=None)
    take_time_to_upload(chosen, monkeypatch, lambda: chosen.account.faults.add(fault))
    pass_minutes(chosen, 30)
    assert to(chosen, GOOD) == 0
    chosen.account.faults.clear()
    pass_minutes(chosen, 30)
    assert (to(chosen, GOOD), bool(chosen.only(job).outbox_id)) == (1, True)
    assert "asked" not in events(chosen, chosen.only(job))


def test_the_first_one_is_adopted_where_the_answer_to_the_second_is_lost_as_well(chosen: World) -> None:
    job = lose(chosen, Fault("late", method="POST", path="*/outbox", seconds=1500))
    chosen.account.faults.add(LOST)
    pass_minutes(chosen, 17)
    assert (chosen.only(job).state, to(chosen, GOOD)) == (State.UNKNOWN, 1)
    pass_minutes(chosen, 12)
    chosen.poll()
    fax = chosen.only(job)
    assert fax.outbox_id
    assert TURNED_UP in [entry.text for entry in chosen.services.store.submissions.timeline(fax.id)]
    pass_minutes(chosen, 60)
    chosen.poll()
    assert to(chosen, GOOD) == 1


def test_a_fax_is_sent_again_by_itself_three_times_at_the_most(chosen: World) -> None:
    chosen.account.faults.add(replace(LOST, times=None))
    job = chosen.send().job
    pass_minutes(chosen, 90)
    fax = chosen.only(job)
    assert events(chosen, fax).count(Event.RESEND) == 3
    assert fax.asked
    assert OBSTACLES[Obstacle.OFTEN] in fax.reason


def test_what_was_called_off_before_it_left_counts_as_no_resend(chosen: World) -> None:
    """The list cannot be read whole each time it is about to leave."""
    job = lose(chosen)
    store = chosen.services.store
    for _ in range(4):
        recipient = chosen.only(job).id
        store.earlier_attempts.send_again(recipient, timedelta(minutes=15))
        position = store.lost_faxes.resent_unseen(recipient)
        assert position is not None
        store.lost_faxes.call_off(recipient, position)
    assert store.lost_faxes.state(chosen.only(job).id).resent == 0
    pass_minutes(chosen, 40)
    assert to(chosen, GOOD) == 1
    assert store.lost_faxes.state(chosen.only(job).id).resent == 1


# ------------------------------------------------------------------------------------------- the user's word


def test_the_user_is_asked_unless_the_settings_say_otherwise(world: World) -> None:
    show_a_tag(world)
    job = lose(world)
    pass_minutes(world, 60)
    assert world.only(job).asked
    assert to(world, GOOD) == 0
    assert row(world, job).resend_at is None


def test_the_user_may_send_it_now(chosen: World) -> None:
    job = lose(chosen)
    pass_minutes(chosen, 3)
    chosen.services.user_requests.send_again(chosen.only(job).id)
    assert row(chosen, job).resend_at is None
    pass_minutes(chosen, 30)
    assert to(chosen, GOOD) == 1
    assert Event.SEND_AGAIN in events(chosen, chosen.only(job))


def test_the_user_may_decide_otherwise(chosen: World) -> None:
    job = lose(chosen)
    pass_minutes(chosen, 3)
    chosen.services.user_requests.decide_myself(chosen.only(job).id)
    fax = chosen.only(job)
    assert (fax.asked, row(chosen, job).resend_at) == (True, None)
    assert OBSTACLES[Obstacle.DECLINED] in fax.reason
    chosen.reopen()
    pass_minutes(chosen, 60)
    assert to(chosen, GOOD) == 0
    assert chosen.only(job).asked


def test_what_the_user_said_of_one_sending_is_not_said_of_the_next(chosen: World) -> None:
    job = lose(chosen)
    pass_minutes(chosen, 8)
    fax = chosen.only(job)
    chosen.services.user_requests.decide_myself(fax.id)
    chosen.account.faults.add(LOST)
    chosen.services.user_requests.send_again(fax.id)
    pass_minutes(chosen, 10)
    due = row(chosen, job).resend_at
    assert due is not None, "it is not counted down again"
    assert due > chosen.now() + timedelta(minutes=4), "the time of the first one was counted, too"
    pass_minutes(chosen, 10)
    assert to(chosen, GOOD) == 1


def test_the_user_may_leave_it(chosen: World) -> None:
    job = lose(chosen)
    pass_minutes(chosen, 3)
    chosen.services.user_requests.leave(chosen.only(job).id)
    pass_minutes(chosen, 60)
    assert (to(chosen, GOOD), chosen.states(job)) == (0, [State.CANCELLED])


def test_what_is_cancelled_meanwhile_is_not_sent_again(chosen: World) -> None:
    job = lose(chosen)
    pass_minutes(chosen, 3)
    chosen.services.user_requests.cancel([chosen.only(job).id])
    assert row(chosen, job).resend_at is not None
    pass_minutes(chosen, 15)
    assert (to(chosen, GOOD), chosen.states(job)) == (0, [State.CANCELLED])
    assert "asked" not in events(chosen, chosen.only(job))


def test_what_was_cancelled_without_a_trace_is_cancelled_there_where_it_turns_up(chosen: World) -> None:
    job = lose(chosen, Fault("late", method="POST", path="*/outbox", seconds=1500))
    pass_minutes(chosen, 3)
    chosen.services.user_requests.cancel([chosen.only(job).id])
    pass_minutes(chosen, 15)
    assert chosen.states(job) == [State.CANCELLED]
    pass_minutes(chosen, 10)
    chosen.poll()
    chosen.carry_out()
    chosen.poll()
    assert chosen.states(job) == [State.CANCELLED]
    (late,) = [fax for fax in chosen.account.received() if fax.destination == GOOD]
    assert late.cancelled


def test_another_choice_in_the_settings_counts_at_once(chosen: World) -> None:
    job = lose(chosen)
    pass_minutes(chosen, 5)
    choose(chosen, way="ask")
    chosen.services.user_requests.choice_changed()
    chosen.deliver()
    assert (chosen.only(job).asked, row(chosen, job).resend_at) == (True, None)
    choose(chosen, minutes=20)
    chosen.services.user_requests.choice_changed()
    chosen.deliver()
    assert (chosen.only(job).asked, row(chosen, job).resend_at) == (False, chosen.now() + timedelta(minutes=20))


# ------------------------------------------------------------------------------------- where the user is asked


def _not_stored(world: World) -> None:
    enter(world.account, "history-off-outbox")


def _history_unknown(world: World) -> None:
    world.account.faults.add(Fault.status(403, method="GET", path="*/accounts/self", times=None))


def _without_tags(world: World) -> None:
    world.account.switches.tags_shown = False
    world.poll()


def _clock_ahead(world: World) -> None:
    world.present += timedelta(minutes=10)


def _clock_jumps(world: World) -> None:
    world.present += timedelta(minutes=4)


def _service_clock_jumps(world: World) -> None:
    world.there += 240


def _archive_cut(world: World) -> None:
    world.account.faults.add(listing("*/faxes", "[17]"))


def _outbox_cut(world: World) -> None:
    world.account.faults.add(listing("*/outbox", "[17]"))


def _equal(world: World) -> None:
    world.send()


def _like(world: World) -> None:
    send_elsewhere(world, "By hand")


CONDITIONS = {
    Obstacle.NOT_STORED: [_not_stored, _history_unknown],
    Obstacle.TAGS: [_without_tags],
    Obstacle.CLOCK: [_clock_ahead, _clock_jumps, _service_clock_jumps],
    Obstacle.LISTS: [_archive_cut, _outbox_cut],
    Obstacle.EQUAL: [_equal],
    Obstacle.TRACE: [_like],
}


@pytest.mark.parametrize("when", [0.0, 8.0], ids=["at once", "later"])
@pytest.mark.parametrize(
    ("obstacle", "happen"),
    [(obstacle, happen) for obstacle, all_of in CONDITIONS.items() for happen in all_of],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)
def test_where_it_is_not_certain_the_user_is_asked_and_told_why(
    chosen: World, obstacle: Obstacle, happen: object, when: float
) -> None:
    assert callable(happen)
    job = lose(chosen)
    pass_minutes(chosen, when)
    happen(chosen)
    pass_minutes(chosen, 60)
    fax = chosen.only(job)
    assert (fax.state, fax.asked) == (State.UNKNOWN, True)
    assert OBSTACLES[obstacle] in fax.reason
    assert Event.RESEND not in events(chosen, fax)
    assert row(chosen, job).resend_at is None


def test_a_service_that_does_not_tell_its_time_is_asked_about(chosen: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = lose(chosen)
    monkeypatch.setattr(faults, "date", lambda _: None)
    pass_minutes(chosen, 60)
    assert OBSTACLES[Obstacle.CLOCK] in chosen.only(job).reason
    assert to(chosen, GOOD) == 0


def test_no_tag_has_come_back_yet(world: World) -> None:
    choose(world)
    job = lose(world)
    pass_minutes(world, 60)
    assert OBSTACLES[Obstacle.TAGS] in world.only(job).reason
    assert to(world, GOOD) == 0
    # As soon as one has, nobody need answer any more.
    show_a_tag(world)
    pass_minutes(world, 90)
    assert to(world, GOOD) == 1


def test_what_fax_plus_had_taken_is_asked_about(chosen: World) -> None:
    """It said yes, and shows nothing: it may have been removed, or sent."""
    chosen.account.switches.ids_returned = False
    chosen.account.pace = Pace.instant()
    job = chosen.send().job
    chosen.account.faults.add(listing("*/faxes", "[]"))
    pass_minutes(chosen, 60)
    fax = chosen.only(job)
    assert fax.asked
    assert OBSTACLES[Obstacle.TAKEN] in fax.reason
    assert to(chosen, GOOD) == 1


def test_an_old_fax_is_asked_about(chosen: World) -> None:
    job = lose(chosen)
    chosen.turn(25 * 3600)
    pass_minutes(chosen, 60)
    assert OBSTACLES[Obstacle.OLD] in chosen.only(job).reason
    assert to(chosen, GOOD) == 0


def test_the_time_begins_anew_where_the_service_was_out_of_reach(chosen: World) -> None:
    """What it had left to do then may come when it is back."""
    job = lose(chosen, Fault("late", method="POST", path="*/outbox", seconds=3900))
    pass_minutes(chosen, 5)
    chosen.account.faults.add(Fault.status(503, path="*", times=None))
    pass_minutes(chosen, 57)
    chosen.account.faults.clear()
    pass_minutes(chosen, 20)
    assert to(chosen, GOOD) == 1
    assert Event.RESEND not in events(chosen, chosen.only(job))


def test_the_comment_that_was_asked_for_goes_with_it(chosen: World) -> None:
    job = lose(chosen, comment="Case 42")
    pass_minutes(chosen, 3)
    chosen.services.user_requests.change_comment(chosen.only(job).id, "Case 43")
    pass_minutes(chosen, 20)
    (fax,) = [one for one in chosen.account.received() if one.destination == GOOD]
    assert fax.comment == "Case 43"


def test_other_pages_to_the_same_number_are_no_obstacle(chosen: World, sample_tiff: Path) -> None:
    job = lose(chosen)
    chosen.send(files=(sample_tiff, sample_tiff), comment="Other pages")
    pass_minutes(chosen, 40)
    assert to(chosen, GOOD) == 2
    assert chosen.only(job).outbox_id
