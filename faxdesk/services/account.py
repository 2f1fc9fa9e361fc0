"""Whose account it is, and which numbers it sends from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused, Refused, SignInNeeded

if TYPE_CHECKING:
    from faxdesk.api.client import FaxApi
    from faxdesk.core.model import Account, Number
    from faxdesk.store.store import Store

NO_NUMBER = "no_number"
"""What a member without a number of their own sends from (vendor's SDK, PayloadOutbox)."""


class AccountCache:
    """The account behind the token, asked once per process and kept in the mirror."""

    def __init__(self, store: Store, api: FaxApi) -> None:
        self._store = store
        self._api = api
        self._uid: str | None = None
        self._doubted = False

    def uid(self) -> str:
        """Return the id of the account, or an empty text where the token may not ask for it.

        Raises a `ServiceError` where the token does not work at all.
        """
        if self._uid is None:
            account = self._ask()
            if account is not None:
                self._store.service_mirror.keep_account(account)
            self.refresh_numbers()
            self._uid = account.uid if account is not None else ""
        return self._uid

    def _ask(self) -> Account | None:
        try:
            return self._api.account()
        except SignInNeeded:
            # A token with narrow scopes may still send (docs/api-notes.md, section 2): it works if the outbox answers.
            self._api.outbox()
            return None
        except Refused:
            return None

    def refresh_numbers(self) -> tuple[Number, ...]:
        """Ask for the account's numbers and return them; what was known before where the token may not ask."""
        try:
            numbers = self._api.numbers()
        except (SignInNeeded, Refused):
            return self._store.service_mirror.numbers()
        self._store.service_mirror.keep_numbers(numbers)
        return numbers

    def doubt_numbers(self) -> None:
        """The service refused a fax, perhaps for its sender: ask for the numbers before one is chosen again."""
        self._doubted = True

    def sender(self) -> str:
        """Return the number to send from where the user named none: the first usable one, or `NO_NUMBER`."""
        numbers = () if self._doubted else self._store.service_mirror.numbers()
        numbers = numbers or self.refresh_numbers()
        self._doubted = False
        return next((number.number for number in numbers if number.usable), NO_NUMBER)


def check_sender(numbers: tuple[Number, ...], sender: str) -> None:
    """Raise `InputRefused` where the account is known not to own `sender`. Knows nothing before the first sign-in."""
    own = {number.number: number for number in numbers}
    if not own or sender == NO_NUMBER:
        return
    usable = ", ".join(number.number for number in numbers if number.usable) or "none"
    if sender not in own:
        raise InputRefused("From", f"{sender} is not a number of this account.", f"Its numbers are: {usable}.")
    if not own[sender].usable:
        raise InputRefused("From", f"{sender} cannot be used for sending yet.", f"Numbers ready to send: {usable}.")
