"""Contacts and groups: kept, changed, merged, and found."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from faxdesk.core.contacts import (
    LONGEST_NAME,
    Contact,
    ContactRecord,
    Group,
    NumberChange,
    check,
    merged,
    same_text,
    tidy,
)
from faxdesk.core.errors import InputRefused
from faxdesk.core.plain_text import one_line
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.contact_words import contact_words, typed_words, with_words, with_words_anywhere
from faxdesk.store.database import placeholders

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from faxdesk.core.times import Now
    from faxdesk.store.contact_words import Word
    from faxdesk.store.database import Database

_READ = 500
"""Contacts that are read in one query."""
_ORDER = "place, id"


class Contacts:
    """The contacts. Every method that writes does so in one transaction, joined to the one that is open."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    # --------------------------------------------------------------------------------------------- reading

    def count(self) -> int:
        """Return how many there are."""
        return int(self._database.value("SELECT count(*) FROM contact"))

    def ids(self, search: str = "", group: str = "") -> array[int]:
        """Return the contacts, sorted by their names, that have all words of `search` and are in `group`.

        A word of three letters or digits and more is found anywhere in a name, a company or a number.
        """
        where, values = ["1"], list[Any]()
        if words := typed_words(search):
            sql, found = with_words_anywhere(self._database, words)
            where.append(f"id IN ({sql})")
            values += found
        if group:
            where.append(
                "id IN (SELECT m.contact FROM group_member m JOIN contact_group g ON g.id = m.contact_group"
                " WHERE g.key = ?)"
            )
            values.append(same_text(group))
        sql = f"SELECT id FROM contact WHERE {' AND '.join(where)} ORDER BY {_ORDER}"
        return array("q", self._database.column(sql, values))

    def get(self, contact: int) -> Contact | None:
        """Return a contact, or None."""
        return self.rows((contact,)).get(contact)

    def rows(self, ids: Sequence[int]) -> dict[int, Contact]:
        """Return the contacts of some ids. One that is gone is left out."""
        found: dict[int, Contact] = {}
        for start in range(0, len(ids), _READ):
            found.update(self._rows(ids[start : start + _READ]))
        return found

    def _rows(self, ids: Sequence[int]) -> Iterator[tuple[int, Contact]]:
        these = f"IN ({placeholders(ids)})"
        numbers = _gathered(
            self._database.rows(
                f"SELECT contact, number AS value FROM contact_number WHERE contact {these} ORDER BY contact, position",
                ids,
            )
        )
        groups = _gathered(
            self._database.rows(
                "SELECT m.contact, g.name AS value FROM group_member m JOIN contact_group g ON g.id = m.contact_group"
                f" WHERE m.contact {these} ORDER BY m.contact, g.key",
                ids,
            )
        )
        for row in self._database.rows(f"SELECT id, name, company, note, uid FROM contact WHERE id {these}", ids):
            key = int(row["id"])
            if key not in numbers:
                # It was written down after its numbers were read: who reads again finds it whole.
                continue
            yield (
                key,
                Contact(
                    row["name"],
                    row["company"],
                    tuple(numbers[key]),
                    row["note"],
                    tuple(groups.get(key, ())),
                    row["uid"],
                    key,
                ),
            )

    def all(self, search: str = "", group: str = "") -> Iterator[Contact]:
        """Yield the same contacts as `ids`, in their order."""
        ids = self.ids(search, group)
        for start in range(0, len(ids), _READ):
            part = ids[start : start + _READ]
            found = self.rows(part)
            yield from (found[key] for key in part if key in found)

    def of_number(self, number: str) -> tuple[Contact, ...]:
        """Return the contacts that have a number (E.164)."""
        return self._ordered("SELECT contact FROM contact_number WHERE number = ?", (number,))

    def known(self, numbers: Collection[str]) -> dict[str, Contact]:
        """Return for those of some numbers (E.164) that a contact has, the first that does."""
        every, owners = list(numbers), {}
        # SQLite takes 32,766 values (https://sqlite.org/limits.html, 9), and a draft may name thousands of numbers.
        for start in range(0, len(every), _READ):
            part = every[start : start + _READ]
            rows = self._database.rows(
                f"SELECT number, min(contact) AS contact FROM contact_number WHERE number IN ({placeholders(part)})"
                " GROUP BY number",
                part,
            )
            owners.update({row["number"]: row["contact"] for row in rows})
        found = self.rows(list(owners.values()))
        # Another thread, or another window, may have removed one meanwhile.
        return {number: found[contact] for number, contact in owners.items() if contact in found}

    def numbers_of(self, person: str) -> tuple[str, ...]:
        """Return the numbers of the contacts whose name, or company, is this one, each once."""
        key = same_text(person)
        if not key:
            return ()
        found = self._ordered("SELECT id FROM contact WHERE name_key = ? OR company_key = ?", (key, key))
        named = [one for one in found if same_text(one.name) == key]
        return tuple(dict.fromkeys(number for one in named or found for number in one.numbers))

    def same_as(self, contacts: Sequence[Contact]) -> list[Contact | None]:
        """Return for each contact the one that is kept of the same uid, else of the same name and company; or None."""
        uids: dict[str, int] = {}
        names: dict[tuple[str, str], int] = {}
        for row in self._database.rows(f"SELECT id, uid, name_key, company_key FROM contact ORDER BY {_ORDER}"):
            if row["uid"]:
                uids.setdefault(row["uid"], row["id"])
            names.setdefault((row["name_key"], row["company_key"]), row["id"])
        keys = [uids.get(one.uid) or names.get((same_text(one.name), same_text(one.company)), 0) for one in contacts]
        found = self.rows(sorted({key for key in keys if key}))
        return [found.get(key) for key in keys]

    def numbers_with(self, words: str, most: int) -> tuple[str, ...]:
        """Return the numbers (E.164), `most` at most, of the contacts that `ids` finds, first those that had faxes."""
        typed = typed_words(words)
        if not typed:
            return ()
        sql, values = with_words_anywhere(self._database, typed)
        numbers = (
            f"SELECT DISTINCT n.number FROM contact_number n WHERE n.contact IN ({sql})"
            " ORDER BY EXISTS (SELECT 1 FROM recipient r WHERE r.number = n.number)"
            " OR EXISTS (SELECT 1 FROM fax f WHERE f.number IN (n.number, substr(n.number, 2))) DESC LIMIT ?"
        )
        return tuple(row["number"] for row in self._database.rows(numbers, (*values, most)))

    def found_by(self, words: Sequence[Word], most: int) -> tuple[Contact, ...]:
        """Return contacts that have all of these words, `most` at most, as lists have them."""
        sql, values = with_words(self._database, words)
        return self._ordered(f"{sql} LIMIT {most:d}", values)

    def found_anywhere(self, words: Sequence[Word], most: int) -> tuple[Contact, ...]:
        """Return contacts that have all of these words, also in the middle of others, as `found_by` does."""
        sql, values = with_words_anywhere(self._database, words)
        return self._ordered(f"{sql} LIMIT {most:d}", values)

    def usual_numbers(self, group: Group) -> dict[str, str]:
        """Return the usual numbers (E.164) of the contacts in a group, sorted by their names, with these."""
        rows = self._database.rows(
            "SELECT n.number, iif(c.name <> '', c.name, c.company) AS title FROM group_member m"
            " JOIN contact c ON c.id = m.contact JOIN contact_number n ON n.contact = c.id AND n.position = 0"
            " WHERE m.contact_group = ? ORDER BY c.place, c.id",
            (group.id,),
        )
        return {row["number"]: row["title"] for row in rows}

    def _ordered(self, ids: str, values: Sequence[Any]) -> tuple[Contact, ...]:
        """Return the contacts whose ids a query finds, as lists have them."""
        keys = tuple(self._database.column(f"SELECT id FROM contact WHERE id IN ({ids}) ORDER BY {_ORDER}", values))
        found = self.rows(keys)
        return tuple(found[key] for key in keys if key in found)

    # ------------------------------------------------------------------------------------- numbers of before

    def changes(self, contact: int) -> tuple[NumberChange, ...]:
        """Return the numbers that a contact had before, the last one first."""
        return self._changes("contact = ?", contact)

    def had(self, number: str) -> tuple[NumberChange, ...]:
        """Return where a number was that of a contact which has another now, the last one first."""
        return self._changes(
            "old = ? AND NOT EXISTS (SELECT 1 FROM contact_number n WHERE n.contact = c.contact AND n.number = c.old)",
            number,
        )

    def _changes(self, condition: str, value: object) -> tuple[NumberChange, ...]:
        rows = self._database.rows(f"SELECT * FROM number_change c WHERE {condition} ORDER BY id DESC", (value,))
        return tuple(NumberChange(row["contact"], row["old"], row["new"], cells.instant(row["at"])) for row in rows)

    # --------------------------------------------------------------------------------------------- writing

    def add(self, contact: Contact) -> int:
        """Keep a new contact and return its id. Raises `InputRefused` where something is missing."""
        contact = _checked(contact)
        with self._database.transaction() as connection:
            row = connection.execute(
                "INSERT INTO contact (name, company, note, name_key, company_key, place, uid, changed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                self._cells(contact),
            )
            key = int(row.lastrowid or 0)
            self._write_parts(connection, key, contact)
        return key

    def change(self, contact: Contact) -> None:
        """Keep another state of a contact; numbers that it has no more are remembered.

        Raises `InputRefused` where something is missing, or the contact has been removed.
        """
        contact = _checked(contact)
        with self._database.transaction() as connection:
            before = self.get(contact.id)
            if before is None:
                raise _removed()
            connection.execute(
                "UPDATE contact SET name = ?, company = ?, note = ?, name_key = ?, company_key = ?, place = ?, uid = ?,"
                " changed_at = ? WHERE id = ?",
                (*self._cells(contact), contact.id),
            )
            self._note_changes(connection, before, contact)
            _remove_parts(connection, contact.id)
            self._write_parts(connection, contact.id, contact)
            _remove_empty_groups(connection)

    def remove(self, ids: Sequence[int]) -> None:
        """Remove contacts, with all that is known of them. Faxes stay."""
        with self._database.transaction() as connection:
            for key in ids:
                _remove_parts(connection, key)
                connection.execute("DELETE FROM number_change WHERE contact = ?", (key,))
                connection.execute("DELETE FROM contact WHERE id = ?", (key,))
            _remove_empty_groups(connection)

    def records(self, ids: Sequence[int]) -> tuple[ContactRecord, ...]:
        """Return contacts with all that is known of them, for `put_back`. One that is gone is left out."""
        found = self.rows(ids)
        return tuple(ContactRecord(found[key], self.changes(key)) for key in ids if key in found)

    def put_back(self, records: Iterable[ContactRecord]) -> None:
        """Keep contacts again that were removed, with the numbers that they had before."""
        with self._database.transaction() as connection:
            for record in records:
                key = self.add(record.contact)
                connection.executemany(
                    "INSERT INTO number_change (contact, old, new, at) VALUES (?, ?, ?, ?)",
                    [(key, one.old, one.new, to_ms(one.at)) for one in reversed(record.changes)],
                )

    def merge(self, ids: Sequence[int]) -> Contact:
        """Make one contact of several, with all that they have; the first is the one that stays.

        Raises `InputRefused` where one of them has been removed.
        """
        with self._database.transaction() as connection:
            found = self.rows(ids)
            if len(found) != len(set(ids)):
                raise _removed()
            first, *others = ids
            whole = merged(found[key] for key in ids)
            connection.executemany(
                "UPDATE number_change SET contact = ? WHERE contact = ?", [(first, key) for key in others]
            )
            self.remove(others)
            self.change(whole)
        return whole

    def _cells(self, contact: Contact) -> tuple[object, ...]:
        name, company = same_text(contact.name), same_text(contact.company)
        now = to_ms(self._now())
        return contact.name, contact.company, contact.note, name, company, name or company, contact.uid, now

    def _write_parts(self, connection: sqlite3.Connection, key: int, contact: Contact) -> None:
        connection.executemany(
            "INSERT INTO contact_number (contact, position, number) VALUES (?, ?, ?)",
            [(key, place, number) for place, number in enumerate(contact.numbers)],
        )
        connection.executemany(
            "INSERT INTO contact_word (word, contact) VALUES (?, ?)", [(word, key) for word in contact_words(contact)]
        )
        for group in contact.groups:
            connection.execute(
                "INSERT INTO contact_group (name, key) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
                (group, same_text(group)),
            )
            connection.execute(
                "INSERT INTO group_member (contact_group, contact)"
                " SELECT id, ? FROM contact_group WHERE key = ? ON CONFLICT DO NOTHING",
                (key, same_text(group)),
            )

    def _note_changes(self, connection: sqlite3.Connection, before: Contact, after: Contact) -> None:
        new = next((number for number in after.numbers if number not in before.numbers), "")
        gone = [number for number in before.numbers if number not in after.numbers]
        now = to_ms(self._now())
        connection.executemany(
            "INSERT INTO number_change (contact, old, new, at) VALUES (?, ?, ?, ?)",
            [(after.id, number, new, now) for number in gone],
        )

    # ---------------------------------------------------------------------------------------------- groups

    def groups(self) -> tuple[Group, ...]:
        """Return the groups, sorted by their names."""
        rows = self._database.rows(
            "SELECT g.id, g.name, count(*) AS size FROM contact_group g JOIN group_member m ON m.contact_group = g.id"
            " GROUP BY g.id ORDER BY g.key"
        )
        return tuple(Group(row["id"], row["name"], row["size"]) for row in rows)

    def rename_group(self, name: str, new: str) -> Group:
        """Give a group another name; its contacts stay in it. Return it as it is then.

        Raises `InputRefused` where there is no such group, the new name is empty, or another group has it.
        """
        title, key = one_line(new)[:LONGEST_NAME], same_text(new)
        if not key:
            raise InputRefused("Name", "A group needs a name.", "Write one with a letter or a digit in it.")
        with self._database.transaction() as connection:
            groups = {same_text(group.name): group for group in self.groups()}
            group, other = groups.get(same_text(name)), groups.get(key)
            if group is None:
                known = ", ".join(f"“{one.name}”" for one in groups.values())
                advice = f"There are: {known}." if known else "A contact is put into one where it is written down."
                raise InputRefused("Group", f"There is no group “{name}”.", advice)
            if other is not None and other.id != group.id:
                raise InputRefused("Name", f"There is a group “{other.name}” already.", "Write another name.")
            connection.execute(
                "UPDATE contact_group SET name = ?, key = ? WHERE id = ?", (title, same_text(title), group.id)
            )
        return replace(group, name=title)

    # ------------------------------------------------------------------------------------------- duplicates

    def duplicates(self, most: int) -> tuple[tuple[Contact, ...], ...]:
        """Return contacts that seem to be one and the same: of one name, and of one company or with a number in common.

        Others share a number too: who works in one office. So many sets at the most, the oldest contact of each first.
        """
        pairs = self._database.rows(
            "SELECT min(id) OVER same AS first, id FROM contact WHERE name_key <> ''"
            " WINDOW same AS (PARTITION BY name_key, company_key)"
            " UNION ALL SELECT min(c.id) OVER same, c.id FROM contact_number n JOIN contact c ON c.id = n.contact"
            " WINDOW same AS (PARTITION BY n.number, c.place)"
        )
        sets = _joined((row["first"], row["id"]) for row in pairs if row["first"] != row["id"])
        found = self.rows([key for one in sets[:most] for key in one])
        present = (tuple(found[key] for key in one if key in found) for one in sets[:most])
        return tuple(one for one in present if len(one) > 1)


def _checked(contact: Contact) -> Contact:
    contact = tidy(contact)
    check(contact)
    return contact


def _removed() -> InputRefused:
    return InputRefused("Contact", "This contact has been removed meanwhile.", "Look at the list of contacts.")


def _remove_parts(connection: sqlite3.Connection, key: int) -> None:
    for table in ("contact_number", "contact_word", "group_member"):
        connection.execute(f"DELETE FROM {table} WHERE contact = ?", (key,))


def _remove_empty_groups(connection: sqlite3.Connection) -> None:
    connection.execute(
        "DELETE FROM contact_group WHERE NOT EXISTS"
        " (SELECT 1 FROM group_member m WHERE m.contact_group = contact_group.id)"
    )


def _gathered(rows: Iterable[sqlite3.Row]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row["contact"], []).append(row["value"])
    return found


def _joined(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the sets that pairs join, the lowest first in each, in the order of these."""
    root: dict[int, int] = {}

    def find(key: int) -> int:
        while root.get(key, key) != key:
            key = root[key]
        return key

    for first, second in pairs:
        low, high = sorted((find(first), find(second)))
        root[low], root[high] = low, low
        root.setdefault(second, low)
        root.setdefault(first, low)
    sets: dict[int, list[int]] = {}
    for key in sorted(root):
        sets.setdefault(find(key), []).append(key)
    return [one for _, one in sorted(sets.items())]
