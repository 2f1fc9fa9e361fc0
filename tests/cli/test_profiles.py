"""`faxdesk profiles`, and `--profile` before any other command."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from faxdesk import cli
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.profiles import Profiles
from faxdesk.store.store import Store
from tests.cli.conftest import GOOD, Shell


def test_a_profile_is_made_named_and_listed(shell: Shell) -> None:
    made = shell.run("profiles", "add", "Zurich office", "--json").value
    assert Path(made["folder"]).parent.parent == shell.folder
    assert shell.run("profiles").out == f"Main  {shell.folder}\nZurich office  {made['folder']}\n"
    assert shell.run("profiles", "rename", "zurich office", "Bern").out == f"Bern  {made['folder']}\n"
    assert [one["profile"] for one in shell.run("profiles", "--json").value] == ["Main", "Bern"]


def test_each_has_faxes_of_its_own(shell: Shell, sample_pdf: Path) -> None:
    shell.run("profiles", "add", "Zurich")
    assert shell.run("--profile", "zurich", "send", sample_pdf, "--to", GOOD).code == 0
    shell.run("outbox")
    profiles = Profiles(shell.folder)
    assert [faxes(profiles.find(name).folder) for name in ("Main", "Zurich")] == [0, 1]


def test_one_is_removed(shell: Shell) -> None:
    folder = Path(shell.run("profiles", "add", "Zurich", "--json").value["folder"])
    seen = shell.run("profiles", "remove", "zurich", "--dry-run", "--json").value
    assert (seen["profile"], seen["removed"], seen["faxes"], folder.exists()) == ("Zurich", False, 0, True)
    run = shell.run("profiles", "remove", "Zurich")
    assert (run.code, run.out.startswith("Zurich  0 faxes, 0 contacts, 0 drafts, ")) == (0, True)
    assert not folder.exists()
    assert shell.run("profiles", "remove", "Main").code == 3


def faxes(folder: Path) -> int:
    with closing(Store(DataFolder(folder))) as store:
        return int(store.database.value("SELECT count(*) FROM submission"))


def test_a_wrong_name_says_which_there_are(shell: Shell) -> None:
    run = shell.run("--profile", "Bern", "outbox")
    assert run.code == 3
    assert "There is no profile “Bern”. There are: “Main”." in run.err
    assert shell.run("profiles", "rename", "Bern", "Basel").code == 3
    assert shell.run("profiles", "add", " ").code == 3


def test_what_follows_the_name_of_a_profile_is_the_command() -> None:
    assert cli.is_command(["--profile", "outbox", "send"])
    assert cli._first_word(["--profile", "outbox", "send"]) == "send"
