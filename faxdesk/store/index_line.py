"""A fax as a line of the search index: its id, its place in the order of the lists, and what is asked of it."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

from faxdesk.core.phone import comparable
from faxdesk.core.search_text import Term, contained, index_words
from faxdesk.core.times import to_ms

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.core.fax_search import FaxSearch
    from faxdesk.store.fax_lists import IndexedList

_KIND_BITS, _KEY_BITS, _SECOND_BITS = 3, 30, 31
KEY_MASK = (1 << _KEY_BITS) - 1
"""What of a place is the key of its fax."""
_EPOCH = 946_684_800
"""The first second of 2000, from which places count: 31 bits last until 2068."""


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


class CarriedDocument(NamedTuple):
    """A document of a fax: its path in the data folder, and the name of its file."""

    name: str
    title: str


class DocumentState(StrEnum):
    """How it stands with the text of a document. The values are in the index."""

    WANTED = "wanted"
    READ = "read"
    UNREADABLE = "unreadable"


class Unread(NamedTuple):
    """A document whose text is wanted: its id in a file of the index, its path in the data folder, and how many pages
    of it have been read.
    """

    file: int
    id: int
    name: str
    pages: int


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
    """A fax as a list shows it. `indexed_list` is the list, `key` the fax in it, `at` what it is sorted by.

    `facets` are whole values that can be asked for.
    """

    id: int
    indexed_list: IndexedList
    key: int
    at: datetime
    texts: tuple[LineText, ...]
    facets: frozenset[str]
    documents: tuple[CarriedDocument, ...] = ()

    @property
    def place(self) -> int:
        """What the line is ordered by in the index."""
        return place_of(self.indexed_list, self.at, self.key)

    def of_person(self, *, wanted: bool) -> tuple[str, ...]:
        """Return the texts that tell whom the fax is for, or the others."""
        return tuple(text for part, text in self.texts if (part in OF_PERSON) is wanted)

    def meets(self, search: FaxSearch, has_text: Callable[[Term], bool]) -> bool:
        """Return what the index would answer if it had the line; `has_text` whether a term is in its documents."""
        everywhere = _words_in(text for _, text in self.texts)
        person = _words_in(self.of_person(wanted=True))
        return (
            bound(self.indexed_list, search.since) <= self.place < bound(self.indexed_list, search.until, last=True)
            and all(self.facets & facets for facets in wanted_facets(search))
            and all(contained(person, term) for term in search.person_terms)
            and all(contained(everywhere, term) or has_text(term) for term in search.terms)
        )


def _words_in(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in index_words(text, inside=True)}


def place_of(indexed_list: IndexedList, at: datetime, key: int) -> int:
    """Return the row of a line in `line_text`: ascending by list, by time in seconds, and by its key there.

    So that what is found is in the order of the list without being sorted.
    """
    seconds = min(max(0, to_ms(at) // 1000 - _EPOCH), (1 << _SECOND_BITS) - 1)
    return (indexed_list << _SECOND_BITS | seconds) << _KEY_BITS | key


def bound(indexed_list: IndexedList, at: datetime | None, *, last: bool = False) -> int:
    """Return the first place of a list that is not before `at`; without one that of the list, or of the next list."""
    if at is None:
        return indexed_list + last << _SECOND_BITS + _KEY_BITS
    # A second that has begun before belongs to what is before.
    seconds = -(-to_ms(at) // 1000) - _EPOCH
    return (indexed_list << _SECOND_BITS | min(max(0, seconds), (1 << _SECOND_BITS) - 1)) << _KEY_BITS


def merged(places: Iterable[int], others: Iterable[int]) -> Iterator[int]:
    """Yield places, which descend, and others in between, each once. To sort all of them would stop the window."""
    last = -1
    for place in heapq.merge(places, sorted(others, reverse=True), reverse=True):
        if place != last:
            yield place
        last = place


def key_at(place: int) -> int:
    """Return the key of the fax at a place."""
    return place & KEY_MASK


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
