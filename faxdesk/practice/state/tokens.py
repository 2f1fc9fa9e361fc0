"""Who may call: personal access tokens, OAuth tokens and their scopes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from faxdesk.practice.database import PracticeDatabase

TokenKind = Literal["pat", "access", "refresh"]

AREAS = ("all", "fax", "user", "member", "numbers", "webhook", "shop", "file")
"""Areas of scopes. `file` is asked for by the SDK, though no list of the vendor offers it."""

SCOPES = frozenset(f"fax:{area}:{right}" for area in AREAS for right in ("read", "edit"))
EVERYTHING = ("fax:all:read", "fax:all:edit")


@dataclass(frozen=True)
class IssuedToken:
    """One token. `expires` is in seconds since 1970 of service time, None for never."""

    text: str
    kind: str
    uid: str
    scopes: frozenset[str]
    expires: float | None


class IssuedTokens:
    """The tokens of an account."""

    def __init__(self, database: PracticeDatabase) -> None:
        self._database = database

    def issue(
        self, kind: TokenKind, uid: str, scopes: Collection[str] = EVERYTHING, expires: float | None = None
    ) -> str:
        """Make a token and return its text. Raises ValueError for a scope that does not exist."""
        unknown = set(scopes) - SCOPES
        if unknown:
            raise ValueError(f"there is no scope {', '.join(sorted(unknown))}")
        text = {"pat": "alohi_pat_", "access": "access-", "refresh": "refresh:"}[kind] + secrets.token_urlsafe(32)
        with self._database.write() as db:
            db.execute(
                "INSERT INTO token VALUES (?, ?, ?, ?, ?)", (text, kind, uid, json.dumps(sorted(scopes)), expires)
            )
        return text

    def find(self, text: str, now: float) -> IssuedToken | None:
        """Return the token, or None if it is unknown, revoked or expired at `now`."""
        with self._database.read() as db:
            row = db.execute("SELECT * FROM token WHERE token = ?", (text,)).fetchone()
        if row is None or (row["expires"] is not None and row["expires"] <= now):
            return None
        return IssuedToken(row["token"], row["kind"], row["uid"], frozenset(json.loads(row["scopes"])), row["expires"])

    def change(self, text: str, *, scopes: Collection[str] | None = None, expires: float | None = None) -> None:
        """Give a token other scopes or another end. Raises KeyError if there is no such token."""
        with self._database.write() as db:
            if scopes is not None:
                changed = db.execute("UPDATE token SET scopes = ? WHERE token = ?", (json.dumps(sorted(scopes)), text))
            else:
                changed = db.execute("UPDATE token SET expires = ? WHERE token = ?", (expires, text))
            if changed.rowcount == 0:
                raise KeyError("there is no such token")

    def revoke(self, text: str) -> bool:
        """End a token. Return False if there is none, or none any more."""
        with self._database.write() as db:
            return db.execute("DELETE FROM token WHERE token = ?", (text,)).rowcount > 0
