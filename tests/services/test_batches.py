"""Batches: durable at once, paced, one fax at a time for a number, never twice, and stopped by failures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.core import batch as batch_rules
from faxdesk.core.batch import NEVER, BatchRequest, BatchState, RowState
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import OPEN, State
from faxdesk.core.list_columns import ListField
from faxdesk.practice import Pace
from faxdesk.services.batch_sender import WINDOW
from faxdesk.services.single_thread_loop import ServiceLoop
from tests.services.batches import BUSY, Here, busy_numbers, numbers, plan, write_list
from tests.services.conftest import GOOD, OTHER, SENDER, World

if TYPE_CHECKING:
    from faxdesk.core.batch import Counts
    from faxdesk.services.batch_planner import BatchPlan
    from faxdesk.store.batch_records import Batch, RowStatus

PATIENTLY = timedelta(minutes=5)


class Desk:
    """A world with lists in it."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.list = folder / "list.csv"

    def write(self, *rows: Sequence[str], titles: Sequence[str] = ("Fax", "Name", "Comment")) -> None:
        write_list(self.list, rows, titles)

    def plan(self, files: Sequence[Path] | None = None, **request: object) -> BatchPlan:
        files = (self.world.sample,) if files is None else files
        return plan(self.list, files, BatchRequest(**request), now=self.world.now)  # type: ignore[arg-type]

    def start(self, *, again: bool = False, **request: object) -> str:
        return self.world.services.batches.start(self.plan(None, **request), again=again).batch

    def step(self) -> float | None:
        """Let the batches submit what may go now."""
        services = self.world.services
        pause = services.batching.step(NeverCancelled())
        if services.batching.failed is not None:
            raise services.batching.failed
        return pause

    def run(self, rounds: int = 400) -> None:
        """Let time pass until every batch has come to its end, or waits for the user."""
        for _ in range(rounds):
            self.step()
            self.world.deliver()
            self.world.poll()
            self.world.turn(1)
            if not self.world.services.store.batches.running():
                return
        raise AssertionError("the batch never came to its end")

    def batch(self, batch: str) -> Batch:
        return self.world.services.batches.get(batch)

    def counts(self, batch: str) -> Counts:
        return self.world.services.store.batches.counts(self.batch(batch))

    def rows(self, batch: str) -> tuple[RowStatus, ...]:
        return self.world.services.store.batches.statuses(batch)

    def states(self, batch: str) -> list[str]:
        return [row.state for row in self.rows(batch)]


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    world.services.account.refresh_numbers()
    return Desk(world, tmp_path)


# ----------------------------------------------------------------------------------------------------- what is sent


def test_each_row_gets_its_fax_and_the_batch_its_end(desk: Desk) -> None:
    desk.write((GOOD, "Eva", "Case 1"), (OTHER, "Max", ""), (BUSY, "Pia", ""))
    batch = desk.start(comment="For {Name}")
    desk.run()
    assert sorted(desk.world.accepted()) == sorted([GOOD, OTHER, BUSY])
    assert desk.batch(batch).state is BatchState.DONE
    assert desk.states(batch) == ["delivered", "delivered", "failed"]
    assert [fax.comment for fax in desk.world.account.received()] == ["Case 1", "For Max", "For Pia"]
    row = desk.rows(batch)[0]
    assert (row.line, row.name) == (2, "Eva")
    assert row.job
    assert row.fax_id


def test_good_rows_do_not_wait_for_bad_ones(desk: Desk) -> None:
    desk.write((GOOD, "Eva", ""), ("4.14E+10", "Max", ""), ("", "Pia", ""))
    batch = desk.start()
    desk.run()
    assert desk.states(batch) == ["delivered", "refused", "refused"]
    assert "first digits only" in desk.rows(batch)[1].reason


def test_nothing_is_sent_where_the_user_wants_all_or_none(desk: Desk) -> None:
    desk.write((GOOD, "Eva", ""), ("?", "Max", ""))
    with pytest.raises(InputRefused, match="1 of 2 rows"):
        desk.start(all_or_none=True)
    assert desk.world.services.store.batches.all() == ()


def test_a_row_may_have_its_own_documents(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "own.pdf").write_bytes(desk.world.sample.read_bytes())
    titles = ("Fax", "Name", "Datei")
    desk.write((GOOD, "Eva", "own.pdf"), (OTHER, "Max", ""), (BUSY, "Pia", "gone.pdf"), titles=titles)
    batch = desk.start()
    # Durable: neither the list nor its documents are needed any more.
    for path in (desk.list, tmp_path / "own.pdf"):
        path.unlink()
    desk.run()
    assert desk.states(batch) == ["delivered", "delivered", "refused"]
    assert "gone.pdf" in desk.rows(batch)[2].reason
    jobs = [row.job for row in desk.rows(batch)[:2]]
    submissions = [desk.world.services.store.submissions.get(job) for job in jobs]
    assert [one.documents[0].name for one in submissions if one] == ["own.pdf", desk.world.sample.name]


def test_without_any_document_a_row_says_so(desk: Desk) -> None:
    desk.write((GOOD, "Eva", ""))
    (row,) = desk.plan(files=()).rows
    assert "no document" in row.row.error


def test_a_cover_page_is_filled_for_each_row(desk: Desk) -> None:
    desk.write((GOOD, "Eva", "Case 1"))
    batch = desk.start(subject="About {Comment}", message="Dear {name}")
    desk.run()
    submission = desk.world.services.store.submissions.get(desk.rows(batch)[0].job)
    assert submission is not None
    assert submission.cover_page is not None
    assert (submission.cover_page.name_to, submission.cover_page.subject) == ("Eva", "About Case 1")
    assert submission.cover_page.message == "Dear Eva"


def test_a_plan_keeps_nothing(desk: Desk) -> None:
    desk.write((GOOD, "Eva", ""))
    before = desk.world.services.store.database.total_changes()
    desk.plan()
    assert desk.world.services.store.database.total_changes() == before
    assert not list(desk.world.services.store.folder.spool.rglob("*[0-9a-f]" * 8))


def test_a_sender_that_is_not_of_the_account_is_refused(desk: Desk) -> None:
    desk.write((GOOD, "Eva", ""))
    with pytest.raises(InputRefused, match="not a number of this account"):
        desk.start(sender="+41445550999")
    assert desk.batch(desk.start(sender=SENDER)).request.sender == SENDER


# ------------------------------------------------------------------------------------------------------ never twice


def test_a_list_started_twice_goes_on_and_sends_nothing_again(desk: Desk) -> None:
    desk.write((GOOD, "Eva", ""), (OTHER, "Max", ""), (GOOD, "Eva", ""))
    batch = desk.start()
    desk.run()
    for _ in range(2):
        started = desk.world.services.batches.start(desk.plan())
        assert (started.batch, started.continued, started.submitted, started.added) == (batch, True, 2, 0)
        assert desk.batch(batch).state is BatchState.DONE
        desk.step()
        desk.world.deliver()
    assert sorted(desk.world.accepted()) == sorted([GOOD, OTHER])
    assert desk.states(batch) == ["delivered", "delivered", "left_out"]


def test_a_copy_of_the_list_is_the_same_list(desk: Desk, tmp_path: Path) -> None:
    desk.write((GOOD, "Eva", ""))
    batch = desk.start()
    desk.list = desk.list.rename(tmp_path / "list (1).csv")
    assert desk.start() == batch


def test_what_was_added_to_a_list_is_sent_and_nothing_else(desk: Desk) -> None:
    desk.write((GOOD, "Eva", ""), ("?", "Max", ""))
    batch = desk.start()
    desk.run()
    desk.write(("+41225550777", "Ida", ""), (GOOD, "Eva", ""), (OTHER, "Max", ""))
    started = desk.world.services.batches.start(desk.plan())
    assert (started.batch, started.submitted) == (batch, 1)
    desk.run()
    assert sorted(desk.world.accepted()) == sorted([GOOD, OTHER, "+41225550777"])


def test_another_document_for_the_same_list_is_another_fax(desk: Desk, tmp_path: Path) -> None:
    from faxdesk.core.resources import resource_path

    desk.write((GOOD, "Eva", ""))
    desk.start()
    desk.run()
    started = desk.world.services.batches.start(desk.plan(files=[resource_path("sample.tiff")]))
    assert started.added == 1


def test_again_begins_anew_once_the_batch_has_ended(desk: Desk) -> None:
    desk.write((GOOD, "Eva", ""))
    batch = desk.start()
    # A command that was killed and is started again with it must not send twice what it had sent.
    assert desk.start(again=True) == batch
    desk.run()
    second = desk.start(again=True)
    assert second != batch
    desk.run()
    assert desk.world.accepted() == [GOOD, GOOD]
    assert desk.start() == second


def test_two_programs_that_start_a_list_at_once_send_it_once(desk: Desk) -> None:
    desk.write(*((number, "", "") for number in numbers(30)))
    both = desk.plan(), desk.plan()
    other = desk.world.open()
    started = [services.batches.start(one) for services, one in zip((desk.world.services, other), both, strict=True)]
    assert started[0].batch == started[1].batch
    # Each hands rows to the queue as if it alone held the lock.
    for services in (desk.world.services, other, desk.world.services, other):
        services.batching._service.step(NeverCancelled())
    desk.run()
    other.close()
    assert sorted(desk.world.accepted()) == numbers(30)


def test_a_row_stands_for_the_fax_that_the_user_sent_in_its_place(desk: Desk) -> None:
    desk.write((BUSY, "Eva", ""), (GOOD, "Max", ""))
    batch = desk.start()
    desk.run()
    services = desk.world.services
    failed = services.store.submissions.recipient(desk.rows(batch)[0].recipient)
    assert failed is not None
    submission = services.store.submissions.get(failed.job)
    assert submission is not None
    again = replace(submission.draft((failed,), desk.world.now()), recipients=(OTHER,))
    services.submitter.again_all((failed,), again)
    desk.world.deliver()
    desk.world.poll()
    assert desk.states(batch) == ["delivered", "delivered"]


# --------------------------------------------------------------------------------------------- pace and one at a time


def test_two_faxes_to_one_number_never_run_together(desk: Desk) -> None:
    desk.world.account.pace = Pace(1, 1, 1, 5, 8, 1)
    desk.write((GOOD, "", "1"), (GOOD, "", "2"), (OTHER, "", "3"), (GOOD, "", "4"))
    manual = desk.world.send(OTHER)
    batch = desk.start()
    together = []
    for _ in range(200):
        desk.step()
        open_ = [
            recipient.to
            for row in desk.world.services.store.database.rows("SELECT id FROM recipient")
            if (recipient := desk.world.services.store.submissions.recipient(row["id"])) and recipient.state in OPEN
        ]
        together.append(len(open_) - len(set(open_)))
        desk.world.deliver()
        desk.world.poll()
        desk.world.turn(2)
        if desk.batch(batch).state is BatchState.DONE:
            break
    assert max(together) == 0
    assert desk.states(batch) == ["delivered"] * 4
    assert [fax.comment for fax in desk.world.account.received() if fax.destination == GOOD] == ["1", "2", "4"]
    assert desk.world.only(manual.job).state is State.DELIVERED


def test_a_fax_for_next_week_does_not_hold_up_one_for_now(desk: Desk) -> None:
    later = f"{desk.world.now() + timedelta(days=7):%Y-%m-%dT%H:%M+00:00}"
    desk.write((GOOD, "", later), (GOOD, "", ""), titles=("Fax", "Name", "Send time"))
    batch = desk.start()
    desk.step()
    desk.world.deliver()
    desk.step()
    assert [row.state for row in desk.rows(batch)] == ["accepted", "queued"]


def test_the_pace_is_that_of_the_sender_in_all_batches(desk: Desk) -> None:
    desk.write(*((number, "", "") for number in numbers(6)))
    first = desk.start(pace=6)
    assert desk.step() == pytest.approx(10.0)
    assert desk.counts(first).waiting == 5
    desk.world.deliver()
    desk.world.turn(9)
    assert desk.step() == pytest.approx(1.0)
    desk.world.turn(1)
    desk.step()
    desk.world.deliver()
    assert desk.counts(first).waiting == 4
    desk.list = desk.folder / "second.csv"
    desk.write((GOOD, "", ""))
    second = desk.start(pace=6)
    assert desk.step() is not None
    assert desk.counts(second).waiting == 1
    # A clock that was set back keeps nobody waiting for longer than the pace.
    desk.world.present -= timedelta(days=1)
    assert (desk.step() or 0.0) <= 10.0


def test_a_line_that_is_down_does_not_make_a_paced_batch_run_ahead(desk: Desk) -> None:
    desk.write(*((number, "", "") for number in numbers(50)))
    batch = desk.start(pace=30)
    for _ in range(40):
        desk.step()
        desk.world.turn(2)
    assert desk.counts(batch).here == 1


def test_few_faxes_of_a_batch_are_queued_at_a_time(desk: Desk) -> None:
    desk.write(*((number, "", "") for number in numbers(100)))
    batch = desk.start()
    for _ in range(5):
        desk.step()
    assert desk.counts(batch).here == WINDOW


# -------------------------------------------------------------------------------------------------- stop and go on


def test_a_large_batch_looks_at_its_rows_once_for_many_faxes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    many = 6 * WINDOW
    desk.write(*((number, "", "") for number in numbers(many)))
    batch = desk.start(stop_at=NEVER)
    services, looks = desk.world.services, 0
    counts = services.store.batches.counts

    def counted(found: Batch) -> Counts:
        nonlocal looks
        looks += 1
        return counts(found)

    monkeypatch.setattr(services.store.batches, "counts", counted)
    loop = ServiceLoop(services, lambda _seconds: None)
    loop.run(lambda: services.store.batches.all_handed_over(batch), PATIENTLY, alone=False)
    assert looks < many / 5
    assert sorted(desk.world.accepted()) == sorted(numbers(many))


@pytest.fixture
def soon_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Failures are weighed of fewer faxes, each of which takes its time."""
    monkeypatch.setattr(batch_rules, "JUDGED", 4)
    monkeypatch.setattr(batch_rules, "TRIAL", 8)


def test_a_batch_whose_faxes_fail_stops_itself_and_asks(desk: Desk, soon_judged: None) -> None:
    desk.world.account.pace = Pace(1, 1, 1, 1, 1, 1)
    desk.write(*((number, "", "") for number in [*busy_numbers(12), *numbers(30)]))
    batch = desk.start()
    desk.run()
    found, counts = desk.batch(batch), desk.counts(batch)
    assert found.state is BatchState.STOPPED
    assert "more than the limit of 20 percent" in found.reason
    # The trial alone went out before the first results were known.
    assert len(desk.world.accepted()) == 8
    assert counts.failed >= 4
    assert desk.step() is None
    # What has failed is known by now: what comes next decides.
    desk.world.services.batches.resume(batch)
    desk.step()
    assert desk.batch(batch).state is BatchState.RUNNING
    assert desk.counts(batch).here > 0


def test_a_batch_that_never_stops_goes_on_to_its_end(desk: Desk, soon_judged: None) -> None:
    desk.write(*((number, "", "") for number in [*busy_numbers(12), *numbers(4)]))
    batch = desk.start(stop_at=100)
    desk.run()
    assert desk.batch(batch).state is BatchState.DONE
    assert (desk.counts(batch).failed, desk.counts(batch).delivered) == (12, 4)


def test_a_batch_can_be_paused_resumed_and_cancelled(desk: Desk) -> None:
    desk.write(*((number, "", "") for number in numbers(100)))
    batch, requests = desk.start(), desk.world.services.batches
    desk.step()
    requests.pause(batch)
    assert desk.step() is None
    desk.world.deliver()
    assert len(desk.world.accepted()) == WINDOW
    desk.world.reopen()
    requests = desk.world.services.batches
    requests.resume(batch)
    desk.step()
    requests.cancel(batch)
    desk.world.deliver()
    desk.world.poll()
    assert desk.step() is None
    states = desk.states(batch)
    assert states.count(RowState.CANCELLED) == 100 - WINDOW
    assert len(desk.world.accepted()) == WINDOW
    with pytest.raises(InputRefused, match="it is cancelled"):
        requests.resume(batch)
    with pytest.raises(InputRefused, match="no batch"):
        requests.pause("nothing")


def test_a_cancelled_list_that_is_started_again_sends_its_rest(desk: Desk) -> None:
    desk.write(*((number, "", "") for number in numbers(3)))
    batch = desk.start(pace=6)
    desk.step()
    desk.world.deliver()
    desk.world.poll()
    desk.world.services.batches.cancel(batch)
    assert desk.start() == batch
    desk.run()
    assert sorted(desk.world.accepted()) == numbers(3)


def test_a_batch_that_was_paused_meanwhile_sends_nothing_more(desk: Desk) -> None:
    desk.write(*((number, "", "") for number in numbers(3)))
    batch = desk.start()
    sender: Any = desk.world.services.batching._service
    store = desk.world.services.store
    found = desk.batch(batch)
    desk.world.services.batches.pause(batch)
    assert sender._submit(found, 3, "") == 0
    assert store.batches.counts(found).waiting == 3


def test_what_is_refused_for_all_stops_the_batch_with_the_reason(desk: Desk) -> None:
    desk.write(*((number, "", "") for number in numbers(3)))
    batch = desk.start(sender=SENDER)
    services = desk.world.services
    kept = [replace(number, status="expired") for number in services.store.service_mirror.numbers()]
    services.store.service_mirror.keep_numbers(tuple(kept))
    desk.step()
    assert desk.batch(batch).state is BatchState.STOPPED
    assert desk.batch(batch).reason.startswith("From:")
    assert desk.counts(batch).waiting == 3


# ---------------------------------------------------------------------------------------------------------- mending


def test_a_row_is_mended_in_place_and_goes(desk: Desk) -> None:
    desk.write((GOOD, "Eva", ""), ("4.14E+10", "Max", ""))
    batch = desk.start()
    desk.run()
    requests = desk.world.services.batches
    position = desk.rows(batch)[1].position
    assert "letters" in requests.mend(batch, position, {ListField.TO: "nein"}).error
    assert desk.states(batch)[1] == "refused"
    # The same fax is not sent twice by this way either.
    assert "same fax" in requests.mend(batch, position, {ListField.TO: GOOD}).error
    assert not requests.mend(batch, position, {ListField.TO: "022 555 01 23"}).errors
    assert desk.batch(batch).state is BatchState.RUNNING
    desk.run()
    assert desk.states(batch) == ["delivered", "delivered"]
    with pytest.raises(InputRefused, match="has been sent"):
        requests.mend(batch, position, {ListField.TO: GOOD})
    # The list, in which it is still wrong, does not spoil it.
    assert desk.start() == batch
    assert desk.states(batch) == ["delivered", "delivered"]


def test_the_documents_of_a_row_are_mended_as_well(desk: Desk) -> None:
    from faxdesk.documents.intake.intake import Intake
    from faxdesk.services.batch_planner import BatchPlanner

    desk.write((GOOD, "gone.pdf"), titles=("Fax", "Datei"))
    desk.write((GOOD, "gone.pdf"), (OTHER, ""), titles=("Fax", "Datei"))
    batch = desk.start()
    position = desk.rows(batch)[0].position
    requests = desk.world.services.batches
    assert "not been read" in requests.mend(batch, position, {ListField.FILE: "there.pdf"}).error
    here: Any = Here()
    planner = BatchPlanner(here, Intake(here, desk.folder / "made", "CH"))
    prepared = planner.documents([desk.world.sample])
    assert not requests.mend(batch, position, {ListField.FILE: desk.world.sample.name}, prepared).errors
    desk.run()
    assert desk.states(batch) == ["delivered", "delivered"]
