"""`faxdesk batch` as scripts use it: a dry run keeps nothing, a list started twice goes on, codes say how it ended."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.cli import batch
from faxdesk.cli.arguments import parser
from faxdesk.cli.batch import pace, percent
from faxdesk.cli.batch_progress import left_text
from faxdesk.core import batch as batch_rules
from tests.cli.conftest import BUSY, GOOD, Shell
from tests.documents.tables.spreadsheets import xlsx
from tests.services.batches import busy_numbers, numbers, write_list

if TYPE_CHECKING:
    from faxdesk.practice import PracticeServer

OTHER = "+41225550123"


def test_a_dry_run_says_what_a_real_run_does(
    shell: Shell, service: PracticeServer, tmp_path: Path, sample_pdf: Path
) -> None:
    rows = (("044 555 01 23", "Eva", "x"), ("4.14E+10", "Max", ""))
    listed = write_list(tmp_path / "list.csv", rows, ("Fax-Nr.", "Name", "Bemerkung"))
    dry = shell.run("batch", listed, "--file", sample_pdf, "--dry-run", "--json")
    # A row has an error.
    assert dry.code == 3
    (plan,) = dry.lines
    columns = {column["field"]: column["titles"] for column in plan["columns"]}
    assert (plan["good"], plan["bad"], columns["comment"]) == (1, 1, ["Bemerkung"])
    assert [row["state"] for row in plan["rows"]] == ["waiting", "refused"]
    assert (plan["rows"][0]["to"], plan["rows"][0]["comment"]) == (GOOD, "x")
    assert shell.run("batch", "list", "--json").value == []
    assert service.account.received() == ()
    real = shell.run("batch", listed, "--file", sample_pdf, "--wait", "--json", "--summary", tmp_path / "out.csv")
    assert real.code == 6
    first, last = real.lines[0], real.lines[-1]
    assert first["batch"] == last["batch"]
    assert [line["event"] for line in real.lines] == ["progress"] * (len(real.lines) - 1) + ["result"]
    assert [row["state"] for row in last["rows"]] == ["delivered", "refused"]
    assert last["rows"][1]["reason"] == plan["rows"][1]["reason"]
    assert (last["state"], last["delivered"], last["refused"]) == ("done", 1, 1)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    assert [row["State"] for row in written] == ["delivered", "refused"]
    assert Path(written[0]["Report"]).read_bytes().startswith(b"%PDF")


def test_people_read_the_same_in_words(shell: Shell, service: PracticeServer, tmp_path: Path, sample_pdf: Path) -> None:
    rows = (("044 555 01 23", "Eva", "x"), ("4.14E+10", "Max", ""))
    listed = write_list(tmp_path / "list.csv", rows, ("Fax-Nr.", "Name", "Bemerkung"))
    assert shell.run("batch", "list").out == "There are no batches.\n"
    dry = shell.run("batch", listed, "--file", sample_pdf, "--dry-run")
    assert dry.code == 3
    first, one, other, count = dry.out.splitlines()
    assert first == "Columns: to is “Fax-Nr.”, name is “Name”, comment is “Bemerkung”."
    assert one == f"Row 2: {GOOD}, Eva"
    assert other.startswith("Row 3: 4.14E+10, Max  error: ")
    assert count == "1 fax would be sent; 1 row with an error."
    assert dry.err == "1 row cannot be sent; the reasons are above.\n"
    assert service.account.received() == ()
    shell.run("batch", listed, "--file", sample_pdf, "--wait")
    (line,) = shell.run("batch", "list").out.splitlines()
    assert "list.csv" in line
    (found,) = shell.run("batch", "list", "--json").value
    shown = shell.run("batch", "show", found["batch"])
    assert GOOD in shown.out
    assert "Max  error: " in shown.out


def test_a_list_without_a_good_row_sends_nothing(shell: Shell, tmp_path: Path, sample_pdf: Path) -> None:
    listed = write_list(tmp_path / "list.csv", (("4.14E+10", "Max", ""),), ("Fax-Nr.", "Name", "Bemerkung"))
    assert shell.run("batch", listed, "--file", sample_pdf).code == 3
    assert shell.run("batch", "list", "--json").value == []


def test_a_spreadsheet_says_which_sheet_is_read_and_what_is_left_out(
    shell: Shell, tmp_path: Path, sample_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_MOST_TOLD", 1)
    rows = [("Fax", "Subject"), (GOOD, "x"), (GOOD, "x"), ("?", "y"), ("??", "z")]
    listed = xlsx(tmp_path / "list.xlsx", {"Customers": rows, "Old": [("Fax",), (OTHER,)]})
    words = ("batch", listed, "--file", sample_pdf, "--from", "+41 44 555 01 00", "--cover", "--cover-subject", "Hello")
    dry = shell.run(*words, "--dry-run", "--json")
    assert "sheet “Customers” is read; there are also “Old”" in dry.err
    assert [row["state"] for row in dry.lines[0]["rows"]] == ["waiting", "left_out", "refused", "refused"]
    assert dry.lines[0]["rows"][0]["cover"]["subject"] == "x"
    told = shell.run(*words, "--dry-run").out
    assert "left out: Row 2 sends the same fax" in told
    assert "1 fax would be sent; 2 rows with an error, 1 row left out." in told
    assert shell.run(*words, "--all-or-none").code == 3
    real = shell.run(*words, "--wait")
    assert "1 more row has an error" in real.err
    assert "1 row left out that would send the same fax to the same number again" in real.err
    assert "Row 4" in real.err
    assert "Row 5" not in real.err


def test_a_batch_waits_for_the_network_and_can_be_paused_meanwhile(
    shell: Shell, service: PracticeServer, tmp_path: Path, sample_pdf: Path
) -> None:
    listed = write_list(tmp_path / "list.csv", ((GOOD, "", ""), (OTHER, "", "")))
    away = replace(shell, url="http://127.0.0.1:1/v3")
    begun = away.run("batch", listed, "--file", sample_pdf)
    assert begun.code == 5
    assert "The rest goes out with `faxdesk deliver`" in begun.err
    (found,) = shell.run("batch", "list", "--json").value
    paused = shell.run("batch", "pause", found["batch"])
    assert (paused.code, "paused" in paused.out) == (0, True)
    resumed = shell.run("batch", "resume", found["batch"], "--wait", "--json")
    assert (resumed.code, resumed.lines[-1]["delivered"]) == (0, 2)
    shown = shell.run("batch", "show", found["batch"], "--summary", tmp_path / "out.csv", "--json")
    assert [row["state"] for row in shown.value["rows"]] == ["delivered", "delivered"]
    assert "+41 44 555 01 23" in (tmp_path / "out.csv").read_text("utf-8-sig")
    assert sorted(fax.destination for fax in service.account.received()) == sorted([GOOD, OTHER])


def test_a_batch_that_stops_itself_says_why_and_how_to_go_on(
    shell: Shell, service: PracticeServer, tmp_path: Path, sample_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_rules, "JUDGED", 4)
    monkeypatch.setattr(batch_rules, "TRIAL", 6)
    listed = write_list(tmp_path / "list.csv", [(number, "", "") for number in [*busy_numbers(6), *numbers(20)]])
    stopped = shell.run("batch", listed, "--file", sample_pdf)
    assert stopped.code == 6
    assert "more than the limit of 20 percent" in stopped.err
    (found,) = shell.run("batch", "list", "--json").value
    assert found["batch"] in stopped.err
    assert len(service.account.received()) < 26
    cancelled = shell.run("batch", "cancel", found["batch"])
    assert (cancelled.code, "cancelled" in cancelled.out) == (0, True)


def test_a_list_started_twice_goes_on(shell: Shell, service: PracticeServer, tmp_path: Path, sample_pdf: Path) -> None:
    listed = write_list(tmp_path / "list.csv", ((GOOD, "", ""), (BUSY, "", "")))
    first = shell.run("batch", listed, "--file", sample_pdf, "--wait")
    assert first.code == 6
    again = shell.run("batch", listed, "--file", sample_pdf, "--json")
    assert "goes on: 2 rows of it went out before" in again.err
    assert len(service.account.received()) == 2
    (found,) = shell.run("batch", "list", "--json").value
    assert (found["state"], found["delivered"], found["failed"]) == ("done", 1, 1)
    shown = shell.run("batch", "show", found["batch"])
    assert "The line was busy" in shown.out
    assert shell.run("batch", "cancel", found["batch"]).code == 3


def test_what_cannot_be_sent_is_refused_in_a_sentence(lonely: Shell, tmp_path: Path, sample_pdf: Path) -> None:
    listed = write_list(tmp_path / "list.csv", (("?", "", ""),))
    for words, said in (
        ((listed, "--file", sample_pdf), "No row of the list can be sent"),
        ((sample_pdf,), "Give a list as CSV"),
        ((tmp_path / "none.csv",), "not there"),
        (("pause", "none"), "There is no batch none."),
    ):
        run = lonely.run("batch", *words)
        assert run.code == 3
        assert said in run.err


def test_numbers_of_options_are_read_as_people_write_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert [pace(word) for word in ("30", "30/min", " 5 / min")] == [30, 30, 5]
    assert [percent(word) for word in ("20", "20 %")] == [20, 20]
    for option, word in (("--pace", "0"), ("--pace", "fast"), ("--stop-at", "101"), ("--stop-at", "x")):
        with pytest.raises(SystemExit):
            parser().parse_args(["batch", "list.csv", option, word])
    capsys.readouterr()
    assert [left_text(timedelta(seconds=seconds)) for seconds in (0, 40, 600, 9000)] == [
        "about 1 second",
        "about 40 seconds",
        "about 10 minutes",
        "about 2 hours",
    ]
    assert parser().parse_args(["batch", "a.csv", "--pace", "9/min"]).pace == 9
