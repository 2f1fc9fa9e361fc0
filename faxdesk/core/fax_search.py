"""What somebody looks for in a list of faxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faxdesk.core.search_text import Term, terms

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class FaxSearch:
    """Words, and what else a fax has to be; nothing of it means every fax.

    `words` are looked for everywhere, `person` in numbers and names of people only; each may have several words, all of
    which have to be found. `states` are values of `State` and `ReceivedState`, of which it has to be in one. `since`
    and `until` bound the time that the list shows, `until` not included. `account` is the uid of the account that it
    belongs to, `sender` the number that it was sent from. `typing` is True while the words may not be finished.
    """

    words: str = ""
    person: str = ""
    states: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    account: str = ""
    sender: str = ""
    typing: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is looked for everywhere."""
        return terms(self.words, typing=self.typing)

    @property
    def person_terms(self) -> tuple[Term, ...]:
        """What is looked for in numbers and names of people."""
        return terms(self.person, typing=self.typing)

    def __bool__(self) -> bool:
        """Whether any fax is left out."""
        filters = (self.states, self.since, self.until, self.account, self.sender)
        return bool(self.terms or self.person_terms or any(filters))
