"""Contacts out of files: vCards, and lists (CSV, XLSX, XLS, ODS). Nothing is kept before it has been looked at.

A card or row that cannot be read stands in the preview with its reason, and costs only itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from faxdesk.core.contacts import Contact, check, merged, same_text, tidy
from faxdesk.core.errors import InputRefused
from faxdesk.core.file_names import reachable
from faxdesk.core.list_columns import ListColumns, ListField, find_columns, plain_title
from faxdesk.core.list_number import number_of
from faxdesk.core.phone import parse
from faxdesk.core.table import as_written, cell_text
from faxdesk.documents.cards.reader import NO_CARDS
from faxdesk.documents.common.opening import name_of

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.contacts import Card
    from faxdesk.core.table import Table, TableRow
    from faxdesk.store.store import Store

CONTACT_FIELDS = (ListField.TO, ListField.NAME, ListField.COMPANY, ListField.COMMENT)
"""What of a list is read for contacts; the comment becomes the note."""
_GROUP_TITLES = frozenset(
    {
        "group", "groups", "category", "categories", "distribution list", "gruppe", "gruppen", "kategorie",
        "kategorien", "verteiler", "groupe", "groupes", "categorie", "gruppo", "gruppi", "categoria", "grupo",
        "grupos", "categorias",
    }
)  # fmt: skip
"""Titles, as `plain_title` returns them, of a column of groups in English, German, French, Italian and Spanish."""
SLICE = 500
"""Contacts that are kept in one transaction: others wait for it."""


class FileReader(Protocol):
    """What opens files: a `Worker`, whose child a hostile one may take along."""

    def read_cards(self, path: Path, name: str, cancel: CancelToken | None = None) -> tuple[Card, ...]: ...
    def read_table(self, path: Path, name: str, sheet: str = "", cancel: CancelToken | None = None) -> Table: ...


class EntryState(StrEnum):
    """What an entry of a file is to the contacts that there are. The values are what the command line prints."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ContactFile:
    """A file that has been read: cards, or a table with what its columns are."""

    name: str
    cards: tuple[Card, ...] = ()
    table: Table | None = None
    columns: ListColumns | None = None

    def with_columns(self, columns: ListColumns) -> ContactFile:
        """Return the same file, read with other columns."""
        return replace(self, columns=columns)


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """What becomes of a card or row; `place` counts cards from 1, or is the row's number in the file.

    `contact` is as it would be kept. `reason` is why it is refused.
    """

    place: int
    contact: Contact
    state: EntryState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many contacts were added, changed, and left as they were, and how many entries were refused."""

    added: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0

    def and_also(self, other: ImportResult) -> ImportResult:
        """Return both together."""
        return ImportResult(
            self.added + other.added,
            self.changed + other.changed,
            self.same + other.same,
            self.refused + other.refused,
        )


def load(
    reader: FileReader,
    path: Path,
    region: str = "",
    *,
    sheet: str = "",
    named: Mapping[ListField, str] | None = None,
    cancel: CancelToken | None = None,
) -> ContactFile:
    """Read a file. `region` is the country of its numbers, `named` the columns that the user has named.

    Raises `InputRefused`, naming the file, and `Stopped`.
    """
    name = name_of(path)
    try:
        return ContactFile(name, reader.read_cards(reachable(path), name, cancel))
    except InputRefused as error:
        if error.code != NO_CARDS:
            raise
    table = reader.read_table(reachable(path), name, sheet, cancel)
    return ContactFile(name, table=table, columns=find_columns(table, region, named))


def read_entries(file: ContactFile, region: str = "") -> tuple[ImportEntry, ...]:
    """Return what stands in a file, in its order; what can be used is new, as long as it is beside no contacts.

    `region` is the country of its numbers. Several entries of one contact become one.
    """
    return tuple(_joined(_of_cards(file.cards, region) if file.table is None else _of_rows(file, region)))


def plan(
    store: Store, entries: Iterable[ImportEntry], *, group: str = "", replace_numbers: bool = False
) -> tuple[ImportEntry, ...]:
    """Return what would become of the entries of a file beside the contacts that there are.

    Each is put into `group`, where one is named. A contact that is there already, by its uid or by its name and
    company, gets what it has not; with `replace_numbers` its numbers become those of the file.
    """
    given = [one if one.state is EntryState.REFUSED or not group else _in_group(one, group) for one in entries]
    known = store.contacts.same_as([one.contact for one in given])
    return tuple(_beside(same, one, replace_numbers=replace_numbers) for one, same in zip(given, known, strict=True))


def keep(store: Store, entries: Iterable[ImportEntry]) -> ImportResult:
    """Keep the entries that are new or changed, `SLICE` of them in one transaction.

    An entry of a contact that has been removed meanwhile becomes a new one. What was kept stays where the rest fails.
    """
    waiting = tuple(entries)
    result = ImportResult()
    for start in range(0, len(waiting), SLICE):
        counts = dict.fromkeys(EntryState, 0)
        with store.database.transaction():
            for one in waiting[start : start + SLICE]:
                counts[one.state] += 1
                _keep_one(store, one)
        result = result.and_also(ImportResult(*(counts[state] for state in EntryState)))
    return result


def _keep_one(store: Store, one: ImportEntry) -> None:
    if one.state is EntryState.CHANGED and store.contacts.get(one.contact.id) is not None:
        store.contacts.change(one.contact)
    elif one.state in (EntryState.NEW, EntryState.CHANGED):
        store.contacts.add(one.contact)


# ------------------------------------------------------------------------------------------------- what stands there


def _of_cards(cards: Sequence[Card], region: str) -> Iterator[ImportEntry]:
    members: dict[str, list[str]] = {}
    for card in cards:
        for uid in card.members:
            members.setdefault(uid, []).append(card.name)
    present = {card.uid for card in cards if card.uid and not card.error}
    for card in cards:
        if card.members and present.isdisjoint(card.members):
            reason = "Nobody in the group is a contact of this file."
            yield ImportEntry(card.place, tidy(Contact(card.name)), EntryState.REFUSED, reason)
        if card.members or (card.uid in members and not card.faxes and not card.error):
            continue
        groups = (*card.groups, *members.get(card.uid, ()))
        known = Contact(card.name, card.company, (), card.note, groups, card.uid)
        if card.error:
            yield ImportEntry(card.place, tidy(known), EntryState.REFUSED, card.error)
        else:
            yield _entry(card.place, known, [partial(parse, fax, region) for fax in card.faxes])


def _of_rows(file: ContactFile, region: str) -> Iterator[ImportEntry]:
    table, columns = file.table, file.columns
    if table is None or columns is None:
        return
    groups = [column for column, title in enumerate(columns.titles) if plain_title(title) in _GROUP_TITLES]
    for row in table.rows[columns.first :]:
        text = {field: as_written(cell_text(columns.cell(row, field))) for field in CONTACT_FIELDS}
        if not any(text.values()):
            continue
        known = Contact(
            text[ListField.NAME],
            text[ListField.COMPANY],
            note=text[ListField.COMMENT],
            groups=tuple(name for column in groups for name in _listed(row, column)),
        )
        cell = columns.cell(row, ListField.TO)
        yield _entry(row.line, known, [partial(number_of, cell, region)])


def _listed(row: TableRow, column: int) -> list[str]:
    names = as_written(cell_text(row.cell(column))).replace(";", ",").split(",")
    return [name.strip() for name in names if name.strip()]


def _entry(place: int, known: Contact, ways: Sequence[Callable[[], str]]) -> ImportEntry:
    """Return the entry of a contact whose numbers are parsed in these ways; it is refused where none can be used."""
    numbers, reasons = [], []
    for parsed in ways:
        try:
            numbers.append(parsed())
        except InputRefused as error:
            reasons.append(f"{error.title} {error.advice}".strip())
    contact = tidy(replace(known, numbers=tuple(numbers)))
    if reasons and not numbers:
        return ImportEntry(place, contact, EntryState.REFUSED, reasons[0])
    try:
        check(contact)
    except InputRefused as error:
        return ImportEntry(place, contact, EntryState.REFUSED, f"{error.title} {error.advice}".strip())
    return ImportEntry(place, contact, EntryState.NEW, " ".join(reasons))


def _in_group(one: ImportEntry, group: str) -> ImportEntry:
    return replace(one, contact=tidy(replace(one.contact, groups=(*one.contact.groups, group))))


# --------------------------------------------------------------------------------------------------- what is there


def _joined(entries: Iterable[ImportEntry]) -> Iterator[ImportEntry]:
    """Yield the entries, of several for one contact only the first, which has what all have."""
    places: dict[object, int] = {}
    whole: list[ImportEntry] = []
    for one in entries:
        key = _key(one.contact)
        if one.state is EntryState.REFUSED or key not in places:
            if one.state is not EntryState.REFUSED:
                places[key] = len(whole)
            whole.append(one)
            continue
        first = whole[places[key]]
        contact = merged((first.contact, one.contact))
        try:
            check(contact)
        except InputRefused as error:
            whole.append(replace(one, state=EntryState.REFUSED, reason=f"{error.title} {error.advice}"))
        else:
            whole[places[key]] = replace(first, contact=contact)
    yield from whole


def _key(contact: Contact) -> object:
    return contact.uid or (same_text(contact.name), same_text(contact.company))


def _beside(known: Contact | None, one: ImportEntry, *, replace_numbers: bool) -> ImportEntry:
    """Return an entry as it would be kept beside the contact that is the same, where there is one."""
    if known is None or one.state is EntryState.REFUSED:
        return one
    contact = merged((known, one.contact))
    if one.contact.uid == known.uid and known.uid:
        # The other address book is where its name is written.
        contact = replace(contact, name=one.contact.name, company=one.contact.company)
    if replace_numbers:
        contact = replace(contact, numbers=one.contact.numbers)
    try:
        check(contact)
    except InputRefused as error:
        return replace(one, state=EntryState.REFUSED, reason=f"{error.title} {error.advice}")
    state = EntryState.SAME if contact == known else EntryState.CHANGED
    return replace(one, contact=contact, state=state)
