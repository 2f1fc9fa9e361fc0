"""`faxdesk search` finds what was sent, by what is in it, and says where."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.documents.common.paper import A4
from faxdesk.documents.convert.text_to_pdf import text_to_pdf
from faxdesk.services.text_indexing import TextIndexer
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.store import Store
from tests.cli.conftest import GOOD, Shell
from tests.store.test_fax_finder import received

_IN_A_WEEK = datetime.now().astimezone() + timedelta(days=7)
LATER = f"{_IN_A_WEEK:%Y-%m-%d} 12:00"
YESTERDAY = f"{_IN_A_WEEK - timedelta(days=8):%Y-%m-%d}"


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    """A document of two pages."""
    source, target = tmp_path / "lease.txt", tmp_path / "lease.pdf"
    source.write_text("Terms\fSigned in Zürich\nby the tenant", encoding="utf-8")
    text_to_pdf(source, target, A4, source.name)
    return target


def test_a_fax_is_found_by_the_text_of_its_document(shell: Shell, lease: Path, sample_pdf: Path) -> None:
    shell.run("send", sample_pdf, "--to", GOOD, "--comment", "Other", "--wait")
    job = shell.run("send", lease, "--to", GOOD, "--comment", "Dental practice", "--wait", "--json").lines[-1]["job"]
    run = shell.run("search", "zurich", "TENANT", "--json")
    assert (run.code, run.err) == (0, "")
    (fax,) = run.value
    assert (fax["job"], fax["listing"], fax["to"], fax["state"]) == (job, "sent", GOOD, "delivered")
    assert fax["found"] == [
        {"part": "page", "text": "Signed in Zürich", "file": "lease.pdf", "page": 2, "line": 1},
    ]
    (printed, place) = shell.run("search", "zurich tenant").out.splitlines()
    assert "delivered" in printed
    assert place == "    page 2 of lease.pdf, line 1: Signed in Zürich"
    assert [fax["job"] for fax in shell.run("search", "--person", "044 555 01 23", "--limit", "1", "--json").value] == [
        job
    ]
    assert "    comment: Dental practice" in shell.run("search", "dental").out.splitlines()
    assert shell.run("search", "nothing at all").out == "Nothing was found.\n"


def test_filters_need_no_words(shell: Shell, sample_pdf: Path) -> None:
    shell.run("send", sample_pdf, "--to", GOOD, "--wait")
    shell.run("send", sample_pdf, "--to", GOOD, "--at", LATER)
    assert [fax["state"] for fax in shell.run("search", "--state", "delivered", "--json").value] == ["delivered"]
    assert {fax["listing"] for fax in shell.run("search", "--since", YESTERDAY, "--json").value} == {"outbox", "sent"}
    assert shell.run("search", "--until", YESTERDAY, "--json").value == []
    assert len(shell.run("search", "--until", LATER[:10], "--json").value) == 2
    assert len(shell.run("search", "--from", "+41445550100", "--json").value) == 2
    assert shell.run("search", "--from", "+41225550100", "--json").value == []
    account = shell.run("account", "--json").value["uid"]
    assert len(shell.run("search", "--account", account, "--json").value) == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 3, "There is nothing to look for."),
        (["%"], 3, "There is nothing to look for."),
        (["x", "--since", "yesterday"], 3, "“yesterday” is no day."),
        (["x", "--until", "9999-12-31"], 3, "is no day"),
        (["x", "--limit", "0"], 2, "from 1 to"),
        (["x", "--limit", "many"], 2, "many"),
        (["x", "--state", "great"], 2, "great"),
    ],
)
def test_what_cannot_be_looked_for_is_said(shell: Shell, words: list[str], code: int, said: str) -> None:
    run = shell.run("search", *words)
    assert (run.code, run.out) == (code, "")
    assert said in run.err


def test_what_could_not_be_read_yet_is_told(shell: Shell, lease: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.run("send", lease, "--to", GOOD, "--at", LATER)
    store = Store(DataFolder(shell.folder))
    indexer = TextIndexer(store, lambda _progress: None)
    # The window is at it.
    while indexer.progress().faxes:
        indexer.step(NeverCancelled())
    run = shell.run("search", "tenant")
    assert run.out == "Nothing was found.\n"
    assert "Not yet read: 1 document. With --wait everything is read first." in run.err
    indexer.close()
    store.close()
    monkeypatch.setattr("faxdesk.cli.search.BRIEFLY", timedelta(seconds=-1))
    assert "Not yet read" in shell.run("search", "tenant").err
    run = shell.run("search", "tenant", "--wait")
    assert run.err == ""
    assert "page 2 of lease.pdf" in run.out


def test_received_faxes_are_found_too(shell: Shell) -> None:
    store = Store(DataFolder(shell.folder))
    store.received_faxes.keep([received("in1", 1, comment="Lab report")], "one", arrived=False)
    store.close()
    (fax,) = shell.run("search", "lab", "--json").value
    assert (fax["listing"], fax["fax_id"], fax["from"], fax["job"], fax["state"]) == (
        "inbox",
        "in1",
        "+41315550199",
        None,
        "received",
    )
    printed = shell.run("search", "031 555 01 99").out.splitlines()
    assert printed[0].endswith("received")
    assert printed[1] == "    number: 41315550199"
