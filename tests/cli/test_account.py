"""What the command line says of the account, and of faxes that the service keeps nothing of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.practice.account.scenes import enter
from tests.cli.conftest import GOOD, Shell

if TYPE_CHECKING:
    from faxdesk.practice import PracticeServer


def in_scene(shell: Shell, service: PracticeServer, scene: str) -> Shell:
    shell.token = enter(service.account, scene)
    return shell


@pytest.mark.parametrize(
    ("scene", "code", "words"),
    [
        ("usual", 0, "Connected to Practice Office. Numbers ready to send: +41 44 555 01 00, +41 22 555 01 00."),
        ("history-off", 0, "Fax.Plus does not store sent faxes for this account"),
        ("no-number", 0, "This account has no fax number"),
        ("number-expired", 0, "+41 44 555 01 00 expired on "),
        ("number-pending", 0, "waits for its verification"),
        ("member-quota", 0, "how many pages a month"),
        (
            "suspended",
            4,
            "suspended: what you send is saved here until that is settled at Fax.Plus. Fax.Plus gives as the reason",
        ),
        ("token-reads", 4, "lacks the right fax:all:edit"),
        ("token-faxes", 0, "an account that the token may not name"),
    ],
)
def test_the_account_is_told_in_words(scene: str, code: int, words: str, shell: Shell, service: PracticeServer) -> None:
    run = in_scene(shell, service, scene).run("account")
    assert (run.code, run.err) == (code, "")
    assert words in run.out


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        ("token-expired", "does not accept the token"),
        ("token-writes", "may not see faxes"),
        ("plan-without-api", "does not let programs in"),
    ],
)
def test_what_does_not_work_at_all_is_an_error(scene: str, words: str, shell: Shell, service: PracticeServer) -> None:
    run = in_scene(shell, service, scene).run("account")
    assert (run.code, run.out) == (4, "")
    assert words in run.err


def test_the_account_as_json(shell: Shell, service: PracticeServer) -> None:
    value = in_scene(shell, service, "number-expired").run_program("account", "--json").value
    assert value["account"] == "Practice Office"
    assert value["uid"] == service.account.uid
    assert (value["kind"], value["status"], value["stores_faxes"]) == ("corporate_admin", "active", True)
    (number,) = value["numbers"]
    assert (number["number"], number["status"], number["usable"]) == ("+41445550100", "expired", False)
    assert number["expires_at"].endswith("Z")
    assert value["denied"] == []
    assert [note["code"] for note in value["notes"]] == ["no number sends"]
    narrow = in_scene(shell, service, "token-faxes").run("account", "--json").value
    assert (narrow["account"], narrow["uid"], narrow["numbers"]) == (None, None, None)
    assert narrow["denied"] == ["account", "numbers"]


def test_nobody_is_told_to_sign_in(lonely: Shell) -> None:
    run = lonely.run("account")
    assert run.code == 4
    assert "not connected" in run.err


@pytest.mark.parametrize(
    ("scene", "code", "words"),
    [
        ("token-reads", 4, "lacks the right fax:all:edit"),
        ("suspended", 4, "suspended"),
        ("no-number-refused", 6, "a number of this account is needed"),
        ("member-receives-only", 4, "may not send faxes"),
    ],
)
def test_a_fax_that_the_account_does_not_send_says_why_and_is_kept(
    scene: str, code: int, words: str, shell: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    run = in_scene(shell, service, scene).run("send", sample_pdf, "--to", GOOD)
    assert run.code == code
    assert words in run.out + run.err
    if code == 4:
        if scene == "member-receives-only":
            # Still the same user: what was written for one account is not sent from another.
            service.account.members.change_role(service.account.members.without_admin()[0].uid, "member", 100)
        else:
            in_scene(shell, service, "usual")
        assert shell.run("deliver").code == 0
        assert [fax.destination for fax in service.account.received()] == [GOOD]


def test_the_pages_that_were_sent_are_saved_where_the_service_has_none(
    shell: Shell, service: PracticeServer, sample_pdf: Path, tmp_path: Path
) -> None:
    in_scene(shell, service, "history-off-record")
    job = shell.run("send", sample_pdf, "--to", GOOD, "--wait", "--json").lines[-1]["job"]
    target = tmp_path / "pages.pdf"
    run = shell.run("document", job, "-o", target)
    assert run.code == 0, run.err
    assert "saved is the document that FaxDesk sent" in run.err
    assert target.read_bytes() == sample_pdf.read_bytes()
    other = shell.run("document", job, "-o", tmp_path / "pages.tiff", "--format", "tiff")
    assert other.code == 6
    assert "has no pages of this fax" in other.err
    report = shell.run("report", job, "-o", tmp_path / "report.pdf")
    assert report.code == 6
    assert "has no confirmation report of this fax" in report.err


def test_pages_and_report_are_here_when_send_has_waited_for_the_result(
    shell: Shell, service: PracticeServer, sample_pdf: Path, tmp_path: Path
) -> None:
    in_scene(shell, service, "retention")
    job = shell.run("send", sample_pdf, "--to", GOOD, "--wait", "--json").lines[-1]["job"]
    service.account.clock.advance(8 * 86400)
    for command, name in (("report", "report.pdf"), ("document", "pages.pdf")):
        run = shell.run(command, job, "-o", tmp_path / name)
        assert run.code == 0, run.err
        assert (tmp_path / name).read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("command", ["sent", "outbox", "deliver"])
def test_every_command_that_learns_of_a_result_fetches_what_may_be_purged(
    command: str, shell: Shell, service: PracticeServer, sample_pdf: Path, tmp_path: Path
) -> None:
    job = shell.run("send", sample_pdf, "--to", GOOD, "--json").lines[-1]["job"]
    service.account.advance_to_end()
    shell.run("sent")
    shell.run(command)
    service.account.archive.delete(service.account.archived_ids()[0])
    assert shell.run("report", job, "-o", tmp_path / "report.pdf").code == 0
