"""What of the faxes the search index holds, and which of them it does not know yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from faxdesk.core.lifecycle import State
from faxdesk.core.model import DocumentType
from faxdesk.core.phone import comparable
from faxdesk.store import cells
from faxdesk.store.copies import folder_name
from faxdesk.store.copy_state import CopyState
from faxdesk.store.database import placeholders
from faxdesk.store.fax_lists import INDEXED_LISTS, IndexedList, Listing
from faxdesk.store.index_line import (
    CarriedDocument,
    FaxPart,
    IndexLine,
    LineKind,
    LineText,
    account_facet,
    kind_of,
    line_id,
    row_of,
    sender_facet,
    state_facet,
)
from faxdesk.store.submissions import cover_page_of

if TYPE_CHECKING:
    from faxdesk.core.cover import CoverPage
    from faxdesk.core.received_fax import ReceivedFax
    from faxdesk.store.database import Database
    from faxdesk.store.fax_lists import FaxLists, Row
    from faxdesk.store.received_faxes import ReceivedFaxes

_TABLES = {
    LineKind.RECIPIENT: ("recipient", "id"),
    LineKind.ARCHIVED: ("fax", "row"),
    LineKind.ELSEWHERE: ("outbox_fax", "rowid"),
    LineKind.RECEIVED: ("received_fax", "row"),
}
_LISTINGS: dict[LineKind, tuple[Listing, ...]] = {
    LineKind.RECIPIENT: (Listing.OUTBOX, Listing.SENT),
    LineKind.ARCHIVED: (Listing.SENT,),
    LineKind.ELSEWHERE: (Listing.OUTBOX,),
    LineKind.RECEIVED: (),
}
"""The lists that a row of each table may be in, of those of `FaxLists`."""
BUILT = "built"
"""The fact of the index that says before which line of each table it has not been given any yet (JSON)."""
PAIRED = "search.index"
"""The fact of the index and of the database by which they know that one is filled from the other."""

NEVER = "never"
"""The same in a database that no index was ever filled from."""


class Changes(NamedTuple):
    """Lines that have become another, each once, and the number of the last change that is among them."""

    lines: tuple[int, ...]
    last: int


def line_of(indexed_list: IndexedList, key: int) -> int:
    """Return the id of the line that a list shows under a key."""
    if indexed_list is IndexedList.INBOX:
        return line_id(LineKind.RECEIVED, key)
    if key % 2:
        return line_id(LineKind.RECIPIENT, key // 2)
    return line_id(LineKind.ARCHIVED if indexed_list is IndexedList.SENT else LineKind.ELSEWHERE, key // 2)


def key_of(indexed_list: IndexedList, line: int) -> int | None:
    """Return the key under which a list would show a line; None where it never shows such a one."""
    kind = LineKind(kind_of(line))
    if kind is LineKind.RECEIVED:
        return row_of(line) if indexed_list is IndexedList.INBOX else None
    shown_in = [INDEXED_LISTS[listing] for listing in _LISTINGS[kind]]
    return row_of(line) * 2 + int(kind is LineKind.RECIPIENT) if indexed_list in shown_in else None


class SearchLines:
    """The faxes as the index takes them, and the changes that it does not know yet."""

    def __init__(self, database: Database, fax_lists: FaxLists, received_faxes: ReceivedFaxes) -> None:
        self._database = database
        self._fax_lists = fax_lists
        self._received_faxes = received_faxes

    # ---------------------------------------------------------------------------------------- which are to be read

    def newest(self) -> tuple[int, ...]:
        """Return behind which line the reading of all begins, for each table."""
        return tuple(
            line_id(kind, int(self._database.value(f"SELECT max({number}) FROM {table}") or 0) + 1)
            for kind, (table, number) in _TABLES.items()
        )

    def before(self, line: int, most: int) -> tuple[int, ...]:
        """Return the next lines of the same table that are older than this one."""
        kind = LineKind(kind_of(line))
        table, number = _TABLES[kind]
        sql = f"SELECT {number} FROM {table} WHERE {number} < ? ORDER BY {number} DESC LIMIT ?"
        return tuple(line_id(kind, row) for row in self._database.column(sql, (row_of(line), most)))

    def count_before(self, lines: Iterable[int]) -> int:
        """Return how many lines there are before each of these, of the same table."""
        return sum(
            int(self._database.value(f"SELECT count(*) FROM {table} WHERE {number} < ?", (row_of(line),)))
            for line in lines
            for table, number in (_TABLES[LineKind(kind_of(line))],)
        )

    def changes(self, most: int) -> Changes:
        """Return the lines of the first `most` changes that the index does not know yet."""
        rows = self._database.rows("SELECT id, line FROM search_change ORDER BY id LIMIT ?", (most,))
        return Changes(tuple(dict.fromkeys(row["line"] for row in rows)), rows[-1]["id"] if rows else 0)

    def count_changes(self) -> int:
        """Return how many changes the index does not know yet."""
        return int(self._database.value("SELECT count(*) FROM search_change"))

    def last_change(self) -> int:
        """Return the number of the last change that the index does not know yet, 0 where there is none."""
        return int(self._database.value("SELECT max(id) FROM search_change") or 0)

    def settle(self, last: int, paired: str) -> None:
        """The index knows the changes up to the `last` now, and was given `paired` with them."""
        with self._database.transaction(lasting=False) as connection:
            connection.execute("DELETE FROM search_change WHERE id <= ?", (last,))
            connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (PAIRED, paired))

    def paired(self) -> str:
        """Return what was given with the changes that were settled last, `NEVER` where none ever were."""
        return str(self._database.value("SELECT value FROM fact WHERE name = ?", (PAIRED,)) or NEVER)

    def shown(self, indexed_list: IndexedList) -> set[int]:
        """Return the keys of all that a list shows now."""
        if indexed_list is IndexedList.INBOX:
            return set(self._received_faxes.keys())
        return set(self._fax_lists.keys(next(listing for listing, own in INDEXED_LISTS.items() if own is indexed_list)))

    # ------------------------------------------------------------------------------------------- what is in them

    def read(self, lines: Iterable[int]) -> dict[int, IndexLine | None]:
        """Return what the lists show of lines; None for one that no list shows any more."""
        wanted = dict.fromkeys(lines)
        found: dict[int, IndexLine | None] = dict(wanted)
        for kind in LineKind:
            numbers = [row_of(line) for line in wanted if kind_of(line) == kind]
            if kind is LineKind.RECEIVED and numbers:
                found.update((line.id, line) for line in self._received(self._received_faxes.rows(numbers).values()))
            odd = int(kind is LineKind.RECIPIENT)
            for listing in _LISTINGS[kind] if numbers else ():
                rows = self._fax_lists.rows(listing, [number * 2 + odd for number in numbers])
                for line in self._lines(listing, list(rows.values())):
                    found[line.id] = line
        return found

    def _lines(self, listing: Listing, rows: Sequence[Row]) -> Iterator[IndexLine]:
        documents = self._documents([row.job for row in rows if row.job is not None])
        covers = self._covers([row.job for row in rows if row.job is not None])
        fetched = self._fetched([row.fax_id for row in rows if row.job is None and row.fax_id])
        account = str(self._database.value("SELECT value FROM fact WHERE name = 'account.uid'") or "")
        for row in rows:
            carried, names = documents.get(row.job or "", ((), ()))
            cover, owner = covers.get(row.job or "", (None, account))
            facets = {state_facet(row.state), sender_facet(comparable(row.sender)), account_facet(owner or account)}
            yield IndexLine(
                id=line_of(INDEXED_LISTS[listing], row.key),
                indexed_list=INDEXED_LISTS[listing],
                key=row.key,
                at=row.at,
                texts=tuple(text for text in _texts(row, names, cover) if text.text),
                facets=frozenset(facets),
                documents=carried or fetched.get(row.fax_id or "", ()),
            )

    def _received(self, faxes: Iterable[ReceivedFax]) -> Iterator[IndexLine]:
        given = list(faxes)
        keys = [fax.key for fax in given]
        sql = f"SELECT row, account FROM received_fax WHERE row IN ({placeholders(keys)})"
        accounts = {row["row"]: row["account"] for row in self._database.rows(sql, keys)}
        for fax in given:
            texts = (
                LineText(FaxPart.NUMBER, _number(fax.sender)),
                LineText(FaxPart.COMMENT, fax.comment),
                LineText(FaxPart.OWN_NUMBER, _number(fax.number)),
            )
            facets = {state_facet(fax.state), sender_facet(comparable(fax.sender)), account_facet(accounts[fax.key])}
            yield IndexLine(
                id=line_of(IndexedList.INBOX, fax.key),
                indexed_list=IndexedList.INBOX,
                key=fax.key,
                at=fax.at,
                texts=tuple(text for text in texts if text.text),
                facets=frozenset(facets),
                documents=(_fetched_pages(fax.id),) if fax.pages_kept else (),
            )

    def _documents(self, jobs: Sequence[str]) -> dict[str, tuple[tuple[CarriedDocument, ...], tuple[str, ...]]]:
        """Return the documents of submissions, and the names of the files that they were put together of."""
        found: dict[str, tuple[tuple[CarriedDocument, ...], tuple[str, ...]]] = {}
        sql = f"SELECT * FROM document WHERE job IN ({placeholders(jobs)}) ORDER BY job, position"
        for row in self._database.rows(sql, jobs):
            carried, names = found.get(row["job"], ((), ()))
            # A picture has no text.
            has_text = row["type"] == DocumentType.PDF
            spooled = CarriedDocument(f"spool/{row['sha256'][:2]}/{row['sha256']}", row["name"])
            parts = cells.parsed(row["parts"] or "[]", lambda value: tuple(map(str, value)))
            found[row["job"]] = ((*carried, *((spooled,) if has_text else ())), (*names, row["name"], *parts))
        return found

    def _covers(self, jobs: Sequence[str]) -> dict[str, tuple[CoverPage | None, str]]:
        """Return the cover pages of submissions, and the accounts that they belong to."""
        sql = f"SELECT job, cover_page, account FROM submission WHERE job IN ({placeholders(jobs)})"
        return {
            row["job"]: (cover_page_of(row["cover_page"]), row["account"] or "")
            for row in self._database.rows(sql, jobs)
        }

    def _fetched(self, faxes: Sequence[str]) -> dict[str, tuple[CarriedDocument, ...]]:
        """Return the pages that were fetched of faxes that were not sent from here."""
        sql = f"SELECT key FROM copy WHERE pages = '{CopyState.KEPT}' AND key IN ({placeholders(faxes)})"
        return {row["key"]: (_fetched_pages(row["key"]),) for row in self._database.rows(sql, faxes)}


def _fetched_pages(key: str) -> CarriedDocument:
    return CarriedDocument(f"cache/{folder_name(key)}/document.pdf", "")


def _texts(row: Row, names: Sequence[str], cover: CoverPage | None) -> Iterator[LineText]:
    yield LineText(FaxPart.NUMBER, _number(row.to))
    yield LineText(FaxPart.COMMENT, row.comment)
    yield from (LineText(FaxPart.FILE, name) for name in names)
    if cover is not None:
        yield LineText(FaxPart.NAME, cover.name_to)
        yield from (LineText(FaxPart.COVER, text) for text in (cover.subject, cover.message, cover.name_from))
    yield LineText(FaxPart.OWN_NUMBER, _number(row.sender))
    if row.state is not State.DELIVERED:
        # What went well says the same of nearly every fax; a sentence of ours is that of its status.
        yield LineText(FaxPart.STATUS, row.status.replace("_", " "))
    if row.state is State.REJECTED:
        yield LineText(FaxPart.STATUS, row.reason)


def _number(text: str) -> str:
    """Return one number or several as they are searched: their digits, whatever the service writes between them."""
    return ", ".join(comparable(number) for number in text.split(", "))
