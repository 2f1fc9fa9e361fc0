"""Uploads that the service has dropped when a fax needs them: uploaded again, and never sent twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft, Options
from faxdesk.practice import Fault
from tests.services.conftest import GOOD, World

if TYPE_CHECKING:
    from pathlib import Path

UNREADABLE, BUSY_ONCE = "+41445550220", "+41445550202"
"""Numbers whose documents can never be converted, and whose line is busy once."""
HOUR = 3600.0


@pytest.fixture
def uploads(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every upload that is made."""
    made: list[Path] = []
    real = world.services.api.upload

    def upload(path: Path, *args: Any, **more: Any) -> str:
        made.append(path)
        return real(path, *args, **more)

    monkeypatch.setattr(world.services.api, "upload", upload)
    return made


def pass_by(world: World, seconds: float, step: float = 300) -> None:
    """Let time pass in which FaxDesk works."""
    for _ in range(round(seconds / step)):
        world.turn(step)
        world.deliver()
        world.poll()


def arrived(world: World) -> list[str | None]:
    return [fax.final_status for fax in world.account.received()]


@pytest.mark.parametrize("reusable", [True, False])
@pytest.mark.parametrize("missing", ["refused", "fails"])
@pytest.mark.parametrize("conversion", ["at_once", "at_send_time"])
def test_a_fax_for_later_arrives_once_whenever_its_documents_are_converted(
    world: World, uploads: list[Path], reusable: bool, missing: Any, conversion: Any
) -> None:
    switches = world.account.switches
    switches.upload_reusable, switches.upload_missing, switches.conversion = reusable, missing, conversion
    job = world.send(send_at=world.now() + timedelta(hours=2)).job
    world.deliver()
    world.poll()
    assert world.states(job) == [State.SCHEDULED]
    pass_by(world, 2 * HOUR + 900)
    assert world.states(job) == [State.DELIVERED]
    assert arrived(world).count("success") == 1
    assert len(uploads) == (1 if conversion == "at_once" else 2)


def test_the_timeline_says_that_the_documents_were_gone(world: World) -> None:
    world.account.switches.conversion = "at_send_time"
    job = world.send(send_at=world.now() + timedelta(hours=2)).job
    world.deliver()
    pass_by(world, 2 * HOUR + 900)
    told = [entry.text for entry in world.services.store.submissions.timeline(world.only(job).id)]
    assert any("may not have had them any more. FaxDesk uploads them again." in text for text in told)


def test_documents_that_nobody_can_convert_are_uploaded_again_once(world: World, uploads: list[Path]) -> None:
    world.account.switches.conversion = "at_send_time"
    job = world.send(UNREADABLE, send_at=world.now() + timedelta(hours=2)).job
    world.deliver()
    pass_by(world, 4 * HOUR)
    assert world.states(job) == [State.FAILED]
    assert len(uploads) == 2


def test_a_conversion_that_fails_at_once_has_another_cause(world: World, uploads: list[Path]) -> None:
    job = world.send(UNREADABLE).job
    world.deliver()
    pass_by(world, HOUR)
    assert world.states(job) == [State.FAILED]
    assert len(uploads) == 1


@pytest.mark.parametrize("missing", ["refused", "fails"])
@pytest.mark.parametrize("lifetime", [600, 3600, 24 * 3600])
@pytest.mark.parametrize("hours", [0.5, 30.0])
def test_a_fax_that_waits_here_after_its_upload_arrives_once(
    world: World, uploads: list[Path], missing: Any, lifetime: int, hours: float
) -> None:
    """The service asked for a pause when the documents were there already, and the computer slept."""
    world.account.switches.upload_lifetime, world.account.switches.upload_missing = lifetime, missing
    world.account.faults.add(Fault.too_many_requests(60, method="POST", path="*/outbox"))
    job = world.send().job
    world.deliver()
    assert world.states(job) == [State.QUEUED]
    world.turn(hours * HOUR)
    pass_by(world, 900)
    assert world.states(job) == [State.DELIVERED]
    assert arrived(world).count("success") == 1
    assert len(uploads) <= 2


@pytest.mark.parametrize("reusable", [True, False])
def test_a_redial_brings_its_own_uploads(world: World, uploads: list[Path], reusable: bool) -> None:
    world.account.switches.upload_reusable = reusable
    job = world.send(BUSY_ONCE, options=Options(redials=3)).job
    world.deliver()
    pass_by(world, HOUR)
    assert world.states(job) == [State.DELIVERED]
    assert arrived(world) == ["failed_user_busy", "success"]
    assert len(uploads) == 2


def test_a_held_fax_that_the_computer_slept_through_arrives_once(world: World, uploads: list[Path]) -> None:
    grace = timedelta(seconds=60)
    job = world.services.submitter.submit(Draft((world.sample,), (GOOD,)), grace=grace).job
    world.deliver()
    assert (world.states(job), len(uploads)) == ([State.QUEUED], 1)
    world.turn(2 * HOUR)
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED]
    assert (arrived(world), len(uploads)) == (["success"], 2)


def test_a_lost_answer_is_not_sent_again_because_its_upload_is_gone(world: World, uploads: list[Path]) -> None:
    world.account.switches.tags_shown = False
    world.account.switches.upload_reusable = False
    world.account.faults.add(Fault.lost_answer())
    job = world.send().job
    world.services.delivering.step(NeverCancelled())
    world.turn(2 * HOUR)
    pass_by(world, 900)
    assert world.states(job) == [State.DELIVERED]
    assert (arrived(world), len(uploads)) == (["success"], 1)
