"""Proofs that are put beside documents: each result once, nothing is replaced, and what is in the way is said."""

from __future__ import annotations

import errno
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Options
from faxdesk.core.settings import Settings
from faxdesk.documents.proof_pdf.seal import SealState, check_seal
from faxdesk.practice.account.scenes import enter
from faxdesk.services import proof as proof_module
from faxdesk.services.proof_check import check_proof
from faxdesk.services.proof_filing import PAUSES
from faxdesk.store.settings_file import SettingsFile
from faxdesk.store.transitions import move
from tests.services.batches import numbers, plan, write_list
from tests.services.conftest import GOOD, OTHER, World
from tests.services.watching import Watching

if TYPE_CHECKING:
    from faxdesk.documents.worker.client import Worker

BUSY, BUSY_ONCE = "+41445550201", "+41445550202"
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


def test_a_result_stands_for_a_moment_before_it_is_proved(world: World, desk: Path) -> None:
    sent(world, desk)
    file(world, 25.0)
    assert names(desk) == []
    file(world, 10.0)
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
    SettingsFile(world.folder.settings).change(lambda present: present._replace(proof_beside=False))
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


def test_a_folder_that_cannot_be_read_keeps_no_other_proof_waiting(
    world: World, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, look = tmp_path / "closed", Path.exists
    closed.mkdir()

    def exists(path: Path, **how: Any) -> bool:
        if path.parent == closed:
            raise PermissionError(errno.EACCES, "Permission denied")
        return look(path, **how)

    monkeypatch.setattr(Path, "exists", exists)
    job = sent(world, closed)
    sent(world, desk, OTHER)
    file(world)
    assert len(names(desk)) == 1
    file(world, sum(PAUSES, timedelta(hours=1)).total_seconds())
    (said,) = told(world, job)
    assert "The folder cannot be read: Permission denied." in said


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


# ------------------------------------------------------------------------------------------------ watched folders


def test_a_proof_lies_where_a_watched_folder_has_put_the_document(world: World, desk: Path) -> None:
    watching = Watching(world, desk)
    watching.put(f"{GOOD} Case 42.pdf")
    watching.look()
    watching.finish()
    file(world)
    assert f"{GOOD} Case 42 +41 44 555 01 23 delivered.pdf" in watching.names("sent")
    before = watching.jobs()
    watching.look()
    assert watching.jobs() == before, "a proof is not faxed"
    watching.watched.close()


def test_a_watched_folder_proves_what_failed_beside_it_and_nothing_unasked(world: World, desk: Path) -> None:
    SettingsFile(world.folder.settings).change(lambda present: present._replace(redials=0))
    watching = Watching(world, desk)
    watching.put(f"{BUSY} x.pdf")
    watching.look()
    watching.finish()
    file(world)
    assert f"{BUSY} x +41 44 555 02 01 failed.pdf" in watching.names("failed")
    SettingsFile(world.folder.settings).change(lambda present: present._replace(proof_beside=False))
    watching.put(f"{GOOD} y.pdf")
    watching.look()
    watching.finish()
    SettingsFile(world.folder.settings).change(lambda present: present._replace(proof_beside=True))
    file(world)
    assert not [name for name in watching.names("sent") if name.endswith("delivered.pdf")]
    watching.watched.close()


def test_a_proof_that_is_wanted_in_a_watched_folder_is_not_faxed_by_it(world: World, desk: Path) -> None:
    watching = Watching(world, desk, 'action = "send"\nto = "+41445550123"\n')
    job = sent(world, desk)
    file(world)
    assert watching.names("sent") == {"sample +41 44 555 01 23 delivered.pdf"}
    watching.look()
    assert watching.names() == set()
    assert watching.jobs() == [job]
    watching.watched.close()


# -------------------------------------------------------------------------------------------------------- batches


def batch_of(world: World, desk: Path, *to: str, **more: Any) -> str:
    path = write_list(desk / "reminders.csv", [(one, "", "") for one in to])
    return world.services.batches.start(plan(path, (world.sample,), now=world.now), proved=True, **more).batch


def run(world: World, rounds: int = 60) -> None:
    for _ in range(rounds):
        world.services.batching.step(NeverCancelled())
        world.deliver()
        world.poll()
        world.turn(1)
        if not world.services.store.batches.running():
            return
    raise AssertionError("the batch never came to its end")


def proofs_in(folder: Path) -> list[str]:
    return [name for name in names(folder) if name.endswith(".pdf")]


def test_the_proof_of_a_batch_is_put_beside_its_list(world: World, desk: Path, worker: Worker) -> None:
    batch = batch_of(world, desk, GOOD, OTHER)
    assert file(world, 1.0) == 1
    run(world)
    file(world)
    assert proofs_in(desk) == ["reminders 2 faxes delivered.pdf"]
    checked = check_proof(desk / "reminders 2 faxes delivered.pdf", worker)
    assert checked.holds
    assert checked.proof is not None
    assert checked.proof.title == "Batch reminders.csv"
    assert sorted(fax.to for fax in checked.proof.faxes) == sorted([GOOD, OTHER])
    assert world.services.batches.get(batch).proof_said.endswith("beside the list: reminders 2 faxes delivered.pdf")
    # Started again it has nothing new to prove.
    batch_of(world, desk, GOOD, OTHER)
    run(world)
    assert file(world, 60 * MINUTE) == 1
    assert len(proofs_in(desk)) == 1


def test_a_batch_that_is_not_at_its_end_is_not_proved(world: World, desk: Path) -> None:
    batch_of(world, desk, GOOD, OTHER)
    world.services.batching.step(NeverCancelled())
    file(world)
    assert proofs_in(desk) == []


def test_a_fax_in_the_place_of_another_makes_a_new_proof_of_the_batch(world: World, desk: Path) -> None:
    SettingsFile(world.folder.settings).change(lambda present: present._replace(redials=0))
    batch = batch_of(world, desk, GOOD, BUSY)
    run(world)
    file(world)
    assert proofs_in(desk) == ["reminders 2 faxes partial.pdf"]
    services = world.services
    (row,) = (row for row in services.store.batches.statuses(batch) if row.state == State.FAILED)
    failed = services.store.submissions.recipient(row.recipient)
    assert failed is not None
    submission = services.store.submissions.get(failed.job)
    assert submission is not None
    services.submitter.again_all((failed,), replace(submission.draft((failed,), world.now()), recipients=(OTHER,)))
    world.deliver()
    world.poll()
    file(world)
    assert proofs_in(desk) == ["reminders 2 faxes delivered.pdf", "reminders 2 faxes partial.pdf"]


def test_a_batch_of_many_faxes_is_proved_in_parts(
    world: World, desk: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof_module, "MOST_FAXES", 2)
    batch_of(world, desk, *numbers(3))
    run(world)
    file(world)
    assert proofs_in(desk) == ["reminders 3 faxes delivered part 1.pdf", "reminders 3 faxes delivered part 2.pdf"]
    checked = [check_proof(desk / name, worker) for name in proofs_in(desk)]
    assert [one.proof.title for one in checked if one.proof] == [
        "Batch reminders.csv, part 1",
        "Batch reminders.csv, part 2",
    ]
    assert sum(len(one.proof.faxes) for one in checked if one.proof) == 3


def test_files_that_are_too_large_for_one_pdf_are_parted(
    world: World, desk: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batch_of(world, desk, GOOD, OTHER)
    run(world)
    file(world)
    whole = check_proof(desk / "reminders 2 faxes delivered.pdf", worker).proof
    assert whole is not None
    monkeypatch.setattr(proof_module, "MOST_BYTES", sum(one.size for one in whole.files) - 1)
    with world.services.store.database.transaction() as connection:
        connection.execute("UPDATE batch SET proof_open = 1 WHERE id = ?", (batch,))
    (desk / "reminders 2 faxes delivered.pdf").unlink()
    file(world)
    assert proofs_in(desk) == ["reminders 2 faxes delivered part 1.pdf", "reminders 2 faxes delivered part 2.pdf"]


def test_a_folder_of_a_list_that_stays_away_is_said_of_the_batch(world: World, desk: Path) -> None:
    batch = batch_of(world, desk, GOOD)
    run(world)
    desk.rename(desk.with_name("moved"))
    file(world, sum(PAUSES, timedelta(hours=1)).total_seconds())
    assert "could not be put beside the list" in world.services.batches.get(batch).proof_said
    desk.with_name("moved").rename(desk)
    assert file(world, 60 * MINUTE) == 1
    assert proofs_in(desk) == []


def test_a_batch_is_proved_only_where_that_is_wanted(world: World, desk: Path) -> None:
    path = write_list(desk / "reminders.csv", [(GOOD, "", "")])
    world.services.batches.start(plan(path, (world.sample,), now=world.now))
    run(world)
    assert file(world) == 1
    assert proofs_in(desk) == []
