"""The token endpoint of OAuth2: a code or a refresh token in, tokens out."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from faxdesk.api import wire
from faxdesk.api.transport import PATIENT, Timeouts, Transport
from faxdesk.api.upload import UploadBody
from faxdesk.core import redaction
from faxdesk.core.errors import InputRefused, Refused, ServiceError, SignInNeeded
from faxdesk.core.times import Now, utc_now

LIFETIME = 3600
"""Seconds that an access token lives where the answer does not say (help.alohi.com, article 10046657261852)."""
_LONGEST = 8000
"""Characters of a token: common servers take lines of 8 KB in a header."""


@dataclass(frozen=True, slots=True)
class OAuthTokens:
    """What a sign-in has given. `expires_at` (UTC) is when `access` ends, None where that is not known."""

    access: str = field(default="", repr=False)
    refresh: str = field(default="", repr=False)
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        for secret in (self.access, self.refresh):
            redaction.remember(secret)


_COPY_AGAIN = "Copy it again from the Fax.Plus dashboard"


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """The program as the customer has registered it: id (`APIK-…`) and secret from their dashboard, and whom to ask.

    Fax.Plus wants the secret and knows no PKCE, so FaxDesk cannot bring an app of its own:
    docs/api-notes.md, section 2.
    """

    client_id: str
    client_secret: str = field(repr=False)
    host: str
    timeouts: Timeouts = PATIENT
    proxy: str | None = None

    def __post_init__(self) -> None:
        redaction.remember(self.client_secret)
        if not is_token(self.client_id):
            raise InputRefused("Client ID", "This is not a client ID.", f"{_COPY_AGAIN} (APIK-…).")
        # An entry of the keyring may hold anything, such as half of a character.
        if not self.client_secret.isprintable():
            raise InputRefused("Client secret", "This is not a client secret.", f"{_COPY_AGAIN}.")
        redaction.remember(self.login)

    @property
    def login(self) -> str:
        """Id and secret as the header of a basic authentication has them (RFC 7617)."""
        return base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode("ascii")


def is_token(text: str) -> bool:
    """True for what can travel in a header: visible ASCII characters, at least one and not more than servers take."""
    return text.isascii() and text.isprintable() and 0 < len(text) <= _LONGEST and " " not in text


def exchange(app: OAuthApp, code: str, redirect_uri: str, now: Now = utc_now) -> OAuthTokens:
    """Exchange the code of a sign-in for tokens. Raises `SignInNeeded` where it is not taken."""
    redaction.remember(code)
    form = {
        "grant_type": "authorization_code",
        "client_id": app.client_id,
        "code": code,
        "redirect_uri": redirect_uri,
    }
    return _ask(app, form, now)


def refresh(app: OAuthApp, old: OAuthTokens, now: Now = utc_now) -> OAuthTokens:
    """Get a new access token. The answer may bring a new refresh token or none; the newest is kept.

    Raises `SignInNeeded` where the refresh token is not taken any more.
    """
    form = {"grant_type": "refresh_token", "refresh_token": old.refresh}
    new = _ask(app, form, now)
    return new if new.refresh else OAuthTokens(new.access, old.refresh, new.expires_at)


def _ask(app: OAuthApp, form: Mapping[str, str], now: Now) -> OAuthTokens:
    asked_at = now()
    headers = {"Authorization": f"Basic {app.login}"}
    # In the body, not in the query as the vendor's samples do: queries end up in logs.
    body = UploadBody(urlencode(form).encode("ascii"), "application/x-www-form-urlencoded")
    transport = Transport(app.host, timeouts=app.timeouts, proxy=app.proxy)
    try:
        answer = wire.loads(transport.call("POST", "/token", headers, body=body))
    except (Refused, SignInNeeded):
        raise _sign_in() from None
    except ServiceError as error:
        # Whoever needed the token has not asked for anything yet, and a refresh is no fax.
        error.may_have_acted = False
        raise
    finally:
        transport.close()
    return _read(answer, asked_at)


def _read(answer: wire.Json, asked_at: datetime) -> OAuthTokens:
    if answer.get("error"):
        raise _sign_in()
    access = wire.unredacted(answer.get("access_token"))
    if not is_token(access):
        error = wire.bad_shape("a token")
        error.may_have_acted = False
        raise error
    lifetime = min(wire.whole(answer.get("expires_in")), 10 * 365 * 86400) or LIFETIME
    return OAuthTokens(access, wire.unredacted(answer.get("refresh_token")), asked_at + timedelta(seconds=lifetime))


def _sign_in() -> SignInNeeded:
    return SignInNeeded(
        "Fax.Plus does not accept this sign-in any more.",
        "Sign in again. If that fails too, check the client ID and the secret in the Fax.Plus dashboard.",
    )
