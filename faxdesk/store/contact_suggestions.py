"""Recipients that are suggested while somebody types: contacts, groups, and the numbers of recent faxes."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from faxdesk.core.contacts import Contact, Suggestion, SuggestionKind
from faxdesk.core.search_text import index_words
from faxdesk.store.contact_words import contact_words, fits, holds, inside, number_words_of, typed_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from faxdesk.store.contact_words import Word
    from faxdesk.store.contacts import Contacts
    from faxdesk.store.number_history import NumberHistory

_RANKED = 60
"""Contacts that fit and are put in order; nobody reads a longer list."""


class ContactSuggestions:
    """Suggests out of the contacts, and of what became of the faxes to a number."""

    def __init__(self, contacts: Contacts, history: NumberHistory) -> None:
        self._contacts, self._history = contacts, history

    def suggest(self, text: str, most: int) -> tuple[Suggestion, ...]:
        """Return recipients that fit what was typed, so many at the most.

        First come those that faxes went to lately, the last one first, then groups, then the other contacts by their
        names. Each word that was typed is the beginning of a word of the name or company, or of a number, with or
        without its country, or of its last four digits; where few have that, it may stand in the middle, as a number
        without its area code does. Nothing typed suggests what was used last.
        """
        words = typed_words(text)
        if not words and text.strip():
            return ()
        found = {(one.name, one.company, one.numbers): one for one in self._recent(words, most)}
        others: Iterator[Suggestion] = iter(())
        if words:
            others = chain(self._fitting_groups(words), self._fitting_contacts(words, self._contacts.found_by))
        if any(map(inside, words)):
            anywhere = self._fitting_contacts(words, self._contacts.found_anywhere)
            others = chain(others, self._recent(words, most, holds), anywhere)
        # Nothing is read of what there is no room for: a group can have thousands of members.
        while len(found) < most and (one := next(others, None)) is not None:
            found.setdefault((one.name, one.company, one.numbers), one)
        return tuple(self._with_result(one) for one in list(found.values())[:most])

    def _recent(
        self, words: Sequence[Word], most: int, way: Callable[[Sequence[str], Sequence[Word]], bool] = fits
    ) -> Iterator[Suggestion]:
        recent = self._history.recent()
        contacts = self._contacts.known([one.number for one in recent])
        left = most
        for one in recent:
            contact = contacts.get(one.number)
            known = contact or Contact(one.name, numbers=(one.number,))
            if left and way(contact_words(replace(known, numbers=(one.number,))), words):
                left -= 1
                kind = SuggestionKind.RECENT if contact is None else SuggestionKind.CONTACT
                yield Suggestion(kind, known.name, known.company, (one.number,))

    def _fitting_groups(self, words: Sequence[Word]) -> Iterator[Suggestion]:
        for group in self._contacts.groups():
            if fits(index_words(group.name), words):
                members = self._contacts.usual_numbers(group)
                yield Suggestion(SuggestionKind.GROUP, group.name, "", tuple(members), names=tuple(members.values()))

    def _fitting_contacts(
        self, words: Sequence[Word], found: Callable[[Sequence[Word], int], tuple[Contact, ...]]
    ) -> Iterator[Suggestion]:
        for contact in found(words, _RANKED):
            digits = [word for word in words if word[0].isdigit()]
            fitting = [number for number in contact.numbers if holds(number_words_of(number), digits)]
            for number in fitting or contact.numbers:
                yield Suggestion(SuggestionKind.CONTACT, contact.name, contact.company, (number,))

    def _with_result(self, one: Suggestion) -> Suggestion:
        if len(one.numbers) != 1:
            return one
        results = self._history.results(one.numbers[0], 1)
        return replace(one, result=results[0].state, at=results[0].at) if results else one
