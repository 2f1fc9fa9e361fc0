"""A profile is removed with all that it has, unless it still has something to do, or is in use."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import keyring
import pytest

from faxdesk.core import shared_files
from faxdesk.core.contacts import Contact
from faxdesk.core.errors import InputRefused, StoreTrouble
from faxdesk.core.lifecycle import OPEN
from faxdesk.core.model import Draft
from faxdesk.core.times import utc_now
from faxdesk.services.document_examiner import in_process
from faxdesk.services.local_services import LocalServices
from faxdesk.services.profile_removal import ProfileRemoval
from faxdesk.services.sign_in import TOKEN
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.keyring_secrets import KeyringSecrets
from faxdesk.store.profiles import Profile, Profiles, keyring_service

GOOD = "+41445550123"


@pytest.fixture
def profiles(tmp_path: Path) -> Profiles:
    return Profiles(DataFolder(tmp_path / "data").path)


@pytest.fixture
def office(profiles: Profiles, sample_pdf: Path) -> Profile:
    """A profile with a contact, a draft and a fax that waits."""
    profile = profiles.add("Zurich office")
    with closing(LocalServices(DataFolder(profile.folder), utc_now, in_process)) as services:
        services.store.contacts.add(Contact("Example Ltd", numbers=(GOOD,)))
        services.submitter.submit(Draft((sample_pdf,), (GOOD,)))
        services.submitter.keep_draft(Draft((sample_pdf,), (GOOD,)), "here", "why")
    return profile


def end_all(profile: Profile) -> None:
    with closing(LocalServices(DataFolder(profile.folder), utc_now, in_process)) as services:
        numbers = [one.id for one in services.store.submissions.to_number(GOOD, OPEN)]
        services.store.submissions.request_cancel(numbers)


def test_it_goes_with_all_that_it_has(profiles: Profiles, office: Profile) -> None:
    service = keyring_service(office.folder)
    assert KeyringSecrets(office.folder).set(TOKEN, "a token of the office")
    assert keyring.get_password(service, TOKEN)
    removal = ProfileRemoval(profiles, office)
    with pytest.raises(InputRefused, match="has 1 fax that waited"):
        removal.preview()
    end_all(office)
    found = removal.preview()
    assert (found.faxes, found.contacts, found.drafts, found.waiting) == (1, 1, 1, 0)
    assert found.size == sum(path.stat().st_size for path in office.folder.rglob("*") if path.is_file())
    assert removal.remove() is None
    assert [one.name for one in profiles.all()] == ["Main"]
    assert list(office.folder.parent.iterdir()) == []
    assert keyring.get_password(service, TOKEN) is None


def test_one_with_a_list_that_goes_on_stays(profiles: Profiles) -> None:
    """Its rows become faxes a few at a time: all others are faxes that wait."""
    profile = profiles.add("Zurich office")
    with closing(LocalServices(DataFolder(profile.folder), utc_now, in_process)) as services:
        with services.store.database.transaction() as connection:
            connection.execute(
                "INSERT INTO batch (id, created_at, resumed_at, name, source, sheet, digest, titles, request,"
                " documents, region, state) VALUES ('b', 0, 0, 'l.csv', 's', '', '', '[]', '{}', '[]', '', 'paused')"
            )
            connection.execute(
                "INSERT INTO batch_row (batch, position, line, key, place, state, number, content)"
                " VALUES ('b', 0, 2, 'k', 'p', 'waiting', ?, '{}')",
                (GOOD,),
            )
        removal = ProfileRemoval(profiles, profile)
        with pytest.raises(InputRefused, match="has 1 fax that waited"):
            removal.remove()
        with services.store.database.transaction() as connection:
            connection.execute("UPDATE batch SET state = 'cancelled'")
            connection.execute("UPDATE batch_row SET state = 'cancelled'")
    assert removal.preview().waiting == 0


def test_one_that_nobody_has_used_goes_too(profiles: Profiles) -> None:
    empty = profiles.add("Empty")
    assert ProfileRemoval(profiles, empty).preview().faxes == 0
    ProfileRemoval(profiles, empty).remove()
    assert not empty.folder.exists()


def test_the_first_and_the_present_one_stay(profiles: Profiles) -> None:
    second = profiles.add("Second")
    with pytest.raises(InputRefused, match="is the first profile, which stays"):
        ProfileRemoval(profiles, profiles.present).remove()
    with pytest.raises(InputRefused, match="is the profile of this window"):
        ProfileRemoval(Profiles(second.folder), second).remove()
    assert len(profiles.all()) == 2


@pytest.mark.parametrize("practice", [False, True])
def test_one_that_is_in_use_stays(profiles: Profiles, practice: bool) -> None:
    used = profiles.add("Used")
    folder = DataFolder(used.folder)
    folder = DataFolder(folder.practice) if practice else folder
    assert folder.delivery_lock.acquire()
    with pytest.raises(InputRefused, match="is open in another window"):
        ProfileRemoval(profiles, used).remove()
    folder.delivery_lock.release()
    ProfileRemoval(profiles, used).remove()
    assert not used.folder.exists()


def test_what_is_held_is_no_profile_any_more_and_goes_later(
    profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = profiles.add("Held")

    def refuse(*_words: object) -> None:
        raise PermissionError(13, "held")

    with monkeypatch.context() as patch:
        patch.setattr(shared_files, "remove_folder", refuse)
        ProfileRemoval(profiles, held).remove()
    assert [one.name for one in profiles.all()] == ["Main"]
    assert len(list(held.folder.parent.iterdir())) == 1
    profiles.sweep()
    assert list(held.folder.parent.iterdir()) == []
    another = profiles.add("Another")
    with monkeypatch.context() as patch:
        patch.setattr(shared_files, "replace", refuse)
        with pytest.raises(StoreTrouble, match="could not be removed"):
            profiles.remove(another)
    assert [one.name for one in profiles.all()] == ["Main", "Another"]
