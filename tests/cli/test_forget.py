"""`faxdesk forget`: what there is of a person, and forgetting them here or at Fax.Plus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.store.data_folder import DataFolder
from tests.cli.conftest import BUSY, GOOD, Shell

if TYPE_CHECKING:
    import pytest


def sent(shell: Shell, document: Path, to: str = GOOD) -> None:
    shell.run("send", str(document), "--to", to, "--comment", "For the dental practice", "--wait")


def test_the_two_acts_are_two_things(shell: Shell, sample_pdf: Path, tmp_path: Path) -> None:
    cards = tmp_path / "cards.csv"
    cards.write_text(f"Name,Fax\nDental practice,{GOOD}\n")
    assert shell.run("contacts", "import", cards).code == 0
    sent(shell, sample_pdf)
    sent(shell, sample_pdf, BUSY)
    found = shell.run("forget", "preview", "dental practice", "--json").value
    kinds = [one["kind"] for one in found["here"]["goes"]]
    assert (kinds[:2], found["here"]["stays"]) == (["contact", "sent"], [])
    assert [(fax["comment"], fax["received"]) for fax in found["at_fax_plus"]] == [("For the dental practice", False)]
    said = shell.run("forget", "preview", GOOD).out.splitlines()
    assert said[0].startswith("From this computer goes, with 2 files, ")
    assert said[1] == "  contact  Dental practice  +41 44 555 01 23"
    assert said[-2:] == ["This stays:", "  nothing"]
    assert shell.run("forget", "delete-at-fax-plus", "Dental practice").out == "Deleted at Fax.Plus: 1 fax.\n"
    run = shell.run("forget", "delete-here", "Dental practice")
    assert (run.code, run.out.splitlines()[1]) == (0, "  contact  Dental practice  +41 44 555 01 23")
    assert run.out.startswith("Removed from this computer, with 2 files, ")
    assert shell.run("contacts", "list", "--json").value == []
    assert [fax["to"] for fax in shell.run("sent", "--json").value] == [BUSY]
    assert shell.run("forget", "preview", GOOD, "--json").value["at_fax_plus"] == []


def test_what_is_left_at_fax_plus_is_said_as_nobody_could_find_it_later(shell: Shell, sample_pdf: Path) -> None:
    sent(shell, sample_pdf)
    run = shell.run("forget", "delete-here", GOOD)
    assert run.code == 0
    assert "Fax.Plus still has 1 fax of theirs" in run.err
    assert "still has" not in shell.run("forget", "delete-here", GOOD).err


def test_what_another_program_holds_is_told(shell: Shell, sample_pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(shell, sample_pdf)
    with monkeypatch.context() as patch:
        patch.setattr(shared_files, "discard", lambda _path, _patience=0.0: None)
        run = shell.run("forget", "delete-here", GOOD)
    assert run.code == 6
    assert "1 file could not be deleted yet: another program has them open." in run.err
    assert [path for path in DataFolder(shell.folder).spool.rglob("*") if path.is_file()]


def test_nobody_is_called_so(shell: Shell) -> None:
    run = shell.run("forget", "delete-here", "Example Ltd")
    assert run.code == 3
    assert "neither a fax number nor the name of a contact" in run.err
