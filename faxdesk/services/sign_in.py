"""Where the token comes from, and testing a new one before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.api.auth import Credentials, PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.core.errors import SignInNeeded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faxdesk.core.model import Account
    from faxdesk.core.settings import Settings
    from faxdesk.store.secrets import Secrets

TOKEN = "token"  # noqa: S105  the name of the keyring entry, not a secret
HOW_TO = (
    "Sign in at Fax.Plus in a browser, open Profile > Integrations > Fax.Plus API > Personal Access Tokens > Manage,"
    " choose Generate with the scopes fax:all:read and fax:all:edit, and copy the token. It is shown only once."
)
"""How a personal access token is made (help.alohi.com, articles 10046657261852 and 16679733815708)."""


class NoToken:
    """Stands for a token where there is none: every call says that sign-in is needed."""

    def headers(self) -> dict[str, str]:
        """Raise `SignInNeeded`."""
        raise SignInNeeded("FaxDesk is not connected to Fax.Plus yet.", "Connect it with a personal access token.")

    def renew(self, stale_token: str) -> bool:  # noqa: ARG002  the protocol's argument
        """Return False: there is nothing to renew."""
        return False


def credentials(settings: Settings, secrets: Secrets, environment: Mapping[str, str]) -> Credentials:
    """Return who signs in: `FAXDESK_TOKEN` first, else what the keyring holds, else nobody."""
    token = environment.get("FAXDESK_TOKEN") or (secrets.get(TOKEN) if settings.account == "token" else None)
    return PersonalToken(token) if token else NoToken()


def address(settings: Settings, environment: Mapping[str, str]) -> str:
    """Return the address of the service: `FAXDESK_API_URL`, else that of the settings."""
    return environment.get("FAXDESK_API_URL") or settings.api_url


def try_out(url: str, token: str) -> Account | None:
    """Ask the service whose token this is. Returns None where it works but may not say.

    Raises a `ServiceError` where it does not work, `InputRefused` where it cannot be a token or the address is none.
    """
    with FaxApi(url, PersonalToken(token)) as api:
        try:
            return api.account()
        except SignInNeeded:
            # A token with narrow scopes may still send (API notes, section 2).
            api.outbox()
            return None
