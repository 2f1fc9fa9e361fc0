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
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_templates import FaxTemplates
from faxdesk.store.store import Store
from tests.cli.conftest import GOOD, Shell
from tests.documents.files import put, text_pdf

if TYPE_CHECKING:
    from faxdesk.practice import PracticeServer

Answers = Callable[..., None]
SLIP = "+41445550124"


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
