"""Contacts out of files and into them: nothing is overwritten unseen, and what cannot be read costs only itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.core.contacts import Contact
from faxdesk.core.errors import InputRefused
from faxdesk.core.list_columns import ListField
from faxdesk.documents.cards.reader import read_cards
from faxdesk.documents.tables.reader import read_table
from faxdesk.services import contact_import
from faxdesk.services.contact_export import write_contacts
from faxdesk.services.contact_import import EntryState, ImportEntry, ImportResult
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.store import Store
from tests.documents.cards.test_reader import card

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.contacts import Card
    from faxdesk.core.table import Table

BERN, ZURICH, GENEVA = "+41315550123", "+41445550123", "+41225550123"
FULL = Contact("Eva Müller", "Praxis; Bern, West", (BERN, ZURICH), "=1+1\nRing twice", ("Dentists", "West"))


class Here:
    """Opens files in this process: those of tests are harmless."""

    def read_cards(self, path: Path, name: str, _cancel: CancelToken | None = None) -> tuple[Card, ...]:
        return read_cards(path, name)

    def read_table(self, path: Path, name: str, sheet: str = "", _cancel: CancelToken | None = None) -> Table:
        return read_table(path, name, sheet)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(DataFolder(tmp_path / "data"))
    yield store
    store.close()


def planned(
    store: Store, path: Path, text: str = "", named: dict[ListField, str] | None = None, **more: Any
) -> list[ImportEntry]:
    if text:
        path.write_text(text, "utf-8")
    file = contact_import.load(Here(), path, "CH", named=named)
    return list(contact_import.plan(store, contact_import.read_entries(file, "CH"), **more))


def states(entries: list[ImportEntry]) -> list[EntryState]:
    return [one.state for one in entries]


@pytest.mark.parametrize("ending", [".vcf", ".csv", ".VCF"])
def test_what_is_exported_is_imported_as_it_was(ending: str, store: Store, tmp_path: Path) -> None:
    store.contacts.add(FULL)
    store.contacts.add(Contact("", "=Example Ltd", (GENEVA,)))
    store.contacts.add(Contact("Cher", "", (GENEVA,), uid="abc"))
    path = tmp_path / f"out{ending}"
    assert write_contacts(store.contacts.all(), path) == 3
    assert states(planned(store, path)) == [EntryState.SAME] * 3
    before = list(store.contacts.all())
    store.contacts.remove([one.id for one in before])
    assert contact_import.keep(store, planned(store, path)) == ImportResult(added=3)
    after = list(store.contacts.all())
    for old, new in zip(before, after, strict=True):
        uid = old.uid if ending.lower() == ".vcf" else ""
        assert (new.name, new.company, new.numbers, new.note, new.groups, new.uid) == (
            old.name,
            old.company,
            old.numbers,
            old.note,
            old.groups,
            uid,
        )


def test_a_name_that_no_file_can_have_is_refused_before_anything_is_written(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="vCard or CSV"):
        write_contacts((), tmp_path / "out.txt")
    with pytest.raises(InputRefused, match="folder is not there"):
        write_contacts((), tmp_path / "gone" / "out.csv")


def test_rows_with_a_fault_stand_in_the_preview_and_the_others_are_kept(store: Store, tmp_path: Path) -> None:
    text = (
        "Fax-Nr.;Vorname;Nachname;Firma;Bemerkung;Gruppen\n"
        "044 555 01 23;Eva;Müller;Praxis;Ring;A, B\n"
        "4.14E+10;Max;Muster;;;\n"
        ";;;;;\n"
        "031 555 01 23;;;;;\n"
        ";Egon;Sample;;;\n"
        "022 555 01 23;;;Example Ltd;;A;B\n"
    )
    entries = planned(store, tmp_path / "list.csv", text, group="Imported")
    assert [(one.place, one.state) for one in entries] == [
        (2, EntryState.NEW),
        (3, EntryState.REFUSED),
        (5, EntryState.REFUSED),
        (6, EntryState.REFUSED),
        (7, EntryState.NEW),
    ]
    assert entries[0].contact == Contact("Eva Müller", "Praxis", (ZURICH,), "Ring", ("A", "B", "Imported"))
    assert "not the whole number" in entries[1].reason
    assert "has no name" in entries[2].reason
    assert "no fax number" in entries[3].reason
    assert contact_import.keep(store, entries) == ImportResult(added=2, refused=3)
    assert [one.title for one in store.contacts.all()] == ["Eva Müller", "Example Ltd"]


def test_the_user_may_name_the_columns(store: Store, tmp_path: Path) -> None:
    text = "Who;Where;Tel;Fax\nEva;Praxis;044 555 01 99;044 555 01 23\n"
    (entry,) = planned(
        store, tmp_path / "list.csv", text, {ListField.NAME: "Who", ListField.COMPANY: "B", ListField.TO: "Tel"}
    )
    assert (entry.contact.name, entry.contact.company, entry.contact.numbers) == ("Eva", "Praxis", ("+41445550199",))


def test_a_contact_that_is_there_gets_what_it_has_not(store: Store, tmp_path: Path) -> None:
    key = store.contacts.add(Contact("Eva Müller", "Praxis", (BERN,), "Mine", ("A",)))
    path = tmp_path / "list.csv"
    text = "Fax;Name;Company;Note;Group\n044 555 01 23;eva mueller;Praxis;;\n044 555 01 23;Eva Müller;Praxis;Theirs;B\n"
    first, second = planned(store, path, text)
    # Another spelling is another name.
    assert first.state is EntryState.NEW
    assert (second.state, second.contact.id) == (EntryState.CHANGED, key)
    assert contact_import.keep(store, [second]) == ImportResult(changed=1)
    kept = store.contacts.get(key)
    assert kept == Contact("Eva Müller", "Praxis", (BERN, ZURICH), "Mine\nTheirs", ("A", "B"), id=key)
    assert states(planned(store, path))[1] is EntryState.SAME
    assert store.contacts.changes(key) == ()


def test_the_numbers_of_the_file_may_replace_those_that_are_known(store: Store, tmp_path: Path) -> None:
    key = store.contacts.add(Contact("Eva", "", (BERN,)))
    entries = planned(store, tmp_path / "list.csv", f"Fax;Name\n{ZURICH};Eva\n", replace_numbers=True)
    contact_import.keep(store, entries)
    kept = store.contacts.get(key)
    assert kept is not None
    assert kept.numbers == (ZURICH,)
    assert [(one.old, one.new) for one in store.contacts.changes(key)] == [(BERN, ZURICH)]


def test_several_entries_of_one_contact_become_one(store: Store, tmp_path: Path) -> None:
    text = f"Fax;Name\n{BERN};Eva\n{ZURICH};EVA\n{GENEVA};Max\n"
    entries = planned(store, tmp_path / "list.csv", text)
    assert [one.contact.numbers for one in entries] == [(BERN, ZURICH), (GENEVA,)]
    many = "".join(f"+4144555{number:04};Eva\n" for number in range(22))
    entries = planned(store, tmp_path / "list.csv", f"Fax;Name\n{many}")
    assert states(entries) == [EntryState.NEW, EntryState.REFUSED, EntryState.REFUSED]


def test_cards_are_known_by_what_their_address_book_calls_them(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "book.vcf"
    first = card("FN:Eva Müller", "UID:urn:uuid:e-1", f"TEL;TYPE=FAX:{BERN}", "TEL;TYPE=FAX:12")
    (entry,) = planned(store, path, first)
    # One number is good.
    assert entry.state is EntryState.NEW
    assert "“12” is too short" in entry.reason
    contact_import.keep(store, [entry])
    (entry,) = planned(store, path, card("FN:Eva Married", "UID:e-1", "TEL;TYPE=FAX:031 555 01 23"))
    assert (entry.state, entry.contact.name, entry.contact.numbers) == (EntryState.CHANGED, "Eva Married", (BERN,))


def test_cards_of_groups_put_their_members_there_and_are_no_contacts(store: Store, tmp_path: Path) -> None:
    group = card("FN:Dentists", "KIND:group", "MEMBER:urn:uuid:e-1", "UID:g", version="4.0")
    text = group + card("FN:Eva", "UID:urn:uuid:e-1", f"TEL;TYPE=fax:{BERN}") + card("FN:Max")
    entries = planned(store, tmp_path / "book.vcf", text)
    assert [(one.place, one.contact.name, one.contact.groups) for one in entries] == [
        (2, "Eva", ("Dentists",)),
        (3, "Max", ()),
    ]
    assert entries[1].reason == "The card has no fax number."


def test_a_group_without_anybody_says_so(store: Store, tmp_path: Path) -> None:
    text = "".join(
        (
            card("FN:Empty", "KIND:group", version="4.0"),
            card("FN:Elsewhere", "KIND:group", "MEMBER:urn:uuid:gone", version="4.0"),
            card("FN:Eva", "UID:e-1", f"TEL;TYPE=fax:{BERN}"),
        )
    )
    entries = planned(store, tmp_path / "book.vcf", text)
    assert [(one.contact.name, one.state, one.reason) for one in entries] == [
        ("Empty", EntryState.REFUSED, "The group has nobody in it."),
        ("Elsewhere", EntryState.REFUSED, "Nobody in the group is a contact of this file."),
        ("Eva", EntryState.NEW, ""),
    ]


def test_too_much_together_is_refused_and_leaves_the_contact(store: Store, tmp_path: Path) -> None:
    numbers = tuple(f"+4144555{number:04}" for number in range(20))
    store.contacts.add(Contact("Eva", "", numbers))
    (entry,) = planned(store, tmp_path / "list.csv", f"Fax;Name\n{BERN};Eva\n")
    assert (entry.state, "20 fax numbers" in entry.reason) == (EntryState.REFUSED, True)


def test_what_was_kept_stays_where_the_rest_fails(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_import, "SLICE", 2)
    text = "Fax;Name\n" + "".join(f"+4144555{number:04};Eva {number}\n" for number in range(5))
    entries = planned(store, tmp_path / "list.csv", text)
    spoilt = [*entries[:3], replace(entries[3], contact=Contact("Eva 3"))]
    with pytest.raises(InputRefused, match="no fax number"):
        contact_import.keep(store, spoilt)
    assert store.contacts.count() == 2
    assert contact_import.keep(store, planned(store, tmp_path / "list.csv")) == ImportResult(added=3, same=2)


def test_a_contact_that_was_removed_meanwhile_comes_back(store: Store, tmp_path: Path) -> None:
    key = store.contacts.add(Contact("Eva", "", (BERN,)))
    entries = planned(store, tmp_path / "list.csv", f"Fax;Name\n{ZURICH};Eva\n")
    store.contacts.remove([key])
    assert contact_import.keep(store, entries) == ImportResult(changed=1)
    assert [one.numbers for one in store.contacts.all()] == [(BERN, ZURICH)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n", "PDF"),
        (b"BEGIN:VCALENDAR\n", "No column"),
        (b"Name;Company\nEva;X\n", "No column"),
    ],
)
def test_what_has_no_contacts_is_refused_by_name(data: bytes, said: str, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "book.vcf"
    path.write_bytes(data)
    with pytest.raises(InputRefused, match=said):
        planned(store, path)
    with pytest.raises(InputRefused):
        planned(store, tmp_path / "gone.vcf")
