"""Making the proof of what the practice service was given: all that belongs to it is there, and it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta, timezone, tzinfo
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from faxdesk.core.batch import BatchRequest
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.cover import Cover, CoverPage
from faxdesk.core.errors import InputRefused, NotThere, Paused, Stopped, StoreTrouble
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Options
from faxdesk.core.proof import Proof, ProofFileKind
from faxdesk.documents.common.paper import A4
from faxdesk.documents.worker.client import Worker, WorkerLost
from faxdesk.practice.account.scenes import enter
from faxdesk.services import proof as module
from faxdesk.services.proof import MadeProof, ProofMaker
from faxdesk.services.proof_check import check_proof
from tests.services.batches import numbers, plan, write_list
from tests.services.conftest import GOOD, OTHER, SENDER, World

BUSY, BUSY_ONCE, PART = "+41445550201", "+41445550202", "+41445550204"
UNHURRIED = 100


Make = Callable[..., tuple[MadeProof, Proof]]


@pytest.fixture
def make(world: World, worker: Worker, tmp_path: Path) -> Make:
    """Make the proof of what an id names, and return what was made and what it says."""

    def made(key: str, **more: Any) -> tuple[MadeProof, Proof]:
        proofs: ProofMaker = world.services.proofs
        found = proofs.make(proofs.subject(key), tmp_path / "proof.pdf", worker, A4, NeverCancelled(), **more)
        checked = check_proof(found.path, worker)
        assert checked.holds, checked.checks
        assert checked.sha256 == found.sha256
        assert checked.proof is not None
        return found, checked.proof

    return made


def sent(world: World, *to: str, rounds: int = 1, **more: Any) -> str:
    """Send a fax to its end; return its job."""
    job = world.send(*to, **more).job
    for _ in range(rounds):
        world.deliver()
        world.poll()
        if rounds > 1:
            world.turn(UNHURRIED)
    return job


def kinds(proof: Proof) -> list[ProofFileKind]:
    return [file.kind for file in proof.files]


def test_a_delivered_fax_has_all_that_belongs_to_it(world: World, make: Make) -> None:
    job = sent(world, comment="Case 4 C 12")
    made, proof = make(job)
    (fax,) = proof.faxes
    recipient = world.only(job)
    assert kinds(proof) == [ProofFileKind.UPLOADED, ProofFileKind.SENT, ProofFileKind.REPORT]
    assert proof.files[0].sha256 == hashlib.sha256(world.sample.read_bytes()).hexdigest()
    assert (fax.to, fax.state, fax.status) == (GOOD, State.DELIVERED, "success")
    assert (fax.pages_confirmed, fax.pages_sent) == (2, 2)
    assert (fax.job, fax.fax_id, fax.comment) == (job, recipient.fax_id, "Case 4 C 12")
    assert fax.sender == SENDER
    assert fax.timeline == world.services.store.submissions.timeline(recipient.id)
    assert fax.ended_at == fax.timeline[-1].at
    assert fax.started_at is not None
    assert proof.practice
    assert proof.account == "Practice Office"
    assert (made.missing, made.faxes, made.files) == ((), 1, proof.files)


def test_it_is_remembered_here_that_it_was_made(world: World, make: Make) -> None:
    made, _ = make(sent(world))
    assert world.services.store.proofs.made_at(made.sha256) == world.now()
    assert world.services.store.proofs.made_at("0" * 64) is None
    assert hashlib.sha256(made.path.read_bytes()).hexdigest() == made.sha256


def test_every_id_of_a_fax_names_it(world: World) -> None:
    job = sent(world)
    fax = world.only(job)
    for key in (job, fax.fax_id, fax.outbox_id):
        assert world.services.proofs.subject(key or "").faxes == (fax,)
    with pytest.raises(InputRefused, match="no fax nothing"):
        world.services.proofs.subject("nothing")


def test_faxes_that_are_chosen_make_one_proof(world: World, worker: Worker, tmp_path: Path) -> None:
    faxes = [world.only(sent(world, to)) for to in (GOOD, OTHER)]
    subject = world.services.proofs.of_recipients([fax.id for fax in faxes])
    made = world.services.proofs.make(subject, tmp_path / "out.pdf", worker, A4, NeverCancelled())
    assert made.faxes == 2
    with pytest.raises(InputRefused, match="no such fax"):
        world.services.proofs.of_recipients([999])


def test_faxes_of_one_job_share_their_documents(world: World, make: Make) -> None:
    made, proof = make(sent(world, GOOD, OTHER))
    assert [fax.to for fax in proof.faxes] == [GOOD, OTHER]
    assert kinds(proof).count(ProofFileKind.UPLOADED) == 1
    assert kinds(proof).count(ProofFileKind.REPORT) == 2
    assert made.faxes == 2


def test_a_batch_makes_one_proof(world: World, make: Make, tmp_path: Path) -> None:
    path = write_list(tmp_path / "clients.csv", [(number, "", "") for number in numbers(2)])
    planned = plan(path, (world.sample,), BatchRequest(), now=world.now)
    batch = world.services.batches.start(planned, again=False).batch
    for _ in range(20):
        world.services.batching.step(NeverCancelled())
        world.deliver()
        world.poll()
        world.turn(UNHURRIED)
    _, proof = make(batch)
    assert proof.title == "Batch clients.csv"
    assert [fax.to for fax in proof.faxes] == numbers(2)


def test_a_failure_is_proved_with_every_call(world: World, make: Make) -> None:
    """That a line was busy all day long is what a deadline may depend on."""
    job = sent(world, BUSY, rounds=12, options=Options(redials=1))
    assert world.states(job) == [State.FAILED]
    _, proof = make(job)
    (fax,) = proof.faxes
    assert (fax.state, fax.pages_confirmed) == (State.FAILED, 0)
    reports = [file.title for file in proof.files_of(fax, ProofFileKind.REPORT)]
    assert reports == ["Confirmation report", "Confirmation report of call 1"]


def test_a_call_whose_report_is_gone_is_said(world: World, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    job = sent(world, BUSY_ONCE, rounds=12, options=Options(redials=1))
    assert world.states(job) == [State.DELIVERED]
    (earlier,) = world.services.store.earlier_attempts.of(world.only(job).id)
    report = world.services.fetcher.report

    def gone(fax_id: str, cancel: Any) -> Path:
        if fax_id == earlier.fax_id:
            raise NotThere("It is gone.", "", status=404, code="")
        return report(fax_id, cancel)

    monkeypatch.setattr(world.services.fetcher, "report", gone)
    made, _ = make(job)
    assert "Fax.Plus has no confirmation report of call 1." in made.missing


def test_a_call_that_left_no_trace_has_no_report(world: World, make: Make) -> None:
    job = sent(world)
    recipient = world.only(job)
    with world.services.store.database.transaction() as connection:
        connection.execute(
            "INSERT INTO earlier_attempt (recipient, position, status, ended_at) VALUES (?, 0, '', 1)", (recipient.id,)
        )
    made, proof = make(job)
    assert made.missing == ()
    assert kinds(proof).count(ProofFileKind.REPORT) == 1


def test_the_pages_of_a_part_are_not_said_to_be_confirmed(world: World, make: Make) -> None:
    _, proof = make(sent(world, PART))
    assert (proof.faxes[0].state, proof.faxes[0].pages_confirmed) == (State.PARTIAL, None)


def test_a_cover_page_counts_where_the_service_counts_it(world: World, make: Make) -> None:
    cover = Cover(CoverPage("Example Ltd", "Dental practice", "Statement"))
    _, proof = make(sent(world, cover=cover))
    (fax,) = proof.faxes
    assert fax.cover
    assert fax.pages_confirmed == fax.pages_sent


def test_what_the_service_does_not_keep_is_said(world: World, make: Make) -> None:
    enter(world.account, "history-off-record")
    made, proof = make(sent(world, rounds=8))
    assert kinds(proof) == [ProofFileKind.UPLOADED]
    assert len(made.missing) == 2
    assert proof.faxes[0].missing == made.missing


def test_what_is_fetched_already_needs_no_service(world: World, make: Make) -> None:
    job = sent(world)
    make(job)
    world.server.stop()
    make(job)
    world.server.start()


def test_without_the_service_nothing_is_made_that_lacks_its_report(
    world: World, worker: Worker, tmp_path: Path
) -> None:
    subject = world.services.proofs.subject(sent(world))
    world.server.stop()
    with pytest.raises(Paused):
        world.services.proofs.make(subject, tmp_path / "out.pdf", worker, A4, NeverCancelled())
    world.server.start()
    assert not (tmp_path / "out.pdf").exists()


def test_what_never_left_has_a_proof_of_that(world: World, make: Make) -> None:
    job = world.send().job
    world.services.user_requests.cancel([world.only(job).id])
    _, proof = make(job)
    assert (proof.faxes[0].state, proof.faxes[0].pages_confirmed) == (State.CANCELLED, None)
    assert kinds(proof) == [ProofFileKind.UPLOADED]


def test_what_has_no_result_yet_has_no_proof(world: World, worker: Worker, tmp_path: Path) -> None:
    waiting = world.send().job
    several = world.send(OTHER, GOOD).job
    world.services.user_requests.cancel([world.recipients(several)[0].id])
    both = world.send(OTHER, GOOD).job
    for job, words in ((waiting, "This fax has"), (several, "One fax of it has"), (both, "2 faxes of it have")):
        with pytest.raises(InputRefused, match=f"{words} no result yet"):
            world.services.proofs.make(
                world.services.proofs.subject(job), tmp_path / "out.pdf", worker, A4, NeverCancelled()
            )


def test_limits_are_told(world: World, worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = world.services.proofs.subject(sent(world, GOOD, OTHER))
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    with pytest.raises(InputRefused, match="too large"):
        world.services.proofs.make(subject, tmp_path / "out.pdf", worker, A4, NeverCancelled())
    monkeypatch.setattr(module, "MOST_FAXES", 1)
    with pytest.raises(InputRefused, match="2 faxes are too many"):
        world.services.proofs.make(subject, tmp_path / "out.pdf", worker, A4, NeverCancelled())


# ------------------------------------------------------------------------------------- what was changed or is lost


def test_no_proof_is_made_of_a_timeline_that_was_changed(world: World, worker: Worker, tmp_path: Path) -> None:
    job = sent(world)
    subject = world.services.proofs.subject(job)
    with world.services.store.database.transaction() as connection:
        connection.execute("DROP TRIGGER event_fixed")
        connection.execute("UPDATE event SET at = at - 86400000 WHERE event = 'reported delivered'")
    with pytest.raises(StoreTrouble, match="is not what FaxDesk wrote"):
        world.services.proofs.make(subject, tmp_path / "out.pdf", worker, A4, NeverCancelled())
    assert not (tmp_path / "out.pdf").exists()


def test_a_timeline_of_an_earlier_version_is_chained_as_it_is(world: World, make: Make) -> None:
    job = world.send().job
    with world.services.store.database.transaction() as connection:
        connection.execute("DROP TRIGGER event_fixed")
        connection.execute("UPDATE event SET link = NULL")
    world.deliver()
    world.poll()
    recipient = world.only(job)
    assert not world.services.store.submissions.timeline(recipient.id)[0].link
    _, proof = make(job)
    assert all(entry.link for entry in proof.faxes[0].timeline)
    # The entry without a link has gone into the next: it can be changed no more.
    with world.services.store.database.transaction() as connection:
        connection.execute("UPDATE event SET text = 'Another.' WHERE link IS NULL")
    with pytest.raises(StoreTrouble, match="Entry 2"):
        make(job)


def test_no_proof_is_made_of_a_document_that_was_changed_or_is_gone(
    world: World, worker: Worker, tmp_path: Path
) -> None:
    job = sent(world)
    subject = world.services.proofs.subject(job)
    submission = world.services.store.submissions.get(job)
    assert submission is not None
    spooled = world.services.store.spool.path(submission.documents[0].sha256)
    spooled.chmod(0o600)
    spooled.write_bytes(b"another letter")
    for _ in range(2):
        with pytest.raises(StoreTrouble, match="changed there after it was sent"):
            world.services.proofs.make(subject, tmp_path / "out.pdf", worker, A4, NeverCancelled())
        spooled.unlink(missing_ok=True)


def test_a_report_that_is_no_pdf_is_attached_all_the_same(world: World, make: Make) -> None:
    job = sent(world)
    make(job)
    report = world.services.fetcher.report(world.only(job).fax_id or "", NeverCancelled())
    report.chmod(0o600)
    report.write_bytes(b"no PDF at all")
    _, proof = make(job)
    (file,) = proof.files_of(proof.faxes[0], ProofFileKind.REPORT)
    assert (file.pages, file.size) == (0, 13)


def test_a_report_that_is_empty_is_none(world: World, make: Make) -> None:
    job = sent(world)
    make(job)
    report = world.services.fetcher.report(world.only(job).fax_id or "", NeverCancelled())
    report.chmod(0o600)
    report.write_bytes(b"")
    made, proof = make(job)
    assert ProofFileKind.REPORT not in kinds(proof)
    assert made.missing == ("Fax.Plus has no confirmation report of this fax.",)


def test_a_fax_that_is_gone_meanwhile_is_refused(
    world: World, worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = world.services.proofs.subject(sent(world))
    monkeypatch.setattr(world.services.store.submissions, "get", lambda _job: None)
    with pytest.raises(InputRefused, match="no longer kept here"):
        world.services.proofs.make(subject, tmp_path / "out.pdf", worker, A4, NeverCancelled())


def test_a_place_that_cannot_be_written_is_refused_first(world: World, worker: Worker, tmp_path: Path) -> None:
    subject = world.services.proofs.subject(sent(world))
    with pytest.raises(InputRefused):
        world.services.proofs.make(subject, tmp_path / "gone" / "out.pdf", worker, A4, NeverCancelled())


class _Answering(Worker):
    """A worker that says something else than it should."""

    def __init__(self, answer: Callable[[], dict[str, Any]]) -> None:
        super().__init__()
        self._answer = answer

    def call(self, operation: str, *words: Any, **more: Any) -> tuple[dict[str, Any], bytes]:
        if operation != "proof":
            return super().call(operation, *words, **more)
        return self._answer(), b""


def _lost() -> dict[str, Any]:
    raise WorkerLost("gone")


@pytest.mark.parametrize(
    ("answer", "words"),
    [(_lost, "too much time or memory"), (lambda: {"fault": "No space left on device"}, "No space left")],
)
def test_a_proof_that_cannot_be_drawn_or_written_costs_a_sentence(
    answer: Callable[[], dict[str, Any]],
    words: str,
    world: World,
    document_children_are_shared: None,
    tmp_path: Path,
) -> None:
    subject = world.services.proofs.subject(sent(world))
    with _Answering(answer) as worker, pytest.raises(StoreTrouble, match=words):
        world.services.proofs.make(subject, tmp_path / "out.pdf", worker, A4, NeverCancelled())
    assert not (tmp_path / "out.pdf").exists()


def test_what_is_written_is_looked_at_before_it_is_handed_out(
    world: World, document_children_are_shared: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(path: Path) -> None:
        path.write_bytes(path.read_bytes()[:-1])

    subject = world.services.proofs.subject(sent(world))
    with Worker() as worker:
        call = worker.call

        def spoiling(operation: str, words: Any, *more: Any, **named: Any) -> Any:
            answer = call(operation, words, *more, **named)
            if operation == "proof":
                spoil(Path(words["out"]))
            return answer

        monkeypatch.setattr(worker, "call", spoiling)
        with pytest.raises(StoreTrouble, match="changed while it was written"):
            world.services.proofs.make(subject, tmp_path / "out.pdf", worker, A4, NeverCancelled())
    assert not (tmp_path / "out.pdf").exists()


def test_making_it_stops_when_the_program_does(world: World, worker: Worker, tmp_path: Path) -> None:
    subject = world.services.proofs.subject(sent(world))
    cancel = Event()
    cancel.set()
    with pytest.raises(Stopped):
        world.services.proofs.make(subject, tmp_path / "out.pdf", worker, A4, cancel)


def test_progress_is_told_page_by_page(world: World, make: Make) -> None:
    told: list[int] = []
    make(sent(world), progress=told.append)
    assert told == [1, 2]


def test_the_zone_is_named_or_told_by_its_difference(world: World, worker: Worker, tmp_path: Path) -> None:
    subject = world.services.proofs.subject(sent(world))
    for zone, name in ((ZoneInfo("Asia/Kolkata"), "Asia/Kolkata"), (timezone(timedelta(hours=-3)), "UTC-0300")):
        services = world.services
        maker = ProofMaker(services.store, services.fetcher, world.now, partial(_itself, zone), practice=False)
        made = maker.make(subject, tmp_path / "out.pdf", worker, A4, NeverCancelled())
        checked = check_proof(made.path, worker)
        assert checked.proof is not None
        assert (checked.proof.zone, checked.proof.practice) == (name, False)


def _itself(zone: tzinfo) -> tzinfo:
    return zone
