"""Authorization codes of OAuth2: each good for one exchange, and not for long."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faxdesk.practice.database import PracticeDatabase

LIFETIME = 600.0
"""Seconds that a code can be exchanged: the most that RFC 6749, section 4.1.2, recommends."""


@dataclass(frozen=True)
class OAuthCode:
    """What a code stands for."""

    uid: str
    redirect_uri: str


class OAuthCodes:
    """The codes that were given out and not exchanged yet."""

    def __init__(self, database: PracticeDatabase) -> None:
        self._database = database

    def give(self, uid: str, redirect_uri: str, now: float) -> str:
        """Return a code for a user who agreed."""
        code = secrets.token_urlsafe(24)
        with self._database.write() as db:
            db.execute("DELETE FROM grant_code WHERE expires <= ?", (now,))
            db.execute("INSERT INTO grant_code VALUES (?, ?, ?, ?)", (code, uid, redirect_uri, now + LIFETIME))
        return code

    def take(self, code: str, now: float) -> OAuthCode | None:
        """Return what a code stands for and end it; None if it is unknown, used or too old."""
        with self._database.write() as db:
            row = db.execute("DELETE FROM grant_code WHERE code = ? RETURNING *", (code,)).fetchone()
        return OAuthCode(row["uid"], row["redirect_uri"]) if row is not None and row["expires"] > now else None


def is_registered(uri: str, registered: Iterable[str], *, any_port: bool) -> bool:
    """Return whether OAuth may return to `uri`.

    With `any_port` a loopback address may differ from the registered one in its port (RFC 8252, section 7.3).
    """
    if uri in registered:
        return True
    return any_port and _is_loopback(uri) and _portless(uri) in {_portless(other) for other in registered}


def _portless(uri: str) -> tuple[str, str | None, str, str]:
    parts = urlsplit(uri)
    return parts.scheme, parts.hostname, parts.path, parts.query


def _is_loopback(uri: str) -> bool:
    try:
        host = urlsplit(uri).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
