"""Who is asking: a personal access token, or OAuth2 with a refresh token."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from faxdesk.api import tokens
from faxdesk.core import redaction
from faxdesk.core.errors import InputRefused, Paused, SignInNeeded
from faxdesk.core.times import Now, utc_now

EARLY = timedelta(minutes=1)
"""An access token is renewed this long before its end, so that none ends on its way."""


class Credentials(Protocol):
    """What a client needs to speak for somebody. Several threads may share one."""

    def headers(self) -> dict[str, str]:
        """Return the headers that prove who is asking. May raise a `ServiceError` that never says `may_have_acted`."""
        ...

    def renew(self, stale_token: str) -> bool:
        """Get another token after `stale_token` was not taken (401); False where there is none to get.

        May raise a `ServiceError` that never says `may_have_acted`.
        """
        ...


def bearer(token: str) -> dict[str, str]:
    """Return the header of a token."""
    return {"Authorization": f"Bearer {token}"}


def token_of(headers: dict[str, str]) -> str:
    """Return the token that `bearer` has put into headers."""
    return headers.get("Authorization", "").removeprefix("Bearer ")


class PersonalToken:
    """A personal access token (`alohi_pat_…`), made by the user in the dashboard of Fax.Plus."""

    def __init__(self, token: str) -> None:
        """Take a token as it was pasted. Raises `InputRefused` where it cannot be one; its text is in no error."""
        self._token = token.strip()
        redaction.remember(self._token)
        if not self._token:
            raise InputRefused("Token", "There is no token.", "Paste the personal access token of Fax.Plus.")
        if not tokens.is_token(self._token):
            raise InputRefused(
                "Token",
                "This is not a token: it has characters in it that no token has.",
                "Copy the personal access token again at Fax.Plus, all of it and nothing else.",
            )

    def __repr__(self) -> str:
        return "PersonalToken(…)"

    def headers(self) -> dict[str, str]:
        """Return the one header of a personal token; `x-fax-clientid` is only for OAuth (vendor's send-a-fax page)."""
        return bearer(self._token)

    def renew(self, stale_token: str) -> bool:  # noqa: ARG002  the protocol's argument
        """Return False: only the user can make another personal token."""
        return False


class StoredCredentials:
    """A sign-in that is kept somewhere, and looked up when a call needs it for the first time. Shared by threads.

    So nothing that needs no sign-in waits for the keyring. What could not be had is looked up again by a later call.
    """

    def __init__(self, find: Callable[[], Credentials], look_again: Callable[[], None]) -> None:
        """`find` returns who signs in, and raises `KeyringTrouble`; `look_again` lets a keyring be asked once more."""
        self._find, self._look_again = find, look_again
        self._found: Credentials | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"StoredCredentials({self._found!r})"

    def headers(self) -> dict[str, str]:
        """Return the headers of whoever signs in. Raises `KeyringTrouble` and `SignInNeeded`."""
        return self._who().headers()

    def renew(self, stale_token: str) -> bool:
        """Get another token: as whoever signs in does, else the one that another process has kept meanwhile."""
        try:
            if self._who().renew(stale_token):
                return True
            with self._lock:
                self._found = None
            return token_of(self.headers()) != stale_token
        except SignInNeeded:
            return False

    def look_again(self) -> None:
        """The user has mended what was in the way."""
        self._look_again()

    def _who(self) -> Credentials:
        with self._lock:
            if self._found is None:
                try:
                    self._found = self._find()
                except InputRefused as error:
                    # What is kept cannot be a token: only the user can give another, and no fax is to blame.
                    raise SignInNeeded(error.title, error.advice) from None
            return self._found


class SharedRefreshToken(Protocol):
    """Where several processes keep the one refresh token of a sign-in."""

    def alone(self) -> AbstractContextManager[None]:
        """Inside, no other process refreshes; but for one that hangs, which is not waited for."""
        ...

    def latest(self) -> str:
        """Return the token that is kept now, "" where that cannot be said."""
        ...


class UnsharedRefreshToken:
    """Stands for a refresh token that no other process has."""

    def alone(self) -> AbstractContextManager[None]:
        """Nobody else is there."""
        return nullcontext()

    def latest(self) -> str:
        """Return "": nothing is kept."""
        return ""


class OAuthCredentials:
    """A sign-in through OAuth2, shared by the clients of several threads. The access token is renewed as needed.

    A refresh token may be good for one refresh only, so two threads must never refresh at once: the second finds the
    token that the first has brought. The same goes for two processes, which find it where it is kept.
    """

    def __init__(
        self,
        app: tokens.OAuthApp,
        signed_in: tokens.OAuthTokens,
        save: Callable[[tokens.OAuthTokens], None],
        *,
        shared: SharedRefreshToken | None = None,
        now: Now = utc_now,
    ) -> None:
        """Take what `tokens.exchange` gave, or only the refresh token of an earlier run.

        `save` gets new tokens, to keep them, in the thread that asked; what it raises goes to whoever asked, once.
        `shared` is where other processes keep theirs.
        """
        self._app, self._tokens, self._save, self._now = app, signed_in, save, now
        self._shared = shared or UnsharedRefreshToken()
        self._spent = {signed_in.refresh}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"OAuth({self._app.client_id!r})"

    def headers(self) -> dict[str, str]:
        """Return token and client id; renews a token that ends within a minute."""
        with self._lock:
            if self._ends_within(EARLY):
                self._renew_early()
            return {**bearer(self._tokens.access), "x-fax-clientid": self._app.client_id}

    def renew(self, stale_token: str) -> bool:
        """Renew the token unless another thread has done so already."""
        with self._lock:
            if self._tokens.access != stale_token:
                return True
            return self._refresh()

    def _ends_within(self, time: timedelta) -> bool:
        if not self._tokens.access:
            return True
        ends = self._tokens.expires_at
        return ends is not None and ends - self._now() <= time

    def _renew_early(self) -> None:
        try:
            self._refresh()
        except Paused:
            # Before its end the old token still does, and the next call tries again.
            if self._ends_within(timedelta(0)):
                raise

    def _refresh(self) -> bool:
        if not self._tokens.refresh:
            return False
        with self._shared.alone():
            self._take_newest()
            try:
                new = tokens.refresh(self._app, self._tokens, self._now)
            except SignInNeeded:
                # Another process may have used the token meanwhile, and kept what it got for it.
                if not self._take_newest():
                    raise
                new = tokens.refresh(self._app, self._tokens, self._now)
            self._tokens = new
            self._spent.add(new.refresh)
            self._save(new)
        return True

    def _take_newest(self) -> bool:
        """Take the token that another process has kept; return whether there is one that this process never had."""
        latest = self._shared.latest()
        if not latest or latest in self._spent:
            return False
        self._spent.add(latest)
        self._tokens = replace(self._tokens, refresh=latest)
        return True
