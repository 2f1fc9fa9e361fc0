"""The other commands: lists, cancel, report, document, check, sandbox, and what loads when."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faxdesk import __version__
from faxdesk.api.auth import PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.cli import is_command
from faxdesk.core.lifecycle import Event
from faxdesk.core.model import Draft, Recipient
from faxdesk.core.resend_decision import Moment
from faxdesk.core.settings import Settings
from faxdesk.practice import Fault, PracticeServer
from faxdesk.services.container import ServicesFactory
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from faxdesk.store.store import Store
from tests.api.gateway import CERTIFICATES, Encrypted, Proxy
from tests.cli.conftest import GOOD, Shell
from tests.time_limits import PATIENCE


def delivered(shell: Shell, sample: Path) -> dict[str, str]:
    """Send a fax to its end and return the JSON of its recipient, with its job."""
    last = shell.run("send", sample, "--to", GOOD, "--wait", "--json").lines[-1]
    return {"job": last["job"], **last["recipients"][0]}


def waiting(shell: Shell, sample: Path, *more: str) -> dict[str, str]:
    """Leave a fax waiting at the service for its time."""
    when = (datetime.now(UTC) + timedelta(hours=3)).isoformat(timespec="seconds")
    last = shell.run("send", sample, "--to", GOOD, *more, "--at", when, "--json").lines[-1]
    return {"job": last["job"], **last["recipients"][0]}


def test_what_is_done_is_listed_with_the_same_names(shell: Shell, sample_pdf: Path) -> None:
    fax = delivered(shell, sample_pdf)
    (row,) = shell.run_program("sent", "--json").value
    for name in ("job", "to", "outbox_id", "fax_id", "state", "pages"):
        assert row[name] == fax[name]
    assert shell.run("outbox", "--json").value == []
    assert fax["job"] in shell.run("sent").out


def test_the_report_and_the_pages_are_saved_under_any_id(shell: Shell, sample_pdf: Path, tmp_path: Path) -> None:
    fax = delivered(shell, sample_pdf)
    for name, does in (("job", shell.run_program), ("outbox_id", shell.run), ("fax_id", shell.run)):
        run = does("report", fax[name], "-o", tmp_path / f"{name}.pdf")
        assert run.code == 0, run.err
        assert (tmp_path / f"{name}.pdf").read_bytes().startswith(b"%PDF-")
    for kind, magic, does in (("pdf", b"%PDF-", shell.run_program), ("tiff", b"II*\0", shell.run)):
        run = does("document", fax["job"], "-o", tmp_path / kind, "--format", kind, "--json")
        assert run.code == 0, run.err
        assert run.value["fax_id"] == fax["fax_id"]
        assert (tmp_path / kind).read_bytes().startswith(magic)


@pytest.mark.skipif(sys.platform == "win32", reason="it has neither modes nor pipes, and links need rights there")
def test_what_stands_where_a_report_is_saved(shell: Shell, sample_pdf: Path, tmp_path: Path) -> None:
    """An ordinary file is replaced and keeps its mode; nothing else is touched, and nothing is fetched for it."""
    fax = delivered(shell, sample_pdf)
    plain = tmp_path / "r.pdf"
    plain.write_bytes(b"before")
    plain.chmod(0o640)
    assert shell.run("report", fax["job"], "-o", plain).code == 0
    assert plain.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(plain.stat().st_mode) == 0o640

    (tmp_path / "link.pdf").symlink_to(plain)
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "folder.pdf").mkdir()
    for odd in (tmp_path / "link.pdf", tmp_path / "pipe.pdf", tmp_path / "folder.pdf", Path("/dev/null")):
        before = odd.lstat()
        for command in ("report", "document"):
            run = shell.run(command, fax["job"], "-o", odd)
            assert (run.code, run.out) == (3, ""), run.err
            assert "no ordinary file" in run.err
        assert (odd.lstat().st_ino, odd.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert plain.read_bytes().startswith(b"%PDF-")


def test_a_report_goes_to_standard_output(shell: Shell, sample_pdf: Path, tmp_path: Path) -> None:
    fax = delivered(shell, sample_pdf)
    assert shell.run("report", fax["job"], "-o", tmp_path / "r.pdf").code == 0
    piped = subprocess.run(
        [sys.executable, "-m", "faxdesk", "report", fax["job"], "-o", "-"],
        env=shell.environment(),
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    assert piped.stdout == (tmp_path / "r.pdf").read_bytes()
    both = shell.run("report", fax["job"], "-o", "-", "--json")
    assert (both.code, both.out) == (2, "")
    assert "cannot both go to standard output" in both.err


def test_a_report_of_what_is_not_sent_or_not_known(shell: Shell, sample_pdf: Path, tmp_path: Path) -> None:
    fax = waiting(shell, sample_pdf)
    early = shell.run("report", fax["job"], "-o", tmp_path / "r.pdf")
    assert early.code == 3
    assert "not been sent yet" in early.err
    unknown = shell.run("report", "nothing", "-o", tmp_path / "r.pdf")
    assert unknown.code == 6
    assert unknown.err
    nowhere = shell.run("report", delivered(shell, sample_pdf)["job"], "-o", tmp_path / "no" / "r.pdf")
    assert nowhere.code == 3
    assert "Its folder is not there" in nowhere.err
    assert not (tmp_path / "r.pdf").exists()


def test_a_job_with_several_recipients_needs_the_id_of_one(shell: Shell, sample_pdf: Path, tmp_path: Path) -> None:
    last = shell.run("send", sample_pdf, "--to", GOOD, "--to", "+41225550123", "--wait", "--json").lines[-1]
    run = shell.run("report", last["job"], "-o", tmp_path / "r.pdf")
    assert run.code == 3
    assert last["recipients"][1]["fax_id"] in run.err


def test_cancelling_is_proven(shell: Shell, service: PracticeServer, sample_pdf: Path) -> None:
    fax = waiting(shell, sample_pdf)
    run = shell.run_program("cancel", fax["outbox_id"], "--json")
    assert run.code == 0, run.err
    assert [recipient["state"] for recipient in run.value["recipients"]] == ["cancelled"]
    assert [accepted.cancelled for accepted in service.account.received()] == [True]
    again = shell.run("cancel", fax["job"])
    assert again.code == 3
    assert "can no longer be cancelled" in again.err


def test_a_cancellation_that_comes_too_late_ends_with_6(
    shell: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    fax = waiting(shell, sample_pdf)
    service.account.faults.add(Fault.status(409, method="DELETE"))
    run = shell.run("cancel", fax["job"])
    assert run.code == 6
    assert "being sent right now" in run.out


def test_cancelling_what_nobody_knows(shell: Shell) -> None:
    run = shell.run_program("cancel", "nothing")
    assert run.code == 3
    assert "There is no fax nothing" in run.err


def test_a_cancellation_without_network_is_kept(shell: Shell, service: PracticeServer, sample_pdf: Path) -> None:
    fax = waiting(shell, sample_pdf)
    service.stop()
    run = shell.run("cancel", fax["job"])
    assert run.code == 5
    service.start()
    assert shell.run("deliver").code == 0
    assert [accepted.cancelled for accepted in service.account.received()] == [True]


def test_lists_are_shown_without_network_and_say_that_they_are_old(
    shell: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    fax = delivered(shell, sample_pdf)
    service.stop()
    run = shell.run("sent", "--json")
    assert run.code == 0
    assert [row["job"] for row in run.value] == [fax["job"]]
    assert "Not refreshed" in run.err


def test_nothing_to_deliver(shell: Shell) -> None:
    run = shell.run_program("deliver")
    assert (run.code, run.out) == (0, "Nothing waits.\n")


def test_check_tells_of_each_file(lonely: Shell, sample_pdf: Path, sample_tiff: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    run = lonely.run_program("check", sample_pdf, sample_tiff, "--json")
    assert run.code == 0
    assert [(one["type"], one["pages"], one["problems"]) for one in run.value] == [("pdf", 2, []), ("tiff", 2, [])]
    bad = lonely.run("check", sample_pdf, tmp_path / "empty.pdf", "--json")
    assert bad.code == 3
    assert [bool(one["problems"]) for one in bad.value] == [False, True]
    words = lonely.run("check", sample_pdf, tmp_path / "empty.pdf")
    assert "PDF, 2 pages" in words.out
    assert "empty.pdf: refused" in words.out


def test_the_sandbox_tells_its_address_and_token_first(lonely: Shell) -> None:
    process = lonely.start("sandbox", "--port", "0")
    assert process.stdout is not None
    url, token = process.stdout.readline().split()
    with FaxApi(url, PersonalToken(token)) as api:
        assert api.account().company == "Practice Office"
    process.terminate()
    process.communicate(timeout=PATIENCE)
    # Windows ends it without asking, with this exit code.
    assert process.returncode == (1 if sys.platform == "win32" else 0)


def test_the_practice_account_is_kept_between_commands(lonely: Shell, sample_pdf: Path, tmp_path: Path) -> None:
    sent = lonely.run_program("--practice", "send", sample_pdf, "--to", GOOD, "--wait", "--json")
    assert sent.code == 0, sent.err
    job = sent.lines[-1]["job"]
    assert [row["job"] for row in lonely.run_program("--practice", "sent", "--json").value] == [job]
    assert lonely.run_program("--practice", "report", job, "-o", tmp_path / "r.pdf").code == 0
    assert lonely.run_program("sent", "--json").value == []


def test_a_newer_database_is_refused_in_words(shell: Shell) -> None:
    shell.run_program("sent")
    database = sqlite3.connect(shell.folder / "faxdesk.sqlite3")
    database.execute("PRAGMA user_version = 99")
    database.close()
    run = shell.run_program("sent")
    assert run.code == 6
    assert "newer FaxDesk" in run.err


def test_the_version() -> None:
    out = subprocess.check_output([sys.executable, "-m", "faxdesk", "--version"], encoding="utf-8")
    assert out == f"FaxDesk {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["send", "a.pdf"], True),
        (["--practice", "--data-dir", "send", "outbox"], True),
        (["--help"], True),
        (["--version"], True),
        (["no-such-file.pdf"], True),
        ([__file__], False),
        (["--practice"], False),
        (["--data-dir", "x"], False),
        ([], False),
    ],
)
def test_what_is_for_the_command_line_and_what_for_the_window(arguments: list[str], command: bool) -> None:
    assert is_command(arguments) is command


@pytest.mark.parametrize("name", ["missing.pdf", "folder/letter", "a\nb.pdf", "x" * 300 + ".pdf"])
def test_a_file_that_is_not_there_is_no_wrong_usage(lonely: Shell, name: str) -> None:
    run = lonely.run(name)
    assert (run.code, run.out) == (3, "")
    shown = name.replace("\n", "\\n")
    assert run.err == f"There is no file “{shown}”. Check its name and its folder.\n"
    assert lonely.run("--practice", "--data-dir", lonely.folder, name).err == run.err


def test_wrong_usage_shows_what_was_typed_as_it_is(lonely: Shell) -> None:
    run = lonely.run_program("check", "a.pdf", "--\x1b[2J\u202e")
    assert run.code == 2
    assert r"--\x1b[2J\u202e" in run.err


def test_a_program_without_a_terminal_opens_its_window_for_a_file_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert not is_command(["missing.pdf"])
    assert is_command(["send", "missing.pdf"])


def test_the_outbox_marks_what_needs_the_user(shell: Shell, service: PracticeServer, sample_pdf: Path) -> None:
    job = waiting(shell, sample_pdf)["job"]
    assert [row["asked"] for row in shell.run("outbox", "--json").value] == [False]
    assert "needs you" not in shell.run("outbox").out
    # It takes FaxDesk half a minute to give up: what it then writes is written here.
    database = sqlite3.connect(shell.folder / "faxdesk.sqlite3")
    database.execute("UPDATE recipient SET state = 'unknown', asked = 1 WHERE job = ?", (job,))
    database.commit()
    database.close()
    assert [row["asked"] for row in shell.run("outbox", "--json").value] == [True]
    assert "needs you: +41 44 555 01 23  unknown" in shell.run("outbox").out


def test_the_proxy_of_the_settings_is_used(lonely: Shell, service: PracticeServer, sample_pdf: Path) -> None:
    SettingsFile(DataFolder(lonely.folder).settings).save(Settings(proxy="http://proxy.example"))
    lonely.url, lonely.token = "https://elsewhere.invalid/v3", service.token
    refused = lonely.run("send", sample_pdf, "--to", GOOD)
    assert refused.code == 3
    assert "address of a proxy" in refused.err
    lonely.more["REQUESTS_CA_BUNDLE"] = str(CERTIFICATES / "elsewhere.pem")
    with Encrypted(service.port, "elsewhere.pem") as front, Proxy(front.port) as proxy:
        SettingsFile(DataFolder(lonely.folder).settings).save(Settings(proxy=proxy.address))
        run = lonely.run("send", sample_pdf, "--to", GOOD, "--json")
    assert run.code == 0, run.err
    assert set(proxy.asked) == {"elsewhere.invalid:443"}
    assert [fax.destination for fax in service.account.received()] == [GOOD]


@pytest.mark.skipif(sys.platform != "linux", reason="only there an argument can have any bytes")
@pytest.mark.parametrize(
    "words",
    [
        ["cancel", "f\udcff"],
        ["report", "f\udcff", "-o", "r.pdf"],
        ["send", "letter.pdf", "--to", "+41\udcff"],
        ["send", "letter.pdf", "--to", GOOD, "--comment", "Gr\udcfc\udcdfe"],
        ["send", "letter.pdf", "--to", GOOD, "--at", "\udcff"],
    ],
)
def test_a_word_that_is_no_text_is_wrong_usage(lonely: Shell, words: list[str]) -> None:
    """As a terminal in Latin-1 sends it: it could neither be kept nor sent as what was meant."""
    run = lonely.run(*words)
    assert run.code == 2
    assert "is no text" in run.err


def test_a_file_may_have_any_name(lonely: Shell, tmp_path: Path) -> None:
    assert "There is no file" in lonely.run_program("\udcff.pdf").err or sys.platform != "linux"
    assert lonely.run_program("check", tmp_path / "\udcff.pdf").code == 3 or sys.platform != "linux"


def lost(shell: Shell, sample: Path, counted: Moment, due: datetime) -> Recipient:
    """Keep a fax without a trace, which is sent again when it is due."""
    services = ServicesFactory(DataFolder(shell.folder), shell.url, PersonalToken(shell.token)).open(lambda _: None)
    try:
        job = services.submitter.submit(Draft((sample,), (GOOD,))).job
        (recipient,) = services.store.submissions.recipients(job)
        attempt = services.store.attempts.begin(job, [recipient.id], "", "")
        services.store.attempts.posting(attempt.id)
        services.store.delivery_queue.moved([recipient.id], Event.ANSWER_LOST)
        services.store.lost_faxes.count_down(recipient.id, counted, due, due, "No trace.", "Counting.")
        return recipient
    finally:
        services.close()


def test_a_fax_that_is_sent_again_by_itself_says_when(shell: Shell, sample_pdf: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    due = now + timedelta(minutes=12)
    recipient = lost(shell, sample_pdf, Moment(now, now), due)
    (row,) = shell.run("outbox", "--json").value
    assert (row["state"], row["asked"], row["resend_at"]) == ("unknown", False, f"{due:%Y-%m-%dT%H:%M:%SZ}")
    assert row["turned_up_at"] is None
    at = f"{due.astimezone():%Y-%m-%d %H:%M}"
    assert f"unknown: No trace. Sent again at {at}, by the window or" in shell.run("outbox").out
    store = Store(DataFolder(shell.folder))
    store.submissions.request_cancel([recipient.id])
    store.close()
    assert f"unknown: No trace. Cancelled at {at}, by the window or" in shell.run("outbox").out


def test_a_fax_that_may_arrive_twice_says_so(shell: Shell, sample_pdf: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    recipient = lost(shell, sample_pdf, Moment(now, now), now + timedelta(minutes=12))
    folder = DataFolder(shell.folder)
    store = Store(folder)
    store.earlier_attempts.send_again(recipient.id, timedelta(minutes=15))
    store.lost_faxes.turned_up(recipient.id, 0, "It turned up.", outbox_id="late")
    store.close()
    (row,) = shell.run("outbox", "--json").value
    assert row["turned_up_at"] is not None
    assert "it may arrive twice" in shell.run("outbox").out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a file that is always full is Linux's own")
@pytest.mark.parametrize("json_too", [(), ("--json",)])
def test_an_output_that_the_disk_has_no_room_for_is_said(
    shell: Shell, sample_pdf: Path, json_too: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "faxdesk", "check", sample_pdf, *json_too],
            env=shell.environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
    assert run.returncode == 6
    (told,) = run.stderr.splitlines()
    assert (json.loads(told)["text"] if json_too else told) == (
        "The output could not be written (No space left on device). Make room where it goes, or send it elsewhere."
        " What was kept goes on with `faxdesk deliver`."
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a file that is always full is Linux's own")
def test_errors_that_nobody_can_be_told_change_no_exit_code(shell: Shell, tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "faxdesk", "send", tmp_path / "gone.pdf", "--to", GOOD],
            env=shell.environment(),
            stdout=subprocess.DEVNULL,
            stderr=full,
            timeout=PATIENCE,
            check=False,
        )
    assert run.returncode == 3
