"""Finding faxes in the lists: by the search index, and as they are now."""

from __future__ import annotations

import json
from array import array
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from faxdesk.core.phone import comparable
from faxdesk.core.search_text import contained, index_words, line_with
from faxdesk.store.index_line import FaxPart, key_at, kind_of, merged
from faxdesk.store.search_lines import BUILT, key_of, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from faxdesk.core.fax_search import FaxSearch
    from faxdesk.core.search_text import Term
    from faxdesk.store.contacts import Contacts
    from faxdesk.store.fax_lists import IndexedList
    from faxdesk.store.index_line import IndexLine
    from faxdesk.store.search_index import SearchIndex
    from faxdesk.store.search_lines import SearchLines

MOST_COMPARED = 1000
"""How many lines that the index does not know yet are read and compared for one search: they take some 50 ms."""
MOST_PLACES = 20
"""How many pages of one fax are told of."""

MOST_NUMBERS = 50
"""How many numbers of contacts whose names begin as a word does are looked for."""


class FoundFaxes(NamedTuple):
    """The keys of what was found, in the order of the list; how many faxes have not been looked at yet, and how many
    documents.
    """

    keys: array[int]
    unread_faxes: int
    unread_documents: int


class FoundPlace(NamedTuple):
    """Where in a fax something was found: which part of it, and its text, or the line of it that has the words.

    On a page of a document, `file` is the name of that, and `page` and `line` are numbers from 1; `line` is 0 where the
    words are parted by the end of a line.
    """

    part: FaxPart
    text: str
    file: str = ""
    page: int = 0
    line: int = 0


class FaxFinder:
    """Finds what the index knows, and reads what it does not know yet, up to `MOST_COMPARED` lines.

    Beyond that it tells how many are left, and believes the index of what a list still has. So an index that is old,
    empty or thrown away makes an answer incomplete, and never wrong.
    """

    def __init__(self, index: SearchIndex, lines: SearchLines, contacts: Contacts) -> None:
        self._index = index
        self._lines = lines
        self._contacts = contacts

    def find(self, indexed_list: IndexedList, search: FaxSearch, limit: int | None = None) -> FoundFaxes:
        """Return the faxes of a list that are looked for, the latest first: all, or the first `limit`.

        Raises `StoreTrouble` where the folder of the index cannot be used.
        """
        search = self._with_contacts(search)
        changed = self._lines.changes(MOST_COMPARED + 1).lines
        if not changed:
            keys = self._index.find_keys(search, indexed_list, limit)
            return FoundFaxes(keys, self._unread(()), self._index.count_unread())
        most = None if limit is None else limit + len(changed)
        places = self._index.find(search, indexed_list, most)
        if len(changed) > MOST_COMPARED:
            unread = self._unread(()) + self._lines.count_changes()
            present = self._lines.shown(indexed_list)
            keys = array("q", (key for place in places if (key := key_at(place)) in present))
        else:
            unread = self._unread(changed)
            keys = array("q", map(key_at, self._as_of_now(places, changed, indexed_list, search)))
        return FoundFaxes(keys[:limit], unread, self._index.count_unread())

    def _with_contacts(self, search: FaxSearch) -> FaxSearch:
        """Return a search that finds what went to a contact by its name as well, whatever was known at that time."""
        known = [
            (term, tuple(map(comparable, self._contacts.numbers_with(" ".join(term.parts), MOST_NUMBERS))))
            for term in dict.fromkeys((*search.terms, *search.person_terms))
            if not all(part.isdecimal() for part in term.parts)
        ]
        return search._replace(known_as=tuple((term, numbers) for term, numbers in known if numbers))

    def _unread(self, compared: Iterable[int]) -> int:
        """Return how many lines the index has not been given since it was begun, but those that are compared."""
        known = self._index.fact(BUILT)
        cursors = json.loads(known) if known else self._lines.newest()
        before = {kind_of(cursor): cursor for cursor in cursors}
        seen = sum(line < before[kind_of(line)] for line in compared)
        return max(0, self._lines.count_before(cursors) - seen)

    def _as_of_now(
        self, places: array[int], changed: Sequence[int], indexed_list: IndexedList, search: FaxSearch
    ) -> Iterator[int]:
        """Return the places with those of the changed lines as they are now."""
        old = {key for line in changed if (key := key_of(indexed_list, line)) is not None}
        fresh: list[int] = []
        known: dict[Term, frozenset[str]] = {}

        def has_text(line: IndexLine, term: Term) -> bool:
            if line.documents and term not in known:
                known[term] = self._index.texts_with(term)
            return any(document.name in known[term] for document in line.documents)

        for line in self._lines.read(changed).values():
            shown = line is not None and line.indexed_list == indexed_list
            if line is not None and shown and line.meets(search, partial(has_text, line)):
                fresh.append(line.place)
        return merged((place for place in places if key_at(place) not in old), fresh)

    def where(self, indexed_list: IndexedList, key: int, search: FaxSearch) -> tuple[FoundPlace, ...]:
        """Return where in a fax the words of a search are: in what the list tells of it, and on which pages."""
        search = self._with_contacts(search)
        line = line_of(indexed_list, key)
        shown = self._lines.read((line,))[line]
        return () if shown is None else (*_in_texts(shown, search), *self._on_pages(line, search.terms))

    def _on_pages(self, line: int, terms: Sequence[Term]) -> Iterator[FoundPlace]:
        hits = {(hit.title, hit.page): hit for term in terms for hit in self._index.pages_with(line, term, MOST_PLACES)}
        for (title, page), hit in sorted(hits.items())[:MOST_PLACES]:
            number, text = line_with(hit.text, terms)
            yield FoundPlace(FaxPart.PAGE, " ".join(text.split()), title, page, number)


def _in_texts(line: IndexLine, search: FaxSearch) -> Iterator[FoundPlace]:
    for part, text in line.texts:
        words = index_words(text, inside=True)
        if any(contained(words, term) for term in (*search.terms, *search.person_terms)):
            yield FoundPlace(part, text)
