"""Where the token comes from, testing a new one before it is kept, and forgetting it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from faxdesk.api import browser_sign_in, tokens
from faxdesk.api.auth import Credentials, OAuthCredentials, PersonalToken, StoredCredentials
from faxdesk.api.client import FaxApi
from faxdesk.api.transport import Timeouts
from faxdesk.core.address import FAX_PLUS_ACCOUNTS, host_of, is_loopback, normalised, normalised_proxy
from faxdesk.core.errors import FaxDeskError, InputRefused, Offline, SignInNeeded
from faxdesk.core.settings import REDIRECT_PORT
from faxdesk.services.account import look_at
from faxdesk.store.keyring_secrets import PATIENCE

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from faxdesk.core.account_notes import AccountState
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import KeyringTrouble
    from faxdesk.core.settings import Settings
    from faxdesk.store.keyring_secrets import KeyringSecrets

TOKEN = "token"  # noqa: S105  the name of the keyring entry, not a secret
CLIENT_SECRET = "client-secret"  # noqa: S105  the name of the keyring entry, not a secret
REFRESH_TOKEN = "refresh-token"  # noqa: S105  the name of the keyring entry, not a secret

_IMPATIENT = Timeouts(connect=10, read=20, answer=20)
"""Seconds to wait while somebody sits before the dialog and waits too."""


class NoCredentials:
    """Stands for a token where there is none: every call says that sign-in is needed."""

    def headers(self) -> dict[str, str]:
        """Raise `SignInNeeded`."""
        raise _not_connected()

    def renew(self, stale_token: str) -> bool:  # noqa: ARG002  the protocol's argument
        """Return False: there is nothing to renew."""
        return False


def _not_connected() -> SignInNeeded:
    return SignInNeeded("FaxDesk is not connected to Fax.Plus yet.", "Connect it with a personal access token.")


class UnavailableCredentials:
    """Stands for a token where one could not be had: every call says why, and nothing leaves this computer."""

    def __init__(self, reason: FaxDeskError) -> None:
        self._reason = reason

    def headers(self) -> dict[str, str]:
        """Raise the reason: `SignInNeeded` as it is, any other as `Offline`."""
        if isinstance(self._reason, SignInNeeded):
            raise SignInNeeded(self._reason.title, self._reason.advice)
        raise Offline(self._reason.title, self._reason.advice)

    def renew(self, stale_token: str) -> bool:  # noqa: ARG002  the protocol's argument
        """Return False: there is nothing to renew."""
        return False


def credentials(settings: Settings, keyring: KeyringSecrets, environment: Mapping[str, str]) -> Credentials:
    """Return who signs in: `FAXDESK_TOKEN` first, else what the keyring holds, else nobody.

    The keyring is asked when a call to the service needs it, not here. Raises `InputRefused` for a token of the
    environment that cannot be one.
    """
    if token := environment.get("FAXDESK_TOKEN"):
        return PersonalToken(token)
    if settings.account == "oauth":
        find = partial(_signed_in, settings, keyring, address(settings, environment))
    elif settings.account == "token":
        find = partial(_with_token, keyring)
    else:
        return NoCredentials()
    return StoredCredentials(find, keyring.look_again)


def _with_token(keyring: KeyringSecrets) -> Credentials:
    token = keyring.find(TOKEN)
    if not token:
        raise _not_connected()
    return PersonalToken(token)


def _signed_in(settings: Settings, keyring: KeyringSecrets, url: str) -> Credentials:
    secret, refresh = keyring.find(CLIENT_SECRET), keyring.find(REFRESH_TOKEN)
    if not secret or not refresh:
        raise _not_connected()
    app = tokens.OAuthApp(settings.client_id, secret, accounts_host(url), proxy=checked_proxy(settings.proxy) or None)
    kept = _KeptRefreshToken(keyring)
    return OAuthCredentials(app, tokens.OAuthTokens(refresh=refresh), kept.save, shared=kept)


class _KeptRefreshToken:
    """The refresh token in the keyring, which all processes of this user have."""

    def __init__(self, keyring: KeyringSecrets) -> None:
        self._keyring = keyring

    def alone(self) -> AbstractContextManager[None]:
        """Inside, no other process of this data folder refreshes."""
        return self._keyring.alone()

    def latest(self) -> str:
        """Return what the keyring has now, "" where it cannot say."""
        return self._keyring.newest(REFRESH_TOKEN) or ""

    def save(self, new: tokens.OAuthTokens) -> None:
        """Keep the newest. Where the keyring does not take it, it lives until the program ends."""
        if self.latest() != new.refresh:
            self._keyring.set(REFRESH_TOKEN, new.refresh, PATIENCE)


def address(settings: Settings, environment: Mapping[str, str]) -> str:
    """Return the address of the service: `FAXDESK_API_URL`, else that of the settings."""
    return environment.get("FAXDESK_API_URL") or settings.api_url


def check_address(url: str) -> None:
    """Raise `InputRefused` where the client would not talk to this address."""
    normalised(url)


def checked_proxy(text: str) -> str:
    """Return the address of a proxy as it is used and kept, "" for the system's. Raises `InputRefused`."""
    return normalised_proxy(text)


def accounts_host(url: str) -> str:
    """Return the address at which people sign in: that of Fax.Plus, or a practice service's own.

    Raises `InputRefused` where `url` is no address.
    """
    base = normalised(url)
    if not is_loopback(host_of(base)):
        return FAX_PLUS_ACCOUNTS
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


def try_out(url: str, token: str, proxy: str = "") -> AccountState:
    """Ask the service whose token this is, and what it allows.

    Raises a `ServiceError` where it does not work, `InputRefused` where it cannot be a token or an address is none.
    """
    return _look(url, PersonalToken(token), checked_proxy(proxy))


def _look(url: str, who: Credentials, proxy: str) -> AccountState:
    with FaxApi(url, who, timeouts=_IMPATIENT, proxy=proxy or None) as api:
        return look_at(api, probe=True)


# ------------------------------------------------------------------------------------------------ connecting


@dataclass(frozen=True)
class ProvenSignIn:
    """A sign-in that was tried and works, before it is kept, with what it shows of the account."""

    way: str
    url: str
    state: AccountState
    client_id: str = ""
    proxy: str = ""
    entries: Mapping[str, str] = field(default_factory=dict, repr=False)

    def keep(self, keyring: KeyringSecrets) -> bool:
        """Put the secrets into the keyring. Returns False where they live only until the program ends.

        Why, `keyring.trouble` says.
        """
        kept = True
        for name, value in self.entries.items():
            kept = keyring.set(name, value) and kept
        return kept

    def change(self, settings: Settings) -> Settings:
        """Return the settings with this sign-in in them."""
        client_id = self.client_id or settings.client_id
        return settings._replace(account=self.way, api_url=self.url, client_id=client_id, proxy=self.proxy)


def connect_with_token(url: str, token: str, proxy: str = "") -> ProvenSignIn:
    """Try a personal access token, through `proxy` or the system's. Raises as `try_out` does."""
    whose = try_out(url, token, proxy)
    return ProvenSignIn("token", normalised(url), whose, proxy=checked_proxy(proxy), entries={TOKEN: token.strip()})


@dataclass(frozen=True)
class ApiClientEntry:
    """An API client of the customer's own, as it was typed, and the port it returns to."""

    client_id: str
    client_secret: str = field(repr=False)
    port: int = REDIRECT_PORT


def connect_with_client(
    url: str, client: ApiClientEntry, open_page: Callable[[str], None], cancel: CancelToken, proxy: str = ""
) -> ProvenSignIn:
    """Sign in through the web browser, with the customer's own API client.

    `open_page` is given the address of the sign-in page; FaxDesk's own calls go through `proxy` or the system's. Raises
    `InputRefused` for a wrong client or address, `Stopped`, `SignInNeeded` where nobody signs in within five minutes,
    or another `ServiceError`.
    """
    client_id, client_secret = client.client_id.strip(), client.client_secret.strip()
    if not client_secret:
        raise InputRefused("Client secret", "There is no client secret.", "Copy it from the Fax.Plus dashboard.")
    through = checked_proxy(proxy)
    app = tokens.OAuthApp(client_id, client_secret, accounts_host(url), proxy=through or None)
    with browser_sign_in.RedirectReceiver(client.port) as receiver:
        state = secrets.token_urlsafe(24)
        open_page(browser_sign_in.authorize_url(client_id, receiver.redirect_uri, state, app.host))
        code = receiver.wait(state, cancel)
        new = tokens.exchange(app, code, receiver.redirect_uri)
    if not new.refresh:
        raise SignInNeeded("Fax.Plus gave a sign-in that ends within the hour.", "Use a personal access token instead.")
    latest = {REFRESH_TOKEN: new.refresh, CLIENT_SECRET: client_secret}
    who = OAuthCredentials(app, new, lambda newer: latest.update({REFRESH_TOKEN: newer.refresh}))
    return ProvenSignIn("oauth", normalised(url), _look(url, who, through), client_id, through, latest)


def forget(keyring: KeyringSecrets) -> KeyringTrouble | None:
    """Remove everything that signs in from the keyring and from memory; return why the keyring may still have it."""
    trouble = None
    for name in (TOKEN, CLIENT_SECRET, REFRESH_TOKEN):
        if not keyring.forget(name):
            trouble = keyring.trouble
    return trouble
