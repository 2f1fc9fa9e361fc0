"""What somebody looks for in a list of faxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.core.search_text import Term


class FaxSearch(NamedTuple):
    """Words, and what else a fax has to be; nothing of it means every fax.

    `words` are looked for everywhere, `person` in numbers and names of people only; each may have several words, all of
    which have to be found. `states` are values of `State` and `ReceivedState`, of which it has to be in one. `since`
    and `until` bound the time that the list shows, `until` not included. `account` is the uid of the account that it
    belongs to, `sender` the number that it was sent from. `typing` is True while the words may not be finished.
    `known_as` are digits by which a name is found as well, such as those of the numbers of a contact.
    """

    words: str = ""
    person: str = ""
    states: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    account: str = ""
    sender: str = ""
    typing: bool = False
    known_as: tuple[tuple[Term, tuple[str, ...]], ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is looked for everywhere."""
        return self._known(_terms(self.words, typing=self.typing))

    @property
    def person_terms(self) -> tuple[Term, ...]:
        """What is looked for in numbers and names of people."""
        return self._known(_terms(self.person, typing=self.typing))

    def _known(self, typed: tuple[Term, ...]) -> tuple[Term, ...]:
        if not self.known_as:
            return typed
        from faxdesk.core.search_text import Term

        numbers = dict(self.known_as)
        return tuple(Term(term.parts, (*term.wholes, *numbers.get(term, ()))) for term in typed)

    def __bool__(self) -> bool:
        """Whether any fax is left out."""
        filters = (self.states, self.since, self.until, self.account, self.sender)
        return bool(self.terms or self.person_terms or any(filters))


def _terms(words: str, *, typing: bool) -> tuple[Term, ...]:
    if not words:
        return ()
    # Here: a window is drawn for the first time before anybody looks for anything.
    from faxdesk.core.search_text import terms

    return terms(words, typing=typing)
