"""Proofs that are put beside documents: each result once, nothing is replaced, and what is in the way is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Options
from faxdesk.core.settings import Settings
from faxdesk.documents.proof_pdf.seal import SealState, check_seal
from faxdesk.practice.account.scenes import enter
from faxdesk.services.proof_filing import PAUSES
from faxdesk.store.settings_file import SettingsFile
from faxdesk.store.transitions import move
from tests.services.conftest import GOOD, OTHER, World

BUSY_ONCE = "+41445550202"
MINUTE = 60.0


@pytest.fixture
def desk(world: World, tmp_path: Path, document_children_are_shared: None) -> Path:
    """The folder of the documents; proofs are wanted there, by their numbers."""
    SettingsFile(world.folder.settings).save(Settings(proof_beside=True, proof_name="{name} {number} {result}"))
    folder = tmp_path / "case"
    folder.mkdir()
    return folder


def sent(world: World, folder: Path | None, *to: str, **more: Any) -> str:
    job = world.send(*to, proof_folder=folder, **more).job
    world.deliver()
    world.poll()
    return job


def file(world: World, seconds: float = 2 * MINUTE) -> int:
    """Let the filing step when it is due, for so long; return the number of its steps."""
    steps, passed = 0, 0.0
    while passed < seconds:
        pause = world.services.filing.step(NeverCancelled())
        assert world.services.filing.failed is None
        steps += 1
        rest = seconds if pause is None else min(pause, seconds)
        passed += rest
        world.turn(rest)
    return steps


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def told(world: World, job: str) -> list[str]:
    (recipient,) = world.recipients(job)
    return [entry.text for entry in world.services.store.submissions.timeline(recipient.id) if entry.event == "proof"]


def test_a_proof_is_put_beside_the_document_and_the_timeline_says_so(world: World, desk: Path) -> None:
    job = sent(world, desk)
    file(world)
    assert names(desk) == ["sample +41 44 555 01 23 delivered.pdf"]
    with (desk / names(desk)[0]).open("rb") as made:
        sealed = check_seal(made)
    assert sealed.state is SealState.HOLDS
    assert world.services.store.proofs.made_at(sealed.sha256) is not None
    assert told(world, job) == [f"The proof was put beside the document: {names(desk)[0]}"]
    assert file(world, 60 * MINUTE) == 1, "each result once"
    assert len(names(desk)) == 1


def test_each_recipient_has_one(world: World, desk: Path) -> None:
    sent(world, desk, GOOD, OTHER)
    file(world)
    assert names(desk) == ["sample +41 22 555 01 23 delivered.pdf", "sample +41 44 555 01 23 delivered.pdf"]


def test_what_is_there_is_never_replaced(world: World, desk: Path) -> None:
    mine = desk / "sample +41 44 555 01 23 delivered.pdf"
    mine.write_text("mine")
    sent(world, desk)
    file(world)
    assert mine.read_text() == "mine"
    assert names(desk) == ["sample +41 44 555 01 23 delivered (2).pdf", mine.name]


def test_nothing_is_made_where_it_is_not_wanted(world: World, desk: Path) -> None:
    sent(world, None)
    assert file(world) == 1
    sent(world, desk)
    SettingsFile(world.folder.settings).change(lambda present: replace(present, proof_beside=False))
    assert file(world) == 1
    assert names(desk) == []


def test_what_is_tried_again_is_not_failed_yet(world: World, desk: Path) -> None:
    job = world.send(BUSY_ONCE, proof_folder=desk, options=Options(redials=1)).job
    for _ in range(12):
        world.deliver()
        world.poll()
        file(world, MINUTE)
    assert world.states(job) == [State.DELIVERED]
    assert names(desk) == ["sample +41 44 555 02 02 delivered.pdf"]


def test_a_result_that_is_corrected_is_proved_again(world: World, desk: Path) -> None:
    job = sent(world, desk, "+41445550201")
    file(world)
    assert names(desk) == ["sample +41 44 555 02 01 failed.pdf"]
    with world.services.store.database.transaction() as connection:
        move(connection, world.only(job).id, Event.REPORTED_DELIVERED, world.now(), status="success")
    file(world)
    assert names(desk) == ["sample +41 44 555 02 01 delivered.pdf", "sample +41 44 555 02 01 failed.pdf"]


def test_a_folder_that_is_away_is_waited_for(world: World, desk: Path) -> None:
    desk.rmdir()
    job = sent(world, desk)
    file(world)
    assert told(world, job) == []
    desk.mkdir()
    file(world, 15 * MINUTE)
    assert names(desk) == ["sample +41 44 555 01 23 delivered.pdf"]


def test_a_folder_that_stays_away_is_said_once(world: World, desk: Path) -> None:
    desk.rmdir()
    job = sent(world, desk)
    file(world, sum(PAUSES, timedelta(hours=1)).total_seconds())
    (said,) = told(world, job)
    assert "could not be put beside the document" in said
    assert "The folder is not there." in said
    desk.mkdir()
    assert file(world, 60 * MINUTE) == 1
    assert names(desk) == []


def test_a_report_that_never_comes_makes_a_proof_without_it(world: World, desk: Path) -> None:
    enter(world.account, "history-off-record")
    job = world.send(proof_folder=desk).job
    for _ in range(8):
        world.deliver()
        world.poll()
        world.turn(MINUTE)
    file(world, sum(PAUSES, timedelta(hours=1)).total_seconds())
    assert len(names(desk)) == 1
    assert told(world, job) == [f"The proof was put beside the document: {names(desk)[0]}"]


def test_without_the_service_it_is_done_later(world: World, desk: Path) -> None:
    sent(world, desk)
    world.turn(MINUTE)
    world.server.stop()
    assert world.services.filing.step(NeverCancelled()) is not None
    assert world.services.filing.failed is not None
    assert names(desk) == []
    world.server.start()
    world.services.filing.step(NeverCancelled())
    assert len(names(desk)) == 1


def test_a_changed_fax_is_proved_where_the_first_would_have_been(world: World, desk: Path) -> None:
    job = world.send(proof_folder=desk, send_at=world.now() + timedelta(hours=2)).job
    world.deliver()
    world.poll()
    first = world.only(job)
    submission = world.services.store.submissions.get(job)
    assert submission is not None
    draft = replace(submission.draft((first,), world.now()), recipients=(OTHER,), send_at=None)
    world.services.submitter.replace(first, draft)
    for _ in range(4):
        world.carry_out()
        world.deliver()
        world.poll()
    file(world)
    assert names(desk) == ["sample +41 22 555 01 23 delivered.pdf"]


def test_what_is_sent_again_is_proved_beside_the_same_document(world: World, desk: Path) -> None:
    job = sent(world, desk)
    file(world)
    submission = world.services.store.submissions.get(job)
    assert submission is not None
    world.services.submitter.again_all(submission.recipients, submission.draft(submission.recipients, world.now()))
    world.deliver()
    world.poll()
    file(world)
    assert names(desk) == ["sample +41 44 555 01 23 delivered (2).pdf", "sample +41 44 555 01 23 delivered.pdf"]
