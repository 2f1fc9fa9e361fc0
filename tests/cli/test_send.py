"""`faxdesk send` as a script sees it: JSON Lines, exit codes, and sentences on stderr."""

from __future__ import annotations

import contextlib
import json
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from faxdesk.core.cover import CoverPage
from faxdesk.core.fax_template import FaxTemplate
from faxdesk.core.model import Options
from faxdesk.core.opening_hours import next_openings
from faxdesk.core.redial_pauses import SERVICE_DELAY
from faxdesk.practice import Fault, Pace, PracticeServer
from faxdesk.services.user_requests import UserRequests
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_templates import FaxTemplates
from faxdesk.store.settings_file import SettingsFile
from faxdesk.store.store import Store
from tests.cli.conftest import BUSY, BUSY_ONCE, GOOD, Shell
from tests.documents.files import page_objects, pages_pdf, pdf, put
from tests.time_limits import PATIENCE, wait_until


@pytest.mark.parametrize("name", ["sample.pdf", "sample.tiff"])
def test_a_fax_is_followed_to_its_delivery(shell: Shell, service: PracticeServer, sample_pdf: Path, name: str) -> None:
    run = shell.run_program(
        "send", sample_pdf.with_name(name), "--to", GOOD, "--comment", "Case 42", "--wait", "--json"
    )
    assert run.code == 0, run.err
    states = [line["recipients"][0]["state"] for line in run.lines]
    assert states[:4] == ["queued", "uploading", "submitting", "accepted"]
    last = run.lines[-1]
    assert re.fullmatch(r"[0-9a-f]{16}", last["job"])
    (recipient,) = last["recipients"]
    ids = ["to", "state", "outbox_id", "fax_id", "pages", "reason", "status"]
    assert list(recipient) == [*ids, "asked", "cancel_requested", "resend_at", "turned_up_at"]
    assert (recipient["to"], recipient["state"], recipient["pages"]) == (GOOD, "delivered", 2)
    (accepted,) = service.account.received()
    assert recipient["outbox_id"] == accepted.id
    assert recipient["fax_id"] in accepted.archive_ids
    assert accepted.comment == "Case 42"


def test_a_busy_line_ends_with_6_and_says_why(shell: Shell, sample_pdf: Path) -> None:
    run = shell.run_program("send", sample_pdf, "--to", GOOD, "--to", BUSY, "--wait", "--json")
    assert run.code == 6
    by_number = {recipient["to"]: recipient for recipient in run.lines[-1]["recipients"]}
    assert by_number[GOOD]["state"] == "delivered"
    assert by_number[BUSY]["state"] == "failed"
    assert "busy" in by_number[BUSY]["reason"]
    assert "was not delivered to everybody" in run.err


def test_without_wait_it_ends_when_the_service_has_the_fax(shell: Shell, sample_pdf: Path) -> None:
    run = shell.run("send", sample_pdf, "--to", GOOD)
    assert run.code == 0
    assert run.out.startswith("Kept as job ")
    assert "+41 44 555 01 23  accepted" in run.out


def test_a_national_number_belongs_to_the_senders_country(shell: Shell, sample_pdf: Path) -> None:
    run = shell.run("send", sample_pdf, "--to", "044 555 01 23", "--to", "+41 44 555 01 23", "--json")
    assert run.code == 0
    assert [recipient["to"] for recipient in run.lines[-1]["recipients"]] == [GOOD]
    assert "gets the fax once" in run.err


def test_a_fax_for_later_waits_at_the_service(shell: Shell, service: PracticeServer, sample_pdf: Path) -> None:
    when = (datetime.now(UTC) + timedelta(hours=3)).replace(microsecond=0)
    run = shell.run("send", sample_pdf, "--to", GOOD, "--at", when.isoformat(), "--json")
    assert run.code == 0
    (accepted,) = service.account.received()
    assert accepted.send_at == when.timestamp()
    listed = shell.run("outbox", "--json")
    assert [row["state"] for row in listed.value] in (["submitted"], ["converting"], ["scheduled"])


def test_a_fax_for_the_morning_waits_until_the_office_opens(
    shell: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    # Wherever it is night now. Of three around the world, the last to open does not open while the command runs.
    now = datetime.now(UTC)
    openings = next_openings(("+41445550123", "+6493001234", "+12135550123"), now)
    number, opens = max(
        ((number, one.at) for number, one in openings.items() if one is not None and one.at is not None),
        key=lambda one: one[1],
    )
    run = shell.run("send", sample_pdf, "--to", number, "--at", "opening", "--json")
    assert run.code == 0
    (accepted,) = service.account.received()
    assert accepted.send_at == opens.timestamp()


def test_an_office_opens_at_the_hours_of_the_settings(shell: Shell, service: PracticeServer, sample_pdf: Path) -> None:
    zurich = ZoneInfo("Europe/Zurich")
    then = datetime.now(zurich) + timedelta(days=3)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[then.weekday()]
    SettingsFile(DataFolder(shell.folder).settings).change(
        lambda one: one._replace(office_hours=f"3-4; CH 10-11 {day}")
    )
    assert shell.run("send", sample_pdf, "--to", GOOD, "--at", "opening", "--json").code == 0
    (accepted,) = service.account.received()
    opens = datetime.combine(then.date(), time(10), zurich)
    assert accepted.send_at == opens.timestamp()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--to", GOOD, "--to", "+80012345678", "--at", "opening"], "Send time: Nobody knows where +800"),
        (["--to", "+41445550123", "--to", "+6493001234", "--at", "opening"], "open at different times"),
        (["--to", "12"], "To: “12”"),
        (["--to", "hello"], "letters"),
        (["--to", GOOD, "--from", "+41999999999"], "not a number of this account"),
        (["--to", GOOD, "--from", "abc"], "From:"),
        (["--to", GOOD, "--at", "yesterday"], "Send time: “yesterday” is not a time"),
        (["--to", GOOD, "--at", "2020-01-01 09:00"], "in the past"),
        (["--to", ""], "To:"),
    ],
)
def test_refused_input_ends_with_3_and_nothing_is_sent(
    shell: Shell, service: PracticeServer, sample_pdf: Path, arguments: list[str], words: str
) -> None:
    shell.run("outbox")
    run = shell.run("send", sample_pdf, *arguments, "--json")
    assert (run.code, run.out) == (3, "")
    assert words in run.err
    assert len(run.err.strip().splitlines()) <= 2
    assert service.account.received() == ()
    assert shell.run("outbox", "--json").value == []


def test_a_bad_file_ends_with_3_by_name(shell: Shell, service: PracticeServer, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "picture.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    for name in ("empty.pdf", "picture.pdf", "missing.pdf"):
        run = shell.run_program("send", tmp_path / name, "--to", GOOD)
        assert (run.code, run.out) == (3, "")
        assert name in run.err
    assert service.account.received() == ()


@pytest.mark.parametrize(
    "arguments",
    [
        ["send"],
        ["send", "a.pdf"],
        ["nonsense"],
        ["report", "x"],
        ["send", "a.pdf", "--to", GOOD, "--no"],
        ["send", "a.pdf", "--to", GOOD, "--redial", "10"],
        ["send", "a.pdf", "--to", GOOD, "--redial", "1", "--service-retries", "1"],
    ],
)
def test_wrong_usage_ends_with_2(shell: Shell, arguments: list[str]) -> None:
    run = shell.run(*arguments)
    assert run.code == 2
    assert "usage:" in run.err
    assert len(run.err.splitlines()) == 2


def test_without_a_token_the_fax_is_kept_and_sign_in_is_asked_for(lonely: Shell, sample_pdf: Path) -> None:
    run = lonely.run_program("send", sample_pdf, "--to", GOOD, "--json")
    assert run.code == 4
    assert run.lines[-1]["recipients"][0]["state"] == "queued"
    assert "not connected" in run.err
    assert [row["state"] for row in lonely.run("outbox", "--json").value] == ["queued"]


def test_a_wrong_token_ends_with_4_and_later_the_fax_goes_out(
    shell: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    good = shell.token
    shell.token = "alohi_pat_wrong"
    run = shell.run("send", sample_pdf, "--to", GOOD, "--wait", "--json")
    assert run.code == 4
    assert run.lines[-1]["recipients"][0]["state"] == "queued"
    assert "alohi_pat_wrong" not in run.out + run.err
    shell.token = good
    delivered = shell.run("deliver", "--json")
    assert delivered.code == 0
    assert next(row["state"] for row in delivered.value) not in ("queued", "failed")
    assert len(service.account.received()) == 1


def test_a_service_that_is_away_ends_with_5_and_the_fax_goes_out_later(
    shell: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    service.stop()
    run = shell.run("send", sample_pdf, "--to", GOOD, "--json")
    assert run.code == 5
    assert "stays queued" in run.err
    assert shell.run("deliver").code == 5
    service.start()
    assert shell.run_program("deliver").code == 0
    assert len(service.account.received()) == 1


def test_a_lost_answer_is_settled_within_the_command(shell: Shell, service: PracticeServer, sample_pdf: Path) -> None:
    service.account.faults.add(Fault.lost_answer())
    run = shell.run("send", sample_pdf, "--to", GOOD, "--wait", "--json")
    assert run.code == 0, run.err
    assert "unknown" in [line["recipients"][0]["state"] for line in run.lines]
    assert run.lines[-1]["recipients"][0]["state"] == "delivered"
    assert len(service.account.received()) == 1


def test_a_refusal_of_the_service_ends_with_6_and_its_words(
    shell: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    service.account.faults.add(Fault.status(400, "no", "Not on a Tuesday", method="POST", path="*/outbox"))
    run = shell.run("send", sample_pdf, "--to", GOOD, "--json")
    assert run.code == 6
    assert run.lines[-1]["recipients"][0]["state"] == "rejected"
    assert "Not on a Tuesday" in run.lines[-1]["recipients"][0]["reason"]


def test_a_killed_command_loses_nothing_and_sends_nothing_twice(
    shell: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    # On a busy machine it must still be in the outbox when it is looked for.
    service.account.pace = Pace(30, 30, 30, 30, 30, 30)
    service.account.faults.add(Fault("hang", method="POST", path="*/outbox", seconds=1.5))
    process = shell.start("send", sample_pdf, "--to", GOOD, "--json")
    assert process.stdout is not None
    while '"submitting"' not in process.stdout.readline():
        pass
    wait_until(lambda: not service.account.faults.pending(), "the call that hangs")
    process.kill()
    process.communicate()
    wait_until(service.account.received, "the fax at the service")
    run = shell.run("deliver", "--json")
    assert run.code == 0, run.err
    assert len(service.account.received()) == 1
    assert [row["outbox_id"] for row in run.value] == [service.account.received()[0].id]


def test_two_commands_side_by_side_send_each_fax_once(shell: Shell, service: PracticeServer, sample_pdf: Path) -> None:
    numbers = [f"+4144555{number:04d}" for number in range(300, 304)]
    running = [shell.start("send", sample_pdf, "--to", number, "--wait", "--json") for number in numbers]
    codes = [(process.communicate(timeout=PATIENCE), process.returncode)[1] for process in running]
    assert codes == [0, 0, 0, 0]
    assert sorted(fax.destination for fax in service.account.received()) == numbers


def test_redials_are_followed_to_the_end_and_hastened_from_elsewhere(
    shell: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    process = shell.start("send", sample_pdf, "--to", BUSY_ONCE, "--redial", "2", "--wait", "--json")
    assert process.stdout is not None
    text = next(line for line in process.stdout if "calls again by itself (1 of 2)" in line)
    (member,) = json.loads(text)["recipients"]
    assert (member["state"], member["outbox_id"], member["fax_id"]) == ("queued", None, None)
    assert "next try" in shell.run("outbox").out
    with contextlib.closing(Store(DataFolder(shell.folder))) as store:
        # As the window does it. The command has put its next step off by minutes.
        UserRequests(store).try_now(store.submissions.find(json.loads(text)["job"])[0].id)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert json.loads(out.splitlines()[-1])["recipients"][0]["state"] == "delivered"
    assert [one.final_status for one in service.account.received()] == ["failed_user_busy", "success"]


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], Options()),
        (["--redial", "9"], Options(redials=9)),
        (["--service-retries", "2"], Options(retry_count=2, retry_delay=SERVICE_DELAY)),
    ],
)
def test_a_script_decides_who_tries_again(
    lonely: Shell, sample_pdf: Path, arguments: list[str], options: Options
) -> None:
    job = lonely.run("send", sample_pdf, "--to", GOOD, *arguments, "--json").lines[-1]["job"]
    with contextlib.closing(Store(DataFolder(lonely.folder))) as store:
        submission = store.submissions.get(job)
    assert submission is not None
    assert submission.options == options


@pytest.mark.parametrize("name", ["", " "])
@pytest.mark.parametrize("command", ["send", "check", "preview"])
def test_a_file_without_a_name_is_not_the_current_folder(
    lonely: Shell, command: str, name: str, sample_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`faxdesk send "$FILE"` in a script whose variable is empty would send whatever lies beside it."""
    monkeypatch.chdir(sample_pdf.parent)
    more = {"send": ("--to", "+41445550123"), "check": (), "preview": ("-o", "out.tiff")}[command]
    run = lonely.run("--practice", command, name, *more)
    assert (run.code, run.out) == (2, "")
    assert run.err.endswith("a file has no name. Is a variable of the script empty?\n")


def test_what_may_go_wrong_is_told_before_it_is_faxed_and_refuses_nothing(
    shell: Shell, service: PracticeServer, tmp_path: Path
) -> None:
    empty = put(tmp_path, "empty page.pdf", pdf(page_objects(2, size=(2000, 2000), contents=b" ")))
    dark = put(tmp_path, "dark.pdf", pdf(page_objects(1, contents=b"0 g 0 0 700 900 re f")))
    run = shell.run("send", empty, dark, "--to", GOOD, "--json")
    assert run.code == 0, run.err
    messages = [json.loads(line) for line in run.err.splitlines()]
    assert {message["level"] for message in messages} == {"warning"}
    told = [message["text"] for message in messages]
    assert [line.partition(":")[0] for line in told] == ["empty page.pdf", "empty page.pdf", "dark.pdf"]
    assert told[0].startswith("empty page.pdf: Page 1 is very large")
    assert told[1].startswith("empty page.pdf: Pages 1 and 2 are blank, or nearly.")
    assert told[2].startswith("dark.pdf: Page 1 is mostly black")
    assert {tuple(line) for line in run.lines} == {("job", "recipients")}
    # The same words as `check` has, and the fax is what was given.
    checked = shell.run("check", empty, dark).out
    assert all(line.partition(": ")[2] in checked for line in told)
    assert len(service.account.received()) == 1


def test_nothing_is_told_of_a_fax_with_nothing_to_tell(shell: Shell, tmp_path: Path) -> None:
    run = shell.run("send", put(tmp_path, "letter.pdf", pages_pdf(2)), "--to", GOOD, "--json")
    assert (run.code, run.err) == (0, "")


def test_a_template_says_what_faxes_of_one_kind_have_in_common(
    shell: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    shell.run("outbox")
    template = FaxTemplate(((GOOD, "Dental practice"),), "Weekly report", CoverPage("", "Example Ltd", "Report"))
    FaxTemplates(DataFolder(shell.folder).templates).keep("weekly", template)
    run = shell.run("send", sample_pdf, "--template", "weekly", "--json")
    assert run.code == 0
    (accepted,) = service.account.received()
    assert accepted.destination == GOOD
    assert accepted.comment == "Weekly report"
    both = shell.run("send", sample_pdf, "--template", "weekly", "--to", "+41225550123", "--comment", "Other", "--json")
    assert [one["to"] for one in both.lines[-1]["recipients"]] == ["+41225550123", GOOD]
    wrong = shell.run("send", sample_pdf, "--template", "daily")
    assert wrong.code == 3
    assert "There is no template “daily”. There are: weekly." in wrong.err


def test_a_fax_waits_for_the_one_before_it_to_the_same_number(
    shell: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    when = (datetime.now(UTC) + timedelta(minutes=5)).replace(microsecond=0).isoformat()
    first = shell.run("send", sample_pdf, "--to", GOOD, "--at", when, "--json")
    run = shell.run("send", sample_pdf, "--to", GOOD, "--in-turn", "--json")
    assert run.code == 5
    assert [one["state"] for one in run.lines[-1]["recipients"]] == ["queued"]
    shell.run("cancel", first.lines[-1]["job"])
    shell.run("deliver")
    assert GOOD in [fax.destination for fax in service.account.received() if fax.send_at is None]
