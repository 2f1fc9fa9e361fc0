"""Forgetting a person: on this computer, or at Fax.Plus. Two different acts, each with a preview of what goes.

Here go their faxes, sent and received, with timelines, documents, pages and reports; contacts and former numbers;
drafts, templates, rows of lists; and what the search index, the log and copies have of them. What waits is never
touched. Wherever the program ends on its way, the same act goes on where it was (`finish`, and doing it once more).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.cancel_token import check
from faxdesk.core.contacts import same_text
from faxdesk.core.errors import InputRefused
from faxdesk.core.forgetting import FaxThere, Person, PersonHere, PersonItem, PersonItemKind
from faxdesk.core.phone import display, parse
from faxdesk.services.fetch import ReportFiles
from faxdesk.services.person_files import PersonFiles
from faxdesk.services.retention import Progress, delete_records
from faxdesk.store.profiles import Profiles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from faxdesk.api.client import FaxApi
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.contacts import Contact
    from faxdesk.store.person_records import PersonFound
    from faxdesk.store.store import Store

FIELD = "Person"
"""How a refusal names what was asked for."""
_TOGETHER = 50
"""Files that are removed while nothing else is written: nobody begins to need one of them meanwhile."""


def person_of_number(store: Store, number: str) -> Person:
    """Return whoever has a number (E.164). Contacts with no other number go with it; from others it is taken."""
    whole = [one for one in store.contacts.of_number(number) if one.numbers == (number,)]
    return Person((number,), _names(whole), tuple(one.id for one in whole), takes_numbers=True)


def person_of_contact(store: Store, contact: int) -> Person:
    """Return the person that a contact is: with its numbers, and those that it had before.

    A number that another contact has as well is not only theirs, and is left out. Raises `InputRefused` where there is
    no such contact.
    """
    found = store.contacts.get(contact)
    if found is None:
        raise InputRefused(FIELD, "This contact has been removed meanwhile.", "Look at the list of contacts.")
    every = dict.fromkeys((*found.numbers, *(change.old for change in store.contacts.changes(contact))))
    shared = []
    for number in every:
        others = [one.who for one in store.contacts.of_number(number) if one.id != contact]
        if others:
            shared.append((number, "; ".join(others)))
    own = tuple(number for number in every if number not in dict(shared))
    return Person(own, _names([found]), (contact,), shared=tuple(shared))


def person_called(store: Store, text: str, region: str) -> Person:
    """Return whom a number, or the whole name of a contact, means. Raises `InputRefused` where that is nobody, or
    several.
    """
    with suppress(InputRefused):
        return person_of_number(store, parse(text, region, FIELD))
    key = same_text(text)
    found = [one for one in store.contacts.all(text) if key in (same_text(one.name), same_text(one.company))]
    named = [one for one in found if same_text(one.name) == key] or found
    if len(named) == 1:
        return person_of_contact(store, named[0].id)
    if not named:
        raise InputRefused(
            FIELD,
            f"“{text}” is neither a fax number nor the name of a contact.",
            "Write the number with its country code, or the whole name.",
        )
    numbers = ", ".join(display(number) for one in named for number in one.numbers)
    raise InputRefused(FIELD, f"Several contacts are called “{text}”.", f"Name one of their numbers: {numbers}.")


def _names(contacts: Sequence[Contact]) -> tuple[str, ...]:
    """Return by which names contacts are known; the company where that is the name."""
    return tuple(dict.fromkeys(one.name or one.company for one in contacts))


class Forgetter:
    """Both acts, and what each would do. `region` is that of numbers without a country code."""

    def __init__(self, store: Store, region: str = "") -> None:
        self._store, self._region = store, region
        self._reports = ReportFiles(store)

    # ---------------------------------------------------------------------------------------------------- here

    def preview_here(self, person: Person) -> PersonHere:
        """Return what `forget_here` would remove, and what would stay."""
        found = self._find(person)
        return self._items(found, self._beside(person, found))

    def _find(self, person: Person) -> PersonFound:
        return self._store.person_records.find(person, self._region)

    def _beside(self, person: Person, found: PersonFound) -> PersonFiles:
        return PersonFiles(self._store, person, found.ids, known=bool(found.goes))

    def _items(self, found: PersonFound, beside: PersonFiles) -> PersonHere:
        sizes = [path.stat().st_size for path in self._files(found)]
        goes = (*found.goes, *beside.goes())
        stays = (*found.stays, *beside.stays(), *self._other_profiles())
        return PersonHere(goes, stays, len(sizes), sum(sizes))

    def _other_profiles(self) -> Iterator[PersonItem]:
        """Yield the other profiles of this user, each of which has faxes and contacts that are not looked at here."""
        profiles = Profiles(self._store.folder.path)
        for profile in profiles.all():
            if profile != profiles.present:
                yield PersonItem(PersonItemKind.OTHER_PROFILE, profile.name)

    def _files(self, found: PersonFound) -> Iterator[Path]:
        """Yield the documents, pages and reports that go: of a document that others need, only the name does."""
        for sha256 in self._store.erasures.unneeded(found):
            path = self._store.spool.path(sha256)
            if path.is_file():
                yield path
        for key in sorted(found.ids):
            folder = self._reports.folder(key)
            if folder.is_dir():
                yield from sorted(path for path in folder.iterdir() if path.is_file())

    def forget_here(self, person: Person, expected: PersonHere, cancel: CancelToken) -> PersonHere:
        """Remove all that there is of a person from this computer; return what it was.

        Raises `InputRefused` where that is not what was `expected` any more, which is to be looked at again; `Stopped`
        and `StoreTrouble`. What was not done by then is done by the next call, or by `finish`.
        """
        self.finish()
        check(cancel)
        self._store.erasures.begin()
        found = self._find(person)
        beside = self._beside(person, found)
        items = self._items(found, beside)
        if not items.is_still(expected):
            raise _changed()
        # First what is found by who the person is: afterwards nothing here says that.
        beside.clean()
        with self._store.database.transaction():
            again = self._find(person)
            if (again.goes, again.stays) != (found.goes, found.stays):
                raise _changed()
            self._take_numbers(person)
            self._store.erasures.erase(again, person)
        left = self.finish()
        # Also where there was nothing to remove outside of the database.
        self._store.erasures.end()
        return replace(items, left=left)

    def _take_numbers(self, person: Person) -> None:
        """Take the numbers from contacts that stay, as they have others."""
        if not person.takes_numbers:
            return
        contacts = self._store.contacts
        for number in person.numbers:
            for one in contacts.of_number(number):
                left = tuple(other for other in one.numbers if other not in person.numbers)
                if one.id not in person.contacts and left:
                    contacts.change(replace(one, numbers=left))

    def finish(self) -> int:
        """Remove what an act before has left of files and in the search index; return how many files are held."""
        erasures = self._store.erasures
        if not erasures.any():
            return 0
        erasures.begin()
        files = erasures.files()
        left = 0
        for start in range(0, len(files), _TOGETHER):
            with self._store.database.transaction():
                part = files[start : start + _TOGETHER]
                done = [name for name in part if erasures.is_needed(name) or _removed(self._store.folder.path / name)]
                erasures.settle_files(done)
            left += len(part) - len(done)
        lines = erasures.lines()
        if lines and self._store.folder.search.exists():
            self._store.search_index.forget(lines)
        erasures.settle_lines(lines)
        erasures.end()
        return left

    # --------------------------------------------------------------------------------------------------- there

    def preview_there(self, person: Person) -> list[FaxThere]:
        """Return the faxes that `delete_there` would delete at Fax.Plus, the oldest first."""
        return self._store.person_records.at_service(person, self._store.service_mirror.state().uid)

    def delete_there(
        self,
        api: FaxApi,
        person: Person,
        expected: Sequence[FaxThere],
        cancel: CancelToken,
        progress: Progress = lambda _done, _all: None,
    ) -> int:
        """Delete the records of a person's faxes, sent and received, at Fax.Plus; return how many.

        Raises `InputRefused` where these are others than was `expected`, `Stopped` and a `ServiceError`; what was
        deleted by then is remembered, and the rest can be deleted later.
        """
        faxes = self.preview_there(person)
        if faxes != list(expected):
            raise _changed()
        return delete_records(self._store, api, [fax.fax_id for fax in faxes], cancel, progress)


def _changed() -> InputRefused:
    return InputRefused(FIELD, "What there is has changed meanwhile.", "Look at it once more.")


def _removed(path: Path) -> bool:
    """Remove a file, or a folder with files; return False where some of it is held by another program."""
    if path.is_dir():
        with suppress(OSError):
            shared_files.remove_folder(path, 0.0)
    elif path.exists():
        shared_files.discard(path, 0.0)
    return not path.exists()
