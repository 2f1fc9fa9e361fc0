"""A fax that the service tries several times has its last word only when no further attempt can show up."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import State
from faxdesk.core.model import Options
from faxdesk.practice import Fault, Pace

if TYPE_CHECKING:
    from tests.services.conftest import World

BUSY, BUSY_ONCE = "+41445550201", "+41445550202"
TWICE = Options(retry_count=1, retry_delay=5)


def states_of(world: World, to: str, options: Options, polls: int) -> list[State]:
    """Send a fax whose records take 30 seconds to the archive; return its state after each of the polls."""
    world.account.pace = Pace(0, 0, 0, 1, 5, 30)
    job = world.send(to, options=options).job
    world.deliver()
    states = []
    for _ in range(polls):
        world.poll()
        states += world.states(job)
        world.turn(3)
    return states


def test_a_first_attempt_that_failed_is_not_the_last_word_while_the_second_is_on_its_way(world: World) -> None:
    states = states_of(world, BUSY_ONCE, TWICE, 30)
    assert State.FAILED not in states
    assert states[-1] is State.DELIVERED


def test_a_fax_that_failed_in_all_its_attempts_has_failed(world: World) -> None:
    assert states_of(world, BUSY, TWICE, 30)[-1] is State.FAILED


def test_a_service_that_gives_up_early_is_believed_after_a_minute(world: World) -> None:
    world.account.switches.archive_id = "same"
    states = states_of(world, BUSY, TWICE, 40)
    assert State.UNKNOWN not in states
    assert states[-1] is State.FAILED


def test_a_fax_that_is_tried_once_has_its_word_at_once(world: World) -> None:
    states = states_of(world, BUSY, Options(), 20)
    assert states.index(State.FAILED) * 3 <= 45


def test_a_retry_of_an_equal_fax_is_not_taken_for_one_that_vanished(world: World) -> None:
    world.account.pace = Pace(0, 0, 0, 20, 20, 0)
    retried = world.send(BUSY, options=Options(retry_count=2, retry_delay=5)).job
    vanished = world.send(BUSY, send_at=world.now() + timedelta(hours=1)).job
    world.deliver()
    world.poll()
    world.services.api.cancel_fax(str(world.only(vanished).outbox_id))
    world.turn(50)
    for _ in range(3):
        world.poll()
    assert world.states(retried) == [State.SENDING]
    assert world.states(vanished) == [State.SCHEDULED]


def test_a_fax_with_another_comment_leaves_no_doubt_about_how_this_one_ended(world: World) -> None:
    """Where records do not say when they were submitted, faxes to one number are told apart by their comments."""
    world.account.pace = Pace(0, 0, 0, 10, 20, 0)
    job = world.send(BUSY, options=TWICE, comment="Case 42").job
    world.deliver()
    world.poll()
    began = world.now().strftime("%Y-%m-%d %H:%M:%S")
    ours, other = [
        {"id": name, "to": BUSY, "status": "failed_user_busy", "comment": comment, "start_time": began}
        for name, comment in ((world.only(job).outbox_id, "Case 42"), ("f-web", "Invoice"))
    ]
    for path, answer in (("*/faxes", {"data": {"records": [ours, other]}}), ("*/faxes/*", ours)):
        headers = {"Content-Type": "application/json"}
        fault = Fault("status", "GET", path, times=None, code=200, body=json.dumps(answer), headers=headers)
        world.account.faults.add(fault)
    world.turn(60)
    for _ in range(12):
        world.poll()
        world.turn(10)
    assert world.states(job) == [State.FAILED]
    assert world.only(job).reason.startswith("The line was busy.")


def test_records_that_do_not_say_which_attempts_belong_together_are_a_question(world: World) -> None:
    world.account.switches.optional_members = False
    other = world.send(BUSY_ONCE).job
    world.account.pace = Pace(0, 0, 0, 1, 5, 10)
    job = world.send(BUSY_ONCE, options=TWICE).job
    world.deliver()
    for _ in range(60):
        world.turn(5)
        world.deliver()
        world.poll()
    assert world.states(other) == [State.FAILED]
    assert world.only(job).state is State.DELIVERED or world.only(job).asked
