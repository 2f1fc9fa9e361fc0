"""Old faxes are deleted here or at Fax.Plus: two acts, each only of what nothing needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core import shared_files
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused, Offline, Stopped, StoreTrouble
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft
from faxdesk.practice import Fault
from faxdesk.services.retention import RetentionActs, StoredHere, StoredThere, cutoff
from tests.services.conftest import GOOD, OTHER
from tests.services.test_prefetch import BUSY, DAY, delivered, fetch

if TYPE_CHECKING:
    from tests.services.conftest import World

NEVER = NeverCancelled()


class Cancelled:
    """The user has stopped it."""

    def is_set(self) -> bool:
        return True

    def wait(self, _seconds: float | None = None) -> bool:
        return True


def acts(world: World) -> RetentionActs:
    return RetentionActs(world.services.store)


def ago(world: World, days: int = 30) -> datetime:
    return world.now() - timedelta(days=days)


def another(tmp_path: Path, sample: Path, name: str = "b.pdf") -> Path:
    """Return a document of its own."""
    path = tmp_path / name
    path.write_bytes(sample.read_bytes() + f"% {name}".encode())
    return path


def sent_long_ago(world: World, *to: str, **more: object) -> str:
    """Send to the end, fetch pages and report, and let a year pass; return the job."""
    job = world.send(*to, **more).job
    world.deliver()
    world.poll()
    fetch(world)
    world.turn(365 * DAY)
    return job


# ------------------------------------------------------------------------------------------------------- here


def test_documents_pages_and_reports_go_and_the_fax_stays_listed(world: World) -> None:
    job = sent_long_ago(world)
    fax_id = world.only(job).fax_id or ""
    report = acts(world)._reports.kept_report(fax_id)
    assert report is not None
    found = acts(world).preview_here(ago(world), NEVER)
    assert (found.faxes, found.files, found.left) == (1, 3, 0)
    assert found.size == sum(path.stat().st_size for path in (world.spooled(job), *report.parent.iterdir()))
    assert found.oldest is not None
    assert world.now() - found.oldest > timedelta(days=364)
    assert acts(world).delete_here(ago(world), NEVER) == found
    assert not world.spooled(job).exists()
    assert not report.parent.exists()
    assert world.states(job) == [State.DELIVERED]
    assert acts(world).preview_here(ago(world), NEVER) == StoredHere()


def test_the_preview_deletes_nothing(world: World) -> None:
    job = sent_long_ago(world)
    acts(world).preview_here(ago(world), NEVER)
    assert world.spooled(job).exists()


def test_what_is_younger_or_waits_or_needs_the_user_stays(world: World, tmp_path: Path) -> None:
    failed = sent_long_ago(world, BUSY, files=(another(tmp_path, world.sample, "failed.pdf"),))
    assert world.states(failed) == [State.FAILED]
    waiting = world.send(GOOD, files=(another(tmp_path, world.sample, "waiting.pdf"),)).job
    young = world.send(OTHER, files=(another(tmp_path, world.sample, "young.pdf"),)).job
    world.deliver()
    world.poll()
    with world.services.store.database.transaction() as connection:
        connection.execute("UPDATE recipient SET state = 'queued', changed_at = 0 WHERE job = ?", (waiting,))
    assert acts(world).delete_here(ago(world), NEVER) == StoredHere()
    assert all(world.spooled(job).exists() for job in (failed, waiting, young))
    world.services.store.submissions.deal_with([world.only(failed).id], "")
    assert acts(world).delete_here(ago(world), NEVER).faxes == 1
    assert not world.spooled(failed).exists()


def test_one_of_several_recipients_that_is_not_done_keeps_the_document(world: World) -> None:
    job = sent_long_ago(world, GOOD, OTHER)
    with world.services.store.database.transaction() as connection:
        connection.execute("UPDATE recipient SET state = 'unknown' WHERE job = ? AND number = ?", (job, OTHER))
    assert acts(world).delete_here(ago(world), NEVER) == StoredHere()
    assert world.spooled(job).exists()


def test_a_document_that_something_else_needs_stays(world: World, tmp_path: Path) -> None:
    """A later fax with the same document, then an open draft."""
    job = sent_long_ago(world)
    later = world.send(OTHER).job
    assert acts(world).delete_here(ago(world), NEVER).files == 2, "pages and report are its own"
    assert world.spooled(job).exists()
    world.deliver()
    world.poll()
    world.turn(365 * DAY)
    draft = world.services.submitter.keep_draft(Draft((world.sample,), (GOOD,)), "here", "why")
    acts(world).delete_here(ago(world), NEVER)
    assert world.spooled(later).exists()
    world.services.store.drafts.settle(draft, "discarded")
    acts(world).delete_here(ago(world), NEVER)
    assert not world.spooled(later).exists()


@pytest.mark.parametrize(("state", "stays"), [("running", True), ("paused", True), ("done", False)])
def test_a_document_of_a_batch_that_goes_on_stays(world: World, state: str, stays: bool) -> None:
    job = sent_long_ago(world)
    with world.services.store.database.transaction() as connection:
        connection.execute(
            "INSERT INTO batch (id, created_at, resumed_at, name, source, sheet, digest, titles, request, documents,"
            " region, state) VALUES ('b', 0, 0, 'n', 's', '', '', '[]', '{}', ?, '', ?)",
            (f'[{{"sha256": "{world.spooled(job).name}"}}]', state),
        )
    acts(world).delete_here(ago(world), NEVER)
    assert world.spooled(job).exists() is stays


def test_what_was_deleted_is_not_sent_again_by_mistake(world: World) -> None:
    job = sent_long_ago(world)
    submission = world.services.store.submissions.get(job)
    assert submission is not None
    draft = submission.draft(submission.recipients, world.now())
    acts(world).delete_here(ago(world), NEVER)
    with pytest.raises(InputRefused, match="stored here no longer"):
        world.services.submitter.again_all(submission.recipients, draft)
    assert world.services.store.database.value("SELECT count(*) FROM submission") == 1
    # The document itself can be sent as ever.
    world.send(GOOD)
    assert world.spooled(job).exists()


def test_what_is_deleted_between_two_looks_keeps_a_fax_from_being_promised(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody hears that a fax is kept whose document is being deleted at that moment."""
    sent_long_ago(world)

    def delete() -> None:
        assert acts(world).delete_here(ago(world), NEVER).files == 3

    with pytest.raises(InputRefused, match="stored here no longer"):
        world.services.submitter.submit_all(Draft((world.sample,), (OTHER,)), last_look=delete)
    with pytest.raises(InputRefused, match="stored here no longer"):
        world.services.submitter.keep_draft(
            Draft((world.sample,), (OTHER,)), "here", "why", last_look=lambda: discard(world)
        )
    assert world.services.store.database.value("SELECT count(*) FROM submission") == 1
    assert world.services.store.drafts.count() == 0


def discard(world: World) -> None:
    for path in world.folder.spool.rglob("*"):
        if path.is_file():
            path.unlink()


def test_a_file_that_another_program_holds_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = sent_long_ago(world)
    monkeypatch.setattr(shared_files, "discard", lambda _path, _patience: None)
    deleted = acts(world).delete_here(ago(world), NEVER)
    assert (deleted.files, deleted.size, deleted.left) == (0, 0, 3)
    assert world.spooled(job).exists()


def test_it_can_be_stopped_and_goes_on_later(world: World) -> None:
    job = sent_long_ago(world)
    for act in (acts(world).preview_here, acts(world).delete_here):
        with pytest.raises(Stopped):
            act(ago(world), Cancelled())
    assert world.spooled(job).exists()


def test_many_are_deleted_piece_by_piece(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faxdesk.store.retention._CHUNK", 1)
    jobs = [sent_long_ago(world, to) for to in (GOOD, OTHER)]
    found = acts(world).preview_here(ago(world), NEVER)
    assert (found.faxes, found.files) == (2, 6), "a document of two faxes is counted with each"
    acts(world).delete_here(ago(world), NEVER)
    assert not any(world.spooled(job).exists() for job in jobs)


# ------------------------------------------------------------------------------------------------------ there


def there(world: World) -> set[str]:
    return {fax.id for fax in world.services.api.faxes()}


def test_only_what_was_sent_from_here_goes_and_is_remembered(world: World) -> None:
    job = sent_long_ago(world)
    mine = world.only(job).fax_id
    with world.services.store.database.transaction() as connection:
        connection.execute("INSERT INTO fax SELECT NULL, 'others', at, status, number, sender, description, comment,"
            " pages, cost, duration, submitted_at, started_at, updated_at FROM fax")  # fmt: skip
    found = acts(world).preview_there(ago(world))
    assert (found.faxes, found.without_report) == (1, 0)
    told: list[tuple[int, int]] = []
    deleted = acts(world).delete_there(world.services.api, ago(world), NEVER, lambda *how: told.append(how))
    assert (deleted, told) == (1, [(0, 1)])
    assert mine not in there(world)
    assert world.spooled(job).exists()
    assert acts(world).preview_there(ago(world)) == StoredThere()
    world.poll()
    assert world.states(job) == [State.DELIVERED]


def test_a_report_that_would_be_lost_is_told_before(world: World) -> None:
    delivered(world)
    world.turn(365 * DAY)
    assert acts(world).preview_there(ago(world)).without_report == 1


def test_what_fax_plus_has_no_longer_counts_as_deleted(world: World) -> None:
    job = sent_long_ago(world)
    world.services.api.delete_fax(world.only(job).fax_id or "")
    assert acts(world).delete_there(world.services.api, ago(world), NEVER) == 1
    assert acts(world).preview_there(ago(world)) == StoredThere()


def test_without_a_network_the_rest_is_deleted_later(world: World) -> None:
    jobs = [sent_long_ago(world, to) for to in (GOOD, OTHER)]
    world.account.faults.add(Fault("drop", method="DELETE", times=None, skip=1))
    with pytest.raises(Offline):
        acts(world).delete_there(world.services.api, ago(world), NEVER)
    assert acts(world).preview_there(ago(world)).faxes == 1
    world.account.faults.clear()
    assert acts(world).delete_there(world.services.api, ago(world), NEVER) == 1
    assert there(world) & {world.only(job).fax_id for job in jobs} == set()


def test_stopping_it_deletes_nothing_more(world: World) -> None:
    job = sent_long_ago(world)
    with pytest.raises(Stopped):
        acts(world).delete_there(world.services.api, ago(world), Cancelled())
    assert world.only(job).fax_id in there(world)


def test_another_account_is_left_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = sent_long_ago(world)
    with world.services.store.database.transaction() as connection:
        connection.execute("UPDATE fact SET value = 'another' WHERE name = 'account.uid'")
    assert acts(world).preview_there(ago(world)) == StoredThere()
    with pytest.raises(StoreTrouble, match="another account"):
        acts(world).delete_there(world.services.api, ago(world), NEVER)
    assert world.only(job).fax_id in there(world)


@pytest.mark.parametrize("days", [0, -1, 40_000])
def test_days_that_make_no_sense_are_refused(days: int) -> None:
    with pytest.raises(InputRefused, match="Write a number from 1 to 36500"):
        cutoff(days)


def test_days_are_counted_from_now(world: World) -> None:
    assert cutoff(7, world.now) == ago(world, 7)
