"""Pages and reports are fetched before anybody asks for them: the service may delete them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import Offline
from faxdesk.core.lifecycle import State
from faxdesk.core.model import DocumentType, Options
from faxdesk.core.settings import Settings
from faxdesk.practice import Fault
from faxdesk.practice.account.scenes import enter
from faxdesk.services import prefetch
from faxdesk.services.events import Changed, Condition, Link
from faxdesk.store.copy_state import CopyState
from faxdesk.store.settings_file import SettingsFile
from tests.services.conftest import GOOD, OTHER
from tests.services.test_identity import count_calls

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.conftest import World

BUSY, BUSY_ONCE = "+41445550201", "+41445550202"
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


def fetch(world: World, seconds: float = MINUTE) -> int:
    """Let the prefetching step when it is due, for so long; return the number of its steps."""
    steps, passed = 0, 0.0
    while passed < seconds:
        pause = world.services.prefetching.step(NeverCancelled())
        steps += 1
        passed += pause if pause is not None else seconds
        world.turn(min(pause if pause is not None else seconds, seconds))
    return steps


def delivered(world: World, *to: str, **more: Any) -> list[str]:
    """Send to the end; return the fax ids."""
    job = world.send(*to, **more).job
    world.deliver()
    world.poll()
    return [recipient.fax_id or "" for recipient in world.recipients(job)]


def kept(world: World, fax_id: str) -> tuple[bool, bool]:
    """Whether the pages and the report of a fax can be had without the service."""
    world.server.stop()
    pages = partial(world.services.fetcher.document, fax_id, DocumentType.PDF, NeverCancelled())
    found = is_here(pages), is_here(partial(world.services.fetcher.report, fax_id, NeverCancelled()))
    world.server.start()
    return found


def is_here(get: Callable[[], Path]) -> bool:
    try:
        return get().read_bytes().startswith(b"%PDF-")
    except Offline:
        return False


def copies(world: World) -> list[tuple[str, str]]:
    rows = world.services.store.database.rows("SELECT pages, report FROM copy ORDER BY key")
    return [(row["pages"], row["report"]) for row in rows]


@pytest.mark.parametrize("scene", ["usual", "retention", "retention-documents"])
def test_they_are_here_within_minutes_and_outlive_the_purge(world: World, scene: str) -> None:
    enter(world.account, scene)
    (fax_id,) = delivered(world)
    fetch(world, 2 * MINUTE)
    world.turn(30 * DAY)
    assert kept(world, fax_id) == (True, True)


def test_each_fax_is_asked_for_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    for name in ("document", "report"):
        count_calls(monkeypatch, world.services.api, name, asked)
    ids = delivered(world, GOOD, OTHER, BUSY)
    fetch(world, HOUR)
    assert sorted(asked) == sorted(ids * 2)
    assert fetch(world, HOUR) == 1, "it rests where nothing is wanted"


def test_a_failed_fax_has_a_report_too(world: World) -> None:
    (fax_id,) = delivered(world, BUSY)
    fetch(world)
    assert kept(world, fax_id)[1]


def test_each_try_of_a_redialled_fax_is_kept(world: World) -> None:
    job = world.send(BUSY_ONCE, options=Options(redials=2)).job
    for _ in range(8):
        world.deliver()
        world.poll()
        world.turn(2 * MINUTE)
    assert world.states(job) == [State.DELIVERED]
    (earlier,) = world.services.store.earlier_attempts.of(world.only(job).id)
    fetch(world, 5 * MINUTE)
    assert kept(world, earlier.fax_id or "")[1]
    assert kept(world, world.only(job).fax_id or "") == (True, True)


def test_what_was_never_called_has_nothing_to_fetch(world: World) -> None:
    job = world.send().job
    world.services.user_requests.cancel([world.only(job).id])
    world.account.faults.add(Fault.status(400, method="POST", path="*/outbox"))
    delivered(world)
    assert copies(world) == []


@pytest.mark.parametrize("scene", ["history-off", "history-off-record"])
def test_where_nothing_is_stored_the_service_is_asked_twice_and_left_alone(
    world: World, scene: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(world.account, scene)
    world.services.account.uid()
    job = world.send().job
    world.deliver()
    for _ in range(8):
        world.poll()
        world.turn(20)
    assert world.states(job)[0] in (State.UNREPORTED, State.DELIVERED)
    asked: list[str] = []
    count_calls(monkeypatch, world.services.api, "report", asked)
    fetch(world, 3 * HOUR)
    assert copies(world) == [(CopyState.NONE, CopyState.NONE)]
    assert len(asked) == 2


def test_a_report_that_is_made_late_is_fetched_late(world: World) -> None:
    world.account.faults.add(Fault.status(404, path="*/report/*", times=3))
    (fax_id,) = delivered(world)
    fetch(world, 20)
    assert copies(world) == [(CopyState.KEPT, CopyState.WANTED)]
    fetch(world, 2 * HOUR)
    assert kept(world, fax_id) == (True, True)


def test_one_fax_without_documents_holds_up_no_other(world: World) -> None:
    world.account.faults.add(Fault.status(404, path="*/files/*", times=1), Fault.status(404, path="*/report/*"))
    ids = delivered(world, GOOD, OTHER)
    fetch(world, 20)
    assert sorted(kept(world, fax_id)[0] for fax_id in ids) == [False, True]


@pytest.mark.parametrize(
    "fault",
    [
        Fault.status(500, times=2, path="*/files/*"),
        Fault.too_many_requests(90, path="*/files/*"),
        Fault.status(401, path="*/files/*"),
        Fault("drop", path="*/files/*"),
    ],
    ids=["500", "429", "401", "drop"],
)
def test_trouble_on_the_way_loses_nothing_and_is_no_trouble_of_the_window(world: World, fault: Fault) -> None:
    world.account.faults.add(fault)
    ids = delivered(world, GOOD, OTHER)
    world.said.clear()
    fetch(world, 20)
    assert {said.link for said in world.said if isinstance(said, Condition)} == {Link.ONLINE}
    fetch(world, 2 * HOUR)
    assert [kept(world, fax_id) for fax_id in ids] == [(True, True)] * 2


@pytest.mark.parametrize("status", [401, 500, 503])
def test_a_token_or_a_service_that_is_gone_for_a_night_costs_no_copy(world: World, status: int) -> None:
    (fax_id,) = delivered(world)
    world.account.faults.add(Fault.status(status, path="*/files/*", times=None))
    fetch(world, 12 * HOUR)
    world.account.faults.clear()
    fetch(world, HOUR)
    assert kept(world, fax_id) == (True, True)


def test_a_token_without_the_right_is_told_so_a_few_times(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    delivered(world)
    world.account.faults.add(Fault.status(403, path="*/files/*", times=None))
    asked: list[str] = []
    count_calls(monkeypatch, world.services.api, "document", asked)
    fetch(world, DAY)
    assert copies(world) == [(CopyState.NONE, CopyState.KEPT)]
    assert len(asked) == len(prefetch.PAUSES) + 1


def test_many_faxes_are_fetched_gently(world: World) -> None:
    delivered(world, *[f"+4144556{number:04d}" for number in range(20)])
    assert fetch(world, 10 * prefetch.GENTLY) <= 11
    fetch(world, MINUTE)
    assert set(copies(world)) == {(CopyState.KEPT, CopyState.KEPT)}


def test_it_goes_on_where_the_clock_was_set_back(world: World) -> None:
    world.account.faults.add(Fault.status(500, path="*/files/*"))
    (fax_id,) = delivered(world)
    fetch(world, 1)
    world.present -= world.present - world.present.replace(year=world.present.year - 1)
    fetch(world, MINUTE)
    assert kept(world, fax_id) == (True, True)


def test_who_does_not_want_copies_has_none(world: World) -> None:
    SettingsFile(world.folder.settings).save(Settings(keep_copies=False))
    (fax_id,) = delivered(world)
    assert fetch(world, HOUR) == 1
    assert kept(world, fax_id) == (False, False)
    SettingsFile(world.folder.settings).save(Settings())
    fetch(world)
    assert kept(world, fax_id) == (True, True)


def test_a_window_is_told_when_something_has_come(world: World) -> None:
    delivered(world)
    world.said.clear()
    fetch(world)
    assert Changed() in world.said


def test_faxes_of_before_are_left_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has sent for years does not want it all fetched after an update."""
    (fax_id,) = delivered(world)
    with world.services.store.database.transaction() as connection:
        connection.execute("DELETE FROM copy")
    world.poll()
    assert fetch(world, HOUR) == 1
    assert kept(world, fax_id) == (False, False)


def test_a_service_that_asks_for_a_pause_is_left_alone_whoever_wakes_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivered(world, GOOD, OTHER)
    world.account.faults.add(Fault.too_many_requests(90, path="*/files/*", times=None))
    asked: list[str] = []
    count_calls(monkeypatch, world.services.api, "document", asked)
    pauses = [world.services.prefetching.step(NeverCancelled()) or 0 for _ in range(5)]
    assert len(asked) == 1
    assert min(pauses) >= 90


def test_what_was_not_to_be_had_is_asked_for_anew_when_the_record_comes(world: World) -> None:
    enter(world.account, "history-off")
    world.account.switches.unsaved_fax = "as_usual"
    world.account.switches.archive_gap = 900
    job = world.send().job
    world.deliver()
    for _ in range(8):
        world.poll()
        world.turn(20)
    assert world.states(job) == [State.UNREPORTED]
    fetch(world, 5 * MINUTE)
    assert copies(world) == [(CopyState.NONE, CopyState.NONE)]
    world.turn(900)
    world.poll()
    assert world.states(job) == [State.DELIVERED]
    fetch(world)
    assert kept(world, world.only(job).fax_id or "") == (True, True)


# ---------------------------------------------------------------------------------- accounts, and faults with one fax


def test_the_faxes_of_another_account_wait_until_it_is_signed_in_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.server.token
    world.account.faults.add(Fault.status(404, path="*/report/*", times=1))
    (fax_id,) = delivered(world)
    fetch(world, 1)
    world.reopen(token=enter(world.account, "member"))
    asked: list[str] = []
    for name in ("document", "report"):
        count_calls(monkeypatch, world.services.api, name, asked)
    fetch(world, 6 * HOUR)
    assert asked == []
    world.reopen(token=first)
    fetch(world, 2 * MINUTE)
    assert kept(world, fax_id) == (True, True)


def test_each_account_fetches_its_own(world: World) -> None:
    (first,) = delivered(world)
    world.reopen(token=enter(world.account, "member"))
    (second,) = delivered(world, OTHER)
    fetch(world, 2 * MINUTE)
    assert [kept(world, fax_id) for fax_id in (first, second)] == [(False, False), (True, True)]


@pytest.mark.usefixtures("faults_are_expected")
def test_a_fault_with_one_fax_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (spoilt,), (other,) = delivered(world), delivered(world, OTHER)
    fetcher = world.services.fetcher
    document = fetcher.document

    def fail(key: str, *args: Any) -> Path:
        if key == spoilt:
            raise SystemError("from a library")
        return document(key, *args)

    with monkeypatch.context() as patch:
        patch.setattr(fetcher, "document", fail)
        world.said.clear()
        fetch(world, 3 * HOUR)
    assert {said.link for said in world.said if isinstance(said, Condition)} == {Link.ONLINE}
    assert [record.levelname for record in caplog.records].count("ERROR") == 1, "it is told once"
    assert [kept(world, fax_id) for fax_id in (spoilt, other)] == [(False, True), (True, True)]
    fetch(world, 2 * HOUR)
    assert kept(world, spoilt) == (True, True)


def test_a_folder_that_cannot_be_written_holds_up_no_other_fax(world: World) -> None:
    (spoilt,), (other,) = delivered(world), delivered(world, OTHER)
    name = hashlib.sha256(spoilt.encode()).hexdigest()[:32]
    in_the_way = world.folder.cache / name
    in_the_way.write_text("no folder")
    fetch(world, MINUTE)
    assert kept(world, other) == (True, True)
    in_the_way.unlink()
    fetch(world, 2 * HOUR)
    assert kept(world, spoilt) == (True, True)
