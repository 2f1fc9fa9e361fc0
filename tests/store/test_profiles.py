"""Profiles: data folders of one user that know of each other, each with secrets of its own."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import keyring
import pytest

from faxdesk.core.errors import InputRefused, StoreTrouble
from faxdesk.core.settings import APP_ID
from faxdesk.store import profiles as module
from faxdesk.store.data_folder import DataFolder, chosen_folder
from faxdesk.store.keyring_secrets import KeyringSecrets
from faxdesk.store.profiles import MAIN, Profile, Profiles


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return DataFolder(tmp_path / "data").path


def test_at_first_there_is_one(home: Path) -> None:
    assert Profiles(home).all() == (Profile(MAIN, home),)
    assert Profiles(home).present == Profile(MAIN, home)


def test_each_knows_all_whichever_one_asks(home: Path) -> None:
    second = Profiles(home).add(" Zurich\t office ")
    third = Profiles(second.folder).add("archive")
    assert (second.name, third.folder.parent) == ("Zurich office", second.folder.parent)
    expected = (Profile(MAIN, home), third, second)
    assert all(Profiles(folder).all() == expected for folder in (home, second.folder, third.folder))
    assert Profiles(third.folder).present == third


def test_they_are_found_by_their_names(home: Path) -> None:
    added = Profiles(home).add("Zurich office")
    assert Profiles(home).find(" ZURICH OFFICE ") == added
    with pytest.raises(InputRefused, match=r"There is no profile “Bern”. There are: “Main”, “Zurich office”."):
        Profiles(home).find("Bern")
    assert chosen_folder(str(home), {}, "zurich office") == added.folder
    assert chosen_folder(str(home), {}) == home


def test_they_get_other_names_also_the_first(home: Path) -> None:
    profiles = Profiles(home)
    added = profiles.add("Zurich")
    renamed = profiles.give_name(added, "Bern")
    assert (renamed.folder, profiles.all()[1].name) == (added.folder, "Bern")
    assert profiles.give_name(renamed, "BERN").name == "BERN", "its own name is no other's"
    profiles.give_name(profiles.present, "Head office")
    assert [profile.name for profile in Profiles(added.folder).all()] == ["Head office", "BERN"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\0b", "\u202eabc"])
def test_what_is_no_name_is_refused(name: str, home: Path) -> None:
    with pytest.raises(InputRefused, match="Write up to 40 letters"):
        Profiles(home).add(name)
    assert len(Profiles(home).all()) == 1


def test_no_two_have_the_same_name(home: Path) -> None:
    added = Profiles(home).add("Zurich")
    for name in ("zurich", MAIN.upper()):
        with pytest.raises(InputRefused, match="already"):
            Profiles(home).add(name)
    with pytest.raises(InputRefused, match="already"):
        Profiles(home).give_name(added, MAIN)


@pytest.mark.parametrize("content", [b"", b"[", b"[]", b'{"name": 7}', b'{"name": " "}', b"\xff", b"[" * 99_999])
def test_a_broken_file_costs_the_name_and_nothing_else(content: bytes, home: Path) -> None:
    added = Profiles(home).add("Zurich")
    (added.folder / "profile.json").write_bytes(content)
    assert Profiles(home).all() == (Profile(MAIN, home), Profile(added.folder.name, added.folder))


def test_a_name_from_a_file_moves_nothing_on_the_screen(home: Path) -> None:
    added = Profiles(home).add("Zurich")
    (added.folder / "profile.json").write_text(json.dumps({"name": "a\u202eb" * 40}))
    (_main, found) = Profiles(home).all()
    assert "\u202e" not in found.name
    assert len(found.name) <= 40


def test_other_folders_are_no_profiles(home: Path) -> None:
    (home / "profiles" / "something").mkdir(parents=True)
    (home / "profiles" / "file").touch()
    assert len(Profiles(home).all()) == 1
    elsewhere = home / "profiles" / "something"
    assert Profiles(elsewhere).all() == (Profile(MAIN, elsewhere),)


def test_what_cannot_be_kept_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_words: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    profiles = Profiles(home)
    added = profiles.add("Zurich")
    monkeypatch.setattr(module, "replace_json", full)
    with pytest.raises(StoreTrouble, match="could not be kept: No space left"):
        profiles.give_name(added, "Bern")
    monkeypatch.setattr("faxdesk.core.shared_files.make_private_folder", full)
    with pytest.raises(StoreTrouble, match="could not be kept: No space left"):
        profiles.add("Bern")


def test_each_has_secrets_of_its_own(home: Path) -> None:
    added = Profiles(home).add("Zurich")
    first, second = KeyringSecrets(home), KeyringSecrets(added.folder)
    assert first.set("token", "alohi_pat_first")
    assert second.find("token") is None
    assert second.set("token", "alohi_pat_second")
    assert (first.find("token"), second.find("token")) == ("alohi_pat_first", "alohi_pat_second")
    # As versions without profiles have kept it.
    assert keyring.get_password(APP_ID, "token") == "alohi_pat_first"
    assert second.forget("token")
    assert first.find("token") == "alohi_pat_first"
