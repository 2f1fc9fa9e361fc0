"""Contacts and groups: kept, changed, merged, and found while somebody types."""

from __future__ import annotations

import re
from array import array
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from faxdesk.core.contacts import (
    LONGEST_NAME,
    Contact,
    ContactRecord,
    Group,
    NumberChange,
    Suggestion,
    SuggestionKind,
    check,
    merged,
    number_words,
    same_text,
    tidy,
)
from faxdesk.core.errors import InputRefused
from faxdesk.core.phone import national, plain
from faxdesk.core.plain_text import one_line
from faxdesk.core.search_text import index_words
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.database import placeholders
from faxdesk.store.number_history import LATEST

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from faxdesk.core.times import Now
    from faxdesk.store.database import Database
    from faxdesk.store.number_history import NumberHistory

    Word = tuple[str, ...]
    """A word that is looked for, in each of its spellings."""

_READ = 500
"""Contacts that are read in one query."""
_COUNTED = 2000
"""A word that more contacts have is not counted further: another one decides."""
_RANKED = 60
"""Contacts that fit and are put in order; nobody reads a longer list."""
_FEWEST_INSIDE = 3
"""Letters or digits that are found in the middle of a name or a number."""
_LAST = "\U0010ffff"
"""Stands behind all that begins as a word does."""
_NUMBER = re.compile(r"[+\d][+()\d\s./-]*")
_ORDER = "place, id"


class Contacts:
    """The contacts. Every method that writes does so in one transaction, joined to the one that is open."""

    def __init__(self, database: Database, history: NumberHistory, now: Now) -> None:
        self._database, self._history, self._now = database, history, now

    # --------------------------------------------------------------------------------------------- reading

    def count(self) -> int:
        """Return how many there are."""
        return int(self._database.value("SELECT count(*) FROM contact"))

    def ids(self, search: str = "", group: str = "") -> array[int]:
        """Return the contacts, sorted by their names, that have all words of `search` and are in `group`.

        A word of three letters or digits and more is found anywhere in a name, a company or a number.
        """
        where, values = ["1"], list[Any]()
        if words := _typed(search):
            sql, found = self._having(words)
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
        typed = _typed(words)
        if not typed:
            return ()
        sql, values = self._having(typed)
        numbers = (
            f"SELECT DISTINCT n.number FROM contact_number n WHERE n.contact IN ({sql})"
            " ORDER BY EXISTS (SELECT 1 FROM recipient r WHERE r.number = n.number)"
            " OR EXISTS (SELECT 1 FROM fax f WHERE f.number IN (n.number, substr(n.number, 2))) DESC LIMIT ?"
        )
        return tuple(row["number"] for row in self._database.rows(numbers, (*values, most)))

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
            "INSERT INTO contact_word (word, contact) VALUES (?, ?)", [(word, key) for word in _words(contact)]
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

    # ----------------------------------------------------------------------------------------- autocomplete

    def suggest(self, text: str, most: int) -> tuple[Suggestion, ...]:
        """Return recipients that fit what was typed, so many at the most.

        First come those that faxes went to lately, the last one first, then groups, then the other contacts by their
        names. Each word that was typed is the beginning of a word of the name or company, or of a number, with or
        without its country, or of its last four digits; where few have that, it may stand in the middle, as a number
        without its area code does. Nothing typed suggests what was used last.
        """
        words = _typed(text)
        if not words and text.strip():
            return ()
        found = {(one.name, one.company, one.numbers): one for one in self._recent(words, most)}
        others: Iterator[Suggestion] = iter(())
        if words:
            others = chain(self._fitting_groups(words), self._fitting_contacts(words, self._matching))
        if any(map(_inside, words)):
            others = chain(others, self._recent(words, most, _holds), self._fitting_contacts(words, self._having))
        # Nothing is read of what there is no room for: a group can have thousands of members.
        while len(found) < most and (one := next(others, None)) is not None:
            found.setdefault((one.name, one.company, one.numbers), one)
        return tuple(self._with_result(one) for one in list(found.values())[:most])

    def _recent(
        self, words: Sequence[Word], most: int, fits: Callable[[Sequence[str], Sequence[Word]], bool] | None = None
    ) -> Iterator[Suggestion]:
        recent = self._history.recent()
        contacts = self.known([one.number for one in recent])
        left = most
        for one in recent:
            contact = contacts.get(one.number)
            known = contact or Contact(one.name, numbers=(one.number,))
            if left and (fits or _fits)(_words(replace(known, numbers=(one.number,))), words):
                left -= 1
                kind = SuggestionKind.RECENT if contact is None else SuggestionKind.CONTACT
                yield Suggestion(kind, known.name, known.company, (one.number,))

    def _fitting_groups(self, words: Sequence[Word]) -> Iterator[Suggestion]:
        for group in self.groups():
            if _fits(index_words(group.name), words):
                members = self._members(group.id)
                yield Suggestion(SuggestionKind.GROUP, group.name, "", tuple(members), names=tuple(members.values()))

    def _members(self, group: int) -> dict[str, str]:
        """Return the usual numbers (E.164) of the contacts in a group, sorted by their names, with these."""
        rows = self._database.rows(
            "SELECT n.number, iif(c.name <> '', c.name, c.company) AS title FROM group_member m"
            " JOIN contact c ON c.id = m.contact JOIN contact_number n ON n.contact = c.id AND n.position = 0"
            " WHERE m.contact_group = ? ORDER BY c.place, c.id",
            (group,),
        )
        return {row["number"]: row["title"] for row in rows}

    def _fitting_contacts(
        self, words: Sequence[Word], way: Callable[[Sequence[Word]], tuple[str, list[str]]]
    ) -> Iterator[Suggestion]:
        sql, values = way(words)
        for contact in self._ordered(f"{sql} LIMIT {_RANKED}", values):
            digits = [word for word in words if word[0].isdigit()]
            fitting = [number for number in contact.numbers if _holds(_number_words(number), digits)]
            for number in fitting or contact.numbers:
                yield Suggestion(SuggestionKind.CONTACT, contact.name, contact.company, (number,))

    def _with_result(self, one: Suggestion) -> Suggestion:
        if len(one.numbers) != 1:
            return one
        results = self._history.results(one.numbers[0], 1)
        return replace(one, result=results[0].state, at=results[0].at) if results else one

    def _matching(self, words: Sequence[Word]) -> tuple[str, list[str]]:
        """Return the query for the ids of contacts that have all words, and its values.

        It begins with the word that the fewest have.
        """
        first, *others = sorted(words, key=self._frequency)
        ranges = " UNION ALL ".join("SELECT contact FROM contact_word WHERE word >= ? AND word < ?" for _ in first)
        sql, values = f"SELECT DISTINCT w.contact FROM ({ranges}) w WHERE 1", _ranges(first)
        for word in others:
            fits = " OR ".join("(o.word >= ? AND o.word < ?)" for _ in word)
            sql += f" AND EXISTS (SELECT 1 FROM contact_word o WHERE o.contact = w.contact AND ({fits}))"
            values += _ranges(word)
        return sql, values

    def _having(self, words: Sequence[Word]) -> tuple[str, list[str]]:
        """Return the query for the ids of contacts that have all words, also in the middle of others, and its values.

        It looks at every contact.
        """
        if not any(map(_inside, words)):
            return self._matching(words)
        conditions, values = list[str](), list[str]()
        for word in words:
            fits = []
            for part in _inside(word):
                fits += ["instr(c.name_key, ?)", "instr(c.company_key, ?)"]
                values += [part, part]
                if part.isdecimal():
                    fits.append("c.id IN (SELECT contact FROM contact_number WHERE instr(number, ?))")
                    values.append(part)
            begun = " OR ".join("(word >= ? AND word < ?)" for _ in word)
            fits.append(f"c.id IN (SELECT contact FROM contact_word WHERE {begun})")
            values += _ranges(word)
            conditions.append(f"({' OR '.join(fits)})")
        return f"SELECT c.id FROM contact c WHERE {' AND '.join(conditions)}", values

    def _frequency(self, word: Word) -> int:
        return sum(
            int(
                self._database.value(
                    f"SELECT count(*) FROM (SELECT 1 FROM contact_word WHERE word >= ? AND word < ? LIMIT {_COUNTED})",
                    _ranges((spelling,)),
                )
            )
            for spelling in word
        )


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


def _words(contact: Contact) -> tuple[str, ...]:
    """Return all that a contact is found by."""
    words = index_words(f"{contact.name} {contact.company}")
    return tuple(dict.fromkeys((*words, *(word for number in contact.numbers for word in _number_words(number)))))


@lru_cache(maxsize=8 * LATEST)
def _number_words(number: str) -> tuple[str, ...]:
    return number_words(number, national(number))


def _typed(text: str) -> tuple[Word, ...]:
    """Return the words that were typed. Digits may begin with what stands before an area code, or a country."""
    shown = plain(text)
    if _NUMBER.fullmatch(shown):
        shown = re.sub(r"\D", "", shown.replace("(0)", ""))
    return tuple(_spellings(word) for word in same_text(shown).split())


def _spellings(word: str) -> Word:
    if not word.isdigit():
        return (word,)
    return tuple(dict.fromkeys((word, word.removeprefix("00") or word, word.removeprefix("0") or word)))


def _inside(word: Word) -> tuple[str, ...]:
    """Return the spellings of a word that are looked for in the middle of others: shorter ones are in too many."""
    return tuple(spelling for spelling in word if len(spelling) >= _FEWEST_INSIDE)


def _holds(words: Sequence[str], typed: Sequence[Word]) -> bool:
    """Return whether words begin as those that were typed do, or have them in their middle."""
    return all(
        _fits(words, [word]) or any(spelling in one for one in words for spelling in _inside(word)) for word in typed
    )


def _fits(words: Sequence[str], typed: Sequence[Word]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in typed)


def _ranges(word: Word) -> list[str]:
    return [end for spelling in word for end in (spelling, spelling + _LAST)]


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
