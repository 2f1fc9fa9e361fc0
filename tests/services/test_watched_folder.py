"""A watched folder: each file becomes a fax or a draft once, whole, and nothing happens to any other."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest

from faxdesk.core import shared_files, watch_rules
from faxdesk.core.contacts import Contact
from faxdesk.core.errors import ServiceError, SignInNeeded
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft, Number
from faxdesk.services import claimed_files
from faxdesk.services.file_readiness import DAMAGED_SECONDS
from faxdesk.services.folder_events import FileEvent
from faxdesk.services.watched_folder import LOOK_SECONDS
from tests.documents.files import text_pdf
from tests.services.conftest import GOOD, OTHER, World
from tests.services.watching import SEND, Watching

if TYPE_CHECKING:
    from faxdesk.documents.inspection.examine import Examined

BUSY = "+41445550201"
NAME = f"{GOOD} Case 42.pdf"


@pytest.fixture
def watching(world: World, tmp_path: Path) -> Iterator[Watching]:
    watching = Watching(world, tmp_path / "in")
    yield watching
    watching.close()


# -------------------------------------------------------------------------------------------------------- one file


def test_a_file_becomes_a_fax_and_its_report_is_put_beside_it(watching: Watching) -> None:
    watching.put(NAME)
    watching.look()
    (job,) = watching.jobs()
    submission = watching.world.services.store.submissions.get(job)
    assert submission is not None
    assert submission.comment == "Case 42"
    assert [one.to for one in submission.recipients] == [GOOD]
    assert watching.names() == set()
    assert watching.names("sent") == {NAME}
    watching.finish()
    assert watching.names("sent") == {NAME, f"{NAME}.report.pdf"}
    assert watching.world.accepted() == [GOOD]
    assert [one.event for one in watching.said] == [FileEvent.QUEUED, FileEvent.SENT]


def test_a_file_that_names_a_contact_goes_to_its_number(watching: Watching) -> None:
    watching.world.services.store.contacts.add(Contact("", "Dental practice", (GOOD,)))
    watching.put("Dental Practice - referral.pdf")
    watching.put("Dental Practices - referral.pdf")
    watching.look()
    (job,) = watching.jobs()
    assert [one.to for one in watching.world.recipients(job)] == [GOOD]
    (draft,) = watching.world.services.store.drafts.open_drafts(9)
    assert "No fax number is known of “Dental Practices”." in draft.reason


@pytest.mark.parametrize(
    ("rule", "reason"), [(SEND, "It differs by one digit from"), (f'{SEND}doubtful = "send"\n', "")]
)
def test_a_file_for_a_number_that_may_be_wrong_becomes_a_draft(watching: Watching, rule: str, reason: str) -> None:
    watching.world.services.store.contacts.add(Contact("", "Dental practice", (GOOD,)))
    watching.rule(rule)
    watching.put("+41445550124 Case 42.pdf")
    watching.look()
    assert [reason in said for said in watching.drafts()] == [True] * bool(reason)
    assert len(watching.jobs()) == (not reason)


def test_another_number_in_the_text_counts_where_the_text_says_whom_it_is_for(watching: Watching) -> None:
    watching.put(NAME, text_pdf("Fax: +41 22 555 01 77"))
    watching.look()
    assert len(watching.jobs()) == 1
    watching.rule(f'{SEND}recipient = ["name", "text"]\nrepeat = "send"\n')
    watching.put(f"{GOOD} Case 43.pdf", text_pdf("Fax: +41 22 555 01 77"))
    watching.look()
    assert len(watching.jobs()) == 1
    assert watching.drafts() == [
        "The document names +41 22 555 01 77, not +41 44 555 01 23. Did you mean +41 22 555 01 77?"
    ]


def test_the_first_confidential_fax_to_a_number_is_looked_at(watching: Watching) -> None:
    watching.rule(f'{SEND}cover = {{ subject = "Findings", flags = ["confidential"] }}\n')
    watching.put(NAME)
    watching.look()
    assert watching.jobs() == []
    (reason,) = watching.drafts()
    assert reason.startswith("This is the first confidential fax to")


def test_without_a_rule_it_becomes_a_draft(watching: Watching) -> None:
    (watching.folder / "faxdesk.toml").unlink()
    watching.put(NAME)
    watching.look()
    assert watching.jobs() == []
    (draft,) = watching.world.services.store.drafts.open_drafts(9)
    assert draft.draft.recipients == (GOOD,)
    assert [document.name for document in draft.draft.files] == [NAME]  # type: ignore[union-attr]
    assert watching.taken() == {NAME}


def test_a_draft_that_is_sent_follows_its_fax(watching: Watching) -> None:
    watching.rule("")
    watching.put(NAME)
    watching.look()
    services = watching.world.services
    (draft,) = services.store.drafts.open_drafts(9)
    services.submitter.send_draft(draft.id, draft.draft)
    watching.look(2)
    assert watching.names("sent") == {NAME}
    watching.finish()
    assert f"{NAME}.report.pdf" in watching.names("sent")
    assert watching.world.accepted() == [GOOD]


def test_a_draft_that_is_discarded_is_not_sent(watching: Watching) -> None:
    watching.rule("")
    watching.put(NAME)
    watching.look()
    services = watching.world.services
    (draft,) = services.store.drafts.open_drafts(9)
    services.user_requests.discard_draft(draft.id)
    watching.look(2)
    assert watching.names("failed") == {NAME, f"{NAME}.reason.txt"}
    assert "discarded" in (watching.folder / "failed" / f"{NAME}.reason.txt").read_text("utf-8")
    assert watching.jobs() == []


def test_what_does_not_arrive_is_in_failed_with_the_reason(watching: Watching) -> None:
    settings = watching.world.folder.settings
    settings.write_text(json.dumps({"redials": 0}))
    name = f"{BUSY} x.pdf"
    watching.put(name)
    watching.look()
    assert watching.names("sent") == {name}
    watching.finish()
    assert watching.names("sent") == set()
    assert f"{name}.reason.txt" in watching.names("failed")
    said = (watching.folder / "failed" / f"{name}.reason.txt").read_text("utf-8")
    assert "+41 44 555 02 01" in said
    assert "busy" in said


def test_what_cannot_be_faxed_is_in_failed_after_a_while(watching: Watching) -> None:
    watching.put(NAME, watching.world.sample.read_bytes()[:3000])
    watching.look(8)
    assert watching.names() == {NAME}
    assert "not whole" in watching.events(FileEvent.WAITING)[0][1]
    watching.seconds += DAMAGED_SECONDS
    watching.look(8)
    assert watching.names("failed") == {NAME, f"{NAME}.reason.txt"}
    assert watching.jobs() == []


def test_an_old_file_that_cannot_be_faxed_is_told_at_once(watching: Watching) -> None:
    path = watching.put(NAME, b"%PDF-1.7 and nothing more")
    long_ago = watching.world.now().timestamp() - 7200
    os.utime(path, (long_ago, long_ago))
    watching.look(6)
    assert watching.names("failed") == {NAME, f"{NAME}.reason.txt"}


# ----------------------------------------------------------------------------------------------------- stillness


def test_a_file_is_taken_at_the_third_look_and_not_before(watching: Watching) -> None:
    watching.look()
    watching.put(NAME)
    watching.look(2)
    assert watching.names() == {NAME}
    watching.look(1)
    assert watching.names("sent") == {NAME}


def test_a_file_that_grows_is_not_taken_before_it_is_whole(watching: Watching) -> None:
    whole = watching.world.sample.read_bytes()
    path = watching.put(NAME, b"")
    for start in range(0, len(whole), 1 + len(whole) // 9):
        with path.open("ab") as file:
            file.write(whole[start : start + 1 + len(whole) // 9])
        watching.look(2)
        assert watching.names() == {NAME}
    watching.look(8)
    (job,) = watching.jobs()
    submission = watching.world.services.store.submissions.get(job)
    assert submission is not None
    assert submission.documents[0].size == len(whole)


def test_a_writer_that_pauses_for_long_is_waited_for(watching: Watching) -> None:
    whole = watching.world.sample.read_bytes()
    path = watching.put(NAME, whole[: len(whole) // 2])
    watching.look(12)
    assert watching.names() == {NAME}
    with path.open("ab") as file:
        file.write(whole[len(whole) // 2 :])
    watching.look(20)
    assert watching.names("sent") == {NAME}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells who writes a file")
def test_a_file_that_a_program_has_open_for_writing_is_waited_for(watching: Watching) -> None:
    path = watching.put(NAME)
    with path.open("ab"):
        watching.look(8)
        assert watching.names() == {NAME}
        assert watching.events(FileEvent.WAITING) == [(NAME, "Another program has it open.")]
    watching.look(40)
    assert watching.names("sent") == {NAME}


def test_what_is_written_after_the_claim_keeps_the_file_from_being_sent(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its writer has it open under its old name, and goes on with it under the new one."""
    real = watching.watched._submitter._submitter.submit_all
    written: list[bool] = []

    def submit_all(*args: object, **more: object) -> object:
        if not written:
            written.append(True)
            (place,) = (watching.folder / "taken").glob(f"*/{NAME}")
            with place.open("ab") as file:
                file.write(b"% more\n")
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(watching.watched._submitter._submitter, "submit_all", submit_all)
    size = watching.put(NAME).stat().st_size
    watching.look(3)
    assert watching.names() == {NAME}
    assert watching.jobs() == []
    watching.look(8)
    (job,) = watching.jobs()
    submission = watching.world.services.store.submissions.get(job)
    assert submission is not None
    assert submission.documents[0].size == size + len("% more\n")


def test_clocks_that_jump_change_nothing(watching: Watching) -> None:
    path = watching.put(NAME)
    for when in (0, 2**31, 86_400 * 365):
        os.utime(path, (when, when))
        watching.world.present -= timedelta(days=1)
        watching.look(2)
        assert watching.names() == {NAME}
    watching.look(8)
    assert watching.names("sent") == {NAME}


def test_an_empty_file_is_waited_for(watching: Watching) -> None:
    watching.put(NAME, b"")
    watching.look()
    assert watching.events(FileEvent.WAITING) == [(NAME, "It is empty.")]
    assert watching.names() == {NAME}


def test_what_is_in_a_cloud_is_named_and_waited_for(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    from faxdesk.documents.common import opening

    away = [True]
    monkeypatch.setattr(opening, "is_placeholder", lambda _path: away[0])
    watching.put(NAME)
    watching.look()
    assert watching.events(FileEvent.WAITING) == [(NAME, "It is in the cloud, and is not on this computer yet.")]
    assert [name for name, _why in watching.watched.state.waiting] == [NAME]
    away.clear()
    away.append(False)
    watching.look(60)
    assert watching.names("sent") == {NAME}
    assert not watching.watched.state.waiting


# ------------------------------------------------------------------------------------------------ what is not taken


@pytest.mark.parametrize("name", ["~$x.docx", ".x.pdf", "x.pdf.part", "x.crdownload", "x.tmp", "x.docx", "Thumbs.db"])
def test_what_nobody_means_to_send_stays(watching: Watching, name: str) -> None:
    watching.put(name)
    watching.look()
    assert watching.names() == {name}
    assert watching.said == []


def test_links_folders_and_pipes_stay(watching: Watching, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(watching.world.sample.read_bytes())
    (watching.folder / "folder.pdf").mkdir()
    (watching.folder / "folder.pdf" / NAME).write_bytes(secret.read_bytes())
    if sys.platform != "win32":
        (watching.folder / f"{GOOD} link.pdf").symlink_to(secret)
        os.mkfifo(watching.folder / f"{GOOD} pipe.pdf")
    before = watching.names()
    watching.look()
    assert watching.names() == before
    assert secret.exists()
    assert watching.said == []


def test_what_faxdesk_makes_itself_is_never_taken(watching: Watching) -> None:
    for number in range(3):
        watching.put(f"{GOOD} {number}.pdf")
    watching.look()
    watching.finish()
    watching.look(20)
    assert len(watching.jobs()) == 3
    assert watching.names() == set()


@pytest.mark.skipif(os.name == "nt", reason="names of Windows are text")
def test_a_name_of_other_bytes_is_sent_as_any_other(watching: Watching) -> None:
    name = os.fsdecode(f"{GOOD} caf".encode() + b"\xe9.pdf")
    watching.put(name)
    watching.look()
    watching.restart()
    watching.finish()
    assert watching.names("sent") == {name, f"{name}.report.pdf"}
    assert watching.world.accepted() == [GOOD]


# ---------------------------------------------------------------------------------------------------- the rules


@pytest.mark.parametrize("broken", ["action = ", 'acton = "send"', 'action = "send"\nto = "12"', "\xff"])
def test_nothing_is_sent_while_the_rules_are_broken(watching: Watching, broken: str) -> None:
    watching.look(4)
    (watching.folder / "faxdesk.toml").write_bytes(broken.encode("latin-1"))
    watching.put(NAME)
    watching.look()
    assert watching.names() == {NAME}
    assert "faxdesk.toml" in watching.watched.state.problem
    assert watching.said == []
    watching.rule(SEND)
    watching.look()
    assert watching.names("sent") == {NAME}
    assert watching.watched.state.problem == ""


def test_rules_that_are_being_written_count_when_they_stand_still(watching: Watching) -> None:
    watching.look(4)
    watching.put(NAME)
    watching.look(2)
    # The first half of a rule that sends nothing by itself.
    watching.rule("")
    watching.look(2)
    assert watching.names() == {NAME}
    watching.rule('action = "draft"\ncomment = "mended"')
    watching.look()
    assert watching.jobs() == []
    assert [draft.draft.comment for draft in watching.world.services.store.drafts.open_drafts(9)] == ["mended"]


def test_rules_that_change_between_claim_and_fax_count(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    real = watching.watched._submitter._submitter.submit_all

    def submit_all(*args: object, **more: object) -> object:
        watching.rule("")
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(watching.watched._submitter._submitter, "submit_all", submit_all)
    watching.put(NAME)
    watching.look()
    assert watching.jobs() == []
    assert len(watching.drafts()) == 1


def test_the_rule_says_from_which_number_and_when(watching: Watching) -> None:
    services = watching.world.services
    services.store.service_mirror.keep_numbers((Number("+41445550100"),))
    watching.rule(f'{SEND}from = "044 555 01 00"\nto = "{OTHER}"\nat = "18:30"\ncover = {{ subject = "Case" }}')
    watching.put("letter.pdf")
    watching.look()
    (job,) = watching.jobs()
    submission = services.store.submissions.get(job)
    assert submission is not None
    assert submission.sender == "+41445550100"
    assert submission.send_at is not None
    assert submission.cover_page is not None
    assert submission.cover_page.subject == "Case"
    assert [one.to for one in submission.recipients] == [OTHER]


def test_a_sender_that_the_account_lacks_makes_a_draft(watching: Watching) -> None:
    watching.world.services.store.service_mirror.keep_numbers((Number("+41445550100"),))
    watching.rule(f'{SEND}from = "+41445559999"')
    watching.put(NAME)
    watching.look()
    assert "is not a number of this account" in watching.drafts()[0]


def test_the_number_in_the_text_is_used_where_the_rule_says_so(watching: Watching) -> None:
    watching.rule(f'{SEND}recipient = "text"')
    watching.put("letter.pdf", text_pdf("Fax: +41 22 555 01 23"))
    watching.look()
    (job,) = watching.jobs()
    assert [one.to for one in watching.world.recipients(job)] == [OTHER]


# -------------------------------------------------------------------------------------------------------- sidecars


def test_a_sidecar_says_whom_it_is_for_and_goes_along(watching: Watching) -> None:
    watching.put("letter.pdf")
    watching.put("Letter.JSON", json.dumps({"to": OTHER, "comment": "From beside"}).encode())
    watching.look()
    (job,) = watching.jobs()
    assert [one.to for one in watching.world.recipients(job)] == [OTHER]
    assert watching.names("sent") == {"letter.pdf", "letter.pdf.json"}
    assert watching.names() == set()


def test_a_document_that_is_sent_waits_a_moment_for_its_sidecar(watching: Watching) -> None:
    watching.put("letter.pdf")
    watching.look(4)
    watching.put("letter.txt", OTHER.encode())
    watching.look()
    (job,) = watching.jobs()
    assert [one.to for one in watching.world.recipients(job)] == [OTHER]


def test_a_document_waits_for_its_sidecar_for_ever_where_the_rule_says_so(watching: Watching) -> None:
    watching.rule(f'{SEND}sidecar = "required"')
    watching.put(NAME)
    watching.look(50)
    assert watching.names() == {NAME}
    assert watching.events(FileEvent.WAITING) == [(NAME, f"It waits for {GOOD} Case 42.json or .txt beside it.")]
    watching.put(f"{NAME}.txt", OTHER.encode())
    watching.look()
    (job,) = watching.jobs()
    assert [one.to for one in watching.world.recipients(job)] == [OTHER]


def test_a_sidecar_that_comes_after_its_draft_fills_it_in(watching: Watching) -> None:
    watching.rule("")
    watching.put("letter.pdf")
    watching.look()
    assert "Nothing says whom it is for." in watching.drafts()
    watching.put("letter.json", json.dumps({"to": OTHER}).encode())
    watching.look()
    (draft,) = watching.world.services.store.drafts.open_drafts(9)
    assert draft.draft.recipients == (OTHER,)
    assert watching.taken() == {"letter.pdf", "letter.pdf.json"}


def test_a_sidecar_without_a_document_stays(watching: Watching) -> None:
    watching.put("letter.json", b"{}")
    watching.look()
    assert watching.names() == {"letter.json"}
    assert watching.said == []


def test_a_broken_sidecar_makes_a_draft(watching: Watching) -> None:
    watching.put(NAME)
    watching.put(f"{NAME}.json", b'{"to": ')
    watching.look()
    assert "cannot be used" in watching.drafts()[0]


def test_a_sidecar_that_is_too_large_or_cannot_be_read_makes_a_draft(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching.put(NAME)
    watching.put(f"{NAME}.txt", b"x" * (watch_rules.LARGEST + 1))
    watching.look()
    assert "is larger than" in watching.drafts()[0]
    real = shared_files.open_for_reading

    def held(path: Path) -> BinaryIO:
        if path.suffix == ".txt":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    monkeypatch.setattr("faxdesk.services.file_submitter.shared_files.open_for_reading", held)
    watching.put(f"{OTHER}.pdf")
    watching.put(f"{OTHER}.pdf.txt", b"Hello")
    watching.look()
    assert "cannot be read" in watching.drafts()[-1]


def test_a_file_of_which_the_system_says_no_waits_and_the_others_go_on(
    watching: Watching, monkeypatch: pytest.MonkeyPatch, faults_are_expected: None
) -> None:
    real = watching.watched._intake.examine
    errors: dict[str, BaseException] = {
        f"{GOOD} a.pdf": PermissionError(errno.EACCES, "Permission denied"),
        f"{GOOD} b.pdf": OSError(errno.ELOOP, "Too many links"),
        f"{GOOD} c.pdf": MemoryError(),
    }

    def examine(path: Path, name: str) -> Examined | None:
        if name in errors:
            raise errors[name]
        return real(path, name)

    monkeypatch.setattr(watching.watched._intake, "examine", examine)
    for name in (*errors, NAME):
        watching.put(name)
    watching.look()
    assert watching.names("sent") == {NAME}
    said = dict(watching.events(FileEvent.WAITING))
    assert set(said) == set(errors)
    assert said[f"{GOOD} a.pdf"] == "FaxDesk may not read or move it."
    assert "It cannot be used" in said[f"{GOOD} b.pdf"]
    errors.clear()
    watching.seconds += 2000
    watching.look()
    assert len(watching.names("sent")) == 4


def test_a_taken_file_that_somebody_moves_away_ends_and_its_draft_stays(watching: Watching) -> None:
    watching.rule('action = "draft"\n')
    watching.put(NAME)
    watching.look()
    (taken,) = (watching.folder / "taken").rglob(NAME)
    taken.unlink()
    (draft,) = watching.services.store.drafts.open_drafts(9)
    watching.services.submitter.send_draft(draft.id, draft.draft)
    watching.look(20)
    assert (NAME, "Somebody has moved it away.") in watching.events(FileEvent.GONE)
    watching.finish()
    assert watching.world.accepted() == [GOOD]


def test_a_fax_without_a_report_has_a_text_beside_it_in_the_end(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = chain([SignInNeeded("Sign in.")], repeat(ServiceError("It is broken.")))

    def no_report(_fax_id: str, _cancel: object) -> Path:
        raise next(answers)

    monkeypatch.setattr(watching.services.fetcher, "report", no_report)
    watching.put(NAME)
    watching.look()
    watching.finish()
    for _ in range(12):
        watching.seconds += 4000
        watching.look(2)
    assert watching.names("sent") == {NAME, f"{NAME}.delivered.txt"}
    assert "no report" in (watching.folder / "sent" / f"{NAME}.delivered.txt").read_text("utf-8")


def test_names_that_are_taken_up_to_the_last_stop_nothing_else(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = f"{GOOD} {'x' * 200}.pdf"
    monkeypatch.setattr(claimed_files, "_LONGEST", 60)
    watching.put(long)
    watching.look()
    (sent,) = watching.names("sent")
    assert sent.endswith(".pdf")
    assert len(sent) <= 60


# ------------------------------------------------------------------------------------------------- once, or asked


def test_the_same_document_to_the_same_number_is_asked(watching: Watching) -> None:
    path = watching.put(NAME)
    content = path.read_bytes()
    watching.put(f"{GOOD} copy.pdf", content)
    watching.look()
    assert len(watching.jobs()) == 1
    (reason,) = watching.drafts()
    assert "The same document was put there" in reason
    watching.put(f"{GOOD} again.pdf", content)
    watching.look()
    assert len(watching.jobs()) == 1
    assert len(watching.drafts()) == 2


def test_the_same_document_to_another_number_is_another_fax(watching: Watching) -> None:
    content = watching.put(NAME).read_bytes()
    watching.put(f"{OTHER} x.pdf", content)
    watching.look()
    assert len(watching.jobs()) == 2


def test_what_did_not_arrive_may_be_put_there_again(watching: Watching) -> None:
    watching.world.folder.settings.write_text(json.dumps({"redials": 0}))
    content = watching.put(f"{BUSY} x.pdf").read_bytes()
    watching.look()
    watching.finish()
    watching.put(f"{BUSY} x.pdf", content)
    watching.look()
    assert len(watching.jobs()) == 2
    watching.finish()
    assert {name for name in watching.names("failed") if name.endswith(".pdf") and "report" not in name} == {
        f"{BUSY} x.pdf",
        f"{BUSY} x (2).pdf",
    }


def test_a_rule_may_want_the_same_document_sent_again(watching: Watching) -> None:
    watching.rule(f'{SEND}repeat = "send"')
    content = watching.put(NAME).read_bytes()
    watching.look()
    watching.put(NAME, content)
    watching.look()
    assert len(watching.jobs()) == 2
    assert watching.names("sent") == {NAME, f"{GOOD} Case 42 (2).pdf"}


def test_two_computers_on_one_share_send_each_file_once(world: World, tmp_path: Path) -> None:
    one = Watching(world, tmp_path / "in")
    far = World(tmp_path / "far", world.sample)
    other = Watching(far, tmp_path / "in")
    try:
        content = one.put(NAME).read_bytes()
        for number in range(6):
            one.put(f"{GOOD} {number}.pdf")
        for _ in range(8):
            one.step()
            other.step()
        assert len(one.jobs()) + len(other.jobs()) == 7
        # The same document again, and it is the other computer that finds it.
        one.close()
        one.put(f"{GOOD} again.pdf", content)
        (tmp_path / "in" / "faxdesk.toml").touch()
        other.look()
        assert len(one.jobs()) + len(other.jobs()) == 7
        assert len(one.drafts()) + len(other.drafts()) == 1
    finally:
        one.close()
        other.close()
        far.close()


def test_one_process_watches_a_folder_at_a_time(watching: Watching) -> None:
    watching.look(1)
    second = Watching(watching.world, watching.folder, services=watching.world.open())
    try:
        watching.put(NAME)
        second.look()
        assert second.watched.state.elsewhere
        assert watching.names() == {NAME}
        watching.look()
        assert len(watching.jobs()) == 1
    finally:
        second.close()
        second.services.close()


# ------------------------------------------------------------------------------------------- troubles of the folder


def test_a_folder_that_goes_and_comes_back_is_told_once(watching: Watching, tmp_path: Path) -> None:
    watching.look()
    away = tmp_path / "away"
    watching.folder.rename(away)
    watching.look()
    assert "is not there" in watching.watched.state.problem
    before = watching.seconds
    watching.look(20)
    assert watching.seconds - before > 20 * LOOK_SECONDS * 5, "it looks less and less often"
    away.rename(watching.folder)
    watching.put(NAME)
    watching.look()
    assert watching.watched.state.problem == ""
    assert watching.names("sent") == {NAME}


def test_what_was_claimed_is_not_forgotten_while_the_share_is_away(
    watching: Watching, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty folder is there in the place of the share, as where nothing is mounted."""
    _die_in(watching, monkeypatch, "_intake.take")
    watching.put(NAME)
    with pytest.raises(KeyboardInterrupt):
        watching.look()
    monkeypatch.undo()
    away = tmp_path / "away"
    watching.folder.rename(away)
    watching.folder.mkdir()
    watching.restart()
    watching.look()
    assert watching.jobs() == []
    shutil.rmtree(watching.folder)
    away.rename(watching.folder)
    watching.look(60)
    assert len(watching.jobs()) == 1
    assert watching.names("sent") == {NAME}


def test_what_cannot_be_moved_is_not_sent(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_source: Path, _target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(claimed_files.ClaimedFiles, "_rename", staticmethod(refuse))
    watching.put(NAME)
    watching.look(20)
    assert watching.jobs() == []
    ((name, why),) = watching.events(FileEvent.WAITING)
    assert name == NAME
    assert "sends nothing that it cannot move" in why
    monkeypatch.undo()
    watching.seconds += 1000
    watching.look(4)
    assert watching.names("sent") == {NAME}


def test_a_folder_in_which_nothing_can_be_moved_is_told_once(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_source: Path, _target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(claimed_files.ClaimedFiles, "_rename", staticmethod(refuse))
    monkeypatch.setattr(watching.watched._intake, "examine", lambda *_: None)
    for number in range(30):
        watching.put(f"{GOOD} {number}.pdf", b"x")
    watching.look(20)
    assert "may not move files" in watching.watched.state.problem
    assert len(watching.said) < 15
    assert watching.seconds > 20 * LOOK_SECONDS * 2, "it looks less and less often"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="an administrator may write everywhere")
def test_a_folder_that_is_write_protected_sends_nothing(watching: Watching) -> None:
    watching.put(NAME)
    watching.folder.chmod(0o500)
    try:
        watching.look()
        assert watching.jobs() == []
        assert watching.names() == {NAME}
    finally:
        watching.folder.chmod(0o700)


def test_a_full_disk_stops_the_work_and_loses_nothing(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    from faxdesk.core.errors import StoreTrouble

    def full(*_: object) -> None:
        raise StoreTrouble("The disk is full or failing.", "Make room.")

    monkeypatch.setattr(watching.services.store.spool, "keep", full)
    watching.put(NAME)
    watching.look()
    assert "The disk is full" in watching.watched.state.problem
    assert watching.jobs() == []
    monkeypatch.undo()
    watching.look(60)
    assert watching.names("sent") == {NAME}
    assert len(watching.jobs()) == 1


def test_a_link_in_the_place_of_taken_is_not_followed(watching: Watching, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("links need rights there")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (watching.folder / "taken").symlink_to(elsewhere)
    watching.put(NAME)
    watching.look()
    assert watching.names() == {NAME}
    assert list(elsewhere.iterdir()) == []


def test_a_file_that_vanishes_is_no_trouble(watching: Watching) -> None:
    path = watching.put(NAME)
    watching.look(2)
    path.unlink()
    watching.look()
    assert watching.jobs() == []
    assert watching.watched.state.problem == ""


# -------------------------------------------------------------------------------------------------- sudden ends


def _die_in(watching: Watching, patch: pytest.MonkeyPatch, method: str, *, after: bool = False) -> None:
    """Let the process be killed before or after a method of the watched folder's parts."""
    owner: object = watching.watched
    *path, name = method.split(".")
    for part in path:
        owner = getattr(owner, part)
    real: Callable[..., object] = getattr(owner, name)

    def die(*args: object, **more: object) -> object:
        if after:
            real(*args, **more)
        raise KeyboardInterrupt

    patch.setattr(owner, name, die)


MOMENTS = (
    "_claims._rename",
    "_claims._take_sidecar",
    "_intake.take",
    "_submitter._submitter.submit_all",
    "_submitter._submitter._keep",
    "_files.became",
    "_files.moving",
    "_claims._reserve",
    "_claims._replace",
    "_files.moved",
)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_sudden_end_between_any_two_steps_sends_the_file_once(
    watching: Watching, monkeypatch: pytest.MonkeyPatch, moment: str, after: bool
) -> None:
    _die_in(watching, monkeypatch, moment, after=after)
    watching.put("letter.pdf")
    watching.put("letter.txt", GOOD.encode())
    with pytest.raises(KeyboardInterrupt):
        watching.look()
    monkeypatch.undo()
    watching.restart()
    watching.look()
    assert len(watching.jobs()) == 1
    assert watching.drafts() == []
    assert watching.names("sent") == {"letter.pdf", "letter.pdf.txt"}
    assert watching.names() == set()
    watching.finish()
    assert watching.world.accepted() == [GOOD]
    assert watching.names("sent") == {"letter.pdf", "letter.pdf.txt", "letter.pdf.report.pdf"}


def test_a_rename_that_did_not_survive_a_power_cut_is_made_again(watching: Watching) -> None:
    watching.put(NAME)
    watching.look()
    (place,) = (watching.folder / "sent").iterdir()
    files = watching.services.store.watched_files
    (file,) = files.unfinished(watching.folder)
    claimed = Path("taken", watching.watched._own, NAME)
    files.moved(file.id, claimed)
    place.rename(watching.folder / NAME)
    watching.restart()
    watching.look()
    assert len(watching.jobs()) == 1
    assert watching.drafts() == []
    assert watching.names("sent") == {NAME}


def test_what_another_program_puts_into_sent_is_not_written_over(watching: Watching) -> None:
    (watching.folder / "sent").mkdir()
    (watching.folder / "sent" / NAME).write_bytes(b"precious")
    watching.put(NAME)
    watching.look()
    assert (watching.folder / "sent" / NAME).read_bytes() == b"precious"
    assert watching.names("sent") == {NAME, f"{GOOD} Case 42 (2).pdf"}


def test_a_draft_is_sent_once(watching: Watching) -> None:
    from faxdesk.core.errors import InputRefused

    watching.rule("")
    watching.put(NAME)
    watching.look()
    services = watching.world.services
    (draft,) = services.store.drafts.open_drafts(9)
    services.submitter.send_draft(draft.id, draft.draft)
    with pytest.raises(InputRefused, match="already"):
        services.submitter.send_draft(draft.id, draft.draft)
    with pytest.raises(InputRefused, match="already"):
        services.user_requests.discard_draft(draft.id)
    assert len(watching.jobs()) == 1


def test_a_fax_that_the_user_changes_is_followed_to_its_end(watching: Watching) -> None:
    watching.rule(f'{SEND}at = "18:30"')
    watching.put(NAME)
    watching.look()
    (job,) = watching.jobs()
    services = watching.world.services
    services.submitter.replace(watching.world.only(job), Draft((), (OTHER,)))
    watching.finish()
    watching.finish()
    assert watching.world.accepted() == [OTHER]
    assert f"{NAME}.report.pdf" in watching.names("sent")


def test_ten_files_of_one_name_end_in_ten_files(watching: Watching) -> None:
    for _ in range(3):
        watching.put(NAME)
        watching.look()
    assert watching.names("sent") == {NAME, f"{GOOD} Case 42 (2).pdf", f"{GOOD} Case 42 (3).pdf"}
    assert len(watching.jobs()) == 3


def test_a_state_of_unknown_fate_leaves_the_file_where_it_is(watching: Watching) -> None:
    watching.put(NAME)
    watching.look()
    (job,) = watching.jobs()
    watching.services.store.database.rows("UPDATE recipient SET state = ? WHERE job = ?", (State.UNKNOWN.value, job))
    watching.look()
    assert watching.names("sent") == {NAME}


def test_the_data_folder_is_told_from_another() -> None:
    assert claimed_files.watcher_id(Path("/a")) != claimed_files.watcher_id(Path("/b"))
