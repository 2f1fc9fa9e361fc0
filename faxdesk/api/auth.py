"""Who is asking: a personal access token, or OAuth2 with a refresh token."""

from __future__ import annotations

from typing import Protocol

from faxdesk.core.errors import InputRefused


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
        if not self._token:
            raise InputRefused("Token", "There is no token.", "Paste the personal access token of Fax.Plus.")
        if not (self._token.isascii() and self._token.isprintable() and " " not in self._token):
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
