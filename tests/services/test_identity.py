"""Which record at the service is whose, where several could be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.lifecycle import State
from faxdesk.core.model import DocumentType, Options, Shipment
from faxdesk.practice import Fault, Pace
from faxdesk.services import archive_reader
from faxdesk.services.record_finder import RecordFinder
from faxdesk.store.fax_lists import Listing
from tests.services.conftest import GOOD, OTHER, SENDER, World

BUSY = "+41445550201"
BUSY_ONCE = "+41445550202"


def count_calls(
    monkeypatch: pytest.MonkeyPatch, api: object, name: str, calls: list[str], *, most: int | None = None
) -> None:
    """Note the first argument of every call that is made, and fail where there are more than `most`."""
    real = getattr(api, name)

    def call(first: str, *args: Any, **more: Any) -> Any:
        calls.append(first)
        assert most is None or len(calls) <= most, "it does not come to an end"
        return real(first, *args, **more)

    monkeypatch.setattr(api, name, call)


def test_recipients_that_share_an_outbox_record_stay_known(world: World) -> None:
    world.account.switches.outbox_record = "per_submission"
    job = world.send(GOOD, OTHER, send_at=world.now() + timedelta(hours=2)).job
    world.deliver()
    ids = [recipient.outbox_id for recipient in world.recipients(job)]
    for _ in range(10):
        world.poll()
        world.turn(20)
        world.deliver()
    assert world.states(job) == [State.SCHEDULED, State.SCHEDULED]
    assert [recipient.outbox_id for recipient in world.recipients(job)] == ids


def test_recipients_that_share_an_outbox_record_end_each_in_its_own_way(world: World) -> None:
    world.account.switches.outbox_record = "per_submission"
    world.account.pace = Pace(5, 5, 5, 5, 8, 1)
    world.account.faults.add(Fault.lost_answer())
    job = world.send(GOOD, BUSY, comment="Case 42").job
    world.deliver()
    world.turn(2)
    world.deliver()
    for _ in range(10):
        world.poll()
        world.turn(10)
        world.deliver()
    assert world.states(job) == [State.DELIVERED, State.FAILED]
    assert len({recipient.fax_id for recipient in world.recipients(job)}) == 2


@pytest.mark.parametrize("place", [0, 1])
def test_a_fax_that_shares_its_record_is_not_cancelled_with_the_other(world: World, place: int) -> None:
    world.account.switches.outbox_record = "per_submission"
    world.account.faults.add(Fault.lost_answer())
    job = world.send(GOOD, OTHER, send_at=world.now() + timedelta(hours=2)).job
    world.deliver()
    world.turn(2)
    world.deliver()
    world.poll()
    assert world.states(job) == [State.SCHEDULED, State.SCHEDULED]
    world.services.user_requests.cancel([world.recipients(job)[place].id])
    world.carry_out()
    assert [fax.cancelled for fax in world.account.received()] == [False, False]
    assert "alone" in world.recipients(job)[place].reason
    assert not world.recipients(job)[place].cancel_requested


def test_of_two_equal_faxes_the_one_that_failed_is_not_taken_for_delivered(world: World) -> None:
    world.account.switches.archive_id = "new"
    world.account.pace = Pace(0, 0, 0, 1, 8, 0)
    jobs = [world.send(BUSY_ONCE, options=Options(retry_count=count, retry_delay=5)).job for count in (0, 1)]
    world.deliver()
    for _ in range(12):
        world.poll()
        world.turn(10)
        world.deliver()
    assert world.states(jobs[0]) != [State.DELIVERED]
    assert world.states(jobs[1]) == [State.DELIVERED]


@pytest.mark.parametrize("code", [400, 403])
def test_a_service_that_refuses_strange_ids_hides_no_other_fax(world: World, code: int) -> None:
    world.account.pace = Pace(0, 0, 0, 0, 0, 30)
    late = world.send(comment="late").job
    world.deliver()
    world.account.pace = Pace.instant()
    done = world.send(OTHER, comment="done").job
    world.deliver()
    world.account.faults.add(Fault.status(code, method="GET", path="*/faxes/*", times=None))
    world.poll()
    assert (world.states(late), world.states(done)) == ([State.ACCEPTED], [State.DELIVERED])


def test_a_poll_asks_for_few_single_faxes_however_many_are_missing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.account.pace = Pace(0, 0, 0, 0, 0, 1000)
    world.send(*[f"+4144556{number:04d}" for number in range(150)])
    world.deliver()
    asked: list[str] = []
    count_calls(monkeypatch, world.services.api, "fax", asked)
    for _ in range(3):
        world.poll()
    assert len(asked) <= 3 * 30
    assert len(set(asked)) == len(asked)


def test_cancelled_faxes_are_not_searched_for_in_the_whole_archive(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        world.send(*[f"+4144555{number:04d}" for number in range(300, 380)])
        world.deliver()
        world.turn(1)
    job = world.send(send_at=world.now() + timedelta(hours=2)).job
    world.deliver()
    world.poll()
    world.services.user_requests.cancel([world.only(job).id])
    world.carry_out()
    assert world.states(job) == [State.CANCELLED]
    calls: list[str] = []
    for name in ("faxes", "fax"):
        count_calls(monkeypatch, world.services.api, name, calls)
    world.services.following.step(NeverCancelled())
    assert len(calls) <= 2


def test_the_older_archive_is_read_to_its_end_where_the_newer_is_known(world: World) -> None:
    path = world.services.api.upload(
        world.sample, "a.pdf", DocumentType.PDF, lambda sent, total: None, NeverCancelled()
    )
    for _ in range(4):
        to = tuple(f"+4144555{number:04d}" for number in range(300, 360))
        world.services.api.send(Shipment("+41445550100", to, (path,), "web"))
        world.turn(1)
    for offset in (0, 50, 100):
        world.services.store.service_mirror.keep_faxes(world.services.api.faxes("sent", offset=offset))
    world.poll()
    assert len(world.services.store.fax_lists.all(Listing.SENT)) == 240


def test_an_archive_without_offsets_is_read_by_the_time_at_which_faxes_began(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was submitted early and sent late hides nothing that was sent in between."""
    world.account.switches.offset_supported = False
    api = world.services.api
    path = api.upload(world.sample, "a.pdf", DocumentType.PDF, lambda sent, total: None, NeverCancelled())
    for minute in range(55):
        api.send(Shipment(SENDER, (GOOD,), (path,), "web", send_at=world.now() + timedelta(hours=2, minutes=minute)))
    world.turn(3600)
    path = api.upload(world.sample, "a.pdf", DocumentType.PDF, lambda sent, total: None, NeverCancelled())
    api.send(Shipment(SENDER, (OTHER,), (path,), "web"))
    world.turn(3 * 3600)
    count_calls(monkeypatch, api, "faxes", [], most=9)
    read = [fax.to for page in archive_reader.pages(api) for fax in page]
    assert (read.count(GOOD), read.count(OTHER)) == (55, 1)


def test_an_archive_that_gives_the_same_page_for_ever_is_left_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It knows no `offset`, and more faxes than a page holds began at the same moment."""
    world.account.switches.offset_supported = False
    world.send(*[f"+4144555{number:04d}" for number in range(300, 380)])
    world.deliver()
    asked: list[str] = []
    count_calls(monkeypatch, world.services.api, "faxes", asked, most=5)
    read = [fax for page in archive_reader.pages(world.services.api) for fax in page]
    assert len(read) == archive_reader.PAGE


@pytest.mark.parametrize("action", ["spoil the id", "leave it"])
def test_an_equal_fax_whose_record_nobody_knows_is_not_told_by_it(world: World, action: str) -> None:
    """What the service never had is not taken for delivered because it had another like it."""
    world.account.pace = Pace(0, 0, 0, 2, 2, 1)
    if action == "spoil the id":
        job = world.send(comment="Case 42").job
        world.deliver()
        world.services.store.database.rows("UPDATE recipient SET outbox_id = 'spoilt', state = 'sending'")
    else:
        world.account.faults.add(Fault.lost_answer())
        job = world.send(comment="Case 42").job
        world.deliver()
        world.services.user_requests.leave(world.only(job).id)
    world.account.faults.add(Fault("drop", method="POST", path="*/outbox", when="before_acting"))
    lost = world.send(comment="Case 42").job
    world.turn(60)
    world.settle()
    assert world.accepted() == [GOOD]
    assert (world.only(lost).state, world.only(lost).asked) == (State.UNKNOWN, True)


def test_a_spoilt_id_is_mended_from_the_outbox(world: World) -> None:
    world.account.pace = Pace(5, 5, 5, 5, 8, 1)
    job = world.send().job
    world.deliver()
    true = world.only(job).outbox_id
    world.services.store.database.rows("UPDATE recipient SET outbox_id = 'spoilt'")
    world.poll()
    assert world.only(job).outbox_id == true


def test_an_id_that_another_fax_has_already_is_not_believed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.send().job
    world.deliver()
    known = str(world.only(first).outbox_id)
    real = world.services.api.send

    def send(shipment: Shipment) -> dict[str, str]:
        real(shipment)
        return {GOOD: known}

    monkeypatch.setattr(world.services.api, "send", send)
    world.account.pace = Pace(5, 5, 5, 5, 8, 1)
    second = world.send().job
    world.deliver()
    world.turn(2)
    world.deliver()
    assert world.only(second).outbox_id not in (None, known)


def test_an_equal_fax_that_ends_during_the_look_is_not_taken_for_one_that_never_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.account.switches.archive_id = "new"
    world.account.switches.outbox_id_in_archive = False
    world.account.pace = Pace(5, 5, 5, 5, 8, 1)
    known = world.send(comment="Case 42").job
    world.deliver()
    world.account.faults.add(Fault("drop", method="POST", path="*/outbox", when="before_acting"))
    lost = world.send(comment="Case 42").job
    world.deliver()
    world.turn(2)
    read = world.services.api.outbox

    def outbox() -> Any:
        seen = read()
        world.account.clock.advance(60)
        return seen

    monkeypatch.setattr(world.services.api, "outbox", outbox)
    world.deliver()
    assert world.states(lost) == [State.UNKNOWN]
    monkeypatch.undo()
    world.settle()
    world.poll()
    assert State.DELIVERED not in world.states(lost)
    assert len(world.accepted()) == 1
    assert world.states(known) != [State.FAILED]


def test_a_record_that_another_lane_has_just_linked_is_not_linked_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two threads look at the same moment, each with what it has read."""
    world.account.pace = Pace(0, 0, 0, 0, 0, 1)
    world.account.faults.add(Fault.lost_answer())
    first = world.send(comment="Case 42").job
    world.deliver()
    world.turn(5)
    services = world.open()
    claims = services.store.delivery_queue.claims((State.UNKNOWN,))
    slow = RecordFinder(services.store, services.api, world.now)
    slow.read_archive(claims, NeverCancelled())
    world.account.faults.add(Fault("drop", method="POST", path="*/outbox", when="before_acting"))
    world.settle(3)
    assert world.states(first) == [State.DELIVERED]
    second = world.send(comment="Case 42").job
    world.deliver()
    claims = services.store.delivery_queue.claims((State.UNKNOWN,))
    assert [claim.recipient.job for claim in claims] == [second]
    slow.link(claims, NeverCancelled())
    services.close()
    assert world.states(second) == [State.UNKNOWN]


def test_an_equal_fax_that_waits_for_its_time_leaves_no_doubt(world: World) -> None:
    """It is in the outbox, so the record in the archive is not its own."""
    waits = world.send(comment="Case 42", send_at=world.now() + timedelta(hours=2)).job
    world.deliver()
    world.account.faults.add(Fault.lost_answer())
    lost = world.send(comment="Case 42").job
    world.settle(3)
    assert world.states(waits) == [State.ACCEPTED]
    assert world.states(lost) == [State.DELIVERED]


@pytest.mark.parametrize("comment", ["Case 42", "Case 43"])
def test_a_try_that_the_user_gave_up_too_early_tells_nothing_of_an_equal_fax(world: World, comment: str) -> None:
    """Also where the fax has another comment since that try."""
    world.account.faults.add(Fault.lost_answer())
    hasty = world.send(comment="Case 42").job
    world.services.delivering.step(NeverCancelled())
    world.services.user_requests.send_again(world.only(hasty).id)
    world.services.user_requests.change_comment(world.only(hasty).id, comment)
    world.deliver()
    world.poll()
    assert (world.states(hasty), len(world.accepted())) == ([State.DELIVERED], 2)
    world.account.faults.add(Fault("drop", method="POST", path="*/outbox", when="before_acting"))
    lost = world.send(comment="Case 42").job
    world.settle()
    assert (world.only(lost).state, world.only(lost).asked) == (State.UNKNOWN, True)
