"""The words by which contacts are found: those that a contact has, and those that somebody types."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from faxdesk.core.contacts import number_words, same_text
from faxdesk.core.phone import national, plain
from faxdesk.core.search_text import index_words
from faxdesk.store.number_history import LATEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.contacts import Contact
    from faxdesk.store.database import Database

Word = tuple[str, ...]
"""A word that is looked for, in each of its spellings."""
_COUNTED = 2000
"""A word that more contacts have is not counted further: another one decides."""
_FEWEST_INSIDE = 3
"""Letters or digits that are found in the middle of a name or a number."""
_LAST = "\U0010ffff"
"""Stands behind all that begins as a word does."""
_NUMBER = re.compile(r"[+\d][+()\d\s./-]*")


def contact_words(contact: Contact) -> tuple[str, ...]:
    """Return all that a contact is found by."""
    words = index_words(f"{contact.name} {contact.company}")
    return tuple(dict.fromkeys((*words, *(word for number in contact.numbers for word in number_words_of(number)))))


@lru_cache(maxsize=8 * LATEST)
def number_words_of(number: str) -> tuple[str, ...]:
    """Return what a number (E.164) is found by."""
    return number_words(number, national(number))


def typed_words(text: str) -> tuple[Word, ...]:
    """Return the words that were typed. Digits may begin with what stands before an area code, or a country."""
    shown = plain(text)
    if _NUMBER.fullmatch(shown):
        shown = re.sub(r"\D", "", shown.replace("(0)", ""))
    return tuple(_spellings(word) for word in same_text(shown).split())


def _spellings(word: str) -> Word:
    if not word.isdigit():
        return (word,)
    return tuple(dict.fromkeys((word, word.removeprefix("00") or word, word.removeprefix("0") or word)))


def fits(words: Sequence[str], typed: Sequence[Word]) -> bool:
    """Return whether each word that was typed is the beginning of one of these."""
    return all(any(word.startswith(one) for word in words) for one in typed)


def inside(word: Word) -> tuple[str, ...]:
    """Return the spellings of a word that are looked for in the middle of others: shorter ones are in too many."""
    return tuple(spelling for spelling in word if len(spelling) >= _FEWEST_INSIDE)


def holds(words: Sequence[str], typed: Sequence[Word]) -> bool:
    """Return whether words begin as those that were typed do, or have them in their middle."""
    return all(
        fits(words, [word]) or any(spelling in one for one in words for spelling in inside(word)) for word in typed
    )


def with_words(database: Database, words: Sequence[Word]) -> tuple[str, list[str]]:
    """Return the query for the ids of contacts that have all words, and its values.

    It begins with the word that the fewest have.
    """
    first, *others = sorted(words, key=partial(_frequency, database))
    ranges = " UNION ALL ".join("SELECT contact FROM contact_word WHERE word >= ? AND word < ?" for _ in first)
    sql, values = f"SELECT DISTINCT w.contact FROM ({ranges}) w WHERE 1", _ranges(first)
    for word in others:
        fitting = " OR ".join("(o.word >= ? AND o.word < ?)" for _ in word)
        sql += f" AND EXISTS (SELECT 1 FROM contact_word o WHERE o.contact = w.contact AND ({fitting}))"
        values += _ranges(word)
    return sql, values


def with_words_anywhere(database: Database, words: Sequence[Word]) -> tuple[str, list[str]]:
    """Return the query for the ids of contacts that have all words, also in the middle of others, and its values.

    It looks at every contact, where a word is long enough for that.
    """
    if not any(map(inside, words)):
        return with_words(database, words)
    conditions, values = list[str](), list[str]()
    for word in words:
        fitting = []
        for part in inside(word):
            fitting += ["instr(c.name_key, ?)", "instr(c.company_key, ?)"]
            values += [part, part]
            if part.isdecimal():
                fitting.append("c.id IN (SELECT contact FROM contact_number WHERE instr(number, ?))")
                values.append(part)
        begun = " OR ".join("(word >= ? AND word < ?)" for _ in word)
        fitting.append(f"c.id IN (SELECT contact FROM contact_word WHERE {begun})")
        values += _ranges(word)
        conditions.append(f"({' OR '.join(fitting)})")
    return f"SELECT c.id FROM contact c WHERE {' AND '.join(conditions)}", values


def _frequency(database: Database, word: Word) -> int:
    return sum(
        int(
            database.value(
                f"SELECT count(*) FROM (SELECT 1 FROM contact_word WHERE word >= ? AND word < ? LIMIT {_COUNTED})",
                _ranges((spelling,)),
            )
        )
        for spelling in word
    )


def _ranges(word: Word) -> list[str]:
    return [end for spelling in word for end in (spelling, spelling + _LAST)]
