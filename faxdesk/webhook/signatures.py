"""Signatures of calls as in Standard Webhooks (www.standardwebhooks.com): HMAC-SHA256 with a shared secret.

Nothing says that Fax.Plus signs (docs/api-notes.md, section 8); others do in this way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from standardwebhooks import Webhook

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
_SHORTEST = 24
"""Bytes of a secret (the specification, “Signature scheme”: between 24 and 64)."""


class Signatures:
    """Tells calls that were signed with a secret, within five minutes of their time, from all others."""

    def __init__(self, secret: str) -> None:
        """Take a secret in base64, with or without `whsec_` before it. Raises `InputRefused` for what is none."""
        self._webhook = _webhook(secret)

    def are_good(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Return whether one of the signatures is that of this body."""
        try:
            self._webhook.verify(body, dict(headers), json_parse=False)
        except Exception:  # noqa: BLE001  the library raises more than its own errors for what strangers can write
            return False
        return True

    def headers(self, body: bytes) -> Mapping[str, str]:
        """Return the headers that make this body a call of now."""
        import secrets
        from datetime import UTC, datetime

        name, now = f"msg_{secrets.token_hex(12)}", datetime.now(UTC)
        signature = self._webhook.sign(name, now, body.decode())
        return dict(zip(HEADERS, (name, str(int(now.timestamp())), signature), strict=True))


def _webhook(secret: str) -> Webhook:
    import base64
    import binascii

    from standardwebhooks import Webhook

    plain = secret.strip().removeprefix("whsec_")
    try:
        # The library skips letters that are none of base64, and so takes nearly every text for a secret.
        key = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < _SHORTEST:
        raise InputRefused(
            "--secret",
            "This is not the secret of a webhook: that is 24 bytes or more in base64, mostly after “whsec_”.",
            "Copy it from where the webhook was registered.",
        )
    return Webhook(key)
