"""What people have to know of their account before they wonder: each thing in one sentence.

>>> from faxdesk.core.model import Account
>>> [note.code for note in notes(AccountState(Account("uid", status="suspended")))]
['account', 'no number']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from faxdesk.core.model import EXPIRED, Account, Number
from faxdesk.core.rights import Right


@dataclass(frozen=True, slots=True)
class AccountState:
    """What a token shows of its account.

    `account` is None where it may not say whose it is. `numbers` is None where they are not known. `denied` are the
    rights that it is known to lack.
    """

    account: Account | None
    numbers: tuple[Number, ...] | None = ()
    denied: frozenset[Right] = frozenset()

    @property
    def uid(self) -> str:
        """The id of the account, "" where it is not known."""
        return "" if self.account is None else self.account.uid

    @property
    def stores_faxes(self) -> bool | None:
        """Whether the service stores the sent faxes of the account; None where nobody can say."""
        return None if self.account is None else self.account.stores_faxes


class Weight(IntEnum):
    """How much something matters to who is about to send."""

    TOLD = 0
    """It changes what will be known of the fax, or nothing."""
    MATTERS = 1
    """It changes the fax."""
    BLOCKS = 2
    """No fax goes out."""


Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class AccountNote:
    """One thing. `code` is a word for programs; `sentence` has the places of `numbers`, `status` and `reason`."""

    code: str
    weight: Weight
    sentence: str
    numbers: tuple[Number, ...] = ()
    status: str = ""
    reason: str = ""

    def text(
        self, number: Callable[[str], str], day: Callable[[datetime], str], translate: Translate = lambda text: text
    ) -> str:
        """Return the sentence. `number` and `day` write numbers and days as people do."""
        clauses = [number_text(one, number, day, translate) for one in self.numbers[:_MOST_LISTED]]
        if len(self.numbers) > _MOST_LISTED:
            clauses.append(translate(_MORE).format(count=len(self.numbers) - _MOST_LISTED))
        parts = [translate(self.sentence).format(numbers="; ".join(clauses), status=_short(self.status))]
        if self.reason:
            parts.append(translate(_REASON).format(reason=_short(self.reason).rstrip(".")))
        return " ".join(parts)


_MOST_LISTED = 3
"""Numbers that a sentence names at the most: a company can have hundreds."""
_LONGEST_WORD = 80
"""Characters of the service's own words that a sentence holds at the most."""
_MORE = "{count} more"


def _short(words: str) -> str:
    """Return the service's own words in one line, no longer than fits a sentence."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST_WORD else f"{line[: _LONGEST_WORD - 1].rstrip()}…"


_REASON = "Fax.Plus gives as the reason: {reason}."
_IN_USE = "active"
_MEMBER = "corporate_member"
_STATUSES = {
    "suspended": "This Fax.Plus account is suspended: what you send is saved here until that is settled at Fax.Plus.",
    "unverified_phone": (
        "The telephone number of this Fax.Plus account is not verified yet: what you send is saved here until that is"
        " done at Fax.Plus."
    ),
    "waiting_for_signup": "The sign-up of this Fax.Plus account is not done: what you send is saved here until then.",
    "disabled": "This Fax.Plus account is switched off: what you send is saved here until that is settled at Fax.Plus.",
    "inactive": "This Fax.Plus account is switched off: what you send is saved here until that is settled at Fax.Plus.",
    "deleted": "This Fax.Plus account was deleted. Connect FaxDesk with another one.",
    "corporate_deleted": "Your company has removed this Fax.Plus account. Connect FaxDesk with another one.",
}
"""What is said of an account that is not in use (vendor's SDK, AccountStatus)."""
_OTHER_STATUS = "Fax.Plus says that this account is “{status}”: it may not be able to send."
_DENIED = {
    Right.SENDING: (
        Weight.BLOCKS,
        "This token may not send faxes: it lacks the right fax:all:edit. What you send is saved here until FaxDesk is"
        " connected with a token that may.",
    ),
    Right.FAXES: (
        Weight.BLOCKS,
        "This token may not see faxes: it lacks the right fax:all:read. Nothing is sent that FaxDesk could not follow.",
    ),
    Right.ACCOUNT: (
        Weight.TOLD,
        "This token may not tell whose account it is, nor whether Fax.Plus stores the faxes that it has sent.",
    ),
    Right.NUMBERS: (
        Weight.MATTERS,
        "This token may not read the account's numbers: without one in “From” the fax goes out without a number of"
        " yours.",
    ),
}
NOT_STORED_CODE = "not stored"
NOT_STORED = (
    "Fax.Plus does not store sent faxes for this account: FaxDesk keeps the pages itself, and can say whether a fax"
    " arrived only where Fax.Plus still tells it."
)
"""What it means that an account's sent faxes are not stored."""
_OF_A_COMPANY = (
    "You are a member of this company account: its administrator decides from which numbers you send, and how many"
    " pages a month."
)
_NO_NUMBER = "This account has no fax number: faxes go out without one, if Fax.Plus takes them so."
_NONE_SENDS = "No number of this account can send: {numbers}. Faxes go out without one, if Fax.Plus takes them so."
_SOME_DO_NOT = "Not every number of this account can send: {numbers}."
_WAITS, _ENDED, _ENDED_ONCE = "{number} waits for its verification", "{number} expired on {day}", "{number} has expired"
_GIVEN_UP, _IS_OTHERWISE = "{number} was given up", "{number} is “{status}”"


def number_text(
    one: Number, number: Callable[[str], str], day: Callable[[datetime], str], translate: Translate = lambda text: text
) -> str:
    """Return why a number cannot send, as a clause that begins with it."""
    known = {"waiting_verification": _WAITS, EXPIRED: _ENDED if one.expires_at is not None else _ENDED_ONCE}
    clause = known.get(one.status, _GIVEN_UP if one.cancelled else _IS_OTHERWISE)
    when = day(one.expires_at) if one.expires_at is not None else ""
    return translate(clause).format(number=number(one.number), day=when, status=_short(one.status))


def notes(state: AccountState) -> tuple[AccountNote, ...]:
    """Return what has to be known of an account, the gravest first."""
    found = (*_of_account(state.account), *_of_rights(state.denied), *_of_numbers(state.numbers))
    return tuple(sorted(found, key=lambda note: -note.weight))


def _of_account(account: Account | None) -> Iterator[AccountNote]:
    if account is None:
        return
    if account.status != _IN_USE:
        sentence = _STATUSES.get(account.status, _OTHER_STATUS)
        yield AccountNote("account", Weight.BLOCKS, sentence, status=account.status, reason=account.reason)
    if account.stores_faxes is False:
        yield AccountNote(NOT_STORED_CODE, Weight.TOLD, NOT_STORED)
    if account.kind == _MEMBER:
        yield AccountNote("member", Weight.TOLD, _OF_A_COMPANY)


def _of_rights(denied: frozenset[Right]) -> Iterator[AccountNote]:
    for right in sorted(denied):
        weight, sentence = _DENIED[right]
        yield AccountNote(f"no right: {right}", weight, sentence)


def _of_numbers(numbers: tuple[Number, ...] | None) -> Iterator[AccountNote]:
    if numbers is None:
        return
    useless = tuple(one for one in numbers if not one.usable)
    if not numbers:
        yield AccountNote("no number", Weight.MATTERS, _NO_NUMBER)
    elif len(useless) == len(numbers):
        yield AccountNote("no number sends", Weight.MATTERS, _NONE_SENDS, useless)
    elif useless:
        yield AccountNote("some numbers", Weight.TOLD, _SOME_DO_NOT, useless)
