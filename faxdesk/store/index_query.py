"""What finds something in the search index: the language of FTS5, and the answer to one search in one list."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from faxdesk.core.search_text import Term, index_words, is_lone
from faxdesk.store.database import placeholders
from faxdesk.store.index_line import KEY_MASK, bound, key_at, merged, wanted_facets

if TYPE_CHECKING:
    from faxdesk.core.fax_search import FaxSearch
    from faxdesk.store.database import Database
    from faxdesk.store.fax_lists import IndexedList

_GAP = "."
"""What parts words in `line_text`, twice: so that one trigram is the first letter of a word, and one its first two."""
_FACET, _FIRST_FACET, _MOST_FACETS = ";", 0x3400, 6000
"""A facet is one letter between two of these signs, which is one trigram."""
FEW = 500
"""Of so many lines each is looked up by itself; of more all that match are read."""
PAGE_BITS = 13
"""The lowest bits of the row of a page, which say which of its document it is."""
PAGES_WITH = f"SELECT rowid >> {PAGE_BITS} FROM page_text WHERE page_text MATCH ?"
"""The documents on whose pages something is."""
_BETWEEN = "BETWEEN ? AND ? - 1"
_PLACES_OF_TEXT = (
    "SELECT DISTINCT l.place FROM carried c JOIN line l ON l.id = c.line"
    f" WHERE c.document IN ({PAGES_WITH}) AND l.place {_BETWEEN}"
)


class IndexFinder:
    """Answers one search in one list.

    A line is found where each term is in it or in the text of its documents. Nearly always one of both answers alone,
    so that is asked first.
    """

    def __init__(self, database: Database, search: FaxSearch, indexed_list: IndexedList) -> None:
        self._database = database
        self._terms = search.terms
        self._bounds = (bound(indexed_list, search.since), bound(indexed_list, search.until, last=True))
        self._filters = [
            *(f"person : ({_line_expression(term)})" for term in search.person_terms),
            *map(self._any_facet, wanted_facets(search)),
        ]

    def _any_facet(self, facets: frozenset[str]) -> str:
        values = sorted(facets)
        sql = f"SELECT id FROM facet WHERE value IN ({placeholders(values)})"
        known = [facet_text(row["id"]) for row in self._database.rows(sql, values)]
        # One that no line has finds nothing.
        return f"facets : ({' OR '.join(_quoted(text) for text in known or (facet_text(0),))})"

    def places(self, limit: int | None) -> array[int]:
        """Return the places of what is found, the latest first."""
        return array("q", self._found(limit, "place"))

    def keys(self, limit: int | None) -> array[int]:
        """Return the keys of the same."""
        return array("q", self._found(limit, f"place & {KEY_MASK}"))

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
        return self._database.column(sql, (in_line, *self._bounds, page_query(term), *self._bounds))

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
        return self._database.column(_PLACES_OF_TEXT, (page_query(term), *self._bounds))

    def _among(self, places: set[int], terms: Sequence[Term]) -> set[int]:
        """Return those of the places whose lines have all these terms in themselves."""
        if len(places) > FEW:
            return places.intersection(self._in_lines(terms))
        conditions = [*self._filters, *(f"{{person words}} : ({_line_expression(term)})" for term in terms)]
        sql = f"SELECT rowid FROM line_text WHERE line_text MATCH ? AND rowid IN ({placeholders(places)})"
        return set(self._database.column(sql, (" AND ".join(conditions), *places)))


def _most(limit: int | None) -> str:
    return "" if limit is None else f" LIMIT {int(limit)}"


def padded(texts: Sequence[str]) -> str:
    """Return the words of texts as `line_text` takes them."""
    words = dict.fromkeys(word for text in texts for word in index_words(text, inside=True))
    return "".join(f"{_GAP}{_GAP}{word}" for word in words) + _GAP * 2 if words else ""


def facet_text(number: int) -> str:
    """Return the three letters of a facet. More of them than there are letters share one: such a filter finds more."""
    return f"{_FACET}{chr(_FIRST_FACET + number % _MOST_FACETS)}{_FACET}"


def facet_condition(letter: str) -> str:
    """Return what finds the lines that have a facet, given its letter, in `line_text`."""
    return f"facets : {_quoted(f'{_FACET}{letter}{_FACET}')}"


def facets_of(letter: str) -> tuple[str, tuple[int, int]]:
    """Return the condition for the facets that have this letter, and its values."""
    return "id % ? = ?", (_MOST_FACETS, ord(letter) - _FIRST_FACET)


def _line_expression(term: Term) -> str:
    """Return what finds a term in `line_text`: three letters and more anywhere, fewer where a word begins."""
    return _alternatives(term, lambda part: _quoted(_GAP * (3 - len(part)) + part))


def page_query(term: Term) -> str:
    """Return what finds a term in `page_text`: where a word begins, a single letter only as a word of its own."""
    return _alternatives(term, lambda part: _quoted(part) if is_lone(part) else f"{_quoted(part)} *")


def _alternatives(term: Term, query: Callable[[str], str]) -> str:
    parts = " AND ".join(map(query, term.parts))
    return " OR ".join((f"({parts})", *map(query, term.wholes)))


def _quoted(text: str) -> str:
    """Return a string of the language of FTS5. Folded words have no quotation marks."""
    return f'"{text}"'
