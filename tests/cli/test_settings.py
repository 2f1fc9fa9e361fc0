"""`faxdesk settings`: what holds and whose choice it is, and a file of the administrator put to the test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from faxdesk.core.settings import Settings
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from tests.cli.conftest import GOOD, Shell
from tests.managed import manage

LATER = (datetime.now(UTC) + timedelta(hours=3)).isoformat(timespec="seconds")


def test_each_setting_is_listed_with_whose_choice_it_is(shell: Shell, managed_settings: Path) -> None:
    manage(managed_settings, undo_seconds={"default": 30}, proxy={"lock": "http://proxy.example.com:8080"})
    SettingsFile(DataFolder(shell.folder).settings).save(Settings(region="CH", undo_seconds=30))
    lines = shell.run("settings").out.splitlines()
    assert "region = “CH”  (chosen by you)" in lines
    assert "undo_seconds = 30  (the administrator's default)" in lines
    assert "proxy = “http://proxy.example.com:8080”  (set by the administrator for all)" in lines
    assert "notify = true  (FaxDesk's default)" in lines
    listed = {one["setting"]: one for one in shell.run("settings", "list", "--json").value}
    assert (listed["proxy"]["origin"], listed["notify"]["value"]) == ("locked", True)


def test_the_command_line_goes_by_what_is_locked(shell: Shell, managed_settings: Path, sample_pdf: Path) -> None:
    """And says what of the file cannot be used, while the rest holds."""
    manage(managed_settings, default_sender={"lock": "+41225550100"}, nonsense={"lock": 1})
    run = shell.run("send", str(sample_pdf), "--to", GOOD, "--at", LATER)
    assert f"{managed_settings}: nonsense: There is no such setting." in run.err
    (fax,) = shell.run("outbox", "--json").value
    assert fax["from"] == "+41225550100"
    shell.run("send", str(sample_pdf), "--to", GOOD, "--from", "+41445550100", "--at", LATER)
    assert {one["from"] for one in shell.run("outbox", "--json").value} == {"+41225550100", "+41445550100"}


def test_a_good_file_is_said_to_be_good(shell: Shell, managed_settings: Path) -> None:
    manage(managed_settings, undo_seconds={"default": 30}, appearance={"lock": "dark"})
    run = shell.run("settings", "check")
    assert (run.code, run.out) == (0, "default  undo_seconds = 30\nlock  appearance = “dark”\n")
    assert shell.run("settings", "check", "--json").value == {
        "file": str(managed_settings),
        "defaults": ["undo_seconds"],
        "locked": ["appearance"],
        "problems": [],
    }


def test_every_mistake_is_told(shell: Shell, tmp_path: Path) -> None:
    file = manage(tmp_path / "mine.json", **{f"nonsense {number}": {"lock": 1} for number in range(5)})
    run = shell.run("settings", "check", str(file))
    assert run.code == 3
    assert run.err.count("There is no such setting.") == 5
    assert "5 mistakes in" in run.err
    problems = shell.run("settings", "check", str(file), "--json").value["problems"]
    assert [problem["setting"] for problem in problems] == [f"nonsense {number}" for number in range(5)]


@pytest.mark.parametrize("content", ['{"notify": {"lock": true},}', "[]"])
def test_of_a_file_that_cannot_be_read_nothing_is_said_to_be_usable(shell: Shell, tmp_path: Path, content: str) -> None:
    file = manage(tmp_path / "mine.json")
    file.write_text(content)
    run = shell.run("settings", "check", str(file))
    assert run.code == 3
    assert f"Nothing in {file} can be used." in run.err
    assert "the rest" not in run.err


def test_without_a_file_there_is_nothing_to_check(shell: Shell) -> None:
    run = shell.run("settings", "check")
    assert run.code == 3
    assert "There is no file" in run.err


def test_the_schema_is_printed_for_editors(shell: Shell) -> None:
    printed = shell.run("settings", "schema").value
    assert jsonschema.Draft202012Validator(printed).is_valid({"appearance": {"lock": "dark"}})
    assert not jsonschema.Draft202012Validator(printed).is_valid({"appearance": {"lock": "purple"}})
