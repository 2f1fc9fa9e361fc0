"""How lines and the texts of documents get into the search index, and leave it without a trace."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from faxdesk.core.search_text import index_words
from faxdesk.core.times import to_ms
from faxdesk.store.database import placeholders
from faxdesk.store.index_line import DocumentState
from faxdesk.store.index_query import FEW, PAGE_BITS, facet_condition, facet_text, facets_of, padded

if TYPE_CHECKING:
    from faxdesk.store.index_line import IndexLine, Unread

MOST_PAGES = 1 << PAGE_BITS
"""Pages of a document that are looked at; the service sends a few hundred at most."""
_MERGED_PAGES = 200
"""How much of an index one step of `erase` writes anew."""


class IndexWriter:
    """Writes lines and documents, inside of a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._facets: dict[str, str] = {}

    def keep(self, lines: Mapping[int, IndexLine | None]) -> int:
        """Write lines by their ids; None removes one. Return how many have become others."""
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
            used = "SELECT 1 FROM line_text WHERE line_text MATCH ? LIMIT 1"
            if self._connection.execute(used, (facet_condition(letter),)).fetchone() is None:
                condition, values = facets_of(letter)
                self._connection.execute(f"DELETE FROM facet WHERE {condition}", values)

    def _known(self, lines: Iterable[int]) -> Iterator[sqlite3.Row]:
        ids = list(lines)
        for start in range(0, len(ids), FEW):
            part = ids[start : start + FEW]
            yield from self._connection.execute(f"SELECT * FROM line WHERE id IN ({placeholders(part)})", part)

    def _row(self, line: IndexLine) -> tuple[int, int, str, str, str]:
        facets = "".join(self._facet(value) for value in sorted(line.facets))
        person, others = (padded(line.of_person(wanted=wanted)) for wanted in (True, False))
        return line.id, line.place, person, others, facets

    def _facet(self, value: str) -> str:
        if value not in self._facets:
            self._connection.execute("INSERT OR IGNORE INTO facet (value) VALUES (?)", (value,))
            row = self._connection.execute("SELECT id FROM facet WHERE value = ?", (value,)).fetchone()
            self._facets[value] = facet_text(row["id"])
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

    def keep_pages(self, document: Unread, texts: Sequence[str], state: DocumentState) -> None:
        """Write the texts of the next pages of a document, unless it was forgotten, and how it stands with it now."""
        settled = self._connection.execute(
            "UPDATE document SET state = ?, pages = ? WHERE id = ? AND name = ? AND pages = ?",
            (state, document.pages + len(texts), document.id, document.name, document.pages),
        )
        for page, text in enumerate(texts if settled.rowcount else (), document.pages):
            words = " ".join(index_words(text))
            if words and page < MOST_PAGES:
                number = document.id << PAGE_BITS | page
                self._connection.execute("INSERT INTO page VALUES (?, ?)", (number, _packed(text)))
                self._connection.execute("INSERT INTO page_text (rowid, text) VALUES (?, ?)", (number, words))

    def drop_documents(self) -> int:
        """Remove the documents that no line carries; return how many there were."""
        unused = "SELECT id FROM document WHERE id NOT IN (SELECT document FROM carried)"
        gone = [row["id"] for row in self._connection.execute(unused)]
        for document in gone:
            bounds = (document << PAGE_BITS, (document + 1 << PAGE_BITS) - 1)
            pages = self._connection.execute("SELECT id, text FROM page WHERE id BETWEEN ? AND ?", bounds).fetchall()
            self._connection.executemany(
                "INSERT INTO page_text (page_text, rowid, text) VALUES ('delete', ?, ?)",
                [(row["id"], " ".join(index_words(unpacked(row["text"])))) for row in pages],
            )
            self._connection.execute("DELETE FROM page WHERE id BETWEEN ? AND ?", bounds)
            self._connection.execute("DELETE FROM document WHERE id = ?", (document,))
        return len(gone)


def merge(table: str, connection: sqlite3.Connection) -> bool:
    """Merge a part of a table of FTS5; return True where all of it is one, so that nothing is left to merge."""
    before = connection.total_changes
    connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (-_MERGED_PAGES,))
    return connection.total_changes - before < 2


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "replace"))


def unpacked(text: bytes) -> str:
    """Return the text of a page."""
    return zlib.decompress(text).decode("utf-8", "replace")
