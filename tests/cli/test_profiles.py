"""`faxdesk profiles`, and `--profile` before any other command."""

from __future__ import annotations

from pathlib import Path

from faxdesk import cli
from faxdesk.store.profiles import Profiles
from tests.cli.conftest import GOOD, Shell


def test_a_profile_is_made_named_and_listed(shell: Shell) -> None:
    made = shell.run("profiles", "add", "Zurich office", "--json").value
    assert Path(made["folder"]).parent.parent == shell.folder
    assert shell.run("profiles").out == f"Main  {shell.folder}\nZurich office  {made['folder']}\n"
    assert shell.run("profiles", "rename", "zurich office", "Bern").out == f"Bern  {made['folder']}\n"
    assert [one["profile"] for one in shell.run("profiles", "--json").value] == ["Main", "Bern"]


def test_each_has_faxes_of_its_own(shell: Shell, sample_pdf: Path) -> None:
    shell.run("profiles", "add", "Zurich")
    shell.run("--profile", "Zurich", "send", sample_pdf, "--to", GOOD)
    listed = {
        name: len(shell.run(*words, "sent", "--json").value) + len(shell.run(*words, "outbox", "--json").value)
        for name, words in (("Main", ()), ("Zurich", ("--profile", "zurich")))
    }
    # The service tells both of the fax; only one has the job.
    jobs = [fax["job"] for fax in shell.run("outbox", "--json").value + shell.run("sent", "--json").value]
    assert listed["Zurich"] == 1
    assert not any(jobs)
    assert Profiles(shell.folder).find("Zurich").folder.joinpath("faxdesk.sqlite3").exists()


def test_a_wrong_name_says_which_there_are(shell: Shell) -> None:
    run = shell.run("--profile", "Bern", "outbox")
    assert run.code == 3
    assert "There is no profile “Bern”. There are: “Main”." in run.err
    assert shell.run("profiles", "rename", "Bern", "Basel").code == 3
    assert shell.run("profiles", "add", " ").code == 3


def test_what_follows_the_name_of_a_profile_is_the_command() -> None:
    assert cli.is_command(["--profile", "outbox", "send"])
    assert cli._first_word(["--profile", "outbox", "send"]) == "send"
