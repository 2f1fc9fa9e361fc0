"""The proofs that were made here. The SHA-256 of a file tells whether it is one of them; the file cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.times import to_ms
from faxdesk.store import cells

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.core.times import Now
    from faxdesk.store.database import Database


class Proofs:
    """What is known of proofs."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def add(self, sha256: str, subject: str) -> None:
        """A proof was made; `subject` is the id that it was asked for by."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO proof VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
                (sha256, to_ms(self._now()), subject),
            )

    def made_at(self, sha256: str) -> datetime | None:
        """Return when the proof of this SHA-256 was made here, None where none was."""
        at = self._database.value("SELECT made_at FROM proof WHERE sha256 = ?", (sha256,))
        return None if at is None else cells.instant(at)
