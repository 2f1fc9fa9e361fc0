"""Whose account it is, what it allows, and which numbers it sends from."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from faxdesk.core.account_notes import AccountState, number_text
from faxdesk.core.errors import AccountBlocked, InputRefused, Refused, ServiceError, SignInNeeded
from faxdesk.core.rights import Right
from faxdesk.core.times import Now, utc_now

if TYPE_CHECKING:
    from faxdesk.api.client import FaxApi
    from faxdesk.core.model import Account, Number
    from faxdesk.store.delivery_queue import TrackedFax
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)

NO_NUMBER = "no_number"
"""What a member without a number of their own sends from (vendor's SDK, PayloadOutbox)."""
RENEWED = timedelta(hours=1)
"""How long what the account allows is believed: somebody may change its plan, or its storing of faxes, meanwhile."""
AT_ONCE = timedelta(minutes=1)
"""How old it may be where much depends on it."""


def look_at(api: FaxApi, *, probe: bool = False, now: Now = utc_now) -> AccountState:
    """Ask the service what a token shows of its account. Raises a `ServiceError` where it does not work at all.

    `probe` also asks whether it may send, by a cancellation of a fax that there is not. Numbers are as of `now`.
    """
    denied: set[Right] = set()
    account = _account(api, denied)
    try:
        numbers: tuple[Number, ...] | None = api.numbers()
    except AccountBlocked:
        raise
    except (SignInNeeded, Refused) as error:
        numbers = None
        if _lacks_a_right(error):
            denied.add(Right.NUMBERS)
    if probe:
        _probe(api, account, denied)
    known = None if numbers is None else tuple(number.as_of(now()) for number in numbers)
    return AccountState(account, known, frozenset(denied))


def _account(api: FaxApi, denied: set[Right]) -> Account | None:
    try:
        return api.account()
    except AccountBlocked:
        raise
    except SignInNeeded as error:
        # A token with narrow scopes may still send (docs/api-notes.md, section 2): it works if the outbox answers.
        api.outbox()
        if _lacks_a_right(error):
            denied.add(Right.ACCOUNT)
    except Refused:
        _log.info("the service does not say whose account it is")
    return None


def _lacks_a_right(error: ServiceError) -> bool:
    return isinstance(error, SignInNeeded) and error.right is not None


def _probe(api: FaxApi, account: Account | None, denied: set[Right]) -> None:
    try:
        if account is not None:
            api.outbox()
    except AccountBlocked:
        return
    except SignInNeeded as error:
        if _lacks_a_right(error):
            denied.add(Right.FAXES)
    try:
        allowed = api.may_cancel()
    except AccountBlocked:
        return
    if not allowed:
        denied.add(Right.SENDING)


class AccountCache:
    """The account behind the token, asked now and then and kept in the mirror."""

    def __init__(self, store: Store, api: FaxApi, now: Now = utc_now) -> None:
        self._store = store
        self._api = api
        self._now = now
        self._state: AccountState | None = None
        self._asked_at: datetime | None = None
        self._doubted = False

    def uid(self) -> str:
        """Return the id of the account, or an empty text where the token may not ask for it.

        Raises a `ServiceError` where the token does not work at all.
        """
        return self._current(RENEWED).uid

    def stores_faxes(self) -> bool | None:
        """Return whether the service stores sent faxes, as of this minute; None where nobody can say."""
        return self._current(AT_ONCE).stores_faxes

    def stored_none_since(self, claim: TrackedFax) -> bool:
        """Return whether the service stored no sent faxes at some time since a fax was handed over."""
        if self.stores_faxes() is False:
            return True
        seen = self._store.service_mirror.not_storing_at()
        handed_over = claim.attempt.posted_at if claim.attempt is not None else None
        return seen is not None and handed_over is not None and seen >= handed_over

    def _current(self, age: timedelta) -> AccountState:
        if self._state is None:
            self._state = self._renew()
        elif self._asked_at is None or not timedelta() <= self._now() - self._asked_at < age:
            try:
                self._state = self._renew()
            except ServiceError as error:
                # What was known holds until somebody says otherwise; a token that has ended is told by the other calls.
                _log.info("the account could not be asked again: %s", error)
                self._asked_at = self._now()
        return self._state

    def _renew(self) -> AccountState:
        state = look_at(self._api, now=self._now)
        self._asked_at = self._now()
        self._store.service_mirror.keep_state(state)
        return state

    def refresh_numbers(self) -> tuple[Number, ...]:
        """Ask for the account's numbers and return them; what was known before where the token may not ask."""
        try:
            self._store.service_mirror.keep_numbers(self._api.numbers())
        except (SignInNeeded, Refused):
            _log.info("the service does not tell the account's numbers")
        return self._store.service_mirror.numbers()

    def doubt_numbers(self) -> None:
        """The service refused a fax, perhaps for its sender: ask for the numbers before one is chosen again."""
        self._doubted = True

    def sender(self) -> str:
        """Return the number to send from where the user named none: the first usable one, or `NO_NUMBER`."""
        numbers = () if self._doubted else self._store.service_mirror.numbers()
        numbers = numbers or self.refresh_numbers()
        self._doubted = False
        return next((number.number for number in numbers if number.usable), NO_NUMBER)

    def sending_refused(self, error: SignInNeeded) -> None:
        """The service did not let this token send."""
        if not isinstance(error, AccountBlocked) and error.right is Right.SENDING:
            self._store.service_mirror.keep_right(Right.SENDING, allowed=False)

    def sending_allowed(self) -> None:
        """It did."""
        self._store.service_mirror.keep_right(Right.SENDING, allowed=True)


def check_sender(numbers: tuple[Number, ...], sender: str) -> None:
    """Raise `InputRefused` where the account is known not to own `sender`. Knows nothing before the first sign-in."""
    own = {number.number: number for number in numbers}
    if not own or sender == NO_NUMBER:
        return
    usable = ", ".join(number.number for number in numbers if number.usable) or "none"
    if sender not in own:
        raise InputRefused("From", f"{sender} is not a number of this account.", f"Its numbers are: {usable}.")
    if not own[sender].usable:
        why = number_text(own[sender], str, lambda day: f"{day:%Y-%m-%d}")
        raise InputRefused("From", f"{why}, so it cannot be used for sending.", f"Numbers ready to send: {usable}.")
