"""Webhooks: who wants to be told of what, and what they were told."""

from __future__ import annotations

import ipaddress
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from faxdesk.practice.state.outbox import new_id

if TYPE_CHECKING:
    from faxdesk.practice.database import PracticeDatabase

SENT, RECEIVED, PAGE_RECEIVED = "fax_sent", "fax_received", "fax_page_received"
EVENTS = (SENT, RECEIVED, PAGE_RECEIVED)
"""`fax_page_received` comes with fax streaming, which Fax.Plus turns on by request; this account has none."""


@dataclass(frozen=True)
class RegisteredWebhook:
    """A registration. `created` in seconds since 1970 (UTC)."""

    id: str
    uid: str
    target: str
    event: str
    created: float


@dataclass(frozen=True)
class WebhookDelivery:
    """One attempt to tell a target. `result` is a status code, or why there is none. `fax` is an archive id."""

    hook: str
    target: str
    event: str
    fax: str
    at: float
    result: str


class Webhooks:
    """The webhooks of an account, and the ledger of deliveries."""

    def __init__(self, database: PracticeDatabase) -> None:
        self._database = database

    def add(self, uid: str, target: str, event: str, now: float) -> str:
        """Register a target and return the id of the hook."""
        with self._database.write() as db:
            hook = new_id(db, now)
            db.execute("INSERT INTO hook VALUES (?, ?, ?, ?, ?)", (hook, uid, target, event, now))
        return hook

    def of(self, uid: str, event: str) -> list[RegisteredWebhook]:
        """Return the hooks of a user for one event, oldest first."""
        with self._database.read() as db:
            rows = db.execute("SELECT * FROM hook WHERE uid = ? AND event = ? ORDER BY created, id", (uid, event))
            return [_hook(row) for row in rows]

    def remove(self, hook: str, uid: str) -> bool:
        """Remove a hook. Return False if the user has none with this id."""
        with self._database.write() as db:
            return db.execute("DELETE FROM hook WHERE id = ? AND uid = ?", (hook, uid)).rowcount > 0

    def record(self, delivery: WebhookDelivery) -> None:
        """Keep what became of a delivery."""
        with self._database.write() as db:
            db.execute(
                "INSERT INTO delivery (hook, target, event, fax, at, result) VALUES (?, ?, ?, ?, ?, ?)",
                (delivery.hook, delivery.target, delivery.event, delivery.fax, delivery.at, delivery.result),
            )

    def deliveries(self) -> tuple[WebhookDelivery, ...]:
        """Return every attempt to tell somebody, oldest first."""
        with self._database.read() as db:
            rows = db.execute("SELECT hook, target, event, fax, at, result FROM delivery ORDER BY id")
            return tuple(WebhookDelivery(**row) for row in rows)


def is_here(target: str) -> bool:
    """Return whether an address can be told without leaving this computer. Raises ValueError if it is no address."""
    parts = urlsplit(target)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError(target)
    if parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


def _hook(row: sqlite3.Row) -> RegisteredWebhook:
    return RegisteredWebhook(row["id"], row["uid"], row["target"], row["event"], row["created"])
