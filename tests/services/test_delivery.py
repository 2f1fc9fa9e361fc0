"""From Send to the final word, through every layer."""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import DocumentType, Draft, Options
from faxdesk.documents.inspection.examine import Examined, examine
from faxdesk.practice import Fault, Pace
from faxdesk.practice.simulation.outcomes import OUTCOMES
from faxdesk.services.deliver import ProgressReport
from faxdesk.services.events import Condition, Link, Progress
from faxdesk.services.submit import Submitter
from tests.services.conftest import GOOD, OTHER, SENDER, World


def test_a_fax_is_delivered_with_both_ids_and_its_pages(world: World) -> None:
    job = world.send(comment="Case 42").job
    world.deliver()
    assert world.only(job).state is State.ACCEPTED
    world.poll()
    fax = world.only(job)
    assert (fax.state, fax.status, fax.pages) == (State.DELIVERED, "success", 2)
    assert fax.outbox_id
    assert fax.fax_id
    (accepted,) = world.account.received()
    assert (accepted.destination, accepted.source, accepted.comment) == (GOOD, SENDER, "Case 42")
    assert accepted.tags == (f"faxdesk:{job}-1",)


def test_what_arrives_is_what_was_dropped_byte_for_byte(world: World, sample_tiff: Path) -> None:
    world.send(files=(world.sample, sample_tiff))
    world.deliver()
    (accepted,) = world.account.received()
    kept = world.services.store.submissions.get(world.services.store.delivery_queue.claims(State)[0].recipient.job)
    assert kept is not None
    assert accepted.sha256 == tuple(document.sha256 for document in kept.documents)


def test_all_but_the_upload_is_on_the_disk_before_anything_follows(world: World) -> None:
    """A power cut may undo an upload, which is then made once more, and nothing else."""
    statements: list[str] = []
    world.services.store.database._connection.set_trace_callback(statements.append)
    world.send()
    world.deliver()
    world.poll()
    events: dict[str, set[str]] = {"2": set(), "NORMAL": set()}
    mode = "2"
    for statement in statements:
        mode = (re.match("PRAGMA synchronous = (.*)", statement) or ["", mode])[1]
        events[mode] |= set(re.findall(r"INTO event .*?'(.+?)'", statement))
        assert mode == "2" or "posted_at = " not in statement
    assert events["NORMAL"] == {Event.UPLOAD_STARTED}
    assert events["2"] >= {Event.SUBMIT_STARTED, Event.ACCEPTED}


def test_the_original_may_be_deleted_right_after_send(world: World, tmp_path: Path) -> None:
    original = tmp_path / "letter.pdf"
    original.write_bytes(world.sample.read_bytes())
    job = world.send(files=(original,)).job
    original.unlink()
    world.reopen()
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED]


def test_each_recipient_becomes_a_fax_of_its_own(world: World) -> None:
    job = world.send(GOOD, "+41445550201", OTHER).job
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED, State.FAILED, State.DELIVERED]
    assert len({recipient.outbox_id for recipient in world.recipients(job)}) == 3
    assert len(world.account.submissions) == 1


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_every_fate_that_a_number_can_have(world: World, outcome: object) -> None:
    from faxdesk.practice.simulation.outcomes import Outcome

    assert isinstance(outcome, Outcome)
    job = world.send(outcome.number).job
    world.deliver()
    world.turn(120)
    world.poll()
    fax = world.only(job)
    expected = {"success": State.DELIVERED, "partially_sent": State.PARTIAL}.get(outcome.results[0], State.FAILED)
    assert (fax.state, fax.status) == (expected, outcome.results[0])
    assert fax.reason.endswith(".")


def test_the_services_own_retries_are_followed_to_the_last(world: World) -> None:
    world.account.pace = Pace(0, 0, 0, 1, 8, 0)
    job = world.send("+41445550202", options=Options(retry_count=2, retry_delay=10)).job
    seen = []
    world.deliver()
    for _ in range(60):
        world.poll()
        seen.append(world.only(job).state)
        world.turn(1)
    assert seen[-1] is State.DELIVERED
    assert world.accepted() == ["+41445550202"]


def test_the_way_through_the_outbox_is_seen_and_told(world: World) -> None:
    world.account.pace = Pace(2, 2, 2, 2, 8, 1)
    job = world.send().job
    world.deliver()
    seen = []
    for _ in range(20):
        world.poll()
        if world.only(job).state not in seen:
            seen.append(world.only(job).state)
        world.turn(1)
    assert seen == [State.SUBMITTED, State.CONVERTING, State.SCHEDULED, State.SENDING, State.DELIVERED]
    states = [event.state for event in world.services.store.submissions.timeline(world.only(job).id)]
    assert states == [State.QUEUED, State.UPLOADING, State.SUBMITTING, State.ACCEPTED, *seen]


def test_a_later_time_is_kept_by_the_service(world: World) -> None:
    job = world.send(send_at=world.now() + timedelta(hours=2)).job
    world.deliver()
    world.poll()
    assert world.states(job) == [State.SCHEDULED]
    world.turn(7300)
    world.poll()
    assert world.states(job) == [State.DELIVERED]


def test_a_time_that_passed_while_the_fax_waited_here_means_at_once(world: World) -> None:
    job = world.send(send_at=world.now() + timedelta(minutes=5)).job
    world.turn(3600)
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED]


def test_a_cover_page_and_options_reach_the_service(world: World) -> None:
    from faxdesk.core.cover import Cover, CoverFlag, CoverPage

    page = CoverPage("Records Office", "Example Office", "Case 42", (CoverFlag.URGENT,), "Two pages follow.")
    job = world.send(cover=Cover(page), options=Options(enhancement=False)).job
    world.deliver()
    world.poll()
    assert (world.only(job).state, world.only(job).pages) == (State.DELIVERED, 3)


def test_progress_is_told_over_all_documents(world: World, sample_tiff: Path) -> None:
    job = world.send(files=(world.sample, sample_tiff)).job
    world.deliver()
    told = [report for report in world.said if isinstance(report, Progress)]
    total = world.sample.stat().st_size + sample_tiff.stat().st_size
    assert told[-1] == Progress(job, total, total)
    assert [report.sent for report in told] == sorted(report.sent for report in told)
    assert world.said[-1] == Condition(Link.ONLINE)


def test_the_progress_of_a_large_fax_is_told_about_a_hundred_times(world: World) -> None:
    """Each report is drawn: as many as there are blocks would keep the window busy with nothing else."""
    told: list[Any] = []
    progress = ProgressReport(told.append, "job", 0, 20_000_000)
    for sent in range(0, 20_000_001, 8192):
        progress(sent, 20_000_000)
    assert 50 <= len(told) <= 110


def test_many_faxes_go_out_in_the_order_of_their_promise(world: World) -> None:
    numbers = [f"+4144555{number:04d}" for number in range(300, 310)]
    for number in numbers:
        world.send(number)
        world.present += timedelta(milliseconds=1)
    world.deliver()
    assert world.accepted() == numbers
    world.poll()
    assert {claim.recipient.state for claim in world.services.store.delivery_queue.claims(State)} == {State.DELIVERED}


# ---------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"to": ()}, "To"),
        ({"to": (GOOD, GOOD)}, "To"),
        ({"to": tuple(f"+4144{number:07d}" for number in range(4001))}, "To"),
        ({"files": ()}, "Documents"),
        ({"files": ("missing.pdf",)}, "missing.pdf"),
        ({"files": ("sample.pdf",) * 11}, "Documents"),
        ({"sender": ("+41999999999",)}, "From"),
    ],
)
def test_what_cannot_be_faxed_is_refused_before_anything_is_kept(
    world: World, draft: dict[str, tuple[str, ...]], field: str
) -> None:
    world.services.account.uid()
    files = tuple(world.sample.with_name(name) for name in draft.get("files", ("sample.pdf",)))
    sender = next(iter(draft.get("sender", ())), None)
    with pytest.raises(InputRefused) as caught:
        world.services.submitter.submit(Draft(files, draft.get("to", (GOOD,)), sender))
    assert caught.value.field == field
    assert world.services.store.delivery_queue.claims(State) == ()
    assert not [path for path in world.folder.spool.rglob("*") if path.is_file()]


def test_a_document_that_is_written_on_while_it_is_kept_is_not_sent_by_halves(world: World, tmp_path: Path) -> None:
    """A scanner had saved it, begins again just when it is copied, and has finished when the copy is looked at."""
    scan, whole = tmp_path / "scan.pdf", world.sample.read_bytes()
    scan.write_bytes(whole)
    looks: list[Path] = []

    def look(path: Path, name: str | None = None) -> Examined:
        looks.append(path)
        scan.write_bytes(whole)
        found = examine(path, name)
        scan.write_bytes(whole[:100])
        return found

    with pytest.raises(InputRefused) as refused:
        Submitter(world.services.store, world.now, lambda: nullcontext(look)).submit(Draft((scan,), (GOOD,)))
    assert (refused.value.field, len(looks)) == ("scan.pdf", 2)
    assert world.services.store.database.value("SELECT count(*) FROM submission") == 0


def test_a_time_in_the_past_is_refused(world: World) -> None:
    with pytest.raises(InputRefused, match="in the past"):
        world.send(send_at=world.now() - timedelta(minutes=1))


def test_a_number_that_is_not_active_yet_cannot_send(world: World) -> None:
    world.services.account.uid()
    waiting = next(number.number for number in world.services.store.service_mirror.numbers() if not number.usable)
    with pytest.raises(InputRefused, match="cannot be used"):
        world.send(sender=waiting)


# ------------------------------------------------------------------------------------------ documents afterwards


def test_the_pages_and_the_report_are_fetched_once(world: World, tmp_path: Path) -> None:
    from faxdesk.core.cancel_token import NeverCancelled
    from faxdesk.services.output_file import write_files

    job = world.send().job
    world.deliver()
    world.poll()
    fax_id = world.only(job).fax_id
    assert fax_id
    report = world.services.fetcher.report(fax_id, NeverCancelled())
    pdf = world.services.fetcher.document(fax_id, DocumentType.PDF, NeverCancelled())
    tiff = world.services.fetcher.document(fax_id, DocumentType.TIFF, NeverCancelled())
    assert report.read_bytes().startswith(b"%PDF-")
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert tiff.read_bytes()[:4] in (b"II*\0", b"MM\0*")
    world.server.stop()
    assert world.services.fetcher.report(fax_id, NeverCancelled()) == report
    world.server.start()
    write_files([(report, tmp_path / "report.pdf")])
    assert (tmp_path / "report.pdf").read_bytes() == report.read_bytes()


def test_after_a_refusal_the_sender_is_chosen_among_the_numbers_of_today(world: World) -> None:
    world.send()
    world.deliver()
    world.account.members.change_number(SENDER, status="active", cancelled=True)
    refused, later = world.send().job, world.send().job
    world.deliver()
    assert world.states(refused) == [State.REJECTED]
    assert world.states(later) == [State.ACCEPTED]
    assert [one.source for one in world.account.received()] == [SENDER, "+41225550100"]


def test_documents_that_take_long_to_upload_are_not_uploaded_for_ever_where_the_fax_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, uploads = world.services.api.upload, []

    def slowly(*args: Any, **more: Any) -> str:
        uploads.append(args[1])
        world.turn(70)
        return real(*args, **more)

    monkeypatch.setattr(world.services.api, "upload", slowly)
    world.account.faults.add(Fault.status(400, "no", "Not today", method="POST", path="*/outbox", times=None))
    job = world.send(files=(world.sample, world.sample)).job
    world.deliver()
    assert world.states(job) == [State.REJECTED]
    assert "Not today" in world.only(job).reason
    assert len(uploads) == 2


def test_uploads_from_the_future_are_not_trusted(world: World) -> None:
    """The clock was set back while the fax waited here, and nobody knows how old they are."""
    job = world.services.submitter.submit(Draft((world.sample,), (GOOD,)), grace=timedelta(seconds=60)).job
    world.deliver()
    assert world.states(job) == [State.QUEUED]
    world.account.clock.advance(25 * 3600)
    world.present -= timedelta(hours=1)
    world.deliver()
    assert world.states(job) == [State.ACCEPTED]


# ------------------------------------------------------------------------------------- a spool that changed under us


@pytest.mark.parametrize("harm", ["gone", "emptied", "cut", "other bytes", "a folder"])
def test_a_kept_document_that_is_not_what_it_was_is_refused_and_the_others_go_out(harm: str, world: World) -> None:
    job = world.send().job
    submission = world.services.store.submissions.get(job)
    assert submission is not None
    path = world.services.store.spool.path(submission.documents[0].sha256)
    content = path.read_bytes()
    path.unlink()
    if harm == "a folder":
        path.mkdir()
    elif harm != "gone":
        spoilt = {"emptied": b"", "cut": content[:-10], "other bytes": content[:-10] + b"x" * 10}[harm]
        path.write_bytes(spoilt)
    world.deliver()
    (recipient,) = world.recipients(job)
    assert recipient.state is State.REJECTED
    assert "sample.pdf" in recipient.reason
    assert world.accepted() == []
    if harm == "a folder":
        path.rmdir()
    other = world.send(OTHER).job
    world.deliver()
    world.poll()
    assert world.states(other) == [State.DELIVERED], "sent once more, it is kept anew"
