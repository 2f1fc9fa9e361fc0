"""`faxdesk inbox`: what scripts and help desks rely on."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.practice import Fault
from faxdesk.services.list_export import RECEIVED_TITLES

if TYPE_CHECKING:
    from faxdesk.practice import PracticeServer
    from tests.cli.conftest import Shell

CALLER = "+41445559999"


@pytest.fixture
def fax_id(service: PracticeServer, sample_pdf: Path) -> str:
    """A fax that has just arrived."""
    return service.account.receive(CALLER, sample_pdf)


def test_an_empty_inbox_says_so(shell: Shell) -> None:
    assert shell.run("inbox").out == "No fax has been received.\n"
    assert shell.run("inbox", "--json").value == []


def test_it_lists_what_has_come_and_what_nobody_has_read(shell: Shell, fax_id: str) -> None:
    run = shell.run("inbox")
    assert (run.code, run.err) == (0, "")
    assert f"{fax_id}  +41 44 555 99 99  2 pages  not read" in run.out
    (fax,) = shell.run("inbox", "--unread", "--json").value
    assert (fax["fax_id"], fax["from"], fax["state"], fax["read"]) == (fax_id, CALLER, "received", False)
    assert shell.run("inbox", "read", fax_id).code == 0
    assert shell.run("inbox", "--unread", "--json").value == []
    assert shell.run("inbox", "list", "--unread").out == "Every received fax is marked as read.\n"


def test_the_list_is_of_a_person_or_of_some_days(shell: Shell, fax_id: str) -> None:
    def listed(*options: str) -> list[str]:
        return [fax["fax_id"] for fax in shell.run("inbox", *options, "--json").value]

    assert listed("--person", "5559999") == listed("--since", "2020-01-01") == listed("--unread") == [fax_id]
    assert listed("--person", "5550000") == listed("--until", "2020-01-01") == listed("--since", "2099-01-01") == []
    assert shell.run("inbox", "--person", "5550000").out == "No received fax is like that.\n"
    run = shell.run("inbox", "list", "--since", "tomorrow")
    assert (run.code, "--since" in run.err) == (3, True)


def test_the_list_is_written_as_a_table_too(shell: Shell, fax_id: str, tmp_path: Path) -> None:
    run = shell.run("inbox", "--csv", tmp_path / "list.csv")
    assert f"1 fax saved as {tmp_path / 'list.csv'}." in run.out
    (row,) = csv.DictReader((tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines())
    assert tuple(row) == RECEIVED_TITLES
    assert (row["Fax id"], row["From"], row["Status"], row["Read"]) == (fax_id, CALLER, "received", "no")
    (fax,) = shell.run("inbox", "list", "--csv", tmp_path / "list.csv", "--json").value
    assert fax["fax_id"] == fax_id
    assert shell.run("inbox", "--csv", tmp_path / "no folder" / "list.csv").code == 3


def test_marks_and_comments_reach_fax_plus(shell: Shell, service: PracticeServer, fax_id: str) -> None:
    (marked,) = shell.run("inbox", "read", fax_id, fax_id, "--json").value
    assert (marked["read"], marked["told"]) == (True, True)
    commented = shell.run("inbox", "comment", fax_id, "Paid", "--json").value
    assert (commented["comment"], commented["read"], commented["told"]) == ("Paid", True, True)
    assert "Paid" in shell.run("inbox", "unread", fax_id).out
    account = service.account
    record = account.archive.get(fax_id, account.uid, account.switches, account.clock.now(), by_session=False)
    assert record is not None
    assert (record.comment, record.is_read) == ("Paid", False)


def test_the_pages_of_a_received_fax_are_saved(shell: Shell, fax_id: str, tmp_path: Path) -> None:
    assert shell.run("document", fax_id, "-o", tmp_path / "received.pdf").code == 0
    assert (tmp_path / "received.pdf").read_bytes().startswith(b"%PDF")


def test_a_deleted_fax_is_gone_there_too(shell: Shell, service: PracticeServer, fax_id: str) -> None:
    assert shell.run("inbox", "delete", fax_id).out == "Deleted: 1 fax.\n"
    assert service.account.archived_ids() == ()
    assert shell.run("inbox", "--json").value == []


def test_an_id_that_no_received_fax_has_is_refused_and_changes_nothing(shell: Shell, fax_id: str) -> None:
    for words in (("read", fax_id, "none"), ("comment", "none", "x"), ("delete", "none")):
        run = shell.run("inbox", *words)
        assert (run.code, run.out) == (3, "")
        assert "There is no received fax none. `faxdesk inbox` lists them." in run.err
    (fax,) = shell.run("inbox", "--json").value
    assert not fax["read"]


def test_what_fax_plus_does_not_take_is_said_and_the_deleted_fax_is_back(
    shell: Shell, service: PracticeServer, fax_id: str
) -> None:
    service.account.faults.add(Fault("status", method="DELETE", code=400), Fault("status", method="PUT", code=400))
    run = shell.run("inbox", "delete", fax_id, "--json")
    assert run.code == 6
    assert run.value[0]["trouble"]
    run = shell.run("inbox", "read", fax_id)
    assert run.code == 6
    assert "Fax.Plus did not do it." in run.err


def test_without_a_way_to_fax_plus_it_counts_here_and_is_told_later(
    shell: Shell, service: PracticeServer, fax_id: str
) -> None:
    assert shell.run("inbox").code == 0
    url, shell.url = shell.url, "http://127.0.0.1:1/v3"
    run = shell.run("inbox", "read", fax_id, "--json")
    assert run.code == 5
    assert (run.value[0]["read"], run.value[0]["told"]) == (True, False)
    listed = shell.run("inbox")
    assert (listed.code, "Not refreshed." in listed.err) == (0, True)
    shell.url = url
    assert shell.run("inbox", "--json").value[0]["told"]


def test_with_a_wrong_token_it_lists_what_is_known_and_says_so(shell: Shell, fax_id: str) -> None:
    assert shell.run("inbox").code == 0
    shell.token = "alohi_pat_wrong"
    run = shell.run("inbox")
    assert run.code == 4
    assert fax_id in run.out
    assert "Not refreshed." in run.err
    assert shell.run("inbox", "read", fax_id).code == 4


def test_a_caller_without_a_number_and_a_fax_that_came_in_part_are_told(
    shell: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    service.account.receive("", sample_pdf, status="partially_received")
    run = shell.run("inbox")
    assert "number withheld  1 page  not read  The connection dropped before all pages had come." in run.out


def test_lists_are_written_as_a_table_with_what_is_not_known_counted(
    shell: Shell, service: PracticeServer, sample_pdf: Path, tmp_path: Path
) -> None:
    assert shell.run("send", sample_pdf, "--to", "+41445550123", "--wait").code == 0
    run = shell.run("sent", "--csv", tmp_path / "sent.csv")
    assert (run.code, "1 fax saved as" in run.out) == (0, True)
    assert "Together they cost 2." in run.out
    assert len((tmp_path / "sent.csv").read_text("utf-8-sig").splitlines()) == 2
    refused = shell.run("sent", "--csv", tmp_path / "none" / "sent.csv")
    assert (refused.code, refused.out) == (3, "")
