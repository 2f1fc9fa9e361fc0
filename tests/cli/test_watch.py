"""`faxdesk watch` and `faxdesk drafts`, as scheduled jobs and scripts use them."""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.resources import resource_path
from faxdesk.core.settings import Settings
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from faxdesk.store.store import Store
from tests.cli.conftest import GOOD, Shell
from tests.time_limits import PATIENCE, wait_until

if TYPE_CHECKING:
    from faxdesk.practice import PracticeServer

NAME = f"{GOOD} Case 42.pdf"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # What tests put there is whole before a command begins.
    monkeypatch.setattr("faxdesk.services.watched_folder.LOOK_SECONDS", 0.05)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "faxdesk.toml").write_text('action = "send"\n')
    return folder


def put(folder: Path, name: str = NAME, more: bytes = b"") -> None:
    (folder / name).write_bytes(resource_path("sample.pdf").read_bytes() + more)


def test_once_sends_what_is_there_and_the_next_run_brings_the_report(
    shell: Shell, service: PracticeServer, folder: Path
) -> None:
    put(folder)
    first = shell.run("watch", folder, "--once", "--json")
    assert first.code == 0, first.err
    (line,) = first.lines
    assert (line["file"], line["event"], line["to"], line["draft"]) == (NAME, "queued", [GOOD], None)
    assert line["path"] == str(folder / "sent" / NAME)
    assert len(line["jobs"]) == 1
    wait_until(lambda: all(fax.final_status for fax in service.account.received()), "the fax was delivered")
    second = shell.run("watch", folder, "--once", "--json")
    assert [(line["file"], line["event"]) for line in second.lines] == [(NAME, "sent")]
    assert (folder / "sent" / f"{NAME}.report.pdf").read_bytes().startswith(b"%PDF")
    assert [fax.destination for fax in service.account.received()] == [GOOD]


def test_a_watch_files_proofs_by_itself(shell: Shell, service: PracticeServer, folder: Path) -> None:
    SettingsFile(DataFolder(shell.folder).settings).save(Settings(proof_beside=True, proof_name="{name} proof"))
    put(folder)
    assert shell.run("watch", folder, "--once").code == 0
    wait_until(lambda: all(fax.final_status for fax in service.account.received()), "the fax was delivered")
    assert shell.run("watch", folder, "--once").code == 0
    store = Store(DataFolder(shell.folder))
    # Half a minute later.
    with store.database.transaction() as connection:
        connection.execute("UPDATE recipient SET changed_at = changed_at - 40000")
    store.close()
    assert shell.run("watch", folder, "--once").code == 0
    assert (folder / "sent" / f"{GOOD} Case 42 proof.pdf").exists()


def test_what_waits_as_a_draft_is_listed_sent_and_discarded(
    shell: Shell, service: PracticeServer, folder: Path
) -> None:
    (folder / "faxdesk.toml").unlink()
    put(folder)
    put(folder, "letter.pdf", b"\n% another")
    assert shell.run("watch", folder, "--once").code == 0
    drafts = shell.run("drafts", "--json").value
    listed = {one["files"][0]: one for one in drafts}
    assert (listed[NAME]["to"], listed[NAME]["comment"], listed[NAME]["pages"]) == ([GOOD], "Case 42", 2)
    assert (listed[NAME]["origin"], listed[NAME]["from"]) == (str(folder), None)
    assert listed["letter.pdf"]["reason"] == "Nothing says whom it is for."
    for words in (("list", "--json"), ("--json", "list")):
        assert shell.run("drafts", *words).value == drafts
    lines = shell.run("drafts").out
    assert [f"  {one['draft']}  {name} to " in lines for name, one in listed.items()] == [True, True]
    assert shell.run("drafts", "list").out == lines
    unaddressed = shell.run("drafts", "send", listed["letter.pdf"]["draft"])
    assert unaddressed.code == 3
    assert "no recipient" in unaddressed.err
    discarded = shell.run("drafts", "discard", listed["letter.pdf"]["draft"], "--json").value
    assert discarded == {"draft": listed["letter.pdf"]["draft"], "state": "discarded", "submissions": []}
    sent = shell.run("drafts", "--json", "send", listed[NAME]["draft"])
    assert sent.code == 0, sent.err
    assert sent.value["state"] == "sent"
    ((recipient,),) = (one["recipients"] for one in sent.value["submissions"])
    assert (recipient["to"], recipient["outbox_id"] is not None) == (GOOD, True)
    for settled in listed.values():
        for word in ("send", "discard"):
            again = shell.run("drafts", word, settled["draft"])
            assert again.code == 3
            assert "already" in again.err
    assert shell.run("drafts").out == "No draft waits.\n"
    assert shell.run("watch", folder, "--once").code == 6
    assert (folder / "failed" / "letter.pdf").exists()
    assert (folder / "sent" / NAME).exists()
    assert [fax.destination for fax in service.account.received()] == [GOOD]


def test_people_read_what_became_of_a_draft(shell: Shell, folder: Path) -> None:
    (folder / "faxdesk.toml").write_text(f'to = "{GOOD}"\n')
    put(folder, "letter.pdf")
    put(folder, "other.pdf", b"\n% another")
    assert shell.run("watch", folder, "--once").code == 0
    first, second = (one["draft"] for one in shell.run("drafts", "--json").value)
    sent = shell.run("drafts", "send", first)
    assert sent.code == 0, sent.err
    assert sent.out.startswith("Kept as job ")
    assert "+41 44 555 01 23" in sent.out
    assert shell.run("drafts", "discard", second).out == f"Draft {second} discarded.\n"


def test_a_draft_that_is_not_there_is_refused(shell: Shell) -> None:
    for word in ("7", "0", "-1", "1.5", "x", "", "9" * 30, "\u0663"):
        for command in ("send", "discard"):
            run = shell.run("drafts", command, "--json", "--", word)
            assert (run.code, run.out) == (3, "")
            (told,) = map(json.loads, run.err.splitlines())
            assert (told["subject"], told["text"].partition(". ")[0]) == ("ID", f"ID: There is no draft {word}")


def test_a_draft_that_cannot_be_delivered_now_stays_queued(shell: Shell, folder: Path) -> None:
    (folder / "faxdesk.toml").write_text(f'to = "{GOOD}"\n')
    put(folder, "letter.pdf")
    assert shell.run("watch", folder, "--once").code == 0
    away = replace(shell, url="http://127.0.0.1:1/v3")
    (draft,) = shell.run("drafts", "--json").value
    run = away.run("drafts", "send", draft["draft"], "--json")
    assert run.code == 5
    ((recipient,),) = (one["recipients"] for one in run.value["submissions"])
    assert recipient["state"] == "queued"
    assert run.err.count("stays queued") == 1


def test_a_folder_that_cannot_be_watched_is_refused(shell: Shell, tmp_path: Path, folder: Path) -> None:
    for bad, said in ((tmp_path / "away", "There is no folder"), (shell.folder, "own data"), ("", "is empty")):
        run = shell.run("watch", bad, "--once")
        assert run.code == 3
        assert said in run.err
    (folder / "faxdesk.toml").write_text("action = ")
    put(folder)
    broken = shell.run("watch", folder, "--once")
    assert broken.code == 3
    assert "cannot be read" in broken.err
    assert (folder / NAME).exists()
    told = shell.run("watch", folder, "--once", "--json")
    assert (told.code, told.out) == (3, "")
    assert [json.loads(line)["level"] for line in told.err.splitlines()] == ["warning", "error"]


def test_codes_say_what_a_scheduled_job_has_to_know(shell: Shell, lonely: Shell, folder: Path) -> None:
    put(folder)
    nobody = lonely.run("watch", folder, "--once", "--json")
    assert nobody.code == 4
    assert folder.joinpath("sent", NAME).exists()
    put(folder, f"{GOOD} other.pdf", b"\n% another")
    away = replace(shell, url="http://127.0.0.1:1/v3").run("watch", folder, "--once")
    assert (away.code, "stays queued" in away.err) == (5, True)
    (folder / f"{GOOD} empty.pdf").touch()
    left = shell.run("watch", folder, "--once")
    assert "Left in the folder: 1 file." in left.err
    put(folder, "notes.pdf", b"\n% third")
    (folder / "notes.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    os.utime(folder / "notes.pdf", (1, 1))
    failed = shell.run("watch", folder, "--once")
    assert (failed.code, "Not every file became a fax that arrived" in failed.err) == (6, True)


@pytest.mark.skipif(sys.platform == "win32", reason="no signal ends a program in order there")
def test_a_watch_that_is_stopped_leaves_nothing_half_done(shell: Shell, folder: Path) -> None:
    watching = shell.start("watch", folder, "--json")
    assert watching.stdout is not None
    put(folder)
    assert json.loads(watching.stdout.readline())["event"] == "queued"
    other = shell.run("watch", folder, "--once")
    assert other.code == 6
    assert "watches this folder already" in other.err
    assert json.loads(watching.stdout.readline())["event"] == "sent"
    watching.send_signal(signal.SIGTERM)
    _out, err = watching.communicate(timeout=PATIENCE)
    assert watching.returncode == 128 + signal.SIGTERM
    assert err == ""
    assert {path.name for path in (folder / "sent").iterdir()} == {NAME, f"{NAME}.report.pdf"}
