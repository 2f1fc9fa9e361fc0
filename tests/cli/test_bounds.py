"""Every command comes to an end, and its exit code says how far it came."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faxdesk.api.auth import PersonalToken
from faxdesk.cli.output import outcome
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Document, DocumentType, Draft, Options, Recipient, Submission
from faxdesk.practice import Fault, Pace, PracticeServer
from faxdesk.services.container import ServicesFactory
from faxdesk.services.single_thread_loop import ServiceLoop
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.store import Store
from tests.cli.conftest import GOOD, Shell
from tests.time_limits import PATIENCE


@contextlib.contextmanager
def store_of(shell: Shell) -> Iterator[Store]:
    store = Store(DataFolder(shell.folder))
    yield store
    store.close()


def keep(store: Store, job: str, number: str = GOOD) -> int:
    """Keep a submission and return the row id of its recipient."""
    document = Document("letter.pdf", DocumentType.PDF, "ab" * 32, 1234, 2)
    store.submissions.add(
        Submission(
            job=job,
            created_at=datetime.now(UTC),
            sender="+41445550100",
            comment="",
            send_at=None,
            options=Options(),
            cover_page=None,
            documents=(document,),
            recipients=(Recipient(0, job, number, State.QUEUED),),
        )
    )
    return store.submissions.recipients(job)[0].id


def keep_a_question(store: Store, job: str) -> int:
    """Keep a fax of unknown fate, about which the user was asked."""
    recipient = keep(store, job)
    attempt = store.attempts.begin(job, [recipient], "", "+41445550100")
    store.attempts.posting(attempt.id)
    store.delivery_queue.moved((recipient,), Event.ANSWER_LOST, "Lost.")
    later = datetime.now(UTC) + timedelta(minutes=10)
    store.delivery_queue.looked_in_vain(recipient, later, ask=True, reason="You decide.")
    return recipient


def test_cancelling_a_fax_of_unknown_fate_ends(shell: Shell) -> None:
    with store_of(shell) as store:
        keep_a_question(store, "job")
    run = shell.run("cancel", "job", "--json")
    assert run.code == 6
    assert run.value["recipients"][0]["state"] == "unknown"
    assert "not known" in run.err
    assert shell.run("deliver").code == 6


def test_delivering_what_belongs_to_another_account_ends(shell: Shell) -> None:
    with store_of(shell) as store:
        keep(store, "job")
        with store.database.transaction() as connection:
            connection.execute("UPDATE submission SET account = 'somebody else'")
    run = shell.run("deliver", "--json")
    assert run.code == 5
    assert "another account" in run.err


def test_sending_while_another_process_delivers_and_gets_nowhere_ends(shell: Shell, sample_pdf: Path) -> None:
    folder = DataFolder(shell.folder)
    assert folder.delivery_lock.acquire()
    run = shell.run_program("send", sample_pdf, "--to", GOOD, "--json")
    folder.delivery_lock.release()
    assert run.code == 5
    assert "Another FaxDesk" in run.err
    assert shell.run("deliver").code == 0


def test_waiting_that_has_to_be_given_up_is_no_success(shell: Shell, service: PracticeServer, sample_pdf: Path) -> None:
    service.account.pace = Pace(600, 1, 1, 1, 1, 1)
    process = shell.start("send", sample_pdf, "--to", GOOD, "--wait", "--json")
    assert process.stdout is not None
    while '"submitted"' not in process.stdout.readline():
        pass
    service.account.faults.add(Fault.status(401, method="GET", times=None))
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 4
    assert "token" in err
    assert "not known yet" in err
    assert "stays queued" not in err


def test_a_reader_that_goes_away_does_not_stop_the_fax(shell: Shell, service: PracticeServer, sample_pdf: Path) -> None:
    process = shell.start("send", sample_pdf, "--to", GOOD, "--json")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=PATIENCE) == 0
    assert process.stderr.read() == ""
    process.stderr.close()
    assert len(service.account.received()) == 1
    with store_of(shell) as store:
        assert store.delivery_queue.claims((State.UPLOADING, State.SUBMITTING)) == ()


@pytest.mark.parametrize("command", ["outbox", "sent"])
def test_a_list_sends_nothing(shell: Shell, service: PracticeServer, sample_pdf: Path, command: str) -> None:
    good, shell.token = shell.token, "alohi_pat_wrong"
    assert shell.run("send", sample_pdf, "--to", GOOD).code == 4
    shell.token = good
    assert shell.run(command, "--json").code == 0
    assert service.account.received() == ()


def test_thousands_of_recipients_are_sent_in_one_command(
    shell: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    service.account.pace = Pace(600, 1, 1, 1, 1, 1)
    # All that Windows takes in one command line: 32,767 characters (CreateProcess).
    count = 1500 if sys.platform == "win32" else 3000
    to = [part for number in range(count) for part in ("--to", f"+4144{5550000 + number}")]
    run = shell.run_program("send", sample_pdf, *to, "--json")
    assert run.code == 0, run.err
    assert len(run.lines[-1]["recipients"]) == count


def test_what_is_still_at_the_service_is_a_success_only_for_who_does_not_wait(
    tmp_path: Path, service: PracticeServer
) -> None:
    folder = DataFolder(tmp_path / "own")
    services = ServicesFactory(folder, service.url, PersonalToken(service.token)).open(lambda report: None)
    loop = ServiceLoop(services, lambda seconds: None)
    accepted = Recipient(1, "job", GOOD, State.ACCEPTED)
    assert outcome([accepted], loop) == 0
    assert outcome([accepted], loop, to_the_end=True) == 6
    assert outcome([replace(accepted, state=State.DELIVERED)], loop, to_the_end=True) == 0
    services.close()


def test_the_wishes_of_another_process_do_not_shorten_a_pause_that_the_service_asked_for(
    tmp_path: Path, service: PracticeServer, sample_pdf: Path
) -> None:
    place = ServicesFactory(DataFolder(tmp_path / "own"), service.url, PersonalToken(service.token))
    services, other = place.open(lambda report: None), place.open(lambda report: None)
    passed = [0.0]
    loop = ServiceLoop(services, lambda seconds: None, lambda: passed[0])
    service.account.faults.add(Fault.too_many_requests(60, method="POST", path="*/outbox"))
    for _ in range(3):
        other.submitter.submit(Draft((sample_pdf,), (GOOD,)))
        passed[0] += 1
        left = iter((False, False, True))
        loop.run(lambda left=left: next(left), timedelta(minutes=5))  # type: ignore[misc]
    assert service.account.received() == ()
    passed[0] += 100
    loop.once()
    assert len(service.account.received()) == 1
    services.close()
    other.close()
    place.folder.delivery_lock.release()
