"""The administrator's settings under and over those of a user: who has not chosen, who has, and who cannot."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from faxdesk.core.settings import Settings
from faxdesk.store import managed_settings_file
from faxdesk.store.settings_file import SettingsFile
from tests.managed import manage

posix = pytest.mark.skipif(sys.platform == "win32", reason="folders are protected otherwise there")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_without_a_file_nothing_is_managed(path: Path) -> None:
    file = SettingsFile(path)
    assert (file.settings, file.locked, file.troubles) == (Settings(), {}, [])


def test_a_default_holds_until_the_user_chooses(path: Path, managed_settings: Path) -> None:
    manage(managed_settings, undo_seconds={"default": 30}, notify={"default": False})
    file = SettingsFile(path)
    assert (file.settings.undo_seconds, file.settings.notify) == (30, False)
    file.change(lambda present: present._replace(notify=True))
    again = SettingsFile(path)
    assert (again.settings.undo_seconds, again.settings.notify) == (30, True)
    assert [again.origin(name) for name in ("undo_seconds", "notify", "redials")] == [
        "administrator",
        "user",
        "standard",
    ]
    # What was chosen stays chosen, also where the default comes to be the same or goes.
    manage(managed_settings, undo_seconds={"default": 40})
    last = SettingsFile(path)
    assert (last.settings.undo_seconds, last.settings.notify) == (40, True)


def test_the_choice_of_a_default_of_faxdesk_is_one_too(path: Path, managed_settings: Path) -> None:
    manage(managed_settings, undo_seconds={"default": 30})
    SettingsFile(path).change(lambda present: present._replace(undo_seconds=Settings().undo_seconds))
    assert SettingsFile(path).settings.undo_seconds == Settings().undo_seconds


def test_a_lock_holds_whatever_the_user_has_chosen_or_chooses(path: Path, managed_settings: Path) -> None:
    SettingsFile(path).save(Settings(proxy="http://other.example.com:1", region="CH"))
    manage(managed_settings, proxy={"lock": "http://proxy.example.com:8080"})
    file = SettingsFile(path)
    assert (file.settings.proxy, file.settings.region) == ("http://proxy.example.com:8080", "CH")
    kept = file.change(lambda present: present._replace(proxy="", redials=1))
    assert kept == Settings(proxy="http://proxy.example.com:8080", region="CH", redials=1)
    assert file.origin("proxy") == "locked"
    # Once it is gone, what the user had chosen holds again.
    managed_settings.unlink()
    assert SettingsFile(path).settings == Settings(proxy="http://other.example.com:1", region="CH", redials=1)


def test_a_file_of_an_earlier_version_has_chosen_only_what_differs(path: Path, managed_settings: Path) -> None:
    """It has every setting in it, whether somebody has chosen it or not."""
    path.write_text(json.dumps({"undo_seconds": Settings().undo_seconds, "redials": 1}))
    manage(managed_settings, undo_seconds={"default": 30}, redials={"default": 9})
    file = SettingsFile(path)
    assert (file.settings.undo_seconds, file.settings.redials) == (30, 1)


def test_problems_are_told_but_not_dozens_of_them(path: Path, managed_settings: Path) -> None:
    manage(managed_settings, **{f"nonsense {number}": {"lock": 1} for number in range(9)}, notify={"lock": False})
    file = SettingsFile(path)
    assert not file.settings.notify
    assert len(file.troubles) == 4
    assert file.troubles[0].startswith(f"{managed_settings}: nonsense 0: There is no such setting.")
    assert "`faxdesk settings check`" in file.troubles[-1]


def test_a_huge_file_costs_a_sentence(path: Path, managed_settings: Path) -> None:
    managed_settings.write_bytes(b'{"notify": {"lock": false}}' + b" " * 1_000_000)
    managed_settings.chmod(0o644)
    path.write_bytes(b'{"notify": false}' + b" " * 1_000_000)
    file = SettingsFile(path)
    assert file.settings == Settings()
    first, second = file.troubles
    assert "larger than 1 MB" in first
    assert "set aside as settings.damaged.json" in second


def test_what_is_no_file_costs_a_sentence(path: Path, managed_settings: Path) -> None:
    managed_settings.mkdir()
    (trouble,) = SettingsFile(path).troubles
    assert "It is no file." in trouble


@posix
def test_a_file_that_others_may_write_says_nothing(path: Path, managed_settings: Path) -> None:
    """Else anybody on a shared computer could send the faxes of all through a proxy of theirs."""
    manage(managed_settings, notify={"lock": False})
    managed_settings.chmod(0o666)
    file = SettingsFile(path)
    assert file.settings.notify
    assert "Others than its owner may change it." in file.troubles[0]


@posix
@pytest.mark.parametrize("call", ["stat", "open"])
def test_a_file_that_cannot_be_read_costs_a_sentence(
    call: str, path: Path, managed_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manage(managed_settings, notify={"lock": False})
    real = getattr(os, call)

    def refuse(name: object, *arguments: object, **options: object) -> object:
        if str(name) == str(managed_settings):
            raise PermissionError(13, "Permission denied")
        return real(name, *arguments, **options)

    monkeypatch.setattr(os, call, refuse)
    file = SettingsFile(path)
    assert file.settings == Settings()
    assert "It cannot be read: Permission denied." in file.troubles[0]


@pytest.mark.parametrize("text", ['{"client_id": "\\ud800"}', '{"newer": "\\udfff"}'])
def test_half_a_letter_in_the_settings_is_a_damage(path: Path, text: str) -> None:
    """It can be read, and never be written again."""
    path.write_text(text)
    file = SettingsFile(path)
    assert "set aside" in file.troubles[0]
    file.save(Settings(region="CH"))
    assert SettingsFile(path).settings.region == "CH"


@pytest.mark.parametrize(
    ("platform", "words"),
    [("win32", "FaxDesk for Fax.Plus"), ("darwin", "Library"), ("linux", "etc")],
)
def test_it_is_where_only_administrators_may_write(platform: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("faxdesk.store.managed_settings_file.sys.platform", platform)
    found = managed_settings_file.standard_path()
    assert words in found.parts
    assert found.name == "managed-settings.json"
