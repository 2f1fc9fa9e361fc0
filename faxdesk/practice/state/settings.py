"""Small values of an account that every process must see: switches, pace, clock, token."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from faxdesk.practice.database import PracticeDatabase

SWITCHES = "choices"
"""The key of the switches, in the database of every account that there is."""


class AccountSettings:
    """A table of JSON values, held in memory as long as no other process writes to the database."""

    def __init__(self, database: PracticeDatabase) -> None:
        self._database = database
        self._values: dict[str, Any] = {}
        self._seen: int | None = None
        self._edition = 0

    def get(self, key: str) -> Any:
        """Return the value kept under `key`, or None."""
        return self._fresh().get(key)

    def put(self, key: str, value: object) -> None:
        """Keep `value`, which JSON can express, under `key`."""
        with self._database.write() as db:
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, json.dumps(value)))
            self._seen = None

    def merge(self, key: str, changes: dict[str, Any]) -> None:
        """Change some members of the object kept under `key`, and leave those that others changed meanwhile."""
        with self._database.write():
            self.put(key, (self.get(key) or {}) | changes)

    def edition(self) -> int:
        """Return a number that changes whenever a value may have changed."""
        self._fresh()
        return self._edition

    def _fresh(self) -> dict[str, Any]:
        # Version and values belong together, so no other thread may write in between.
        with self._database.alone():
            version = self._database.data_version()
            if self._seen != version:
                with self._database.read() as db:
                    self._values = {row[0]: json.loads(row[1]) for row in db.execute("SELECT key, value FROM setting")}
                self._seen = version
                self._edition += 1
            return self._values
