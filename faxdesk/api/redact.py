"""What must not reach a log: tokens and secrets entirely, fax numbers but for their last three digits."""

from __future__ import annotations

import re

from faxdesk.core import redaction

LONGEST = 2048
"""So much of a body goes to the log, in characters."""

_NUMBER = re.compile(r"(\+|%2B)\d{2,}(?=\d{3})", re.IGNORECASE)
# A word behind the name, as in "token: expired", is no secret: those are long and have more than letters in them.
_VALUE = r"""(?=[^\s"'&,;}<>]*[^A-Za-z\s"'&,;}<>])[^\s"'&,;}<>]{6,}"""
_NAMED = re.compile(
    r"""(?i)\b(access_token|refresh_token|id_token|client_secret|authorization|password|token|secret|(?<=[?&])code)"""
    r"""(["']?\s*[:=]\s*["']?)(?:(?:bearer|basic)\s+)?""" + _VALUE
)
# Ids of the service have up to 32 characters; an unbroken run of more is a key of some kind.
_LONG = re.compile(r"[A-Za-z0-9+/_=.~-]{40,}")


def secrets(text: str) -> str:
    """Return the text with everything replaced that is a known secret, or looks like a token or a secret."""
    text = redaction.for_log(text)
    text = _NAMED.sub(r"\1\2[secret]", text)
    return _LONG.sub("[long text]", text)


def numbers(text: str) -> str:
    """Return the text with the digits of international numbers replaced, except the last three of each."""
    return _NUMBER.sub("…", text)


def body(raw: bytes) -> str:
    """Return a raw answer as one line for the log: cut, without secrets and full numbers."""
    # Cut after the replacements: half a token at the cut would no longer look like one.
    text = numbers(secrets(raw[: 4 * LONGEST].decode("utf-8", "replace")))
    return " ".join(text.split())[:LONGEST]
