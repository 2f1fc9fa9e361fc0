"""The index that lists are searched by, in files of their own.

It holds nothing that is not elsewhere: it can be deleted at any time, and is made again from the faxes and their
documents. So whatever is wrong with a file of it, a new one is begun beside it, and the old one is removed when nobody
has it open any more. The newest counts; its number is in its name.

What is looked for is folded before it gets here (`core.search_text`), and both tables are asked for whole trigrams or
whole beginnings of words, so that no release of SQLite finds anything else than another.
"""

from __future__ import annotations

import contextlib
import logging
import re
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from faxdesk.core.errors import StoreTrouble
from faxdesk.core.search_text import FOLDING, Term
from faxdesk.core.shared_files import discard, make_private_folder
from faxdesk.store.data_folder import make_private_file
from faxdesk.store.database import Database
from faxdesk.store.delivery_lock import DeliveryLock, cannot_write
from faxdesk.store.index_line import DocumentState, Unread
from faxdesk.store.index_query import (
    PAGE_BITS,
    PAGES_WITH,
    IndexFinder,
    page_query,
)
from faxdesk.store.index_writer import MOST_PAGES, IndexWriter, merge, unpacked

if TYPE_CHECKING:
    from faxdesk.core.fax_search import FaxSearch
    from faxdesk.store.fax_lists import IndexedList
    from faxdesk.store.index_line import IndexLine

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
    place       INTEGER NOT NULL UNIQUE,                    -- see `index_line.place_of`
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


class PageHit(NamedTuple):
    """A page of a document on which something is found: the file's name, the page from 1, and its text."""

    title: str
    page: int
    text: str


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

    def find(self, search: FaxSearch, indexed_list: IndexedList, limit: int | None = None) -> array[int]:
        """Return the places of what is found in a list, the latest first: all, or the first `limit`."""
        return self._run(lambda database: IndexFinder(database, search, indexed_list).places(limit))

    def find_keys(self, search: FaxSearch, indexed_list: IndexedList, limit: int | None = None) -> array[int]:
        """Return the keys of the same."""
        return self._run(lambda database: IndexFinder(database, search, indexed_list).keys(limit))

    def texts_with(self, term: Term) -> frozenset[str]:
        """Return the names of the documents in whose text a term is."""
        sql = f"SELECT name FROM document WHERE id IN ({PAGES_WITH})"
        found = self._run(lambda database: database.rows(sql, (page_query(term),)))
        return frozenset(row["name"] for row in found)

    def pages_with(self, line: int, term: Term, most: int) -> tuple[PageHit, ...]:
        """Return the first pages of the documents of a line on which a term is, `most` at most."""
        sql = (
            "SELECT c.title, p.id, p.text FROM carried c JOIN page p"
            f" ON p.id BETWEEN c.document << {PAGE_BITS} AND (c.document + 1 << {PAGE_BITS}) - 1"
            " WHERE c.line = ? AND p.id IN (SELECT rowid FROM page_text WHERE page_text MATCH ?)"
            " ORDER BY c.position, p.id LIMIT ?"
        )
        found = self._run(lambda database: database.rows(sql, (line, page_query(term), most)))
        return tuple(PageHit(row["title"], row["id"] % MOST_PAGES + 1, unpacked(row["text"])) for row in found)

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
            changed = IndexWriter(connection).keep(lines)
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

        self._write(lambda connection: IndexWriter(connection).keep_pages(document, texts, state), document.file)

    def forget(self, lines: Iterable[int]) -> None:
        """Remove lines, and the text of documents that no other line carries, so that no trace of them is left.

        For faxes that are removed from the lists as well: one that stays there comes back when it becomes another.
        """
        gone = list(lines)
        with contextlib.suppress(IndexRenewed):
            self._write(lambda connection: IndexWriter(connection).forget(gone), None)
            self.drop_documents()
            while not self.erase():
                pass
            # What was removed is in the file beside it until that is written into the index.
            self._run(lambda database: database.value("PRAGMA wal_checkpoint(TRUNCATE)"))

    def drop_documents(self) -> int:
        """Remove the documents that no line carries; return how many there were. Raises `IndexRenewed`."""
        return self._write(lambda connection: IndexWriter(connection).drop_documents(), None)

    def erase(self) -> bool:
        """Write a part of the index anew, without what was removed from it; return True where nothing is left of that.

        FTS5 keeps what was removed until the part of the index that it is in is written anew
        (www.sqlite.org/fts5.html, section 6.8). Raises `IndexRenewed`.
        """
        rests = [self._write(partial(merge, table), None) for table in ("line_text", "page_text")]
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


def _is_of_the_moment(error: BaseException) -> bool:
    """Return whether an error is one of the disk or of the moment, which a new file would have as well."""
    cause = error.__cause__ if isinstance(error, StoreTrouble) else error
    if not isinstance(cause, sqlite3.Error):
        # `Database` refuses a file without one where that is of a newer version, or of no version.
        return isinstance(cause, OSError)
    return (getattr(cause, "sqlite_errorcode", 0) or 0) & 0xFF in _USABLE
