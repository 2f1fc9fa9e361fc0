"""`faxdesk watch` and `faxdesk drafts`, as scheduled jobs and scripts use them."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.resources import resource_path
from tests.cli.conftest import GOOD, Shell
from tests.time_limits import PATIENCE, wait_until

if TYPE_CHECKING:
    from faxdesk.practice import PracticeServer

NAME = f"{GOOD} Case 42.pdf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
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
    assert (line["file"], line["event"], line["to"]) == (NAME, "queued", [GOOD])
    assert line["path"] == str(folder / "sent" / NAME)
    assert len(line["jobs"]) == 1
    wait_until(lambda: all(fax.final_status for fax in service.account.received()), "the fax was delivered")
    second = shell.run("watch", folder, "--once", "--json")
    assert [(line["file"], line["event"]) for line in second.lines] == [(NAME, "sent")]
    assert (folder / "sent" / f"{NAME}.report.pdf").read_bytes().startswith(b"%PDF")
    assert [fax.destination for fax in service.account.received()] == [GOOD]


def test_what_waits_as_a_draft_is_listed_sent_and_discarded(
    shell: Shell, service: PracticeServer, folder: Path
) -> None:
    (folder / "faxdesk.toml").unlink()
    put(folder)
    put(folder, "letter.pdf", b"\n% another")
    assert shell.run("watch", folder, "--once").code == 0
    listed = {one["documents"][0]: one for one in shell.run("drafts", "--json").value}
    assert (listed[NAME]["to"], listed[NAME]["comment"]) == ([GOOD], "Case 42")
    assert listed["letter.pdf"]["reason"] == "Nothing says whom it is for."
    unaddressed = shell.run("drafts", "send", listed["letter.pdf"]["draft"])
    assert unaddressed.code == 3
    assert "no recipient" in unaddressed.err
    assert shell.run("drafts", "discard", listed["letter.pdf"]["draft"]).code == 0
    sent = shell.run("drafts", "send", listed[NAME]["draft"], "--json")
    assert sent.code == 0, sent.err
    assert sent.value["state"] == "sent"
    again = shell.run("drafts", "send", listed[NAME]["draft"])
    assert again.code == 3
    assert "already" in again.err
    assert shell.run("drafts").out == "No draft waits.\n"
    assert shell.run("watch", folder, "--once").code == 6
    assert (folder / "failed" / "letter.pdf").exists()
    assert (folder / "sent" / NAME).exists()
    assert [fax.destination for fax in service.account.received()] == [GOOD]


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
    assert shell.run("drafts", "send", "7").code == 3


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
