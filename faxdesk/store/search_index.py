"""The index that lists are searched by, in files of their own.

It holds nothing that is not elsewhere: it can be deleted at any time, and is made again from the faxes and their
documents. So whatever is wrong with a file of it, a new one is begun beside it, and the old one is removed when nobody
has it open any more. The newest counts; its number is in its name.

What is looked for is folded before it gets here (`core.search_text`), and both tables are asked for whole trigrams or
whole beginnings of words, so that no release of SQLite finds anything else than another.
"""

from __future__ import annotations

import contextlib
import heapq
import logging
import re
import sqlite3
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from faxdesk.core.errors import StoreTrouble
from faxdesk.core.phone import comparable
from faxdesk.core.search_text import FOLDING, Term, contained, index_words, is_lone
from faxdesk.core.shared_files import discard, make_private_folder
from faxdesk.core.times import to_ms
from faxdesk.store.data_folder import make_private_file
from faxdesk.store.database import Database, placeholders
from faxdesk.store.delivery_lock import DeliveryLock, cannot_write

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.core.fax_search import FaxSearch
    from faxdesk.store.fax_lists import Shelf

T = TypeVar("T")
_log = logging.getLogger(__name__)

_FIRST = """
CREATE TABLE fact (
    name        TEXT PRIMARY KEY,
    value       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A fax as one of the lists shows it. `person`, `words` and `facets` are what `line_text` was given, to take it back.
CREATE TABLE line (
    id          INTEGER PRIMARY KEY,
    place       INTEGER NOT NULL UNIQUE,                    -- see `_place`
    person      TEXT NOT NULL,
    words       TEXT NOT NULL,
    facets      TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE line_text USING fts5 (person, words, facets, content='', tokenize='trigram case_sensitive 1');

CREATE TABLE facet (
    id          INTEGER PRIMARY KEY,
    value       TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE document (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,                       -- its path in the data folder
    at          INTEGER NOT NULL,                           -- of a fax that carries it: the latest are read first
    state       TEXT NOT NULL,
    pages       INTEGER NOT NULL DEFAULT 0                  -- how many of them have been read
) STRICT;
CREATE INDEX document_wanted ON document (at DESC) WHERE state = 'wanted';

CREATE TABLE carried (
    line        INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    document    INTEGER NOT NULL,
    title       TEXT NOT NULL,                              -- the name of the file
    PRIMARY KEY (line, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX carried_document ON carried (document, line);

CREATE TABLE page (
    id          INTEGER PRIMARY KEY,                        -- document * 8192 + page, from 0
    text        BLOB NOT NULL                               -- as it is written, packed by zlib
) STRICT;
CREATE VIRTUAL TABLE page_text USING fts5 (text, content='', tokenize='ascii', detail=none, prefix='2 3');
"""
_MIGRATIONS = (_FIRST,)
_SIGNATURE = f"1/{FOLDING}"
"""What a file is made by. One that was made by anything else is not used: its words are folded in another way."""

_KIND_BITS, _PAGE_BITS, _KEY_BITS, _SECOND_BITS = 3, 13, 30, 31
MOST_PAGES = 1 << _PAGE_BITS
"""Pages of a document that are looked at; the service sends a few hundred at most."""
_EPOCH = 946_684_800
"""The first second of 2000, from which places count: 31 bits last until 2068."""
_GAP = "."
"""What parts words in `line_text`, twice: so that one trigram is the first letter of a word, and one its first two."""
_FACET, _FIRST_FACET, _MOST_FACETS = ";", 0x3400, 6000
"""A facet is one letter between two of these signs, which is one trigram."""
_FEW = 500
"""Of so many lines each is looked up by itself; of more all that match are read."""
_NAME = re.compile(r"index-(\d{6,})\.sqlite3")
_USABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOLFS,
        sqlite3.SQLITE_INTERRUPT,
    }
)
"""Troubles of the disk or the moment, which a new file would have as well (www.sqlite.org/rescode.html)."""
_MERGED_PAGES = 200
"""How much of an index one step of `erase` writes anew."""


class LineKind(IntEnum):
    """Which table a line is of. The numbers are the lowest bits of its id, and in the triggers of `store.schema`."""

    RECIPIENT = 1
    ARCHIVED = 2
    ELSEWHERE = 3
    """In the outbox of the service, and not sent from here."""
    RECEIVED = 4


def line_id(kind: LineKind, number: int) -> int:
    """Return the id of a line: of which table it is, and which row of it."""
    return number << _KIND_BITS | kind


def kind_of(line: int) -> int:
    """Return the table that a line is of."""
    return line & ((1 << _KIND_BITS) - 1)


def row_of(line: int) -> int:
    """Return which row of its table a line is."""
    return line >> _KIND_BITS


class DocumentState(StrEnum):
    """How it stands with the text of a document. The values are in the index."""

    WANTED = "wanted"
    READ = "read"
    UNREADABLE = "unreadable"


class CarriedDocument(NamedTuple):
    """A document of a fax: its path in the data folder, and the name of its file."""

    name: str
    title: str


class FaxPart(StrEnum):
    """What of a fax a text is. The values are what the command line prints."""

    NUMBER = "number"
    NAME = "name"
    COMMENT = "comment"
    FILE = "file"
    COVER = "cover"
    OWN_NUMBER = "own number"
    STATUS = "status"
    PAGE = "page"
    """A page of a document, which is in the index alone."""


OF_PERSON = frozenset({FaxPart.NUMBER, FaxPart.NAME})
"""What tells whom a fax is for."""


class LineText(NamedTuple):
    """A text of a fax, and what it is."""

    part: FaxPart
    text: str


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A fax as a list shows it. `shelf` is the list, `key` the fax in it, `at` what it is sorted by.

    `facets` are whole values that can be asked for.
    """

    id: int
    shelf: Shelf
    key: int
    at: datetime
    texts: tuple[LineText, ...]
    facets: frozenset[str]
    documents: tuple[CarriedDocument, ...] = ()

    @property
    def place(self) -> int:
        """What the line is ordered by in the index."""
        return _place(self.shelf, self.at, self.key)

    def of_person(self, *, wanted: bool) -> tuple[str, ...]:
        """Return the texts that tell whom the fax is for, or the others."""
        return tuple(text for part, text in self.texts if (part in OF_PERSON) is wanted)

    def meets(self, search: FaxSearch, has_text: Callable[[Term], bool]) -> bool:
        """Return what the index would answer if it had the line; `has_text` whether a term is in its documents."""
        everywhere = _words_in(text for _, text in self.texts)
        person = _words_in(self.of_person(wanted=True))
        return (
            _bound(self.shelf, search.since) <= self.place < _bound(self.shelf, search.until, last=True)
            and all(self.facets & facets for facets in wanted_facets(search))
            and all(contained(person, term) for term in search.person_terms)
            and all(contained(everywhere, term) or has_text(term) for term in search.terms)
        )


def _words_in(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in index_words(text, inside=True)}


class PageHit(NamedTuple):
    """A page of a document on which something is found: the file's name, the page from 1, and its text."""

    title: str
    page: int
    text: str


class Unread(NamedTuple):
    """A document whose text is wanted: its id in a file of the index, its path in the data folder, and how many pages
    of it have been read.
    """

    file: int
    id: int
    name: str
    pages: int


def _place(shelf: Shelf, at: datetime, key: int) -> int:
    """Return the row of a line in `line_text`: ascending by list, by time in seconds, and by its key there.

    So that what is found is in the order of the list without being sorted.
    """
    seconds = min(max(0, to_ms(at) // 1000 - _EPOCH), (1 << _SECOND_BITS) - 1)
    return (shelf << _SECOND_BITS | seconds) << _KEY_BITS | key


def merged(places: Iterable[int], others: Iterable[int]) -> Iterator[int]:
    """Yield places, which descend, and others in between, each once. To sort all of them would stop the window."""
    last = -1
    for place in heapq.merge(places, sorted(others, reverse=True), reverse=True):
        if place != last:
            yield place
        last = place


def key_at(place: int) -> int:
    """Return the key of the fax at a place."""
    return place & _KEY_MASK


def state_facet(state: str) -> str:
    """Return the facet of a state."""
    return f"state {state}"


def account_facet(uid: str) -> str:
    """Return the facet of an account."""
    return f"account {uid}"


def sender_facet(digits: str) -> str:
    """Return the facet of the number that a fax was sent from."""
    return f"sender {digits}"


def wanted_facets(search: FaxSearch) -> Iterator[frozenset[str]]:
    """Yield facets of which a fax must have one, for each filter of a search."""
    if search.states:
        yield frozenset(map(state_facet, search.states))
    if search.account:
        yield frozenset({account_facet(search.account)})
    if search.sender:
        yield frozenset({sender_facet(comparable(search.sender))})


class IndexRenewed(Exception):
    """The file that was to be written to is not used any more: another has been begun, which is empty."""


class _OtherFolding(sqlite3.DatabaseError):
    """The words of an index are folded in another way than those that are looked for."""


class IndexLock(DeliveryLock):
    """The right to fill the index: one process per data folder has it."""


class SearchIndex:
    """The index in a folder, for one thread. What is wrong with its file costs a new one, and no error.

    Raises `StoreTrouble` where the folder cannot be written, the disk is full, or another keeps the index busy.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._identity: tuple[int, int] | None = None
        self._database: Database | None = None

    # ------------------------------------------------------------------------------------------------ the files

    def close(self) -> None:
        """Give the connection back."""
        if self._database is not None:
            self._database.close()
        self._database = None

    def throw_away(self) -> None:
        """Begin an empty index, which is to be filled anew."""
        self._begin(self._newest())

    @property
    def file(self) -> int:
        """The number of the newest file. What is written with it is written to that one or not at all."""
        return self._run(lambda _: self._number)

    def _run(self, job: Callable[[Database], T]) -> T:
        """Do a job on the newest file. Where that turns out to be broken, do it on a new one."""
        try:
            return job(self._opened())
        except (StoreTrouble, sqlite3.Error) as error:
            self._renew_after(error)
        return job(self._opened())

    def _write(self, job: Callable[[sqlite3.Connection], T], file: int | None) -> T:
        """Do a job in a transaction. Raises `IndexRenewed` where the file is another than the one meant by now."""
        try:
            database = self._opened()
            if file not in (None, self._number):
                raise IndexRenewed
            with database.transaction() as connection:
                return job(connection)
        except (StoreTrouble, sqlite3.Error) as error:
            self._renew_after(error)
            raise IndexRenewed from error

    def _renew_after(self, error: BaseException) -> None:
        if _is_of_the_moment(error):
            raise error
        _log.warning("the search index is made anew: %r", error.__cause__ or error)
        self._begin(self._number)

    def _opened(self) -> Database:
        newest = self._newest()
        # One that was deleted may have been begun once more by another connection, under the same name.
        if self._database is None or newest != self._number or _identity(self._path(newest)) != self._identity:
            self.close()
            self._open(max(newest, 1))
        assert self._database is not None  # noqa: S101  for the type checker
        return self._database

    def _open(self, number: int) -> None:
        try:
            make_private_folder(self._folder)
        except OSError as error:
            raise cannot_write(self._folder) from error
        path = self._path(number)
        make_private_file(path)
        self._number, self._identity = number, _identity(path)
        database = Database(path, _MIGRATIONS, synchronous="NORMAL")
        try:
            # What is forgotten must not stay in the file.
            database.value("PRAGMA secure_delete = ON")
            _check_folding(database)
        except BaseException:
            database.close()
            raise
        self._database = database

    def _newest(self) -> int:
        try:
            names = [entry.name for entry in self._folder.iterdir()]
        except OSError:
            return 0
        return max((int(match[1]) for name in names if (match := _NAME.fullmatch(name))), default=0)

    def _path(self, number: int) -> Path:
        return self._folder / f"index-{number:06}.sqlite3"

    def _begin(self, after: int) -> None:
        """Begin the file behind another, and remove what was before, as far as nobody has it open."""
        self.close()
        self._open(max(after, self._newest()) + 1)
        for old in self._folder.glob("index-*"):
            match = _NAME.match(old.name)
            if match and int(match[1]) < self._number:
                with contextlib.suppress(OSError):
                    discard(old)

    # ------------------------------------------------------------------------------------------- what is searched

    def find(self, search: FaxSearch, shelf: Shelf, limit: int | None = None) -> array[int]:
        """Return the places of what is found in a list, the latest first: all, or the first `limit`."""
        return self._run(lambda database: _Finder(database, search, shelf).places(limit))

    def find_keys(self, search: FaxSearch, shelf: Shelf, limit: int | None = None) -> array[int]:
        """Return the keys of the same."""
        return self._run(lambda database: _Finder(database, search, shelf).keys(limit))

    def texts_with(self, term: Term) -> frozenset[str]:
        """Return the names of the documents in whose text a term is."""
        sql = f"SELECT name FROM document WHERE id IN ({_PAGES_WITH})"
        found = self._run(lambda database: database.rows(sql, (_page_query(term),)))
        return frozenset(row["name"] for row in found)

    def pages_with(self, line: int, term: Term, most: int) -> tuple[PageHit, ...]:
        """Return the first pages of the documents of a line on which a term is, `most` at most."""
        sql = (
            "SELECT c.title, p.id, p.text FROM carried c JOIN page p"
            f" ON p.id BETWEEN c.document << {_PAGE_BITS} AND (c.document + 1 << {_PAGE_BITS}) - 1"
            " WHERE c.line = ? AND p.id IN (SELECT rowid FROM page_text WHERE page_text MATCH ?)"
            " ORDER BY c.position, p.id LIMIT ?"
        )
        found = self._run(lambda database: database.rows(sql, (line, _page_query(term), most)))
        return tuple(PageHit(row["title"], row["id"] % MOST_PAGES + 1, _unpacked(row["text"])) for row in found)

    # ------------------------------------------------------------------------------------------------ what fills it

    def fact(self, name: str) -> str:
        """Return a fact about the index, or an empty text."""
        return str(self._run(lambda d: d.value("SELECT value FROM fact WHERE name = ?", (name,))) or "")

    def keep(
        self, lines: Mapping[int, IndexLine | None], facts: Mapping[str, str] | None = None, *, file: int | None = None
    ) -> int:
        """Keep lines by their ids, in the place of what there was; None removes one. Return how many are others now.

        `facts` are kept with them, or not at all. Raises `IndexRenewed`, also where `file` is not the newest any more.
        """

        def write(connection: sqlite3.Connection) -> int:
            changed = _Writer(connection).keep(lines)
            connection.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", (facts or {}).items())
            return changed

        return self._write(write, file)

    def unread(self) -> Unread | None:
        """Return the document whose text is to be read next, that of the latest fax; None where there is none."""
        wanted = f"SELECT id, name, pages FROM document WHERE state = '{DocumentState.WANTED}'"
        sql = f"{wanted} ORDER BY at DESC, id LIMIT 1"
        row = self._run(lambda database: database.row(sql))
        return None if row is None else Unread(self._number, row["id"], row["name"], row["pages"])

    def count_unread(self) -> int:
        """Return how many documents are to be read."""
        sql = f"SELECT count(*) FROM document WHERE state = '{DocumentState.WANTED}'"
        return int(self._run(lambda database: database.value(sql)))

    def keep_pages(self, document: Unread, texts: Sequence[str], state: DocumentState) -> None:
        """Keep the texts of the next pages of a document, and how it stands with it now.

        Nothing is kept of one that was forgotten meanwhile. Raises `IndexRenewed`.
        """

        def write(connection: sqlite3.Connection) -> None:
            settled = connection.execute(
                "UPDATE document SET state = ?, pages = ? WHERE id = ? AND name = ? AND pages = ?",
                (state, document.pages + len(texts), document.id, document.name, document.pages),
            )
            for page, text in enumerate(texts if settled.rowcount else (), document.pages):
                words = " ".join(index_words(text))
                if words and page < MOST_PAGES:
                    number = document.id << _PAGE_BITS | page
                    connection.execute("INSERT INTO page VALUES (?, ?)", (number, _packed(text)))
                    connection.execute("INSERT INTO page_text (rowid, text) VALUES (?, ?)", (number, words))

        self._write(write, document.file)

    def forget(self, lines: Iterable[int]) -> None:
        """Remove lines, and the text of documents that no other line carries, so that no trace of them is left.

        For faxes that are removed from the lists as well: one that stays there comes back when it becomes another.
        """
        gone = list(lines)
        with contextlib.suppress(IndexRenewed):
            self._write(lambda connection: _Writer(connection).forget(gone), None)
            self.drop_documents()
            while not self.erase():
                pass
            # What was removed is in the file beside it until that is written into the index.
            self._run(lambda database: database.value("PRAGMA wal_checkpoint(TRUNCATE)"))

    def drop_documents(self) -> int:
        """Remove the documents that no line carries; return how many there were. Raises `IndexRenewed`."""
        return self._write(lambda connection: _Writer(connection).drop_documents(), None)

    def erase(self) -> bool:
        """Write a part of the index anew, without what was removed from it; return True where nothing is left of that.

        FTS5 keeps what was removed until the part of the index that it is in is written anew
        (www.sqlite.org/fts5.html, section 6.8). Raises `IndexRenewed`.
        """
        rests = [self._write(partial(_merge, table), None) for table in ("line_text", "page_text")]
        return all(rests)


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of the same name, None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _check_folding(database: Database) -> None:
    found = database.value("SELECT value FROM fact WHERE name = 'signature'")
    if found is None:
        with database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO fact VALUES ('signature', ?)", (_SIGNATURE,))
    elif found != _SIGNATURE:
        raise _OtherFolding


def _merge(table: str, connection: sqlite3.Connection) -> bool:
    """Merge a part of a table of FTS5; return True where all of it is one, so that nothing is left to merge."""
    before = connection.total_changes
    connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (-_MERGED_PAGES,))
    return connection.total_changes - before < 2


class _Writer:
    """Writes lines and documents, inside of a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._facets: dict[str, str] = {}

    def keep(self, lines: Mapping[int, IndexLine | None]) -> int:
        known = {row["id"]: row for row in self._known(lines)}
        rows = {number: None if line is None else self._row(line) for number, line in lines.items()}
        others = [number for number, row in rows.items() if row != (tuple(known[number]) if number in known else None)]
        removed = sorted((known[number] for number in others if number in known), key=lambda row: row["place"])
        # In ascending order: FTS5 writes to the disk whenever a row comes that is not behind the one before.
        for row in removed:
            self._connection.execute(
                "INSERT INTO line_text (line_text, rowid, person, words, facets) VALUES ('delete', ?, ?, ?, ?)",
                tuple(row)[1:],
            )
            self._connection.execute("DELETE FROM line WHERE id = ?", (row["id"],))
        added = [new for number in others if (new := rows[number]) is not None]
        for new in sorted(added, key=lambda row: row[1]):
            self._connection.execute("INSERT INTO line VALUES (?, ?, ?, ?, ?)", new)
            self._connection.execute(
                "INSERT INTO line_text (rowid, person, words, facets) VALUES (?, ?, ?, ?)", new[1:]
            )
        return len(others) + sum([self._keep_documents(number, line) for number, line in lines.items()])

    def forget(self, lines: Sequence[int]) -> None:
        """Remove lines, and the values that can be asked for and that none but these had: one is a sender's number."""
        letters = {row["facets"][place + 1] for row in self._known(lines) for place in range(0, len(row["facets"]), 3)}
        self.keep(dict.fromkeys(lines))
        for letter in letters:
            text = f"{_FACET}{letter}{_FACET}"
            used = "SELECT 1 FROM line_text WHERE line_text MATCH ? LIMIT 1"
            if self._connection.execute(used, (f"facets : {_quoted(text)}",)).fetchone() is None:
                number = ord(letter) - _FIRST_FACET
                self._connection.execute("DELETE FROM facet WHERE id % ? = ?", (_MOST_FACETS, number))

    def _known(self, lines: Iterable[int]) -> Iterator[sqlite3.Row]:
        ids = list(lines)
        for start in range(0, len(ids), _FEW):
            part = ids[start : start + _FEW]
            yield from self._connection.execute(f"SELECT * FROM line WHERE id IN ({placeholders(part)})", part)

    def _row(self, line: IndexLine) -> tuple[int, int, str, str, str]:
        facets = "".join(self._facet(value) for value in sorted(line.facets))
        person, others = (_padded(line.of_person(wanted=wanted)) for wanted in (True, False))
        return line.id, line.place, person, others, facets

    def _facet(self, value: str) -> str:
        if value not in self._facets:
            self._connection.execute("INSERT OR IGNORE INTO facet (value) VALUES (?)", (value,))
            row = self._connection.execute("SELECT id FROM facet WHERE value = ?", (value,)).fetchone()
            self._facets[value] = _facet_text(row["id"])
        return self._facets[value]

    def _keep_documents(self, number: int, line: IndexLine | None) -> bool:
        known = self._connection.execute(
            "SELECT d.name, c.title FROM carried c JOIN document d ON d.id = c.document WHERE c.line = ?"
            " ORDER BY c.position",
            (number,),
        ).fetchall()
        wanted = () if line is None else line.documents
        if [tuple(row) for row in known] == [tuple(document) for document in wanted]:
            return False
        self._connection.execute("DELETE FROM carried WHERE line = ?", (number,))
        for position, document in enumerate(wanted):
            assert line is not None  # noqa: S101  for the type checker
            self._connection.execute(
                "INSERT OR IGNORE INTO document (name, at, state) VALUES (?, ?, ?)",
                (document.name, to_ms(line.at), DocumentState.WANTED),
            )
            self._connection.execute(
                "INSERT INTO carried SELECT ?, ?, id, ? FROM document WHERE name = ?",
                (number, position, document.title, document.name),
            )
        return True

    def drop_documents(self) -> int:
        unused = "SELECT id FROM document WHERE id NOT IN (SELECT document FROM carried)"
        gone = [row["id"] for row in self._connection.execute(unused)]
        for document in gone:
            bounds = (document << _PAGE_BITS, (document + 1 << _PAGE_BITS) - 1)
            pages = self._connection.execute("SELECT id, text FROM page WHERE id BETWEEN ? AND ?", bounds).fetchall()
            self._connection.executemany(
                "INSERT INTO page_text (page_text, rowid, text) VALUES ('delete', ?, ?)",
                [(row["id"], " ".join(index_words(_unpacked(row["text"])))) for row in pages],
            )
            self._connection.execute("DELETE FROM page WHERE id BETWEEN ? AND ?", bounds)
            self._connection.execute("DELETE FROM document WHERE id = ?", (document,))
        return len(gone)


class _Finder:
    """Answers one search in one list.

    A line is found where each term is in it or in the text of its documents. Nearly always one of both answers alone,
    so that is asked first.
    """

    def __init__(self, database: Database, search: FaxSearch, shelf: Shelf) -> None:
        self._database = database
        self._terms = search.terms
        self._bounds = (_bound(shelf, search.since), _bound(shelf, search.until, last=True))
        self._filters = [
            *(f"person : ({_line_expression(term)})" for term in search.person_terms),
            *map(self._any_facet, wanted_facets(search)),
        ]

    def _any_facet(self, facets: frozenset[str]) -> str:
        values = sorted(facets)
        sql = f"SELECT id FROM facet WHERE value IN ({placeholders(values)})"
        known = [_facet_text(row["id"]) for row in self._database.rows(sql, values)]
        # One that no line has finds nothing.
        return f"facets : ({' OR '.join(_quoted(text) for text in known or (_facet_text(0),))})"

    def places(self, limit: int | None) -> array[int]:
        """Return the places of what is found, the latest first."""
        return array("q", self._found(limit, "place"))

    def keys(self, limit: int | None) -> array[int]:
        """Return the keys of the same."""
        return array("q", self._found(limit, f"place & {_KEY_MASK}"))

    def _found(self, limit: int | None, wanted: str) -> Iterator[int]:
        if len(self._terms) == 1 and not self._filters:
            return self._of_one(self._terms[0], limit, wanted)
        in_text = self._with_text()
        if not in_text:
            return self._in_lines(self._terms, limit, wanted)
        places = islice(merged(self._in_lines(self._terms, limit), in_text), limit)
        return places if wanted == "place" else map(key_at, places)

    def _of_one(self, term: Term, limit: int | None, wanted: str) -> Iterator[int]:
        """Yield what has one term alone, in itself or in its documents, as SQLite merges both: the first at once."""
        sql = (
            f"SELECT {wanted} FROM (SELECT rowid AS place FROM line_text WHERE line_text MATCH ? AND rowid {_BETWEEN}"
            f" UNION {_PLACES_OF_TEXT} ORDER BY 1 DESC{_most(limit)})"
        )
        in_line = f"{{person words}} : ({_line_expression(term)})"
        return self._database.column(sql, (in_line, *self._bounds, _page_query(term), *self._bounds))

    def _in_lines(self, terms: Sequence[Term], limit: int | None = None, wanted: str = "place") -> Iterator[int]:
        """Yield the places of the lines that have all these terms in themselves, the latest first, or what is `wanted`
        of them.
        """
        conditions = [*self._filters, *(f"{{person words}} : ({_line_expression(term)})" for term in terms)]
        if conditions:
            source = f"SELECT rowid AS place FROM line_text WHERE line_text MATCH ? AND rowid {_BETWEEN}"
            values: tuple[str | int, ...] = (" AND ".join(conditions), *self._bounds)
        else:
            source, values = f"SELECT place FROM line WHERE place {_BETWEEN}", self._bounds
        sql = f"SELECT {wanted} FROM ({source} ORDER BY 1 DESC{_most(limit)})"
        return self._database.column(sql, values)

    def _with_text(self) -> set[int]:
        """Return the places of lines in the text of whose documents at least one of the terms is, and that have all."""
        texts = [set(self._places_of_text(term)) for term in self._terms]
        candidates = set[int]().union(*texts)
        for term, found in zip(self._terms, texts, strict=True):
            if missing := candidates - found:
                candidates -= missing - self._among(missing, (term,))
        return self._among(candidates, ()) if self._filters and candidates else candidates

    def _places_of_text(self, term: Term) -> Iterator[int]:
        return self._database.column(_PLACES_OF_TEXT, (_page_query(term), *self._bounds))

    def _among(self, places: set[int], terms: Sequence[Term]) -> set[int]:
        """Return those of the places whose lines have all these terms in themselves."""
        if len(places) > _FEW:
            return places.intersection(self._in_lines(terms))
        conditions = [*self._filters, *(f"{{person words}} : ({_line_expression(term)})" for term in terms)]
        sql = f"SELECT rowid FROM line_text WHERE line_text MATCH ? AND rowid IN ({placeholders(places)})"
        return set(self._database.column(sql, (" AND ".join(conditions), *places)))


_KEY_MASK = (1 << _KEY_BITS) - 1


def _most(limit: int | None) -> str:
    return "" if limit is None else f" LIMIT {int(limit)}"


_BETWEEN = "BETWEEN ? AND ? - 1"
_PAGES_WITH = f"SELECT rowid >> {_PAGE_BITS} FROM page_text WHERE page_text MATCH ?"

_PLACES_OF_TEXT = (
    "SELECT DISTINCT l.place FROM carried c JOIN line l ON l.id = c.line"
    f" WHERE c.document IN ({_PAGES_WITH}) AND l.place {_BETWEEN}"
)


def _bound(shelf: Shelf, at: datetime | None, *, last: bool = False) -> int:
    """Return the first place of a list that is not before `at`; without one that of the list, or of the next list."""
    if at is None:
        return shelf + last << _SECOND_BITS + _KEY_BITS
    # A second that has begun before belongs to what is before.
    seconds = -(-to_ms(at) // 1000) - _EPOCH
    return (shelf << _SECOND_BITS | min(max(0, seconds), (1 << _SECOND_BITS) - 1)) << _KEY_BITS


def _padded(texts: Sequence[str]) -> str:
    """Return the words of texts as `line_text` takes them."""
    words = dict.fromkeys(word for text in texts for word in index_words(text, inside=True))
    return "".join(f"{_GAP}{_GAP}{word}" for word in words) + _GAP * 2 if words else ""


def _facet_text(number: int) -> str:
    """Return the three letters of a facet. More of them than there are letters share one: such a filter finds more."""
    return f"{_FACET}{chr(_FIRST_FACET + number % _MOST_FACETS)}{_FACET}"


def _line_expression(term: Term) -> str:
    """Return what finds a term in `line_text`: three letters and more anywhere, fewer where a word begins."""
    return _alternatives(term, lambda part: _quoted(_GAP * (3 - len(part)) + part))


def _page_query(term: Term) -> str:
    """Return what finds a term in `page_text`: where a word begins, a single letter only as a word of its own."""
    return _alternatives(term, lambda part: _quoted(part) if is_lone(part) else f"{_quoted(part)} *")


def _alternatives(term: Term, query: Callable[[str], str]) -> str:
    parts = " AND ".join(map(query, term.parts))
    return " OR ".join((f"({parts})", *map(query, term.wholes)))


def _quoted(text: str) -> str:
    """Return a string of the language of FTS5. Folded words have no quotation marks."""
    return f'"{text}"'


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "replace"))


def _unpacked(text: bytes) -> str:
    return zlib.decompress(text).decode("utf-8", "replace")


def _is_of_the_moment(error: BaseException) -> bool:
    """Return whether an error is one of the disk or of the moment, which a new file would have as well."""
    cause = error.__cause__ if isinstance(error, StoreTrouble) else error
    if not isinstance(cause, sqlite3.Error):
        # `Database` refuses a file without one where that is of a newer version, or of no version.
        return isinstance(cause, OSError)
    return (getattr(cause, "sqlite_errorcode", 0) or 0) & 0xFF in _USABLE
