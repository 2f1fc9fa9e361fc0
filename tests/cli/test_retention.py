"""`faxdesk retention`: what is stored of old faxes, and deleting it here or at Fax.Plus."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.store import Store
from tests.cli.conftest import GOOD, Shell

if TYPE_CHECKING:
    import pytest

DAYS = ("--older-than", "30")


def sent_long_ago(shell: Shell, document: Path) -> None:
    """Send a fax to its end, and have that be years ago."""
    assert shell.run("send", str(document), "--to", GOOD, "--wait").code == 0
    with closing(Store(DataFolder(shell.folder))) as store, store.database.transaction() as connection:
        connection.execute("UPDATE recipient SET changed_at = 1500000000000")
        connection.execute("UPDATE fax SET at = 1500000000000")


def files(shell: Shell) -> list[Path]:
    return [path for path in DataFolder(shell.folder).spool.rglob("*") if path.is_file()]


def test_the_two_acts_are_two_things(shell: Shell, sample_pdf: Path) -> None:
    sent_long_ago(shell, sample_pdf)
    found = shell.run("retention", "preview", *DAYS, "--json").value
    assert (found["here"]["faxes"], found["at_fax_plus"]["faxes"]) == (1, 1)
    assert found["here"]["oldest_at"] == "2017-07-14T02:40:00Z"
    said = shell.run("retention", "preview", *DAYS).out
    assert "On this computer: 1 fax, 3 files, " in said
    assert "At Fax.Plus: 1 fax, 0 of them without a report here." in said
    deleted = shell.run("retention", "delete-here", *DAYS)
    assert (deleted.code, files(shell)) == (0, [])
    assert deleted.out.startswith("Deleted from this computer: 3 files of 1 fax, ")
    after = shell.run("retention", "preview", *DAYS, "--json").value
    assert (after["here"]["files"], after["at_fax_plus"]["without_report"]) == (0, 1)
    assert shell.run("retention", "delete-at-fax-plus", *DAYS).out == "Deleted at Fax.Plus: 1 fax.\n"
    assert shell.run("retention", "preview", *DAYS, "--json").value["at_fax_plus"]["faxes"] == 0
    assert [fax["state"] for fax in shell.run("sent", "--json").value] == ["delivered"]


def test_what_another_program_holds_is_told(shell: Shell, sample_pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent_long_ago(shell, sample_pdf)
    monkeypatch.setattr(shared_files, "discard", lambda _path, _patience=0.0: None)
    run = shell.run("retention", "delete-here", *DAYS)
    assert run.code == 6
    assert "3 files could not be deleted: another program has them." in run.err
    assert files(shell)


def test_the_days_must_be_said_and_make_sense(shell: Shell) -> None:
    assert shell.run("retention", "delete-here").code == 2
    run = shell.run("retention", "delete-here", "--older-than", "0")
    assert run.code == 3
    assert "Write a number from 1 to 36500." in run.err
