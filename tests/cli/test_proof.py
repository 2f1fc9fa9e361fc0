"""`faxdesk proof` and `verify` as scripts and clerks use them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest

from faxdesk.core.proof import DOES_NOT_PROVE
from faxdesk.practice.account.scenes import enter
from tests.cli.conftest import GOOD, Shell
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from faxdesk.practice import PracticeServer


@pytest.fixture
def sent(shell: Shell, sample_pdf: Path) -> str:
    """The job of a fax that was delivered."""
    return str(shell.run("send", sample_pdf, "--to", GOOD, "--wait", "--json").lines[-1]["job"])


def test_a_proof_holds_here_and_on_another_computer(shell: Shell, sent: str, tmp_path: Path) -> None:
    out = tmp_path / "proof.pdf"
    made = shell.run("proof", sent, "-o", out)
    assert made.code == 0
    assert f"Saved as {out}: 1 fax" in made.out
    here = shell.run("verify", out)
    assert here.code == 0
    assert here.out.count("holds: ") == 4
    assert "This very file was made here" in here.out
    assert "+41 44 555 01 23: delivered, 2 of 2 pages confirmed" in here.out
    # Another computer has no data folder, no account and no network; nothing is made there either.
    elsewhere = Shell(tmp_path / "elsewhere")
    there = elsewhere.run("verify", out)
    assert there.code == 0
    assert "This computer has not made it." in there.out
    assert not elsewhere.folder.exists()


def test_verify_says_what_it_does_not_prove(shell: Shell, sent: str, tmp_path: Path) -> None:
    shell.run("proof", sent, "-o", tmp_path / "proof.pdf")
    run = shell.run("verify", tmp_path / "proof.pdf")
    for sentence in DOES_NOT_PROVE:
        assert sentence in run.out
    assert "It is of a practice account: no fax was sent." in run.out
    assert shell.run("verify", tmp_path / "proof.pdf", "--json").value["does_not_prove"] == list(DOES_NOT_PROVE)


def test_a_changed_proof_ends_with_6_and_tells_nothing_of_its_content(shell: Shell, sent: str, tmp_path: Path) -> None:
    out = tmp_path / "proof.pdf"
    shell.run("proof", sent, "-o", out)
    data = bytearray(out.read_bytes())
    data[len(data) // 3] ^= 4
    out.write_bytes(data)
    run = shell.run("verify", out)
    assert run.code == 6
    assert "DOES NOT HOLD: The file has changed since it was sealed." in run.out
    assert "delivered" not in run.out
    assert run.err == "The proof does not hold.\n"
    told = shell.run("verify", out, "--json").value
    assert (told["holds"], told["faxes"], told["files"], told["made_at"], told["practice"]) == (
        False,
        [],
        [],
        None,
        None,
    )


def test_another_file_is_refused(lonely: Shell, sample_pdf: Path, tmp_path: Path) -> None:
    run = lonely.run("verify", sample_pdf)
    assert (run.code, run.out) == (3, "")
    assert "This is no proof of FaxDesk" in run.err
    assert lonely.run("verify", tmp_path / "gone.pdf").code == 3
    assert not lonely.folder.exists()


def test_the_paper_and_the_stamp_are_chosen(shell: Shell, sent: str, tmp_path: Path) -> None:
    pages = {}
    for paper in ("a4", "letter"):
        out = tmp_path / f"{paper}.pdf"
        more = ("--stamp",) if paper == "letter" else ()
        assert shell.run("proof", sent, "-o", out, "--paper", paper, *more).code == 0
        document = pypdfium2.PdfDocument(out)
        pages[paper] = (len(document), tuple(map(round, document[0].get_size())))
        document.close()
    assert pages == {"a4": (4, (595, 842)), "letter": (5, (612, 792))}


def test_what_the_service_has_no_more_is_told_beside_it(
    shell: Shell, service: PracticeServer, sample_pdf: Path, tmp_path: Path
) -> None:
    enter(service.account, "history-off-record")
    job = shell.run("send", sample_pdf, "--to", GOOD, "--wait", "--json").lines[-1]["job"]
    run = shell.run("proof", job, "-o", tmp_path / "proof.pdf", "--json")
    assert run.code == 0
    assert "Fax.Plus has no confirmation report of this fax." in run.value["missing"]
    assert [json.loads(line)["text"] for line in run.err.splitlines()] == run.value["missing"]
    assert shell.run("verify", tmp_path / "proof.pdf").code == 0


def test_a_proof_goes_to_standard_output(shell: Shell, sent: str, tmp_path: Path) -> None:
    out = tmp_path / "piped.pdf"
    with out.open("wb") as file:
        subprocess.run(
            [sys.executable, "-m", "faxdesk", "proof", sent, "-o", "-"],
            env=shell.environment(),
            stdout=file,
            timeout=PATIENCE,
            check=True,
        )
    assert shell.run("verify", out).code == 0
    both = shell.run("proof", sent, "-o", "-", "--json")
    assert (both.code, both.out) == (2, "")


def test_a_data_folder_that_cannot_be_read_is_no_fault_of_the_proof(shell: Shell, sent: str, tmp_path: Path) -> None:
    shell.run("proof", sent, "-o", tmp_path / "proof.pdf")
    (shell.folder / "faxdesk.sqlite3").write_bytes(b"SQLite format 3\0 and nothing else" * 100)
    run = shell.run("verify", tmp_path / "proof.pdf")
    assert run.code == 0
    assert run.err
    assert "This computer has not made it." in run.out


def _in_hours(hours: int) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")


def test_what_is_not_known_or_has_no_result_is_refused(shell: Shell, sample_pdf: Path, tmp_path: Path) -> None:
    unknown = shell.run("proof", "nothing", "-o", tmp_path / "proof.pdf")
    assert unknown.code == 3
    assert "There is no fax nothing that was sent from here." in unknown.err
    waiting = shell.run("send", sample_pdf, "--to", GOOD, "--at", _in_hours(3), "--json").lines[-1]["job"]
    run = shell.run("proof", waiting, "-o", tmp_path / "proof.pdf")
    assert run.code == 3
    assert "This fax has no result yet." in run.err
    assert not (tmp_path / "proof.pdf").exists()
    nowhere = shell.run("proof", waiting, "-o", tmp_path / "gone" / "proof.pdf")
    assert nowhere.code == 3
    assert "Its folder is not there." in nowhere.err
