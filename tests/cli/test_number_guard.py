"""The guard of `faxdesk send` against wrong numbers: whom it asks, and that nothing is sent without a yes."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.cli import number_guard
from faxdesk.cli.output import can_ask, messages
from faxdesk.core.contacts import Contact
from faxdesk.core.cover import CoverFlag, CoverPage
from faxdesk.core.fax_template import FaxTemplate
from faxdesk.core.model import Draft
from faxdesk.services.submit import Submitter
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_templates import FaxTemplates
from faxdesk.store.store import Store
from tests.cli.conftest import GOOD, Shell
from tests.documents.files import put, text_pdf
from tests.services.batches import write_list

if TYPE_CHECKING:
    from faxdesk.practice import PracticeServer

Answers = Callable[..., None]
SLIP = "+41445550124"
OTHER = "+41225550177"


@pytest.fixture
def known(shell: Shell) -> str:
    """A number that belongs to somebody, and is a digit away from another."""
    store = Store(DataFolder(shell.folder))
    store.contacts.add(Contact("Dental practice", "", (GOOD,)))
    store.close()
    return GOOD


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Let somebody sit at a terminal, who types these lines."""

    def typed(*lines: str) -> None:
        monkeypatch.setattr(number_guard, "can_ask", lambda: True)
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return typed


def sent_to(service: PracticeServer) -> list[str]:
    return [fax.destination for fax in service.account.received()]


def test_a_doubted_number_is_not_sent_to_where_nobody_can_be_asked(
    shell: Shell, service: PracticeServer, known: str, sample_pdf: Path
) -> None:
    run = shell.run("send", sample_pdf, "--to", SLIP)
    assert run.code == 7
    assert "It differs by one digit from +41 44 555 01 23 of Dental practice. Did you mean +41 44 555 01 23?" in run.err
    assert "--send-anyway" in run.err
    assert run.out == ""
    assert shell.run("outbox", "--json").value == []
    assert shell.run("send", sample_pdf, "--to", SLIP, "--send-anyway").code == 0
    assert sent_to(service) == [SLIP]


def test_a_script_reads_which_number_and_why(shell: Shell, known: str, sample_pdf: Path) -> None:
    run = shell.run("send", sample_pdf, "--to", SLIP, "--json")
    warning, error = map(json.loads, run.err.splitlines())
    assert (run.code, run.out) == (7, "")
    assert (warning["level"], warning["subject"], warning["code"]) == ("warning", SLIP, "near")
    assert warning["advice"] == "Did you mean +41 44 555 01 23?"
    assert (error["level"], error["code"], error["exit_code"]) == ("error", "number_doubted", 7)


def test_nothing_is_said_of_a_good_number(shell: Shell, service: PracticeServer, known: str, sample_pdf: Path) -> None:
    run = shell.run("send", sample_pdf, "--to", known)
    assert (run.code, run.err) == (0, "")
    assert sent_to(service) == [known]


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("Yes", 0), ("", 7), ("n", 7), ("yeah", 7)])
def test_who_sits_at_a_terminal_is_asked(
    shell: Shell, service: PracticeServer, known: str, sample_pdf: Path, answers: Answers, answer: str, code: int
) -> None:
    answers(answer)
    run = shell.run("send", sample_pdf, "--to", SLIP)
    assert run.code == code
    assert "It differs by one digit" in run.err
    assert "Send it all the same? [y/N] " in run.err
    assert sent_to(service) == ([SLIP] if code == 0 else [])


@pytest.mark.parametrize(("typed", "code"), [("0123", 0), ("0132", 7), ("", 7)])
def test_the_last_digits_are_typed_again_for_a_confidential_fax(
    shell: Shell, service: PracticeServer, sample_pdf: Path, answers: Answers, typed: str, code: int
) -> None:
    cover = CoverPage("Dental practice", "Clinic", subject="Findings", flags=(CoverFlag.CONFIDENTIAL,))
    FaxTemplates(DataFolder(shell.folder).templates).keep("Findings", FaxTemplate((), "", cover))
    refused = shell.run("send", sample_pdf, "--to", GOOD, "--template", "Findings")
    assert refused.code == 7
    assert "This is the first confidential fax to +41 44 555" in refused.err
    answers(typed)
    run = shell.run("send", sample_pdf, "--to", GOOD, "--template", "Findings")
    assert run.code == code
    assert "Its last 4 digits: " in run.err
    assert "0123" not in run.err.replace("01 23", "")
    assert sent_to(service) == ([GOOD] if code == 0 else [])


def test_another_number_in_the_document_is_told(shell: Shell, service: PracticeServer, tmp_path: Path) -> None:
    letter = put(tmp_path, "letter.pdf", text_pdf("Fax: +41 22 555 01 77"))
    run = shell.run("send", letter, "--to", GOOD, "--json")
    warning = json.loads(run.err.splitlines()[0])
    assert (run.code, warning["code"]) == (7, "not_in_document")
    # Of several recipients one may stand in it, the others not.
    assert shell.run("send", letter, "--to", GOOD, "--to", "+41225550199").code == 0


def listed(tmp_path: Path, *numbers: str) -> Path:
    return write_list(tmp_path / "list.csv", [(number, "Eva", "") for number in numbers])


def test_a_row_with_a_doubted_number_is_left_out_and_sent_with_a_yes(
    shell: Shell, service: PracticeServer, known: str, sample_pdf: Path, tmp_path: Path
) -> None:
    rows = listed(tmp_path, OTHER, SLIP)
    run = shell.run("batch", rows, "--file", sample_pdf, "--json")
    warnings = [json.loads(line) for line in run.err.splitlines()]
    assert (warnings[0]["subject"], warnings[0]["code"]) == (SLIP, "near")
    assert warnings[0]["text"].startswith("Row 3: No fax has gone to")
    assert "--send-anyway" in warnings[1]["text"]
    assert run.code == 6
    assert [row["state"] for row in run.lines[-1]["rows"]] == ["submitted", "refused"]
    assert "Did you mean +41 44 555 01 23? Confirm" in run.lines[-1]["rows"][1]["reason"]
    assert sent_to(service) == [OTHER]
    again = shell.run("batch", rows, "--file", sample_pdf, "--json", "--send-anyway")
    assert again.code == 0, again.err
    assert sent_to(service) == [OTHER, SLIP]
    # It is known now, and the list has had its answer.
    assert "differs" not in shell.run("batch", rows, "--file", sample_pdf).err


def test_a_dry_run_tells_the_doubts_at_their_rows(shell: Shell, known: str, sample_pdf: Path, tmp_path: Path) -> None:
    rows = listed(tmp_path, OTHER, SLIP)
    dry = shell.run("batch", rows, "--file", sample_pdf, "--dry-run", "--json")
    (plan,) = dry.lines
    assert dry.code == 7
    assert (plan["good"], plan["bad"], plan["doubted"]) == (1, 0, 1)
    assert [row["state"] for row in plan["rows"]] == ["waiting", "refused"]
    (doubt,) = plan["rows"][1]["doubts"]
    assert (doubt["code"], doubt["instead"]) == ("near", GOOD)
    assert plan["rows"][0]["doubts"] == []
    sure = shell.run("batch", rows, "--file", sample_pdf, "--dry-run", "--send-anyway", "--json")
    assert (sure.code, sure.lines[0]["good"], sure.lines[0]["doubted"]) == (0, 2, 0)
    assert "It differs by one digit" in sure.lines[0]["rows"][1]["reason"]
    words = shell.run("batch", rows, "--file", sample_pdf, "--dry-run")
    assert words.out.endswith("1 fax would be sent; 0 rows with an error, 1 row with a doubted number.\n")
    assert "1 row with a doubted number would not be sent" in words.err


@pytest.mark.parametrize("more", [("--all-or-none",), ()])
def test_nothing_of_a_list_is_sent_where_nothing_is_left_or_all_is_wanted(
    shell: Shell, service: PracticeServer, known: str, sample_pdf: Path, tmp_path: Path, more: tuple[str, ...]
) -> None:
    rows = listed(tmp_path, *((OTHER, SLIP) if more else (SLIP,)))
    run = shell.run("batch", rows, "--file", sample_pdf, *more)
    assert run.code == 7
    assert "Nothing was sent" in run.err
    assert shell.run("batch", "list", "--json").value == []
    assert sent_to(service) == []


@pytest.mark.parametrize(("answer", "sent"), [("y", [OTHER, SLIP]), ("", [OTHER])])
def test_who_starts_a_list_at_a_terminal_is_asked_once(
    shell: Shell,
    service: PracticeServer,
    known: str,
    sample_pdf: Path,
    tmp_path: Path,
    answers: Answers,
    answer: str,
    sent: list[str],
) -> None:
    answers(answer)
    run = shell.run("batch", listed(tmp_path, OTHER, SLIP), "--file", sample_pdf)
    assert run.err.count("Send 1 row to a doubted number all the same? [y/N] ") == 1
    assert sent_to(service) == sent


def test_a_draft_is_asked_about_as_a_new_fax_is(
    shell: Shell, service: PracticeServer, known: str, sample_pdf: Path
) -> None:
    store = Store(DataFolder(shell.folder))
    draft = Submitter(store).keep_draft(Draft((sample_pdf,), (SLIP,)), "", "Look at it.")
    letter = Submitter(store).keep_draft(
        Draft((put(shell.folder, "letter.pdf", text_pdf("Fax: +41 22 555 01 77")),), (GOOD,)), "", "Look at it."
    )
    store.close()
    run = shell.run("drafts", "send", draft)
    assert run.code == 7
    assert "It differs by one digit" in run.err
    assert "The document names +41 22 555 01 77" in shell.run("drafts", "send", letter).err
    assert len(shell.run("drafts", "--json").value) == 2
    assert shell.run("drafts", "send", draft, "--send-anyway").code == 0
    assert sent_to(service) == [SLIP]


class Stream(io.StringIO):
    """A stream that is a terminal, or is none."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("reads", "writes", "possible"), [(True, True, True), (False, True, False), (True, False, False)]
)
def test_only_a_terminal_can_be_asked(
    monkeypatch: pytest.MonkeyPatch, reads: bool, writes: bool, possible: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", Stream(terminal=reads))
    monkeypatch.setattr(sys, "stderr", Stream(terminal=writes))
    assert can_ask() is possible
    with messages(as_json=True):
        assert not can_ask()
    monkeypatch.setattr(sys, "stdin", None)
    assert not can_ask()
